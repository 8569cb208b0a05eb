"""XYZ tiles as the surveying offices deliver them: a line "easting northing value" per cell.

Read here and not by GDAL, which opens them south up, keeps the whole text open
and knows no zone in front of an easting.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.grid import Grid
from herne_schwamm.inputs.ascii_grid import DEFAULT_NODATA
from herne_schwamm.inputs.notes import SYSTEM_TAKEN, ZONE_STRIPPED
from herne_schwamm.inputs.run_file_parts import COORDINATE_MAX_M
from herne_schwamm.inputs.single_precision import single_precision
from herne_schwamm.inputs.xyz_places import refuse_foreign_places, without_zone
from herne_schwamm.problems import N_, InputProblem

SUFFIXES = (".xyz", ".xyz.gz")

POINTS_MAX = 25_000_000
"""Points of one file above which it is refused: 5 km by 5 km at 1 m, less than 2 GB of memory."""

CHUNK_POINTS = 1_000_000
COORDINATE_STEP_M = 1e-3
"""Coordinates are told to the millimetre at best. [m]"""

OFF_CENTRE = 0.01
"""Distance of a point from the centre of its cell that is rounding, as a share of the cell."""

VALUE_TOLERANCE = 0.01
"""Difference of two values at one place above which they contradict each other."""

PARTS = 3
ENCODING = "utf-8-sig"
"""Some programs put a byte order mark before the first line."""

MISSING_WORDS = ("nan", "NaN", "NAN")
LOOK_LINES, LINE_LENGTH = 10, 1000
_NO_TEXT = N_("{file}: this cannot be read as the plain text of an XYZ file; download it again")


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a file is written: what parts its numbers, and how many lines come before them.

    ``closed``: the separator stands behind the last number, too.
    """

    separator: str
    heading_lines: int
    closed: bool


def is_xyz(path: Path) -> bool:
    """Whether a path names an XYZ file, by its ending."""
    return path.name.lower().endswith(SUFFIXES)


def read_xyz(
    path: Path, crs: str, cells_max: int
) -> tuple[Grid, NDArray[np.float32], tuple[str, ...]]:
    """Read an XYZ file, packed (.xyz.gz) or not.

    Coordinates are those of cell centres, in any order; blanks, tabs, commas or
    semicolons part them, and one more may end the line. The size of the cells is
    found from the coordinates. A zone number glued to the front of the eastings
    (32360000.5) is taken off where it is that of the city's system.

    Parameters
    ----------
    path
        The file.
    crs
        Reference system: the file carries none.
    cells_max
        More cells than this are refused.

    Returns
    -------
    grid, values, notes
        Where the cells lie; float32, north up, NaN where the file has no
        point; notes of `herne_schwamm.inputs.notes`.

    Raises
    ------
    InputProblem
        It is no text of three numbers a line, damaged, holds too many points,
        points that lie on no regular grid, degrees, swapped columns, or two
        values for one cell.
    """
    points = _points(path)
    refuse_foreign_places(path.name, points[0], points[1], crs)
    notes: tuple[str, ...] = (SYSTEM_TAKEN,)
    east_m, zone = without_zone(path.name, points[0], crs)
    if zone:
        notes += (ZONE_STRIPPED,)
    grid, index = _grid(path.name, east_m, points[1], crs, cells_max)
    values = _placed(path.name, grid, index, points[2])
    return grid, values, notes


def _points(path: Path) -> NDArray[np.float64]:
    """(3, points) Easting [m], northing [m] and value."""
    layout = _layout(path)
    chunks: list[NDArray[np.float64]] = []
    count = 0
    try:
        with (
            _opened(path) as text,
            pd.read_csv(
                _BoundedLines(text),
                sep=layout.separator,
                header=None,
                skiprows=layout.heading_lines,
                names=range(PARTS + 1) if layout.closed else None,
                dtype=dict.fromkeys(range(PARTS), np.float64) | {PARTS: str},
                na_values=list(MISSING_WORDS),
                keep_default_na=False,
                index_col=False,
                chunksize=CHUNK_POINTS,
            ) as reader,
        ):
            for chunk in reader:
                if chunk.shape[1] != PARTS + layout.closed or not _is_empty(chunk, PARTS):
                    raise ValueError("not three numbers a line")
                count += len(chunk)
                if count > POINTS_MAX:
                    raise InputProblem(
                        N_(
                            "{file}: more than {limit} points are not read from one XYZ file; "
                            "divide it into tiles, or save it as GeoTIFF"
                        ),
                        file=path.name,
                        limit=POINTS_MAX,
                    )
                chunks.append(chunk[range(PARTS)].to_numpy(dtype=np.float64).T)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise InputProblem(
            N_("{file}: the file is truncated or damaged; copy it again"), file=path.name
        ) from error
    except (ValueError, OSError) as error:
        raise _first_fault(path, layout) from error
    points = np.concatenate(chunks, axis=1)
    if not (np.abs(points[:2]) <= COORDINATE_MAX_M).all():
        raise _first_fault(path, layout)
    return points


