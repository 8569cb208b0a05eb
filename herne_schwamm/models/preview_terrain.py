"""Water of larger cells brought down to the terrain below them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.models.preview_blocks import BAND, Blocks, level_of


def on_terrain(
    city: City, blocks: Blocks, bed_m: NDArray[np.float32], depth_m: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The water of every coarse cell on the terrain below it.

    Its surface slopes as it does from neighbour to neighbour: a pond's is level, that of a
    sheet follows the ground. However it slopes, the water below it is what the cell holds.
    Open ground in coarse cells that are built over has the lowest level beside it.

    Parameters
    ----------
    city, blocks
        The terrain, and the coarse cells.
    bed_m, depth_m
        Bed and depth of the coarse cells, depth NaN where they are no open ground. [m]

    Returns
    -------
    NDArray
        Depths on the City's grid, NaN where nothing is known: outside, on buildings, and
        between buildings where no water stands beside them. [m]
    """
    fine = np.full(city.grid.shape, np.nan, np.float32)
    terrain, ground = city.layer("terrain_m"), city.open_ground
    down, right = _surface_slopes(bed_m, depth_m)
    beside, deepest = _water_beside(bed_m, depth_m)
    # Of a block at the edge only the part inside holds its water, as its bed was told.
    cells = blocks.sums(city.inside)
    # From the middle of a block, in shares of its size.
    aside = (np.arange(blocks.across) + 0.5) / blocks.across - 0.5
    for first in range(0, blocks.grid.rows, BAND):
        last = min(first + BAND, blocks.grid.rows)
        rows = slice(first * blocks.across, min(last * blocks.across, city.grid.rows))
        count = rows.stop - rows.start
        tilt = blocks.spread(down[first:last])[:count] * np.tile(aside, last - first)[:count, None]
        along = np.tile(aside, blocks.grid.columns)[: blocks.fine.columns]
        tilt += blocks.spread(right[first:last])[:count] * along
        level_ground = np.where(ground[rows], terrain[rows] - tilt, np.inf)
        depth = depth_m[first:last].astype(np.float64)
        heights = np.sort(blocks.cut(level_ground, np.inf), axis=-1)
        level = level_of(depth * cells[first:last], heights)
        # A dry cell has no level, however low its lowest place is.
        level = np.where(depth > 0.0, level, np.where(np.isnan(depth), beside[first:last], -np.inf))
        held = np.maximum(blocks.spread(level)[:count] - level_ground, 0.0)
        # Between houses no water stands deeper than beside them.
        held = np.minimum(held, blocks.spread(deepest[first:last])[:count])
        fine[rows] = np.where(ground[rows], held, np.nan)
    return fine


def _water_beside(
    bed_m: NDArray[np.float32], depth_m: NDArray[np.float32]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lowest surface and greatest depth of the wet cells around each. [m]

    The surface is NaN where none is wet; the depth is a bound for built cells alone.
    """
    wet = depth_m > 0.0
    surface = np.pad(
        np.where(wet, bed_m.astype(np.float64) + depth_m, np.inf), 1, constant_values=np.inf
    )
    depth = np.pad(np.where(wet, depth_m, 0.0).astype(np.float64), 1)
    around = ((slice(None, -2), slice(1, -1)), (slice(2, None), slice(1, -1)))
    around += tuple((columns, rows) for rows, columns in around)
    lowest = np.minimum.reduce([surface[place] for place in around])
    deepest = np.maximum.reduce([depth[place] for place in around])
    built = np.isnan(depth_m)
    return np.where(np.isfinite(lowest), lowest, np.nan), np.where(built, deepest, np.inf)


def _surface_slopes(
    bed_m: NDArray[np.float32], depth_m: NDArray[np.float32]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Fall of the water from cell to cell, to the south and to the east, as it rises. [m]

    The smaller one of the steps to both neighbours, none where they differ in sign or one is
    dry: surfaces on either side of a wall say nothing of each other.
    """
    surface = np.where(depth_m > 0.0, bed_m.astype(np.float64) + depth_m, np.nan)
    slopes = []
    for axis in (0, 1):
        step = np.diff(surface, axis=axis)
        edge = np.full_like(np.take(surface, [0], axis=axis), np.nan)
        before = np.concatenate([edge, step], axis=axis)
        after = np.concatenate([step, edge], axis=axis)
        smaller = np.where(np.abs(before) < np.abs(after), before, after)
        slopes.append(np.where(before * after > 0.0, smaller, 0.0))
    return slopes[0], slopes[1]


def on_wet_cells(
    blocks: Blocks, values: NDArray[np.float32], depth_m: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Values of coarse cells on those of the City's cells that are wet, NaN on the others."""
    return np.where(depth_m > 0.0, blocks.spread(values), np.float32(np.nan))
