"""Where people live: census cells laid on the homes of a city."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import rasterio.features
import shapely
from numpy.typing import NDArray
from rasterio.transform import Affine

from herne_schwamm.city.city import NO_BUILDING, City, LayerOrigin
from herne_schwamm.city.grid import Grid
from herne_schwamm.city.population import NO_CENSUS_CELL, Population, lay_on_homes
from herne_schwamm.inputs.census import CensusCells
from herne_schwamm.inputs.census_csv import is_census_csv
from herne_schwamm.inputs.census_raster import census_of_raster
from herne_schwamm.inputs.census_shapes import census_of_shapes
from herne_schwamm.inputs.census_tables import census_of_csv
from herne_schwamm.inputs.notes import (
    AGES_UNKNOWN,
    CENSUS_SECRET,
    ON_BUILDINGS,
    ON_GROUND,
    ON_HOMES,
    PERSONS_BEYOND,
    PERSONS_COUNTED,
)
from herne_schwamm.inputs.rasters import is_raster
from herne_schwamm.inputs.run_file import RunFile
from herne_schwamm.inputs.run_file_population import PopulationPart
from herne_schwamm.problems import N_, InputProblem, RunFileProblem
from herne_schwamm.tables.heat_risk import AGE_GROUPS, heat_rules
from herne_schwamm.tables.vulnerabilities import UNKNOWN, building_use


def read_people(run_file: RunFile, city: City) -> tuple[City, Population | None]:
    """The people a run file names, and the city with their origin; None where it names none.

    Raises
    ------
    InputProblem, RunFileProblem
        As `read_population`.
    """
    if run_file.population is None:
        return city, None
    population, origin = read_population(run_file.population, city)
    return replace(city, origins={**city.origins, "population": origin}), population


def read_population(part: PopulationPart, city: City) -> tuple[Population, LayerOrigin]:
    """Read the people of a city and lay them on the buildings they live in.

    A census cell that reaches beyond the city has the persons of the part inside, by area. The
    persons of a census cell are spread evenly over the cells of its buildings that are lived in
    (`HeatRules.homes`); where it has none, over those of buildings whose use is not known; where
    it has none of these, over its area in the city. A cell of the grid belongs to the census cell
    its centre lies in.

    Parameters
    ----------
    part
        What the run file says of people.
    city
        Its grid, buildings and their use.

    Returns
    -------
    population
        Persons and groups of age; their sum on the grid is that of the census cells.
    origin
        Where they are from, with what was done to them.

    Raises
    ------
    InputProblem
        A file cannot be read, holds negative numbers, a cell twice, or nobody of this city.
    RunFileProblem
        A column is not there, or the city has no reference system.
    """
    if not city.grid.crs:
        raise RunFileProblem(N_("[population] needs a city with a reference system"))
    census = _census(part, city.grid)
    census_cell, in_grid = _burned(census.geometry, city.grid)
    inside = city.inside
    here = np.where(inside, census_cell, np.int32(NO_CENSUS_CELL))
    count = len(census.geometry)
    cells_inside = _counted(here, count)
    share = _share_inside(census, city, cells_inside, in_grid)
    persons = np.nan_to_num(census.persons) * share
    lived = np.flatnonzero(persons > 0.0)
    if lived.size == 0:
        raise InputProblem(
            N_(
                "{file}: none of its {count} census cells near the city has people in it; give a "
                "file of this area, or take the part [population] out"
            ),
            file=census.file,
            count=count,
        )
    number = np.full(count + 1, NO_CENSUS_CELL, np.int32)
    number[lived] = np.arange(lived.size, dtype=np.int32)
    # The last place of ``number`` stands for cells in no census cell: index -1.
    here = number[here]
    cells = pd.DataFrame(
        {
            "id": [census.ids[one] for one in lived],
            "geometry": pd.Series(list(census.geometry[lived]), dtype=object),
            "area_m2": shapely.area(census.geometry[lived]) * share[lived],
            "persons": persons[lived],
            **{
                group: persons[lived] * census.shares[group][lived]
                if group in census.shares
                else np.full(lived.size, np.nan)
                for group in AGE_GROUPS
            },
        }
    )
    kinds = _places(city, inside)
    homes, home_cell = lay_on_homes(here, kinds, lived.size)
    small = np.flatnonzero(np.bincount(home_cell, minlength=lived.size) == 0)
    homes, home_cell = _with_small(homes, home_cell, small, cells, city.grid)
    population = Population(cells, here, homes, home_cell)
    return population, _origin(census, population, kinds, share)


def _census(part: PopulationPart, grid: Grid) -> CensusCells:
    path = part.file.path
    if is_census_csv(path):
        return census_of_csv(part, grid)
    if part.ages:
        raise RunFileProblem(
            N_(
                "population.ages goes with a CSV file of the census only; join the columns to "
                "{file} and name them with the keys under_6, under_18, from_65 and from_80"
            ),
            file=path.name,
        )
    return census_of_raster(part, grid) if is_raster(path) else census_of_shapes(part, grid)


def _burned(
    geometry: NDArray[np.object_], grid: Grid
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Which polygon each cell's centre lies in, and how many cells each has in the grid."""
    burned = np.full(grid.shape, NO_CENSUS_CELL, np.int32)
    if len(geometry):
        rasterio.features.rasterize(
            zip(geometry, range(len(geometry)), strict=True),
            out=burned,
            transform=Affine(*grid.geotransform),
        )
    return burned, _counted(burned, len(geometry))


