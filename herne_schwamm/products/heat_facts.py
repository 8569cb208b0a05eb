"""What the products of a heat wave are told of it, and what it is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import xarray as xr

from herne_schwamm.problems import N_, Language, Problem

DIFFERENCES = {
    "pet_day_difference_k": "pet_day_c",
    "surface_temperature_day_difference_k": "surface_temperature_day_c",
    "air_temperature_day_difference_k": "air_temperature_day_c",
}
"""Maps of a difference, and the map of each wave that it is one of."""

OF_COLD_AIR = ("cold_air_depth_m", "cold_air_velocity_m_s", "cold_air_flux_m2_s")
"""Maps of the night some hours after sunset."""

COMPARED = (
    "pet_day_c",
    "air_temperature_day_c",
    "surface_temperature_day_c",
    "air_temperature_night_c",
    "evaporative_cooling_w_m2",
)

CENTRAL_EUROPEAN_TIME_H = 1.0
"""Ahead of universal time. [h]"""


@dataclass(frozen=True, slots=True)
class OtherWave:
    """A heat wave of the same weather that began with other water.

    ``maps`` has at least those of `COMPARED`.
    """

    title: str
    maps: xr.Dataset
    evaporated_mm: float


@dataclass(frozen=True, slots=True)
class DaysBefore:
    """Days before a heat wave over which its water was followed.

    ``days`` may be less than was asked for; ``method`` is a name of
    `METHOD_TITLES`; rain and evaporation are means over the area. [mm]
    """

    days: float
    method: str
    rain_mm: float
    evaporated_mm: float


@dataclass(frozen=True, slots=True)
class HeatFacts:
    """What a heat wave rests on.

    Parameters
    ----------
    name, label
        Of the run file.
    weather, weather_notes
        Files, and what was done to them.
    clock_utc_offset_h
        By which days and hours are counted: ahead of universal time. [h]
    begins, begins_on
        What the water begins with: a storm, a word of the season, or a share of the soil's
        room [0–1]; a day of the season, else None.
    days, map_day, night_day
        First and last day, that of the maps, and that on whose morning the night's maps are.
    maps
        Rasters by product name, NaN where there is no value.
    hours
        Means of the city over time.
    balance
        Terms of the balances of water and energy, and their errors.
    assumptions
        Keys of `ASSUMPTIONS`.
    before
        Days before, over which the water was followed; None: none.
    doubts
        What a person should look at.
    later
        Titles of heat waves of the same weather whose reports compare with this one.
    cold_air_after_sunset_h
        How long after sunset the maps show the cold air. [h]
    """

    name: str
    label: str | None
    weather: str
    weather_notes: Sequence[Problem]
    clock_utc_offset_h: float
    begins: str | float
    days: tuple[date, date]
    map_day: date
    night_day: date
    maps: xr.Dataset
    hours: pd.DataFrame
    balance: Mapping[str, float]
    assumptions: Sequence[str]
    before: DaysBefore | None = None
    doubts: Sequence[Problem] = ()
    later: Sequence[str] = ()
    begins_on: date | None = None
    cold_air_after_sunset_h: float = 4.0


def heat_title(facts: HeatFacts, language: Language, place: str | None = None) -> str:
    """The heat wave in one line: place, name and day of the maps."""
    return _titled(facts, language.date(facts.map_day), place)


def night_title(facts: HeatFacts, language: Language, place: str | None = None) -> str:
    """The heat wave in one line: place, name and night of the maps."""
    return _titled(facts, told_night(facts.night_day, language), place)


def cold_air_title(facts: HeatFacts, language: Language, place: str | None = None) -> str:
    """The heat wave in one line: place, name, night of the maps and hours after sunset."""
    return f"{night_title(facts, language, place)}, {told_after_sunset(facts, language)}"


def days_title(facts: HeatFacts, language: Language, place: str | None = None) -> str:
    """The heat wave in one line: place, name, first and last day."""
    first, last = (language.date(day) for day in facts.days)
    return _titled(facts, first if first == last else f"{first} – {last}", place)


def _titled(facts: HeatFacts, when: str, place: str | None) -> str:
    title = f"{facts.label or facts.name} · {when}"
    return f"{place} – {title}" if place else title


def told_night(morning: date, language: Language) -> str:
    """The night that ends on a morning."""
    return language.text(N_("night before {day}"), day=language.date(morning))


def told_after_sunset(facts: HeatFacts, language: Language) -> str:
    """When in the night the maps show the cold air."""
    hours = language.trimmed(facts.cold_air_after_sunset_h)
    return language.text(N_("{hours} h after sunset"), hours=hours)


def told_clock(facts: HeatFacts, language: Language) -> str:
    """The clock that days and hours are counted by."""
    offset_h = facts.clock_utc_offset_h
    if offset_h == CENTRAL_EUROPEAN_TIME_H:
        return language.text(N_("Central European Time, without summer time"))
    sign = "+" if offset_h >= 0 else "−"
    return f"UTC {sign} {language.trimmed(abs(offset_h))} h"
