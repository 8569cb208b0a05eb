"""A preview of a storm: the storm model on larger cells, its depths on the fine terrain."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.forcing import Storm
from herne_schwamm.city.water import WaterState
from herne_schwamm.models.balance import StormBalance
from herne_schwamm.models.preview_blocks import BAND, Blocks, level_of
from herne_schwamm.models.preview_city import (
    TOLD_M,
    coarse_city,
    coarse_storm,
    coarse_water,
)
from herne_schwamm.models.storm import Progress, StormSettings, simulate_storm
from herne_schwamm.models.storm_result import StormResult, StormRun
from herne_schwamm.problems import N_, InputProblem

FIRST_TIMES = 2
"""Cells of the first time are this many times as large as those asked for, at an eighth of the
cost."""

__all__ = ["PREVIEW_MAPS", "PreviewResult", "preview_storm"]

PREVIEW_MAPS = {"water_depth_max_m": "m", "time_of_peak_min": "min", "water_depth_end_m": "m"}
"""Maps of a preview with their units, float32 on the City's grid, NaN where nothing is known:
outside, on buildings, and between buildings where no water stands beside them. Velocities and
what depends on them are those of coarse cells, not of streets: they are no result."""


@dataclass(frozen=True, slots=True)
class PreviewResult:
    """Maps of `PREVIEW_MAPS`, the balance of the coarse run, and how it went."""

    maps: xr.Dataset
    balance: StormBalance
    run: StormRun


def preview_storm(
    city: City,
    storm: Storm,
    water: WaterState,
    across: int,
    *,
    settings: StormSettings | None = None,
    progress: Progress | None = None,
) -> PreviewResult:
    """Follow a storm on cells several times as large as those of the city.

    It is followed twice: on cells as large again, which tell about how deep the water gets,
    and then on those asked for, whose beds hold as much as the terrain does at that depth.

    Parameters
    ----------
    city, storm, water, settings, progress
        As `models.storm.simulate_storm` takes them.
    across
        Cells of the city along a cell of the preview.

    Returns
    -------
    PreviewResult
        Maps on the City's own grid; balance and run are those of the second time.

    Raises
    ------
    InputProblem
        The city is too small.
    """
    blocks = Blocks(city.grid, FIRST_TIMES * across)
    told_m = np.full(blocks.grid.shape, TOLD_M)
    bed_m, first = _follow(city, storm, water, blocks, told_m, settings, None)
    depth_m = _on_terrain(city, blocks, bed_m, first.maps["water_depth_max_m"].values)
    blocks = Blocks(city.grid, across)
    told_m = np.maximum(blocks.sums(np.nan_to_num(depth_m)) / blocks.cells, TOLD_M)
    bed_m, result = _follow(city, storm, water, blocks, told_m, settings, progress)
    depth_m = _on_terrain(city, blocks, bed_m, result.maps["water_depth_max_m"].values)
    maps = {
        "water_depth_max_m": depth_m,
        "time_of_peak_min": _on_wet_cells(blocks, result.maps["time_of_peak_min"].values, depth_m),
        "water_depth_end_m": _on_terrain(
            city, blocks, bed_m, result.maps["water_depth_end_m"].values
        ),
    }
    dataset = xr.Dataset(
        {name: (("y", "x"), maps[name], {"units": unit}) for name, unit in PREVIEW_MAPS.items()},
        coords={"y": city.grid.y_m(), "x": city.grid.x_m()},
    )
    return PreviewResult(dataset, result.balance, result.run)


def _follow(
    city: City,
    storm: Storm,
    water: WaterState,
    blocks: Blocks,
    told_m: NDArray[np.float64],
    settings: StormSettings | None,
    progress: Progress | None,
) -> tuple[NDArray[np.float32], StormResult]:
    """The beds of the coarse cells, and the storm on them."""
    coarse = coarse_city(city, blocks, told_m)
    if not coarse.open_ground.any():
        raise InputProblem(
            N_(
                "The city of {rows} x {columns} cells is too small for a preview on cells "
                "{across} times as large; compute it without --preview."
            ),
            rows=city.grid.rows,
            columns=city.grid.columns,
            across=blocks.across,
        )
    result = simulate_storm(
        coarse,
        coarse_storm(storm, coarse, blocks),
        coarse_water(city, coarse, water, blocks),
        settings=_slower(settings or StormSettings(), blocks.across),
        progress=progress,
    )
    return coarse.layer("terrain_m"), result


def _slower(settings: StormSettings, across: int) -> StormSettings:
    """Intervals as many times as long as cells are large: water needs as long to cross them."""
    return replace(
        settings,
        synchronisation_s=across * settings.synchronisation_s,
        longest_step_s=across * settings.longest_step_s,
    )


def _on_terrain(
    city: City, blocks: Blocks, bed_m: NDArray[np.float32], depth_m: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The water of every coarse cell on the terrain below it. [m]

    Its surface slopes as it does from neighbour to neighbour: a pond's is level, that of a
    sheet follows the ground. However it slopes, the water below it is what the cell holds.
    Open ground in coarse cells that are built over has the lowest level beside it.
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


def _on_wet_cells(
    blocks: Blocks, values: NDArray[np.float32], depth_m: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Values of coarse cells on those of their cells that are wet."""
    spread: NDArray[np.float32] = blocks.spread(values)[: blocks.fine.rows]
    return np.where(depth_m > 0.0, spread, np.float32(np.nan))
