"""Weather from an EnergyPlus weather file (EPW): hours in local standard time, named by their end.

References
----------
Auxiliary Programs of EnergyPlus 9.6, chapter 2.9: EPW data dictionary.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.weather import StationPlace
from herne_schwamm.inputs.series_table import SeriesTable, read_series_table
from herne_schwamm.inputs.weather_record import WeatherRecord, checked_column, steps_of
from herne_schwamm.problems import N_, InputProblem, Problem

HEADER_LINES = 8
FIRST_FIELD_OF_HEADER = "LOCATION"
FEWEST_FIELDS = 22
"""Up to the wind speed; what follows may be missing."""

MINUTES_PER_HOUR = 60
WIND_HEIGHT_M = 10.0
"""Height of the wind speed by the convention of the format. [m]"""


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of a row: its place, what it is here, and what stands for no value."""

    heading: str
    quantity: str
    factor: float
    missing: tuple[float, ...]


FIELDS = {
    6: _Field("dry bulb temperature", "air_temperature_c", 1.0, (99.9,)),
    8: _Field("relative humidity", "relative_humidity", 0.01, (999.0,)),
    9: _Field("atmospheric pressure", "air_pressure_hpa", 0.01, (999999.0,)),
    12: _Field("infrared radiation from sky", "longwave_down_w_m2", 1.0, (9999.0, 0.0)),
    13: _Field("global horizontal radiation", "global_radiation_w_m2", 1.0, (9999.0,)),
    14: _Field("direct normal radiation", "direct_normal_radiation_w_m2", 1.0, (9999.0,)),
    15: _Field("diffuse horizontal radiation", "diffuse_radiation_w_m2", 1.0, (9999.0,)),
    21: _Field("wind speed", "wind_speed_m_s", 1.0, (999.0,)),
    33: _Field("liquid precipitation depth", "rain_mm", 1.0, (999.0,)),
}
"""Fields that are read, by their place in a row, counted from 0."""

TIME_FIELDS = ("year", "month", "day", "hour")


def read_weather_epw(path: Path) -> WeatherRecord:
    """Weather from an EPW file.

    A typical year, put together from months of several years, is dated in one
    of them, and the notes say so. A file whose rain is zero throughout is one
    without rain.

    Raises
    ------
    InputProblem
        With the row: the head or a number cannot be read, a value is
        impossible, hours come twice or go back.
    """
    file = path.name
    if not path.is_file():
        raise InputProblem(N_("{file}: there is no such file"), file=path)
    try:
        lines = path.read_text(encoding="latin-1").splitlines()
    except OSError as error:
        raise InputProblem(
            N_("{file}: this cannot be read as a weather file (EPW)"), file=path
        ) from error
    if not any(line.strip() for line in lines):
        raise InputProblem(N_("{file}: the file is empty; copy it again"), file=path)
    place, utc_offset_h = _location(file, lines[0])
    rows = lines[HEADER_LINES:]
    fields = rows[0].count(",") + 1 if rows else 0
    if fields < FEWEST_FIELDS:
        raise InputProblem(
            N_(
                "{file}: below its {lines} head lines a weather file (EPW) has rows of 35 fields; "
                "this is none, or it is cut off"
            ),
            file=file,
            lines=HEADER_LINES,
        )
    table = read_series_table(
        file,
        rows,
        first_line=HEADER_LINES + 1,
        headings=_headings(fields),
        delimiter=",",
    )
    begin_min, notes = _minutes(table)
    steps = steps_of(table, begin_min - round(utc_offset_h * MINUTES_PER_HOUR), MINUTES_PER_HOUR)
    columns: dict[str, NDArray[np.float64]] = {}
    for place_in_row, field in FIELDS.items():
        if place_in_row >= fields:
            continue
        values = table.numbers(field.heading, field.missing) * field.factor
        checked = checked_column(table, field.heading, field.quantity, values)
        if np.isfinite(checked).any():
            columns |= steps.hourly(field.quantity, checked)
    if "rain_mm" in columns and not np.nansum(columns["rain_mm"]):
        del columns["rain_mm"]
        notes.append(Problem(N_("{file} has no rain: its column is zero throughout"), file=file))
    return WeatherRecord(
        file,
        steps.begin_utc,
        columns,
        place=place,
        utc_offset_h=utc_offset_h,
        wind_height_m=WIND_HEIGHT_M,
        notes=tuple(notes),
    )


def _headings(fields: int) -> list[str]:
    names = [f"field {number + 1}" for number in range(fields)]
    names[: len(TIME_FIELDS)] = TIME_FIELDS
    for place_in_row, field in FIELDS.items():
        if place_in_row < fields:
            names[place_in_row] = field.heading
    return names


def _location(file: str, line: str) -> tuple[StationPlace, float]:
    """StationPlace and distance of its clock from universal time [h], from the first head line."""
    fields = [field.strip() for field in line.split(",")]
    try:
        if fields[0].upper() != FIRST_FIELD_OF_HEADER:
            raise ValueError("another file")
        latitude, longitude, offset_h, height = (float(text) for text in fields[6:10])
        place = StationPlace(latitude, longitude, height)
        if not abs(offset_h) <= 14.0:
            raise ValueError("no zone of time")
    except (ValueError, IndexError) as error:
        raise InputProblem(
            N_(
                "{file}, row 1: the head of a weather file (EPW) begins with LOCATION and holds "
                "latitude, longitude, time zone and height as fields 7 to 10"
            ),
            file=file,
        ) from error
    return place, offset_h


def _minutes(table: SeriesTable) -> tuple[NDArray[np.int64], list[Problem]]:
    """Beginning of every hour in local minutes since 1970."""
    numbers = {name: table.numbers(name) for name in TIME_FIELDS}
    for name in TIME_FIELDS:
        unread = np.flatnonzero(np.isnan(numbers[name]))
        if unread.size:
            raise _no_date(table, int(unread[0]))
    years = numbers["year"]
    notes: list[Problem] = []
    rises = np.diff(years)
    if not np.all((rises == 0) | (rises == 1)) or np.unique(years).size > years.size / 8000 + 1:
        year = _common_year(years)
        notes.append(
            Problem(
                N_(
                    "{file} is a typical year, put together from the years {first} to {last}: "
                    "its dates count as those of {year}"
                ),
                file=table.file,
                first=int(years.min()),
                last=int(years.max()),
                year=year,
            )
        )
        years = np.full(years.size, float(year))
    dates = pd.to_datetime(
        pd.DataFrame({"year": years, "month": numbers["month"], "day": numbers["day"]}),
        errors="coerce",
    )
    hours = numbers["hour"]
    wrong = np.flatnonzero(dates.isna().to_numpy() | (hours < 1) | (hours > 24) | (hours % 1 != 0))
    if wrong.size:
        raise _no_date(table, int(wrong[0]))
    days = dates.to_numpy().astype("datetime64[m]").astype(np.int64)
    minutes = days + (hours.astype(np.int64) - 1) * MINUTES_PER_HOUR
    return minutes, notes


def _common_year(years: Sequence[float] | NDArray[np.float64]) -> int:
    """The year of the first row, or the one before if it is a leap year."""
    first = int(years[0])
    return first - 1 if first % 4 == 0 and (first % 100 != 0 or first % 400 == 0) else first


def _no_date(table: SeriesTable, row: int) -> InputProblem:
    return table.problem(row, N_("its first fields are no year, month, day and hour (1 to 24)"))
