"""Where arrows tell how the water flows: one for each piece of the map."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.grid import Grid

SLOWEST_M_S = 0.2
SHALLOWEST_M = 0.05
"""Arrows stand only where the flow is at least this fast and deep (BKG hint map)."""

ARROWS_ACROSS = 48


@dataclass(frozen=True, slots=True)
class FlowArrows:
    """Maps the arrows are drawn from, of the city's shape.

    Greatest depth [m], greatest velocity [m/s] and the azimuth the water
    flows to at that moment [degrees, 0 = north, clockwise]; NaN where there
    is none.
    """

    depth_m: NDArray[Any]
    velocity_m_s: NDArray[Any]
    azimuth_deg: NDArray[Any]


def arrows_of(
    flow: FlowArrows, grid: Grid
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Coordinates [m] and azimuths [degrees] of the arrows.

    In each square piece of the map the fastest cell has its arrow.
    """
    drawn = (
        (flow.velocity_m_s >= SLOWEST_M_S)
        & (flow.depth_m >= SHALLOWEST_M)
        & np.isfinite(flow.azimuth_deg)
    )
    speed = np.where(drawn, flow.velocity_m_s, 0.0)
    piece = max(1, math.ceil(max(grid.shape) / ARROWS_ACROSS))
    found: list[tuple[float, float, float]] = []
    for top in range(0, grid.rows, piece):
        for left in range(0, grid.columns, piece):
            part = speed[top : top + piece, left : left + piece]
            row, column = np.unravel_index(int(part.argmax()), part.shape)
            if part[row, column] > 0.0:
                place = (top + int(row), left + int(column))
                found.append((*grid.centre_of(*place), float(flow.azimuth_deg[place])))
    table = np.array(found, dtype=np.float64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]
