"""Walls of a City as faces of the flow."""

from __future__ import annotations

from herne_schwamm.city.city import City
from herne_schwamm.kernels.edges import WALL
from herne_schwamm.models.storm_tiles import Face


def wall_faces(city: City) -> list[Face]:
    """Faces whose crest lies above the ground on both sides; others hold no water back.

    Faces beside a building or outside the city let nothing through anyway.
    """
    walls = city.structures.walls
    ground, terrain = city.open_ground, city.layer("terrain_m")
    faces = []
    for axis, row, column, crest_m in zip(
        walls.axis.tolist(),
        walls.row.tolist(),
        walls.column.tolist(),
        walls.crest_m.tolist(),
        strict=True,
    ):
        before = (row - (axis == 1), column - (axis == 0))
        if min(before) < 0 or not (ground[row, column] and ground[before]):
            continue
        above_m = (crest_m - float(terrain[before]), crest_m - float(terrain[row, column]))
        if min(above_m) > 0.0:
            faces.append(Face(WALL, axis, (row, column), above=above_m))
    return faces
