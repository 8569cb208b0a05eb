"""Temperature of a dry surface over time: radiation, exchange with the air, storage.

Force-restore: a thin layer follows the flux into it and is drawn back to a
deep temperature. Every step is implicit in the surface's temperature, so that
no length of step makes it swing.

References
----------
Bhumralkar (1975), J. Appl. Meteor. 14, 1246-1258; Deardorff (1978), J. Geophys.
Res. 83 C4, 1889-1903 (force-restore).
"""

from __future__ import annotations

import numba
import numpy as np

from herne_schwamm.kernels.compiling import parallel_kernel, strict_kernel
from herne_schwamm.kernels.heat_constants import (
    DAY_RATE_1_S,
    STEFAN_BOLTZMANN_W_M2_K4,
    ZERO_CELSIUS_K,
)

_BLOCK = 512


@strict_kernel
def warm_surface(
    temperature, deep, absorbed_short, incoming_long, air, exchange, emissivity, inertia, step
):
    """Temperature after one step. [°C]

    Parameters
    ----------
    temperature, deep, air
        Of the surface, of the ground or wall far inside, and of the air. [°C]
    absorbed_short, incoming_long
        Light taken up, light that arrives. [W/m2]
    exchange
        Coefficient of heat exchange with the air. [W m-2 K-1]
    emissivity
        [0–1]
    inertia
        Heat capacity of the layer the day's wave fills: half the volumetric
        capacity times its damping depth. [J m-2 K-1]
    step
        [s]
    """
    kelvin = temperature + ZERO_CELSIUS_K
    cubed = emissivity * STEFAN_BOLTZMANN_W_M2_K4 * kelvin * kelvin * kelvin
    flux = absorbed_short + emissivity * incoming_long - cubed * kelvin
    flux -= exchange * (temperature - air)
    rate = flux / inertia - DAY_RATE_1_S * (temperature - deep)
    stiffness = (4.0 * cubed + exchange) / inertia + DAY_RATE_1_S
    return temperature + step * rate / (1.0 + step * stiffness)


@strict_kernel
def _warm_block(value, deep, absorbed, arriving, air, exchange, emissivity, inertia, step):
    for i in range(value.size):
        value[i] = warm_surface(
            value[i],
            deep[i],
            absorbed[i],
            arriving[i],
            air,
            exchange,
            emissivity[i],
            inertia[i],
            step,
        )


@parallel_kernel
def warm_surfaces(
    temperature, deep, short, long, albedo, emissivity, inertia, air, exchange, step, steps
):
    """Follow many surfaces through one interval of constant light, in place.

    Parameters
    ----------
    temperature
        Changed. (n,), float32 [°C]
    deep
        Temperature each is drawn back to. (n,), float32 [°C]
    short, long
        Light that arrives. (n,), float32 [W/m2]
    albedo, emissivity, inertia
        See `warm_surface`. (n,), float32
    air, exchange
        Air temperature [°C] and coefficient of exchange [W m-2 K-1] of the interval.
    step, steps
        Time step [s] and number of steps.
    """
    count = temperature.size
    for block in numba.prange((count + _BLOCK - 1) // _BLOCK):
        # Cells side by side within a step: divisions of several at once.
        here = slice(block * _BLOCK, min(count, (block + 1) * _BLOCK))
        value = temperature[here].astype(np.float64)
        drawn_to = deep[here].astype(np.float64)
        arriving = long[here].astype(np.float64)
        absorbed = short[here] * (1.0 - albedo[here].astype(np.float64))
        emitting = emissivity[here].astype(np.float64)
        layer = inertia[here].astype(np.float64)
        for _ in range(steps):
            _warm_block(value, drawn_to, absorbed, arriving, air, exchange, emitting, layer, step)
        for i in range(value.size):
            temperature[block * _BLOCK + i] = value[i]
