"""Small populations and maps of heat, and what they mean, counted the slow way."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from herne_schwamm.city.city import City
from herne_schwamm.city.population import Population, lay_on_homes

from .quarters import cell_box

GROUPS = ("under_6", "under_18", "from_65", "from_80")


def people(city: City, edge: int, persons, homes=None, **ages) -> Population:
    """Census cells of ``edge`` x ``edge`` cells from the north-west; homes where the mask says."""
    columns = city.grid.columns
    row, column = np.indices(city.grid.shape)
    number = (row // edge) * -(-columns // edge) + column // edge
    inside = city.inside
    count = int(number.max()) + 1
    persons = np.broadcast_to(np.asarray(persons, float), count)
    cells = np.where(inside, number, -1).astype(np.int32)
    masks = (inside,) if homes is None else (homes & inside, inside)
    home, home_cell = lay_on_homes(cells, masks, count)
    area = np.bincount(number[inside], minlength=count) * city.grid.cell_area_m2
    table = pd.DataFrame(
        {
            "id": [f"c{one}" for one in range(count)],
            "geometry": pd.Series(
                [_square(city, one, edge, -(-columns // edge)) for one in range(count)],
                dtype=object,
            ),
            "area_m2": area,
            "persons": persons,
            **{
                group: persons * np.asarray(ages[group]) if group in ages else np.nan
                for group in GROUPS
            },
        }
    )
    return Population(table, cells, home, home_cell)


def _square(city: City, number: int, edge: int, in_row: int):
    first = cell_box(number // in_row * edge, number % in_row * edge, city.grid)
    west, _, _, north = first.bounds
    size = edge * city.grid.cell_size_m
    return type(first)(
        [(west, north), (west + size, north), (west + size, north - size), (west, north - size)]
    )


def heat(city: City, pet, night) -> xr.Dataset:
    """Maps of a heat wave; a single value stands on all open ground."""
    ground = city.open_ground
    return xr.Dataset(
        {
            name: (
                ("y", "x"),
                np.where(ground, np.broadcast_to(values, ground.shape), np.nan).astype(np.float32),
            )
            for name, values in (("pet_day_c", pet), ("air_temperature_night_c", night))
        },
        coords={"y": city.grid.y_m(), "x": city.grid.x_m()},
    )


def slow_disk(values, row, column, radius):
    """Sum of a disk of cells, cell by cell."""
    rows, columns = values.shape
    return sum(
        float(values[r, c])
        for r in range(rows)
        for c in range(columns)
        if (r - row) ** 2 + (c - column) ** 2 <= radius**2 + 1e-6
    )
