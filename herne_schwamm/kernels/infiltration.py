"""Infiltration after Green and Ampt, for storm and season alike."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from herne_schwamm.kernels.compiling import kernel
from herne_schwamm.kernels.face_flux import ZERO

# Exact in single precision, in which the storm calls these: a literal would make it double.
TWO, FOUR, SIX = np.float32(2.0), np.float32(4.0), np.float32(6.0)

CLOSE = 0.1
"""Up to this depth over that of the front, the approximant is exact to 3e-4."""

LEAST_FRONT_M = np.float32(1e-30)
"""Keeps a division finite where there is neither water nor suction. [m]"""


def pore_space_left(porosity: Any, filled: Any) -> Any:
    """Pore space that a wetting front finds empty. [m3/m3]

    A plain function: the storm's units as arrays, and in the season's kernel, which wraps it.

    Parameters
    ----------
    porosity
        Pores above the residual water. [m3/m3]
    filled
        Water of the soil over what it holds; more than all counts as all.
    """
    return porosity * (1.0 - np.minimum(filled, 1.0))


@kernel
def green_ampt_capacity(infiltrated, conductivity, wetting_potential, step):
    """Depth that ponded water can infiltrate within one time step. [m]

    Solves ``x - P ln(1 + x / (F + P)) = K dt`` for x in closed form: with the
    Padé approximant ``ln(1 + u) = u (6 + u) / (6 + 4 u)`` it is a quadratic.
    Its error, below ``u**4 / 36``, is far under 0.1 % of x for the seconds of a
    storm (u = x / (F + P) below 0.1; 0.2 % at 0.3); longer steps are to be divided.

    Parameters
    ----------
    infiltrated
        Depth infiltrated so far (F). [m]
    conductivity
        Hydraulic conductivity of the wetted soil (K). [m/s]
    wetting_potential
        Suction at the wetting front plus ponded depth, times the moisture
        deficit (P); 0 in saturated soil. [m]
    step
        Time step (dt). [s]

    References
    ----------
    Green and Ampt (1911), J. Agric. Sci. 4(1), 1-24.
    """
    by_gravity = conductivity * step
    # No branches: in saturated soil the closed form is computed and left out.
    front = max(infiltrated + wetting_potential, LEAST_FRONT_M)
    curvature = FOUR - wetting_potential / front
    slope = SIX * infiltrated - FOUR * by_gravity
    product = SIX * front * by_gravity
    soaking = TWO * product / (slope + math.sqrt(slope * slope + FOUR * curvature * product))
    return soaking if wetting_potential > ZERO else by_gravity


@kernel
def ponded_depth(infiltrated, conductivity, wetting_potential, step):
    """Depth that ponded water infiltrates within a step of any length. [m]

    `green_ampt_capacity`, made exact to 3e-4 by Newton's method where its
    approximant is not: ponded hours of sandy soil are up to 5 % off.

    Parameters
    ----------
    infiltrated, conductivity, wetting_potential, step
        As `green_ampt_capacity`.
    """
    depth = green_ampt_capacity(infiltrated, conductivity, wetting_potential, step)
    front = infiltrated + wetting_potential
    if depth < CLOSE * front or wetting_potential <= 0.0:
        return depth
    for _ in range(2):
        beyond = depth - wetting_potential * math.log(1.0 + depth / front) - conductivity * step
        depth -= beyond * (front + depth) / (infiltrated + depth)
    return depth


@kernel
def infiltration_of_step(infiltrated, conductivity, wetting_potential, standing, supply, step):
    """Depth that infiltrates within a long step, ponding within it or not. [m]

    Water stands on the soil at the beginning, more comes evenly over the step.
    Green and Ampt's capacity depends on the depth infiltrated alone (time
    compression), so the moment of ponding under an even supply has a closed
    form, ``F = K P / (r - K)``; what follows it is a ponded step.

    Parameters
    ----------
    infiltrated, conductivity, wetting_potential, step
        As `green_ampt_capacity`.
    standing
        Water on the soil at the beginning of the step. [m]
    supply
        Water that comes evenly within the step. [m]

    References
    ----------
    Mein and Larson (1973), Water Resour. Res. 9(2), 384-394.
    """
    water = standing + supply
    if water <= 0.0:
        return 0.0
    taken = water
    rate = supply / step
    if rate > conductivity:
        at_ponding = 0.0
        if wetting_potential > 0.0:
            at_ponding = conductivity * wetting_potential / (rate - conductivity) - infiltrated
        if at_ponding <= standing:
            ponded = ponded_depth(infiltrated, conductivity, wetting_potential, step)
            return min(water, ponded)
        if at_ponding < water:
            left = (water - at_ponding) / rate
            taken = at_ponding + min(
                water - at_ponding,
                ponded_depth(infiltrated + at_ponding, conductivity, wetting_potential, left),
            )
    if standing > 0.0:
        ponded = ponded_depth(infiltrated, conductivity, wetting_potential, step)
        taken = min(taken, ponded)
    return taken


@kernel
def recovery_time(conductivity_mm_h):
    """Time without water after which a soil infiltrates as at the first drop. [h]

    ``4.5 / sqrt(K)`` with K in inches per hour, as SWMM.

    References
    ----------
    Rossman and Huber (2016), SWMM Reference Manual I, EPA/600/R-15/162A,
    section 4.4.
    """
    return 4.5 / math.sqrt(conductivity_mm_h / 25.4)
