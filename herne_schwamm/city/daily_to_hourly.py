"""Days spread over their hours where only daily weather is known.

Only basic arithmetic (no powers, sines or logarithms) is done here, so that
the same random numbers give the same bytes on every machine.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.weather import HOURS_PER_DAY


def rain_over_hours(
    depth_tenths: int,
    peak_tenths: int,
    duration_h: float,
    peak_hour: int,
    random: np.random.Generator,
) -> NDArray[np.int64]:
    """A day's rain over its 24 hours, in tenths of a millimetre.

    One block of hours around the wettest one; the others get shares that are
    drawn at random and fall off with their distance from it, none more than
    the wettest. The sum of the day is kept exactly.

    Parameters
    ----------
    depth_tenths
        Rain of the day.
    peak_tenths
        Rain of its wettest hour; at most that of the day, at least a 24th of it.
    duration_h
        How long it rained: the block has so many hours, or as many as the
        depth needs.
    peak_hour
        The wettest hour, from 0 to 23.
    random
        Draws the place of the block and the shares.
    """
    if not 0 < peak_tenths <= depth_tenths <= HOURS_PER_DAY * peak_tenths:
        raise ValueError("the wettest hour has between a 24th and all of the day's rain")
    needed = -(-depth_tenths // peak_tenths)
    wet = min(HOURS_PER_DAY, max(needed, int(-(-duration_h // 1)), 1))
    before = int(random.random() * wet)
    first = min(max(peak_hour - before, 0), HOURS_PER_DAY - wet)
    hours = np.arange(first, first + wet)
    others = hours[hours != peak_hour]
    weights = random.random(HOURS_PER_DAY)[others] + 0.05
    weights = weights / (1.0 + np.abs(others - peak_hour))
    rain = np.zeros(HOURS_PER_DAY, dtype=np.int64)
    rain[peak_hour] = peak_tenths
    rain[others] = _shared_out(depth_tenths - peak_tenths, weights, peak_tenths)
    return rain


def _shared_out(whole: int, weights: NDArray[np.float64], most: int) -> NDArray[np.int64]:
    """Whole parts of a whole number, by weight, none above `most`."""
    parts = np.zeros(weights.size, dtype=np.int64)
    left = whole
    while left:
        open_places = np.flatnonzero(parts < most)
        weight = weights[open_places]
        wanted = left * weight / float(weight.sum())
        given = np.minimum(wanted.astype(np.int64), most - parts[open_places])
        parts[open_places] += given
        left -= int(given.sum())
        if not given.any():
            # Less than one for each: the greatest claims get one, the first of equals first.
            claims = np.argsort(-wanted, kind="stable")[:left]
            parts[open_places[claims]] += 1
            left -= claims.size
    return parts


def temperature_over_hours(
    lowest_c: NDArray[np.float64],
    highest_c: NDArray[np.float64],
    mean_c: NDArray[np.float64],
    lowest_at_h: NDArray[np.float64],
    highest_at_h: float,
) -> NDArray[np.float64]:
    """(days, 24) Temperature of every hour: smooth from one extreme to the next.

    Each day is shifted as a whole so that it keeps its mean exactly; its
    extremes are met as far as that and the hour's mean allow.

    Parameters
    ----------
    lowest_c, highest_c, mean_c
        (days,) Extremes and mean.
    lowest_at_h
        (days,) When it is coldest, before the warmest time. [h]
    highest_at_h
        When it is warmest. [h]
    """
    count = mean_c.size
    warmest = np.full(count, highest_at_h)
    knot_h = np.stack([lowest_at_h, warmest], axis=1)
    knot_h += HOURS_PER_DAY * np.arange(count)[:, None]
    knot_c = np.stack([lowest_c, highest_c], axis=1)
    curve = _curve_through(
        np.r_[highest_at_h - HOURS_PER_DAY, knot_h.ravel(), knot_h[-1, 0] + HOURS_PER_DAY],
        np.r_[highest_c[0], knot_c.ravel(), lowest_c[-1]],
        np.arange(count * HOURS_PER_DAY, dtype=np.float64) + 0.5,
    ).reshape(count, HOURS_PER_DAY)
    hours: NDArray[np.float64] = curve + (mean_c - curve.mean(axis=1))[:, None]
    return hours


def _curve_through(
    knot_h: NDArray[np.float64], knot_value: NDArray[np.float64], at_h: NDArray[np.float64]
) -> NDArray[np.float64]:
    """A curve that is level at every knot and monotone between two."""
    after = np.clip(np.searchsorted(knot_h, at_h, side="right"), 1, knot_h.size - 1)
    before = after - 1
    way = (at_h - knot_h[before]) / (knot_h[after] - knot_h[before])
    eased = way * way * (3.0 - 2.0 * way)
    rise = knot_value[after] - knot_value[before]
    curve: NDArray[np.float64] = knot_value[before] + eased * rise
    return curve
