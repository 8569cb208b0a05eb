"""Which cells and buildings count for a site."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasterio import Affine
from rasterio.features import geometry_mask

from herne_schwamm.city.city import NO_BUILDING, City
from herne_schwamm.city.grid import Grid
from herne_schwamm.risk.footprints import Indices, Runs
from herne_schwamm.risk.rings import ROUNDING, Surroundings, rings


@dataclass(frozen=True, slots=True)
class SiteCells:
    """What counts for the sites of a city.

    ``around`` holds the cells by site (its place in `City.sites`), ``buildings`` the numbers of
    the buildings each site stands in or covers.
    """

    around: Surroundings
    buildings: tuple[Indices, ...]


def site_cells(
    city: City,
    ground: NDArray[np.bool_],
    runs: Runs,
    stand_ins: dict[int, Indices],
    *,
    ring_m: float,
    site_radius_m: float,
) -> SiteCells:
    """Cells of open ground around and in the sites.

    A point in a building has that building's ring; any other point the cells whose centres lie
    within the radius, and the cell it lies in. A polygon has the cells whose centres it holds,
    and the rings of the buildings of which it covers at least half the cells; where it holds no
    centre it is a point.

    Parameters
    ----------
    city
        Its sites, grid and buildings.
    ground
        Cells of open ground. (rows, columns)
    runs
        Footprints of the buildings.
    stand_ins
        For buildings without a ring of their own: the buildings whose rings
        count instead.
    ring_m, site_radius_m
        Widths. [m]
    """
    cells: list[Indices] = []
    stood_in = buildings_of_sites(city, runs)
    for geometry, inside in zip(city.sites["geometry"], stood_in, strict=True):
        mask = held_cells(geometry, city.grid)
        if mask.size == 0:
            spot = geometry.representative_point()
            mask = _at(spot.x, spot.y, city.grid)
            if inside.size == 0:
                mask = np.union1d(mask, _near(spot.x, spot.y, city.grid, site_radius_m))
        cells.append(mask[ground.reshape(-1)[mask]])

    size = np.int64(city.layer("building").size)
    keys = [site * size + cell for site, cell in enumerate(cells)]
    owned = _owned_by_sites(runs, stood_in, stand_ins)
    keys += [ring.owner * size + ring.cell for ring in rings(owned, ground, city.grid, ring_m)]
    once = np.unique(np.concatenate(keys)) if keys else np.empty(0, np.int64)
    return SiteCells(Surroundings(once // size, once % size), stood_in)


def buildings_of_sites(city: City, runs: Runs) -> tuple[Indices, ...]:
    """Numbers of the buildings each site stands in, or of which it covers half the cells.

    Parameters
    ----------
    city
        Its sites, grid and buildings.
    runs
        Footprints of the buildings.
    """
    building = city.layer("building").reshape(-1)
    sizes = np.bincount(
        runs.owner, weights=runs.last - runs.first + 1, minlength=len(city.buildings)
    )
    found = []
    for geometry in city.sites["geometry"]:
        held = held_cells(geometry, city.grid)
        spot = geometry.representative_point()
        cells = held if held.size else _at(spot.x, spot.y, city.grid)
        numbers = building[cells]
        inside, covered = np.unique(numbers[numbers != NO_BUILDING], return_counts=True)
        if held.size:
            inside = inside[2 * covered >= sizes[inside]]
        found.append(inside.astype(np.int64))
    return tuple(found)


def _owned_by_sites(
    runs: Runs, stood_in: tuple[Indices, ...], stand_ins: dict[int, Indices]
) -> Runs:
    """The footprints each site stands in, with the site as their owner."""
    owners, places = [], []
    for site, numbers in enumerate(stood_in):
        for number in numbers.tolist():
            for stand_in in stand_ins.get(number, [number]):
                first, end = np.searchsorted(runs.owner, (stand_in, stand_in + 1))
                places.append(np.arange(first, end))
                owners.append(np.full(end - first, site, np.int64))
    if not places:
        return runs.taken(np.empty(0, np.int64))
    return runs.taken(np.concatenate(places)).owned_by(np.concatenate(owners))


def held_cells(geometry: Any, grid: Grid) -> Indices:
    """Cells whose centres a polygon holds; none for points and lines."""
    if geometry.area == 0.0:
        return np.empty(0, np.int64)
    west, south, east, north = geometry.bounds
    rows, columns = _window(grid, west, south, east, north)
    if rows.stop <= rows.start or columns.stop <= columns.start:
        return np.empty(0, np.int64)
    size = grid.cell_size_m
    corner = grid.west_m + columns.start * size, grid.north_m - rows.start * size
    transform = Affine(size, 0.0, corner[0], 0.0, -size, corner[1])
    held = geometry_mask(
        [geometry],
        (rows.stop - rows.start, columns.stop - columns.start),
        transform,
        invert=True,
    )
    return _places(held, rows, columns, grid)


def _near(x_m: float, y_m: float, grid: Grid, radius_m: float) -> Indices:
    """Cells whose centres lie within a radius of a point."""
    radius_m *= 1.0 + ROUNDING
    rows, columns = _window(grid, x_m - radius_m, y_m - radius_m, x_m + radius_m, y_m + radius_m)
    down_m = grid.y_m()[rows] - y_m
    along_m = grid.x_m()[columns] - x_m
    near = down_m[:, None] ** 2 + along_m[None, :] ** 2 <= radius_m**2
    return _places(near, rows, columns, grid)


def _at(x_m: float, y_m: float, grid: Grid) -> Indices:
    """The cell a point lies in; none outside the grid."""
    place = grid.cell_at(x_m, y_m)
    return np.array([] if place is None else [place[0] * grid.columns + place[1]], np.int64)


def _places(marked: NDArray[np.bool_], rows: slice, columns: slice, grid: Grid) -> Indices:
    """Places in the flattened raster of the cells marked in a window, rising."""
    row, column = np.nonzero(marked)
    places: Indices = (row + rows.start) * grid.columns + column + columns.start
    return places


def _window(
    grid: Grid, west_m: float, south_m: float, east_m: float, north_m: float
) -> tuple[slice, slice]:
    """Rows and columns of the cells a box touches, within the grid."""
    size = grid.cell_size_m
    rows = slice(
        min(grid.rows, max(0, math.floor((grid.north_m - north_m) / size))),
        max(0, min(grid.rows, math.ceil((grid.north_m - south_m) / size))),
    )
    columns = slice(
        min(grid.columns, max(0, math.floor((west_m - grid.west_m) / size))),
        max(0, min(grid.columns, math.ceil((east_m - grid.west_m) / size))),
    )
    return rows, columns
