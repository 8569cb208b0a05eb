"""People by census cell from polygons or points."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from herne_schwamm.city.city import LayerOrigin
from herne_schwamm.city.grid import Grid
from herne_schwamm.inputs.census import (
    ALL_IN_FILE,
    SECRET,
    CensusCells,
    age_columns,
    check_shares,
    persons_columns,
    refuse_no_numbers,
    share_of,
    squares,
)
from herne_schwamm.inputs.census_csv import CENSUS_SYSTEM
from herne_schwamm.inputs.notes import POINTS_COUNTED
from herne_schwamm.inputs.run_file_population import PopulationPart
from herne_schwamm.inputs.vectors import check_meets, layers_of, read_vector
from herne_schwamm.problems import N_, InputProblem

CELL_M = 100
"""Edge of the census cells that points are counted in. [m]"""

FEATURES_MAX = 1_000_000

ID_COLUMNS = ("GITTER_ID_100m", "gitter_id", "id")
"""Columns with what a census cell is called."""


def census_of_shapes(part: PopulationPart, grid: Grid) -> CensusCells:
    """Read census cells given as polygons, or count points in cells of 100 m.

    Parameters
    ----------
    part
        Names the file and its columns.
    grid
        The city's: it has to have a reference system.

    Raises
    ------
    InputProblem
        The file cannot be read, does not meet the city, holds negative numbers or a cell twice.
    RunFileProblem
        A column is not there.
    """
    path = part.file.path
    count = sum(layers_of(path).values())
    if count > FEATURES_MAX:
        raise InputProblem(
            N_(
                "{file}: {count} census cells are more than the {limit} that are read at once; cut "
                "the file to the city"
            ),
            file=path.name,
            count=count,
            limit=FEATURES_MAX,
        )
    names, ages = persons_columns(part), age_columns(part)
    found, origin = _read(part, grid, () if part.persons is None else names)
    if not any(name in found for name in names):
        # Refused in a sentence that lists the columns there are.
        found, origin = _read(part, grid, names[:1])
    name = next(name for name in names if name in found)
    check_meets(origin.source, found, grid)
    persons = _numbers(origin.source, name, found)
    whole = _numbers(origin.source, ALL_IN_FILE, found) if ALL_IN_FILE in found else persons
    shares: dict[str, NDArray[np.float64]] = {}
    for one in ages:
        if one.column in found and one.group not in shares:
            numbers = _numbers(origin.source, one.column, found)
            check_shares(origin.source, one, numbers)
            shares[one.group] = share_of(numbers, one.unit, whole)
    geometry: NDArray[Any] = found.geometry.to_numpy()
    id_column = next((one for one in ID_COLUMNS if one in found), None)
    ids = [
        str(row + 1) if id_column is None or pd.isna(text) else str(text)
        for row, text in zip(
            found.index, found[id_column] if id_column else found.index, strict=True
        )
    ]
    cells = CensusCells(
        origin.source, ids, geometry, persons, shares, origin.notes, dict(origin.numbers)
    )
    kinds = {str(kind) for kind in found.geometry.geom_type}
    if kinds <= {"Point", "MultiPoint"}:
        return _counted(cells, found, grid)
    if not kinds <= {"Polygon", "MultiPolygon"}:
        raise InputProblem(
            N_("{file}: it holds {kinds}, but either polygons or points are expected"),
            file=origin.source,
            kinds=", ".join(sorted(kinds)),
        )
    _check_twins(cells, found)
    return cells


def _read(
    part: PopulationPart, grid: Grid, persons: tuple[str, ...]
) -> tuple[GeoDataFrame, LayerOrigin]:
    """The features, with columns of persons that have to be there."""
    ages = age_columns(part)
    named = {one.column: one.group for one in ages if getattr(part, one.group) == one.column}
    return read_vector(
        part.file.path,
        grid.crs,
        columns=(*persons, *named),
        optional=[
            *(*persons_columns(part), ALL_IN_FILE, *ID_COLUMNS),
            *(one.column for one in ages),
        ],
        shapes="any",
        keys={
            **{column: f"population.{group}" for column, group in named.items()},
            **{column: "population.persons" for column in persons},
        },
    )


def _check_twins(cells: CensusCells, found: GeoDataFrame) -> None:
    """Refuse polygons that lie on each other."""
    middle = shapely.get_coordinates(shapely.centroid(cells.geometry)).round(0)
    twins = np.flatnonzero(pd.DataFrame(middle).duplicated().to_numpy(np.bool_))
    if twins.size:
        raise InputProblem(
            N_(
                "{file}, row {row}: the cell at x = {x:.1f}, y = {y:.1f} stands there twice "
                "({count} such rows); leave one row for each cell"
            ),
            file=cells.file,
            row=int(found.index[twins[0]]) + 1,
            x=float(middle[twins[0], 0]),
            y=float(middle[twins[0], 1]),
            count=int(twins.size),
        )


def _counted(cells: CensusCells, found: GeoDataFrame, grid: Grid) -> CensusCells:
    """Points counted in the cells of the census grid they lie in."""
    spots = found.geometry.representative_point().to_crs(CENSUS_SYSTEM)
    corner = np.floor(np.column_stack([spots.x, spots.y]) / CELL_M) * CELL_M
    places, owner = np.unique(corner, axis=0, return_inverse=True)
    owner = owner.reshape(-1)

    def total(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        sums = np.bincount(owner, weights=np.nan_to_num(numbers), minlength=len(places))
        return sums.astype(np.float64, copy=False)

    persons = total(cells.persons)
    shares = {}
    for group, share in cells.shares.items():
        known = np.where(np.isnan(share), 0.0, cells.persons)
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = total(np.nan_to_num(share) * known) / total(known)
        shares[group] = mean
    middles = places + CELL_M / 2
    ids = [f"CRS3035RES{CELL_M}mN{int(y)}E{int(x)}" for x, y in places.tolist()]
    geometry = squares(middles[:, 0], middles[:, 1], CELL_M, CENSUS_SYSTEM, grid)
    notes = (*cells.notes, POINTS_COUNTED)
    return CensusCells(cells.file, ids, geometry, persons, shares, notes, cells.numbers)


def _numbers(file: str, column: str, found: GeoDataFrame) -> NDArray[np.float64]:
    """Numbers from 0 of a column, also as texts of a table, NaN where it says nothing."""
    told = ~found[column].isna().to_numpy(np.bool_)
    numbers = found[column]
    if not pd.api.types.is_numeric_dtype(numbers.dtype):
        texts = numbers.astype("string").str.strip().str.lower()
        told &= ~texts.isin(SECRET).to_numpy(np.bool_)
        numbers = texts.str.replace(",", ".", regex=False)
    values: NDArray[np.float64] = pd.to_numeric(numbers, errors="coerce").to_numpy(
        np.float64, na_value=np.nan, copy=True
    )
    refuse_no_numbers(file, found[column], values, told, found.index.to_numpy(np.int64) + 1)
    return values
