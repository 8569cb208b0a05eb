"""The parts of a run file as models: what may stand in it, in which unit, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict, model_validator

from herne_schwamm.inputs.run_file_values import (
    Antecedent,
    DataDate,
    DataSourceText,
    FilePath,
    LandCover,
    Level,
    OutputFolder,
    RainSource,
    ReferenceSystem,
    Roughness,
    Sealing,
    SewerRule,
    Soil,
    refuse,
)
from herne_schwamm.problems import N_, RunFileProblem

RAIN_LIMIT_MM_H = 500.0
"""Intensity above which a mistaken unit is more likely than rain. [mm/h]"""

DAYS_MAX = 30
"""How long rain, inflows and what follows may last, each. [d]"""
MINUTES_MAX = DAYS_MAX * 24 * 60.0
SECONDS_MAX = MINUTES_MAX * 60.0

COORDINATE_MAX_M = 1e8
"""No projected system in metres reaches further from its origin."""

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=100)]
# TOML knows lists only: the strict models would not take them for tuples.
Pair = Annotated[tuple[float, float], Strict(False)]
Coordinate = Annotated[float, Field(ge=-COORDINATE_MAX_M, le=COORDINATE_MAX_M)]
Box = Annotated[tuple[Coordinate, Coordinate, Coordinate, Coordinate], Strict(False)]


class Part(BaseModel):
    """A table of the run file: immutable, without unknown keys or silent conversions."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        validate_default=True,
        use_attribute_docstrings=True,
        serialize_by_alias=True,
    )


def refuse_twins(names: Iterable[str], of_what: RunFileProblem) -> None:
    """Stop the validation where two things have one name."""
    seen: set[str] = set()
    for name in names:
        # Names become folders, and some systems do not tell A from a.
        if name.casefold() in seen:
            refuse(RunFileProblem(N_("two {what} are called {name}"), what=of_what, name=name))
        seen.add(name.casefold())


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
    """Raster of the bare ground [m]: GeoTIFF, ERDAS .img or ESRI .asc. Its grid is the city's."""
    land_cover: LandCover
    """Surface class: raster of the codes of the table surface_classes, or the name of a class."""
    sealing: Sealing | None = None
    """Share that lets no water in [0-1]: raster or number; without it the surface class's."""
    soil: Soil | None = None
    """Soil texture: raster of the codes of the table soils, or a name; may be left out only
    where every cell is fully sealed."""
    manning_n_s_m13: Roughness | None = None
    """Manning roughness [s/m^(1/3)]: raster or number; without it the surface class's."""
    depression_storage_mm: float | None = Field(default=None, ge=0.0, le=1000.0)
    """Water that stays in hollows and films [mm], on sealed and pervious ground alike;
    without it the surface class's."""
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
        if self.edge_level_m is not None and self.edge is None:
            refuse(
                RunFileProblem(N_("edge_level_m needs edge, the raster that says where it applies"))
            )
        return self


class InflowPart(Part):
    """Water that enters the city at a point during a storm."""

    name: Name
    """Name of the inflow."""
    x_m: Coordinate
    """Easting in the city's reference system [m]."""
    y_m: Coordinate
    """Northing in the city's reference system [m]."""
    series: FilePath
    """CSV with the columns time_s or time_min, and discharge_m3_s."""


KEYS_OF_RAIN = {
    "block": ("rain_depth_mm", "duration_min"),
    "dvwk": ("rain_depth_mm", "duration_min"),
    "euler2": ("depth_duration", "duration_min"),
    "series": ("rain",),
}
"""Keys of a storm that its source of rain needs; the others do not go with it."""


class StormPart(Part):
    """One storm over the whole city."""

    name: Name
    """Name of the storm: its results lie in a folder of this name."""
    source: RainSource
    """Where the rain comes from: "block" (constant), "dvwk" (three parts with a peak), "euler2"
    (Euler type II from depths by duration) or "series" (a CSV file)."""
    rain_depth_mm: float | None = Field(default=None, ge=0.0)
    """Depth of a block or DVWK rain [mm]."""
    duration_min: float | None = Field(default=None, gt=0.0, le=MINUTES_MAX)
    """Duration of a block, DVWK or Euler rain [min]; Euler: a multiple of 5."""
    depth_duration: FilePath | None = None
    """CSV for the Euler rain: duration_min and depth_mm of one return period, from 5 min to
    at least the duration."""
    rain: FilePath | None = None
    """CSV of the series: time_min, time_s or time, and rain_mm_h or rain_mm (per step)."""
    sewer: SewerRule = "neglected"
    """What the sewer takes: "neglected", as the hazard maps of NRW assume, is nothing."""
    drainage_loss_mm_h: float = Field(default=0.0, ge=0.0)
    """Constant rate at which water leaves every cell [mm/h]."""
    antecedent: Antecedent = 0.5
    """Relative soil moisture at the first drop: 0 (dry) to 1 (saturated)."""
    after_rain_min: float | None = Field(default=None, ge=0.0, le=MINUTES_MAX)
    """How long the storm is followed after the end of the rain and of all inflows [min]; without
    it until the peak has passed everywhere."""
    synchronisation_s: float = Field(default=1.0, ge=0.01, le=5.0)
    """Interval at which rain, infiltration and sewer act [s]."""
    inflows: Annotated[tuple[InflowPart, ...], Strict(False)] = Field(default=(), alias="inflow")
    """Water that enters at points."""

    @model_validator(mode="after")
    def _consistent(self) -> StormPart:
        needed = KEYS_OF_RAIN[self.source]
        for key in sorted({key for keys in KEYS_OF_RAIN.values() for key in keys}):
            value = getattr(self, key)
            if key in needed and value is None:
                refuse(
                    RunFileProblem(
                        N_('source = "{source}" needs the key {key}'), source=self.source, key=key
                    )
                )
            if key not in needed and value is not None:
                refuse(
                    RunFileProblem(
                        N_('the key {key} does not go with source = "{source}"; take it out'),
                        source=self.source,
                        key=key,
                    )
                )
        if self.rain_depth_mm is not None and self.duration_min is not None:
            rain_mm_h = self.rain_depth_mm / (self.duration_min / 60.0)
            if rain_mm_h > RAIN_LIMIT_MM_H:
                refuse(
                    RunFileProblem(
                        N_(
                            "{rain:.0f} mm/h is more than it rains ({limit:.0f} mm/h); "
                            "check the units of rain_depth_mm and duration_min"
                        ),
                        rain=rain_mm_h,
                        limit=RAIN_LIMIT_MM_H,
                    )
                )
        refuse_twins((inflow.name for inflow in self.inflows), RunFileProblem(N_("inflows")))
        return self


class PointPart(Part):
    """A place whose water depth is recorded over time."""

    name: Name
    """Name of the point: the heading of its column."""
    x_m: Coordinate
    """Easting in the city's reference system [m]."""
    y_m: Coordinate
    """Northing in the city's reference system [m]."""


class OutputPart(Part):
    """Where results go and what is recorded."""

    folder: OutputFolder = Field(default="../reports")  # type: ignore[assignment]
    """Folder of the reports."""
    points: Annotated[tuple[PointPart, ...], Strict(False)] = Field(default=(), alias="point")
    """Places whose water depth is recorded over time."""
    record_interval_s: float = Field(default=60.0, gt=0.0, le=SECONDS_MAX)
    """Interval of the records [s]."""

    @model_validator(mode="after")
    def _consistent(self) -> OutputPart:
        refuse_twins((point.name for point in self.points), RunFileProblem(N_("points")))
        return self
