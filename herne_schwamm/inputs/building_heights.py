"""Buildings out of heights above ground: what stands high, wide and large enough."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import rasterio.features
import shapely
from numpy.typing import NDArray
from rasterio.transform import Affine

from herne_schwamm.city.city import NO_BUILDING
from herne_schwamm.city.grid import Grid
from herne_schwamm.inputs.alignment import onto_grid
from herne_schwamm.inputs.layers import Place
from herne_schwamm.inputs.notes import BUILDINGS_BEYOND, BUILDINGS_TOO_HIGH
from herne_schwamm.inputs.rasters import Raster
from herne_schwamm.problems import N_, InputProblem

AREA_MIN_M2 = 10.0
"""What is smaller is a car, a crown or a wall. [m2]"""

OPENED_UP_TO_M = 2.0
"""Larger cells are as wide as a small house: opening by three of them would take it. [m]"""

LOWEST_MEDIAN_M = -1.0
"""Median height above ground below which surface and terrain do not belong together. [m]"""

HALF = 0.5 - 1e-6
"""Share of a cell that has to be building; less the rounding of single precision."""


@dataclass(frozen=True, slots=True)
class FoundBuildings:
    """Buildings found in a raster of heights.

    ``building`` holds their number in each cell, `NO_BUILDING` elsewhere;
    ``ids``, ``outlines`` and ``heights_m`` belong to the numbers 0, 1, …, from
    the north-west.
    """

    building: NDArray[np.int32]
    ids: list[str]
    outlines: list[Any]
    heights_m: NDArray[np.float64]
    notes: tuple[str, ...]
    numbers: dict[str, int]


def buildings_from_heights(
    raster: Raster,
    low_m: float,
    high_m: float,
    place: Place,
    hidden: NDArray[np.bool_] | None = None,
) -> FoundBuildings:
    """Buildings where a raster of heights above ground says that something stands.

    Cells from `low_m` to `high_m` are opened by three by three cells, which
    takes away lines one or two cells wide such as cables, brought onto the
    grid, and joined by their edges; pieces of at least `AREA_MIN_M2` are
    buildings.

    Parameters
    ----------
    raster
        Heights above ground in their own grid, NaN where nothing is known. [m]
    low_m, high_m
        Heights a building has. [m]
    place
        Grid and cells of the city.
    hidden
        Cells of the raster that are no building whatever their height (crowns).

    Raises
    ------
    InputProblem
        Raster and grid do not overlap.
    """
    with np.errstate(invalid="ignore"):
        too_high = raster.values > high_m
        standing = (raster.values >= low_m) & ~too_high
    if hidden is not None:
        standing &= ~hidden
        too_high &= ~hidden
    if raster.grid.cell_size_m <= OPENED_UP_TO_M * (1.0 + 1e-6):
        standing = opened(standing)
    mask = replace(raster, values=standing.astype(np.float32))
    share, notes = onto_grid(mask, place.grid, classes=False)
    with np.errstate(invalid="ignore"):
        marked = place.inside & (share >= HALF)
    building, outlines = _pieces(marked, place.grid)
    numbers = {}
    beyond = int(np.count_nonzero(place.inside & np.isnan(share)))
    if beyond:
        notes += (BUILDINGS_BEYOND,)
        numbers["cells_beyond"] = beyond
    if too_high.any():
        notes += (BUILDINGS_TOO_HIGH,)
        numbers["too_high_cells"] = int(np.count_nonzero(too_high))
    roofs = np.where(standing, raster.values, np.float32(np.nan))
    roofs_m, _ = onto_grid(replace(raster, values=roofs), place.grid, classes=False)
    return FoundBuildings(
        building,
        _ids(outlines, place.grid),
        outlines,
        medians(roofs_m, building, len(outlines)),
        notes,
        numbers,
    )


def opened(marks: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Only those marked cells that lie in a marked square of three by three cells."""
    core = np.pad(marks, 1)
    core = core[:-2] & core[1:-1] & core[2:]
    core = core[:, :-2] & core[:, 1:-1] & core[:, 2:]
    wide = np.pad(core, 1)
    wide = wide[:-2] | wide[1:-1] | wide[2:]
    grown: NDArray[np.bool_] = wide[:, :-2] | wide[:, 1:-1] | wide[:, 2:]
    return grown


