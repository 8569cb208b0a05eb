"""Maxima, their time and duration, against what a few moments must give."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.city.plain import grid_for, plain_city
from herne_schwamm.kernels.maxima import Maxima, rising_cells_of_rows, track
from herne_schwamm.models.storm_tiles import Tiles, lattice_of


class Moments:
    """A city of 3 x 3 cells in tiles, whose middle cell is looked at."""

    def __init__(self, tile=(3, 3)):
        flat = np.zeros((3, 3))
        self.tiles = Tiles(
            plain_city(flat, grid_for(flat, 1.0)), flat.astype("f4"), lattice_of(3, 3, *tile)
        )
        self.maxima = Maxima(*(np.zeros((3, 3), np.float32) for _ in range(6)))

    def set(self, array, row, column, value):
        tile, place = self.tiles.places(np.array([row, column]))[0]
        array[tile, place] = value

    def see(self, h, qx, qy, time, *, touched=True):
        flow = self.tiles.flow
        self.set(flow.depth, 1, 1, h)
        for column in (1, 2):
            self.set(flow.flow_x, 1, column, qx)
        for row in (1, 2):
            self.set(flow.flow_y, row, 1, qy)
        deepest = np.full(1, np.float32(h).view(np.int32), np.int32)
        track(
            flow,
            self.tiles.lattice,
            self.maxima,
            np.array([touched]),
            deepest,
            np.float32(time),
            np.float32(10),
        )

    def told(self):
        return [float(raster[1, 1]) for raster in self.maxima]


def test_three_moments_of_one_cell():
    one = Moments()
    # depth, flow to the east on both faces, flow to the south on both faces
    for count, moment in enumerate([(0.05, 0.05, 0.0), (0.40, 0.0, 0.12), (0.20, 0.02, 0.0)], 1):
        one.see(*moment, 10 * count)
    peak, when, u, v, intensity, flooded = one.told()
    assert peak == np.float32(0.40)
    assert when == 20.0
    assert (u, v) == (pytest.approx(1.0), 0.0)
    assert intensity == pytest.approx(0.12)
    assert flooded == 20.0


def test_thin_films_tell_no_velocity():
    one = Moments()
    one.see(0.009, 1.0, 1.0, 1.0)
    peak, _, u, v, intensity, _ = one.told()
    assert (u, v, intensity) == (0.0, 0.0, 0.0)
    assert peak == np.float32(0.009)


def test_in_sleeping_tiles_flooding_goes_on():
    one = Moments()
    one.see(0.4, 0.0, 0.0, 10.0)
    one.see(0.4, 0.0, 0.0, 20.0, touched=False)
    peak, when, *_, flooded = one.told()
    assert (peak, when, flooded) == (np.float32(0.4), 10.0, 20.0)


def test_rising_cells_are_counted_by_row():
    count = np.zeros(2, np.int64)
    before = np.zeros((2, 3), np.float32)
    now = np.array([[0.0, 0.003, 0.5], [0.001, 0.0, 0.0]], np.float32)
    rising_cells_of_rows(now, before, np.float32(0.002), count)
    assert count.tolist() == [2, 0]
