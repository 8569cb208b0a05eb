"""Edges and inflows of a City as the lists of the flow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import FIXED_LEVEL, City
from herne_schwamm.city.city import OPEN as OPEN_EDGE
from herne_schwamm.city.forcing import Inflow
from herne_schwamm.kernels.edges import COUNTS_AS_LEVEL, COUNTS_AS_OUTFLOW, LEVEL, OPEN
from herne_schwamm.models.storm_faces import Faces, within

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
    """Faces that lead out of the city, and cells (row, column) at and beyond them.

    Parameters
    ----------
    faces
        Open faces and those beyond cells of fixed level.
    endless
        Cells outside that give whatever a fixed level asks for; may lie beyond the grid.
    outside
        Cells of the grid outside the city that water may flow to.
    level_cells, level_depth_m
        Cells of fixed level and their depth. [m]
    """

    faces: Faces
    endless: NDArray[np.int64]
    outside: NDArray[np.int64]
    level_cells: NDArray[np.int64]
    level_depth_m: NDArray[np.float64]


def edge_lists(city: City) -> EdgeLists:
    """Open faces, cells of fixed level, and the cells outside beyond them.

    Water that flows to a cell outside counts for the kind of the edge it left over.
    """
    inside, ground = city.inside, city.open_ground
    edge, terrain = city.layer("edge"), city.layer("terrain_m")
    manning_n = city.layer("manning_n_s_m13")
    cell_size = city.grid.cell_size_m

    faces, outside, endless = [], [], []
    for axis, step, to_face, sign in _SIDES:
        at_edge = ground & ~_shifted(inside, *step)
        cells = np.argwhere(at_edge & (edge == OPEN_EDGE))
        # Uniform flow on the slope of the ground, read from the cell behind.
        behind = cells - step
        known = _holds(inside, behind)
        rise = _told(terrain, behind).astype(np.float64) - _told(terrain, cells)
        slope = np.where(known, rise / cell_size, 0.0)
        roughness = _told(manning_n, cells).astype(np.float64)
        faces.append(
            Faces.alike(
                cells + to_face,
                OPEN,
                axis,
                counts=COUNTS_AS_OUTFLOW,
                sign=sign,
                inner=cells,
                conveyance=np.sqrt(np.maximum(slope, LEAST_SLOPE)) / roughness,
            )
        )
        outside.append(cells + step)
        cells = np.argwhere(at_edge & (edge == FIXED_LEVEL))
        outer = cells + to_face
        faces.append(
            Faces.alike(outer, LEVEL, axis, counts=COUNTS_AS_LEVEL, sign=sign, inner=outer - step)
        )
        outside.append(cells + step)
        endless.append(cells + step)

    level_cells = np.argwhere(ground & (edge == FIXED_LEVEL))
    rows, columns = level_cells[:, 0], level_cells[:, 1]
    level_m = city.layer("edge_level_m")[rows, columns].astype(np.float64)
    level_depth_m = np.maximum(level_m - terrain[rows, columns].astype(np.float64), 0.0)
    crossed = _each_once(outside)
    return EdgeLists(
        Faces.joined(faces),
        _each_once(endless),
        crossed[within(crossed, inside.shape)],
        level_cells.astype(np.int64),
        level_depth_m,
    )


def _each_once(several: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """All cells in the order of the raster."""
    return np.unique(np.concatenate(several), axis=0)


def _told(raster: NDArray[Any], cells: NDArray[np.int64]) -> NDArray[Any]:
    """The raster's value in every cell; that of another one beyond it."""
    told: NDArray[Any] = raster[tuple((cells % raster.shape).T)]
    return told


def _holds(raster: NDArray[np.bool_], cells: NDArray[np.int64]) -> NDArray[np.bool_]:
    """The raster's value in every cell; False beyond it."""
    held: NDArray[np.bool_] = within(cells, raster.shape) & _told(raster, cells)
    return held


def _shifted(raster: NDArray[np.bool_], down: int, right: int) -> NDArray[np.bool_]:
    """The raster's value in the neighbour of every cell; False beyond the grid."""
    rows, columns = raster.shape
    padded: NDArray[np.bool_] = np.pad(raster, 1)
    beside: NDArray[np.bool_] = padded[1 + down : 1 + down + rows, 1 + right : 1 + right + columns]
    return beside


def inflow_cells(city: City, inflows: Sequence[Inflow]) -> NDArray[np.int64]:
    """Cell (row, column) of every inflow.

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
        cells.append(cell)
    return np.array(cells, dtype=np.int64).reshape(-1, 2)


def inflow_rates(
    inflows: Sequence[Inflow], start_s: float, end_s: float, cell_area_m2: float
) -> NDArray[np.float64]:
    """Mean rate at which each inflow deepens its cell within an interval. [m/s]"""
    seconds = end_s - start_s
    return np.array(
        [i.discharge_m3_s.integral(start_s, end_s) / seconds / cell_area_m2 for i in inflows],
        dtype=np.float64,
    )
