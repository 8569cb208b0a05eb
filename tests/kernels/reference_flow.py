"""A slow, plain flow step in float64: what the vectorised kernel has to agree with.

Written cell by cell from the equations, without the kernel's own functions.
"""

from __future__ import annotations

import math

import numpy as np

G = 9.81


def flow_step(depth, flow_x, flow_y, bed, manning_n, dt, dx, damping=0.1 / 0.65, froude=1.0):
    """One step; arrays with a ring of walls. Returns new depth, flow_x, flow_y."""
    rows, columns = depth.shape
    new_x = np.zeros_like(flow_x)
    new_y = np.zeros_like(flow_y)

    def new_flow(q, q_before, q_after, cross, a, b):
        level_a, level_b = bed[a] + depth[a], bed[b] + depth[b]
        hf = max(level_a, level_b) - max(bed[a], bed[b])
        if hf <= 1e-5:
            return 0.0
        n2 = 0.5 * (manning_n[a] ** 2 + manning_n[b] ** 2)
        size = math.hypot(q, cross)
        smoothed = damping * math.sqrt(G * hf) * dt / dx
        numerator = (1.0 - smoothed) * q + smoothed * (q_before + q_after) / 2.0
        numerator -= G * hf * dt * (level_b - level_a) / dx
        q_new = numerator / (1.0 + G * dt * n2 * size / hf ** (7.0 / 3.0))
        most = froude * hf * math.sqrt(G * hf)
        return min(max(q_new, -most), most)

    for j in range(1, rows - 1):
        for i in range(1, columns):
            cross = 0.25 * (
                flow_y[j, i - 1] + flow_y[j, i] + flow_y[j + 1, i - 1] + flow_y[j + 1, i]
            )
            new_x[j, i] = new_flow(
                flow_x[j, i], flow_x[j, i - 1], flow_x[j, i + 1], cross, (j, i - 1), (j, i)
            )
    for j in range(1, rows):
        for i in range(columns):
            if j == rows - 1 or not 0 < i < columns - 1:
                continue
            cross = 0.25 * (
                flow_x[j - 1, i] + flow_x[j - 1, i + 1] + flow_x[j, i] + flow_x[j, i + 1]
            )
            new_y[j, i] = new_flow(
                flow_y[j, i], flow_y[j - 1, i], flow_y[j + 1, i], cross, (j - 1, i), (j, i)
            )
    for j in range(1, rows - 1):
        for i in range(1, columns - 1):
            out = (
                max(-new_x[j, i], 0.0)
                + max(new_x[j, i + 1], 0.0)
                + max(-new_y[j, i], 0.0)
                + max(new_y[j + 1, i], 0.0)
            )
            there = depth[j, i] * dx / dt
            if out > there:
                share = there / out
                if new_x[j, i] < 0:
                    new_x[j, i] *= share
                if new_x[j, i + 1] > 0:
                    new_x[j, i + 1] *= share
                if new_y[j, i] < 0:
                    new_y[j, i] *= share
                if new_y[j + 1, i] > 0:
                    new_y[j + 1, i] *= share
    new_depth = depth.copy()
    new_depth[1:-1, 1:-1] += (
        dt / dx * (new_x[1:-1, 1:-2] - new_x[1:-1, 2:-1] + new_y[1:-2, 1:-1] - new_y[2:-1, 1:-1])
    )
    return new_depth, new_x, new_y
