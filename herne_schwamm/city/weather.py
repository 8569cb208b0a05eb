"""Weather: the forcing of a season and of a heat wave, hour by hour.

An hour is named by its beginning, in universal time (UTC). Values are means
of the hour; depths (rain, evapotranspiration) are sums.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.problems import N_, InputProblem, Problem

HOUR = np.timedelta64(60, "m")
DAY = np.timedelta64(1440, "m")
HOURS_PER_DAY = 24
HOURS_PER_YEAR = 365.2425 * 24


DWD_FILES = {
    "rain_mm": "RR",
    "air_temperature_c": "TU",
    "relative_humidity": "TU",
    "wind_speed_m_s": "FF",
    "global_radiation_w_m2": "ST",
}
"""What hourly files of Deutscher Wetterdienst are called that hold a column."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a column can hold, from ``low`` to ``high``."""

    low: float
    high: float


WEATHER_COLUMNS: Mapping[str, Bounds] = {
    "air_temperature_c": Bounds(-60.0, 60.0),
    "relative_humidity": Bounds(0.0, 1.0),
    "wind_speed_m_s": Bounds(0.0, 75.0),
    "global_radiation_w_m2": Bounds(0.0, 1500.0),
    "diffuse_radiation_w_m2": Bounds(0.0, 1500.0),
    "direct_normal_radiation_w_m2": Bounds(0.0, 1500.0),
    "longwave_down_w_m2": Bounds(50.0, 700.0),
    "air_pressure_hpa": Bounds(500.0, 1100.0),
    "rain_mm": Bounds(0.0, 500.0),
    "potential_evapotranspiration_mm": Bounds(0.0, 5.0),
}
"""Columns that weather may have, with what is physically possible.

Air temperature and humidity [0–1] 2 m above ground; global, diffuse (both on
a level surface) and direct normal radiation of the sun; long-wave radiation
from the sky; pressure at the height of the station.
"""

SUMS = frozenset({"rain_mm", "potential_evapotranspiration_mm"})
"""Columns that are depths of the hour; all others are means."""


@dataclass(frozen=True, slots=True)
class StationPlace:
    """Where weather was measured: north and east are positive."""

    latitude_deg: float
    longitude_deg: float
    height_m: float

    def __post_init__(self) -> None:
        if not (abs(self.latitude_deg) <= 90.0 and abs(self.longitude_deg) <= 180.0):
            raise ValueError("latitude and longitude are degrees")
        if not -500.0 <= self.height_m <= 9000.0:
            raise ValueError("the height above the sea is metres")


@dataclass(frozen=True, slots=True, eq=False)
class Weather:
    """Hourly weather of one place, complete: no hour and no value is missing.

    Parameters
    ----------
    place
        Where it was measured.
    begin_utc
        Beginning of the first hour, in universal time.
    columns
        Values of each hour by name (`WEATHER_COLUMNS`), all of one length.
    utc_offset_h
        What its days and years are counted in: hours ahead of universal time. [h]
    wind_height_m
        Height above ground of the wind speed. [m]
    source
        File or files, for the report.
    notes
        What was done to it on its way in, for the report.

    Raises
    ------
    ValueError
        A column is unknown, has another length, lacks a value or holds an
        impossible one: a mistake of the program; readers check before.
    """

    place: StationPlace
    begin_utc: np.datetime64
    columns: Mapping[str, NDArray[np.float64]]
    utc_offset_h: float = 0.0
    wind_height_m: float = 10.0
    source: str = ""
    notes: tuple[Problem, ...] = field(default=())

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError("weather without a column")
        kept = {name: _checked(name, values) for name, values in self.columns.items()}
        if len({values.shape for values in kept.values()}) > 1:
            raise ValueError("the columns of weather have one length")
        if self.wind_height_m <= 0.1 or abs(self.utc_offset_h) > 14.0:
            raise ValueError("impossible height of wind or offset of time")
        object.__setattr__(self, "columns", kept)
        object.__setattr__(self, "begin_utc", self.begin_utc.astype("datetime64[m]"))

    def has(self, name: str) -> bool:
        """Whether there is such a column."""
        return name in self.columns

    def column(self, name: str) -> NDArray[np.float64]:
        """Values of a column, hour by hour; not to be written to.

        Raises
        ------
        InputProblem
            The weather has no such column.
        """
        if name not in self.columns:
            if name in DWD_FILES and ".zip" in self.source:
                raise InputProblem(
                    N_(
                        "{file}: the weather has no {column}; add the zip file of Deutscher "
                        "Wetterdienst that holds it, with {code} in its name (there are {found})"
                    ),
                    file=self.source,
                    column=name,
                    code=DWD_FILES[name],
                    found=", ".join(self.columns),
                )
            raise InputProblem(
                N_(
                    "{file}: the weather has no {column}; give files that hold it, a CSV as a "
                    "column of this name (there are {found})"
                ),
                file=self.source,
                column=name,
                found=", ".join(self.columns),
            )
        return self.columns[name]

    @property
    def hours(self) -> int:
        """How many hours."""
        return next(iter(self.columns.values())).size

    @property
    def times_utc(self) -> NDArray[np.datetime64]:
        """Beginning of every hour, in universal time."""
        times: NDArray[np.datetime64] = self.begin_utc + HOUR * np.arange(self.hours)
        return times

    @property
    def dates(self) -> NDArray[np.datetime64]:
        """Day that every hour belongs to, as the days of this weather are counted."""
        return local_times(self.times_utc, self.utc_offset_h).astype("datetime64[D]")

    def hottest_day(self) -> date:
        """The day with the highest air temperature, the first of several."""
        hottest: date = self.dates[self.column("air_temperature_c").argmax()].item()
        return hottest

    def of_days(self, first: date, last: date) -> Weather:
        """The weather of some days, the last one included.

        Raises
        ------
        ValueError
            It does not reach over all of them.
        """
        dates = self.dates
        begin = int(np.searchsorted(dates, np.datetime64(first)))
        end = int(np.searchsorted(dates, np.datetime64(last), side="right"))
        days = (last - first).days + 1
        if end - begin != days * HOURS_PER_DAY:
            raise ValueError("the weather does not reach over these days")
        return replace(
            self,
            begin_utc=self.begin_utc + begin * HOUR,
            columns={name: values[begin:end] for name, values in self.columns.items()},
        )


def local_times(times_utc: NDArray[np.datetime64], utc_offset_h: float) -> NDArray[np.datetime64]:
    """Times by a clock that is some hours ahead of universal time."""
    ahead = np.timedelta64(round(utc_offset_h * 60.0), "m")
    times: NDArray[np.datetime64] = times_utc + ahead
    return times


def _checked(name: str, values: NDArray[Any]) -> NDArray[np.float64]:
    """A column of its own that nobody writes to."""
    if name not in WEATHER_COLUMNS:
        raise ValueError(f"weather has no column {name}")
    own = np.array(values, dtype=np.float64)
    bounds = WEATHER_COLUMNS[name]
    if own.ndim != 1 or own.size == 0:
        raise ValueError(f"{name}: one value for every hour")
    if not (np.isfinite(own).all() and own.min() >= bounds.low and own.max() <= bounds.high):
        raise ValueError(f"{name}: a value is missing or impossible")
    own.flags.writeable = False
    return own
