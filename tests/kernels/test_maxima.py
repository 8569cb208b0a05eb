"""Maxima, their time and duration, against what a few moments must give."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.kernels.maxima import track


def test_three_moments_of_one_cell():
    shape = (3, 3)
    depth, peak, when, u, v, intensity, flooded = (np.zeros(shape, np.float32) for _ in range(7))
    x, y = np.zeros((3, 4), np.float32), np.zeros((4, 3), np.float32)
    # depth, flow to the east on both faces, flow to the south on both faces
    moments = [(0.05, 0.05, 0.0), (0.40, 0.0, 0.12), (0.20, 0.02, 0.0)]
    for count, (h, qx, qy) in enumerate(moments, start=1):
        depth[1, 1] = h
        x[1, 1:3] = qx
        y[1:3, 1] = qy
        track(
            depth,
            x,
            y,
            peak,
            when,
            u,
            v,
            intensity,
            flooded,
            np.float32(10 * count),
            np.float32(10),
        )
    assert peak[1, 1] == np.float32(0.40)
    assert when[1, 1] == 20.0
    assert (u[1, 1], v[1, 1]) == (pytest.approx(1.0), 0.0)
    assert intensity[1, 1] == pytest.approx(0.12)
    assert flooded[1, 1] == 20.0


def test_thin_films_tell_no_velocity():
    depth = np.full((3, 3), 0.009, np.float32)
    peak, when, u, v, intensity, flooded = (np.zeros((3, 3), np.float32) for _ in range(6))
    x, y = np.ones((3, 4), np.float32), np.ones((4, 3), np.float32)
    track(depth, x, y, peak, when, u, v, intensity, flooded, np.float32(1), np.float32(1))
    assert not u.any()
    assert not intensity.any()
    assert peak[1, 1] == np.float32(0.009)
