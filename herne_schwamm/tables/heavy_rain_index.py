"""Starkregenindex (SRI): how rare a rain is, from 1 to 12."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from herne_schwamm.tables.reading import read_table


@dataclass(frozen=True, slots=True)
class HeavyRainIndexRow:
    """One index: it holds from a return period on, or from a multiple of the 100-year depth."""

    index: int
    rgb: tuple[int, int, int]
    label_de: str
    label_en: str
    return_period_a: float | None = None
    factor_100a: float | None = None


@lru_cache(maxsize=None)
def heavy_rain_indices() -> tuple[HeavyRainIndexRow, ...]:
    """All indices, rising."""
    return tuple(
        HeavyRainIndexRow(**{**row, "rgb": tuple(row["rgb"])})
        for row in read_table("heavy_rain_index")["row"]
    )


def heavy_rain_index(
    depth_mm: float, depth_by_return_period_mm: Mapping[float, float]
) -> HeavyRainIndexRow | None:
    """The index of a rain depth; None for a rain more frequent than index 1.

    Parameters
    ----------
    depth_mm
        Depth of the rain within its duration. [mm]
    depth_by_return_period_mm
        Depths of the same duration by return period [a], 100 years among
        them. [mm]

    Raises
    ------
    KeyError
        The depth of 100 years is missing.
    """
    depth_100a_mm = depth_by_return_period_mm[100.0]
    reached = None
    for row in heavy_rain_indices():
        if row.factor_100a is not None:
            threshold_mm = row.factor_100a * depth_100a_mm
        else:
            # The smallest tabulated return period at or above the threshold.
            rarer = [
                depth
                for period, depth in depth_by_return_period_mm.items()
                if row.return_period_a is not None and period >= row.return_period_a
            ]
            threshold_mm = min(rarer)
        if depth_mm >= threshold_mm:
            reached = row
    return reached
