"""Actual over potential evapotranspiration after Bagrov: exact, and as ABIMO approximates it.

Bagrov's relation dEa/dP = 1 - (Ea/Ep)^n gives the wetness x = P/Ep (water that
is there over what could evaporate) as an integral over the ratio y = Ea/Ep::

    x = integral from 0 to y of du / (1 - u^n)

The larger n (effectivity), the longer the ground can use the water: 0.05 on a
roof, 8 and more in a forest.

References
----------
Bagrov (1953), Meteorologiya i Gidrologiya 10; Glugla et al. (2003),
Wasserhaushaltsverfahren BAGLUVA, BfG-Bericht 1342; approximation: as published
with ABIMO and kwb.rabimo (function yratio_cpp).
"""

from __future__ import annotations

import math

import numpy as np
from numba import prange

from herne_schwamm.kernels.compiling import kernel, parallel_kernel

SMALLEST_N = 0.05
"""The exact solution keeps 1e-10 from this effectivity on."""

EULER = 0.5772156649015329
DIGAMMA_FROM = 8.0
"""The asymptotic series of the digamma function is used from here on: below 1e-12 there."""

SERIES_UP_TO = 0.3
"""Values of x^n up to which the power series is used."""
WETTEST_START = 0.2232
"""-ln(1 - y^n) at y^n = 0.2, below every root that is not left to the series."""
SMALLEST_TERM = 1e-17
SOLVED = 1e-13
"""Newton's method ends when its step is below this."""
MOST_STEPS = 60

NODES, WEIGHTS = (part for part in np.polynomial.legendre.leggauss(16))
"""Gauss-Legendre points on [-1, 1]. The integrand's nearest singularity lies at 1, the interval
ends at 0.77 at most: an error of 3e-15."""

# The closed form of ABIMO. Its curve goes through points at thirds of the range (ln 3, ln 1.5).
LN_3, LN_1_5 = 1.09861, 0.405465
ROOT_IS_SPLIT_FROM = 0.49999
CLOSED_FORM_FROM, CLOSED_FORM_TO = 0.7, 3.8
CLOSED_FORM_MOST = 0.99999
CORRECTIONS = 15
SERIES_LOW = np.array(
    [0.9946811499, 1.213648255, -1.350801214, 11.80883489, -21.53832235, 19.3775197]
)
"""Coefficients for y^n up to 0.7, that of the constant first."""
SERIES_HIGH = np.array(
    [
        0.862954876,
        9.184851852,
        -147.2049991,
        1291.164889,
        -6357.554955,
        19022.42165,
        -35235.40521,
        39509.02815,
        -24573.23867,
        6515.556685,
    ]
)
"""Coefficients for y^n from 0.7 to 0.9, that of the constant first."""
HIGH_FROM, SATURATED_FROM = 0.7, 0.9


@kernel
def _harmonic(order):
    """Harmonic number of a real order above -1: digamma(order + 1) + Euler's constant."""
    shifted = order + 1.0
    value = EULER
    while shifted < DIGAMMA_FROM:
        value -= 1.0 / shifted
        shifted += 1.0
    inverse = 1.0 / (shifted * shifted)
    tail = inverse * (
        1.0 / 12.0
        - inverse
        * (1.0 / 120.0 - inverse * (1.0 / 252.0 - inverse * (1.0 / 240.0 - inverse / 132.0)))
    )
    return value + math.log(shifted) - 0.5 / shifted - tail


@kernel
def _series(power, n):
    """Wetness over ratio, by the geometric series of 1 / (1 - u^n)."""
    total = 1.0
    term = power
    divisor = n + 1.0
    while term > SMALLEST_TERM:
        total += term / divisor
        term *= power
        divisor += n
    return total


@kernel
def _deficit(depleted, order):
    """Integral from 0 to `depleted` of (1 - (1 - s)^order) / s."""
    if depleted < SMALLEST_TERM:
        return order * depleted
    half = 0.5 * depleted
    total = 0.0
    for node in range(NODES.size):
        s = half * (NODES[node] + 1.0)
        total -= WEIGHTS[node] * math.expm1(order * math.log1p(-s)) / s
    return half * total


@kernel
def wetness_of_ratio(ratio, n):
    """Wetness x at which a ratio y is reached: the integral itself.

    Parameters
    ----------
    ratio
        Actual over potential evapotranspiration. [0–1[
    n
        Effectivity, from `SMALLEST_N` on.

    Returns
    -------
    float
        Water that is there over potential evapotranspiration.
    """
    if ratio <= 0.0:
        return 0.0
    power = ratio**n
    if power <= SERIES_UP_TO:
        return ratio * _series(power, n)
    depleted = -math.expm1(n * math.log(ratio))
    order = 1.0 / n - 1.0
    return (-math.log(depleted) - _harmonic(order) + _deficit(depleted, order)) / n


