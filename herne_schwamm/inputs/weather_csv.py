"""Weather from a CSV file: one row for each step, the unit in the name of every column.

The heading of the time says what it marks: ``time_begin`` or ``time_end`` of
the step. Times are written as 2024-07-01T14:00+02:00 (ISO 8601 with the
distance from universal time); without that distance the heading ends in
``_utc``, or the run file names it (utc_offset_h). Fields are parted by
semicolon, tab or comma; with semicolon or tab a decimal comma is understood.
Lines above the heading that begin with # are comments.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.inputs.guessing import nearest
from herne_schwamm.inputs.series_table import MIDNIGHT, SeriesTable, read_series_table
from herne_schwamm.inputs.weather_record import (
    RECORD_COLUMNS,
    SUNSHINE,
    WeatherRecord,
    checked_column,
    steps_of,
)
from herne_schwamm.problems import N_, InputProblem, Problem

COLUMNS = {
    **{name: (name, 1.0) for name in RECORD_COLUMNS},
    "relative_humidity_percent": ("relative_humidity", 0.01),
    "sunshine_min": (SUNSHINE, 1.0 / 60.0),
}
"""What a heading means, and the factor to its unit here."""
del COLUMNS["relative_humidity"], COLUMNS[SUNSHINE]

TIMES = ("time_begin", "time_end", "time_begin_utc", "time_end_utc")

MISSING = (-999.0, -9999.0)

MISSPELT = 0.86
"""How like a known heading an unknown one has to be to be a misspelling of it."""

_WITH_OFFSET = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.0+)?)?\s?(Z|[+-]\d\d:?\d\d)"
_WITHOUT = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.0+)?)?"
_GERMAN = r"\d\d\.\d\d\.\d{4} \d\d:\d\d"


def read_weather_csv(path: Path, utc_offset_h: float | None = None) -> WeatherRecord:
    """Weather from a CSV file.

    Parameters
    ----------
    path
        The file.
    utc_offset_h
        How far its clock is ahead of universal time, for times that do not
        say it themselves; None: it was not given. [h]

    Raises
    ------
    InputProblem
        With the row: a time or number cannot be read, a value is impossible,
        times come twice or go back.
    """
    table = _read_table(path)
    time = _time_heading(table)
    minutes, own_offset_h = _minutes(table, time, utc_offset_h)
    at_end = time.startswith("time_end")
    steps = steps_of(table, minutes)
    if at_end:
        steps = steps_of(table, minutes - steps.step_min, steps.step_min)
    columns: dict[str, NDArray[np.float64]] = {}
    unread = []
    for heading in table.headings:
        if heading == time:
            continue
        if heading not in COLUMNS:
            _refuse_misspelt(table, heading)
            if heading:
                unread.append(heading)
            continue
        name, factor = COLUMNS[heading]
        values = table.numbers(heading, MISSING) * factor
        if heading == "sunshine_min":
            values = values * (60.0 / steps.step_min)
        checked = checked_column(table, heading, name, values, steps.step_min)
        columns |= steps.hourly(name, checked)
    if not columns:
        raise InputProblem(
            N_("{file}: none of its columns ({found}) is weather; known are {names}"),
            file=table.file,
            found=", ".join(table.headings),
            names=", ".join(COLUMNS),
        )
    notes = []
    if unread:
        notes.append(
            Problem(
                N_("columns of {file} that are not read: {columns}"),
                file=table.file,
                columns=", ".join(unread),
            )
        )
    return WeatherRecord(
        table.file, steps.begin_utc, columns, utc_offset_h=own_offset_h, notes=tuple(notes)
    )


def _read_table(path: Path) -> SeriesTable:
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
            N_(
                "{file}: this cannot be read as a text file in UTF-8; save it as CSV in UTF-8 "
                "(in Excel: CSV UTF-8)"
            ),
            file=path,
        ) from error
    heading = next(
        (n for n, line in enumerate(lines) if line.strip() and not line.startswith("#")), None
    )
    if heading is None:
        raise InputProblem(N_("{file}: the file is empty; copy it again"), file=path)
    delimiter = next((sign for sign in ";\t" if sign in lines[heading]), ",")
    return read_series_table(
        file,
        lines[heading + 1 :],
        first_line=heading + 2,
        headings=[name.strip(' \t"') for name in lines[heading].split(delimiter)],
        delimiter=delimiter,
        decimal_comma=delimiter != ",",
    )


def _time_heading(table: SeriesTable) -> str:
    found = [heading for heading in table.headings if heading in TIMES]
    if len(found) == 1:
        return found[0]
    raise InputProblem(
        N_(
            "{file}: exactly one column of {names} is needed, which says whether a time marks the "
            "beginning or the end of its step; its columns are {found}"
        ),
        file=table.file,
        names=", ".join(TIMES),
        found=", ".join(table.headings),
    )


def _minutes(
    table: SeriesTable, heading: str, utc_offset_h: float | None
) -> tuple[NDArray[np.int64], float]:
    """Times in minutes since 1970 in universal time, and what days are counted in. [h]"""
    texts = table.texts(heading)
    utc = heading.endswith("_utc")
    with_offset = texts.str.fullmatch(_WITH_OFFSET).to_numpy(dtype=bool)
    if with_offset.all() and not utc:
        # Of a clock with summer time the standard time counts.
        found = texts.str.extract(r"([+-]\d\d):?(\d\d)$")
        hours = pd.to_numeric(found[0]).fillna(0.0)
        ahead_h = hours + np.copysign(pd.to_numeric(found[1]).fillna(0.0) / 60.0, hours)
        return _parsed(table, heading, texts, "ISO8601"), float(ahead_h.min())
    offset_h = 0.0 if utc else utc_offset_h
    if offset_h is None:
        raise table.problem(
            int(np.argmin(with_offset)),
            N_(
                "{column} is {text}, which does not say which clock it follows; write "
                "2024-07-01T14:00+02:00, name the column {column}_utc, or set utc_offset_h"
            ),
            column=heading,
            text=texts.iloc[int(np.argmin(with_offset))] or '""',
        )
    bare = texts.str.replace(r"\s?(Z|[+-]00:?00)$", "", regex=True) if utc else texts
    for pattern, form in ((_WITHOUT, "ISO8601"), (_GERMAN, "%d.%m.%Y %H:%M")):
        if re.fullmatch(pattern, bare.iloc[0]):
            return _parsed(table, heading, bare, form, pattern) - round(offset_h * 60.0), offset_h
    raise _unreadable(table, heading, 0)


def _parsed(
    table: SeriesTable, heading: str, texts: pd.Series, form: str, pattern: str = _WITH_OFFSET
) -> NDArray[np.int64]:
    fits = texts.str.fullmatch(pattern).to_numpy(dtype=bool)
    if not fits.all():
        raise _unreadable(table, heading, int(np.argmin(fits)))
    times = pd.to_datetime(texts, format=form, utc=True, errors="coerce")
    unread = np.flatnonzero(times.isna().to_numpy())
    if unread.size:
        raise _unreadable(table, heading, int(unread[0]))
    minutes: NDArray[np.int64] = (
        times.dt.tz_localize(None).to_numpy().astype("datetime64[m]").astype(np.int64)
    )
    return minutes


def _unreadable(table: SeriesTable, heading: str, row: int) -> InputProblem:
    text = table.texts(heading).iloc[row]
    if MIDNIGHT.search(text):
        return table.problem(
            row,
            N_("{column} is {text}; 24:00 is written as 00:00 of the next day"),
            column=heading,
            text=text,
        )
    return table.problem(
        row,
        N_(
            "{column} is {text}; a time is written as 2024-07-01T14:00, or with its distance "
            "from universal time as 2024-07-01T14:00+02:00, in every row alike"
        ),
        column=heading,
        text=text or '""',
    )


def _refuse_misspelt(table: SeriesTable, heading: str) -> None:
    guess = nearest(heading, [*COLUMNS, *TIMES], MISSPELT)
    if guess is not None:
        raise InputProblem(
            N_("{file}: the column {column} is unknown; did you mean {guess}?"),
            file=table.file,
            column=heading,
            guess=guess,
        )
