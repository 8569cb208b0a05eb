"""Mean radiant temperature of a person from the light of six directions.

References
----------
VDI 3787-2 (2022); Lindberg, Holmer and Thorsson (2008), Int. J. Biometeorol.
52, 697-713 (six directions, cylinder for the beam).
"""

from __future__ import annotations

import math

import numba
import numpy as np

from herne_schwamm.kernels.compiling import parallel_kernel, strict_kernel
from herne_schwamm.kernels.ground_light import BELOW
from herne_schwamm.kernels.heat_constants import ZERO_CELSIUS_K

_ZERO_K = np.float32(ZERO_CELSIUS_K)


@strict_kernel
def _add_beam_row(short, beam, light):
    for i in range(short.size):
        short[i] += beam * light[i]


@parallel_kernel
def add_beam(short, light, beam):
    """Add the beam of the sun to the short-wave light of the directions.

    Parameters
    ----------
    short
        Changed. (directions, rows, columns), float32 [W/m2]
    light
        Share of the beam that arrives. (rows, columns), float32 [0–1]
    beam
        What a direction gets of the whole beam, 0 where it faces away.
        (directions,), float32 [W/m2]
    """
    for row in numba.prange(light.shape[0]):
        for side in range(beam.size):
            if beam[side] > 0.0:
                _add_beam_row(short[side, row], beam[side], light[row])


@strict_kernel
def _temperature_row(
    temperature,
    down,
    first,
    second,
    third,
    fourth,
    up,
    long_down,
    long_first,
    long_second,
    long_third,
    long_fourth,
    long_up,
    light,
    short_flat,
    short_side,
    long_flat,
    long_side,
    cylinder,
):
    for i in range(temperature.size):
        absorbed = short_flat * (down[i] + up[i]) + long_flat * (long_down[i] + long_up[i])
        absorbed += short_side * (first[i] + second[i] + third[i] + fourth[i])
        absorbed += long_side * (long_first[i] + long_second[i] + long_third[i] + long_fourth[i])
        absorbed += cylinder * light[i]
        temperature[i] = math.sqrt(math.sqrt(absorbed)) - _ZERO_K


@parallel_kernel
def mean_radiant_temperature(
    short, long, light, short_flat, short_side, long_flat, long_side, cylinder, temperature
):
    """Mean radiant temperature, the fourth root of the absorbed light.

    The factors hold the person and the Stefan-Boltzmann constant, see
    `herne_schwamm.models.person.Person`.

    Parameters
    ----------
    short, long
        Light of the six directions: from above, four sides, from below.
        (DIRECTIONS, rows, columns), float32 [W/m2]
    light
        Share of the beam that arrives, for the person as a cylinder; the sides
        are then without it. (rows, columns), float32 [0–1]
    short_flat, short_side, long_flat, long_side
        Weight of each horizontal and vertical direction over what the person
        emits. float32 [K4 m2/W]
    cylinder
        What the cylinder absorbs of the whole beam over what the person emits. float32 [K4]
    temperature
        Set. (rows, columns), float32 [°C]
    """
    for row in numba.prange(temperature.shape[0]):
        _temperature_row(
            temperature[row],
            short[0, row],
            short[1, row],
            short[2, row],
            short[3, row],
            short[4, row],
            short[BELOW, row],
            long[0, row],
            long[1, row],
            long[2, row],
            long[3, row],
            long[4, row],
            long[BELOW, row],
            light[row],
            short_flat,
            short_side,
            long_flat,
            long_side,
            cylinder,
        )
