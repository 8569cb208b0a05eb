"""The terrain: the layer that gives the city its grid."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from rasterio.crs import CRS

from herne_schwamm.city.city import LayerOrigin, round_terrain
from herne_schwamm.city.grid import Grid
from herne_schwamm.inputs.alignment import extent_text, known_share, onto_grid
from herne_schwamm.inputs.holes import fill_small_holes
from herne_schwamm.inputs.notes import (
    FINER_THAN_DATA,
    HALF_KNOWN,
    STRAY_NODATA,
    TERRAIN_HIGH,
    TERRAIN_ZERO,
)
from herne_schwamm.inputs.rasters import CELLS_MAX, Raster, read_raster, without_stray_nodata
from herne_schwamm.inputs.reference_systems import (
    named_system,
    readable_name,
    same_system,
    stretching_fault,
    system_name,
)
from herne_schwamm.inputs.run_file_city import CityPart
from herne_schwamm.problems import N_, InputProblem, Typed

STRAY_NODATA_BELOW_M = -1000.0
"""Terrain below this is a nodata value without a tag. [m]"""

LOWEST_M, HIGHEST_M = -500.0, 9000.0
"""What terrain can be on Earth. [m]"""

HALF = 0.5 - 1e-6
"""Share of a cell that has to be known for the cell to belong to the city; less the rounding
of single precision."""

CM_PER_M = 100

ODD_ABOVE_M = 3000.0
"""No ground of Germany is higher (Zugspitze 2962 m). [m]"""

FAR_FROM_SEA_M, ODD_ZEROS = 5.0, 20
"""Where all but a twentieth of the ground is higher, so many cells of exactly 0 m are no ground."""


@dataclass(frozen=True, slots=True)
class Terrain:
    """Terrain on the city's grid.

    ``values_m`` is rounded to 1/1024 m, NaN outside the city; ``filled_cells``
    the number of cells (of the file) that were holes.
    """

    grid: Grid
    values_m: NDArray[np.float32]
    origin: LayerOrigin
    filled_cells: int


def read_terrain(city: CityPart) -> Terrain:
    """Read, check and, where a resolution is asked for, resample the terrain.

    It is never reprojected: that would invent heights. A coarser resolution
    takes the mean of the cells, a finer one interpolates bilinearly. The
    grid keeps the north-western corner of the file. A coarser cell belongs to
    the city where at least half of its area is known.

    Raises
    ------
    InputProblem
        The file cannot be read, lies in another reference system than the
        city, in one that stretches lengths there, or outside its bounds,
        holds values that no terrain has, or more holes than are tolerated; the
        resolution is too fine or too coarse for it.
    """
    crs = named_system(city.crs)
    raster = read_raster(city.terrain.path, system_name(crs))
    _check_system(raster, crs)
    # One spelling of the system for everything that follows.
    raster = replace(raster, grid=replace(raster.grid, crs=system_name(crs)))
    raster, stray_cells = without_stray_nodata(raster, STRAY_NODATA_BELOW_M)
    if np.isnan(raster.values).all():
        raise InputProblem(N_("{file}: the terrain holds no known cell"), file=raster.file)
    _check_heights(raster, city.terrain_range_m)
    if city.bounds is not None:
        _check_bounds(raster, city.bounds)
    _check_scale(raster, crs)
    filled, fill_notes, filled_cells = fill_small_holes(raster, city.nodata_share_max)
    raster = replace(raster, values=filled, notes=(*raster.notes, *fill_notes))
    grid = _grid_of(raster, city.resolution_m)
    values, notes = onto_grid(raster, grid, classes=False)
    if grid.cell_size_m > raster.grid.cell_size_m:
        values, half_notes = _at_least_half_known(values, raster, grid)
        notes += half_notes
    numbers = {}
    if grid.cell_size_m < raster.grid.cell_size_m:
        notes += (FINER_THAN_DATA,)
        numbers["file_cell_cm"] = round(CM_PER_M * raster.grid.cell_size_m)
    if stray_cells:
        notes += (STRAY_NODATA,)
        numbers["stray_cells"] = stray_cells
    more_notes, more_numbers = _odd_heights(raster.values)
    notes += more_notes
    numbers |= more_numbers
    return Terrain(
        grid,
        round_terrain(values, grid.cell_size_m),
        LayerOrigin("file", raster.file, notes, numbers),
        filled_cells,
    )


def _odd_heights(heights_m: NDArray[np.float32]) -> tuple[tuple[str, ...], dict[str, int]]:
    """Heights that can be, but hardly are: of another unit, or zeros that stand for nothing."""
    notes: tuple[str, ...] = ()
    numbers = {}
    highest_m = float(np.nanmax(heights_m))
    if highest_m > ODD_ABOVE_M:
        notes += (TERRAIN_HIGH,)
        numbers["highest_m"] = round(highest_m)
    zero = heights_m == 0.0
    other = heights_m[np.isfinite(heights_m) & ~zero]
    count = int(np.count_nonzero(zero))
    if count >= ODD_ZEROS and other.size:
        usual_m = float(np.percentile(other, 5.0))
        if usual_m > FAR_FROM_SEA_M:
            notes += (TERRAIN_ZERO,)
            numbers |= {"zero_cells": count, "usual_m": round(usual_m)}
    return notes, numbers


def _at_least_half_known(
    values: NDArray[np.float32], raster: Raster, grid: Grid
) -> tuple[NDArray[np.float32], tuple[str, ...]]:
    """Values without cells of which less than half is known, and a note where any are cut."""
    share = known_share(raster, grid)
    values = np.where(share >= HALF, values, np.float32(np.nan))
    if np.isnan(values).all():
        raise InputProblem(
            N_(
                "{file}: with resolution_m = {resolution:g} no cell is known on half of its "
                "area; choose a finer one"
            ),
            file=raster.file,
            resolution=Typed(grid.cell_size_m),
        )
    partly = (share > 0.5 - HALF) & (share < 2 * HALF)
    return values, (HALF_KNOWN,) if partly.any() else ()


def _check_scale(raster: Raster, crs: CRS) -> None:
    west, south, east, north = raster.grid.bounds
    fault = stretching_fault(crs, (west + east) / 2, (south + north) / 2)
    if fault is not None:
        raise InputProblem(N_("{file}: {fault}"), file=raster.file, fault=fault)


def _check_system(raster: Raster, crs: CRS) -> None:
    own = CRS.from_user_input(raster.grid.crs)
    if not same_system(own, crs):
        raise InputProblem(
            N_(
                "{file}: the terrain lies in {own}, but the city in {city}; terrain is not "
                "reprojected here: warp the file, or set crs in the part [city] of the run file"
            ),
            file=raster.file,
            own=readable_name(own),
            city=readable_name(crs),
        )


def _check_heights(raster: Raster, expected: tuple[float, float] | None) -> None:
    low, high = expected if expected is not None else (LOWEST_M, HIGHEST_M)
    low, high = max(low, LOWEST_M), min(high, HIGHEST_M)
    with np.errstate(invalid="ignore"):
        wrong = (raster.values < low) | (raster.values > high)
    if not wrong.any():
        return
    cell, (x_m, y_m) = raster.grid.first_marked(wrong)
    raise InputProblem(
        N_(
            "{file}: terrain of {height:g} m at x = {x:.1f}, y = {y:.1f}, but {low:g} to {high:g} "
            "m are expected (cells beyond: {cells}); check unit, height system and nodata value"
        ),
        file=raster.file,
        height=float(raster.values[cell]),
        x=x_m,
        y=y_m,
        low=low,
        high=high,
        cells=int(np.count_nonzero(wrong)),
    )


def _check_bounds(raster: Raster, bounds: tuple[float, float, float, float]) -> None:
    west, south, east, north = raster.grid.bounds

    def lies_within(x_low: float, y_low: float, x_high: float, y_high: float) -> bool:
        return (
            bounds[0] <= x_low
            and bounds[1] <= y_low
            and x_high <= bounds[2]
            and y_high <= bounds[3]
        )

    if lies_within(west, south, east, north):
        return
    facts = {
        "file": raster.file,
        "extent": extent_text(raster.grid.bounds),
        "bounds": extent_text(bounds),
    }
    if lies_within(south, west, north, east):
        raise InputProblem(
            N_(
                "{file}: easting and northing are swapped: the extent {extent} lies within "
                "the bounds {bounds} only the other way round (west, south, east, north); correct "
                "bounds in the part [city], or write the easting first in the file"
            ),
            **facts,
        )
    raise InputProblem(
        N_(
            "{file}: its extent {extent} leaves the bounds {bounds} of the run file "
            "(west, south, east, north); change bounds in the part [city], or take it out"
        ),
        **facts,
    )


def _grid_of(raster: Raster, resolution_m: float | None) -> Grid:
    own = raster.grid
    if resolution_m is None or math.isclose(resolution_m, own.cell_size_m, rel_tol=1e-6):
        return own
    height_m, width_m = (number * own.cell_size_m for number in own.shape)
    if resolution_m > min(height_m, width_m):
        raise InputProblem(
            N_(
                "{file}: with resolution_m = {resolution:g} a cell is larger than the terrain "
                "({width:g} m by {height:g} m); choose a finer one"
            ),
            file=raster.file,
            resolution=Typed(resolution_m),
            width=width_m,
            height=height_m,
        )
    # The last cells may be covered by the file in part only.
    ratio = own.cell_size_m / resolution_m
    rows, columns = (math.ceil(number * ratio - 1e-6) for number in own.shape)
    if rows * columns > CELLS_MAX:
        raise InputProblem(
            N_(
                "{file}: with resolution_m = {resolution:g} the city has {cells} cells, "
                "more than the {limit} that are computed at once"
            ),
            file=raster.file,
            resolution=Typed(resolution_m),
            cells=rows * columns,
            limit=CELLS_MAX,
        )
    return replace(own, cell_size_m=resolution_m, rows=rows, columns=columns)
