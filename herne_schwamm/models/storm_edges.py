"""Edges and inflows of a City as the short lists the storm's kernels work on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import FIXED_LEVEL, OPEN, City
from herne_schwamm.city.forcing import Inflow

LEAST_SLOPE = 1e-3
"""Slope at which water leaves over an open edge whose ground is flat or rises outwards."""

# axis, step to the neighbour (rows, columns), offset of the face between, sign of outward flow
_SIDES = (
    (0, (0, -1), (0, 0), -1),
    (0, (0, 1), (0, 1), 1),
    (1, (-1, 0), (0, 0), -1),
    (1, (1, 0), (1, 0), 1),
)


@dataclass(frozen=True, slots=True)
class EdgeLists:
    """Arrays as `herne_schwamm.kernels.edges` takes them; indices count the ring."""

    open_faces: NDArray[np.int64]
    open_conveyance: NDArray[np.float64]
    open_outside: NDArray[np.int64]
    level_outside: NDArray[np.int64]
    level_cells: NDArray[np.int64]
    level_depth: NDArray[np.float32]
    level_faces: NDArray[np.int64]


def edge_lists(city: City) -> EdgeLists:
    """Open faces, cells of fixed level, and the cells outside beyond them.

    A cell outside that lies beyond both counts to the fixed level.
    """
    inside = np.pad(city.inside, 1)
    ground = np.pad(city.open_ground, 1)
    edge = np.pad(city.layer("edge"), 1)
    terrain = np.pad(city.layer("terrain_m").astype(np.float64), 1, constant_values=np.nan)
    manning_n = np.pad(city.layer("manning_n_s_m13").astype(np.float64), 1)
    cell_size = city.grid.cell_size_m

    open_faces: list[tuple[int, ...]] = []
    conveyance: list[float] = []
    open_outside: set[tuple[int, int]] = set()
    level_outside: set[tuple[int, int]] = set()
    level_faces: list[tuple[int, ...]] = []
    for axis, (down, right), (face_down, face_right), sign in _SIDES:
        neighbour_inside = np.roll(inside, (-down, -right), (0, 1))
        for row, column in np.argwhere(ground & (edge == OPEN) & ~neighbour_inside).tolist():
            # Uniform flow on the slope of the ground, read from the cell behind.
            behind = (row - down, column - right)
            slope = (terrain[behind] - terrain[row, column]) / cell_size if inside[behind] else 0.0
            open_faces.append((axis, row + face_down, column + face_right, sign, row, column))
            conveyance.append(max(slope, LEAST_SLOPE) ** 0.5 / float(manning_n[row, column]))
            open_outside.add((row + down, column + right))
        for row, column in np.argwhere(ground & (edge == FIXED_LEVEL) & ~neighbour_inside).tolist():
            outer = (row + face_down, column + face_right)
            inner = (outer[0] - down, outer[1] - right)
            level_faces.append((axis, *outer, *inner))
            level_outside.add((row + down, column + right))

    level_cells = np.argwhere(ground & (edge == FIXED_LEVEL))
    level = np.pad(city.layer("edge_level_m").astype(np.float64), 1, constant_values=np.nan)
    rows, columns = level_cells[:, 0], level_cells[:, 1]
    level_depth = np.maximum(level[rows, columns] - terrain[rows, columns], 0.0)
    return EdgeLists(
        open_faces=_table(open_faces, 6),
        open_conveyance=np.array(conveyance, dtype=np.float64),
        open_outside=_table(sorted(open_outside - level_outside), 2),
        level_outside=_table(sorted(level_outside), 2),
        level_cells=level_cells.astype(np.int64),
        level_depth=level_depth.astype(np.float32),
        level_faces=_table(level_faces, 5),
    )


def inflow_cells(city: City, inflows: Sequence[Inflow]) -> NDArray[np.int64]:
    """Cell of every inflow, indices counting the ring.

    Raises
    ------
    ValueError
        An inflow lies outside the city or in a building; readers check this before.
    """
    cells = []
    # A raster made anew at every call of the property.
    ground = city.open_ground
    for inflow in inflows:
        cell = city.grid.cell_at(inflow.x_m, inflow.y_m)
        if cell is None or not ground[cell]:
            raise ValueError(f"inflow {inflow.name} lies outside the city or in a building")
        cells.append((cell[0] + 1, cell[1] + 1))
    return _table(cells, 2)


def inflow_rates(
    inflows: Sequence[Inflow], start_s: float, end_s: float, cell_area_m2: float
) -> NDArray[np.float64]:
    """Mean rate at which each inflow deepens its cell within an interval. [m/s]"""
    seconds = end_s - start_s
    return np.array(
        [i.discharge_m3_s.integral(start_s, end_s) / seconds / cell_area_m2 for i in inflows],
        dtype=np.float64,
    )


def _table(rows: Sequence[tuple[int, ...]], width: int) -> NDArray[np.int64]:
    return np.array(rows, dtype=np.int64).reshape(len(rows), width)
