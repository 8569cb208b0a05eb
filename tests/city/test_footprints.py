"""Cells around buildings."""

from __future__ import annotations

import numpy as np

from herne_schwamm.city.footprints import perimeter_of
from herne_schwamm.city.plain import grid_for, plain_city


def perimeters(building):
    terrain = np.zeros(np.shape(building))
    city = plain_city(terrain, grid_for(terrain, 1.0), building=building)
    around = perimeter_of(city)
    return [
        list(zip(around.row[a:b].tolist(), around.column[a:b].tolist(), strict=True))
        for a, b in zip(around.first[:-1], around.first[1:], strict=True)
    ]


def test_cells_that_share_an_edge_each_once():
    building = np.full((4, 5), -1)
    building[1:3, 1:3] = 0
    (cells,) = perimeters(building)
    assert cells == [(0, 1), (0, 2), (1, 0), (1, 3), (2, 0), (2, 3), (3, 1), (3, 2)]


def test_a_cell_between_two_buildings_belongs_to_both():
    first, second = perimeters(np.array([[0, -1, 1]]))
    assert first == second == [(0, 1)]


def test_an_enclosed_building_takes_the_ground_around_its_block():
    building = np.full((5, 7), -1)
    building[1:4, 1:6] = 0
    building[2, 2:5] = 1
    building[2, 3] = 2
    around = perimeters(building)
    assert around[1] == around[2] == around[0]
    assert len(around[0]) == 16


def test_a_block_without_ground_has_no_cells():
    assert perimeters(np.array([[0, 1]])) == [[], []]
