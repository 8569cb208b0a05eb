"""What comes up from the ground: view factors of discs, and walls that do not count."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.kernels.ground_light import (
    BELOW,
    DIRECTIONS,
    add_ground_light,
    ground_weights,
    leaving_light,
    open_shares,
)

EYE_M = 1.1


@pytest.mark.parametrize("radius_m", [0.8, 1.1, 3.0])
def test_a_disc_is_seen_with_its_view_factor(radius_m):
    weights = ground_weights(0.1, EYE_M, reach_m=6.0)
    n = weights.shape[1] // 2
    offset = np.arange(-n, n + 1) * 0.1
    distance = np.hypot(offset[:, None], offset[None, :])
    seen = weights[4][distance <= radius_m].sum()
    whole = 36.0 / (36.0 + EYE_M**2)
    # Howell, A Catalog of Radiation Heat Transfer Configuration Factors, B-12; the rim is of cells.
    assert seen == pytest.approx(radius_m**2 / (radius_m**2 + EYE_M**2) / whole, abs=0.02)


def test_a_side_sees_the_half_before_it():
    weights = ground_weights(1.0, EYE_M)
    assert weights.sum(axis=(1, 2)) == pytest.approx(np.ones(5), abs=1e-5)
    north, east, south, west, below = weights
    n = weights.shape[1] // 2
    assert (north[n + 1 :] == 0.0).all()
    assert north == pytest.approx(south[::-1], abs=1e-6)
    assert north == pytest.approx(west.T, abs=1e-6)
    assert east == pytest.approx(west[:, ::-1], abs=1e-6)
    assert below == pytest.approx(below.T, abs=1e-6)
    turned = ground_weights(1.0, EYE_M, (343.5, 73.5, 163.5, 253.5))
    assert turned[0][:, :n].sum() > 1.2 * turned[0][:, n + 1 :].sum()


def test_coarse_cells_still_have_neighbours():
    assert ground_weights(10.0, EYE_M).shape == (5, 3, 3)


def test_even_ground_gives_its_light_and_walls_are_left_out():
    weights = ground_weights(1.0, EYE_M)
    ring = weights.shape[1] // 2
    open_ground = np.ones((9 + 2 * ring, 20 + 2 * ring), np.float32)
    open_ground[:, : ring + 3] = 0.0
    share = np.empty((5, 9, 20), np.float32)
    open_shares(open_ground, weights, share)
    light = np.full((DIRECTIONS, 9, 20), 7.0, np.float32)
    add_ground_light(open_ground * np.float32(100.0), weights, share, light)
    assert (light[0] == 7.0).all()
    assert light[BELOW, :, 3:] == pytest.approx(100.0, rel=1e-5)
    assert light[1:BELOW, :, 4:] == pytest.approx(57.0, rel=1e-5)
    # A cell within the building that sees no ground at all gets nothing from it.
    assert (share[3, :, 0] == 0.0).all()
    assert light[4, :, 0] == pytest.approx(7.0)


def test_light_that_leaves_is_reflected_and_emitted():
    one = np.ones((2, 3), np.float32)
    short_left, long_left = np.empty_like(one), np.empty_like(one)
    open_ground = one.copy()
    open_ground[0, 0] = 0.0
    leaving_light(
        one * 500,
        one * 350,
        one * 40,
        one * np.float32(0.2),
        one * np.float32(0.95),
        open_ground,
        short_left,
        long_left,
    )
    assert short_left[0, 0] == long_left[0, 0] == 0.0
    assert short_left[1] == pytest.approx(100.0, rel=1e-6)
    plain = 0.95 * 5.67e-8 * 313.15**4 + 0.05 * 350.0
    assert long_left[1] == pytest.approx(plain, rel=1e-6)
