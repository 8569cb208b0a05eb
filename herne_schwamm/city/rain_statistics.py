"""Statistics of rain at a place: depths by duration and return period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.design_storm import DepthDurationCurve

Tolerance = Literal["minus", "none", "plus"]

_SIGN: Mapping[Tolerance, float] = {"minus": -1.0, "none": 0.0, "plus": 1.0}


@dataclass(frozen=True, slots=True)
class RainStatistics:
    """Depths that are reached once in a return period.

    Parameters
    ----------
    source
        What they are and of which cell, for reports.
    return_period_a
        Rising. [a]
    duration_min
        Rising. [min]
    depth_mm
        (duration, return period), rising along both. [mm]
    uncertainty
        Share of the depth by which it may be wrong in both directions (UC of
        KOSTRA-DWD-2020), same shape; NaN where the table has none. [0–1]
    """

    source: str
    return_period_a: NDArray[np.float64]
    duration_min: NDArray[np.float64]
    depth_mm: NDArray[np.float64]
    uncertainty: NDArray[np.float64]

    def curve(self, return_period_a: float, tolerance: Tolerance = "none") -> DepthDurationCurve:
        """Depths by duration of one tabulated return period, within the band of tolerance.

        Raises
        ------
        ValueError
            The return period is not in the table (nothing is interpolated),
            or the band is wanted where the table has none.
        """
        column = self._column(return_period_a)
        depth = self.depth_mm[:, column]
        if tolerance != "none":
            depth = depth * (1.0 + _SIGN[tolerance] * self.uncertainty[:, column])
        if not np.isfinite(depth).all():
            raise ValueError("the table has no band of tolerance")
        # A band that narrows with the duration may make a longer rain the smaller one.
        return DepthDurationCurve(self.duration_min, np.maximum.accumulate(depth))

    def depths_of(self, duration_min: float) -> Mapping[float, float]:
        """Depth of a duration by return period [a], interpolated between durations. [mm]

        Raises
        ------
        ValueError
            The duration lies outside the table.
        """
        return {
            float(period): float(self.curve(float(period)).depth_at(duration_min))
            for period in self.return_period_a
        }

    def _column(self, return_period_a: float) -> int:
        found = np.flatnonzero(self.return_period_a == return_period_a)
        if found.size == 0:
            raise ValueError(f"no return period of {return_period_a:g} years in the table")
        return int(found[0])
