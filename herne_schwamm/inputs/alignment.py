"""Bringing a raster onto the city's grid."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.enums import Resampling
from rasterio.transform import Affine
from rasterio.warp import reproject, transform_bounds

from herne_schwamm.city.grid import Grid
from herne_schwamm.inputs.notes import (
    AVERAGED,
    GREATEST_CODE,
    INTERPOLATED,
    MOST_FREQUENT,
    NEAREST,
    REPROJECTED,
    SHIFTED,
)
from herne_schwamm.inputs.rasters import Raster
from herne_schwamm.inputs.reference_systems import readable_name, same_system
from herne_schwamm.problems import N_, InputProblem

SHIFT_TOLERANCE = 1e-3
"""Shift of two grids below which they are one, as a share of a cell."""


def _transform(grid: Grid) -> Affine:
    return Affine(*grid.geotransform)


def extent_text(bounds: tuple[float, float, float, float]) -> str:
    """An extent as it stands in sentences: west, south, east, north."""
    return ", ".join(f"{value:.1f}" for value in bounds)


def onto_grid(
    raster: Raster, grid: Grid, *, classes: bool, greatest: bool = False
) -> tuple[NDArray[np.float32], tuple[str, ...]]:
    """The values of a raster on a grid, and what was done to them.

    Rasters whose cells are the grid's are cut and padded, nothing else. Finer
    numbers are averaged, finer classes yield the most frequent one (or the
    `greatest` one); others are interpolated bilinearly, or taken from the
    nearest cell.

    Returns
    -------
    values, notes
        float32 of the grid's shape, NaN where the raster says nothing; notes
        of `herne_schwamm.inputs.notes`.

    Raises
    ------
    InputProblem
        Raster and grid do not overlap.
    """
    source_crs, target_crs = CRS.from_user_input(raster.grid.crs), CRS.from_user_input(grid.crs)
    same = same_system(source_crs, target_crs)
    _check_overlap(raster, grid, source_crs, target_crs, same)
    notes = raster.notes
    if same:
        offset = _whole_offset(raster.grid, grid)
        if offset is not None:
            return _cut(raster.values, grid, *offset), notes
    else:
        notes += (REPROJECTED,)
    finer = raster.grid.cell_size_m < grid.cell_size_m * (1.0 - 1e-6)
    if same and math.isclose(raster.grid.cell_size_m, grid.cell_size_m, rel_tol=1e-6):
        notes += (SHIFTED,)
    if classes:
        of_finer = (Resampling.max, GREATEST_CODE) if greatest else (Resampling.mode, MOST_FREQUENT)
        resampling, note = of_finer if finer else (Resampling.nearest, NEAREST)
    else:
        resampling, note = (
            (Resampling.average, AVERAGED) if finer else (Resampling.bilinear, INTERPOLATED)
        )
    if same:
        # One spelling of the system: nothing is to be transformed.
        raster = replace(raster, grid=replace(raster.grid, crs=grid.crs))
    if finer:
        raster = _framed(raster, grid, np.nan)
    return _resampled(raster, grid, resampling), (*notes, note)


def known_share(raster: Raster, grid: Grid) -> NDArray[np.float32]:
    """Share of the area of each cell of a grid that a raster knows. [0–1]

    The grid lies in the raster's system; what it has beyond the raster is
    not known.
    """
    known = replace(raster, values=np.isfinite(raster.values).astype(np.float32))
    return np.nan_to_num(_resampled(_framed(known, grid, 0.0), grid, Resampling.average))


def _framed(raster: Raster, grid: Grid, value: float) -> Raster:
    """A raster with a frame of one value, wider than a cell of the grid.

    GDAL takes the last row or column of a raster for all of a cell that
    reaches beyond it: with a frame, its weight is the share it covers.
    """
    own = raster.grid
    width = math.ceil(grid.cell_size_m / own.cell_size_m) + 1
    wider = replace(
        own,
        west_m=own.west_m - width * own.cell_size_m,
        north_m=own.north_m + width * own.cell_size_m,
        rows=own.rows + 2 * width,
        columns=own.columns + 2 * width,
    )
    values = np.pad(raster.values, width, constant_values=np.float32(value))
    return replace(raster, grid=wider, values=values)


def _resampled(raster: Raster, grid: Grid, resampling: Resampling) -> NDArray[np.float32]:
    values = np.full(grid.shape, np.nan, dtype=np.float32)
    reproject(
        source=raster.values,
        destination=values,
        src_transform=_transform(raster.grid),
        src_crs=CRS.from_user_input(raster.grid.crs),
        src_nodata=np.nan,
        dst_transform=_transform(grid),
        dst_crs=CRS.from_user_input(grid.crs),
        dst_nodata=np.nan,
        resampling=resampling,
        num_threads=1,
    )
    return values


def _check_overlap(
    raster: Raster, grid: Grid, source_crs: CRS, target_crs: CRS, same: bool
) -> None:
    bounds = raster.grid.bounds
    if not same:
        bounds = transform_bounds(source_crs, target_crs, *bounds)
    west, south, east, north = grid.bounds
    if not (bounds[0] < east and bounds[2] > west and bounds[1] < north and bounds[3] > south):
        raise lies_elsewhere(raster.file, bounds, readable_name(source_crs), grid)


def lies_elsewhere(
    file: str, bounds: tuple[float, float, float, float], own: str, grid: Grid
) -> InputProblem:
    """What to say of a layer that does not meet the terrain.

    Parameters
    ----------
    file
        Its name.
    bounds
        Its extent in the grid's system: west, south, east, north. [m]
    own
        The reference system it names, as sentences call it.
    grid
        The city's grid.
    """
    city = readable_name(CRS.from_user_input(grid.crs))
    facts = {
        "file": file,
        "extent": extent_text(bounds),
        "terrain": extent_text(grid.bounds),
        "city": city,
    }
    if own == city:
        return InputProblem(
            N_(
                "the extent of {file} ({extent}) does not meet that of the terrain ({terrain}; "
                "west, south, east, north in metres, both in {city}); give a file of this area, "
                "or check whether one of the two names the wrong reference system"
            ),
            **facts,
        )
    return InputProblem(
        N_(
            "the extent of {file} ({extent}) does not meet that of the terrain ({terrain}; west, "
            "south, east, north in metres in {city}): the file says {own}, the run file says "
            "{city}. If the run file is wrong, correct its key crs; if the file is, assign {city} "
            "to it (in QGIS: set layer CRS) and save it again; else give a file of this area"
        ),
        own=own,
        **facts,
    )


def _whole_offset(source: Grid, target: Grid) -> tuple[int, int] | None:
    """(row, column) of the target's first cell in the source; None where cells do not coincide."""
    size = target.cell_size_m
    # A size that differs a little adds up over the width.
    drift = abs(source.cell_size_m - size) / size * max(target.shape + source.shape)
    down, right = (source.north_m - target.north_m) / size, (target.west_m - source.west_m) / size
    off = max(abs(down - round(down)), abs(right - round(right)))
    return (round(down), round(right)) if drift + off < SHIFT_TOLERANCE else None


def _cut(values: NDArray[np.float32], grid: Grid, row: int, column: int) -> NDArray[np.float32]:
    """The part of an array that starts at (row, column), NaN where it has nothing."""
    if (row, column) == (0, 0) and values.shape == grid.shape:
        return values
    cut = np.full(grid.shape, np.nan, dtype=np.float32)
    top, left = max(row, 0), max(column, 0)
    bottom = min(row + grid.rows, values.shape[0])
    right = min(column + grid.columns, values.shape[1])
    cut[top - row : bottom - row, left - column : right - column] = values[top:bottom, left:right]
    return cut
