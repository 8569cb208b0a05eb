"""The part of a run file that describes one heat wave."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from herne_schwamm.inputs.run_file_parts import Name, refuse_both, refuse_without
from herne_schwamm.inputs.run_file_values import Antecedent, refuse
from herne_schwamm.inputs.run_file_weather import WeatherPart
from herne_schwamm.problems import N_, RunFileProblem

MOST_DAYS = 14
"""Longer than any heat wave of Germany so far; longer ones are seasons."""


def _day(value: Any) -> Any:
    # TOML has days without quotation marks, too; a moment is more than a day.
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        refuse(RunFileProblem(N_('a day is expected, for example "2019-07-25"')))


def _days(value: Any) -> Any:
    if not isinstance(value, list | tuple) or len(value) != 2:
        refuse(
            RunFileProblem(
                N_(
                    "the first and the last day are expected, for example "
                    '["2019-07-24", "2019-07-26"]'
                )
            )
        )
    first, last = (_day(one) for one in value)
    if not 0 <= (last - first).days < MOST_DAYS:
        refuse(
            RunFileProblem(
                N_("the days go from the first to the last, at most {days} of them"),
                days=MOST_DAYS,
            )
        )
    return first, last


Days = Annotated[
    tuple[date, date],
    BeforeValidator(_days),
    WithJsonSchema({"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}),
]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string"})]


class HeatPart(WeatherPart):
    """One heat wave over the whole city."""

    name: Name
    """Name of the heat wave: its results lie in a folder of this name."""
    label: str | None = Field(default=None, min_length=1, max_length=100)
    """Words for the head of its maps, for example "Hitzewelle nach trockenem Frühjahr"."""
    days: Days | None = None
    """First and last day, both included: ["2019-07-24", "2019-07-26"]; without it all whole days
    of the weather, of which there may be 14."""
    map_day: Day | None = None
    """Day that the maps show; without it the one with the highest air temperature."""
    clock_utc_offset_h: float | None = Field(default=None, ge=-12.0, le=14.0)
    """Clock by which days, 15 h and 4 h are counted: hours ahead of universal time [h]. Without
    it the clock of the weather file, and Central European Time (1) where that is universal time,
    as in files of Deutscher Wetterdienst."""
    spin_up_days: int | None = Field(default=None, ge=1, le=366)
    """Days of the weather before the first over which the city's water is followed through rain
    and evaporation [d]; without it the heat wave starts from antecedent or after_storm at once."""
    antecedent: Antecedent = 0.5
    """Relative soil moisture on the first morning, with spin_up_days on the first of those:
    0 (dry) to 1 (saturated). With [season] also
    "dry", "normal" or "wet" (the water that one, five or nine of ten summer days do not exceed),
    or one of its days, "2018-07-20"."""
    after_storm: Name | None = None
    """Name of a storm: the heat wave begins with the water that this storm leaves behind."""
    cold_air: bool = True
    """Whether the cold air of the night is followed, too."""
    cold_air_after_sunset_h: float = Field(default=4.0, ge=4.0, le=8.0)
    """How long after sunset the maps show the cold air, 4 to 8 [h]."""

    @model_validator(mode="after")
    def _consistent(self) -> HeatPart:
        if "antecedent" in self.model_fields_set:
            refuse_both(self, "antecedent", "after_storm")
        refuse_without(self, "spin_up_days", "days")
        if "cold_air_after_sunset_h" in self.model_fields_set and not self.cold_air:
            refuse(
                RunFileProblem(
                    N_(
                        "cold_air_after_sunset_h means nothing with cold_air = false; take one of "
                        "the two lines away"
                    )
                )
            )
        if self.days is None:
            return self
        if self.map_day is not None and not self.days[0] <= self.map_day <= self.days[1]:
            refuse(
                RunFileProblem(
                    N_("map_day ({day}) has to be one of the days"), day=self.map_day.isoformat()
                )
            )
        return self
