"""Culverts and pumps in a storm: what they move at every synchronisation."""

from __future__ import annotations

import heapq

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.structures import Culvert, Pump, Walls
from herne_schwamm.kernels.pools import depth_above, give, level_discharge, pass_on, take

POOL_OF_OPENING = 8.0
"""Area of the pool at an end of a culvert over the area of its opening: a second of its flow
then moves the level by a few decimetres at most, however small the cells."""

PUMPED_DEPTH_M_S = 0.1
"""How fast a pump lowers the pool it stands in at most: gives the area of that pool. [m/s]"""

LEAST_RISE_M = 0.25
"""Ground of a pool may rise by this over the cell it begins at, or by half of the culvert. [m]"""

RESPONSE_S = 3.0
"""How fast the flow in a culvert follows the levels at its ends: the water in the barrel and
before it has to be set in motion, and a jump every second would ring in the cells around. [s]"""

Cells = NDArray[np.int64]


class StormStructures:
    """The city's culverts and pumps; a hook of the loop.

    Each end is a pool: the cell of the end and, where the opening asks for
    more than one cell, the nearest ones around it that walls and buildings do
    not part from it.
    """

    def __init__(self, city: City, bed: NDArray[np.float32]) -> None:
        structures = city.structures
        self._culverts = structures.culverts
        self._pumps = structures.pumps
        self._bed = bed
        self._area_m2 = city.grid.cell_area_m2
        pools = _Pools(city)
        self._ends = [
            tuple(
                pools.around(
                    end, POOL_OF_OPENING * one.opening_m2, max(LEAST_RISE_M, one.height_m / 2.0)
                )
                for end in (one.inlet, one.outlet)
            )
            for one in self._culverts
        ]
        self._sumps = [
            (
                pools.around(one.cell, one.capacity_m3_s / PUMPED_DEPTH_M_S, LEAST_RISE_M),
                None
                if one.outlet is None
                else pools.around(one.outlet, one.capacity_m3_s / PUMPED_DEPTH_M_S, LEAST_RISE_M),
            )
            for one in self._pumps
        ]
        self._flow_m3_s = np.zeros(len(self._culverts))
        count = len(self._culverts) + len(self._pumps)
        self._waiting_m = np.zeros(count)
        self._peak_m3_s = np.zeros(count)
        self._peak_time_s = np.full(count, np.nan)
        self._volume_m3 = np.zeros((count, 2))

    def __call__(self, time_s: float, step_s: float, surface_depth_m: NDArray[np.float32]) -> float:
        """Move the water of one step; the volume that left the surface for good or waits. [m3]"""
        waited_m = float(self._waiting_m.sum())
        gone_m = 0.0
        for number, one in enumerate(self._culverts):
            taken_m, backwards = self._pass(number, one, step_s, surface_depth_m)
            self._record(number, taken_m, backwards, time_s, step_s)
        for place, pump in enumerate(self._pumps, start=len(self._culverts)):
            taken_m, out_m = self._lift(place, pump, step_s, surface_depth_m)
            gone_m += out_m
            self._record(place, taken_m, False, time_s, step_s)
        return (gone_m + float(self._waiting_m.sum()) - waited_m) * self._area_m2

    def _pass(
        self, number: int, one: Culvert, step_s: float, depth: NDArray[np.float32]
    ) -> tuple[float, bool]:
        """Sum of depths that entered a culvert, and whether it did so by the outlet."""
        inlet, outlet = self._ends[number]
        goal_m3_s = one.count * level_discharge(
            depth,
            self._bed,
            inlet,
            outlet,
            one.inlet_level_m,
            one.outlet_level_m,
            one.shape == "box",
            one.width_m,
            one.height_m,
            one.length_m,
            one.manning_n_s_m13,
            one.entrance_loss,
        )
        flow_m3_s = self._flow_m3_s[number]
        flow_m3_s += (goal_m3_s - flow_m3_s) * min(1.0, step_s / RESPONSE_S)
        backwards = bool(flow_m3_s < 0.0)
        taken_m, self._waiting_m[number] = pass_on(
            depth,
            self._bed,
            outlet if backwards else inlet,
            inlet if backwards else outlet,
            one.outlet_level_m if backwards else one.inlet_level_m,
            abs(flow_m3_s) * step_s / self._area_m2,
            self._waiting_m[number],
        )
        # What could not pass does not push on.
        passed_m3_s = taken_m * self._area_m2 / step_s
        self._flow_m3_s[number] = -passed_m3_s if backwards else passed_m3_s
        return taken_m, backwards

    def _lift(
        self, number: int, pump: Pump, step_s: float, depth: NDArray[np.float32]
    ) -> tuple[float, float]:
        """Sums of depths a pump took, and of those it took out of the city."""
        sump, target = self._sumps[number - len(self._culverts)]
        start_m = float(self._bed[pump.cell]) + pump.start_depth_m
        wanted_m = min(
            pump.capacity_m3_s * step_s / self._area_m2,
            depth_above(depth, self._bed, sump, start_m),
        )
        if wanted_m <= 0.0:
            return 0.0, 0.0
        taken_m = take(depth, self._bed, sump, wanted_m)
        if target is None:
            return taken_m, taken_m
        offered_m = self._waiting_m[number] + taken_m
        self._waiting_m[number] = offered_m - give(depth, self._bed, target, offered_m)
        return taken_m, 0.0

    def _record(
        self, number: int, taken_m: float, backwards: bool, time_s: float, step_s: float
    ) -> None:
        volume_m3 = taken_m * self._area_m2
        self._volume_m3[number, int(backwards)] += volume_m3
        if volume_m3 / step_s > self._peak_m3_s[number]:
            self._peak_m3_s[number] = volume_m3 / step_s
            self._peak_time_s[number] = time_s + step_s

    def told(self) -> pd.DataFrame:
        """What every structure moved; see `StormResult.structures`."""
        kinds = ["culvert"] * len(self._culverts) + ["pump"] * len(self._pumps)
        names = [one.name for one in self._culverts] + [one.name for one in self._pumps]
        return pd.DataFrame(
            {
                "kind": pd.Series(kinds, dtype=object),
                "peak_m3_s": self._peak_m3_s,
                "time_of_peak_min": self._peak_time_s / 60.0,
                "volume_m3": self._volume_m3[:, 0],
                "volume_back_m3": self._volume_m3[:, 1],
            }
        ).set_index(pd.Index(names, dtype=object, name="name"))


