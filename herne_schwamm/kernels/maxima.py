"""What a storm's maps show: greatest values, their time, and how long it was deep."""

from __future__ import annotations

import math

import numba
import numpy as np

from herne_schwamm.kernels.compiling import kernel, parallel_kernel
from herne_schwamm.kernels.face_flux import HALF, ONE, ZERO

VELOCITY_DEPTH_M = np.float32(0.01)
"""Velocity is told where water is at least this deep: in thinner films it is a quotient
of two small numbers and harms nobody. [m]"""

FLOODED_DEPTH_M = np.float32(0.10)
"""Depth beyond which time counts as flooded. [m]"""


@kernel
def _track_depth_row(depth, depth_max, time_of_peak, flooded_duration, time, step):
    for i in range(depth.size):
        h = depth[i]
        rises = h > depth_max[i]
        time_of_peak[i] = time if rises else time_of_peak[i]
        depth_max[i] = h if rises else depth_max[i]
        flooded_duration[i] += step if h > FLOODED_DEPTH_M else ZERO


@kernel
def _track_velocity_row(depth, west, east, north, south, velocity_x, velocity_y, intensity_max):
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
def track(
    depth,
    flow_x,
    flow_y,
    depth_max,
    time_of_peak,
    velocity_x,
    velocity_y,
    intensity_max,
    flooded_duration,
    time,
    step,
):
    """Bring the maxima up to this moment; all arrays float32, with ring, in place.

    Parameters
    ----------
    depth, flow_x, flow_y
        State of the flow: [m], [m2/s].
    depth_max, time_of_peak
        Greatest depth [m] and when it was reached [s].
    velocity_x, velocity_y
        Vector of the greatest velocity, to the east and to the south. [m/s]
    intensity_max
        Greatest product of depth and velocity. [m2/s]
    flooded_duration
        Time deeper than 10 cm. [s]
    time, step
        This moment and the time since the last call. [s]
    """
    rows = depth.shape[0]
    for j in numba.prange(1, rows - 1):
        _track_depth_row(depth[j], depth_max[j], time_of_peak[j], flooded_duration[j], time, step)
        _track_velocity_row(
            depth[j],
            flow_x[j, :-1],
            flow_x[j, 1:],
            flow_y[j],
            flow_y[j + 1],
            velocity_x[j],
            velocity_y[j],
            intensity_max[j],
        )
