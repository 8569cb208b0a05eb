"""Roof water by hand, and every pair of rain, infiltration and sewer against the balance."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from herne_schwamm.city.city import CLOSED, OPEN
from herne_schwamm.city.forcing import RainRasters, StepSeries, Storm, block_rain
from herne_schwamm.city.plain import grid_for, plain_city
from herne_schwamm.city.units import UnitStorage
from herne_schwamm.city.water import gather_to_units, resting_water
from herne_schwamm.models.storm import StormSettings, simulate_storm

ROOF_CELLS = 20


def house_on_a_plane(**changes):
    """A roof of 4 x 5 cells of 2 m on level, sealed ground without hollows."""
    terrain = np.zeros((14, 15))
    building = np.full(terrain.shape, -1)
    building[5:9, 5:10] = 0
    told = {
        "building": building,
        "sewer_mm_h": np.where(building == 0, 36.0, 0.0),
        "storage": UnitStorage(roof_mm=0.5),
    } | changes
    return plain_city(terrain, grid_for(terrain, 2.0), **told)


def test_roof_water_goes_to_store_sewer_and_perimeter_as_calculated_by_hand():
    city = house_on_a_plane()
    # 90 mm/h for 10 min: the store of 0.5 mm is full after 20 s, then the sewer takes 36 mm/h.
    storm = Storm("hand", block_rain(15.0, 10.0), sewer="design_capacity", after_rain_s=0.0)
    result = simulate_storm(city, storm, resting_water(city, 0.5))
    area_m2 = ROOF_CELLS * 4.0
    store_m3 = area_m2 * 0.5e-3
    sewer_m3 = area_m2 * 36e-3 / 3600.0 * (600.0 - 20.0)
    perimeter_m3 = area_m2 * 15e-3 - store_m3 - sewer_m3
    balance = result.balance
    close = 1e-6 * area_m2 * 15e-3  # a millionth of the rain on the roof
    assert balance.roofs_m3 == pytest.approx(store_m3, abs=close)
    assert balance.sewer_m3 == pytest.approx(sewer_m3, abs=close)
    assert balance.sewer_surcharge_m3 == pytest.approx(perimeter_m3, abs=close)
    on_ground_m3 = 15e-3 * (city.area_m2 - area_m2) + perimeter_m3
    assert balance.surface_m3 == pytest.approx(on_ground_m3, rel=1e-6)
    assert result.water.volume_m3(city) == pytest.approx(
        on_ground_m3 + store_m3 + resting_water(city, 0.5).volume_m3(city), rel=1e-6
    )
    maps = result.maps
    roof = city.layer("building") == 0
    assert maps["sewer_inflow_mm"].values[roof] == pytest.approx(36.0 * 580.0 / 3600.0, rel=1e-6)
    assert np.isnan(maps["water_depth_max_m"].values[roof]).all()
    assert np.isfinite(maps["water_depth_max_m"].values[~roof]).all()


def test_roof_water_falls_in_equal_shares_on_the_cells_around():
    city = house_on_a_plane(sewer_mm_h=0.0, storage=UnitStorage(roof_mm=0.0))
    # So short that the water has no time to flow on.
    storm = Storm("at once", block_rain(1.8, 0.01 / 60.0), after_rain_s=0.0)
    settings = StormSettings(synchronisation_s=0.01)
    result = simulate_storm(city, storm, resting_water(city, 0.5), settings=settings)
    depth = result.maps["water_depth_end_m"].values
    # 20 roof cells, 18 cells around them.
    around = [*depth[4, 5:10], *depth[9, 5:10], *depth[5:9, 4], *depth[5:9, 10]]
    assert around == pytest.approx([1.8e-3 * (1.0 + 20 / 18)] * 18, rel=1e-4)
    assert depth[0, 0] == pytest.approx(1.8e-3, rel=1e-6)


def test_roofs_that_are_not_connected_give_the_sewer_nothing():
    city = house_on_a_plane(storage=UnitStorage(roof_mm=0.0, roofs_to_sewer=0.25))
    storm = Storm("share", block_rain(5.0, 10.0), sewer="design_capacity", after_rain_s=0.0)
    balance = simulate_storm(city, storm, resting_water(city, 0.5)).balance
    assert balance.sewer_m3 == pytest.approx(0.25 * 80.0 * 5e-3, rel=1e-6)
    assert balance.sewer_surcharge_m3 == 0.0


def test_a_neglected_sewer_takes_nothing():
    city = house_on_a_plane()
    storm = Storm("neglected", block_rain(15.0, 10.0), after_rain_s=0.0)
    result = simulate_storm(city, storm, resting_water(city, 0.5))
    assert result.balance.sewer_m3 == result.balance.sewer_surcharge_m3 == 0.0
    assert "sewer_surcharge_mm" not in result.maps


def test_water_flows_around_a_building_and_never_into_it():
    terrain = np.add.outer(np.zeros(9), -0.05 * np.arange(15.0))
    building = np.full(terrain.shape, -1)
    building[3:6, 6:8] = 0
    edge = np.zeros(terrain.shape, np.uint8)
    edge[:, -1] = OPEN
    city = plain_city(terrain, grid_for(terrain, 1.0), building=building, edge=edge)
    storm = Storm("around", block_rain(30.0, 10.0), after_rain_s=300.0)
    result = simulate_storm(city, storm, resting_water(city, 0.5))
    depth = result.maps["water_depth_max_m"].values
    # Water stands before the wall and is missing behind it.
    assert depth[4, 5] > 1.5 * depth[4, 2]
    assert depth[4, 8] < depth[0, 8]
    assert abs(result.balance.relative_error) < 1e-6


@pytest.mark.parametrize("edge", [OPEN, CLOSED])
def test_a_roof_without_ground_around_it_drains_over_an_open_edge_or_keeps_its_water(edge):
    terrain = np.full((3, 3), np.nan)
    terrain[0, :2] = terrain[1, 0] = 0.0
    building = np.full(terrain.shape, -1)
    building[0, 0], building[0, 1], building[1, 0] = 0, 1, 1
    city = plain_city(terrain, grid_for(terrain, 1.0), building=building, edge=edge)
    storm = Storm("edge", block_rain(10.0, 10.0), after_rain_s=0.0)
    result = simulate_storm(city, storm, resting_water(city, 0.5))
    balance = result.balance
    beyond_m3 = 3 * 9.7e-3
    assert balance.outflow_m3 == pytest.approx(beyond_m3 if edge == OPEN else 0.0, rel=1e-6)
    assert balance.roofs_m3 == pytest.approx(0.03 - balance.outflow_m3, rel=1e-6)
    assert abs(balance.relative_error) < 1e-9
    kept_m3 = result.water.volume_m3(city) - resting_water(city, 0.5).volume_m3(city)
    assert kept_m3 == pytest.approx(balance.roofs_m3, rel=1e-6)


def test_crowns_hold_back_their_capacity_and_no_more():
    terrain = np.zeros((4, 6))
    canopy = np.zeros(terrain.shape, bool)
    canopy[:, :3] = True
    city = plain_city(
        terrain, grid_for(terrain, 1.0), canopy=canopy, storage=UnitStorage(canopy_mm=1.2)
    )
    storm = Storm("crowns", block_rain(6.0, 10.0), after_rain_s=0.0)
    result = simulate_storm(city, storm, resting_water(city, 0.5))
    assert result.balance.canopy_m3 == pytest.approx(12 * 1.2e-3, rel=1e-6)
    assert result.balance.surface_m3 == pytest.approx(24 * 6e-3 - 12 * 1.2e-3, rel=1e-6)
    assert sorted(result.water.stores["canopy_mm"]) == pytest.approx([0.0, 1.2], rel=1e-6)


def rain_rasters(shape):
    zone = np.zeros(shape, np.int32)
    zone[:, shape[1] // 3 :] = 1
    zone[shape[0] // 2 :, shape[1] // 2 :] = 2
    edges = np.array([0.0, 300.0, 600.0, 900.0])
    values = np.array([[20.0, 90.0, 0.0], [60.0, 0.0, 30.0], [0.0, 45.0, 110.0]])
    return RainRasters(edges, values, zone)


RAINS = {
    "block": lambda shape: {"rain_mm_h": block_rain(30.0, 15.0)},
    "steps": lambda shape: {
        "rain_mm_h": StepSeries(np.array([0.0, 120.0, 500.0, 900.0]), np.array([90.0, 0.0, 70.0]))
    },
    "rasters": lambda shape: {
        "rain_mm_h": rain_rasters(shape).mean_over(np.ones(shape, bool)),
        "rain_rasters": rain_rasters(shape),
    },
}
GROUNDS = {
    "green_ampt": {"sealing": 0.4, "depression_storage_mm": 2.0},
    "sealed": {"sealing": 1.0, "depression_storage_mm": 2.0},
    "curve_number": {"sealing": 0.4, "curve_number": 85.0},
}
SEWERS = ("neglected", "design_capacity")


@pytest.mark.parametrize(("rain", "ground", "sewer"), [*product(RAINS, GROUNDS, SEWERS)])
def test_every_pair_of_rain_ground_and_sewer_keeps_its_water(rain, ground, sewer):
    rng = np.random.default_rng(7)
    shape = (21, 24)
    terrain = rng.normal(0.0, 0.15, shape).cumsum(axis=1) + rng.normal(0.0, 0.02, shape)
    building = np.full(shape, -1)
    building[2:6, 3:8] = 0
    building[12:15, 10:16] = 1
    building[12:15, 16:18] = 2
    edge = np.zeros(shape, np.uint8)
    edge[-1] = OPEN
    city = plain_city(
        terrain,
        grid_for(terrain, 2.0),
        building=building,
        canopy=rng.random(shape) < 0.3,
        sewer_mm_h=np.where(np.arange(24) < 12, 20.0, 40.0),
        edge=edge,
        storage=UnitStorage(canopy_mm=1.0, roof_mm=0.3, roofs_to_sewer=0.9),
        **GROUNDS[ground],
    )
    storm = Storm(
        "pair", sewer=sewer, drainage_loss_mm_h=1.0, after_rain_s=600.0, **RAINS[rain](shape)
    )
    before = resting_water(city, 0.3)
    result = simulate_storm(city, storm, before)
    balance = result.balance
    assert abs(balance.relative_error) < 1e-6
    assert balance.rain_m3 == pytest.approx(storm.rain_depth_mm * 1e-3 * city.area_m2, rel=1e-6)
    gone = balance.sewer_m3 + balance.drained_m3 + balance.outflow_m3
    # The water itself says the same as the balance, in cells as in units.
    for water in (result.water, gather_to_units(city, result.water)):
        gain = water.volume_m3(city) - before.volume_m3(city)
        assert gain == pytest.approx(balance.rain_m3 - gone, rel=1e-5)
    assert (balance.sewer_m3 > 0.0) == (sewer == "design_capacity")
    assert balance.drained_m3 > 0.0
    on_maps = result.maps["sewer_inflow_mm"].sum().item() * 4e-3
    # A map's cell is the float32 sum of some 1500 synchronisations.
    assert on_maps == pytest.approx(balance.sewer_m3 + balance.drained_m3, rel=5e-5)
    if sewer == "design_capacity":
        on_maps = result.maps["sewer_surcharge_mm"].sum().item() * 4e-3
        assert on_maps == pytest.approx(balance.sewer_surcharge_m3, rel=5e-5)


def test_rain_rasters_fall_where_they_lie():
    terrain = np.zeros((6, 9))
    rasters = rain_rasters(terrain.shape)
    city = plain_city(terrain, grid_for(terrain, 1.0))
    storm = Storm(
        "zones",
        rasters.mean_over(city.inside),
        rain_rasters=rasters,
        after_rain_s=0.0,
        drainage_loss_mm_h=500.0,
    )
    result = simulate_storm(city, storm, resting_water(city, 0.5))
    fallen = (np.array([20 + 60 + 0, 90 + 0 + 45, 0 + 30 + 110]) / 12.0)[rasters.zone]
    # Everything is drained at once where it falls.
    assert result.maps["sewer_inflow_mm"].values == pytest.approx(fallen, rel=1e-5)


@pytest.mark.parametrize("film_mm", [10.0, 100.0])
def test_deep_hollows_keep_their_water(film_mm):
    terrain = np.zeros((5, 5))
    city = plain_city(terrain, grid_for(terrain, 1.0), depression_storage_mm=film_mm)
    storm = Storm("slow", block_rain(10.0, 200.0), after_rain_s=0.0)
    balance = simulate_storm(city, storm, resting_water(city, 0.5)).balance
    assert abs(balance.relative_error) < 1e-9
    assert balance.film_m3 == pytest.approx(25 * 10e-3, rel=1e-6)


def test_wet_ground_with_a_curve_number_keeps_less_than_dry_ground():
    terrain = np.zeros((3, 3))
    city = plain_city(terrain, grid_for(terrain, 1.0), curve_number=75.0)
    kept = [
        simulate_storm(
            city,
            Storm("cn", block_rain(60.0, 60.0), antecedent=moisture, after_rain_s=0.0),
            resting_water(city, moisture),
        ).balance.infiltrated_m3
        for moisture in (0.0, 0.5, 1.0)
    ]
    # Chow et al. (1988): 75 is 55.8 on dry and 87.3 on wet ground.
    expected = []
    for number in (315.0 / 5.65, 75.0, 1725.0 / 19.75):
        retention_mm = 25400.0 / number - 254.0
        runoff_mm = (60.0 - 0.2 * retention_mm) ** 2 / (60.0 + 0.8 * retention_mm)
        expected.append(9e-3 * (60.0 - runoff_mm))
    assert kept == pytest.approx(expected, rel=1e-5)


def test_curve_number_ground_keeps_what_the_formula_says():
    terrain = np.zeros((4, 4))
    city = plain_city(terrain, grid_for(terrain, 1.0), curve_number=80.0, sealing=0.0)
    storm = Storm("cn", block_rain(60.0, 60.0), after_rain_s=0.0)
    balance = simulate_storm(city, storm, resting_water(city, 0.5)).balance
    retention_mm = 25400.0 / 80.0 - 254.0
    runoff_mm = (60.0 - 0.2 * retention_mm) ** 2 / (60.0 + 0.8 * retention_mm)
    assert balance.surface_m3 / 16e-3 == pytest.approx(runoff_mm, rel=1e-5)
