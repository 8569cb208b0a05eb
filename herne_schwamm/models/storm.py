"""The storm: rain, infiltration and surface runoff over minutes and hours."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.forcing import Storm
from herne_schwamm.city.water import WaterState, spread_to_cells
from herne_schwamm.kernels.compiling import threads_for
from herne_schwamm.models.storm_loop import LoopHook, StormLoop
from herne_schwamm.models.storm_result import MovingWater, StormResult
from herne_schwamm.models.storm_settings import StormSettings

__all__ = ["LoopHook", "Progress", "StormSettings", "simulate_storm"]

Progress = Callable[[float, float], None]


def simulate_storm(
    city: City,
    storm: Storm,
    water: WaterState,
    *,
    points: Mapping[str, tuple[int, int]] | None = None,
    settings: StormSettings | None = None,
    hooks: Sequence[LoopHook] = (),
    progress: Progress | None = None,
    keep_s: Sequence[float] = (),
    flow_m2_s: tuple[NDArray[np.float32], NDArray[np.float32]] | None = None,
) -> StormResult:
    """Follow a storm over the city.

    Parameters
    ----------
    city
        Layers and units.
    storm
        Rain, inflows, drainage and how long to go on.
    water
        What the city holds at the first drop; not changed.
    points
        Cells (row, column) whose depth is recorded, by name.
    settings
        How finely the storm is followed.
    hooks
        Called at every synchronisation, in order, after the city's own culverts and pumps.
    progress
        Told (simulated, expected) seconds at every synchronisation.
    keep_s
        Moments, rising, whose water is kept: at the synchronisation that reaches each, or at the
        end where the storm is over before. [s]
    flow_m2_s
        Unit discharge over the western and northern faces of the cells at the first drop (as in
        `MovingWater`: over the far edges of the grid it begins at rest); None: all water stands
        still. [m2/s]

    Returns
    -------
    StormResult
        Maps, hydrographs, balance, and the water at the end.
    """
    settings = settings or StormSettings()
    loop = StormLoop(city, storm, spread_to_cells(city, water), settings, points or {})
    records = [loop.record()]
    if flow_m2_s is not None:
        loop.tiles.let_flow(*flow_m2_s)
    kept: list[MovingWater] = []

    def keep(up_to_s: float) -> None:
        while len(kept) < len(keep_s) and up_to_s >= keep_s[len(kept)] - 1e-6:
            kept.append(loop.moving_water())

    keep(loop.time_s)
    with threads_for(city.grid.rows * city.grid.columns):
        while not loop.is_over():
            loop.synchronise(hooks)
            if loop.time_s >= len(records) * settings.record_interval_s - 1e-6:
                records.append(loop.record())
            keep(loop.time_s)
            if progress:
                progress(loop.time_s, max(loop.end_of_storm.expected_s, loop.time_s))
    if loop.time_s > loop.recorded_s:
        records.append(loop.record())
    keep(math.inf)
    balance, run, structures = loop.balance(), loop.run(), loop.structures.told()
    maps, water = loop.end()
    return StormResult(
        maps=maps,
        hydrographs=pd.DataFrame(records).set_index("time_min"),
        balance=balance,
        water=water,
        run=run,
        structures=structures,
        kept=tuple(kept),
    )
