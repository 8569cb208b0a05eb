"""Where an object is said to be: one point that lies in it and in the area."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.grid import Grid
from herne_schwamm.risk.sites import held_cells


def spots_of(geometries: Iterable[shapely.Geometry], city: City) -> list[shapely.Point]:
    """A point for each object.

    Points are where they are; of anything else it is a point that lies in it. Where a polygon
    reaches over the border of the area and that point lies beyond it, it is a cell's centre
    in the middle of what lies within; only a polygon of which no cell lies within has its
    point outside.

    Parameters
    ----------
    geometries
        Buildings, sites or census cells, in the grid's reference system. [m]
    city
        Its grid, and which cells lie inside.
    """
    inside = city.inside
    return [_spot_of(one, city.grid, inside) for one in geometries]


def _spot_of(geometry: shapely.Geometry, grid: Grid, inside: NDArray[np.bool_]) -> shapely.Point:
    spot = shapely.force_2d(geometry.representative_point())
    place = grid.cell_at(spot.x, spot.y)
    if place is not None and inside[place]:
        return spot
    held = held_cells(geometry, grid)
    held = held[inside.reshape(-1)[held]]
    if held.size == 0:
        return spot
    row, column = np.divmod(held, grid.columns)
    middle = int(np.argmin((row - row.mean()) ** 2 + (column - column.mean()) ** 2))
    return shapely.Point(grid.centre_of(int(row[middle]), int(column[middle])))
