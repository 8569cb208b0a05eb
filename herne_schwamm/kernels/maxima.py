"""What a storm's maps show: greatest values, their time, and how long it was deep."""

from __future__ import annotations

import math
from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from herne_schwamm.kernels.compiling import kernel, parallel_kernel
from herne_schwamm.kernels.face_flux import HALF, ONE, ZERO
from herne_schwamm.kernels.tiles import HALO, fill_halo, stride_of

VELOCITY_DEPTH_M = np.float32(0.01)
"""Velocity is told where water is at least this deep: in thinner films it is a quotient
of two small numbers and harms nobody. [m]"""

FLOODED_DEPTH_M = np.float32(0.10)
"""Depth beyond which time counts as flooded. [m]"""


class Maxima(NamedTuple):
    """Rasters of the City's grid, float32, brought up to date in place.

    Parameters
    ----------
    depth, time_of_peak
        Greatest depth [m] and when it was reached [s].
    velocity_x, velocity_y
        Vector of the greatest velocity, to the east and to the south. [m/s]
    intensity
        Greatest product of depth and velocity. [m2/s]
    flooded_duration
        Time deeper than 10 cm. [s]
    """

    depth: NDArray[np.float32]
    time_of_peak: NDArray[np.float32]
    velocity_x: NDArray[np.float32]
    velocity_y: NDArray[np.float32]
    intensity: NDArray[np.float32]
    flooded_duration: NDArray[np.float32]


@kernel
def track_depth_row(depth, depth_max, time_of_peak, flooded_duration, time, step):
    """Bring greatest depth, its time and the time of flooding up to this moment.

    Returns the bits of the greatest depth of the row; see `tile_steps.Told`.
    """
    deepest = np.int32(0)
    for i in range(depth.size):
        h = depth[i]
        deepest = max(deepest, np.int32(np.float32(h).view(np.int32)))
        rises = h > depth_max[i]
        time_of_peak[i] = time if rises else time_of_peak[i]
        depth_max[i] = h if rises else depth_max[i]
        flooded_duration[i] += step if h > FLOODED_DEPTH_M else ZERO
    return deepest


@kernel
def _count_flooded_row(depth, flooded_duration, step):
    for i in range(depth.size):
        flooded_duration[i] += step if depth[i] > FLOODED_DEPTH_M else ZERO


@kernel
def track_velocity_row(depth, west, east, north, south, velocity_x, velocity_y, intensity_max):
    """Bring greatest velocity and intensity up to this moment; flows of the four faces."""
    for i in range(depth.size):
        h = depth[i]
        told = h >= VELOCITY_DEPTH_M
        per_depth = ONE / (h if told else ONE)
        qx = (HALF * (west[i] + east[i])) if told else ZERO
        qy = (HALF * (north[i] + south[i])) if told else ZERO
        u = qx * per_depth
        v = qy * per_depth
        old_u = velocity_x[i]
        old_v = velocity_y[i]
        faster = u * u + v * v > old_u * old_u + old_v * old_v
        velocity_x[i] = u if faster else old_u
        velocity_y[i] = v if faster else old_v
        intensity = math.sqrt(qx * qx + qy * qy)
        old_intensity = intensity_max[i]
        intensity_max[i] = intensity if intensity > old_intensity else old_intensity


@parallel_kernel
def track(flow, lattice, maxima, touched, deepest, time, step):
    """Bring the maxima up to this moment.

    Parameters
    ----------
    flow, lattice
        State of the flow.
    maxima
        Changed in place.
    touched
        Tiles in which anything changed since the last call; of the others only
        the time of flooding goes on.
    deepest
        Greatest depth of each tile, as bits.
    time, step
        This moment and the time since the last call. [s]
    """
    stride = stride_of(lattice)
    for tile in numba.prange(touched.size):
        flooded = np.int32(deepest[tile]).view(np.float32) > FLOODED_DEPTH_M
        if not touched[tile] and not flooded:
            continue
        if touched[tile]:
            fill_halo(flow.flow_x, tile, lattice)
            fill_halo(flow.flow_y, tile, lattice)
        depth, x, y = flow.depth[tile], flow.flow_x[tile], flow.flow_y[tile]
        left = lattice.first_column[tile]
        right = left + lattice.columns[tile]
        for j in range(lattice.rows[tile]):
            row = lattice.first_row[tile] + j
            first = (HALO + j) * stride + HALO
            last = first + lattice.columns[tile]
            if not touched[tile]:
                _count_flooded_row(
                    depth[first:last], maxima.flooded_duration[row, left:right], step
                )
                continue
            deepest_of_row = track_depth_row(
                depth[first:last],
                maxima.depth[row, left:right],
                maxima.time_of_peak[row, left:right],
                maxima.flooded_duration[row, left:right],
                time,
                step,
            )
            if np.int32(deepest_of_row).view(np.float32) < VELOCITY_DEPTH_M:
                continue
            track_velocity_row(
                depth[first:last],
                x[first:last],
                x[first + 1 : last + 1],
                y[first:last],
                y[first + stride : last + stride],
                maxima.velocity_x[row, left:right],
                maxima.velocity_y[row, left:right],
                maxima.intensity[row, left:right],
            )


@parallel_kernel
def rising_cells_of_rows(now, before, rise, count):
    """How many cells of each row rose by more than `rise`."""
    for j in numba.prange(now.shape[0]):
        rising = 0
        for i in range(now.shape[1]):
            rising += now[j, i] - before[j, i] > rise
        count[j] = rising