def widened(marks: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Marked cells and their eight neighbours."""
    wide = np.pad(marks, 1)
    wide = wide[:-2] | wide[1:-1] | wide[2:]
    grown: NDArray[np.bool_] = wide[:, :-2] | wide[:, 1:-1] | wide[:, 2:]
    return grown


def medians(
    values: NDArray[np.floating], building: NDArray[np.int32], count: int
) -> NDArray[np.float64]:
    """Median of the known values in the cells of every building, NaN where none is known."""
    known = (building != NO_BUILDING) & np.isfinite(values)
    owner = building[known]
    order = np.lexsort((values[known], owner))
    found = values[known][order].astype(np.float64)
    cells = np.bincount(owner, minlength=count)
    start = np.cumsum(cells) - cells
    median = np.full(count, np.nan)
    some = cells > 0
    lower, upper = start + (cells - 1) // 2, start + cells // 2
    median[some] = (found[lower[some]] + found[upper[some]]) / 2.0
    return median


def _pieces(marked: NDArray[np.bool_], grid: Grid) -> tuple[NDArray[np.int32], list[Any]]:
    """Number of the piece in each cell, and the pieces' outlines, from the north-west."""
    transform = Affine(*grid.geotransform)
    building = np.full(grid.shape, NO_BUILDING, dtype=np.int32)
    traced = rasterio.features.shapes(
        marked.view(np.uint8), mask=marked, connectivity=4, transform=transform
    )
    outlines = np.array([shapely.geometry.shape(shape) for shape, _ in traced], dtype=object)
    large = shapely.area(outlines) >= AREA_MIN_M2 * (1.0 - 1e-9)
    outlines = outlines[large]
    if not outlines.size:
        return building, []
    # Outlines run along the edges of cells: burning them gives back exactly their cells.
    rasterio.features.rasterize(
        zip(outlines, range(outlines.size), strict=True), out=building, transform=transform
    )
    numbers, first = np.unique(building, return_index=True)
    order = np.argsort(first[numbers != NO_BUILDING])
    rank = np.empty(outlines.size, dtype=np.int32)
    rank[order] = np.arange(outlines.size, dtype=np.int32)
    owned = building != NO_BUILDING
    building[owned] = rank[building[owned]]
    return building, list(outlines[order])


def _ids(outlines: list[Any], grid: Grid) -> list[str]:
    """An id for every building from the point within it that tables tell as its place."""
    digits = max(0, math.ceil(-math.log10(grid.cell_size_m)))
    scale = 10**digits
    ids = []
    for outline in outlines:
        spot = outline.representative_point()
        x_m, y_m = (math.floor(value * scale) / scale for value in (spot.x, spot.y))
        ids.append(f"E{x_m:.{digits}f}N{y_m:.{digits}f}")
    return ids


def heights_above(surface: Raster, terrain: Raster) -> Raster:
    """A surface model less the terrain, on the grid of the surface model. [m]

    Raises
    ------
    InputProblem
        The two do not overlap, or the surface lies far below the terrain.
    """
    ground_m, _ = onto_grid(terrain, surface.grid, classes=False)
    heights_m = surface.values - ground_m
    known = np.isfinite(heights_m)
    if known.any() and float(np.median(heights_m[known])) < LOWEST_MEDIAN_M:
        raise InputProblem(
            N_(
                "{file}: half of the surface model lies more than {depth:g} m below the terrain; "
                "check that both have the same height system and that the files are not swapped"
            ),
            file=surface.file,
            depth=-LOWEST_MEDIAN_M,
        )
    return replace(surface, values=heights_m)
