"""Walls of a City as faces of the flow."""

from __future__ import annotations

import numpy as np

from herne_schwamm.city.city import City
from herne_schwamm.kernels.edges import WALL
from herne_schwamm.models.storm_faces import Faces


def wall_faces(city: City) -> Faces:
    """Faces whose crest lies above the ground on both sides; others hold no water back.

    Faces beside a building or outside the city let nothing through anyway.
    """
    walls = city.structures.walls
    ground, terrain = city.open_ground, city.layer("terrain_m")
    cell = np.stack([walls.row, walls.column], axis=1)
    before = cell - np.stack([walls.axis == 1, walls.axis == 0], axis=1)
    whole = (before >= 0).all(axis=1)
    cell, before = cell[whole], before[whole]
    here, there = tuple(cell.T), tuple(before.T)
    crest_m = walls.crest_m[whole]
    above_m = np.stack([crest_m - terrain[there], crest_m - terrain[here]], axis=1)
    standing = ground[here] & ground[there] & (above_m > 0.0).all(axis=1)
    axis = walls.axis[whole][standing]
    return Faces.alike(cell[standing], WALL, axis, above=above_m[standing])
