"""People by census cell from the CSV files of the census."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rasterio.warp import transform_bounds

from herne_schwamm.city.grid import Grid
from herne_schwamm.inputs.alignment import lies_elsewhere
from herne_schwamm.inputs.census import (
    ALL_IN_FILE,
    AgeColumn,
    CensusCells,
    age_columns,
    check_shares,
    persons_columns,
    share_of,
    squares,
)
from herne_schwamm.inputs.census_csv import (
    CENSUS_SYSTEM,
    GERMANY_X_M,
    GERMANY_Y_M,
    GridCsv,
    read_grid_csv,
)
from herne_schwamm.inputs.notes import REPROJECTED
from herne_schwamm.inputs.run_file_population import PopulationPart
from herne_schwamm.problems import N_, InputProblem, RunFileProblem


def census_of_csv(part: PopulationPart, grid: Grid) -> CensusCells:
    """Read the cells of census files that may touch a grid.

    Parameters
    ----------
    part
        Names the file of the persons, and files of groups of age.
    grid
        The city's: it has to have a reference system.

    Raises
    ------
    InputProblem
        A file is none of the census, or holds nothing of this area.
    RunFileProblem
        A column is not there.
    """
    box = transform_bounds(grid.crs, CENSUS_SYSTEM, *grid.bounds, densify_pts=21)
    # The middle of a cell may lie beyond the grid that the cell touches.
    west, south, east, north = box
    box = (west - 1000.0, south - 1000.0, east + 1000.0, north + 1000.0)
    persons_names, ages = persons_columns(part), age_columns(part)
    wanted = [one.column for one in ages]
    main = read_grid_csv(
        part.file.path, box, [*wanted, ALL_IN_FILE], persons_names, "population.persons"
    )
    _check_place(main, grid)
    persons = next(main.columns[name] for name in persons_names if name in main.columns)
    places = pd.MultiIndex.from_arrays([main.x_m, main.y_m])
    shares: dict[str, NDArray[np.float64]] = {}
    found: set[str] = set()
    _collect(shares, found, main, ages, persons)
    for file in part.ages:
        table = read_grid_csv(file.path, box, [*wanted, ALL_IN_FILE])
        if table.size_m != main.size_m:
            raise InputProblem(
                N_(
                    "{file}: its cells are of {size} m, those of {other} of {other_size} m; give "
                    "files of one size"
                ),
                file=table.file,
                size=table.size_m,
                other=main.file,
                other_size=main.size_m,
            )
        if not any(one.column in table.columns for one in ages):
            raise InputProblem(
                N_(
                    "{file}: it holds no group of age that is known ({columns}); name its columns "
                    "with the keys under_6, under_18, from_65 and from_80 of [population]"
                ),
                file=table.file,
                columns=", ".join(dict.fromkeys(wanted)),
            )
        own = pd.MultiIndex.from_arrays([table.x_m, table.y_m])
        place = own.get_indexer(places)
        moved = {
            name: np.where(place >= 0, values[np.maximum(place, 0)], np.nan)
            if values.size
            else np.full(persons.size, np.nan)
            for name, values in table.columns.items()
        }
        _collect(shares, found, table, ages, persons, moved)
    _check_named(part, found, main.file)
    geometry = squares(
        main.x_m.astype(np.float64), main.y_m.astype(np.float64), main.size_m, CENSUS_SYSTEM, grid
    )
    notes = () if grid.crs == CENSUS_SYSTEM else (REPROJECTED,)
    return CensusCells(main.file, main.ids, geometry, persons, shares, notes)


def _collect(
    shares: dict[str, NDArray[np.float64]],
    found: set[str],
    table: GridCsv,
    ages: list[AgeColumn],
    persons: NDArray[np.float64],
    moved: Mapping[str, NDArray[np.float64]] | None = None,
) -> None:
    """Add the groups of age of one file; the first that tells of a group counts."""
    columns = table.columns if moved is None else moved
    whole = columns.get(ALL_IN_FILE, persons)
    for one in ages:
        if one.column not in columns:
            continue
        found.add(one.column)
        if one.group not in shares:
            check_shares(table.file, one, columns[one.column])
            shares[one.group] = share_of(columns[one.column], one.unit, whole)


def _check_place(table: GridCsv, grid: Grid) -> None:
    """Refuse a file without a cell near the city."""
    if table.x_m.size:
        return
    west, south, east, north = table.bounds
    if not (
        GERMANY_X_M[0] <= west
        and east <= GERMANY_X_M[1]
        and GERMANY_Y_M[0] <= south
        and north <= GERMANY_Y_M[1]
    ):
        raise InputProblem(
            N_(
                "{file}: its cells lie from x = {x:.1f}, y = {y:.1f}: these are no coordinates of "
                "the German census grid in EPSG:3035 (x from 4000000 to 4700000, y from 2600000 "
                "to 3600000); give the file as the census delivers it, in that system"
            ),
            file=table.file,
            x=west,
            y=south,
        )
    bounds = transform_bounds(CENSUS_SYSTEM, grid.crs, *table.bounds)
    raise lies_elsewhere(table.file, bounds, CENSUS_SYSTEM, grid)


def _check_named(part: PopulationPart, found: set[str], file: str) -> None:
    """Refuse columns of the run file that no file has."""
    for one in age_columns(part):
        if getattr(part, one.group) == one.column and one.column not in found:
            raise RunFileProblem(
                N_("population.{group}: no file of [population] has the column {column} ({file})"),
                group=one.group,
                column=one.column,
                file=file,
            )
