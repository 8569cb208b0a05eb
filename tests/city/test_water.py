"""One water: it moves between units and cells without loss."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.city.plain import grid_for, plain_city
from herne_schwamm.city.water import (
    STORES,
    gather_to_units,
    moisture_deficit,
    resting_water,
    spread_to_cells,
)


def city(sealing=0.4):
    terrain = np.arange(30.0).reshape(5, 6)
    terrain[2, 3] = np.nan
    return plain_city(terrain, grid_for(terrain, 2.0), sealing=sealing, soil="silt_loam")


def test_resting_water_fills_the_root_zone_and_nothing_else():
    water = resting_water(city(), 0.25)
    assert tuple(water.stores.columns) == STORES
    assert water.stores["root_zone_mm"].iloc[0] == pytest.approx(0.25 * 0.6 * 0.486 * 600.0)
    assert water.cells_volume_m3(city()) == 0.0
    assert moisture_deficit(city(), water)[0] == pytest.approx(0.75 * 0.486)


def test_sealed_units_have_no_deficit():
    assert moisture_deficit(city(1.0), resting_water(city(1.0), 0.1))[0] == 0.0


def test_spreading_moves_ponding_and_films_to_the_cells():
    place = city()
    water = resting_water(place, 0.5)
    water.stores["ponding_mm"] = 12.0
    water.stores["surface_film_mm"] = 1.5
    spread = spread_to_cells(place, water)
    assert spread.volume_m3(place) == pytest.approx(water.volume_m3(place), rel=1e-7)
    assert spread.surface_depth_m[0, 0] == pytest.approx(0.012)
    assert spread.surface_depth_m[2, 3] == 0.0
    assert spread.stores[["ponding_mm", "surface_film_mm"]].to_numpy().sum() == 0.0
    assert water.stores["ponding_mm"].iloc[0] == 12.0


def test_gathering_is_the_inverse_by_volume_and_fills_soil_from_above():
    place = city()
    water = resting_water(place, 0.9)
    rng = np.random.default_rng(5)
    for raster in (water.surface_depth_m, water.surface_film_m, water.infiltrated_m):
        raster[place.inside] = rng.uniform(0.0, 0.05, place.inside.sum()).astype(np.float32)
    before = water.volume_m3(place)
    gathered = gather_to_units(place, water)
    assert gathered.volume_m3(place) == pytest.approx(before, rel=1e-12)
    assert gathered.cells_volume_m3(place) == 0.0
    capacity = place.units["root_zone_capacity_mm"].iloc[0]
    assert gathered.stores["root_zone_mm"].iloc[0] == pytest.approx(capacity)
    assert gathered.stores["lower_soil_mm"].iloc[0] > 0.0
