"""The raster of the air: which places lie in a street, and how wide walls are."""

import dataclasses

import numpy as np
import pytest

from herne_schwamm.models.heat_place import LEE_HEIGHTS, heat_place, heights_of, streets_of
from tests.models.test_heat import quarter

CELL_M = 10.0


def test_a_yard_is_a_street_as_far_as_the_lee_of_its_houses_reaches():
    height = np.zeros((1, 15))
    height[0, [3, 7]] = 16.0
    built = np.where(height > 0.0, 0.5, 0.0)
    frontal = np.where(height > 0.0, 0.4, 0.0)
    street, walls = streets_of(height, built, frontal, CELL_M)
    reach = int(LEE_HEIGHTS * 16.0 / CELL_M)
    assert reach == 2
    # Between the houses, and two cells beyond each.
    assert (street[0, 1:10] == 16.0).all()
    assert (street[0, :1] == 0.0).all()
    assert (street[0, 10:] == 0.0).all()
    # In the middle of the yard both houses are within reach: 2 of 5 cells.
    assert walls[0, 5] == pytest.approx(0.4 * 2 / 5)
    assert walls[0, 12] == 0.0
    # Nothing beyond the edge counts.
    assert walls[0, 1] == pytest.approx(0.4 / 4)


def test_a_place_with_houses_keeps_their_height_and_open_country_is_open():
    height = np.zeros((5, 5))
    height[2, 2], height[2, 3] = 6.0, 30.0
    built = np.where(height > 0.0, 0.3, 0.0)
    street, walls = streets_of(height, built, built, CELL_M)
    assert street[2, 2] == 6.0
    # Only the tall house reaches so far.
    assert street[0, 0] == 30.0
    flat = np.zeros((4, 4))
    for told in streets_of(flat, flat, flat, CELL_M):
        assert (told == 0.0).all()
    assert np.isfinite(walls).all()


def test_heights_of_the_surface_model_are_taken_where_there_is_one():
    city = quarter()
    surface = city.layer("terrain_m").copy()
    built = city.layer("building") >= 0
    surface[built] += np.where(np.arange(built.sum()) % 2 == 0, 5.0, 8.0).astype(np.float32)
    told = dataclasses.replace(
        city, layers=city.layers.assign(surface_m=(("y", "x"), surface.astype(np.float32)))
    )
    unknown = told.buildings.assign(height_m=np.nan)
    heights, assumed = heights_of(dataclasses.replace(told, buildings=unknown))
    assert np.array_equal(heights.surface_m, surface)
    assert "building_height" not in assumed
    _, assumed = heights_of(dataclasses.replace(city, buildings=unknown))
    assert "building_height" in assumed


def test_a_quarter_of_low_houses_has_streets_between_them():
    place = heat_place(quarter())
    town = place.town
    assert town.height_m.max() == pytest.approx(9.0, rel=1e-5)
    assert ((town.height_m > 0.0) & (town.built == 0.0)).any()
    assert ((town.built > 0.0) <= (town.height_m > 0.0)).all()