class _BoundedLines:
    """A text for pandas that has to end its lines: a packed one may unpack to a single huge one."""

    def __init__(self, text: io.TextIOBase) -> None:
        self._text = text

    def read(self, size: int = -1) -> str:
        """The next piece of the text."""
        piece = self._text.read(size)
        if len(piece) > LINE_LENGTH and "\n" not in piece and "\r" not in piece:
            raise ValueError("a line without an end")
        return piece

    def __iter__(self) -> Iterator[str]:
        """Its lines; pandas asks for them to know that it is a text."""
        return iter(self._text)


def _is_empty(chunk: pd.DataFrame, column: int) -> bool:
    return column not in chunk or bool(chunk[column].fillna("").str.strip().eq("").all())


def _is_packed(path: Path) -> bool:
    return path.name.lower().endswith(".gz")


def _opened(path: Path) -> io.TextIOBase:
    if _is_packed(path):
        return gzip.open(path, "rt", encoding=ENCODING)
    return path.open(encoding=ENCODING)


def _layout(path: Path) -> _Layout:
    """What parts the numbers, from the first line that holds some; one line may name them."""
    heading_lines = 0
    try:
        with _opened(path) as text:
            for number in range(1, LOOK_LINES + 1):
                # A line without an end may be the whole of a foreign file.
                line = text.readline(LINE_LENGTH)
                if not line.strip():
                    continue
                if heading_lines or _holds_numbers(line):
                    break
                heading_lines = number
    except (EOFError, OSError, UnicodeDecodeError, zlib.error) as error:
        raise InputProblem(_NO_TEXT, file=path.name) from error
    for sign in ",;":
        closed = line.rstrip().endswith(sign)
        if line.count(sign) == PARTS - 1 + closed:
            return _Layout(sign, heading_lines, closed)
    return _Layout(r"\s+", heading_lines, False)


def _holds_numbers(line: str) -> bool:
    try:
        [float(word) for word in re.split(r"[,;\s]+", line.strip().rstrip(",;"))]
    except ValueError:
        return False
    return True


def _first_fault(path: Path, layout: _Layout) -> InputProblem:
    """The first line that is not three numbers, as a problem."""
    try:
        with _opened(path) as text:
            lines = iter(lambda: text.readline(LINE_LENGTH), "")
            for number, line in enumerate(lines, start=1):
                if number <= layout.heading_lines or not line.strip():
                    continue
                words = line.split(None if layout.separator == r"\s+" else layout.separator)
                if layout.closed and not words[-1].strip():
                    del words[-1]
                try:
                    east, north, _ = (float(word) for word in words)
                except ValueError:
                    pass
                else:
                    if abs(east) <= COORDINATE_MAX_M and abs(north) <= COORDINATE_MAX_M:
                        continue
                return InputProblem(
                    N_(
                        "{file}, line {line}: {text} is not an easting, a northing and a value "
                        "(three numbers with a decimal point)"
                    ),
                    file=path.name,
                    line=number,
                    text=line.strip()[:60],
                )
    except (EOFError, OSError, UnicodeDecodeError, zlib.error):
        pass
    return InputProblem(_NO_TEXT, file=path.name)


