"""Starkregenindex (SRI): how rare a rain is, from 1 to 12."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

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

    The depth of a threshold that is not tabulated is taken linearly in the
    logarithm of the return period between its neighbours.

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
        The depth of 100 years is missing; or the rain is more frequent than
        the first return period of the table, whose thresholds are not known.
    """
    depth_100a_mm = depth_by_return_period_mm[100.0]
    periods = sorted(depth_by_return_period_mm)
    depths_mm = [depth_by_return_period_mm[period] for period in periods]
    reached = None
    for row in heavy_rain_indices():
        if row.factor_100a is not None:
            threshold_mm = row.factor_100a * depth_100a_mm
        elif row.return_period_a is None:
            raise AssertionError("an index without a threshold")
        elif row.return_period_a < periods[0]:
            if depth_mm < depths_mm[0]:
                raise KeyError(row.return_period_a)
            threshold_mm = depths_mm[0]
        else:
            threshold_mm = float(np.interp(np.log(row.return_period_a), np.log(periods), depths_mm))
        if depth_mm >= threshold_mm:
            reached = row
    return reached
