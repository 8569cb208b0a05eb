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
from herne_schwamm.models.preview_blocks import Blocks, level_of
from herne_schwamm.models.preview_city import (
    BAND,
    TOLD_M,
    coarse_city,
    coarse_storm,
    coarse_water,
    heights_of,
)
from herne_schwamm.models.storm import Progress, StormSettings, simulate_storm
from herne_schwamm.models.storm_result import StormResult, StormRun

FIRST_TIMES = 2
"""Cells of the first time are this many times as large as those asked for, at an eighth of the
cost."""

__all__ = ["PREVIEW_MAPS", "PreviewResult", "preview_storm"]

PREVIEW_MAPS = {"water_depth_max_m": "m", "time_of_peak_min": "min", "water_depth_end_m": "m"}
"""Maps of a preview with their units, float32 on the City's grid, NaN where nothing is known:
outside, on buildings, and in coarse cells that are built over for the most part. Velocities and
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
    """
    blocks = Blocks(city.grid, FIRST_TIMES * across)
    told_m = np.full(blocks.grid.shape, TOLD_M)
    first = _follow(city, storm, water, blocks, told_m, settings, None)
    depth_m = _on_terrain(city, blocks, first.maps["water_depth_max_m"].values)
    blocks = Blocks(city.grid, across)
    told_m = np.maximum(_means(blocks, depth_m), TOLD_M)
    result = _follow(city, storm, water, blocks, told_m, settings, progress)
    depth_m = _on_terrain(city, blocks, result.maps["water_depth_max_m"].values)
    maps = {
        "water_depth_max_m": depth_m,
        "time_of_peak_min": _beside(blocks, result.maps["time_of_peak_min"].values, depth_m),
        "water_depth_end_m": _on_terrain(city, blocks, result.maps["water_depth_end_m"].values),
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
) -> StormResult:
    coarse = coarse_city(city, blocks, told_m)
    return simulate_storm(
        coarse,
        coarse_storm(storm, blocks),
        coarse_water(city, coarse, water, blocks),
        settings=_slower(settings or StormSettings(), blocks.across),
        progress=progress,
    )


def _slower(settings: StormSettings, across: int) -> StormSettings:
    """Intervals as many times as long as cells are large: water needs as long to cross them."""
    return replace(
        settings,
        synchronisation_s=across * settings.synchronisation_s,
        longest_step_s=across * settings.longest_step_s,
    )


def _means(blocks: Blocks, depth_m: NDArray[np.float32]) -> NDArray[np.float64]:
    """Mean depth over the cells of every block; buildings and what lies outside count as dry."""
    means = np.empty(blocks.grid.shape)
    for first in range(0, blocks.grid.rows, BAND):
        rows = slice(first * blocks.across, (first + BAND) * blocks.across)
        depth = np.nan_to_num(depth_m[rows])
        means[first : first + BAND] = blocks.cut(depth, np.float32(0.0)).mean(
            axis=-1, dtype=np.float64
        )
    return means


def _on_terrain(city: City, blocks: Blocks, depth_m: NDArray[np.float32]) -> NDArray[np.float32]:
    """The water of every coarse cell on the terrain below it, at one level. [m]"""
    fine = np.full(city.grid.shape, np.nan, np.float32)
    terrain, ground = city.layer("terrain_m"), city.open_ground
    for first in range(0, blocks.grid.rows, BAND):
        last = min(first + BAND, blocks.grid.rows)
        rows = slice(first * blocks.across, min(last * blocks.across, city.grid.rows))
        depth = depth_m[first:last].astype(np.float64)
        level = level_of(depth * blocks.cells, heights_of(city, blocks, first, last))
        # A dry cell has no level, however low its lowest place is.
        level = np.where(depth > 0.0, level, np.where(np.isnan(depth), np.nan, -np.inf))
        of_cells = blocks.spread(level)[: rows.stop - rows.start]
        held = np.maximum(of_cells - terrain[rows], 0.0)
        fine[rows] = np.where(ground[rows], held, np.nan)
    return fine


def _beside(
    blocks: Blocks, values: NDArray[np.float32], depth_m: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Values of coarse cells on those of their cells that are wet."""
    spread: NDArray[np.float32] = blocks.spread(values)[: blocks.fine.rows]
    return np.where(depth_m > 0.0, spread, np.float32(np.nan))
