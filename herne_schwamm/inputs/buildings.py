"""Buildings: from polygons, from heights above ground, or from a surface model."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import rasterio.features
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from rasterio.transform import Affine

from herne_schwamm.city.city import NO_BUILDING, LayerOrigin
from herne_schwamm.inputs.alignment import onto_grid
from herne_schwamm.inputs.building_heights import (
    HALF,
    FoundBuildings,
    buildings_from_heights,
    heights_above,
    medians,
    widened,
)
from herne_schwamm.inputs.canopy import crown_heights
from herne_schwamm.inputs.layers import Place
from herne_schwamm.inputs.notes import (
    BUILDINGS_COUNTED,
    BUILDINGS_LOW,
    BUILDINGS_NONE,
    BUILDINGS_NUMBERED,
    BUILDINGS_WITHOUT_CELL,
)
from herne_schwamm.inputs.rasters import Raster, is_raster, read_raster
from herne_schwamm.inputs.run_file_city import CityPart
from herne_schwamm.inputs.run_file_paths import RunPath
from herne_schwamm.inputs.terrain import Terrain
from herne_schwamm.inputs.vectors import check_meets, read_vector
from herne_schwamm.problems import N_, InputProblem, RunFileProblem

HEIGHT_COLUMNS = ("height_m", "hoehe", "measuredHeight")
"""Columns of building polygons that may hold the height above ground. [m]"""

HIGHEST_BUILT_SHARE = 0.8
"""Share of a city that buildings found in heights may cover; even old towns have more streets."""

CROWN_M = 2.0
"""Height from which a crown hides what stands below it. [m]"""


@dataclass(frozen=True, slots=True)
class Buildings:
    """Buildings on the city's grid.

    ``building`` holds the row in ``table`` for each cell, `NO_BUILDING`
    elsewhere. ``table`` is indexed 0, 1, … and has ``id`` and ``use`` (text),
    ``height_m`` above ground (NaN where unknown) and ``geometry``.
    """

    building: NDArray[np.int32]
    table: GeoDataFrame
    origin: LayerOrigin


def read_buildings(part: CityPart, terrain: Terrain, place: Place) -> Buildings:
    """Read the buildings the run file names; none where it names none.

    A cell belongs to a building if its centre lies in the polygon; where two
    overlap, the one that comes first in the file keeps the cell. A raster of
    heights, or a surface model less the terrain and without the crowns, is
    searched for buildings (`building_heights`).

    Raises
    ------
    InputProblem
        A file cannot be read, or does not meet the city, or its heights leave
        hardly any open ground.
    RunFileProblem
        A column is missing or means nothing, or the crowns are a number
        where the surface model is to tell buildings from them.
    """
    if part.buildings is not None:
        if not is_raster(part.buildings.path):
            return _from_polygons(part, part.buildings, terrain, place)
        _refuse_columns(part, part.buildings)
        return _from_heights(part, part.buildings, place)
    if part.surface_model is not None:
        return _from_surface(part, part.surface_model, terrain, place)
    return Buildings(
        np.full(place.grid.shape, NO_BUILDING, dtype=np.int32),
        _table([], [], np.empty(0), [], place),
        LayerOrigin("class", "none"),
    )


def _from_polygons(part: CityPart, source: RunPath, terrain: Terrain, place: Place) -> Buildings:
    key_of = {part.building_use: "city.building_use", part.building_id: "city.building_id"}
    keys = {column: key for column, key in key_of.items() if column is not None}
    found, origin = read_vector(
        source.path, place.grid.crs, columns=list(keys), optional=HEIGHT_COLUMNS, keys=keys
    )
    check_meets(origin.source, found, place.grid)
    building = np.full(place.grid.shape, NO_BUILDING, dtype=np.int32)
    # From the last to the first: what is burned later lies above.
    rasterio.features.rasterize(
        zip(found.geometry.to_numpy()[::-1], range(len(found) - 1, -1, -1), strict=True),
        out=building,
        transform=Affine(*place.grid.geotransform),
    )
    building[~place.inside] = NO_BUILDING
    kept = np.unique(building[building != NO_BUILDING])
    rank = np.full(len(found), NO_BUILDING, dtype=np.int32)
    rank[kept] = np.arange(kept.size, dtype=np.int32)
    owned = building != NO_BUILDING
    building[owned] = rank[building[owned]]
    heights_m = _heights_of(part, found, building, kept, terrain, place)
    rows = pd.Series([str(row + 1) for row in found.index], index=found.index)
    ids = rows if part.building_id is None else _texts(found[part.building_id], rows)
    uses = pd.Series("", index=found.index)
    if part.building_use is not None:
        uses = _texts(found[part.building_use], uses)
    left_out = len(found) - int(kept.size)
    if left_out:
        origin = replace(
            origin,
            notes=(*origin.notes, BUILDINGS_WITHOUT_CELL),
            numbers={**origin.numbers, "buildings_without_cell": left_out},
        )
    if part.surface_model is not None:
        low = int(np.count_nonzero(heights_m < part.building_height_min_m))
        if low:
            origin = replace(
                origin,
                notes=(*origin.notes, BUILDINGS_LOW),
                numbers={**origin.numbers, "low_buildings": low},
            )
    own_ids, twins = _numbered(list(ids.iloc[kept]))
    if twins:
        origin = replace(
            origin,
            notes=(*origin.notes, BUILDINGS_NUMBERED),
            numbers={**origin.numbers, "twin_ids": twins},
        )
    table = _table(
        own_ids,
        list(uses.iloc[kept]),
        heights_m,
        list(found.geometry.iloc[kept]),
        place,
    )
    return _counted(building, table, origin)


def _numbered(ids: list[str]) -> tuple[list[str], int]:
    """Ids of which no two are the same: "a", "a (2)", …; and how many were numbered."""
    taken = set(ids)
    seen: Counter[str] = Counter()
    own, twins = [], 0
    for name in ids:
        seen[name] += 1
        if seen[name] == 1:
            own.append(name)
            continue
        # Another building may be called "a (2)" by its file.
        while (numbered := f"{name} ({seen[name]})") in taken:
            seen[name] += 1
        taken.add(numbered)
        own.append(numbered)
        twins += 1
    return own, twins


def _heights_of(
    part: CityPart,
    found: GeoDataFrame,
    building: NDArray[np.int32],
    kept: NDArray[np.int32],
    terrain: Terrain,
    place: Place,
) -> NDArray[np.float64]:
    """Height of the kept polygons above ground: of the surface model, or of a column."""
    if part.surface_model is not None:
        surface = read_raster(part.surface_model.path, place.grid.crs)
        surface_m, _ = onto_grid(surface, place.grid, classes=False)
        measured = medians(surface_m - terrain.values_m, building, int(kept.size))
        # What is not there yet lies a little above or below the terrain, by its errors.
        return np.where(measured < 0.0, 0.0, measured)
    for name in HEIGHT_COLUMNS:
        if name in found.columns:
            heights = pd.to_numeric(found[name], errors="coerce").to_numpy(np.float64, copy=True)
            # No building is that low: such numbers stand for no value.
            heights[~(np.isfinite(heights) & (heights > 0.0))] = np.nan
            chosen: NDArray[np.float64] = heights[kept]
            return chosen
    return np.full(kept.size, np.nan)


def _texts(column: pd.Series, without: pd.Series) -> pd.Series:
    """A column as text; where it says nothing the other."""
    if pd.api.types.is_float_dtype(column.dtype):
        # Whole numbers beside gaps are read as 12.0.
        texts = column.map(lambda value: f"{value:.15g}" if np.isfinite(value) else "")
    else:
        texts = column.map(lambda value: "" if pd.isna(value) else str(value).strip())
    return texts.where(texts != "", without)


def _from_heights(part: CityPart, source: RunPath, place: Place) -> Buildings:
    raster = read_raster(source.path, place.grid.crs)
    # Also what is too high for a building is no open ground: heights above sea level.
    with np.errstate(invalid="ignore"):
        standing = (raster.values >= part.building_height_min_m).astype(np.float32)
    share, _ = onto_grid(replace(raster, values=standing), place.grid, classes=False)
    _refuse_all_building(share >= HALF, raster.file, place)
    found = buildings_from_heights(
        raster, part.building_height_min_m, part.building_height_max_m, place
    )
    return _of_found(found, raster.file, place)


def _from_surface(part: CityPart, source: RunPath, terrain: Terrain, place: Place) -> Buildings:
    if not isinstance(part.canopy, RunPath):
        raise RunFileProblem(
            N_(
                "city.canopy is one height for every cell, so {file} cannot tell buildings from "
                "trees; give canopy as a raster, or give buildings"
            ),
            file=source.path.name,
        )
    surface = read_raster(source.path, place.grid.crs)
    heights = heights_above(surface, Raster(terrain.origin.source, terrain.grid, terrain.values_m))
    crowns, _, _ = crown_heights(part.canopy.path, place.grid.crs, part.canopy_height_max_m)
    crowns_m, _ = onto_grid(crowns, surface.grid, classes=False)
    with np.errstate(invalid="ignore"):
        hidden = widened(crowns_m >= CROWN_M)
    found = buildings_from_heights(
        heights, part.building_height_min_m, part.building_height_max_m, place, hidden
    )
    return _of_found(found, surface.file, place)


def _of_found(found: FoundBuildings, file: str, place: Place) -> Buildings:
    _refuse_all_building(found.building != NO_BUILDING, file, place)
    table = _table(found.ids, [""] * len(found.ids), found.heights_m, found.outlines, place)
    notes = found.notes if found.ids else (*found.notes, BUILDINGS_NONE)
    return _counted(found.building, table, LayerOrigin("file", file, notes, found.numbers))


def _refuse_all_building(built: NDArray[np.bool_], file: str, place: Place) -> None:
    """Refuse heights by which hardly any open ground is left."""
    share = np.count_nonzero(built & place.inside) / np.count_nonzero(place.inside)
    if share > HIGHEST_BUILT_SHARE:
        raise InputProblem(
            N_(
                "{file}: by its heights buildings cover {percent:.0f} % of the city, but more than "
                "{limit:.0f} % is not possible; are these heights above ground (buildings) or "
                "above sea level (surface_model, terrain)? give each with its own key"
            ),
            file=file,
            percent=100.0 * share,
            limit=100.0 * HIGHEST_BUILT_SHARE,
        )


def _counted(building: NDArray[np.int32], table: GeoDataFrame, origin: LayerOrigin) -> Buildings:
    origin = replace(
        origin,
        notes=(*origin.notes, BUILDINGS_COUNTED),
        numbers={**origin.numbers, "buildings": len(table)},
    )
    return Buildings(building, table, origin)


def _table(
    ids: list[str],
    uses: list[str],
    heights_m: NDArray[np.float64],
    outlines: list[object],
    place: Place,
) -> GeoDataFrame:
    return GeoDataFrame(
        {
            "id": pd.Series(ids, dtype=object),
            "use": pd.Series(uses, dtype=object),
            "height_m": pd.Series(heights_m, dtype=np.float64),
        },
        geometry=outlines,
        crs=place.grid.crs or None,
    )


def _refuse_columns(part: CityPart, source: RunPath) -> None:
    for key in ("building_id", "building_use"):
        if getattr(part, key) is not None:
            raise RunFileProblem(
                N_(
                    "city.{key} names a column, but {file} is a raster of heights; take it out, or "
                    "give polygons"
                ),
                key=key,
                file=source.path.name,
            )
