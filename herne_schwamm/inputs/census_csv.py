"""CSV files of the census grid, as Zensus 2022 delivers them.

One row for each inhabited cell: ``GITTER_ID_100m;x_mp_100m;y_mp_100m;Einwohner``, where x and y
are the middle of the cell in EPSG:3035 and the id names its south-western corner
(``CRS3035RES100mN2689100E4337000``). Semicolons, decimal commas, UTF-8 with or without a byte order
mark; an en dash stands for what is kept secret. The zip file holds one such file for each size of
cells. So far read in descriptions of the files; not assumed: the order of columns and rows.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TextIO

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.inputs.census import SECRET, refuse_no_numbers
from herne_schwamm.inputs.guessing import or_guess
from herne_schwamm.inputs.series_table import read_series_table
from herne_schwamm.problems import N_, InputProblem, RunFileProblem

CENSUS_SYSTEM = "EPSG:3035"
GERMANY_X_M, GERMANY_Y_M = (4_000_000, 4_700_000), (2_600_000, 3_600_000)
"""Where cells of Germany lie in it. [m]"""

SIZES_M = {"100m": 100, "1km": 1000}
DELIMITERS = (";", "\t", ",")
ROWS_AT_ONCE = 200_000
LISTED_COLUMNS = 40

Box = tuple[float, float, float, float]

_MIDDLE = re.compile(r"([xy])_mp_(\w+)", re.IGNORECASE)
_ID = re.compile(r"gitter_id_(\w+)", re.IGNORECASE)
_ID_TEXT = r"N(\d+)E(\d+)$"


@dataclass(frozen=True, slots=True, eq=False)
class GridCsv:
    """The rows of a census file within a box.

    Parameters
    ----------
    file
        Its name.
    size_m
        Edge of the cells. [m]
    x_m, y_m
        Middles of the cells in EPSG:3035. [m]
    row
        Number of each row in the file; that of the heading is 1.
    columns
        Numbers by the name that was asked for, NaN where they are kept secret.
    bounds
        Of all cells of the file: west, south, east, north in EPSG:3035. [m]
    """

    file: str
    size_m: int
    x_m: NDArray[np.int64]
    y_m: NDArray[np.int64]
    row: NDArray[np.int64]
    columns: dict[str, NDArray[np.float64]]
    bounds: Box

    @property
    def ids(self) -> list[str]:
        """Ids of the cells as the census writes them."""
        half = self.size_m // 2
        return [
            f"CRS3035RES{self.size_m}mN{y - half}E{x - half}"
            for x, y in zip(self.x_m.tolist(), self.y_m.tolist(), strict=True)
        ]


def is_census_csv(path: Path) -> bool:
    """Whether a path names such a file, by its ending."""
    return path.suffix.lower() in (".csv", ".zip")


def read_grid_csv(
    path: Path, box: Box, wanted: Sequence[str], needed: Sequence[str] = (), key: str = ""
) -> GridCsv:
    """Read the cells of a census file whose middles lie in a box.

    Parameters
    ----------
    path
        The CSV file, or a zip file with the one of 100 m in it.
    box
        West, south, east, north in EPSG:3035. [m]
    wanted
        Columns that are read where they are there, in capitals or not.
    needed
        Columns of which one has to be there.
    key
        Key of the run file that names it, for the sentence.

    Raises
    ------
    InputProblem
        The file is missing, no such table, of another grid; a number is none
        or negative; a cell stands there twice.
    RunFileProblem
        None of the needed columns is there.
    """
    with _opened(path) as stream:
        return _Reading(path.name, stream, box, wanted, needed, key).table()


class _Reading:
    """One file being read."""

    def __init__(
        self,
        file: str,
        stream: TextIO,
        box: Box,
        wanted: Sequence[str],
        needed: Sequence[str],
        key: str,
    ) -> None:
        self.file, self.stream, self.box = file, stream, box
        self.delimiter, self.headings = self._heading()
        self.x, self.y, self.id, self.size_m = self._places()
        by_small = {name.casefold(): name for name in reversed(self.headings)}
        names = [*wanted, *needed]
        self.found = {
            name: by_small[name.casefold()] for name in names if name.casefold() in by_small
        }
        if needed and not any(name in self.found for name in needed):
            self._refuse_missing(needed, key)

    def table(self) -> GridCsv:
        """All rows within the box."""
        kept: list[pd.DataFrame] = []
        low, high = np.full(2, np.inf), np.full(2, -np.inf)
        west, south, east, north = self.box
        for rows in self._chunks():
            x_m, y_m = self._middles(rows)
            low = np.minimum(low, (x_m.min(), y_m.min()))
            high = np.maximum(high, (x_m.max(), y_m.max()))
            within = (x_m >= west) & (x_m <= east) & (y_m >= south) & (y_m <= north)
            kept.append(rows[within].assign(x_m=x_m[within], y_m=y_m[within]))
        if not kept:
            raise InputProblem(N_("{file}: there is no row below the heading"), file=self.file)
        rows = pd.concat(kept)
        middles = rows[["x_m", "y_m"]].to_numpy(np.float64)
        row = rows.index.to_numpy(np.int64)
        self._check_grid(middles, row, rows)
        numbers = {name: self._numbers(rows[heading], row) for name, heading in self.found.items()}
        half = self.size_m / 2
        return GridCsv(
            self.file,
            self.size_m,
            middles[:, 0].astype(np.int64),
            middles[:, 1].astype(np.int64),
            row,
            numbers,
            (*(low - half).tolist(), *(high + half).tolist()),
        )

    def _heading(self) -> tuple[str, list[str]]:
        line = self.stream.readline().strip()
        delimiter = max(DELIMITERS, key=line.count)
        headings = [name.strip().strip('"') for name in line.split(delimiter)]
        twins = sorted({name for name in headings if headings.count(name) > 1})
        if twins:
            raise InputProblem(
                N_("{file}: several columns are called {columns}"),
                file=self.file,
                columns=", ".join(twins),
            )
        return delimiter, headings

    def _places(self) -> tuple[str | None, str | None, str | None, int]:
        """Columns of the middles and of the id, and the size of the cells. [m]"""
        middles = {
            match[1].lower(): (name, match[2].lower())
            for name in self.headings
            if (match := _MIDDLE.fullmatch(name))
        }
        ids = [(name, match[1].lower()) for name in self.headings if (match := _ID.fullmatch(name))]
        size = middles["x"][1] if set(middles) == {"x", "y"} else (ids[0][1] if ids else None)
        if size is None:
            raise InputProblem(
                N_(
                    "{file}: it has neither the columns x_mp_100m and y_mp_100m nor GITTER_ID_100m "
                    "of the census grid (its columns: {columns}); give the CSV file of Zensus 2022 "
                    "for cells of 100 m, a GeoPackage or a raster"
                ),
                file=self.file,
                columns=", ".join(self.headings[:LISTED_COLUMNS]),
            )
        if size not in SIZES_M:
            raise InputProblem(
                N_(
                    "{file}: its cells are of the size {size}, but 100m or 1km is expected; give "
                    "the CSV file for cells of 100 m"
                ),
                file=self.file,
                size=size,
            )
        both = set(middles) == {"x", "y"}
        x, y = (middles["x"][0], middles["y"][0]) if both else (None, None)
        return x, y, ids[0][0] if ids else None, SIZES_M[size]

    def _refuse_missing(self, needed: Sequence[str], key: str) -> None:
        missing = RunFileProblem(
            N_(
                "{file}: it has none of the columns {wanted}; name the right one with the key "
                "{key} of the run file: {columns}"
            ),
            file=self.file,
            wanted=", ".join(needed),
            key=key,
            columns=", ".join(self.headings[:LISTED_COLUMNS]),
        )
        raise or_guess(missing, needed[0], self.headings)

    def _chunks(self) -> Iterator[pd.DataFrame]:
        """The columns of interest as text, some rows at once, indexed by the number of the row."""
        places = [name for name in (self.x, self.y, self.id) if name is not None]
        columns = list(dict.fromkeys([*places, *self.found.values()]))
        first = 2
        while lines := [line.rstrip("\n") for line in islice(self.stream, ROWS_AT_ONCE)]:
            if any(line.strip() for line in lines):
                table = read_series_table(
                    self.file,
                    lines,
                    first_line=first,
                    headings=self.headings,
                    delimiter=self.delimiter,
                    decimal_comma=self.delimiter != ",",
                )
                rows = table.fields[columns]
                yield rows.set_axis(np.arange(first, first + len(rows)), axis=0)
            first += len(lines)

    def _middles(self, chunk: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Middles of the cells of some rows; NaN where there is none raises."""
        half = self.size_m / 2
        if self.x is not None and self.y is not None:
            texts = chunk[self.x], chunk[self.y]
            x_m, y_m = (_plain(text).to_numpy(np.float64) for text in texts)
        else:
            texts = (chunk[self.id], chunk[self.id])
            corner = chunk[self.id].str.strip().str.extract(_ID_TEXT)
            x_m = pd.to_numeric(corner[1]).to_numpy(np.float64) + half
            y_m = pd.to_numeric(corner[0]).to_numpy(np.float64) + half
        wrong = ~(np.isfinite(x_m) & np.isfinite(y_m))
        if wrong.any():
            first = int(wrong.argmax())
            text = texts[0] if not np.isfinite(x_m[first]) else texts[1]
            raise InputProblem(
                N_("{file}, row {row}: {column} is not a number: {text}"),
                file=self.file,
                row=int(chunk.index[first]),
                column=text.name,
                text=text.iloc[first],
            )
        return x_m, y_m

    def _check_grid(
        self, middles: NDArray[np.float64], row: NDArray[np.int64], rows: pd.DataFrame
    ) -> None:
        half = self.size_m / 2
        off = np.flatnonzero(((middles - half) % self.size_m != 0).any(axis=1))
        if off.size:
            raise InputProblem(
                N_(
                    "{file}, row {row}: x = {x:.1f}, y = {y:.1f} is not the middle of a census "
                    "cell of {size} m in EPSG:3035; give the coordinates as the census delivers "
                    "them"
                ),
                file=self.file,
                row=int(row[off[0]]),
                x=float(middles[off[0], 0]),
                y=float(middles[off[0], 1]),
                size=self.size_m,
            )
        if self.id is not None and self.x is not None:
            corner = rows[self.id].str.strip().str.extract(_ID_TEXT)
            told = corner[[1, 0]].apply(pd.to_numeric).to_numpy(np.float64) + half
            differing = np.flatnonzero((np.isfinite(told) & (told != middles)).any(axis=1))
            if differing.size:
                first = int(differing[0])
                raise InputProblem(
                    N_(
                        "{file}, row {row}: the cell is called {id}, but its middle is given as "
                        "x = {x:.1f}, y = {y:.1f}; one of the two is wrong"
                    ),
                    file=self.file,
                    row=int(row[first]),
                    id=rows[self.id].iloc[first],
                    x=float(middles[first, 0]),
                    y=float(middles[first, 1]),
                )
        twins = np.flatnonzero(rows.duplicated(["x_m", "y_m"]).to_numpy(np.bool_))
        if twins.size:
            raise InputProblem(
                N_(
                    "{file}, row {row}: the cell at x = {x:.1f}, y = {y:.1f} stands there twice "
                    "({count} such rows); leave one row for each cell"
                ),
                file=self.file,
                row=int(row[twins[0]]),
                x=float(middles[twins[0], 0]),
                y=float(middles[twins[0], 1]),
                count=int(twins.size),
            )

    def _numbers(self, column: pd.Series, row: NDArray[np.int64]) -> NDArray[np.float64]:
        """Numbers from 0, NaN where they are kept secret."""
        values: NDArray[np.float64] = _plain(column).to_numpy(np.float64, copy=True)
        secret = column.str.strip().str.lower().isin(SECRET).to_numpy(np.bool_)
        values[secret] = np.nan
        refuse_no_numbers(self.file, column, values, ~secret, row)
        return values


def _plain(column: pd.Series) -> pd.Series:
    """Numbers of texts, NaN where there is none."""
    return pd.to_numeric(column, errors="coerce")


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    if not path.is_file():
        raise InputProblem(N_("{file}: there is no such file"), file=path)
    if path.suffix.lower() == ".zip":
        content: BinaryIO = io.BytesIO(_unpacked(path))
    else:
        content = path.open("rb")
    # Only dashes and headings can be in another encoding: what is lost of them does no harm.
    with io.TextIOWrapper(content, encoding="utf-8-sig", errors="replace") as stream:
        yield stream


def _unpacked(path: Path) -> bytes:
    """The one file of a zip file that can be meant."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.lower().endswith(".csv")]
            fine = [name for name in names if "100m" in name.lower()] or names
            if len(fine) == 1:
                return archive.read(fine[0])
    # zlib's own error is none of these; a zip file with a password is a RuntimeError.
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
        raise InputProblem(
            N_("{file}: the file is truncated or damaged; copy it again"), file=path.name
        ) from error
    raise InputProblem(
        N_(
            "{file}: one CSV file of cells of 100 m is expected in it, but there are {count}; "
            "unpack it and give the path of the right file"
        ),
        file=path.name,
        count=len(fine),
    )
