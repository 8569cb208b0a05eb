"""ESRI ASCII grids: a header of a few lines, then one line of numbers for each row.

Read here and not by GDAL, which takes a short or long row without a word and
shifts everything behind it.
"""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.grid import Grid
from herne_schwamm.inputs.single_precision import single_precision
from herne_schwamm.problems import N_, InputProblem

DEFAULT_NODATA = -9999.0

_HEADER_LINE = re.compile(r"^\s*([A-Za-z_]+)\s+(\S+)\s*$")
_KNOWN = ("ncols", "nrows", "xllcorner", "xllcenter", "yllcorner", "yllcenter", "cellsize")
_NUMBER_FAULT = N_("{file}, line {line}: {word} is not a number (decimal sign is the point)")


def _number(file: str, line: int, word: str) -> float:
    try:
        return float(word)
    except ValueError as error:
        raise InputProblem(_NUMBER_FAULT, file=file, line=line, word=word) from error


def _header(file: str, lines: list[str]) -> tuple[dict[str, float], int]:
    """Header values by lower-case name, and the number of header lines."""
    header: dict[str, float] = {}
    for number, line in enumerate(lines, start=1):
        found = _HEADER_LINE.match(line)
        if found is None:
            return header, number - 1
        name = found[1].lower()
        if name not in (*_KNOWN, "nodata_value"):
            raise InputProblem(
                N_(
                    "{file}, line {line}: {word} is not part of the header of an ASCII grid, "
                    "which knows {known}"
                ),
                file=file,
                line=number,
                word=found[1],
                known=", ".join((*_KNOWN, "nodata_value")),
            )
        header[name] = _number(file, number, found[2])
        if name in _KNOWN and not math.isfinite(header[name]):
            raise InputProblem(_NUMBER_FAULT, file=file, line=number, word=found[2])
    return header, len(lines)


def _grid(file: str, header: dict[str, float], crs: str, cells_max: int) -> Grid:
    def value(*names: str) -> float:
        for name in names:
            if name in header:
                return header[name]
        raise InputProblem(
            N_("{file}: the header of the ASCII grid lacks {names}"), file=file, names=names[0]
        )

    columns, rows, cell_size_m = value("ncols"), value("nrows"), value("cellsize")
    if not (columns >= 1 and rows >= 1 and columns % 1 == 0 and rows % 1 == 0 and cell_size_m > 0):
        raise InputProblem(
            N_("{file}: ncols and nrows must be whole numbers above 0, cellsize above 0"), file=file
        )
    if columns * rows > cells_max:
        raise InputProblem(
            N_("{file}: {cells} cells are more than the {limit} that are read at once"),
            file=file,
            cells=int(columns * rows),
            limit=cells_max,
        )
    west_m = value("xllcorner", "xllcenter") - ("xllcorner" not in header) * cell_size_m / 2
    south_m = value("yllcorner", "yllcenter") - ("yllcorner" not in header) * cell_size_m / 2
    return Grid(crs, west_m, south_m + rows * cell_size_m, cell_size_m, int(rows), int(columns))


def read_ascii_grid(path: Path, crs: str, cells_max: int) -> tuple[Grid, NDArray[np.float32]]:
    """Read an ESRI ASCII grid.

    Parameters
    ----------
    path
        The file.
    crs
        Reference system: the file carries none.
    cells_max
        More cells than this are refused before they are read.

    Returns
    -------
    grid, values
        Where the cells lie; float32 with NaN where the value is missing, and
        infinity where the file says so.

    Raises
    ------
    InputProblem
        The header is incomplete, a row is too short or too long, rows are
        missing or too many, a word is no number: with the line.
    """
    file = path.name
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except (UnicodeDecodeError, OSError) as error:
        raise InputProblem(
            N_("{file}: this cannot be read as the plain text of an ASCII grid"), file=file
        ) from error
    header, start = _header(file, lines)
    grid = _grid(file, header, crs, cells_max)
    body = [(start + 1 + i, line.split()) for i, line in enumerate(lines[start:]) if line.strip()]
    if len(body) != grid.rows:
        raise InputProblem(
            N_("{file}: {found} rows of numbers up to line {line}, but nrows says {expected}"),
            file=file,
            found=len(body),
            line=body[-1][0] if body else start,
            expected=grid.rows,
        )
    values = np.empty(grid.shape, dtype=np.float32)
    for row, (number, words) in enumerate(body):
        if len(words) != grid.columns:
            raise InputProblem(
                N_("{file}, line {line}: {found} numbers, but ncols says {expected}"),
                file=file,
                line=number,
                found=len(words),
                expected=grid.columns,
            )
        try:
            values[row] = single_precision(np.array(words, dtype=np.float64))
        except ValueError:
            for word in words:
                _number(file, number, word)
            raise
    nodata = np.array([header.get("nodata_value", DEFAULT_NODATA)], dtype=np.float64)
    values[values == single_precision(nodata)] = np.nan
    return grid, values
