"""Walls of a City as the short list the flow works on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import City

RING = 1
"""Width of the ring around the rasters of a storm."""


@dataclass(frozen=True, slots=True)
class WallLists:
    """Arrays as `herne_schwamm.kernels.walls` takes them; indices count the ring."""

    faces: NDArray[np.int64]
    above_m: NDArray[np.float32]


def wall_lists(city: City) -> WallLists:
    """Faces whose crest lies above the ground on both sides; others hold no water back.

    Faces beside a building or outside the city let nothing through anyway.
    """
    walls = city.structures.walls
    axis, row, column = walls.axis, walls.row, walls.column
    before = row - (axis == 1), column - (axis == 0)
    ground, terrain = city.open_ground, city.layer("terrain_m").astype(np.float64)
    between = (before[0] >= 0) & (before[1] >= 0)
    between &= ground[row, column] & ground[before]
    above_m = np.stack(
        [walls.crest_m - terrain[before], walls.crest_m - terrain[row, column]], axis=1
    )
    kept = between & (above_m > 0.0).all(axis=1)
    faces = np.stack([axis, row + RING, column + RING], axis=1)
    return WallLists(
        np.ascontiguousarray(faces[kept]), np.ascontiguousarray(above_m[kept], dtype=np.float32)
    )
