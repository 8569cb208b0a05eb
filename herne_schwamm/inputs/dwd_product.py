"""The product file of a station of Deutscher Wetterdienst: blanks, -999, quality and its clocks.

Every time marks the end of its interval. Hourly files follow universal time,
files of ten minutes do since 2000 and follow Central European Time before.
Hourly radiation is gathered by true solar time: its hours end at odd minutes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.inputs.dwd_archive import DwdArchive
from herne_schwamm.inputs.series_table import SeriesTable, read_series_table
from herne_schwamm.inputs.weather_record import checked_column, refuse_other_times
from herne_schwamm.problems import N_, InputProblem, Problem
from herne_schwamm.tables.dwd_columns import DwdColumnRow, dwd_columns

STATION, TIME, END_OF_ROW = "STATIONS_ID", "MESS_DATUM", "EOR"
MISSING = (-999.0, -9999.0)
FORMAL_CHECK = 1
"""Level of quality of values that were checked formally only."""

FORMS = {"hour": "%Y%m%d%H", "ten_minutes": "%Y%m%d%H%M", "sun": "%Y%m%d%H:%M"}
STEP_MIN = {"hour": 60, "ten_minutes": 10, "sun": 60}
UTC_SINCE = np.datetime64("2000-01-01T00:00", "m")
"""When files of ten minutes changed from Central European Time to universal time."""
CET_AHEAD_MIN = 60


@dataclass(frozen=True, slots=True, eq=False)
class DwdSeries:
    """One column of one product.

    Parameters
    ----------
    table
        Where it stands, for sentences.
    station
        Number of the station.
    row
        What the column means.
    end_min
        End of every interval, in minutes since 1970 in universal time; rising.
    values
        In the unit used here, NaN where there is none.
    quality
        Level of quality (QN) of each; higher is better.
    """

    table: SeriesTable
    station: str
    row: DwdColumnRow
    end_min: NDArray[np.int64]
    values: NDArray[np.float64]
    quality: NDArray[np.float64]


def read_dwd_products(archive: DwdArchive) -> tuple[list[DwdSeries], list[Problem]]:
    """The columns of a zip file that are weather, and what should be known of them.

    Raises
    ------
    InputProblem
        With the row: a field cannot be read or is impossible, times come
        twice or go back; or no column is weather.
    """
    series: list[DwdSeries] = []
    for member, text in archive.products.items():
        series += _series_of(f"{archive.file}, {member}", text)
    if not series:
        raise InputProblem(
            N_("{file}: none of its columns is read; known are {names}"),
            file=archive.file,
            names=", ".join(dwd_columns()),
        )
    return series, [*_quality_notes(archive.file, series), *_clock_notes(archive, series)]


def _series_of(file: str, text: str) -> list[DwdSeries]:
    lines = text.splitlines()
    headings = [heading.strip().upper() for heading in lines[0].split(";")] if lines else []
    if STATION not in headings or TIME not in headings:
        raise InputProblem(
            N_(
                "{file}: the heading of a product of Deutscher Wetterdienst names STATIONS_ID and "
                "MESS_DATUM; download the zip file again"
            ),
            file=file,
        )
    table = read_series_table(file, lines[1:], first_line=2, headings=headings, delimiter=";")
    rows = [dwd_columns()[heading] for heading in headings if heading in dwd_columns()]
    if not rows:
        return []
    stations = table.texts(STATION).unique()
    if len(stations) > 1:
        raise InputProblem(
            N_("{file}: it holds several stations ({stations}); one is expected"),
            file=file,
            stations=", ".join(stations[:5]),
        )
    end_min = _end_min(table, rows[0].clock)
    levels = next((heading for heading in headings if heading.startswith("QN")), None)
    quality = np.zeros(end_min.size)
    if levels is not None:
        quality = np.nan_to_num(table.numbers(levels, MISSING), nan=0.0)
    found = []
    for row in rows:
        values = table.numbers(row.column, MISSING) * row.factor
        step_min = STEP_MIN[row.clock]
        checked = checked_column(table, row.column, row.quantity, values, step_min)
        found.append(DwdSeries(table, stations[0], row, end_min, checked, quality))
    return found


def _end_min(table: SeriesTable, clock: str) -> NDArray[np.int64]:
    texts = table.texts(TIME)
    times = pd.to_datetime(texts, format=FORMS[clock], errors="coerce")
    unread = np.flatnonzero(times.isna().to_numpy())
    if unread.size:
        raise table.problem(
            int(unread[0]),
            N_("MESS_DATUM is {text}, but a time is written as {form} here"),
            text=texts.iloc[int(unread[0])] or '""',
            form={"hour": "2024070114", "ten_minutes": "202407011400", "sun": "2024070114:00"}[
                clock
            ],
        )
    stamps = times.to_numpy().astype("datetime64[m]")
    end_min: NDArray[np.int64] = stamps.astype(np.int64)
    if clock == "ten_minutes":
        end_min = end_min - np.where(stamps < UTC_SINCE, CET_AHEAD_MIN, 0)
    refuse_other_times(table, end_min)
    apart = np.diff(end_min)
    wrong = np.flatnonzero(apart <= 0)
    if wrong.size:
        row = int(wrong[0]) + 1
        told = (
            N_("its time stands in the row before as well; download the zip file again")
            if apart[row - 1] == 0
            else N_("its time is before that of the row above; download the zip file again")
        )
        raise table.problem(row, told)
    return end_min


def _quality_notes(file: str, series: list[DwdSeries]) -> list[Problem]:
    known = series[0].quality[np.isfinite(series[0].values)]
    formal = int(np.count_nonzero(known <= FORMAL_CHECK))
    if not formal:
        return []
    return [
        Problem(
            N_("{file}: {rows} of {all} values were checked formally only (QN 1)"),
            file=file,
            rows=formal,
            all=known.size,
        )
    ]


def _clock_notes(archive: DwdArchive, series: list[DwdSeries]) -> list[Problem]:
    columns = {one.row.column for one in series if one.row.clock == "hour"}
    told = sorted(
        {
            parameter.column
            for parameter in archive.parameters
            if parameter.column in columns
            and any(word in parameter.clock.upper() for word in ("MEZ", "MOZ"))
            and "UTC" not in parameter.clock.upper()
        }
    )
    if not told:
        return []
    return [
        Problem(
            N_(
                "{file}: for some years its description names local time for {columns}; "
                "MESS_DATUM was read as universal time throughout"
            ),
            file=archive.file,
            columns=", ".join(told),
        )
    ]
