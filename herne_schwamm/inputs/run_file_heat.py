"""The part of a run file that describes one heat wave."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from herne_schwamm.inputs.run_file_parts import Name, refuse_both
from herne_schwamm.inputs.run_file_values import Antecedent, refuse
from herne_schwamm.inputs.run_file_weather import WeatherPart
from herne_schwamm.problems import N_, RunFileProblem

MOST_DAYS = 14
"""Longer than any heat wave of Germany so far; longer ones are seasons."""


def _day(value: Any) -> Any:
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
    days: Days
    """First and last day, both included, by the clock of the weather:
    ["2019-07-24", "2019-07-26"]."""
    map_day: Day | None = None
    """Day that the maps show; without it the one with the highest air temperature."""
    antecedent: Antecedent = 0.5
    """Relative soil moisture on the first morning: 0 (dry) to 1 (saturated). With [season] also
    "dry", "normal" or "wet" (the water that one, five or nine of ten summer days do not exceed),
    or one of its days, "2018-07-20"."""
    after_storm: Name | None = None
    """Name of a storm: the heat wave begins with the water that this storm leaves behind."""
    cold_air: bool = True
    """Whether the cold air of the night is followed, too."""

    @model_validator(mode="after")
    def _consistent(self) -> HeatPart:
        if "antecedent" in self.model_fields_set:
            refuse_both(self, "antecedent", "after_storm")
        if self.map_day is not None and not self.days[0] <= self.map_day <= self.days[1]:
            refuse(
                RunFileProblem(
                    N_("map_day ({day}) has to be one of the days"), day=self.map_day.isoformat()
                )
            )
        return self
