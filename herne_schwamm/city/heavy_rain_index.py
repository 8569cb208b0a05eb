"""Starkregenindex of a storm: the greatest index of any duration within it."""

from __future__ import annotations

import numpy as np

from herne_schwamm.city.forcing import StepSeries
from herne_schwamm.city.rain_statistics import RainStatistics
from herne_schwamm.tables.heavy_rain_index import heavy_rain_index

SECONDS_PER_MINUTE = 60.0
SECONDS_PER_HOUR = 3600.0

REFERENCE_PERIOD_A = 100.0
"""Return period whose depth the indices above 7 are multiples of. [a]"""

ROUNDING = 1e-9
"""Share by which sums of steps may miss the depth they were made from."""


def greatest_depth_mm(rain_mm_h: StepSeries, duration_min: float) -> float:
    """Greatest depth that falls within any window of a duration. [mm]"""
    edges_s = rain_mm_h.edges_s
    window_s = duration_min * SECONDS_PER_MINUTE
    depth_mm = np.concatenate(
        [[0.0], np.cumsum(rain_mm_h.values * np.diff(edges_s) / SECONDS_PER_HOUR)]
    )
    # Rain is constant within steps: the fullest window begins or ends with one of them.
    starts_s = np.concatenate([edges_s, edges_s - window_s])
    fallen = np.interp(starts_s + window_s, edges_s, depth_mm) - np.interp(
        starts_s, edges_s, depth_mm
    )
    return float(fallen.max())


def storm_heavy_rain_index(rain_mm_h: StepSeries, statistics: RainStatistics | None) -> int | None:
    """Starkregenindex (SRI) of a storm.

    Every tabulated duration from the storm's shortest step to its length, and
    its length itself where the table spans it, gives the index of the greatest
    depth that falls within it; the greatest of them is the storm's. Durations
    below a step would see rain that was spread over it.

    Parameters
    ----------
    rain_mm_h
        Intensity of the rain; of rain that differs from place to place the
        mean of the city. [mm/h]
    statistics
        Depths by duration and return period.

    Returns
    -------
    int or None
        1 to 12, 0 for a rain more frequent than index 1; None without
        statistics, or where they have no depths of 100 years, none of the
        storm's durations, or none for rain as frequent as this.

    References
    ----------
    Schmitt et al. (2018), Einheitliches Konzept zur Bewertung von
    Starkregenereignissen mittels Starkregenindex, Korrespondenz
    Wasserwirtschaft 11(2), 82-88.
    """
    if statistics is None or REFERENCE_PERIOD_A not in statistics.return_period_a:
        return None
    wet = np.flatnonzero(rain_mm_h.values > 0.0)
    if wet.size == 0:
        return 0
    steps_min = np.diff(rain_mm_h.edges_s) / SECONDS_PER_MINUTE
    shortest_min = float(steps_min[wet].min())
    length_min = (rain_mm_h.end_s - float(rain_mm_h.edges_s[wet[0]])) / SECONDS_PER_MINUTE
    tabulated = statistics.duration_min
    durations = {float(value) for value in tabulated if shortest_min <= value <= length_min}
    if tabulated[0] <= length_min <= tabulated[-1]:
        durations.add(length_min)
    if not durations:
        return None
    found = [_index(rain_mm_h, duration_min, statistics) for duration_min in sorted(durations)]
    # What is rarer than the table begins has at least the index of what is not.
    return max((index for index in found if index is not None), default=None)


def _index(rain_mm_h: StepSeries, duration_min: float, statistics: RainStatistics) -> int | None:
    depth_mm = greatest_depth_mm(rain_mm_h, duration_min) * (1.0 + ROUNDING)
    try:
        row = heavy_rain_index(depth_mm, statistics.depths_of(duration_min))
    except KeyError:
        return None
    return 0 if row is None else row.index
