"""The weather of a run file's heat wave, and of the days before it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.location import location_of
from herne_schwamm.city.reference_evapotranspiration import (
    ReferenceEvapotranspiration,
    reference_evapotranspiration,
)
from herne_schwamm.city.sunlight import extraterrestrial_w_m2
from herne_schwamm.city.weather import HOUR, HOURS_PER_DAY, StationPlace, Weather, local_times
from herne_schwamm.inputs.run_file_heat import HeatPart
from herne_schwamm.inputs.weather import read_weather
from herne_schwamm.problems import N_, InputProblem, Problem

DAYS_WITHOUT_A_CHOICE = 14
"""Days of weather up to which all of it is the heat wave. [d]"""

CENTRAL_EUROPEAN_TIME_H = 1.0
"""Clock of days where the weather file counts in universal time. [h]"""

NIGHT_AFTER_H = 9
"""Hours of the night after the last day that belong to a heat wave: to 9 h. [h]"""

NIGHT_HOUR = 4
"""Hour of the night's maps. [h]"""

NEEDED = ("air_temperature_c", "relative_humidity", "global_radiation_w_m2")
"""Columns without which no heat is computed."""

FROST_C, SUMMER_DAY_C = 0.0, 25.0
"""Below the first there may be snow; a day of summer reaches the second (DWD). [°C]"""


@dataclass(frozen=True, slots=True)
class HeatWeather:
    """What a heat wave is driven by.

    Parameters
    ----------
    weather
        Of the days and, as far as it is known, of the morning after them; its
        ``utc_offset_h`` is the clock of the maps.
    days
        First and last day.
    map_day
        Day that the maps show.
    before
        Weather with rain of the days before, and the evapotranspiration of
        grass; None: the water is followed over none.
    doubts
        What a person should look at.
    """

    weather: Weather
    days: tuple[date, date]
    map_day: date
    before: tuple[Weather, ReferenceEvapotranspiration] | None = None
    doubts: tuple[Problem, ...] = ()

    def of_days(self) -> Weather:
        """The weather of the days alone."""
        return self.weather.of_days(*self.days)


def read_heat_weather(part: HeatPart, city: City) -> HeatWeather:
    """Read the weather of a heat wave and check that it can be one.

    Parameters
    ----------
    part
        What the run file says.
    city
        Stands for the station where nothing tells its place.

    Raises
    ------
    InputProblem
        As `read_weather`; a column is missing that heat needs; days are not
        whole, or too many without a choice; frost; a day without sun; the
        night of the maps is not there.
    """
    terrain_m = city.layer("terrain_m")
    here = location_of(city.grid)
    place = StationPlace(here.latitude_deg, here.longitude_deg, float(np.nanmean(terrain_m)))
    first, last = (None, None) if part.days is None else part.days
    if first is not None:
        first -= timedelta(days=part.spin_up_days)
    # A day more on either side: days may be counted by another clock than the file's, and the
    # last night ends on the next day.
    read = read_weather(part, place, first, last, HOURS_PER_DAY)
    for name in NEEDED:
        read.column(name)
    whole = replace(read, utc_offset_h=_clock_h(part, read))
    days = _days_of(part, whole)
    night_h = _hours_of_night(whole, days)
    wave = _cut(whole, days, night_h)
    _refuse_frost(wave)
    _refuse_dark_days(wave, days)
    map_day = _map_day(part, wave, days, night_h)
    before, doubts = _before(part, whole, days)
    hottest_c = float(_of_day(wave, map_day, "air_temperature_c").max())
    if hottest_c < SUMMER_DAY_C:
        doubts += (
            Problem(
                N_(
                    "{file}: on {day} the air reaches only {hottest:.1f} °C, which is no day of "
                    "summer (25 °C); its maps show no heat"
                ),
                file=wave.source,
                day=map_day.isoformat(),
                hottest=hottest_c,
            ),
        )
    return HeatWeather(wave, days, map_day, before, doubts)


def _clock_h(part: HeatPart, weather: Weather) -> float:
    """How far the clock of days and maps is ahead of universal time. [h]"""
    if part.clock_utc_offset_h is not None:
        return part.clock_utc_offset_h
    return weather.utc_offset_h or CENTRAL_EUROPEAN_TIME_H


def _whole_days(weather: Weather) -> NDArray[np.datetime64]:
    """Days of which all hours are there."""
    dates, hours = np.unique(weather.dates, return_counts=True)
    whole: NDArray[np.datetime64] = dates[hours == HOURS_PER_DAY]
    return whole


def _days_of(part: HeatPart, weather: Weather) -> tuple[date, date]:
    whole = _whole_days(weather)
    told = {"file": weather.source, "offset": weather.utc_offset_h}
    if not whole.size:
        raise InputProblem(
            N_(
                "{file}: it holds no whole day from 0 to 24 h (clock: UTC{offset:+g} h); a heat "
                "wave needs at least one"
            ),
            **told,
        )
    there: tuple[date, date] = (whole[0].item(), whole[-1].item())
    if part.days is None:
        if whole.size > DAYS_WITHOUT_A_CHOICE:
            raise InputProblem(
                N_(
                    "{file}: it holds {count} days ({first} to {last}); say with days which of "
                    'them are the heat wave, for example days = ["{last}", "{last}"]'
                ),
                file=weather.source,
                count=int(whole.size),
                first=there[0].isoformat(),
                last=there[1].isoformat(),
            )
        days = there
    else:
        days = part.days
    if not there[0] <= days[0] <= days[1] <= there[1]:
        raise InputProblem(
            N_(
                "{file}: its whole days (clock: UTC{offset:+g} h) go from {first} to {last}, but "
                "the heat wave from {wanted_first} to {wanted_last}; give the hours that are "
                "missing, other days, or another clock_utc_offset_h"
            ),
            **told,
            first=there[0].isoformat(),
            last=there[1].isoformat(),
            wanted_first=days[0].isoformat(),
            wanted_last=days[1].isoformat(),
        )
    return days


