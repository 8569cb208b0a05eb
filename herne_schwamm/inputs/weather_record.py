"""What a weather file says, hour by hour, before gaps are filled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.weather import HOUR, SUMS, WEATHER_COLUMNS, Bounds, StationPlace
from herne_schwamm.inputs.series_table import SeriesTable
from herne_schwamm.problems import N_, Problem

SUNSHINE = "sunshine_share"
"""Share of the hour with sunshine [0–1]: no column of weather, but it tells radiation."""

KNOWN_RAIN = "known_rain_mm"
"""Rain of the steps that have a value, where not all of an hour do [mm]: no column of weather, but
what is known of rain where its gaps may be taken for dry."""

RECORD_COLUMNS: Mapping[str, Bounds] = {**WEATHER_COLUMNS, SUNSHINE: Bounds(0.0, 1.0)}

MINUTES_PER_HOUR = 60
STEPS_MIN = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60)
"""Lengths of steps that fill an hour. [min]"""

YEARS = (1800, 2200)
"""What times of weather lie between."""

SUNSHINE_ROUNDED = 1.02
"""How much of a step the sun may shine in files: a full one of ten minutes is told as 0.167 or
0.17 h. [–]"""

NIGHT_OFFSET_W_M2 = 20.0
"""How far below zero a radiation may lie that is the offset of the instrument. [W/m2]"""

_RADIATION = frozenset({
    "global_radiation_w_m2", "diffuse_radiation_w_m2", "direct_normal_radiation_w_m2",
})  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class WeatherRecord:
    """Hourly values as read: NaN where there is none.

    Parameters
    ----------
    file
        Name of the file or files, for sentences and the report.
    begin_utc
        Beginning of the first hour, in universal time.
    columns
        Values by name (`RECORD_COLUMNS`), all of one length.
    place
        Where it was measured; None where the file does not say it.
    utc_offset_h
        What its days and years are counted in, hours ahead of universal time. [h]
    wind_height_m
        Height of the wind above ground; None where the file does not say it. [m]
    notes
        What was done to it, and what should be known of it.
    """

    file: str
    begin_utc: np.datetime64
    columns: Mapping[str, NDArray[np.float64]]
    place: StationPlace | None = None
    utc_offset_h: float = 0.0
    wind_height_m: float | None = None
    notes: tuple[Problem, ...] = field(default=())

    @property
    def hours(self) -> int:
        """How many hours."""
        return next(iter(self.columns.values())).size

    @property
    def times_utc(self) -> NDArray[np.datetime64]:
        """Beginning of every hour, in universal time."""
        times: NDArray[np.datetime64] = self.begin_utc + HOUR * np.arange(self.hours)
        return times

    def part(self, begin: int, end: int) -> WeatherRecord:
        """The hours from `begin` to before `end`."""
        return replace(
            self,
            begin_utc=self.begin_utc + begin * HOUR,
            columns={name: values[begin:end] for name, values in self.columns.items()},
        )

    def noted(self, *notes: Problem) -> WeatherRecord:
        """The same with further notes."""
        return replace(self, notes=(*self.notes, *notes))


def checked_column(
    table: SeriesTable,
    heading: str,
    name: str,
    values: NDArray[np.float64],
    step_min: int = MINUTES_PER_HOUR,
) -> NDArray[np.float64]:
    """Values of a column, refused where they are impossible.

    Radiation that lies a little below zero by night is the offset of the
    instrument and becomes zero; sunshine a little above a full step was rounded.

    Parameters
    ----------
    table, heading
        Where the values stand.
    name
        What they are here, in its unit.
    values
        NaN where there is none.
    step_min
        Length of a step: depths of shorter ones are smaller. [min]

    Raises
    ------
    InputProblem
        With the row of the first impossible value and what it suggests.
    """
    if name in _RADIATION:
        values = np.where((values < 0.0) & (values >= -NIGHT_OFFSET_W_M2), 0.0, values)
    if name == SUNSHINE:
        values = np.where((values > 1.0) & (values <= SUNSHINE_ROUNDED), 1.0, values)
    bounds = RECORD_COLUMNS[name]
    high = bounds.high * (step_min / MINUTES_PER_HOUR if name in SUMS else 1.0)
    wrong = np.flatnonzero((values < bounds.low) | (values > high))
    if wrong.size:
        row = int(wrong[0])
        raise table.problem(
            row,
            _sentence_of(name, float(values[row])),
            column=heading,
            value=float(values[row]) * _SHOWN.get(name, 1.0),
            low=bounds.low * _SHOWN.get(name, 1.0),
            high=high * _SHOWN.get(name, 1.0),
            minutes=step_min,
        )
    known = values[np.isfinite(values)]
    if name == "relative_humidity" and known.size and 0.0 < known.max() <= 0.01:
        raise table.problem(
            int(np.nanargmax(values)),
            N_("{column} is nowhere above {value:g}: a relative humidity in per cent is expected"),
            column=heading,
            value=float(known.max()) * 100.0,
        )
    return values


_SHOWN = {"relative_humidity": 100.0, SUNSHINE: 60.0}
"""Factor from the unit here to that of files (per cent, minutes of an hour)."""


def _sentence_of(name: str, value: float) -> str:
    if name == "air_temperature_c" and value > 150.0:
        return N_("{column} is {value:g}: that is kelvin; degrees Celsius are expected")
    if name == "air_temperature_c" and value > 0.0:
        return N_("{column} is {value:g}: no air is as hot; degrees Celsius are expected")
    if name == "air_pressure_hpa" and value > 10_000.0:
        return N_("{column} is {value:g}: that is pascal; hectopascal are expected")
    if name == "rain_mm" and value > 0.0:
        return N_(
            "{column} is {value:g} mm within {minutes} minutes, more than it rains ({high:g} mm); "
            "check its unit"
        )
    return N_("{column} is {value:g}, but it lies between {low:g} and {high:g}; check its unit")


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Where the rows of a file lie in time.

    Parameters
    ----------
    begin_min
        Beginning of the first step, in minutes since 1970 in universal time.
    step_min
        Length of a step. [min]
    slots
        Number of steps before each row.
    """

    begin_min: int
    step_min: int
    slots: NDArray[np.int64]

    @property
    def begin_utc(self) -> np.datetime64:
        """Beginning of the first hour that has a step."""
        return np.datetime64(self.begin_min - self._offset_min, "m")

    @property
    def _offset_min(self) -> int:
        # Hours may begin at any minute; shorter steps are gathered in full hours.
        return 0 if self.step_min == MINUTES_PER_HOUR else self.begin_min % MINUTES_PER_HOUR

    def hourly(self, name: str, values: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        """Values of the rows as sums or means of hours, NaN where a step is missing.

        Of rain `KNOWN_RAIN` comes with it where steps of an hour are missing.
        """
        per_hour = MINUTES_PER_HOUR // self.step_min
        before = self._offset_min // self.step_min
        hours = -(-(int(self.slots[-1]) + 1 + before) // per_hour)
        steps = np.full(hours * per_hour, np.nan)
        steps[self.slots + before] = values
        by_hour = steps.reshape(hours, per_hour)
        hourly = by_hour.sum(axis=1) if name in SUMS else by_hour.mean(axis=1)
        columns: dict[str, NDArray[np.float64]] = {name: hourly}
        if name == "rain_mm":
            known = np.isfinite(by_hour).any(axis=1)
            partly = known & np.isnan(hourly)
            if partly.any():
                columns[KNOWN_RAIN] = np.where(known, np.nansum(by_hour, axis=1), np.nan)
        return columns


def refuse_other_times(table: SeriesTable, minutes: NDArray[np.int64]) -> None:
    """Refuse times of no weather record: a mistyped year would make a table of millions of hours.

    Raises
    ------
    InputProblem
        With the row.
    """
    first, last = (np.datetime64(f"{year}-01-01", "m").astype(np.int64) for year in YEARS)
    wrong = np.flatnonzero((minutes < first) | (minutes >= last))
    if wrong.size:
        row = int(wrong[0])
        raise table.problem(
            row,
            N_("its time is {time}, but weather is read from {first} to {last}"),
            time=str(np.datetime64(int(minutes[row]), "m")).replace("T", " "),
            first=YEARS[0],
            last=YEARS[1],
        )


def steps_of(
    table: SeriesTable, begin_min: NDArray[np.int64], step_min: int | None = None
) -> Steps:
    """Where rows lie in time, from the beginnings of their steps.

    Parameters
    ----------
    table
        The rows.
    begin_min
        Beginning of each, in minutes since 1970 in universal time.
    step_min
        Length of the steps; None: the most frequent distance of two rows. [min]

    Raises
    ------
    InputProblem
        Times do not rise, come twice, or do not lie on steps that fill an hour.
    """
    refuse_other_times(table, begin_min)
    apart = np.diff(begin_min)
    wrong = np.flatnonzero(apart <= 0)
    if wrong.size:
        row = int(wrong[0]) + 1
        if apart[row - 1] == 0:
            raise table.problem(
                row,
                N_(
                    "its time stands in the row before as well; write each time once, with its "
                    "distance from universal time where summer time ends"
                ),
            )
        raise table.problem(row, N_("its time is before that of the row above; sort the rows"))
    if step_min is None:
        if begin_min.size < 2:
            raise table.problem(0, N_("one row alone does not tell how long it lasts"))
        # The usual distance: gaps are longer, and a row between two others is odd.
        lengths, counts = np.unique(apart, return_counts=True)
        step_min = int(lengths[counts.argmax()])
    if step_min not in STEPS_MIN:
        row = int(np.argmax(apart == step_min)) + 1
        raise table.problem(
            row,
            N_(
                "it lies {minutes} minutes after the row before, but hourly values are expected, "
                "or steps that fill an hour (5, 10, 15, 30 min)"
            ),
            minutes=step_min,
        )
    uneven = np.flatnonzero(apart % step_min)
    if uneven.size:
        raise table.problem(
            int(uneven[0]) + 1,
            N_("it lies {minutes} minutes after the row before, but the rows are {step} apart"),
            minutes=int(apart[uneven[0]]),
            step=step_min,
        )
    first = int(begin_min[0])
    if first % step_min and step_min != MINUTES_PER_HOUR:
        raise table.problem(
            0, N_("steps of {step} minutes are expected to begin at the full hour"), step=step_min
        )
    return Steps(first, step_min, (begin_min - first) // step_min)


def on_common_hours(
    parts: Iterable[tuple[np.datetime64, Mapping[str, NDArray[np.float64]]]],
) -> tuple[np.datetime64, dict[str, NDArray[np.float64]]]:
    """Columns that begin and end at different hours, from the first to the last of all."""
    given = list(parts)
    spans = [(begin, next(iter(columns.values())).size) for begin, columns in given]
    first = min(begin for begin, _ in spans)
    hours = max(int((begin - first) // HOUR) + size for begin, size in spans)
    common: dict[str, NDArray[np.float64]] = {}
    for begin, columns in given:
        start = int((begin - first) // HOUR)
        for name, values in columns.items():
            whole = common.setdefault(name, np.full(hours, np.nan))
            whole[start : start + values.size] = values
    return first, common
