"""Maxima, their time and duration, against what a few moments must give."""

from __future__ import annotations

import numpy as np
import pytest
from numba import njit

from herne_schwamm.city.plain import grid_for, plain_city
from herne_schwamm.kernels.halves import half_of, value_of
from herne_schwamm.kernels.maxima import Maxima, rising_cells_of_rows, track
from herne_schwamm.models.storm_tiles import Tiles, lattice_of


class Moments:
    """A city of 3 x 3 cells in tiles, whose middle cell is looked at."""

    def __init__(self, tile=(3, 3)):
        flat = np.zeros((3, 3))
        self.tiles = Tiles(
            plain_city(flat, grid_for(flat, 1.0)), flat.astype("f4"), lattice_of(3, 3, *tile)
        )
        self.maxima = Maxima(
            np.zeros((3, 3), np.float32), *(np.zeros((3, 3), np.uint16) for _ in range(5))
        )

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
            np.uint16(time // 10),
            np.uint16(1),
        )

    def told(self):
        depth, when, *halves, flooded = (raster[1, 1] for raster in self.maxima)
        return [float(depth), int(when), *(float(v.view(np.float16)) for v in halves), int(flooded)]


def test_three_moments_of_one_cell():
    one = Moments()
    # depth, flow to the east on both faces, flow to the south on both faces
    for count, moment in enumerate([(0.05, 0.05, 0.0), (0.40, 0.0, 0.12), (0.20, 0.02, 0.0)], 1):
        one.see(*moment, 10 * count)
    peak, when, u, v, intensity, flooded = one.told()
    assert peak == np.float32(0.40)
    assert when == 2
    assert (u, v) == (pytest.approx(1.0, rel=2.0**-11), 0.0)
    assert intensity == pytest.approx(0.12, rel=2.0**-11)
    assert flooded == 2


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
    assert (peak, when, flooded) == (np.float32(0.4), 1, 2)


def test_rising_cells_are_counted_by_row():
    count = np.zeros(2, np.int64)
    rise = 8  # steps of a quarter of a millimetre: 2 mm
    before = np.zeros((2, 3), np.uint16)
    now = np.array([[0.0, 0.003, 0.5], [0.001, 0.0, 15.9999]], np.float32)
    rising_cells_of_rows(now, before, rise, count)
    assert count.tolist() == [2, 1]
    # They are followed from there, deeper than 16 bits tell, too.
    now += np.array([[0.001, 0.003, 0.0], [0.0, 0.0, 0.01]], np.float32)
    rising_cells_of_rows(now, before, rise, count)
    assert count.tolist() == [1, 1]


@njit
def halves_of(values, halves, back):
    for i in range(values.size):
        halves[i] = half_of(values[i])
        back[i] = value_of(halves[i])


def test_halves_are_those_of_numpy():
    rng = np.random.default_rng(3)
    size = np.concatenate([10.0 ** rng.uniform(-4.0, 4.8, 5000), [0.0, 2.0**-14, 65504.0, 1.0]])
    values = (size * rng.choice([-1.0, 1.0], size.size)).astype(np.float32)
    halves, back = np.zeros(size.size, np.uint16), np.zeros(size.size, np.float32)
    halves_of(values, halves, back)
    told = halves.view(np.float16).astype(np.float32)
    np.testing.assert_array_equal(told, back)
    np.testing.assert_allclose(told, values, rtol=2.0**-11)
    halves_of(np.array([6e-5, 1e6], np.float32), halves[:2], back[:2])
    assert back[:2].tolist() == [0.0, 65504.0]
