"""Pools at the ends of culverts and pumps: the cells they take from and give to."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.structures import Walls

Cells = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Need:
    """What an end asks for.

    Parameters
    ----------
    cell
        Where it lies (row, column).
    area_m2
        Of its pool. [m2]
    rise_m
        How far the ground of the pool may rise over that of the cell. [m]
    """

    cell: tuple[int, int]
    area_m2: float
    rise_m: float


@dataclass(frozen=True, slots=True)
class Pools:
    """Pools of all ends, and which have cells in common; see `kernels.structures`."""

    first: Cells
    cells: Cells
    near_first: Cells
    near: Cells
    near_share: NDArray[np.float64]


def grown_pools(city: City, needs: Sequence[Need | None]) -> Pools:
    """Pools of ends: two for each structure in turn, None for one outside the city.

    A pool that has cells with those of other structures in common grows by
    what they need of it: two equal pipes side by side have the pool of one
    with two barrels.
    """
    ground = _Ground(city)
    alone = [_grown(ground, need, 0.0) for need in needs]
    shares = _shares(alone)
    pools = []
    for end, need in enumerate(needs):
        more_m2 = 0.0
        for other, share in shares[end]:
            theirs = needs[other]
            if other // 2 != end // 2 and theirs is not None:
                more_m2 += share * theirs.area_m2
        pools.append(_grown(ground, need, more_m2) if more_m2 else alone[end])
    shares = _shares(pools)
    return Pools(
        first=np.cumsum([0, *(len(pool) for pool in pools)], dtype=np.int64),
        cells=np.concatenate([*pools, _NONE]),
        near_first=np.cumsum([0, *(len(near) for near in shares)], dtype=np.int64),
        near=np.array([other for near in shares for other, _ in near], dtype=np.int64),
        near_share=np.array([share for near in shares for _, share in near], dtype=np.float64),
    )


_NONE: Cells = np.zeros((0, 2), dtype=np.int64)


def _grown(ground: _Ground, need: Need | None, more_m2: float) -> Cells:
    if need is None:
        return _NONE
    return ground.around(need.cell, need.area_m2 + more_m2, need.rise_m)


def _shares(pools: Sequence[Cells]) -> list[list[tuple[int, float]]]:
    """For every pool the pools it has cells in common with, and the part of theirs that is."""
    owners: dict[tuple[int, int], list[int]] = {}
    for number, pool in enumerate(pools):
        for row, column in pool.tolist():
            owners.setdefault((row, column), []).append(number)
    found = []
    for pool in pools:
        common = Counter(other for row, column in pool.tolist() for other in owners[row, column])
        found.append([(other, common[other] / len(pools[other])) for other in sorted(common)])
    return found


class _Ground:
    """Ground that belongs together."""

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
