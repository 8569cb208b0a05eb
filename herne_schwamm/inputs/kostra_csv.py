"""CSV files with the depths of KOSTRA-DWD-2020.

One heading line; fields are parted by semicolon, tab or comma, numbers have a
decimal point or (not between commas) a decimal comma; lines that begin with #
are comments.
"""

from __future__ import annotations

import codecs
import csv
import math
import re
from dataclasses import dataclass
from pathlib import Path

from herne_schwamm.inputs.kostra_rows import (
    CELL_COLUMN,
    DepthRow,
    depth_row,
    missing_cell,
    missing_columns,
    value_columns,
)
from herne_schwamm.problems import N_, InputProblem, Problem

DURATION_NAMES = ("duration_min", "d", "d_min", "dauer", "dauer_min", "dauerstufe", "duration")
"""Headings of the duration in minutes, in small letters and without a unit in brackets."""

_UNIT = re.compile(r"[\s_]*[\[(].*[\])]\s*$")


@dataclass(frozen=True, slots=True)
class CsvTable:
    """The fields of a CSV file: by row, with the number of each line."""

    file: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]
    decimal_comma: bool

    @property
    def cell_heading(self) -> str | None:
        """Heading of the cells' numbers, None where the file has none."""
        return next((name for name in self.headings if name.upper() == CELL_COLUMN), None)

    @property
    def duration_heading(self) -> str | None:
        """Heading of the durations, None where the file has none."""
        for heading in self.headings:
            if _UNIT.sub("", heading).strip().lower() in DURATION_NAMES:
                return heading
        return None

    def place(self, line: int) -> Problem:
        """File and row, in words."""
        return InputProblem(N_("{file}, row {row}"), file=self.file, row=line)

    def number(self, line: int, fields: dict[str, str], heading: str) -> float:
        """The number of a field, NaN where it is empty."""
        text = fields[heading]
        if not text:
            return math.nan
        try:
            value = float(text.replace(",", ".") if self.decimal_comma else text)
        except ValueError:
            value = math.inf
        if math.isinf(value):
            raise InputProblem(
                N_("{file}, row {row}: {column} is not a number: {text}"),
                file=self.file,
                row=line,
                column=heading,
                text=text,
            )
        return value

    def depth_rows(self, cell: int | None, duration_min: float | None = None) -> list[DepthRow]:
        """The rows of a cell (None: all), with their duration or a given one.

        Raises
        ------
        InputProblem
            Columns are missing, a field is no number, or the cell is not there.
        """
        columns = value_columns(self.file, self.headings)
        if not any(what == "HN" for what, _ in columns):
            raise missing_columns(self.file, self.headings)
        duration = self.duration_heading
        if duration is None and duration_min is None:
            raise InputProblem(
                N_(
                    "{file}: a column with the duration in minutes is needed (duration_min, D or "
                    "Dauerstufe); its columns are {found}"
                ),
                file=self.file,
                found=", ".join(self.headings),
            )
        found, cells = [], set()
        for line, fields in self.rows:
            if cell is not None and self.cell_heading is not None:
                number = self.number(line, fields, self.cell_heading)
                if number != cell:
                    if math.isfinite(number):
                        cells.add(int(number))
                    continue
            minutes = duration_min
            if minutes is None and duration is not None:
                minutes = self.number(line, fields, duration)
            values = {key: self.number(line, fields, heading) for key, heading in columns.items()}
            found.append(
                depth_row(self.place(line), math.nan if minutes is None else minutes, values)
            )
        if cell is not None and not found:
            raise missing_cell(self.file, cell, cells)
        return found


def read_csv_table(path: Path) -> CsvTable:
    """The fields of a CSV file.

    Raises
    ------
    InputProblem
        There is no such file, it is no table, or a row lacks fields.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputProblem(N_("{file}: there is no such file"), file=path) from error
    return csv_table(path.name, content)


def csv_table(file: str, content: bytes) -> CsvTable:
    """The fields of a CSV file that was read already."""
    text = _decoded(content)
    lines = [
        (number, line)
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not lines:
        raise InputProblem(N_("{file}: the file is empty; copy it again"), file=file)
    delimiter = next((sign for sign in ";\t" if sign in lines[0][1]), ",")
    try:
        fields = [
            [field.strip() for field in row]
            for row in csv.reader((line for _, line in lines), delimiter=delimiter, strict=True)
        ]
    except csv.Error as error:
        raise InputProblem(
            N_("{file}: this is not a CSV file ({reason})"), file=file, reason=str(error)
        ) from error
    headings = tuple(fields[0])
    _check_headings(file, headings)
    rows = []
    for (number, _), row in zip(lines[1:], fields[1:], strict=False):
        # A separator at the end of a line makes no field.
        if len(row) == len(headings) + 1 and not row[-1]:
            row = row[:-1]
        if len(row) != len(headings):
            raise InputProblem(
                N_("{file}, row {row}: {found} fields, but the heading has {expected}"),
                file=file,
                row=number,
                found=len(row),
                expected=len(headings),
            )
        rows.append((number, dict(zip(headings, row, strict=True))))
    if not rows:
        raise InputProblem(N_("{file}: there is no row below the heading"), file=file)
    return CsvTable(file, headings, tuple(rows), delimiter != ",")


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        # What Excel calls Unicode text.
        return content.decode("utf-16", errors="replace")
    try:
        # Excel puts a byte order mark in front.
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Only headings and comments can hold more than ASCII.
        return content.decode("latin-1")


def _check_headings(file: str, headings: tuple[str, ...]) -> None:
    seen: set[str] = set()
    for heading in headings:
        small = heading.casefold()
        if small and small in seen:
            raise InputProblem(
                N_(
                    "{file}: the heading {heading} stands there twice; correct the wrong one, or "
                    "take its column out"
                ),
                file=file,
                heading=heading,
            )
        seen.add(small)