@kernel
def exact_ratio(wetness, n):
    """Ratio y at a wetness x: the root of the integral.

    With w = -ln(1 - y^n) and m = 1/n - 1 the integral is::

        n x = w - H(m) + integral from 0 to exp(-w) of (1 - (1 - s)^m) / s ds

    (H: harmonic number), nearly a straight line in w: Newton's method reaches
    the root from one side. Where y^n is small, the geometric series of the
    integrand is solved for y.

    Parameters
    ----------
    wetness
        Water that is there over potential evapotranspiration, 0 or more.
    n
        Effectivity, from `SMALLEST_N` on.

    Returns
    -------
    float
        Actual over potential evapotranspiration [0–1], to 1e-10.
    """
    if wetness <= 0.0:
        return 0.0
    if wetness**n <= SERIES_UP_TO:
        ratio = wetness
        for _ in range(MOST_STEPS):
            power = ratio**n
            step = (wetness - ratio * _series(power, n)) * (1.0 - power)
            ratio += step
            if abs(step) <= SOLVED * ratio:
                break
        return ratio
    order = 1.0 / n - 1.0
    asymptote = n * wetness + _harmonic(order)
    w = max(asymptote, WETTEST_START)
    for _ in range(MOST_STEPS):
        depleted = math.exp(-w)
        slope = math.exp(order * math.log1p(-depleted))
        step = (asymptote - w - _deficit(depleted, order)) / slope
        w += step
        if abs(step) <= SOLVED * w:
            break
    return math.exp(math.log1p(-math.exp(-w)) / n)


@kernel
def _closed_form(wetness, n):
    """Start value of the approximation, its answer for middling effectivities."""
    b1 = n + 1.0
    r = 1.0 / b1
    h13 = math.exp(-LN_3 * b1)
    h23 = math.exp(-LN_1_5 * b1)
    a2 = -13.5 * r * (1.0 + 3.0 * (h13 - h23))
    a1 = 9.0 * r * (2.0 * h13 - h23) - 2.0 / 3.0 * a2
    a0 = 1.0 / (1.0 - r - 0.5 * a1 - a2 / 3.0)
    a1 *= a0
    a2 *= a0
    if n >= ROOT_IS_SPLIT_FROM:
        b = -math.sqrt(0.25 * a1 * a1 - a2) + 0.5 * a1
    else:
        b = -math.sqrt(0.5 * a1 * a1 - a2)
    c = a1 - b
    e = math.exp(wetness * (b - c) / a0)
    return min((e - 1.0) / (b - c * e), CLOSED_FORM_MOST)


@kernel
def published_ratio(wetness, n):
    """Ratio y at a wetness x as ABIMO approximates it.

    Up to 0.018 beside the exact ratio where x is at most 2. To meet the published numbers only; its
    limits and stops are those of the published program. That program integrates
    numerically where for n < 0.7 the ratio ends above 0.9: it never does, as the
    last step is below 0.7 % and starts below 0.9^(1/0.7) = 0.86.

    Parameters
    ----------
    wetness
        Water that is there over potential evapotranspiration, 0 or more.
    n
        Effectivity.

    Returns
    -------
    float
        Actual over potential evapotranspiration. [0–1]
    """
    if wetness <= 0.0:
        return 0.0
    y = _closed_form(wetness, n)
    if n > CLOSED_FORM_TO:
        for _ in range(CORRECTIONS):
            y = min(y, 0.999)
            e = y**n
            h = min(max(1.0 - e, 1e-7), CLOSED_FORM_MOST)
            h *= y + e * y / (h - n * e / math.log(h)) - wetness
            y -= h
            if abs(h) <= 0.001:
                break
        return min(y, 1.0)
    if n >= CLOSED_FORM_FROM:
        return y
    for _ in range(MOST_STEPS):
        e = y**n
        if e > SATURATED_FROM:
            break
        series = SERIES_HIGH if e > HIGH_FROM else SERIES_LOW
        power = 1.0
        integral = slope = 0.0
        for place in range(1, series.size):
            power *= e
            integral += series[place] * power / (place * n + 1.0)
            slope += series[place] * power
        step = (wetness - y * integral - y * series[0]) / (series[0] + slope)
        y += step
        if abs(step) / y < 0.007:
            break
    return min(y, 1.0)


@parallel_kernel
def evaporation_ratios(wetness, n, exact, ratio):
    """Ratios of many pairs of wetness and effectivity.

    Parameters
    ----------
    wetness, n
        Wetness and effectivity of each pair (count,).
    exact
        Whether the integral is solved or ABIMO's approximation taken.
    ratio
        Changed in place: actual over potential evapotranspiration (count,). [0–1]
    """
    for place in prange(wetness.size):
        if exact:
            ratio[place] = exact_ratio(wetness[place], n[place])
        else:
            ratio[place] = published_ratio(wetness[place], n[place])
