"""Infiltration after Green and Ampt, for storm and season alike."""

from __future__ import annotations

import math

from herne_schwamm.kernels.compiling import kernel

LEAST_FRONT_M = 1e-30
"""Keeps a division finite where there is neither water nor suction. [m]"""


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
    curvature = 4.0 - wetting_potential / front
    slope = 6.0 * infiltrated - 4.0 * by_gravity
    product = 6.0 * front * by_gravity
    soaking = 2.0 * product / (slope + math.sqrt(slope * slope + 4.0 * curvature * product))
    return soaking if wetting_potential > 0.0 else by_gravity
