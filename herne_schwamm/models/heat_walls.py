"""Walls: which cells of buildings stand at open ground, and which way they face.

A wall is the rim cell of a building with the open cell at its foot. Its
normal is the mean direction of the open cells around it, so that a slanting
façade on a raster faces its own way and not the four ways of its steps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.kernels.horizon import NO_WALL
from herne_schwamm.models.heat_geometry import Heights

NORMAL_CELLS = 3
"""Open cells this far around tell which way a wall faces. [cells]"""

LOWEST_WALL_M = 2.0
"""A lower step at a building's rim is no wall of a room. [m]"""


@dataclass(frozen=True, slots=True)
class Walls:
    """All walls of a city, numbered by row and column of their cells.

    Parameters
    ----------
    cell, foot
        (row, column) of the building's cell and of the open cell before it. (n, 2), int64
    normal_deg
        Way the wall faces, clockwise from the grid's north. (n,) [degrees]
    foot_m, top_m
        Height of the ground at its foot and of its top above sea level. (n,) [m]
    number
        Number of the wall of every cell, `NO_WALL` where it has none.
        (rows, columns), int32
    """

    cell: NDArray[np.int64]
    foot: NDArray[np.int64]
    normal_deg: NDArray[np.float64]
    foot_m: NDArray[np.float64]
    top_m: NDArray[np.float64]
    number: NDArray[np.int32]

    def __len__(self) -> int:
        return self.normal_deg.size


def find_walls(heights: Heights) -> Walls:
    """Walls of all buildings that rise at least 2 m above the open cell before them."""
    known = np.isfinite(heights.ground_m) & np.isfinite(heights.surface_m)
    building = heights.building & known
    open_ground = known & ~heights.building
    reach = NORMAL_CELLS
    padded = np.pad(open_ground, reach)
    rows, columns = heights.shape
    south = np.zeros((rows, columns))
    east = np.zeros((rows, columns))
    for j in range(-reach, reach + 1):
        for i in range(-reach, reach + 1):
            distance = np.hypot(j, i)
            if 0.0 < distance <= reach:
                there = padded[reach + j : reach + j + rows, reach + i : reach + i + columns]
                south += there * (j / distance)
                east += there * (i / distance)
    # The foot is the neighbour that lies most in the direction the wall faces; of a wall
    # open to both sides alike, the first from the north-west.
    best = np.full((rows, columns), -np.inf)
    foot_row = np.zeros((rows, columns), np.int64)
    foot_column = np.zeros((rows, columns), np.int64)
    for j in (-1, 0, 1):
        for i in (-1, 0, 1):
            if j == 0 and i == 0:
                continue
            there = padded[reach + j : reach + j + rows, reach + i : reach + i + columns]
            along = (south * j + east * i) / np.hypot(j, i)
            better = there & building & (along > best)
            best = np.where(better, along, best)
            foot_row = np.where(better, np.arange(rows)[:, None] + j, foot_row)
            foot_column = np.where(better, np.arange(columns)[None, :] + i, foot_column)
    rim = np.isfinite(best)
    rise = np.zeros((rows, columns))
    rise[rim] = (
        heights.surface_m[rim].astype(np.float64)
        - heights.ground_m[foot_row[rim], foot_column[rim]]
    )
    cell = np.argwhere(rim & (rise >= LOWEST_WALL_M))
    at = tuple(cell.T)
    foot = np.stack([foot_row[at], foot_column[at]], axis=1)
    towards_south = np.where(best[at] > 1e-9, south[at], foot[:, 0] - cell[:, 0])
    towards_east = np.where(best[at] > 1e-9, east[at], foot[:, 1] - cell[:, 1])
    number = np.full((rows, columns), NO_WALL, np.int32)
    number[at] = np.arange(len(cell), dtype=np.int32)
    return Walls(
        cell=cell,
        foot=foot,
        normal_deg=np.mod(np.degrees(np.arctan2(towards_east, -towards_south)), 360.0),
        foot_m=heights.ground_m[tuple(foot.T)].astype(np.float64),
        top_m=heights.surface_m[at].astype(np.float64),
        number=number,
    )
