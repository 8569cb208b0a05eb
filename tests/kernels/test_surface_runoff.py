"""The flow step against a plain float64 version, and what float32 must keep."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.kernels.face_flux import GRAVITY
from herne_schwamm.kernels.flow_steps import KEPT_SHARE, advance
from herne_schwamm.kernels.surface_runoff import WALL_M, _inverse_seven_thirds
from tests.kernels.reference_flow import flow_step


def no_lists():
    """Lists of edges, inflows and walls of a closed city without any."""
    return (
        np.empty((0, 6), np.int64),
        np.empty(0),
        np.empty((0, 2), np.int64),
        np.empty((0, 2), np.int64),
        np.empty((0, 2), np.int64),
        np.empty(0, np.float32),
        np.empty((0, 5), np.int64),
        np.empty((0, 2), np.int64),
        np.empty(0),
        np.empty((0, 3), np.int64),
        np.empty((0, 2), np.float32),
    )


class Pool:
    """Rasters with a ring of walls for calls of `advance`."""

    def __init__(self, terrain, depth, manning_n, cell=1.0):
        self.cell = cell
        self.bed = np.pad(np.round(terrain * 1024) / 1024, 1, constant_values=WALL_M).astype("f4")
        self.depth = np.pad(depth, 1).astype("f4")
        self.n = np.pad(np.broadcast_to(manning_n, depth.shape), 1).astype("f4")
        rows, columns = self.depth.shape
        self.x, self.new_x = (np.zeros((rows, columns + 1), "f4") for _ in range(2))
        self.y, self.new_y = (np.zeros((rows + 1, columns), "f4") for _ in range(2))
        self.share = np.ones_like(self.depth)

    def advance(self, seconds, bands=1):
        rows = self.depth.shape[0]
        told = advance(
            self.depth,
            self.x,
            self.y,
            self.new_x,
            self.new_y,
            self.share,
            np.zeros(rows, np.int64),
            np.zeros(rows, np.int32),
            self.bed,
            (GRAVITY * self.n**2).astype("f4"),
            *no_lists(),
            seconds,
            self.cell,
            0.7,
            0.9,
            1.0,
            bands,
        )
        if told[0] % 2:
            self.x, self.new_x = self.new_x, self.x
            self.y, self.new_y = self.new_y, self.y
        return told


def rough_pool(seed=3, rows=21, columns=34, deep=0.4):
    rng = np.random.default_rng(seed)
    terrain = 50.0 + rng.uniform(0.0, 0.5, (rows, columns)) + 0.02 * np.arange(columns)
    return Pool(
        terrain, rng.uniform(0.0, deep, (rows, columns)), rng.uniform(0.02, 0.06, (rows, columns))
    )


def test_inverse_power_is_within_8e_5_of_pow():
    x = np.geomspace(1e-5, 20.0, 4001).astype(np.float32)
    fast = np.array([_inverse_seven_thirds(v) for v in x])
    exact = x.astype(np.float64) ** (-7.0 / 3.0)
    assert np.abs(fast / exact - 1.0).max() < 1e-4


def test_thousand_steps_agree_with_plain_float64_version():
    pool = rough_pool()
    depth, x, y = (a.astype(np.float64) for a in (pool.depth, pool.x, pool.y))
    bed, n = pool.bed.astype(np.float64), pool.n.astype(np.float64)
    steps = 0
    while steps < 1000:
        # The rung is chosen by the kernel; the plain version follows it.
        done, *_ = pool.advance(0.125)
        for _ in range(done):
            depth, x, y = flow_step(depth, x, y, bed, n, 0.125 / done, 1.0)
        steps += done
    difference = np.abs(pool.depth - depth)[1:-1, 1:-1]
    # The friction power is good to 8e-5, the depths to float32: no more than that adds up.
    assert difference.max() < 2e-4
    assert difference.mean() < 1e-5


def test_first_step_agrees_to_rounding():
    pool = rough_pool(seed=8)
    depth, x, y = (a.astype(np.float64) for a in (pool.depth, pool.x, pool.y))
    done, *_ = pool.advance(0.0625)
    assert done == 1
    depth, x, y = flow_step(depth, x, y, pool.bed.astype(float), pool.n.astype(float), 0.0625, 1.0)
    inner = (slice(1, -1), slice(1, -1))
    assert np.abs(pool.depth - depth)[inner].max() < 1e-6
    assert np.abs(pool.x[:, 1:-1] - x[:, 1:-1]).max() < 1e-5


@pytest.mark.parametrize("bands", [1, 2, 7, 19, 23])
def test_bands_do_not_change_a_bit(bands):
    one, many = rough_pool(), rough_pool()
    one.advance(5.0, bands=1)
    many.advance(5.0, bands=bands)
    assert np.array_equal(one.depth, many.depth)
    assert np.array_equal(one.x, many.x)


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1), (2, 2), (5, 17), (3, 64)])
def test_odd_shapes_keep_their_water(shape):
    rng = np.random.default_rng(1)
    pool = Pool(rng.uniform(0.0, 2.0, shape), rng.uniform(0.0, 1.0, shape), 0.03)
    before = pool.depth.sum(dtype=np.float64)
    pool.advance(20.0)
    assert pool.depth.sum(dtype=np.float64) == pytest.approx(before, rel=1e-7)
    assert pool.depth.min() >= 0.0


def test_moving_water_is_lossless_in_float32():
    # Deep beside shallow: a plain float32 sum would lose some water in every step.
    terrain = np.where(np.arange(40) < 20, 0.0, 5.0) * np.ones((12, 1))
    depth = np.where(np.arange(40) < 20, 4.7, 0.003) * np.ones((12, 1))
    pool = Pool(terrain, depth, 0.03)
    before = pool.depth.sum(dtype=np.float64)
    steps, *_ = pool.advance(600.0)
    assert steps > 3000
    assert pool.depth.sum(dtype=np.float64) == pytest.approx(before, rel=1e-9)


def test_a_cell_never_gives_more_than_it_has():
    # A thin film on a cliff: without the limiter the first step would overdraw it.
    terrain = np.zeros((3, 8))
    terrain[:, :4] = 50.0
    depth = np.zeros((3, 8))
    depth[:, 3] = 0.5
    pool = Pool(terrain, depth, 0.01)
    _, limited, *_ = pool.advance(4.0)
    assert limited > 0
    assert pool.depth.min() >= 0.0
    # Water that enters drier cells is rounded once to the last bit of their new depth.
    assert pool.depth.sum(dtype=np.float64) == pytest.approx(1.5, rel=2e-7)
    assert 0.0 < KEPT_SHARE < 1e-5


def test_time_steps_climb_a_ladder_of_halves():
    pool = Pool(np.zeros((4, 4)), np.full((4, 4), 3.0), 0.03)
    steps, _, smallest, *_ = pool.advance(1.0)
    longest = 0.7 / np.sqrt(9.81 * 3.0)
    assert smallest == 0.125
    assert smallest <= longest < 2 * smallest
    assert steps == 8
