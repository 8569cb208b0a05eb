"""The grid as a value."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.city.grid import Grid

GRID = Grid("EPSG:25832", 370000.0, 5710000.0, 2.0, 3, 5)


def test_bounds_and_transform():
    assert GRID.bounds == (370000.0, 5709994.0, 370010.0, 5710000.0)
    assert GRID.geotransform == (2.0, 0.0, 370000.0, 0.0, -2.0, 5710000.0)
    assert GRID.cell_area_m2 == 4.0


def test_cell_and_centre_are_inverse():
    for row in range(3):
        for column in range(5):
            assert GRID.cell_at(*GRID.centre_of(row, column)) == (row, column)


@pytest.mark.parametrize(
    "point",
    [(369999.9, 5709999.0), (370010.0, 5709999.0), (370001.0, 5710000.1), (370001.0, 5709993.9)],
)
def test_points_outside_have_no_cell(point):
    assert GRID.cell_at(*point) is None


def test_coordinates_run_from_the_north_west():
    assert GRID.x_m()[0] == 370001.0
    assert list(GRID.y_m()) == [5709999.0, 5709997.0, 5709995.0]


def test_a_grid_cannot_change_or_be_empty():
    with pytest.raises(AttributeError):
        GRID.rows = 4
    with pytest.raises(ValueError, match="not a grid"):
        Grid("", 0.0, 0.0, 0.0, 1, 1)


def test_the_first_marked_cell_is_the_north_western_one():
    marks = np.zeros(GRID.shape, dtype=bool)
    marks[1, 3] = marks[2, 0] = True
    assert GRID.first_marked(marks) == ((1, 3), (370007.0, 5709997.0))
