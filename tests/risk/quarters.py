"""Small cities with random buildings, sites and water, and counts made the slow way."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import xarray as xr
from shapely.geometry import box
from shapely.ops import unary_union

from herne_schwamm.city.city import NO_BUILDING, City
from herne_schwamm.city.plain import grid_for, plain_city
from herne_schwamm.tables import surface_classes

USES = ["31001_1000", "hospital", "2463", "", "school", "31001_2100"]


def quarter(building, *, cell_size_m=1.0, uses=None, outside=(), surface_class=None):
    """A city whose buildings stand as the array of numbers says (-1: none)."""
    building = np.asarray(building, np.int32)
    terrain = np.full(building.shape, 50.0)
    for place in outside:
        terrain[place] = np.nan
    grid = grid_for(terrain, cell_size_m)
    city = plain_city(terrain, grid)
    count = int(building.max()) + 1
    geometries = [footprint(building == number, grid) for number in range(count)]
    table = pd.DataFrame(
        {
            "id": [f"b{number}" for number in range(count)],
            "use": [USES[number % len(USES)] for number in range(count)] if uses is None else uses,
            "height_m": np.full(count, np.nan),
            "geometry": pd.Series(geometries, dtype=object),
        }
    )
    layers = city.layers.copy(deep=True)
    layers["building"].values[...] = building
    if surface_class is not None:
        layers["surface_class"].values[...] = surface_class
    return replace(city, layers=layers, buildings=table)


def footprint(cells, grid):
    """The cells of a mask as a polygon."""
    return unary_union([cell_box(row, column, grid) for row, column in np.argwhere(cells)])


def cell_box(row, column, grid):
    x_m, y_m = grid.centre_of(row, column)
    half = grid.cell_size_m / 2
    return box(x_m - half, y_m - half, x_m + half, y_m + half)


def with_sites(city: City, sites) -> City:
    """The city with sites, each a name, a kind and a geometry."""
    names, kinds, geometries = zip(*sites, strict=True)
    table = pd.DataFrame(
        {
            "name": list(names),
            "kind": list(kinds),
            "geometry": pd.Series(list(geometries), dtype=object),
        }
    )
    return replace(city, sites=table)


def random_quarter(random, shape=(30, 36), cell_size_m=1.0):
    """Rectangles of houses that touch, overlap, stand at the edge and outside of it."""
    building = np.full(shape, NO_BUILDING)
    number = 0
    for _ in range(int(random.integers(0, 16))):
        row, column = random.integers(-2, shape[0]), random.integers(-2, shape[1])
        height, width = random.integers(1, 9, 2)
        free = building[max(row, 0) : row + height, max(column, 0) : column + width]
        empty = free == NO_BUILDING
        if empty.any():
            free[empty] = number
            number += 1
    codes = [one.code for one in surface_classes().values()]
    corner = (slice(0, int(random.integers(1, 8))), slice(0, int(random.integers(1, 8))))
    return quarter(
        building,
        cell_size_m=cell_size_m,
        outside=[corner],
        surface_class=random.choice(codes, shape),
    )


def random_water(random, city: City) -> xr.Dataset:
    """Depths and velocities, NaN where a storm has none."""
    dry = ~city.open_ground
    shape = city.grid.shape
    arrays = {
        "water_depth_max_m": random.choice([0.0, 0.02, 0.05, 0.1, 0.3, 0.5, 1.2], shape)
        + random.choice([0.0, 0.01], shape),
        "velocity_max_m_s": random.choice([0.0, 0.1, 0.2, 0.6, 2.5], shape),
        "hazard_intensity_max_m2_s": random.choice([0.0, 0.01, 0.3, 0.7, 1.0, 5.0], shape),
    }
    return water(city, **{name: np.where(dry, np.nan, values) for name, values in arrays.items()})


def water(city: City, **arrays) -> xr.Dataset:
    """Maps of a storm; a single value stands on all open ground."""
    shape = city.grid.shape
    maps = {
        name: np.where(city.open_ground, np.broadcast_to(values, shape), np.nan)
        for name, values in {
            "water_depth_max_m": 0.0,
            "velocity_max_m_s": 0.0,
            "hazard_intensity_max_m2_s": 0.0,
            **arrays,
        }.items()
    }
    return xr.Dataset(
        {name: (("y", "x"), values.astype(np.float32)) for name, values in maps.items()},
        coords={"y": city.grid.y_m(), "x": city.grid.x_m()},
    )


def slow_ring(city: City, numbers, ring_m):
    """Cells of open ground around some buildings, by looking at every pair of cells."""
    radius_m = max(ring_m, 1.5 * city.grid.cell_size_m) + 1e-6
    building = city.layer("building")
    feet = [tuple(cell) for cell in np.argwhere(np.isin(building, list(numbers)))]
    return {
        (int(row), int(column))
        for row, column in np.argwhere(city.open_ground)
        if any(math.hypot(row - r, column - c) * city.grid.cell_size_m <= radius_m for r, c in feet)
    }


def slow_block(city: City, number):
    """All buildings joined to one by walls, found by walking from one to the next."""
    building = city.layer("building")
    block, waiting = {number}, [number]
    while waiting:
        for row, column in np.argwhere(building == waiting.pop()):
            for r, c in (
                (row - 1, column),
                (row + 1, column),
                (row, column - 1),
                (row, column + 1),
            ):
                if 0 <= r < building.shape[0] and 0 <= c < building.shape[1]:
                    neighbour = int(building[r, c])
                    if neighbour != NO_BUILDING and neighbour not in block:
                        block.add(neighbour)
                        waiting.append(neighbour)
    return block


def slow_walls(city: City, maps, number):
    """(wet faces, faces) of a building to open ground."""
    building, ground = city.layer("building"), city.open_ground
    depth = maps["water_depth_max_m"].values
    wet = faces = 0
    for row, column in np.argwhere(building == number):
        for r, c in ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)):
            inside = 0 <= r < ground.shape[0] and 0 <= c < ground.shape[1]
            if inside and ground[r, c]:
                faces += 1
                wet += bool(float(depth[r, c]) >= 0.05)
    return wet, faces


def slow_hazard(depth, velocity, intensity):
    """Hazard class of a cell, rule by rule."""
    by_depth = sum(depth >= limit for limit in (0.05, 0.1, 0.3, 0.5))
    by_velocity = 0
    if depth >= 0.05 and velocity >= 0.2:
        by_velocity = 2 + (velocity >= 0.5) + (velocity >= 2.0)
    by_intensity = 0
    if intensity >= 0.3:
        by_intensity = 2 + (intensity >= 0.6) + (intensity >= 1.0)
    return int(max(by_depth, by_velocity, by_intensity))
