"""Weather of a place by month: statistics that a weather generator draws from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from herne_schwamm.tables.reading import read_table


@dataclass(frozen=True, slots=True)
class DryWet:
    """Mean of dry days, mean of wet days, and the spread within both."""

    dry: float
    wet: float
    spread: float


@dataclass(frozen=True, slots=True)
class ClimateMonth:
    """One month; see the head of the table for what its numbers are."""

    month: int
    rain_mm: float
    wet_after_wet: float
    wet_after_dry: float
    wet_day_mm: float
    temperature_c: DryWet
    range_k: DryWet
    clearness: DryWet
    humidity_percent: DryWet
    wind_m_s: DryWet
    temperature_with_clearness: float


@dataclass(frozen=True, slots=True)
class StormShape:
    """How rain of wet days below a depth falls: quantiles of its peak's share and duration."""

    half_year: str
    below_mm: float
    peak_share: tuple[float, ...]
    duration_h: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Climate:
    """All of it.

    ``chain`` holds correlations by name; ``depth_probability`` and
    ``depth_multiple`` the quantiles of a wet day's depth; ``storm_probability``
    those of the storm shapes.
    """

    source: str
    chain: dict[str, float]
    depth_probability: tuple[float, ...]
    depth_multiple: tuple[float, ...]
    storm_probability: tuple[float, ...]
    summer_months: tuple[int, int]
    months: tuple[ClimateMonth, ...]
    storms: tuple[StormShape, ...]

    def storm_shape(self, month: int, depth_mm: float) -> StormShape:
        """The shape of a wet day of a month and a depth."""
        first, last = self.summer_months
        half_year = "summer" if first <= month <= last else "winter"
        return next(
            shape
            for shape in self.storms
            if shape.half_year == half_year and depth_mm < shape.below_mm
        )


def _month(row: dict[str, Any]) -> ClimateMonth:
    threes = {key: DryWet(*value) for key, value in row.items() if isinstance(value, list)}
    return ClimateMonth(**{**row, **threes})


@lru_cache(maxsize=None)
def climate_de_bilt() -> Climate:
    """Statistics of De Bilt, 1990 to 2019."""
    table = read_table("climate_de_bilt")
    months = tuple(_month(row) for row in table["month"])
    storms = tuple(
        StormShape(
            row["half_year"],
            row["below_mm"],
            tuple(row["peak_share"]),
            tuple(row["duration_h"]),
        )
        for row in table["storm"]
    )
    first, last = table["storms"]["summer_months"]
    return Climate(
        source=table["source"],
        chain=table["chain"],
        depth_probability=tuple(table["depths"]["probability"]),
        depth_multiple=tuple(table["depths"]["multiple"]),
        storm_probability=tuple(table["storms"]["probability"]),
        summer_months=(first, last),
        months=months,
        storms=storms,
    )
