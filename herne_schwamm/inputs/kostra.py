"""Statistics of rain at a city: KOSTRA-DWD-2020 of DWD, or a table of the same columns."""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path

import pyproj

from herne_schwamm.city.grid import Grid
from herne_schwamm.city.rain_statistics import RainStatistics
from herne_schwamm.inputs.kostra_csv import read_csv_table
from herne_schwamm.inputs.kostra_gis import dwd_files, is_dwd_file, read_cell
from herne_schwamm.inputs.kostra_rows import CELLS_PER_ROW, statistics_of
from herne_schwamm.inputs.run_file_city import RainStatisticsPart
from herne_schwamm.problems import N_, InputProblem, RunFileProblem

KOSTRA_SYSTEM = "EPSG:3035"
CELL_SIZE_M = 5000.0
ROWS_ABOVE = 760
COLUMNS_LEFT = 720

KOSTRA_ROWS = KOSTRA_COLUMNS = 300
"""Rows and columns of the raster over Germany."""

GIS_SUFFIXES = (".zip", ".shp")


def kostra_cell(x_m: float, y_m: float) -> int:
    """Number of the cell of KOSTRA-DWD-2020 (INDEX_RC) that holds a point.

    Parameters
    ----------
    x_m, y_m
        Easting and northing in EPSG:3035. [m]

    Returns
    -------
    int
        1000 x row + column, rows from north to south.

    Raises
    ------
    InputProblem
        The point lies outside the raster over Germany.
    """
    row, column = math.nan, math.nan
    if math.isfinite(x_m) and math.isfinite(y_m):
        row = math.floor(ROWS_ABOVE - y_m / CELL_SIZE_M)
        column = math.floor(x_m / CELL_SIZE_M) - COLUMNS_LEFT
    if not (0 <= row < KOSTRA_ROWS and 0 <= column < KOSTRA_COLUMNS):
        raise InputProblem(
            N_(
                "the middle of the city (x = {x:.0f}, y = {y:.0f} in EPSG:3035) lies outside the "
                "raster of KOSTRA-DWD-2020, which covers Germany; check the coordinates, or give "
                "a table of one place (without INDEX_RC)"
            ),
            x=x_m,
            y=y_m,
        )
    return int(row) * CELLS_PER_ROW + int(column)


def kostra_cell_of(grid: Grid) -> int:
    """Number of the cell of KOSTRA-DWD-2020 that holds the middle of a grid."""
    west, south, east, north = grid.bounds
    transformer = pyproj.Transformer.from_crs(grid.crs, KOSTRA_SYSTEM, always_xy=True)
    x_m, y_m = transformer.transform((west + east) / 2.0, (south + north) / 2.0)
    return kostra_cell(x_m, y_m)


def read_rain_statistics(part: RainStatisticsPart | None, grid: Grid) -> RainStatistics | None:
    """Depths by duration and return period that the run file names; None where it names none.

    The table is a CSV file with a row per duration in the columns of
    KOSTRA-DWD-2020 (HN_001A … in mm, UC_001A … in ± %), of one place or of
    several cells (INDEX_RC), or the folder or zip of DWD's files per duration.

    Parameters
    ----------
    part
        What the run file says.
    grid
        The city's grid: its middle says which cell it is, where the run file
        does not.

    Raises
    ------
    RunFileProblem
        A cell is named for a table of one place.
    InputProblem
        The files cannot be read, lack columns or the cell, or hold depths
        that do not rise.

    References
    ----------
    DWD (2022), KOSTRA-DWD-2020, doi 10.5676/DWD/KOSTRA-DWD-2020.
    """
    if part is None:
        return None
    path = part.table.path
    if not path.exists():
        raise InputProblem(N_("{file}: there is no such file"), file=path)
    return _statistics(path, part.cell, grid, _state(path))


def _state(path: Path) -> tuple[tuple[str, int, int], ...]:
    """Name, size and time of every file: what is read again once it has changed."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    facts = [(str(file), file.stat()) for file in files if file.is_file()]
    return tuple((name, fact.st_size, fact.st_mtime_ns) for name, fact in facts)


@lru_cache(maxsize=4)
def _statistics(
    path: Path, cell: int | None, grid: Grid, _seen: tuple[tuple[str, int, int], ...]
) -> RainStatistics:
    # A run asks for them more than once (sewer, storms), and DWD's folder holds 22 shapefiles.
    if path.is_dir() or path.suffix.lower() in GIS_SUFFIXES or is_dwd_file(path):
        if cell is None:
            cell = kostra_cell_of(grid)
        rows = [read_cell(file, cell) for file in dwd_files(path)]
        return statistics_of(_source(cell, path), rows)
    return _of_csv(path, cell, grid)


def _of_csv(path: Path, cell: int | None, grid: Grid) -> RainStatistics:
    table = read_csv_table(path)
    if table.cell_heading is None:
        if cell is not None:
            raise RunFileProblem(
                N_(
                    "{file} is a table of one place (it has no column INDEX_RC); take the key "
                    "rain_statistics.cell out"
                ),
                file=path.name,
            )
        return statistics_of(path.name, table.depth_rows(None))
    if cell is None:
        cell = kostra_cell_of(grid)
    return statistics_of(_source(cell, path), table.depth_rows(cell))


def _source(cell: int, path: Path) -> str:
    """Whose data they are: Deutscher Wetterdienst wants to be named (GeoNutzV)."""
    return f"Deutscher Wetterdienst, KOSTRA-DWD-2020 cell {cell} ({path.name})"
