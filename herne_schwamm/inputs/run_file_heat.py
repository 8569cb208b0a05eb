"""The part of a run file that says which heat waves are followed, and from which water."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator

from herne_schwamm.inputs.guessing import or_guess
from herne_schwamm.inputs.run_file_parts import Name
from herne_schwamm.inputs.run_file_season import SeasonPart
from herne_schwamm.inputs.run_file_values import SEASON_WORDS, Antecedent, refuse
from herne_schwamm.inputs.run_file_weather import WeatherPart
from herne_schwamm.problems import N_, RunFileProblem

LONGEST_WAVE_DAYS = 31
"""Days of a heat wave at most: longer times are seasons. [d]"""

DAY_FORM = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


def _day(value: Any) -> date:
    # TOML has days without quotation marks, too; a moment is more than a day.
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        if isinstance(value, str) and re.fullmatch(DAY_FORM, value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    refuse(
        RunFileProblem(
            N_('a day in quotation marks is expected, for example "2019-07-25", not {value}'),
            value=str(value),
        )
    )


def _days(value: Any) -> tuple[date, date]:
    if not (isinstance(value, list | tuple) and len(value) == 2):
        refuse(
            RunFileProblem(
                N_(
                    "the first and the last day are expected, for example "
                    '["2019-07-24", "2019-07-26"]'
                )
            )
        )
    first, last = (_day(day) for day in value)
    days = (last - first).days + 1
    if not 1 <= days <= LONGEST_WAVE_DAYS:
        refuse(
            RunFileProblem(
                N_("from {first} to {last} there are {days} days, but 1 to {most} are expected"),
                first=first.isoformat(),
                last=last.isoformat(),
                days=days,
                most=LONGEST_WAVE_DAYS,
            )
        )
    return first, last


def _optional_day(value: Any) -> date | None:
    return None if value is None else _day(value)


def _optional_days(value: Any) -> tuple[date, date] | None:
    return None if value is None else _days(value)


_DAY_SCHEMA = {"type": "string", "format": "date"}

Day = Annotated[
    date | None,
    BeforeValidator(_optional_day),
    PlainSerializer(lambda day: None if day is None else day.isoformat()),
    WithJsonSchema(_DAY_SCHEMA),
]
Days = Annotated[
    tuple[date, date] | None,
    BeforeValidator(_optional_days),
    PlainSerializer(lambda days: None if days is None else [day.isoformat() for day in days]),
    WithJsonSchema({"type": "array", "items": _DAY_SCHEMA, "minItems": 2, "maxItems": 2}),
]
"""First and last day, both included."""


class HeatPart(WeatherPart):
    """One heat wave over the whole city."""

    name: Name
    """Name of the heat wave: its results lie in a folder of this name."""
    label: str | None = Field(default=None, min_length=1, max_length=100)
    """Words for the head of its maps, for example "July 2019 after a dry spring"."""
    days: Days = None
    """First and last day of the heat wave, both included, for example
    ["2019-07-24", "2019-07-26"]; without it all days of the weather, of which there may be 14."""
    map_day: Day = None
    """Day that the maps show; without it the hottest."""
    clock_utc_offset_h: float | None = Field(default=None, ge=-12.0, le=14.0)
    """Clock by which days, 15 h and 4 h are counted: hours ahead of universal time [h]. Without
    it the clock of the weather file, and Central European Time (1) where that is universal time."""
    spin_up_days: int = Field(default=0, ge=0, le=366)
    """Days before the heat wave over which the water of the city is followed through rain and
    evaporation of the weather [d]."""
    antecedent: Antecedent = 0.5
    """Relative soil moisture at the beginning (with spin_up_days at the beginning of those): as
    of a storm a number from 0 (dry) to 1 (saturated), or with [season] "dry", "normal", "wet" or
    one of its days, "2018-07-20": the heat wave starts from the season's water then."""
    after_storm: Name | None = None
    """Name of a storm of this run in place of antecedent: the heat wave starts from the water
    which that storm leaves behind."""

    @model_validator(mode="after")
    def _consistent(self) -> HeatPart:
        if self.after_storm is not None and "antecedent" in self.model_fields_set:
            refuse(
                RunFileProblem(
                    N_("{first} and {second} exclude each other; give one of them"),
                    first="antecedent",
                    second="after_storm",
                )
            )
        if self.spin_up_days and self.days is None:
            refuse(
                RunFileProblem(
                    N_("the key {key} means nothing without the key {needed}"),
                    key="spin_up_days",
                    needed="days",
                )
            )
        if self.map_day is not None and self.days is not None:
            first, last = self.days
            if not first <= self.map_day <= last:
                refuse(
                    RunFileProblem(
                        N_("map_day {day} does not lie within days ({first} to {last})"),
                        day=self.map_day.isoformat(),
                        first=first.isoformat(),
                        last=last.isoformat(),
                    )
                )
        return self


def require_heat_waves(
    heat_waves: Sequence[HeatPart],
    storms: Collection[str],
    season: SeasonPart | None,
    *,
    has_curve_number: bool,
) -> None:
    """Stop the validation where a heat wave lacks its soil, its storm or its season.

    Parameters
    ----------
    heat_waves
        Of the run file.
    storms
        Names of its storms.
    season
        Its season.
    has_curve_number
        Whether curve numbers stand for the soil.
    """
    if heat_waves and has_curve_number:
        refuse(
            RunFileProblem(
                N_(
                    "[[heat]] needs the soil, which curve_number stands for in storms only; "
                    "give soil in place of it, or take [[heat]] out"
                )
            )
        )
    for wave in heat_waves:
        if wave.after_storm is not None and wave.after_storm not in storms:
            refuse(
                or_guess(
                    RunFileProblem(
                        N_(
                            "the heat wave {name} comes after the storm {storm}, which the run "
                            "file does not have; it has {storms}"
                        ),
                        name=wave.name,
                        storm=wave.after_storm,
                        storms=", ".join(storms) or "–",
                    ),
                    wave.after_storm,
                    storms,
                )
            )
        if isinstance(wave.antecedent, str):
            _require_season(wave.name, wave.antecedent, season)


def _require_season(name: str, begins: str, season: SeasonPart | None) -> None:
    if season is None:
        refuse(
            RunFileProblem(
                N_(
                    'the heat wave {name} starts from the season (antecedent = "{value}"), but '
                    "the part [season] is missing; add it, or give a number from 0 (dry) to 1 "
                    "(saturated)"
                ),
                name=name,
                value=begins,
            )
        )
    first, last = season.years
    if begins not in SEASON_WORDS and not first <= date.fromisoformat(begins).year <= last:
        refuse(
            RunFileProblem(
                N_(
                    "the heat wave {name} starts from the water of {day}, but the season goes "
                    "from {first} to {last}; give a day of these years"
                ),
                name=name,
                day=begins,
                first=str(first),
                last=str(last),
            )
        )