def _local(weather: Weather) -> NDArray[np.datetime64]:
    return local_times(weather.times_utc, weather.utc_offset_h)


def _hours_of_night(weather: Weather, days: tuple[date, date]) -> int:
    """Hours that are known of the morning after the last day."""
    after = np.datetime64(days[1] + timedelta(days=1), "m")
    known = int(np.count_nonzero(_local(weather) >= after))
    return min(known, NIGHT_AFTER_H)


def _cut(weather: Weather, days: tuple[date, date], night_h: int) -> Weather:
    begin = int(np.searchsorted(_local(weather), np.datetime64(days[0], "m")))
    end = begin + ((days[1] - days[0]).days + 1) * HOURS_PER_DAY + night_h
    return _part(weather, begin, end)


def _part(weather: Weather, begin: int, end: int) -> Weather:
    return replace(
        weather,
        begin_utc=weather.begin_utc + begin * HOUR,
        columns={name: values[begin:end] for name, values in weather.columns.items()},
    )


def _of_day(weather: Weather, day: date, name: str) -> NDArray[np.float64]:
    values: NDArray[np.float64] = weather.column(name)[weather.dates == np.datetime64(day)]
    return values


def _refuse_frost(weather: Weather) -> None:
    air_c = weather.column("air_temperature_c")
    coldest = int(air_c.argmin())
    if air_c[coldest] < FROST_C:
        raise InputProblem(
            N_(
                "{file}: on {day} the air has {coldest:.1f} °C; snow and frozen ground are not "
                "computed, so a heat wave has no frost: choose other days"
            ),
            file=weather.source,
            day=str(weather.dates[coldest]),
            coldest=float(air_c[coldest]),
        )


def _refuse_dark_days(weather: Weather, days: tuple[date, date]) -> None:
    above_air = extraterrestrial_w_m2(weather.times_utc, 60.0, weather.place)
    day = days[0]
    while day <= days[1]:
        of_day = weather.dates == np.datetime64(day)
        if not above_air[of_day].any():
            raise InputProblem(
                N_(
                    "{file}: on {day} the sun does not rise at {latitude:.2f}° N; choose other "
                    "days, or check the place"
                ),
                file=weather.source,
                day=day.isoformat(),
                latitude=weather.place.latitude_deg,
            )
        if not weather.column("global_radiation_w_m2")[of_day].any():
            raise InputProblem(
                N_(
                    "{file}: the global radiation is 0 all through {day}, although the sun is up; "
                    "choose other days, or complete the file"
                ),
                file=weather.source,
                day=day.isoformat(),
            )
        day += timedelta(days=1)


def _map_day(part: HeatPart, weather: Weather, days: tuple[date, date], night_h: int) -> date:
    """The day that is asked for, or the hottest whose night is known."""
    last_with_night = days[1] if night_h >= NIGHT_HOUR else days[1] - timedelta(days=1)
    if part.map_day is not None:
        if not days[0] <= part.map_day <= days[1]:
            raise InputProblem(
                N_("{file}: map_day {day} is none of the days from {first} to {last}"),
                file=weather.source,
                day=part.map_day.isoformat(),
                first=days[0].isoformat(),
                last=days[1].isoformat(),
            )
        if part.map_day > last_with_night:
            raise _no_night(weather, part.map_day)
        return part.map_day
    if last_with_night < days[0]:
        raise _no_night(weather, days[0])
    of_choice = weather.dates <= np.datetime64(last_with_night)
    air_c = weather.column("air_temperature_c")[of_choice]
    hottest: date = weather.dates[of_choice][air_c.argmax()].item()
    return hottest


def _no_night(weather: Weather, day: date) -> InputProblem:
    return InputProblem(
        N_(
            "{file}: the weather ends before 4 h of the night after {day} (clock: UTC{offset:+g} "
            "h), which the maps of the night show; give weather to the next morning, or an "
            "earlier map_day"
        ),
        file=weather.source,
        day=day.isoformat(),
        offset=weather.utc_offset_h,
    )


def _before(
    part: HeatPart, weather: Weather, days: tuple[date, date]
) -> tuple[tuple[Weather, ReferenceEvapotranspiration] | None, tuple[Problem, ...]]:
    """The weather of the days before, where its water can be followed; and doubts."""
    if not part.spin_up_days:
        return None, ()
    local = _local(weather)
    begin = int(np.searchsorted(local, np.datetime64(days[0] - timedelta(part.spin_up_days), "m")))
    end = int(np.searchsorted(local, np.datetime64(days[0], "m")))
    if not weather.has("rain_mm") or begin == end:
        return None, (
            Problem(
                N_(
                    "{file}: there is no rain in the weather before {day}, so spin_up_days has no "
                    "effect: the heat wave starts from the water of antecedent or after_storm"
                ),
                file=weather.source,
                day=days[0].isoformat(),
            ),
        )
    before = _part(weather, begin, end)
    missing_h = part.spin_up_days * HOURS_PER_DAY - before.hours
    doubts: tuple[Problem, ...] = ()
    if missing_h > 0:
        doubts = (
            Problem(
                N_(
                    "{file}: the weather before {day} is {hours} h shorter than spin_up_days; the "
                    "water is followed from its beginning"
                ),
                file=weather.source,
                day=days[0].isoformat(),
                hours=missing_h,
            ),
        )
    return (before, reference_evapotranspiration(before)), doubts
