"""The files DWD publishes of KOSTRA-DWD-2020: one shapefile or CSV file per duration.

Their names hold the duration (``GIS_KOSTRA-DWD-2020_D00060.shp``); they lie in
a folder, in zip files, or in zip files within either.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from herne_schwamm.inputs.kostra_csv import csv_table
from herne_schwamm.inputs.kostra_rows import (
    CELL_COLUMN,
    DepthRow,
    depth_row,
    missing_cell,
    missing_columns,
    value_columns,
)
from herne_schwamm.problems import N_, InputProblem

_NAME = re.compile(r".*KOSTRA-DWD-2020_D0*([1-9]\d*).*\.(shp|csv)", re.IGNORECASE)
_ZIP = ".zip"
_ZIP_FAULTS = (
    *(zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError, struct.error, zlib.error),
)
_SHAPEFILE = ".shp"

BYTES_PER_GB = 1e9
UNPACKED_MAX_BYTES = 1e9
"""What an archive may unpack to: all of DWD's durations are about a quarter of it."""

DEEPEST = 3
"""Archives within each other: DWD's are two deep, a city's own makes it three."""


@dataclass(frozen=True, slots=True)
class DwdFile:
    """A file of one duration.

    Parameters
    ----------
    name
        Its own name, without folders.
    duration_min
        Duration. [min]
    address
        Where GDAL finds it.
    content
        Its bytes, where it is a CSV file.
    """

    name: str
    duration_min: float
    address: str
    content: bytes | None = None


def is_dwd_file(path: Path) -> bool:
    """The file has a name as DWD gives it to the file of one duration."""
    return _NAME.fullmatch(path.name) is not None


def dwd_files(path: Path) -> list[DwdFile]:
    """DWD's files of a folder, a zip or a single file: one per duration, rising.

    Where a duration is there as shapefile and as CSV file, it is the
    shapefile; they hold the same.

    Raises
    ------
    InputProblem
        There is none, or a zip is damaged.
    """
    by_duration: dict[float, DwdFile] = {}
    for file in _files(path):
        kept = by_duration.get(file.duration_min)
        if kept is None or (kept.content is not None and file.content is None):
            by_duration[file.duration_min] = file
    if not by_duration:
        raise InputProblem(
            N_(
                "{file}: there is no file of KOSTRA-DWD-2020 in it; DWD's files are named "
                "GIS_KOSTRA-DWD-2020_D00060 (shapefile, CSV or zip) with the duration in minutes"
            ),
            file=path.name,
        )
    return [by_duration[duration] for duration in sorted(by_duration)]


def read_cell(file: DwdFile, cell: int) -> DepthRow:
    """The row of a cell.

    Raises
    ------
    InputProblem
        The file cannot be read, lacks its columns or the cell.
    """
    if file.content is not None:
        table = csv_table(file.name, file.content)
        if table.cell_heading is None:
            raise _no_cells(file.name, table.headings)
        return table.depth_rows(cell, file.duration_min)[0]
    try:
        info = pyogrio.read_info(file.address)
        headings = [str(name) for name in info["fields"]]
        if not headings:
            raise InputProblem(
                N_(
                    "{file}: it has no columns; its .dbf is missing or empty: copy all files of "
                    "the shapefile into one folder"
                ),
                file=file.name,
            )
        numbers = next((name for name in headings if name.upper() == CELL_COLUMN), None)
        if numbers is None:
            raise _no_cells(file.name, headings)
        columns = value_columns(file.name, headings)
        if not any(what == "HN" for what, _ in columns):
            raise missing_columns(file.name, headings)
        number_like = str(info["dtypes"][headings.index(numbers)]).startswith(("int", "float"))
        wanted = str(cell) if number_like else f"'{cell}'"
        found = pyogrio.read_dataframe(
            file.address,
            # GDAL does not filter by a column that is not read.
            columns=[numbers, *columns.values()],
            where=f'"{numbers}" = {wanted}',
            read_geometry=False,
        )
        if found.empty:
            cells = pyogrio.read_dataframe(file.address, columns=[numbers], read_geometry=False)
            raise missing_cell(file.name, cell, (int(value) for value in cells[numbers].dropna()))
        values = {key: float(found[heading].iloc[0]) for key, heading in columns.items()}
    except (DataSourceError, DataLayerError, TypeError, ValueError) as error:
        raise InputProblem(
            N_("{file}: this shapefile cannot be read; download it again"), file=file.name
        ) from error
    place = InputProblem(N_("{file}, cell {cell}"), file=file.name, cell=cell)
    return depth_row(place, file.duration_min, values)


def _no_cells(file: str, headings: tuple[str, ...] | list[str]) -> InputProblem:
    return InputProblem(
        N_("{file}: the column INDEX_RC with the cells' numbers is missing; it has {found}"),
        file=file,
        found=", ".join(headings),
    )


def _files(path: Path) -> Iterator[DwdFile]:
    if not path.is_dir():
        yield from _opened(path)
        return
    for entry in sorted(path.rglob("*"), key=lambda entry: entry.relative_to(path).as_posix()):
        if entry.is_file():
            yield from _opened(entry)


def _opened(path: Path) -> Iterator[DwdFile]:
    if path.suffix.lower() == _ZIP:
        try:
            with zipfile.ZipFile(path) as archive:
                yield from _members(path.name, archive, f"/vsizip/{{{path}}}")
        # Members that are locked, packed by an unknown method, named by no text or end too soon.
        except _ZIP_FAULTS as error:
            raise InputProblem(
                N_("{file}: this zip file is damaged; download it again"), file=path.name
            ) from error
        return
    duration = _duration(path.name)
    if duration is not None:
        shapefile = path.suffix.lower() == _SHAPEFILE
        yield DwdFile(path.name, duration, str(path), None if shapefile else path.read_bytes())


def _members(
    file: str, archive: zipfile.ZipFile, address: str, depth: int = 1
) -> Iterator[DwdFile]:
    unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > UNPACKED_MAX_BYTES or depth > DEEPEST:
        raise InputProblem(
            N_(
                "{file}: it unpacks to {size:.1f} GB in {depth} archives within each other, more "
                "than DWD's tables of rain need; download it again"
            ),
            file=file,
            size=unpacked / BYTES_PER_GB,
            depth=depth,
        )
    for member in sorted(archive.namelist()):
        name = member.rpartition("/")[2]
        inner = f"{address}/{member}"
        if name.lower().endswith(_ZIP):
            with zipfile.ZipFile(io.BytesIO(archive.read(member))) as nested:
                yield from _members(file, nested, f"/vsizip/{{{inner}}}", depth + 1)
            continue
        duration = _duration(name)
        if duration is not None:
            shapefile = name.lower().endswith(_SHAPEFILE)
            content = None if shapefile else archive.read(member)
            yield DwdFile(name, duration, inner, content)


def _duration(name: str) -> float | None:
    match = _NAME.fullmatch(name)
    return float(match[1]) if match else None
