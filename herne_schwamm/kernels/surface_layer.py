"""Wind and exchange near the ground: logarithmic profiles with stability.

Heights are above the displacement height. ``inverse_length`` is one over the
Obukhov length, negative where warm ground lifts the air.

References
----------
Paulson (1970), J. Appl. Meteor. 9, 857-861 (unstable).
Beljaars and Holtslag (1991), J. Appl. Meteor. 30, 327-341 (stable).
Lawrence et al. (2019), J. Adv. Model. Earth Syst. 11, 4245-4287 (bounds of the
stability, those of CLM 5: with more than 0.5 calm ground cools away from the air).
"""

from __future__ import annotations

import math

from herne_schwamm.kernels.compiling import kernel
from herne_schwamm.kernels.heat_constants import ZERO_CELSIUS_K

KARMAN = 0.4
GRAVITY_M_S2 = 9.81

LEAST_STABILITY, GREATEST_STABILITY = -100.0, 0.5
"""The upper height over the Obukhov length is kept between these."""

LEAST_FRICTION_M_S = 0.01
"""Air never stands: [m/s]"""


@kernel
def bounded_length(height, inverse_length):
    """One over the Obukhov length, such that a height is within known stabilities. [1/m]"""
    return min(max(inverse_length, LEAST_STABILITY / height), GREATEST_STABILITY / height)


@kernel
def momentum_profile(lower, upper, inverse_length):
    """Growth of the wind between two heights, times Kármán's constant over friction's."""
    ratio = upper / lower
    if inverse_length < 0.0:
        x = math.sqrt(math.sqrt(1.0 - 16.0 * upper * inverse_length))
        y = math.sqrt(math.sqrt(1.0 - 16.0 * lower * inverse_length))
        # Paulson's logarithms and arcs at both heights, drawn together.
        less = (1.0 + y) / (1.0 + x)
        less *= less * (1.0 + y * y) / (1.0 + x * x)
        return math.log(ratio * less) + 2.0 * math.atan((x - y) / (1.0 + x * y))
    if inverse_length == 0.0:
        return math.log(ratio)
    above, below = upper * inverse_length, lower * inverse_length
    return math.log(ratio) + (above - below) + _tail(above) - _tail(below)


@kernel
def heat_profile(lower, upper, inverse_length):
    """Growth of temperature or vapour between two heights, as `momentum_profile`."""
    ratio = upper / lower
    if inverse_length < 0.0:
        x = math.sqrt(1.0 - 16.0 * upper * inverse_length)
        y = math.sqrt(1.0 - 16.0 * lower * inverse_length)
        less = (1.0 + y) / (1.0 + x)
        return math.log(ratio * less * less)
    if inverse_length == 0.0:
        return math.log(ratio)
    above, below = upper * inverse_length, lower * inverse_length
    lifted, low = 1.0 + 2.0 / 3.0 * above, 1.0 + 2.0 / 3.0 * below
    lead = lifted * math.sqrt(lifted) - low * math.sqrt(low)
    return math.log(ratio) + lead + _tail(above) - _tail(below)


@kernel
def _tail(zeta):
    """What Beljaars and Holtslag have beside the leading term, at a height over Obukhov's."""
    return 0.667 * (zeta - 5.0 / 0.35) * math.exp(-0.35 * zeta)


@kernel
def wind_profile(height, roughness, inverse_length):
    """Wind at a height above a roughness length, times Kármán's constant over friction's."""
    return momentum_profile(roughness, height, bounded_length(height, inverse_length))


@kernel
def friction_velocity(wind, height, roughness, inverse_length):
    """Friction velocity under a wind at a height above a roughness length. [m/s]"""
    friction = KARMAN * wind / wind_profile(height, roughness, inverse_length)
    return max(friction, LEAST_FRICTION_M_S)


@kernel
def wind_at(height, roughness, friction, inverse_length):
    """Wind at a height above a roughness length. [m/s]"""
    return friction / KARMAN * wind_profile(height, roughness, inverse_length)


@kernel
def heat_resistance(lower, upper, friction, inverse_length):
    """Resistance to heat and vapour between two heights. [s/m]"""
    profile = heat_profile(lower, upper, bounded_length(upper, inverse_length))
    return profile / (KARMAN * friction)


@kernel
def inverse_obukhov(heat, friction, air, heat_capacity):
    """One over the Obukhov length. [1/m]

    Parameters
    ----------
    heat
        Sensible heat upward. [W/m2]
    friction
        Friction velocity. [m/s]
    air
        Air temperature. [°C]
    heat_capacity
        Of the air. [J m-3 K-1]
    """
    buoyancy = KARMAN * GRAVITY_M_S2 * heat / (heat_capacity * (air + ZERO_CELSIUS_K))
    return -buoyancy / (friction * friction * friction)
