"""A preview of a storm: the storm model on larger cells, their error taken off on the terrain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.forcing import Storm
from herne_schwamm.city.water import WaterState
from herne_schwamm.models.balance import StormBalance
from herne_schwamm.models.preview_blocks import Blocks
from herne_schwamm.models.preview_city import (
    TOLD_M,
    coarse_city,
    coarse_storm,
    coarse_water,
)
from herne_schwamm.models.preview_look import LOOK_S, looked_at, moment_to_look
from herne_schwamm.models.preview_terrain import on_terrain, on_wet_cells
from herne_schwamm.models.storm import Progress, StormSettings, simulate_storm
from herne_schwamm.models.storm_result import StormResult, StormRun
from herne_schwamm.problems import N_, InputProblem

FIRST_TIMES = 2
"""Cells of the first time are this many times as large as those asked for, at an eighth of the
cost."""

__all__ = ["PREVIEW_MAPS", "PreviewResult", "preview_storm"]

PREVIEW_MAPS = {"water_depth_max_m": "m", "time_of_peak_min": "min", "water_depth_end_m": "m"}
"""Maps of a preview with their units, float32 on the City's grid, NaN outside and on buildings.
Velocities and what depends on them are those of coarse cells, not of streets: they are no
result."""


@dataclass(frozen=True, slots=True)
class PreviewResult:
    """Maps of `PREVIEW_MAPS`, balance and course of the coarse run, balance of the fine look."""

    maps: xr.Dataset
    balance: StormBalance
    run: StormRun
    look: StormBalance


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
    The error these make is seen on the terrain itself for a while, and taken off.

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
    settings = settings or StormSettings()
    blocks = Blocks(city.grid, FIRST_TIMES * across)
    told_m = np.full(blocks.grid.shape, TOLD_M)
    bed_m, first = _follow(city, storm, water, blocks, told_m, settings)
    depth_m = on_terrain(city, blocks, bed_m, first.maps["water_depth_max_m"].values)
    look_s = LOOK_S * across
    begin_s = moment_to_look(first, look_s, across * settings.synchronisation_s)
    blocks = Blocks(city.grid, across)
    told_m = np.maximum(blocks.sums(np.nan_to_num(depth_m)) / blocks.cells, TOLD_M)
    # A second on the terrain costs about as much as so many on the larger cells.
    both = _BothParts(progress, look_s, across**3)
    bed_m, result = _follow(
        city, storm, water, blocks, told_m, settings, both.first, (begin_s, begin_s + look_s)
    )
    difference_m, balance = looked_at(city, storm, blocks, bed_m, result, settings, both.second)
    depth_m, end_m = (
        on_terrain(city, blocks, bed_m, result.maps[name].values)
        for name in ("water_depth_max_m", "water_depth_end_m")
    )
    depth_m = np.maximum(np.nan_to_num(depth_m) + difference_m, np.float32(0.0))
    # Where most has drained again there is as much less to be off.
    left = blocks.spread(_share_left(result))[: city.grid.rows]
    maps = {
        "water_depth_max_m": depth_m,
        "time_of_peak_min": on_wet_cells(blocks, result.maps["time_of_peak_min"].values, depth_m),
        "water_depth_end_m": np.clip(np.nan_to_num(end_m) + left * difference_m, 0.0, depth_m),
    }
    dataset = xr.Dataset(
        {name: (("y", "x"), maps[name], {"units": unit}) for name, unit in PREVIEW_MAPS.items()},
        coords={"y": city.grid.y_m(), "x": city.grid.x_m()},
    )
    return PreviewResult(dataset, result.balance, result.run, balance)


def _share_left(result: StormResult) -> NDArray[np.float32]:
    """Depth at the end over the greatest one, 0 where no water ever was or nothing is known."""
    greatest, end = (
        np.nan_to_num(result.maps[name].values)
        for name in ("water_depth_max_m", "water_depth_end_m")
    )
    left: NDArray[np.float32] = np.divide(
        end, greatest, out=np.zeros_like(end), where=greatest > 0.0
    )
    return left


class _BothParts:
    """Progress of the storm on larger cells and of the look on the terrain, as one."""

    def __init__(self, progress: Progress | None, look_s: float, weight: float) -> None:
        self.progress, self.look_s, self.weight = progress, look_s, weight
        self.storm_s = 0.0

    def first(self, now_s: float, end_s: float) -> None:
        self.storm_s = end_s
        self._tell(now_s)

    def second(self, now_s: float, _: float) -> None:
        self._tell(self.storm_s + self.weight * now_s)

    def _tell(self, now_s: float) -> None:
        if self.progress:
            self.progress(now_s, self.storm_s + self.weight * self.look_s)


def _follow(
    city: City,
    storm: Storm,
    water: WaterState,
    blocks: Blocks,
    told_m: NDArray[np.float64],
    settings: StormSettings,
    progress: Progress | None = None,
    keep_s: Sequence[float] = (),
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
        settings=_slower(settings, blocks.across),
        progress=progress,
        keep_s=keep_s,
    )
    return coarse.layer("terrain_m"), result


def _slower(settings: StormSettings, across: int) -> StormSettings:
    """Intervals as many times as long as cells are large: water needs as long to cross them."""
    return replace(
        settings,
        synchronisation_s=across * settings.synchronisation_s,
        longest_step_s=across * settings.longest_step_s,
    )
