"""Goals of the region that indicators are held against."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from herne_schwamm.tables.reading import read_table


@dataclass(frozen=True, slots=True)
class RegionalGoals:
    """By ``target_year``: runoff into combined sewers less by a share, evapotranspiration more.

    ``natural_deviation_percentage_points`` is the most that shares of runoff,
    recharge and evapotranspiration may lie beside those of the unbuilt state.
    """

    version: str
    source: str
    target_year: int
    runoff_reduction_share: float
    evapotranspiration_gain_percentage_points: float
    natural_deviation_percentage_points: float


@lru_cache(maxsize=None)
def regional_goals() -> RegionalGoals:
    """The goals in use."""
    content = read_table("regional_goals")
    del content["id"]
    return RegionalGoals(**content)
