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
from herne_schwamm.inputs.run_file_heat import MOST_DAYS, HeatPart
from herne_schwamm.inputs.weather import DAYS_NOT_THERE, read_weather
from herne_schwamm.problems import N_, InputProblem, Problem

CENTRAL_EUROPEAN_TIME_H = 1.0
"""Clock of days where the weather file counts in universal time. [h]"""

NEEDED = ("air_temperature_c", "relative_humidity", "global_radiation_w_m2")
"""Columns without which no heat is computed."""

FROST_C, SUMMER_DAY_C = 0.0, 25.0
"""Below the first there may be snow; a day of summer reaches the second (DWD). [°C]"""

LEAST_WARMTH_C = 15.0
"""A heat wave whose hottest hour is colder is none: another year, unit or column. [°C]"""


@dataclass(frozen=True, slots=True)
class WaveWeather:
    """What a heat wave is driven by.

    Parameters
    ----------
    weather
        Whole days by the clock of the maps, its ``utc_offset_h``.
    before
        Weather with rain of the days before, and the evapotranspiration of
        grass; None: the water is followed over none.
    map_day
        Whose maps are made.
    doubts
        What a person should look at.
    """

    weather: Weather
    map_day: date
    before: tuple[Weather, ReferenceEvapotranspiration] | None = None
    doubts: tuple[Problem, ...] = ()


def read_heat_weather(part: HeatPart, city: City) -> WaveWeather:
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
        whole, or too many without a choice; frost, or it never gets warm; a
        day without sun.
    """
    terrain_m = city.layer("terrain_m")
    here = location_of(city.grid)
    place = StationPlace(here.latitude_deg, here.longitude_deg, float(np.nanmean(terrain_m)))
    first, last = (None, None) if part.days is None else part.days
    if first is not None:
        first -= timedelta(days=part.spin_up_days or 0)
    # A day more on either side: days may be counted by another clock than the file's, and the
    # last night ends on the next day.
    try:
        read = read_weather(part, place, first, last, HOURS_PER_DAY)
    except InputProblem as problem:
        raise _with_spin_up_told(problem, part) from problem
    for name in NEEDED:
        read.column(name)
    whole = replace(read, utc_offset_h=_clock_h(part, read))
    days = _days_of(part, whole)
    _refuse_other_map_day(part, whole, days)
    wave = whole.of_days(*days)
    _refuse_cold(wave, days)
    _refuse_dark_days(wave, days)
    before, doubts = _before(part, whole, days)
    hottest_c = float(wave.column("air_temperature_c").max())
    if hottest_c < SUMMER_DAY_C:
        doubts += (
            Problem(
                N_(
                    "{file}: from {first} to {last} the air reaches only {hottest:.1f} °C, which "
                    "is no day of summer (25 °C); the maps show no heat"
                ),
                file=wave.source,
                first=days[0].isoformat(),
                last=days[1].isoformat(),
                hottest=hottest_c,
            ),
        )
    return WaveWeather(wave, part.map_day or wave.hottest_day(), before, doubts)


def _with_spin_up_told(problem: InputProblem, part: HeatPart) -> InputProblem:
    """The problem, with the reason where only days before the heat wave are missing."""
    if problem.sentence != DAYS_NOT_THERE or part.days is None or part.spin_up_days is None:
        return problem
    begin, end = (day.isoformat() for day in part.days)
    if str(problem.facts["first"]) > begin or str(problem.facts["last"]) < end:
        return problem
    return InputProblem(
        N_(
            "{problem} (the heat wave begins on {day}; the days before it are wanted because of "
            "spin_up_days = {days})"
        ),
        problem=problem,
        day=begin,
        days=part.spin_up_days,
    )


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
        if whole.size > MOST_DAYS:
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


def _refuse_other_map_day(part: HeatPart, weather: Weather, days: tuple[date, date]) -> None:
    if part.map_day is not None and not days[0] <= part.map_day <= days[1]:
        raise InputProblem(
            N_("{file}: map_day {day} is none of the days from {first} to {last}"),
            file=weather.source,
            day=part.map_day.isoformat(),
            first=days[0].isoformat(),
            last=days[1].isoformat(),
        )


def _part(weather: Weather, begin: int, end: int) -> Weather:
    return replace(
        weather,
        begin_utc=weather.begin_utc + begin * HOUR,
        columns={name: values[begin:end] for name, values in weather.columns.items()},
    )


def _refuse_cold(weather: Weather, days: tuple[date, date]) -> None:
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
    warmest_c = float(air_c.max())
    if warmest_c < LEAST_WARMTH_C:
        raise InputProblem(
            N_(
                "{file}: from {first} to {last} it never gets warmer than {warmest:.1f} °C; a heat "
                "wave is asked for: check days and the unit of the temperature"
            ),
            file=weather.source,
            first=days[0].isoformat(),
            last=days[1].isoformat(),
            warmest=warmest_c,
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


def _before(
    part: HeatPart, weather: Weather, days: tuple[date, date]
) -> tuple[tuple[Weather, ReferenceEvapotranspiration] | None, tuple[Problem, ...]]:
    """The weather of the days before, where its water can be followed; and doubts."""
    if part.spin_up_days is None:
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
