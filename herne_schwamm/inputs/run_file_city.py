"""The parts of a run file that say what is known of the area."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from herne_schwamm.inputs.run_file_parts import (
    MINUTES_MAX,
    Box,
    Column,
    Pair,
    Part,
    refuse_both,
    refuse_without,
)
from herne_schwamm.inputs.run_file_values import (
    CanopyHeight,
    Conductivity,
    CurveNumber,
    DataDate,
    DataSourceText,
    FilePath,
    LandCover,
    LandCoverScheme,
    Level,
    ReferenceSystem,
    Roughness,
    Sealing,
    Soil,
    refuse,
)
from herne_schwamm.problems import N_, RunFileProblem, Typed


class CityPart(Part):
    """What is known of the area."""

    crs: ReferenceSystem = "EPSG:25832"
    """Reference system of the city: projected, in metres."""
    source: DataSourceText | None = None
    """Which data, whose, under which licence: stands on every map; without it the name of
    the terrain's file does."""
    as_of: DataDate | None = None
    """Date of the data: "2023", "2023-05" or "2023-05-31"; stands on every map."""
    resolution_m: float | None = Field(default=None, ge=0.005, le=1000.0)
    """Edge of a cell [m]; without it the terrain's."""
    terrain: FilePath
    """Raster of the bare ground [m]: GeoTIFF, ERDAS .img, ESRI .asc, XYZ, or a folder of such
    tiles (as every raster may be). Its grid is the city's."""
    surface_model: FilePath | None = None
    """Raster of the surface with buildings and crowns [m]. Without `buildings`, what stands
    out of the terrain by `building_height_min_m` and is no canopy is a building."""
    buildings: FilePath | None = None
    """Buildings: polygons (GeoPackage, shapefile, GeoJSON) or a raster of building heights above
    ground [m]. They block flow; their roofs drain to the sewer and to their surroundings."""
    building_id: Column | None = None
    """Column of the building polygons with their own identifier, for example "gml_id"."""
    building_use: Column | None = None
    """Column of the building polygons with their use, for example the function of ALKIS."""
    building_height_min_m: float = Field(default=2.0, gt=0.0, le=20.0)
    """Height above ground from which a cell of a height raster or of the surface model is part
    of a building [m]."""
    building_height_max_m: float = Field(default=60.0, gt=2.0, le=1000.0)
    """Height above ground above which it is none [m]: power lines and cranes."""
    roof_storage_mm: float | None = Field(default=None, ge=0.0, le=200.0)
    """Water a roof holds [mm]; without it that of the surface class roof."""
    roofs_to_sewer: float = Field(default=1.0, ge=0.0, le=1.0)
    """Share of the roof areas that is connected to the sewer [0-1]."""
    canopy: CanopyHeight | None = None
    """Height of the crowns above ground [m]: raster or number, 0 where none are. Without it,
    cells of the surface class forest have a canopy."""
    canopy_height_max_m: float = Field(default=45.0, ge=10.0, le=100.0)
    """What is higher is a power line, no tree [m]. Few trees of German woods grow higher:
    definition of this project."""
    canopy_storage_mm: float = Field(default=1.0, ge=0.0, le=10.0)
    """Water a closed canopy holds back from the rain [mm]. Published values for leaves in summer
    go from 0.8 (SUEWS, deciduous) to 4.3 (RoGeR, July); the default is on the safe side."""
    corrections: FilePath | None = None
    """What the terrain does not show: a GeoPackage with any of the layers culverts, walls,
    openings and pumps."""
    land_cover: LandCover
    """Surface class: raster of codes, polygons, or the name of a class."""
    land_cover_scheme: LandCoverScheme = "surface_classes"
    """What the codes of `land_cover` mean: "surface_classes", "urban_atlas", "alkis", "osm",
    "umep" (seven classes), or the path of an own mapping table (TOML)."""
    land_cover_column: Column | None = None
    """Column with the code, where `land_cover` is a file of polygons."""
    sealing: Sealing | None = None
    """Share that lets no water in: raster, or a number [0-1]; without it the surface class's."""
    sealing_scale: Literal["share", "percent", "byte"] = "share"
    """What the numbers of the raster `sealing` mean: 0-1, 0-100 or 0-255."""
    soil: Soil | None = None
    """Soil texture: raster of codes, polygons, or a name; may be left out only where every cell
    is fully sealed or `curve_number` says how much the ground takes."""
    soil_scheme: Literal["soils", "ka5"] = "soils"
    """What the codes of `soil` mean: the table soils, or the textures of KA5 (for example Uls)."""
    soil_column: Column | None = None
    """Column with the code, where `soil` is a file of polygons."""
    conductivity_mm_h: Conductivity | None = None
    """Hydraulic conductivity of the wetting front, half the saturated one [mm/h]: raster or
    number; replaces that of the soil."""
    curve_number: CurveNumber | None = None
    """SCS curve number for normal soil moisture: raster or number; replaces soil, sealing and
    depression storage where a city has only that."""
    manning_n_s_m13: Roughness | None = None
    """Manning roughness [s/m^(1/3)]: raster or number; without it the surface class's."""
    depression_storage_mm: float | None = Field(default=None, ge=0.0, le=1000.0)
    """Water that stays in hollows and films [mm], on sealed and pervious ground alike;
    without it the surface class's."""
    districts: FilePath | None = None
    """Polygons of districts that results are summed up for, called by their column "name";
    without it those of the sewer."""
    blocks: FilePath | None = None
    """Polygons of building blocks, the same way."""
    edges: Literal["open", "closed"] = "open"
    """Whether water leaves over the edge of the city (counted) or meets a wall."""
    edge: FilePath | None = None
    """Raster of the kinds of edge: 1 closed, 2 open, 3 fixed level; 0 as `edges` says."""
    edge_level_m: Level | None = None
    """Water level at edges of kind 3 [m]: raster or number."""
    nodata_share_max: float = Field(default=0.0005, ge=0.0, le=1.0)
    """Share of holes in the terrain, enclosed by known cells, up to which they are filled from
    their neighbours; above it the run stops."""
    bounds: Box | None = None
    """West, south, east, north [m] the terrain has to lie in: a check of plausibility."""
    terrain_range_m: Pair | None = None
    """Lowest and highest terrain to expect [m]: a check of plausibility."""

    @model_validator(mode="after")
    def _consistent(self) -> CityPart:
        if self.bounds is not None:
            west, south, east, north = self.bounds
            if not (west < east and south < north):
                refuse(RunFileProblem(N_("bounds are in the order west, south, east, north")))
        if self.terrain_range_m is not None and not (
            self.terrain_range_m[0] < self.terrain_range_m[1]
        ):
            refuse(RunFileProblem(N_("terrain_range_m is in the order lowest, highest")))
        if self.building_height_min_m >= self.building_height_max_m:
            refuse(
                RunFileProblem(
                    N_(
                        "building_height_min_m ({low:g}) has to be below building_height_max_m "
                        "({high:g})"
                    ),
                    low=Typed(self.building_height_min_m),
                    high=Typed(self.building_height_max_m),
                )
            )
        if self.edge_level_m is not None and self.edge is None:
            refuse(
                RunFileProblem(N_("edge_level_m needs edge, the raster that says where it applies"))
            )
        if self.surface_model is not None and self.buildings is None and self.canopy is None:
            refuse(
                RunFileProblem(
                    N_(
                        "surface_model alone does not tell buildings from trees; give buildings "
                        "(polygons or heights) or canopy (heights of the crowns) as well"
                    )
                )
            )
        if isinstance(self.sealing, float) and self.sealing_scale != "share":
            refuse(
                RunFileProblem(
                    N_(
                        "sealing as a number is a share from 0 to 1; take sealing_scale out, it is "
                        "for rasters"
                    )
                )
            )
        refuse_without(self, "building_id", "buildings")
        refuse_without(self, "building_use", "buildings")
        refuse_both(self, "curve_number", "soil")
        refuse_both(self, "curve_number", "conductivity_mm_h")
        refuse_both(self, "curve_number", "depression_storage_mm")
        return self


