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
from herne_schwamm.models.preview_look import (
    LOOK_S_PER_CELL,
    error_on_terrain,
    start_of_look_s,
)
from herne_schwamm.models.preview_terrain import on_terrain, on_wet_cells
from herne_schwamm.models.storm import Progress, StormSettings, simulate_storm
from herne_schwamm.models.storm_result import StormResult, StormRun
from herne_schwamm.problems import N_, InputProblem

FIRST_TIMES = 2
"""Cells of the first time are this many times as large as those asked for, at an eighth of the
cost."""

__all__ = ["PREVIEW_MAPS", "PreviewResult", "preview_storm"]

PREVIEW_MAPS = {"water_depth_max_m": "m", "time_of_peak_min": "min", "water_depth_end_m": "m"}
"""Maps of a preview with their units, float32 on the City's grid. Depths are NaN where nothing is
known: outside, on buildings, and between buildings where no water stands beside them; the time
also where it is dry or the coarse cell never was 1 cm deep. Velocities and what depends on them
are those of coarse cells, not of streets: they are no result."""


@dataclass(frozen=True, slots=True)
class PreviewResult:
    """Maps of `PREVIEW_MAPS`, balance and course of the coarse run, balance of the look."""

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
    city, storm, water, settings
        As `models.storm.simulate_storm` takes them.
    across
        Cells of the city along a cell of the preview.
    progress
        Told how much of the work is done, and how much there is: seconds of the coarse run, of
        which each one on the terrain is worth as many as it costs.

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
    first_m = on_terrain(city, blocks, bed_m, first.maps["water_depth_max_m"].values)
    look_s = LOOK_S_PER_CELL * across
    begin_s = start_of_look_s(first, look_s, across * settings.synchronisation_s)
    blocks = Blocks(city.grid, across)
    told_m = np.maximum(blocks.sums(np.nan_to_num(first_m)) / blocks.cells, TOLD_M)
    del first_m
    # As long as the first time, so that the look lies within it.
    storm = replace(storm, after_rain_s=first.run.simulated_s - storm.forcing_end_s)
    work = _Work(progress, look_s, across**3)
    bed_m, result = _follow(
        city, storm, water, blocks, told_m, settings, work.storm, (begin_s, begin_s + look_s)
    )
    error_m, look = error_on_terrain(city, storm, blocks, bed_m, result, settings, work.look)
    greatest_m, end_m = (
        on_terrain(city, blocks, bed_m, result.maps[name].values)
        for name in ("water_depth_max_m", "water_depth_end_m")
    )
    greatest_m = np.maximum(greatest_m + error_m, np.float32(0.0))
    # Where most has drained again there is as much less to be off.
    left = blocks.spread(_share_left(result))
    peak_min = on_wet_cells(blocks, result.maps["time_of_peak_min"].values, greatest_m)
    maps = {
        "water_depth_max_m": greatest_m,
        "time_of_peak_min": peak_min,
        "water_depth_end_m": np.clip(end_m + left * error_m, np.float32(0.0), greatest_m),
    }
    dataset = xr.Dataset(
        {name: (("y", "x"), maps[name], {"units": unit}) for name, unit in PREVIEW_MAPS.items()},
        coords={"y": city.grid.y_m(), "x": city.grid.x_m()},
    )
    return PreviewResult(dataset, result.balance, result.run, look)


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


class _Work:
    """Progress of the storm on larger cells and of the look on the terrain, told as one."""

    def __init__(self, progress: Progress | None, look_s: float, weight: float) -> None:
        self._progress, self._look_s, self._weight = progress, look_s, weight
        self._storm_s = 0.0

    def storm(self, now_s: float, end_s: float) -> None:
        """Told by the run on larger cells."""
        self._storm_s = end_s
        self._tell(now_s)

    def look(self, now_s: float, end_s: float) -> None:
        """Told by the fine run, each of whose seconds costs as many."""
        self._look_s = end_s
        self._tell(self._storm_s + self._weight * now_s)

    def _tell(self, now_s: float) -> None:
        if self._progress:
            self._progress(now_s, self._storm_s + self._weight * self._look_s)


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
    # The others are of no use, and would lie beside the fine run.
    return coarse.layer("terrain_m"), replace(result, maps=result.maps[list(PREVIEW_MAPS)])


def _slower(settings: StormSettings, across: int) -> StormSettings:
    """Intervals as many times as long as cells are large: water needs as long to cross them."""
    return replace(
        settings,
        synchronisation_s=across * settings.synchronisation_s,
        longest_step_s=across * settings.longest_step_s,
    )
