"""Runs of cells and blocks of buildings."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.city.footprints import touching_blocks
from herne_schwamm.risk.footprints import building_runs
from tests.risk.quarters import random_quarter, slow_block


def test_runs_hold_every_cell_of_a_building_once_and_end_with_the_row():
    building = np.array([[-1, 0, 0], [0, 0, -1], [1, -1, 1]], np.int32)
    runs = building_runs(building)
    told = np.stack([runs.owner, runs.row, runs.first, runs.last], axis=1)
    assert told.tolist() == [[0, 0, 1, 2], [0, 1, 0, 1], [1, 2, 0, 0], [1, 2, 2, 2]]


@pytest.mark.parametrize("seed", range(8))
def test_runs_rebuild_the_layer(seed):
    building = random_quarter(np.random.default_rng(seed)).layer("building")
    runs = building_runs(building)
    rebuilt = np.full(building.shape, -1)
    for owner, row, first, last in zip(runs.owner, runs.row, runs.first, runs.last, strict=True):
        assert (rebuilt[row, first : last + 1] == -1).all()
        rebuilt[row, first : last + 1] = owner
    np.testing.assert_array_equal(rebuilt, building)
    assert (np.diff(runs.owner) >= 0).all()


@pytest.mark.parametrize("seed", range(8))
def test_blocks_equal_a_walk_from_house_to_house(seed):
    city = random_quarter(np.random.default_rng(40 + seed))
    count = len(city.buildings)
    told = touching_blocks(city.layer("building"), count)
    assert told.tolist() == [min(slow_block(city, number)) for number in range(count)]


def test_a_long_row_of_houses_in_no_order_is_one_block():
    order = np.random.default_rng(2).permutation(500).astype(np.int32)
    building = np.stack([order, np.full(500, -1, np.int32)])
    assert not touching_blocks(building, 500).any()


def test_buildings_that_meet_at_a_corner_only_do_not_touch():
    building = np.array([[0, -1], [-1, 1]], np.int32)
    assert touching_blocks(building, 2).tolist() == [0, 1]