def _grid(
    file: str,
    east_m: NDArray[np.float64],
    north_m: NDArray[np.float64],
    crs: str,
    cells_max: int,
) -> tuple[Grid, NDArray[np.intp]]:
    """The grid whose cell centres the points are, and the cell of each (row by row from north)."""
    x_first, width_m, x_step_m = _steps(east_m)
    y_first, height_m, y_step_m = _steps(north_m)
    # A single row or column takes its size from the other direction.
    step_x, step_y = x_step_m or y_step_m, y_step_m or x_step_m
    if not step_x or not step_y:
        raise InputProblem(
            N_("{file}: one point alone does not say how large its cell is; several are expected"),
            file=file,
        )
    if abs(step_x - step_y) > OFF_CENTRE * min(step_x, step_y):
        raise InputProblem(
            N_("{file}: its cells are {width:g} by {height:g}, but square ones are expected"),
            file=file,
            width=round(step_x, 6),
            height=round(step_y, 6),
        )
    size_m = step_x
    columns, rows = round(width_m / size_m) + 1, round(height_m / size_m) + 1
    if rows * columns > cells_max:
        raise InputProblem(
            N_(
                "{file}: its points ({extent}: west, south, east, north in metres) are {size:g} m "
                "apart, which makes {cells} cells, more than the {limit} that are read at once; "
                "they lie on no regular grid, or one of them far off"
            ),
            file=file,
            extent=f"{x_first:.1f}, {y_first:.1f}, {x_first + width_m:.1f}, "
            f"{y_first + height_m:.1f}",
            size=size_m,
            cells=rows * columns,
            limit=cells_max,
        )
    across, along = (east_m - x_first) / size_m, (north_m - y_first) / size_m
    column, up = np.rint(across), np.rint(along)
    off = np.maximum(np.abs(across - column), np.abs(along - up))
    if off.max() > OFF_CENTRE:
        worst = int(np.argmax(off > OFF_CENTRE))
        raise InputProblem(
            N_(
                "{file}: the point x = {x:.3f}, y = {y:.3f} does not lie on the grid of the "
                "others ({size:g} m apart); an XYZ file of regular cells is expected"
            ),
            file=file,
            x=float(east_m[worst]),
            y=float(north_m[worst]),
            size=size_m,
        )
    # Coordinates are centres: the edge lies half a cell further out.
    grid = Grid(
        crs,
        x_first - size_m / 2,
        y_first + (rows - 0.5) * size_m,
        size_m,
        rows,
        columns,
    )
    return grid, ((rows - 1 - up) * columns + column).astype(np.intp)


def _steps(coordinates_m: NDArray[np.float64]) -> tuple[float, float, float]:
    """First coordinate, distance to the last, and step between neighbours (0 for a single one)."""
    distinct = np.unique(np.rint(coordinates_m / COORDINATE_STEP_M)) * COORDINATE_STEP_M
    first, extent_m = float(distinct[0]), float(distinct[-1] - distinct[0])
    if distinct.size == 1:
        return first, 0.0, 0.0
    # The most frequent step is that of the grid, whatever is missing or lies beside it; the mean
    # of those that differ by rounding, and then over the whole extent, is exact (1/3 m).
    gaps = np.diff(distinct)
    lengths, counts = np.unique(np.rint(gaps / COORDINATE_STEP_M), return_counts=True)
    usual = float(lengths[np.argmax(counts)]) * COORDINATE_STEP_M
    step = float(gaps[np.abs(gaps - usual) < 1.5 * COORDINATE_STEP_M].mean())
    steps = max(1, round(extent_m / step))
    return round(first, 3), round(extent_m, 3), round(extent_m, 3) / steps


def _placed(
    file: str, grid: Grid, index: NDArray[np.intp], points: NDArray[np.float64]
) -> NDArray[np.float32]:
    values = np.full(grid.rows * grid.columns, np.nan, dtype=np.float32)
    own = single_precision(points)
    own[own == np.float32(DEFAULT_NODATA)] = np.nan
    values[index] = own
    with np.errstate(invalid="ignore"):
        twice = np.abs(values[index] - own) > VALUE_TOLERANCE
    if twice.any():
        first = int(np.argmax(twice))
        x_m, y_m = grid.centre_of(*divmod(int(index[first]), grid.columns))
        raise InputProblem(
            N_(
                "{file}: two values at x = {x:.1f}, y = {y:.1f}, {one:g} and {other:g}; "
                "one value for each cell is expected"
            ),
            file=file,
            x=x_m,
            y=y_m,
            one=float(own[first]),
            other=float(values[index[first]]),
        )
    return values.reshape(grid.shape)
