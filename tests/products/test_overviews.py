import numpy as np
import pytest

from herne_schwamm.products.overviews import SMALLEST_LEVEL, pyramid, reduced


def test_maximum_keeps_a_single_deep_cell_on_every_level():
    depth = np.zeros((700, 333), np.float32)
    depth[699, 332] = 3.0
    levels = pyramid(depth, "max")
    assert [level.shape for level in levels] == [(350, 167), (175, 84)]
    assert all(level.max() == 3.0 for level in levels)
    assert levels[-1][174, 83] == 3.0


def test_maximum_ignores_cells_without_value():
    values = np.array([[np.nan, 1.0], [np.nan, 0.5]], np.float32)
    assert reduced(values, 2, "max") == np.float32(1.0)


def test_block_without_any_value_stays_without():
    values = np.full((3, 3), np.nan, np.float32)
    for rule in ("max", "min", "average", "nearest"):
        level = reduced(values, 2, rule)
        assert level.shape == (2, 2)
        assert np.isnan(level).all()


def test_average_is_over_known_cells_at_odd_sizes():
    values = np.array([[1.0, 3.0, 10.0], [np.nan, 2.0, np.nan], [7.0, np.nan, 5.0]], np.float32)
    assert reduced(values, 2, "average").tolist() == [[2.0, 10.0], [7.0, 5.0]]


def test_average_of_a_coarse_level_weighs_cells_not_blocks():
    values = np.full((SMALLEST_LEVEL * 2, 4), np.nan, np.float32)
    values[0, 0] = 10.0
    values[0:2, 2:4] = 2.0
    coarsest = pyramid(values, "average")[1]
    assert coarsest[0, 0] == pytest.approx((10.0 + 4 * 2.0) / 5)


def test_shortest_time_wins_with_minimum():
    values = np.array([[90.0, 30.0], [np.nan, 60.0]], np.float32)
    assert reduced(values, 2, "min") == np.float32(30.0)


def test_classes_keep_their_type_and_the_highest_class():
    codes = np.array([[0, 1, 4], [2, 0, 0]], np.uint8)
    level = reduced(codes, 2, "max")
    assert level.dtype == np.uint8
    assert level.tolist() == [[2, 4]]


def test_nearest_takes_the_north_western_cell():
    values = np.arange(12, dtype=np.float32).reshape(3, 4)
    assert reduced(values, 2, "nearest").tolist() == [[0.0, 2.0], [8.0, 10.0]]


def test_small_raster_has_no_levels():
    assert pyramid(np.zeros((255, 1), np.float32), "max") == []
