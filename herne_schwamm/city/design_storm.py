"""Design storms: rain over time from the depths that belong to one return period."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.forcing import StepSeries

SECONDS_PER_MINUTE = 60.0
MINUTES_PER_HOUR = 60.0
EULER_STEP_MIN = 5.0
EULER_PEAK_SHARE = 1.0 / 3.0

DVWK_PARTS = ((0.3, 0.2), (0.2, 0.5), (0.5, 0.3))
"""(share of the duration, share of the depth) of the three parts of the DVWK storm."""


@dataclass(frozen=True, slots=True)
class DepthDurationCurve:
    """Rain depth of one return period by duration, both rising.

    Parameters
    ----------
    duration_min
        Durations. [min]
    depth_mm
        Depth that falls within each duration. [mm]
    """

    duration_min: NDArray[np.float64]
    depth_mm: NDArray[np.float64]

    def __post_init__(self) -> None:
        if (
            self.duration_min.size != self.depth_mm.size
            or self.duration_min.size == 0
            or not (self.duration_min[0] > 0.0 and self.depth_mm[0] > 0.0)
            or np.any(np.diff(self.duration_min) <= 0.0)
            or np.any(np.diff(self.depth_mm) < 0.0)
        ):
            raise ValueError("a depth-duration curve needs rising durations and depths above 0")

    def depth_at(self, duration_min: NDArray[np.float64] | float) -> NDArray[np.float64]:
        """Depth within a duration, a power law between the tabulated ones. [mm]

        Raises
        ------
        ValueError
            The duration lies outside the table: nothing is extrapolated.
        """
        wanted = np.asarray(duration_min, dtype=np.float64)
        if np.any(wanted < self.duration_min[0]) or np.any(wanted > self.duration_min[-1]):
            raise ValueError("the duration lies outside the depth-duration curve")
        depth: NDArray[np.float64] = np.exp(
            np.interp(np.log(wanted), np.log(self.duration_min), np.log(self.depth_mm))
        )
        return depth


def euler_type_2(curve: DepthDurationCurve, duration_min: float) -> StepSeries:
    """Euler storm type II: every duration within it has the depth of the curve.

    The increments of the curve in steps of 5 min are sorted; the greatest ones,
    as many as fit into the first third, are laid in rising order, the others
    fall behind them. The peak ends at a third of the duration.

    Parameters
    ----------
    curve
        Depths of one return period, from 5 min to at least the duration.
    duration_min
        Duration, a multiple of 5 min. [min]

    Returns
    -------
    StepSeries
        Intensities. [mm/h]

    References
    ----------
    DWA-A 118 (2006), Hydraulische Bemessung und Nachweis von
    Entwässerungssystemen; Euler type II.
    """
    steps = round(duration_min / EULER_STEP_MIN)
    if steps < 1 or not math.isclose(steps * EULER_STEP_MIN, duration_min):
        raise ValueError("an Euler storm lasts a multiple of 5 min")
    ends_min = EULER_STEP_MIN * np.arange(1, steps + 1, dtype=np.float64)
    increments = np.diff(curve.depth_at(ends_min), prepend=0.0)
    falling = np.sort(increments)[::-1]
    rising = math.floor(round(EULER_PEAK_SHARE * steps, 3))
    depths = np.concatenate([falling[:rising][::-1], falling[rising:]])
    return _series(np.concatenate([[0.0], ends_min]), depths)


def dvwk_storm(depth_mm: float, duration_min: float) -> StepSeries:
    """DVWK storm: a peak in the second quarter of its time.

    20 % of the depth fall in the first 30 % of the time, 50 % in the next
    20 %, 30 % in the last half.

    References
    ----------
    DVWK-Regel 113 (1984); the shares are those in use, check before citing.
    """
    time_shares, depth_shares = np.array(DVWK_PARTS).T
    edges_min = np.concatenate([[0.0], np.cumsum(time_shares)]) * duration_min
    return _series(edges_min, depth_shares * depth_mm)


def _series(edges_min: NDArray[np.float64], depths_mm: NDArray[np.float64]) -> StepSeries:
    hours = np.diff(edges_min) / MINUTES_PER_HOUR
    return StepSeries(edges_min * SECONDS_PER_MINUTE, depths_mm / hours)
