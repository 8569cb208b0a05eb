"""What a storm's maps show: greatest values, their time, and how long it was deep."""

from __future__ import annotations

import math
from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from herne_schwamm.kernels.compiling import (
    inlined_kernel,
    lean_kernel,
    lean_parallel_kernel,
    parallel_kernel,
)
from herne_schwamm.kernels.face_flux import HALF, ONE, ZERO
from herne_schwamm.kernels.halves import half_of, value_of
from herne_schwamm.kernels.prefetch import ask_for
from herne_schwamm.kernels.tiles import HALO, stride_of

VELOCITY_DEPTH_M = np.float32(0.01)
"""Velocity is told where water is at least this deep: in thinner films it is a quotient
of two small numbers and harms nobody. [m]"""

FLOODED_DEPTH_M = np.float32(0.10)
"""Depth beyond which time counts as flooded. [m]"""


LAST_MOMENT = 65535
"""Moments are counted in 16 bits."""

FETCHED_ROWS = 2
"""So many rows ahead the memory is asked for what will be read."""

TOLD_STEP_M = 2.0**-12
"""Step in which it is kept how high water stood before, to see whether it still rises. [m]"""
PER_TOLD_STEP = np.float32(1.0 / TOLD_STEP_M)


class Maxima(NamedTuple):
    """Rasters of the City's grid, brought up to date in place.

    But for the depth, with which others are compared, 16 bits are enough: moments are
    counted, the rest is told in half precision; see `herne_schwamm.kernels.halves`.

    Parameters
    ----------
    depth
        Greatest depth, float32. [m]
    time_of_peak
        Moment at which it was reached, uint16.
    velocity_x, velocity_y
        Vector of the greatest velocity, to the east and to the south; bits of half
        precision. [m/s]
    intensity
        Greatest product of depth and velocity; bits of half precision. [m2/s]
    flooded_duration
        Moments deeper than 10 cm, uint16.
    """

    depth: NDArray[np.float32]
    time_of_peak: NDArray[np.uint16]
    velocity_x: NDArray[np.uint16]
    velocity_y: NDArray[np.uint16]
    intensity: NDArray[np.uint16]
    flooded_duration: NDArray[np.uint16]


@lean_kernel
def track_depth_row(depth, depth_max, time_of_peak, flooded_duration, moment, counts):
    """Bring greatest depth, its time and the time of flooding up to this moment.

    Returns the bits of the greatest depth of the row; see `tile_steps.Told`.
    """
    deepest = np.int32(0)
    for i in range(depth.size):
        h = depth[i]
        deepest = max(deepest, np.int32(np.float32(h).view(np.int32)))
        rises = h > depth_max[i]
        time_of_peak[i] = moment if rises else time_of_peak[i]
        depth_max[i] = h if rises else depth_max[i]
        more = counts if h > FLOODED_DEPTH_M else np.uint16(0)
        flooded_duration[i] = np.uint16(flooded_duration[i] + more)
    return deepest


@lean_kernel
def _count_flooded_row(depth, flooded_duration, counts):
    for i in range(depth.size):
        more = counts if depth[i] > FLOODED_DEPTH_M else np.uint16(0)
        flooded_duration[i] = np.uint16(flooded_duration[i] + more)


@lean_kernel
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
        old_u = value_of(velocity_x[i])
        old_v = value_of(velocity_y[i])
        faster = u * u + v * v > old_u * old_u + old_v * old_v
        velocity_x[i] = np.uint16(half_of(u)) if faster else velocity_x[i]
        velocity_y[i] = np.uint16(half_of(v)) if faster else velocity_y[i]
        # Bits of halves that are not negative rise as these do.
        intensity = np.uint16(half_of(math.sqrt(qx * qx + qy * qy)))
        intensity_max[i] = max(intensity, intensity_max[i])


@inlined_kernel
def _look_beyond(flow, tile, lattice):
    """Copy the eastern and southern faces of a tile from the neighbours that keep them."""
    stride = stride_of(lattice)
    rows, columns = lattice.rows[tile], lattice.columns[tile]
    east, south = lattice.neighbours[tile, 1, 2], lattice.neighbours[tile, 2, 1]
    if east >= 0:
        for row in range(rows):
            k = (HALO + row) * stride + HALO
            flow.flow_x[tile, k + columns] = flow.flow_x[east, k]
    if south >= 0:
        for column in range(columns):
            k = HALO * stride + HALO + column
            flow.flow_y[tile, k + rows * stride] = flow.flow_y[south, k]


@inlined_kernel
def _track_tile(flow, tile, lattice, maxima, moment, counts):
    _look_beyond(flow, tile, lattice)
    stride = stride_of(lattice)
    depth, x, y = flow.depth[tile], flow.flow_x[tile], flow.flow_y[tile]
    left = lattice.first_column[tile]
    right = left + lattice.columns[tile]
    for j in range(lattice.rows[tile]):
        row = lattice.first_row[tile] + j
        first = (HALO + j) * stride + HALO
        last = first + lattice.columns[tile]
        soon = min(row + FETCHED_ROWS, maxima.depth.shape[0] - 1)
        ahead = FETCHED_ROWS * stride
        ask_for(depth, first + ahead, last + ahead)
        ask_for(maxima.depth[soon], left, right)
        ask_for(maxima.time_of_peak[soon], left, right)
        ask_for(maxima.flooded_duration[soon], left, right)
        deepest_of_row = track_depth_row(
            depth[first:last],
            maxima.depth[row, left:right],
            maxima.time_of_peak[row, left:right],
            maxima.flooded_duration[row, left:right],
            moment,
            counts,
        )
        if np.int32(deepest_of_row).view(np.float32) < VELOCITY_DEPTH_M:
            continue
        ask_for(x, first + ahead, last + ahead)
        ask_for(y, first + ahead, last + ahead)
        ask_for(maxima.velocity_x[soon], left, right)
        ask_for(maxima.velocity_y[soon], left, right)
        ask_for(maxima.intensity[soon], left, right)
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


@inlined_kernel
def _count_flooded_tile(flow, tile, lattice, maxima, counts):
    stride = stride_of(lattice)
    left = lattice.first_column[tile]
    columns = lattice.columns[tile]
    for j in range(lattice.rows[tile]):
        first = (HALO + j) * stride + HALO
        _count_flooded_row(
            flow.depth[tile, first : first + columns],
            maxima.flooded_duration[lattice.first_row[tile] + j, left : left + columns],
            counts,
        )


@lean_parallel_kernel
def track(flow, lattice, maxima, touched, deepest, moment, counts):
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
    moment, counts
        Number of this moment; 1 where it counts for the time of flooding, else 0. uint16
    """
    for tile in numba.prange(touched.size):
        flooded = np.int32(deepest[tile]).view(np.float32) > FLOODED_DEPTH_M
        if touched[tile]:
            _track_tile(flow, tile, lattice, maxima, moment, counts)
        elif flooded:
            _count_flooded_tile(flow, tile, lattice, maxima, counts)


@parallel_kernel
def rising_cells_of_rows(now, before, rise, count):
    """How many cells of each row rose by more than `rise` steps of `TOLD_STEP_M`.

    ``before`` holds the depths of the last call in such steps, of which the last 16 bits:
    no cell rises by 16 m in between. It is brought up to now.
    """
    for j in numba.prange(now.shape[0]):
        rising = 0
        for i in range(now.shape[1]):
            steps = np.uint16(np.int64(now[j, i] * PER_TOLD_STEP) & np.int64(0xFFFF))
            rising += np.uint16(steps - before[j, i]) > rise
            before[j, i] = steps
        count[j] = rising
