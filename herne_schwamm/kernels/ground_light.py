"""Light that comes up from the ground around a person, to the sides and from below.

The ground's cells are weighted by how much of them each face sees: the lower
face mostly what lies within its own height, a vertical side what lies before
it. Ground beyond the reach of the weights counts as the mean of the ground
within. Buildings' cells do not count.
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from herne_schwamm.kernels.compiling import kernel, parallel_kernel, strict_kernel
from herne_schwamm.kernels.heat_constants import STEFAN_BOLTZMANN_W_M2_K4, ZERO_CELSIUS_K
from herne_schwamm.kernels.view_shares import COMPASS_DEG

BELOW = 5
"""Row of the light from below, after the upper face and the four sides."""

DIRECTIONS = 6
"""From above, four sides, from below."""

REACH_M = 6.0
"""The lower face of a person 1.1 m above ground sees 97 % of its ground within, a side 77 %. [m]"""

_POINTS = 9
"""A cell is seen through this many points along each edge."""

_HALF = np.float32(0.5)
_ZERO = np.float32(0.0)
_ONE = np.float32(1.0)
_ZERO_K = np.float32(ZERO_CELSIUS_K)
_STEFAN_BOLTZMANN = np.float32(STEFAN_BOLTZMANN_W_M2_K4)


def ground_weights(
    cell_size_m: float,
    eye_height_m: float,
    side_azimuth_deg: tuple[float, ...] = COMPASS_DEG,
    reach_m: float = REACH_M,
) -> NDArray[np.float32]:
    """Weights of the cells around an eye, by face: four sides, then from below.

    Parameters
    ----------
    cell_size_m, eye_height_m
        Edge of a cell, height of the eye above ground. [m]
    side_azimuth_deg
        Normals of the sides. [degrees]
    reach_m
        Cells whose centres are farther away have no weight. [m]

    Returns
    -------
    numpy.ndarray
        (5, 2 n + 1, 2 n + 1), float32, each face's weights add up to 1.
    """
    n = max(int(np.floor(reach_m / cell_size_m)), 1)
    centre = np.arange(-n, n + 1) * cell_size_m
    inner = ((np.arange(_POINTS) + 0.5) / _POINTS - 0.5) * cell_size_m
    along = centre[:, None] + inner
    east = along[None, :, None, :]
    north = -along[:, None, :, None]
    squared = east**2 + north**2 + eye_height_m**2
    below = eye_height_m**2 / squared**2
    faces = []
    for normal_deg in side_azimuth_deg:
        normal = np.radians(normal_deg)
        before = np.clip(east * np.sin(normal) + north * np.cos(normal), 0.0, None)
        faces.append((eye_height_m * before / squared**2).sum(axis=(2, 3)))
    faces.append(below.sum(axis=(2, 3)))
    weights = np.stack(faces)
    weights[:, np.hypot(centre[:, None], centre[None, :]) > max(reach_m, 1.5 * cell_size_m)] = 0.0
    weights /= weights.sum(axis=(1, 2), keepdims=True)
    return weights.astype(np.float32)


@strict_kernel
def _add_weighted(total, values, weight):
    for i in range(total.size):
        total[i] += values[i] * weight


@kernel
def _weigh_row(total, values, weights, row):
    """Weighted sum of the cells around every cell of a row; `values` has a margin."""
    total[:] = _ZERO
    size = weights.shape[0]
    for j in range(size):
        source = values[row + j]
        for i in range(size):
            if weights[j, i] > _ZERO:
                _add_weighted(total, source[i : i + total.size], weights[j, i])


@strict_kernel
def _share_out(light, total, open_share, factor):
    for i in range(light.size):
        seen = open_share[i] > _ZERO
        light[i] += factor * total[i] / (open_share[i] if seen else _ONE)


@parallel_kernel
def open_shares(open_ground, weights, share):
    """Share of each face's view of the ground that is open ground.

    Parameters
    ----------
    open_ground
        1 on open ground, 0 on buildings and where nothing is known, with a margin
        of half the weights' width. float32
    weights
        Result of `ground_weights`. (5, 2 n + 1, 2 n + 1)
    share
        Set. (5, rows, columns), float32
    """
    faces, rows, _columns = share.shape
    for row in numba.prange(rows):
        for face in range(faces):
            _weigh_row(share[face, row], open_ground, weights[face], row)


@strict_kernel
def _leaving_row(short, long, temperature, albedo, emissivity, open_ground, short_left, long_left):
    for i in range(short.size):
        kelvin = temperature[i] + _ZERO_K
        squared = kelvin * kelvin
        emitted = emissivity[i] * _STEFAN_BOLTZMANN * squared * squared
        short_left[i] = open_ground[i] * albedo[i] * short[i]
        long_left[i] = open_ground[i] * (emitted + (_ONE - emissivity[i]) * long[i])


@parallel_kernel
def leaving_light(short, long, temperature, albedo, emissivity, open_ground, short_left, long_left):
    """Light that leaves the ground, 0 where it is not open.

    Parameters
    ----------
    short, long
        Light that arrives. (rows, columns), float32 [W/m2]
    temperature
        Of the ground. float32 [°C]
    albedo, emissivity
        Of the ground. float32 [0–1]
    open_ground
        1 on open ground, 0 elsewhere. float32
    short_left, long_left
        Set. float32 [W/m2]
    """
    for row in numba.prange(short.shape[0]):
        _leaving_row(
            short[row],
            long[row],
            temperature[row],
            albedo[row],
            emissivity[row],
            open_ground[row],
            short_left[row],
            long_left[row],
        )


@parallel_kernel
def add_ground_light(leaving, weights, share, light):
    """Add what comes up from the ground to the light of the sides; set that from below.

    Parameters
    ----------
    leaving
        Light that leaves the ground, 0 where it is not open, with the margin of
        `open_shares`. float32 [W/m2]
    weights, share
        See `ground_weights` and `open_shares`.
    light
        Changed: rows 1 to 4 get half of what lies before them, row `BELOW` is set.
        (DIRECTIONS, rows, columns), float32 [W/m2]
    """
    rows, columns = light.shape[1:]
    for row in numba.prange(rows):
        total = np.empty(columns, np.float32)
        for face in range(weights.shape[0]):
            _weigh_row(total, leaving, weights[face], row)
            lowest = face + 1 == BELOW
            if lowest:
                light[BELOW, row, :] = _ZERO
            _share_out(light[face + 1, row], total, share[face, row], _ONE if lowest else _HALF)
