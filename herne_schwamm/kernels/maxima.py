"""What a storm's maps show: greatest values, their time, and how long it was deep."""

from __future__ import annotations

import math

import numba
import numpy as np

from herne_schwamm.kernels.compiling import parallel_kernel
from herne_schwamm.kernels.face_flux import HALF

VELOCITY_DEPTH_M = np.float32(0.01)
"""Velocity is told where water is at least this deep: in thinner films it is a quotient
of two small numbers and harms nobody. [m]"""

FLOODED_DEPTH_M = np.float32(0.10)
"""Depth beyond which time counts as flooded. [m]"""


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
    rows, columns = depth.shape
    for j in numba.prange(1, rows - 1):
        for i in range(1, columns - 1):
            h = depth[j, i]
            if h > depth_max[j, i]:
                depth_max[j, i] = h
                time_of_peak[j, i] = time
            if h > FLOODED_DEPTH_M:
                flooded_duration[j, i] += step
            if h >= VELOCITY_DEPTH_M:
                qx = HALF * (flow_x[j, i] + flow_x[j, i + 1])
                qy = HALF * (flow_y[j, i] + flow_y[j + 1, i])
                intensity = math.sqrt(qx * qx + qy * qy)
                intensity_max[j, i] = max(intensity_max[j, i], intensity)
                u = qx / h
                v = qy / h
                old_u = velocity_x[j, i]
                old_v = velocity_y[j, i]
                if u * u + v * v > old_u * old_u + old_v * old_v:
                    velocity_x[j, i] = u
                    velocity_y[j, i] = v
