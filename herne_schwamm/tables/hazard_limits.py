"""Limits of depth, velocity and their product from which a hazard class holds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from herne_schwamm.tables.reading import read_table


@dataclass(frozen=True, slots=True)
class HazardLimit:
    """What leads to one hazard class; None where a quantity does not.

    ``depth_m`` [m], ``velocity_m_s`` [m/s] and ``hazard_intensity_m2_s`` [m2/s] are the least
    values that do.
    """

    code: int
    depth_m: float
    velocity_m_s: float | None
    hazard_intensity_m2_s: float | None


@dataclass(frozen=True, slots=True)
class HazardLimits:
    """All classes, rising; a velocity counts only from a depth on [m]."""

    version: str
    velocity_counts_from_depth_m: float
    classes: tuple[HazardLimit, ...]


@lru_cache(maxsize=None)
def hazard_limits() -> HazardLimits:
    """The limits in use."""
    content = read_table("hazard_limits")
    return HazardLimits(
        content["version"],
        content["velocity_counts_from_depth_m"],
        tuple(
            HazardLimit(
                row["class"],
                row["depth_m"],
                row.get("velocity_m_s"),
                row.get("hazard_intensity_m2_s"),
            )
            for row in content["row"]
        ),
    )
