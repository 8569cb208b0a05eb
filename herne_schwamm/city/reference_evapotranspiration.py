"""Reference and potential evapotranspiration of weather, by a method that is always named.

The method alone shifts the yearly sum by some 15 %: it stands in the result,
and so does what the weather lacked where another method was wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.sunlight import day_of_year, extraterrestrial_w_m2
from herne_schwamm.city.weather import HOURS_PER_DAY, Weather
from herne_schwamm.kernels.evaporation_series import (
    hargreaves_days_mm,
    makkink_days_mm,
    penman_monteith_hours_mm,
    priestley_taylor_days_mm,
    turc_days_mm,
    turc_wendling_days_mm,
    vapour_pressure_hours_kpa,
)
from herne_schwamm.kernels.reference_evaporation import wind_speed_at_2_m
from herne_schwamm.problems import N_

GIVEN = "given"
"""The depths stand in the weather itself."""

METHOD_NEEDS: Mapping[str, tuple[str, ...]] = {
    GIVEN: ("potential_evapotranspiration_mm",),
    "penman_monteith": (
        "air_temperature_c",
        "relative_humidity",
        "wind_speed_m_s",
        "global_radiation_w_m2",
    ),
    "priestley_taylor": ("air_temperature_c", "relative_humidity", "global_radiation_w_m2"),
    "makkink": ("air_temperature_c", "global_radiation_w_m2"),
    "turc_wendling": ("air_temperature_c", "global_radiation_w_m2"),
    "turc": ("air_temperature_c", "relative_humidity", "global_radiation_w_m2"),
    "hargreaves": ("air_temperature_c",),
}
"""Columns that each method needs."""

METHOD_TITLES: Mapping[str, str] = {
    GIVEN: N_("as given in the weather file"),
    "penman_monteith": N_("FAO-56 Penman-Monteith, hourly"),
    "priestley_taylor": N_("Priestley-Taylor, daily, spread over the hours by radiation"),
    "makkink": N_("Makkink (KNMI), daily, spread over the hours by radiation"),
    "turc_wendling": N_("Turc-Wendling, daily, spread over the hours by radiation"),
    "turc": N_("Turc, daily, spread over the hours by radiation"),
    "hargreaves": N_("Hargreaves, daily, spread over the hours by radiation"),
}
"""Methods in words."""

LADDER = (GIVEN, "penman_monteith", "priestley_taylor", "makkink", "hargreaves")
"""Methods by what they know: where the weather cannot serve one, the next one is taken."""

MJ_PER_DAY_OF_W = 86400.0 / 1e6


@dataclass(frozen=True, slots=True, eq=False)
class ReferenceEvapotranspiration:
    """What grass with enough water would evaporate.

    Parameters
    ----------
    depth_mm
        (hours,) Never below 0. [mm]
    method
        What was computed, a name of `METHOD_NEEDS`.
    asked
        What was wanted; None: the best the weather can serve.
    missing
        Columns that the wanted method needs and the weather lacks.
    """

    depth_mm: NDArray[np.float64]
    method: str
    asked: str | None = None
    missing: tuple[str, ...] = ()


def reference_evapotranspiration(
    weather: Weather, method: str | None = None
) -> ReferenceEvapotranspiration:
    """Reference or potential evapotranspiration of every hour.

    Penman-Monteith is computed hour by hour. The others are methods for days:
    their depth is spread over the hours of the day by global radiation, or
    where there is none by the radiation above the air.

    Parameters
    ----------
    weather
        Has an air temperature at least, or the depths themselves.
    method
        A name of `METHOD_NEEDS`; None: the first of `LADDER` that can be
        served. Where the weather lacks what a method needs, the next one of
        `LADDER` is taken, and the result says so.

    Raises
    ------
    InputProblem
        The weather has no air temperature.
    ValueError
        There is no such method.
    """
    if method is not None and method not in METHOD_NEEDS:
        raise ValueError(f"no method {method}")
    missing = () if method is None else _missing(weather, method)
    used = method
    if used is None or missing:
        rungs = LADDER[LADDER.index(used) + 1 :] if used in LADDER else LADDER
        used = next((rung for rung in rungs if not _missing(weather, rung)), "hargreaves")
    depth_mm = _BY_METHOD[used](weather)
    return ReferenceEvapotranspiration(depth_mm, used, method, missing)


def _missing(weather: Weather, method: str) -> tuple[str, ...]:
    return tuple(name for name in METHOD_NEEDS[method] if not weather.has(name))


class _Days:
    """Daily values of hourly weather; days cut by its ends count by their hours."""

    def __init__(self, weather: Weather) -> None:
        self._weather = weather
        dates = weather.dates
        self._first = np.flatnonzero(np.r_[True, dates[1:] != dates[:-1]])
        self._hours = np.diff(np.r_[self._first, dates.size])
        self.day_of_year = day_of_year(dates[self._first])

    def mean(self, name: str) -> NDArray[np.float64]:
        total = np.add.reduceat(self._weather.column(name), self._first)
        mean: NDArray[np.float64] = total / self._hours
        return mean

    @cached_property
    def lowest_c(self) -> NDArray[np.float64]:
        return np.minimum.reduceat(self._weather.column("air_temperature_c"), self._first)

    @cached_property
    def highest_c(self) -> NDArray[np.float64]:
        return np.maximum.reduceat(self._weather.column("air_temperature_c"), self._first)

    @cached_property
    def radiation_mj_m2(self) -> NDArray[np.float64]:
        return self.mean("global_radiation_w_m2") * MJ_PER_DAY_OF_W

    @cached_property
    def vapour_pressure_kpa(self) -> NDArray[np.float64]:
        temperature_c = self._weather.column("air_temperature_c")
        humidity = self._weather.column("relative_humidity")
        vapour = vapour_pressure_hours_kpa(temperature_c, humidity)
        mean: NDArray[np.float64] = np.add.reduceat(vapour, self._first) / self._hours
        return mean

    def spread(self, depth_mm: NDArray[np.float64]) -> NDArray[np.float64]:
        """Depths of days over their hours, by radiation; evenly where there is none."""
        weather = self._weather
        if weather.has("global_radiation_w_m2"):
            weight = weather.column("global_radiation_w_m2")
        else:
            weight = extraterrestrial_w_m2(weather.times_utc, 60.0, weather.place)
        total = np.add.reduceat(weight, self._first)
        dark = np.repeat(total <= 0.0, self._hours)
        weight = np.where(dark, 1.0, weight)
        total = np.where(total <= 0.0, self._hours, total)
        per_weight = depth_mm * self._hours / HOURS_PER_DAY / total
        hours: NDArray[np.float64] = weight * np.repeat(per_weight, self._hours)
        return hours


def _penman_monteith(weather: Weather) -> NDArray[np.float64]:
    factor = wind_speed_at_2_m(1.0, weather.wind_height_m)
    depth_mm: NDArray[np.float64] = penman_monteith_hours_mm(
        weather.column("air_temperature_c"),
        weather.column("relative_humidity"),
        weather.column("wind_speed_m_s") * factor,
        weather.column("global_radiation_w_m2"),
        extraterrestrial_w_m2(weather.times_utc, 60.0, weather.place),
        weather.place.height_m,
    )
    return depth_mm


def _priestley_taylor(weather: Weather) -> NDArray[np.float64]:
    days = _Days(weather)
    return days.spread(
        priestley_taylor_days_mm(
            days.lowest_c,
            days.highest_c,
            days.mean("air_temperature_c"),
            days.vapour_pressure_kpa,
            days.radiation_mj_m2,
            days.day_of_year,
            weather.place.latitude_deg,
            weather.place.height_m,
        )
    )


def _makkink(weather: Weather) -> NDArray[np.float64]:
    days = _Days(weather)
    return days.spread(makkink_days_mm(days.mean("air_temperature_c"), days.radiation_mj_m2))


def _turc_wendling(weather: Weather) -> NDArray[np.float64]:
    days = _Days(weather)
    return days.spread(turc_wendling_days_mm(days.mean("air_temperature_c"), days.radiation_mj_m2))


def _turc(weather: Weather) -> NDArray[np.float64]:
    days = _Days(weather)
    return days.spread(
        turc_days_mm(
            days.mean("air_temperature_c"), days.mean("relative_humidity"), days.radiation_mj_m2
        )
    )


def _hargreaves(weather: Weather) -> NDArray[np.float64]:
    days = _Days(weather)
    return days.spread(
        hargreaves_days_mm(
            days.lowest_c,
            days.highest_c,
            days.mean("air_temperature_c"),
            days.day_of_year,
            weather.place.latitude_deg,
        )
    )


_BY_METHOD: Mapping[str, Callable[[Weather], NDArray[np.float64]]] = {
    GIVEN: lambda weather: weather.column("potential_evapotranspiration_mm"),
    "penman_monteith": _penman_monteith,
    "priestley_taylor": _priestley_taylor,
    "makkink": _makkink,
    "turc_wendling": _turc_wendling,
    "turc": _turc,
    "hargreaves": _hargreaves,
}
