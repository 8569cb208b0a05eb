"""Pools: water taken from the highest, given to the lowest, and none lost."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.kernels import pools


def pool(seed=1, count=12):
    rng = np.random.default_rng(seed)
    bed = (50.0 + rng.integers(0, 1024, (4, 6)) / 1024).astype(np.float32)
    depth = rng.uniform(0.0, 0.6, (4, 6)).astype(np.float32)
    cells = np.argwhere(np.ones((4, 6), bool))[:count]
    return depth, bed, cells


def levels(depth, bed, cells):
    rows, columns = cells.T
    return bed[rows, columns].astype(np.float64) + depth[rows, columns]


@pytest.mark.parametrize("wanted", [1e-4, 0.1, 1.0, 2.0])
def test_taking_lowers_the_highest_levels_to_one(wanted):
    depth, bed, cells = pool()
    before = depth.astype(np.float64)
    taken = pools.take(depth, bed, cells, wanted)
    assert taken == pytest.approx(wanted, abs=1e-6)
    assert (before - depth).sum() == pytest.approx(taken, abs=1e-12)
    changed = (before != depth)[tuple(cells.T)] & (depth[tuple(cells.T)] > 0)
    assert np.ptp(levels(depth, bed, cells)[changed]) < 1e-6
    assert depth.min() >= 0.0


def test_no_more_is_taken_than_is_there():
    depth, bed, cells = pool()
    there = depth[tuple(cells.T)].sum(dtype=np.float64)
    assert pools.take(depth, bed, cells, 1e6) == pytest.approx(there, abs=1e-12)
    assert (depth[tuple(cells.T)] == 0.0).all()


@pytest.mark.parametrize("offered", [1e-6, 0.1, 1.0, 50.0])
def test_giving_fills_the_lowest_and_gives_no_more_than_is_offered(offered):
    depth, bed, cells = pool()
    before = depth.astype(np.float64)
    given = pools.give(depth, bed, cells, offered)
    assert (depth - before).sum() == pytest.approx(given, abs=1e-12)
    assert offered - 1e-5 * max(offered, 1.0) <= given <= offered
    changed = (before != depth)[tuple(cells.T)]
    assert np.ptp(levels(depth, bed, cells)[changed]) < 1e-5


def test_what_makes_levels_equal_makes_them_equal():
    depth = np.array([[1.0, 0.0, 0.0]], np.float32)
    bed = np.full((1, 3), 50.0, np.float32)
    one, two = np.array([[0, 0]]), np.array([[0, 1], [0, 2]])
    assert pools.equalising_depth(depth, bed, one, two) == pytest.approx(2.0 / 3.0)
    assert pools.equalising_depth(depth, bed, two, one) == pytest.approx(0.0, abs=1e-12)


def test_the_level_of_a_pool_is_that_of_its_water_not_of_a_film_above_it():
    depth = np.array([[1.0, 1e-6, 0.0]], np.float32)
    bed = np.array([[50.0, 53.0, 52.0]], np.float32)
    cells = np.array([[0, 0], [0, 1], [0, 2]])
    assert pools.pool_level(depth, bed, cells) == pytest.approx(51.0, abs=1e-4)
    assert pools.pool_level(np.zeros_like(depth), bed, cells) == 50.0
