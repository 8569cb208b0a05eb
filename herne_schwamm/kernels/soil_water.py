"""Water in soil between storms: drainage, capillary rise, and what plants can still take."""

from __future__ import annotations

import math

from herne_schwamm.kernels.compiling import inlined_kernel

FEW = 1e-2
"""Below this argument four terms of the binomial series are exact to 1e-8."""

NEAR = 4e-3
"""So near to its anchor six terms give a power up to 20 to 1e-9."""

LEAST_EASY_MM = 1e-9
"""Where plants never feel stress, they feel it below this. [mm]"""

DRY = 1e-4
"""Share of the pores: a power of it is below every number of interest."""


@inlined_kernel
def near_power(value, exponent, anchors, place):
    """``value ** exponent`` for a value that changes slowly.

    By the binomial series around the last value whose power was computed,
    which costs a tenth of a power. Exact to 1e-9.

    Parameters
    ----------
    value, exponent
        Base, above 0, and exponent up to 20.
    anchors, place
        Where the inverse of that value and, behind it, its power are kept;
        changed. 0 at the beginning.
    """
    away = value * anchors[place] - 1.0
    if abs(away) > NEAR:
        anchors[place] = 1.0 / value
        anchors[place + 1] = value**exponent
        return anchors[place + 1]
    n = exponent
    series = 1.0 + away * (n - 4.0) * (1.0 / 5.0)
    series = 1.0 + away * (n - 3.0) * 0.25 * series
    series = 1.0 + away * (n - 2.0) * (1.0 / 3.0) * series
    series = 1.0 + away * (n - 1.0) * 0.5 * series
    return anchors[place + 1] * (1.0 + away * n * series)


def drainage_factor(capacity: float, conductivity: float, exponent: float) -> float:
    """What `drainage` needs of a layer: ``(m - 1) K / Wmax^m``.

    Parameters
    ----------
    capacity
        Water above its residual when all pores are full (Wmax). [mm]
    conductivity
        Conductivity of the saturated soil (K). [mm/h]
    exponent
        m of Brooks and Corey, ``3 + 2 / lambda``.
    """
    if capacity <= 0.0:
        return 0.0
    return float((exponent - 1.0) * conductivity * capacity**-exponent)


@inlined_kernel
def drainage(water, capacity, factor, power, root, step, anchors, place):
    """Depth that leaves a layer of soil by gravity within a step.

    Solves ``dW/dt = -K (W / Wmax)^m`` in closed form: unit gradient, with the
    conductivity of Brooks and Corey, ``m = 3 + 2 / lambda``. It never empties
    the layer, whatever the step.

    Parameters
    ----------
    water, capacity
        Water of the layer above its residual (W), and when all pores are full. [mm]
    factor
        See `drainage_factor`.
    power, root
        ``m - 1`` and ``1 / (m - 1)``: divisions are slow.
    step
        Time step. [h]
    anchors, place
        See `near_power`.

    References
    ----------
    Brooks and Corey (1964), Hydraulic properties of porous media, Hydrology
    Paper 3, Colorado State University.
    """
    if water <= DRY * capacity:
        return 0.0
    full = min(water, capacity)
    growth = factor * step * near_power(full, power, anchors, place)
    if growth < FEW:
        series = 1.0 - growth * (3.0 + root) * 0.25
        series = 1.0 - growth * (2.0 + root) * (1.0 / 3.0) * series
        series = 1.0 - growth * (1.0 + root) * 0.5 * series
        share = root * growth * series
    else:
        share = 1.0 - (1.0 + growth) ** -root
    return full * share + (water - full)


@inlined_kernel
def capillary_rise(conductivity, bubbling_pressure, pore_size_index, distance):
    """Greatest steady rise from a water table to dry roots above it. [unit of conductivity]

    Eagleson's closed form for soils of Brooks and Corey:
    ``K B (psi_b / z)^c`` with ``c = 2 + 3 lambda`` and ``B = 1 + 1.5 / (c - 1)``;
    not more than K.

    Parameters
    ----------
    conductivity
        Conductivity of the saturated soil (K).
    bubbling_pressure, distance
        Bubbling pressure (psi_b), and height of the roots' lower end above
        the water table (z), both positive and in the same unit.
    pore_size_index
        lambda.

    References
    ----------
    Eagleson (1978), Water Resour. Res. 14(5), 722-730.
    """
    power = 2.0 + 3.0 * pore_size_index
    if distance <= bubbling_pressure:
        return conductivity
    rise = (1.0 + 1.5 / (power - 1.0)) * math.pow(bubbling_pressure / distance, power)
    return conductivity * min(1.0, rise)


@inlined_kernel
def stress_coefficient(water, wilting_point, per_easy_water):
    """Share of the potential transpiration that the soil's water allows (Ks). [0–1]

    Parameters
    ----------
    water, wilting_point
        Water in the root zone now, and at the wilting point. [mm]
    per_easy_water
        See `per_easy_water`. [1/mm]

    References
    ----------
    Allen et al. (1998), FAO Irrigation and Drainage Paper 56, equation 84.
    """
    return min(1.0, max(0.0, (water - wilting_point) * per_easy_water))


def per_easy_water(wilting_point: float, field_capacity: float, depletion: float) -> float:
    """One over the water below which plants feel stress: ``1 / ((1 - p) TAW)``. [1/mm]

    Parameters
    ----------
    wilting_point, field_capacity
        Water in the root zone at the wilting point and at field capacity. [mm]
    depletion
        Share of the water between those two that plants take without stress (p).
    """
    easy = (1.0 - depletion) * (field_capacity - wilting_point)
    return 1.0 / max(easy, LEAST_EASY_MM)