class _Pools:
    """Grows pools over ground that belongs together."""

    def __init__(self, city: City) -> None:
        self._ground = city.open_ground
        self._terrain = city.layer("terrain_m")
        self._area_m2 = city.grid.cell_area_m2
        self._walled = _walled_faces(city.structures.walls)

    def around(self, start: tuple[int, int], area_m2: float, rise_m: float) -> Cells:
        """The cell of an end, and the nearest around it until the area is reached. (n, 2)"""
        wanted = max(1, int(np.ceil(area_m2 / self._area_m2 - 1e-9)))
        highest = float(self._terrain[start]) + rise_m
        # The nearest first: a pool, no thin ditch.
        queue = [(0.0, 0, start)]
        found: list[tuple[int, int]] = []
        seen = {start}
        while queue and len(found) < wanted:
            _, _, cell = heapq.heappop(queue)
            found.append(cell)
            for near in self._beside(cell):
                if near in seen or float(self._terrain[near]) > highest:
                    continue
                seen.add(near)
                away = (near[0] - start[0]) ** 2 + (near[1] - start[1]) ** 2
                heapq.heappush(queue, (float(away), len(seen), near))
        return np.array(found, dtype=np.int64)

    def _beside(self, cell: tuple[int, int]) -> list[tuple[int, int]]:
        """Neighbours (by edges) that neither a wall nor a building parts from a cell."""
        row, column = cell
        rows, columns = self._ground.shape
        found = []
        for near, face in (
            ((row - 1, column), (1, row, column)),
            ((row, column - 1), (0, row, column)),
            ((row, column + 1), (0, row, column + 1)),
            ((row + 1, column), (1, row + 1, column)),
        ):
            within = 0 <= near[0] < rows and 0 <= near[1] < columns
            if within and self._ground[near] and face not in self._walled:
                found.append(near)
        return found


def _walled_faces(walls: Walls) -> set[tuple[int, int, int]]:
    return set(zip(walls.axis.tolist(), walls.row.tolist(), walls.column.tolist(), strict=True))
