"""Water in soil between storms: drainage, capillary rise, and what plants can still take."""

from __future__ import annotations

import math

from herne_schwamm.kernels.compiling import kernel

FEW = 1e-2
"""Below this argument four terms of the binomial series are exact to 1e-8."""

NEAR = 4e-3
"""So near to its anchor six terms give a power up to 20 to 1e-9."""

DRY = 1e-4
"""Share of the pores: a power of it is below every number of interest."""


@kernel
def near_power(value, exponent, anchors, place):
    """``value ** exponent`` for a value that changes slowly.

    By the binomial series around the last value whose power was computed,
    which costs a tenth of a power. Exact to 1e-9.

    Parameters
    ----------
    value, exponent
        Base, above 0, and exponent up to 20.
    anchors, place
        Where that value and, behind it, its power are kept; changed. 0 at the
        beginning.
    """
    away = value / anchors[place] - 1.0
    if not abs(away) <= NEAR:
        anchors[place] = value
        anchors[place + 1] = value**exponent
        return anchors[place + 1]
    n = exponent
    series = 1.0 + away * (n - 4.0) * (1.0 / 5.0)
    series = 1.0 + away * (n - 3.0) * 0.25 * series
    series = 1.0 + away * (n - 2.0) * (1.0 / 3.0) * series
    series = 1.0 + away * (n - 1.0) * 0.5 * series
    return anchors[place + 1] * (1.0 + away * n * series)


@kernel
def drainage(water, capacity, conductivity, exponent, step, anchors, place):
    """Depth that leaves a layer of soil by gravity within a step.

    Solves ``dW/dt = -K (W / Wmax)^m`` in closed form: unit gradient, with the
    conductivity of Brooks and Corey, ``m = 3 + 2 / lambda``. It never empties
    the layer, whatever the step.

    Parameters
    ----------
    water, capacity
        Water of the layer above its residual (W), and when all pores are full. [mm]
    conductivity
        Conductivity of the saturated soil (K). [mm/h]
    exponent
        m; greater than 1.
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
    filled = min(1.0, water / capacity)
    less = exponent - 1.0
    power = near_power(filled, less, anchors, place)
    growth = less * conductivity * step / capacity * power
    a = 1.0 / less
    if growth < FEW:
        series = 1.0 - growth * (3.0 + a) * 0.25
        series = 1.0 - growth * (2.0 + a) * (1.0 / 3.0) * series
        series = 1.0 - growth * (1.0 + a) * 0.5 * series
        share = a * growth * series
    else:
        share = 1.0 - (1.0 + growth) ** -a
    return filled * capacity * share + max(0.0, water - capacity)


@kernel
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


@kernel
def stress_coefficient(water, wilting_point, field_capacity, depletion):
    """Share of the potential transpiration that the soil's water allows (Ks). [0–1]

    Parameters
    ----------
    water, wilting_point, field_capacity
        Water in the root zone now, at the wilting point and at field capacity. [mm]
    depletion
        Share of the water between those two that plants take without stress (p).

    References
    ----------
    Allen et al. (1998), FAO Irrigation and Drainage Paper 56, equation 84.
    """
    without_stress = (1.0 - depletion) * (field_capacity - wilting_point)
    above = water - wilting_point
    if above <= 0.0:
        return 0.0
    if above >= without_stress:
        return 1.0
    return above / without_stress