class SitesPart(Part):
    """Places whose flooding matters more than others': schools, hospitals, underpasses …"""

    file: FilePath
    """Points or polygons (GeoPackage, shapefile, GeoJSON)."""
    name: Column = "name"
    """Column with the site's name."""
    kind: Column = "kind"
    """Column with its kind: a name of the table site_kinds, or its value in OpenStreetMap."""


class SewerPart(Part):
    """What the sewer was built for; a storm says whether it counts."""

    capacity_mm_h: float | None = Field(default=None, gt=0.0, le=500.0)
    """Rain the sewer takes from roofs, roads and yards [mm/h]."""
    return_period_a: float | None = Field(default=None, gt=0.0, le=100.0)
    """Return period of the design rain [a], from the table of [rain_statistics]."""
    duration_min: float | None = Field(default=None, gt=0.0, le=MINUTES_MAX)
    """Duration of the design rain [min]: 10 to 15 for sewers of roads."""
    districts: FilePath | None = None
    """Polygons of districts with their own capacity; elsewhere the capacity above."""
    district_capacity: Column = "capacity_mm_h"
    """Column of the districts with the capacity [mm/h]."""

    @model_validator(mode="after")
    def _consistent(self) -> SewerPart:
        refuse_both(self, "capacity_mm_h", "return_period_a")
        refuse_without(self, "return_period_a", "duration_min")
        refuse_without(self, "duration_min", "return_period_a")
        if self.capacity_mm_h is None and self.return_period_a is None and self.districts is None:
            refuse(
                RunFileProblem(
                    N_("give capacity_mm_h, return_period_a with duration_min, or districts")
                )
            )
        return self


class RainStatisticsPart(Part):
    """Depths of rain by duration and return period at this place."""

    table: FilePath
    """KOSTRA-DWD-2020: a CSV file with a row per duration, or the folder or zip of DWD's files
    per duration."""
    cell: int | None = Field(default=None, ge=0, le=299_299)
    """Number of the cell (INDEX_RC); without it that of the middle of the city."""
