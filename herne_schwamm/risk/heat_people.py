"""What people of a census cell feel, how many they are, and how old."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.population import NO_CENSUS_CELL, Population
from herne_schwamm.risk.heat_risk import LEAST_PERSONS_TOLD
from herne_schwamm.risk.strips import row_strips
from herne_schwamm.risk.windows import disk_sum, reach_in_cells, with_margin
from herne_schwamm.tables.heat_risk import AGE_GROUPS

M2_PER_HA = 1e4

NOBODY = 1e-6
"""Fewer persons than this in a disk are rounding of its sum."""

WHOLE_CITY, NO_DISTRICT = -1, -2
"""Stand for a district in the table of persons by class."""


def felt_by_cell(
    values: NDArray[np.floating], city: City, population: Population, near_home_m: float
) -> NDArray[np.float64]:
    """What people of each census cell feel: a mean over its open ground near their homes.

    The mean over the cells of open ground of the census cell that lie within
    ``near_home_m`` of a home, its own or another's; where it has none of
    these, over all its open ground; NaN where it has none.

    Parameters
    ----------
    values
        A map of the city, NaN where it has no value. (rows, columns)
    city, population
        Open ground and homes.
    near_home_m
        Reach. [m]
    """
    count = len(population.cells)
    ground = city.open_ground & np.isfinite(values) & (population.census_cell != NO_CENSUS_CELL)
    homes = np.zeros(values.shape, np.bool_)
    homes.reshape(-1)[population.homes] = True
    radius = reach_in_cells(near_home_m, city.grid.cell_size_m)
    near = np.empty(values.shape, np.bool_)
    for strip in row_strips(values.shape):
        wide, inner = with_margin(strip, city.grid.rows, radius)
        near[strip] = disk_sum(homes[wide], radius)[inner] > 0.5
    of_near = _mean_by_cell(values, ground & near, population.census_cell, count)
    of_all = _mean_by_cell(values, ground, population.census_cell, count)
    return np.where(np.isnan(of_near), of_all, of_near)


def _mean_by_cell(
    values: NDArray[np.floating],
    counted: NDArray[np.bool_],
    census_cell: NDArray[np.int32],
    count: int,
) -> NDArray[np.float64]:
    owner = census_cell[counted]
    sums = np.bincount(owner, weights=values[counted].astype(np.float64), minlength=count)
    with np.errstate(invalid="ignore"):
        mean: NDArray[np.float64] = sums / np.bincount(owner, minlength=count)
    return mean


def ages_of_cells(population: Population) -> dict[str, NDArray[np.float64]]:
    """Persons of the groups of age that are known, of every census cell.

    Where a group is not known of a census cell, its share of the persons of
    all census cells of which it is stands in.
    """
    persons = population.cells["persons"].to_numpy(np.float64)
    ages = {}
    for group in AGE_GROUPS:
        of_group = population.cells[group].to_numpy(np.float64)
        known = np.isfinite(of_group)
        if persons[known].sum() > 0.0:
            mean = of_group[known].sum() / persons[known].sum()
            ages[group] = np.where(known, of_group, mean * persons)
    return ages


def without_few(population: Population, *, groups: bool = False) -> Population:
    """The population without those that are too few to be told of.

    Of sums over what is told and what is not, the latter could be reckoned out.

    Parameters
    ----------
    population
        Who lives where.
    groups
        Groups of age of which a census cell has too few are left out, too.
    """
    cells = population.cells.copy()
    ages = [group for group in AGE_GROUPS if group in cells]

    def few(name: str) -> NDArray[np.bool_]:
        persons = cells[name].to_numpy(np.float64)
        hidden: NDArray[np.bool_] = (persons > 0.0) & (np.round(persons) < LEAST_PERSONS_TOLD)
        return hidden

    nobody = few("persons")
    cells.loc[nobody, "persons"] = 0.0
    for group in ages:
        # What is not known stays unknown.
        known = np.isfinite(cells[group].to_numpy(np.float64))
        cells.loc[(nobody & known) | (few(group) if groups else False), group] = 0.0
    return replace(population, cells=cells)


def density_of_cells(population: Population) -> NDArray[np.float64]:
    """Persons per hectare of each census cell, of its part in the city."""
    cells = population.cells
    density: NDArray[np.float64] = (cells["persons"] / cells["area_m2"] * M2_PER_HA).to_numpy(
        np.float64
    )
    return density


def people_around(
    city: City,
    population: Population,
    ages: Mapping[str, NDArray[np.float64]],
    near_home_m: float,
) -> Iterator[tuple[slice, NDArray[np.float64], dict[str, NDArray[np.float64]]]]:
    """Density of the people in the disk around every cell, and their shares of age.

    Parameters
    ----------
    city, population
        Who lives where.
    ages
        As `ages_of_cells` tells them.
    near_home_m
        Radius of the disk. [m]

    Yields
    ------
    strip
        Rows of the grid; all strips together are the grid.
    persons_per_ha
        Per hectare of the disk's part in the city, 0 outside. (rows of the strip, columns)
    shares
        By group of age, NaN where nobody is around. [0–1]
    """
    radius = reach_in_cells(near_home_m, city.grid.cell_size_m)
    inside = city.inside
    rows, columns = inside.shape
    order = np.argsort(population.homes, kind="stable")
    homes = population.homes[order]
    amounts = {
        name: population.at_homes(of_cell)[order]
        for name, of_cell in {
            "persons": population.cells["persons"].to_numpy(np.float64),
            **ages,
        }.items()
    }
    for strip in row_strips(inside.shape):
        wide, inner = with_margin(strip, rows, radius)
        first, end = np.searchsorted(homes, (wide.start * columns, wide.stop * columns))
        place = homes[first:end] - wide.start * columns
        shape = wide.stop - wide.start, columns
        sums = {}
        for name, amount in amounts.items():
            laid = np.bincount(place, weights=amount[first:end], minlength=shape[0] * columns)
            sums[name] = disk_sum(laid.reshape(shape), radius)[inner]
        persons = sums.pop("persons")
        persons[persons < NOBODY] = 0.0
        area_ha = disk_sum(inside[wide], radius)[inner] * city.grid.cell_area_m2 / M2_PER_HA
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = {
                group: np.where(persons > 0.0, of_group / persons, np.nan)
                for group, of_group in sums.items()
            }
            yield strip, np.where(inside[strip], persons / area_ha, 0.0), shares


def persons_by_class(
    population: Population,
    classes: Mapping[str, NDArray[np.uint8]],
    ages: Mapping[str, NDArray[np.float64]],
    district: NDArray[np.integer],
    districts: int,
) -> pd.DataFrame:
    """How many people live in each class, of the city and of each district.

    Parameters
    ----------
    population
        Who lives where.
    classes
        Class of every census cell, 0 for none, by what is classed.
    ages
        Persons of groups of age by census cell.
    district
        Number of the district of every cell of the grid, -1 in none. (rows, columns)
    districts
        How many there are.

    Returns
    -------
    DataFrame
        A row for each district (`WHOLE_CITY` first, `NO_DISTRICT` last), each
        of ``classes`` (``what``) and each class (``class_code``) in which
        anybody lives: ``persons`` and the groups of age.
    """
    of_home = district.reshape(-1)[population.homes].astype(np.int64)
    of_home = np.where(of_home < 0, districts, of_home)
    amounts = {
        name: population.at_homes(of_cell)
        for name, of_cell in {
            "persons": population.cells["persons"].to_numpy(np.float64),
            **ages,
        }.items()
    }
    tables = []
    for order, (what, of_cell) in enumerate(classes.items()):
        code = of_cell[population.home_cell].astype(np.int64)
        table = pd.DataFrame({"district": of_home, "class_code": code, **amounts})
        by_district = table.groupby(["district", "class_code"]).sum().reset_index()
        whole = table.drop(columns="district").groupby("class_code").sum().reset_index()
        both = pd.concat([whole.assign(district=WHOLE_CITY), by_district], ignore_index=True)
        tables.append(both.assign(what=what, order=order))
    found = pd.concat(tables, ignore_index=True)
    found = found.sort_values(["district", "order", "class_code"], ignore_index=True)
    if not districts:
        # All of the city is in no district: its own rows say it all.
        found = found[found["district"] == WHOLE_CITY].reset_index(drop=True)
    found["district"] = found["district"].replace(districts, NO_DISTRICT)
    return found[["district", "what", "class_code", "persons", *ages]]
