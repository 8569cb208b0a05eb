"""Series of rain and discharge from CSV files.

A file has one heading line. Fields are parted by semicolon, tab or comma; with
semicolon or tab a decimal comma is understood. Steps are interval-beginning:
a row holds from its time until the next one's. The last row, if it is zero,
only closes the step before it; if it is not, its step is as long as the one
before. Before the first row the value is zero.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.design_storm import DepthDurationCurve
from herne_schwamm.city.forcing import StepSeries
from herne_schwamm.inputs.run_file_parts import DAYS_MAX, RAIN_LIMIT_MM_H, SECONDS_MAX
from herne_schwamm.inputs.series_table import MIDNIGHT
from herne_schwamm.problems import N_, InputProblem, Problem

SECONDS_PER_MINUTE = 60.0
SECONDS_PER_HOUR = 3600.0

LONG_STEP = 3.0
"""A step with rain that is so many times as long as most raises a doubt: rows may be missing."""

TIMES = ("time_min", "time_s", "time")

_TOO_LONG = N_(
    "{file}, row {row}: its step ends more than {days} days after the start, but a storm lasts "
    "at most {days} days; check the unit of its time"
)


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the file: its number and its fields by heading."""

    line: int
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Table:
    file: str
    headings: tuple[str, ...]
    decimal_comma: bool
    rows: tuple[_Row, ...]

    def one_of(self, names: tuple[str, ...]) -> str:
        """The one heading among several that the file has."""
        found = [heading for heading in self.headings if heading in names]
        if len(found) == 1:
            return found[0]
        raise InputProblem(
            N_("{file}: exactly one column of {names} is needed; its columns are {found}"),
            file=self.file,
            names=", ".join(names),
            found=", ".join(self.headings),
        )

    def number(self, row: _Row, heading: str) -> float:
        """The number of a field."""
        text = row.fields[heading]
        try:
            value = float(text.replace(",", ".") if self.decimal_comma else text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise InputProblem(
                N_("{file}, row {row}: {column} is not a number: {text}"),
                file=self.file,
                row=row.line,
                column=heading,
                text=text or '""',
            )
        return value


def read_rain_series(path: Path) -> StepSeries:
    """Rain intensity over time, from a CSV file.

    Columns: one of ``time_s``, ``time_min`` or ``time`` (ISO 8601 with UTC
    offset; the first row is second 0), and one of ``rain_mm_h`` (intensity)
    or ``rain_mm`` (depth within the step).

    Returns
    -------
    StepSeries
        Intensity. [mm/h]

    Raises
    ------
    InputProblem
        With the row: a column is missing, a field is no number, negative or
        above 500 mm/h, times do not rise or pass 30 days.
    """
    table, quantity, edges_s, values = _rain_steps(path)
    if quantity == "rain_mm":
        values = values / (np.diff(edges_s) / SECONDS_PER_HOUR)
    over = np.flatnonzero(values > RAIN_LIMIT_MM_H)
    if over.size:
        raise InputProblem(
            N_(
                "{file}, row {row}: {rain:.0f} mm/h is more than it rains ({limit:.0f} mm/h); "
                "rain_mm_h is an intensity, rain_mm the depth of a step: check which one it is"
            ),
            file=table.file,
            row=table.rows[int(over[0])].line,
            rain=float(values[over[0]]),
            limit=RAIN_LIMIT_MM_H,
        )
    return StepSeries(edges_s, values)


def rain_series_doubts(path: Path) -> tuple[Problem, ...]:
    """What a person should look at in a series that `read_rain_series` took.

    Loggers leave out rows of zero: the rain before such a gap then lasts all through it.
    """
    table, _, edges_s, values = _rain_steps(path)
    steps_s = np.diff(edges_s)
    lengths, counts = np.unique(steps_s, return_counts=True)
    usual_s = float(lengths[counts.argmax()])
    long = np.flatnonzero((steps_s >= LONG_STEP * usual_s) & (values > 0.0))
    if counts.max() < 2 or not long.size:
        return ()
    first = int(long[0])
    return (
        Problem(
            N_(
                "{file}, row {row}: its rain lasts {minutes:g} min, until the next row, though "
                "rows are {usual:g} min apart elsewhere ({count} such rows); where rows of zero "
                "are missing, add them"
            ),
            file=table.file,
            row=table.rows[first].line,
            minutes=float(steps_s[first]) / SECONDS_PER_MINUTE,
            usual=usual_s / SECONDS_PER_MINUTE,
            count=int(long.size),
        ),
    )


def _rain_steps(
    path: Path,
) -> tuple[_Table, str, NDArray[np.float64], NDArray[np.float64]]:
    """The table, what it holds, and limits [s] and values of its steps."""
    table = _read_table(path)
    time = table.one_of(TIMES)
    quantity = table.one_of(("rain_mm_h", "rain_mm"))
    return table, quantity, *_steps(table, _seconds(table, time), quantity)


def read_depth_duration_curve(path: Path) -> DepthDurationCurve:
    """Rain depths of one return period by duration, from a CSV file.

    Columns: ``duration_min`` and ``depth_mm``, both rising.

    Raises
    ------
    InputProblem
        With the row: a field is no number, durations do not rise, a longer
        duration has less depth.
    """
    table = _read_table(path)
    columns = [table.one_of((name,)) for name in ("duration_min", "depth_mm")]
    values = np.array([[table.number(row, name) for name in columns] for row in table.rows])
    durations, depths = values.T
    for place, row in enumerate(table.rows):
        before = values[place - 1] if place else np.zeros(2)
        if not (durations[place] > before[0] and depths[place] >= before[1] and depths[0] > 0.0):
            raise InputProblem(
                N_(
                    "{file}, row {row}: durations have to rise from above 0, and a longer "
                    "duration has at least the depth of a shorter one"
                ),
                file=table.file,
                row=row.line,
            )
    return DepthDurationCurve(durations, depths)


def read_discharge_series(path: Path) -> StepSeries:
    """Discharge over time, from a CSV file: ``time_s`` or ``time_min``, ``discharge_m3_s``.

    Returns
    -------
    StepSeries
        Discharge. [m3/s]

    Raises
    ------
    InputProblem
        As for rain, but without an upper limit.
    """
    table = _read_table(path)
    time = table.one_of(("time_min", "time_s"))
    quantity = table.one_of(("discharge_m3_s",))
    return StepSeries(*_steps(table, _seconds(table, time), quantity))


def _read_table(path: Path) -> _Table:
    file = path.name
    if path.is_dir():
        raise InputProblem(N_("{file}: this is a folder, but one CSV file is expected"), file=path)
    if not path.is_file():
        raise InputProblem(N_("{file}: there is no such file"), file=path)
    try:
        # Excel puts a byte order mark in front.
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (UnicodeDecodeError, OSError) as error:
        raise InputProblem(
            N_("{file}: this cannot be read as a text file in UTF-8"), file=path
        ) from error
    heading_line = next((line for line in lines if line.strip()), None)
    if heading_line is None:
        raise InputProblem(N_("{file}: the file is empty; copy it again"), file=path)
    delimiter = next((sign for sign in ";\t" if sign in heading_line), ",")
    reader = csv.reader(lines, delimiter=delimiter)
    headings: tuple[str, ...] = ()
    rows = []
    try:
        numbered = [(reader.line_num, fields) for fields in reader]
    except csv.Error as error:
        raise InputProblem(
            N_("{file}, row {row}: this is not a line of a CSV file"),
            file=file,
            row=reader.line_num,
        ) from error
    for line, fields in numbered:
        stripped = [field.strip() for field in fields]
        if not any(stripped):
            continue
        if not headings:
            headings = tuple(stripped)
            continue
        if len(stripped) != len(headings):
            raise InputProblem(
                N_("{file}, row {row}: {found} fields, but the heading has {expected}"),
                file=file,
                row=line,
                found=len(stripped),
                expected=len(headings),
            )
        rows.append(_Row(line, dict(zip(headings, stripped, strict=True))))
    if not rows:
        raise InputProblem(N_("{file}: there is no row below the heading"), file=file)
    return _Table(file, headings, delimiter != ",", tuple(rows))


def _seconds(table: _Table, heading: str) -> list[float]:
    if heading == "time":
        times = [_moment(table, row) for row in table.rows]
        return [(time - times[0]).total_seconds() for time in times]
    factor = SECONDS_PER_MINUTE if heading == "time_min" else 1.0
    seconds = [table.number(row, heading) * factor for row in table.rows]
    if seconds[0] < 0:
        raise InputProblem(
            N_("{file}, row {row}: {column} is negative ({value:g})"),
            file=table.file,
            row=table.rows[0].line,
            column=heading,
            value=seconds[0] / factor,
        )
    return seconds


def _moment(table: _Table, row: _Row) -> datetime:
    text = row.fields["time"]
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None and MIDNIGHT.search(text):
        raise InputProblem(
            N_("{file}, row {row}: {text}: 24:00 is written as 00:00 of the next day"),
            file=table.file,
            row=row.line,
            text=text,
        )
    if moment is None or moment.tzinfo is None:
        raise InputProblem(
            N_(
                "{file}, row {row}: time has to be written with date and UTC offset "
                "(2024-07-01T14:00:00+02:00), not {text}"
            ),
            file=table.file,
            row=row.line,
            text=text or '""',
        )
    return moment


def _steps(
    table: _Table, seconds: list[float], quantity: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Limits and values of the steps; a closing row of zero is taken off."""
    values = [table.number(row, quantity) for row in table.rows]
    for place, row in enumerate(table.rows):
        if values[place] < 0:
            raise InputProblem(
                N_("{file}, row {row}: {column} is negative ({value:g})"),
                file=table.file,
                row=row.line,
                column=quantity,
                value=values[place],
            )
        if place and not seconds[place] > seconds[place - 1]:
            raise InputProblem(
                N_("{file}, row {row}: its time is not after that of the row before"),
                file=table.file,
                row=row.line,
            )
        if seconds[place] > SECONDS_MAX:
            raise InputProblem(_TOO_LONG, file=table.file, row=row.line, days=DAYS_MAX)
    if len(values) < 2:
        raise InputProblem(
            N_("{file}: one row alone has no length; close the series with a row of zero"),
            file=table.file,
        )
    if values[-1] == 0.0:
        values.pop()
    else:
        seconds = [*seconds, 2.0 * seconds[-1] - seconds[-2]]
        if seconds[-1] > SECONDS_MAX:
            raise InputProblem(_TOO_LONG, file=table.file, row=table.rows[-1].line, days=DAYS_MAX)
    return np.array(seconds), np.array(values)