def _counted(numbers: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    return np.bincount(numbers[numbers != NO_CENSUS_CELL], minlength=count)


def _share_inside(
    census: CensusCells,
    city: City,
    cells_inside: NDArray[np.int64],
    in_grid: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Share of the area of each census cell that lies in the city. [0–1]

    By its polygon at the edge of the grid, by cells within it; a census cell without the centre of
    a cell lies in the city where the cell that holds its middle does.
    """
    geometry = census.geometry
    area_m2 = shapely.area(geometry)
    clipped_m2 = shapely.area(shapely.clip_by_rect(geometry, *city.grid.bounds))
    with np.errstate(divide="ignore", invalid="ignore"):
        # Where the polygon lies wholly in the grid the share is 1 to the last digit.
        in_box = np.where(clipped_m2 >= area_m2 * (1.0 - 1e-9), 1.0, clipped_m2 / area_m2)
        within = cells_inside / in_grid
    share: NDArray[np.float64] = np.where(in_grid > 0, in_box * within, 0.0)
    for number in np.flatnonzero((in_grid == 0) & (clipped_m2 > 0.0)):
        spot = shapely.point_on_surface(geometry[number])
        place = city.grid.cell_at(spot.x, spot.y)
        if place is not None and city.inside[place]:
            share[number] = in_box[number]
    return share


def _places(city: City, inside: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], ...]:
    """Homes, buildings that may be homes, ground: masks of the grid."""
    building = city.layer("building")
    uses = [building_use(str(use)).name for use in city.buildings["use"]]
    # The last place stands for cells without a building: index -1.
    homes = np.array([*(use in heat_rules().homes for use in uses), False], np.bool_)
    unknown = np.array([*(use == UNKNOWN for use in uses), False], np.bool_)
    number = np.where(building == NO_BUILDING, len(uses), building)
    return homes[number] & inside, unknown[number] & inside, inside


def _with_small(
    homes: NDArray[np.int64],
    home_cell: NDArray[np.int64],
    small: NDArray[np.int64],
    cells: pd.DataFrame,
    grid: Grid,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The homes, with one for each census cell that holds no centre of a cell."""
    if small.size == 0:
        return homes, home_cell
    spots = [cells["geometry"].iloc[one].representative_point() for one in small]
    places = [grid.cell_at(spot.x, spot.y) for spot in spots]
    more = np.array([place[0] * grid.columns + place[1] for place in places if place], np.int64)
    homes, home_cell = np.append(homes, more), np.append(home_cell, small)
    order = np.lexsort((homes, home_cell))
    return homes[order], home_cell[order]


def _origin(
    census: CensusCells,
    population: Population,
    kinds: tuple[NDArray[np.bool_], ...],
    share: NDArray[np.float64],
) -> LayerOrigin:
    """Where the people are from, what was left out and where they were laid."""
    known = np.nan_to_num(census.persons)
    beyond = known * np.where((share > 0.0) & (share < 1.0), 1.0 - share, 0.0)
    secret = int(np.count_nonzero(np.isnan(census.persons) & (share > 0.0)))
    notes = (*census.notes, PERSONS_COUNTED)
    numbers = {
        **census.numbers,
        "persons": round(population.persons),
        "census_cells": len(population.cells),
    }
    if beyond.sum() >= 1.0:
        notes += (PERSONS_BEYOND,)
        numbers["persons_beyond"] = round(float(beyond.sum()))
    if secret:
        notes += (CENSUS_SECRET,)
        numbers["secret"] = secret
    laid = population.at_homes(population.cells["persons"].to_numpy(np.float64))
    left = np.ones(laid.size, np.bool_)
    for mask, note, key in zip(
        kinds,
        (ON_HOMES, ON_BUILDINGS, ON_GROUND),
        ("homes_percent", "buildings_percent", "ground_percent"),
        strict=True,
    ):
        of_kind = left & mask.reshape(-1)[population.homes]
        left &= ~of_kind
        percent = round(100.0 * float(laid[of_kind].sum()) / population.persons)
        if percent:
            notes += (note,)
            numbers[key] = percent
    if not any(np.isfinite(population.cells[group]).any() for group in AGE_GROUPS):
        notes += (AGES_UNKNOWN,)
    return LayerOrigin("file", census.file, notes, numbers)
