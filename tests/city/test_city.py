"""Terrain is rounded so that water at rest stays at rest."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.city.city import LAYER_UNITS, round_terrain
from herne_schwamm.city.plain import grid_for, plain_city


def test_terrain_is_rounded_to_a_step_of_1_1024_m():
    rounded = round_terrain(np.array([60.00049, 59.9, np.nan]), 1.0)
    assert rounded.dtype == np.float32
    assert (rounded[:2] * 1024 == np.round(rounded[:2] * 1024)).all()
    assert np.isnan(rounded[2])
    assert np.abs(rounded[:2] - [60.00049, 59.9]).max() <= 0.5 / 1024 + 1e-6


def test_small_cells_get_a_finer_step():
    slope = np.arange(10) * 0.0005
    assert np.abs(round_terrain(slope, 0.01) - slope).max() < 1e-5


def test_a_plain_city_has_every_layer_with_its_unit():
    terrain = np.zeros((3, 4))
    terrain[1, 1] = np.nan
    city = plain_city(terrain, grid_for(terrain, 2.0))
    assert {name: city.layers[name].attrs["units"] for name in city.layers} == LAYER_UNITS
    assert city.area_m2 == pytest.approx(44.0)
    assert not city.inside[1, 1]
