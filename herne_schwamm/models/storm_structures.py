"""Culverts and pumps in a storm: what they move at every synchronisation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.structures import Culvert, Pump
from herne_schwamm.kernels.structures import move_water, wished_flows
from herne_schwamm.models.storm_pools import Need, grown_pools

Places = Callable[[NDArray[np.int64]], NDArray[np.int64]]

POOL_OF_OPENING = 8.0
"""Least area of the pool at an end of a culvert over the area of its opening."""

POOL_OF_OPENING_S = 32.0
"""Area of that pool over the area of the opening for every second of a step: what flows in it
moves the level by a few centimetres, and the cells around have time to follow. [1/s]"""

PUMPED_DEPTH_M_S = 0.1
"""How fast a pump lowers the pool it stands in at most: gives the area of that pool. [m/s]"""

LEAST_RISE_M = 0.25
"""Ground of a pool may rise by this over the cell it begins at, or by half of the culvert. [m]"""

RESPONSE_S = 3.0
"""How fast the flow in a culvert follows the levels at its ends: the water in the barrel and
before it has to be set in motion, and a jump every second would ring in the cells around. [s]"""

RESPONSE_STEPS = 3.0
"""How many steps it needs for that at least."""


class StormStructures:
    """The city's culverts and pumps; a hook of the loop.

    Each end is a pool: the cell of the end and, where the opening asks for
    more than one cell, the nearest ones around it that walls and buildings do
    not part from it. None is served before the others: all look at the levels
    at the start of a step, and share what they cannot all have.
    """

    def __init__(
        self,
        city: City,
        bed: NDArray[np.float32],
        step_s: float,
        places: Places | None = None,
    ) -> None:
        """Grow the pools.

        Parameters
        ----------
        city
            With its structures.
        bed
            Ground in the array of the loop. [m]
        step_s
            Longest time between two synchronisations. [s]
        places
            Indices of cells (row, column) in that array, (n, 2) to (n, 2); None: the same.
        """
        structures = city.structures
        self._names = [one.name for one in structures.culverts]
        self._names += [pump.name for pump in structures.pumps]
        # An order of their own: the same bits in whatever order a file has them.
        culverts = sorted(enumerate(structures.culverts), key=lambda one: _key(one[1]))
        pumps = sorted(enumerate(structures.pumps), key=lambda one: _pump_key(one[1]))
        count = len(culverts)
        self._place = [place for place, _ in culverts] + [count + place for place, _ in pumps]
        self._kinds = ["culvert"] * count + ["pump"] * len(pumps)
        self._bed = bed
        self._area_m2 = city.grid.cell_area_m2
        needs: list[Need | None] = []
        for _, one in culverts:
            area_m2 = one.opening_m2 * max(POOL_OF_OPENING, POOL_OF_OPENING_S * step_s)
            rise_m = max(LEAST_RISE_M, one.height_m / 2.0)
            needs += [Need(one.inlet, area_m2, rise_m), Need(one.outlet, area_m2, rise_m)]
        for _, pump in pumps:
            area_m2 = pump.capacity_m3_s / PUMPED_DEPTH_M_S * max(1.0, step_s)
            needs.append(Need(pump.cell, area_m2, LEAST_RISE_M))
            needs.append(None if pump.outlet is None else Need(pump.outlet, area_m2, LEAST_RISE_M))
        pools = grown_pools(city, needs)
        self.cells = pools.cells
        self._pools = replace(pools, cells=places(pools.cells)) if places else pools
        self._measures = np.array([_measures(one) for _, one in culverts]).reshape(count, 9)
        self._invert_m = self._measures[:, :2]
        self._capacity_m3_s = np.array([pump.capacity_m3_s for _, pump in pumps], dtype=np.float64)
        self._start_m = np.array(
            [float(city.layer("terrain_m")[pump.cell]) + pump.start_depth_m for _, pump in pumps],
            dtype=np.float64,
        )
        self._levels = np.arange(len(self._names)) < count
        self._flow_m3_s = np.zeros(count)
        self._waiting_m = np.zeros(len(self._names))
        self._peak_m3_s = np.zeros(len(self._names))
        self._peak_time_s = np.full(len(self._names), np.nan)
        self._volume_m3 = np.zeros((len(self._names), 2))

    def __call__(self, time_s: float, step_s: float, surface_depth_m: NDArray[np.float32]) -> float:
        """Move the water of one step; the volume that left the surface for good or waits. [m3]"""
        if not self._names:
            return 0.0
        waited_m = float(self._waiting_m.sum())
        pools = self._pools
        response_s = max(RESPONSE_S, RESPONSE_STEPS * step_s)
        wished_flows(
            surface_depth_m,
            self._bed,
            pools.first,
            pools.cells,
            self._measures,
            step_s / response_s,
            self._flow_m3_s,
        )
        backwards = np.concatenate([self._flow_m3_s < 0.0, np.zeros(len(self._start_m), bool)])
        count = len(self._flow_m3_s)
        invert_m = np.where(backwards[:count], self._invert_m[:, 1], self._invert_m[:, 0])
        wanted_m3_s = np.concatenate([np.abs(self._flow_m3_s), self._capacity_m3_s])
        taken_m, gone_m = move_water(
            surface_depth_m,
            self._bed,
            pools.first,
            pools.cells,
            pools.near_first,
            pools.near,
            pools.near_share,
            backwards,
            np.concatenate([invert_m, self._start_m]),
            wanted_m3_s * step_s / self._area_m2,
            self._levels,
            self._waiting_m,
        )
        volume_m3 = taken_m * self._area_m2
        # What could not pass does not push on.
        self._flow_m3_s[:] = np.where(backwards, -volume_m3, volume_m3)[:count] / step_s
        self._record(volume_m3, backwards, time_s, step_s)
        return (float(gone_m) + float(self._waiting_m.sum()) - waited_m) * self._area_m2

    def _record(
        self,
        volume_m3: NDArray[np.float64],
        backwards: NDArray[np.bool_],
        time_s: float,
        step_s: float,
    ) -> None:
        self._volume_m3[:, 0] += np.where(backwards, 0.0, volume_m3)
        self._volume_m3[:, 1] += np.where(backwards, volume_m3, 0.0)
        higher = volume_m3 / step_s > self._peak_m3_s
        self._peak_m3_s[higher] = volume_m3[higher] / step_s
        self._peak_time_s[higher] = time_s + step_s

    def told(self) -> pd.DataFrame:
        """What every structure moved; see `StormResult.structures`."""
        order = np.argsort(np.array(self._place, dtype=np.int64))
        return pd.DataFrame(
            {
                "kind": pd.Series(self._kinds, dtype=object),
                "peak_m3_s": self._peak_m3_s[order],
                "time_of_peak_min": self._peak_time_s[order] / 60.0,
                "volume_m3": self._volume_m3[order, 0],
                "volume_back_m3": self._volume_m3[order, 1],
            }
        ).set_index(pd.Index(self._names, dtype=object, name="name"))


def _measures(one: Culvert) -> tuple[float, ...]:
    """A row of the measures of `kernels.structures`."""
    return (
        one.inlet_level_m,
        one.outlet_level_m,
        one.width_m,
        one.height_m,
        one.length_m,
        one.manning_n_s_m13,
        one.entrance_loss,
        float(one.count),
        float(one.shape == "box"),
    )


def _key(one: Culvert) -> tuple[object, ...]:
    return (one.inlet, one.outlet, _measures(one), one.name)


def _pump_key(one: Pump) -> tuple[object, ...]:
    return (one.cell, one.outlet or (-1, -1), one.capacity_m3_s, one.start_depth_m, one.name)
