"""Which missing cells are holes, and which lie outside."""

from __future__ import annotations

import numpy as np

from herne_schwamm.inputs.holes import enclosed_holes


def test_region_that_reaches_the_border_is_outside() -> None:
    missing = np.zeros((6, 6), dtype=bool)
    missing[0:3, 2] = True
    holes, number, size = enclosed_holes(missing)
    assert not holes.any()
    assert (number, size) == (0, 0)


def test_region_that_touches_the_outside_by_a_corner_is_a_hole() -> None:
    missing = np.zeros((6, 6), dtype=bool)
    missing[0:2, 0:2] = True
    missing[2, 2] = True
    holes, number, _ = enclosed_holes(missing)
    assert np.argwhere(holes).tolist() == [[2, 2]]
    assert number == 1


def test_island_within_a_hole_is_known() -> None:
    missing = np.zeros((9, 9), dtype=bool)
    missing[2:7, 2:7] = True
    missing[4, 4] = False
    holes, number, size = enclosed_holes(missing)
    np.testing.assert_array_equal(holes, missing)
    assert (number, size) == (1, 5)


def test_hole_within_an_island_of_the_outside() -> None:
    missing = np.ones((11, 11), dtype=bool)
    missing[3:8, 3:8] = False
    missing[5, 5] = True
    holes, number, size = enclosed_holes(missing)
    assert np.argwhere(holes).tolist() == [[5, 5]]
    assert (number, size) == (1, 1)
