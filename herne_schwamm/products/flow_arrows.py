"""Where arrows tell how the water flows: one for each square piece of the map."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.grid import Grid

SLOWEST_M_S = 0.2
SHALLOWEST_M = 0.05
"""Arrows of water stand only where it is at least this fast and deep (BKG hint map)."""

ARROWS_ACROSS = 48
"""Arrows along the longer side of a picture."""


@dataclass(frozen=True, slots=True)
class FlowArrows:
    """Maps the arrows are drawn from, of the city's shape.

    Greatest depth [m], greatest velocity [m/s] and the azimuth the water
    flows to at that moment [degrees, 0 = north, clockwise]; NaN where there
    is none. Slower and shallower flow has no arrow.
    """

    depth_m: NDArray[Any]
    velocity_m_s: NDArray[Any]
    azimuth_deg: NDArray[Any]
    slowest_m_s: float = SLOWEST_M_S
    shallowest_m: float = SHALLOWEST_M


def arrow_cells(flow: FlowArrows, piece: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the cells that have an arrow.

    In each square of ``piece`` x ``piece`` cells, counted from the north-west,
    it is the fastest cell, of equals the first; none where nothing flows.
    """
    rows, columns = np.nonzero(
        (flow.velocity_m_s >= flow.slowest_m_s)
        & (flow.depth_m >= flow.shallowest_m)
        & np.isfinite(flow.azimuth_deg)
    )
    pieces_across = math.ceil(flow.velocity_m_s.shape[1] / piece)
    square = (rows // piece) * pieces_across + columns // piece
    # The sort is stable: of equally fast cells the first stays the first.
    order = np.lexsort((-flow.velocity_m_s[rows, columns], square))
    _, first = np.unique(square[order], return_index=True)
    chosen = order[first]
    return rows[chosen], columns[chosen]


def centres_of(
    rows: NDArray[np.intp], columns: NDArray[np.intp], grid: Grid
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Easting and northing of the centres of cells. [m]"""
    x_m = grid.west_m + (columns.astype(np.float64) + 0.5) * grid.cell_size_m
    y_m = grid.north_m - (rows.astype(np.float64) + 0.5) * grid.cell_size_m
    return x_m, y_m


def arrows_of(
    flow: FlowArrows, grid: Grid
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Coordinates [m] and azimuths [degrees] of the arrows of a picture."""
    rows, columns = arrow_cells(flow, max(1, math.ceil(max(grid.shape) / ARROWS_ACROSS)))
    x_m, y_m = centres_of(rows, columns, grid)
    return x_m, y_m, flow.azimuth_deg[rows, columns].astype(np.float64)
