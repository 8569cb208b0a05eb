"""Columns of the season: from surface classes and soils, and what measures set."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.city.facilities import (
    cistern,
    green_roof,
    ground,
    permeable_paving,
    roof,
    swale,
    tree_pit,
    trench,
    trench_columns,
    unit_table,
)
from herne_schwamm.city.plain import grid_for, plain_city
from herne_schwamm.city.season_columns import (
    SEASON_COLUMNS,
    capillary_rate_mm_h,
    complete_units,
    drainage_conductivity_mm_h,
    has_plants,
)
from herne_schwamm.city.units import UNIT_COLUMNS, UnitStorage
from herne_schwamm.tables import soils, surface_classes, surface_seasons
from herne_schwamm.tables.facilities import facilities


def test_units_of_a_city_get_what_their_class_and_soil_say():
    terrain = np.zeros((4, 4))
    building = np.full(terrain.shape, -1)
    building[0, :2] = 0
    city = plain_city(
        terrain,
        grid_for(terrain, 1.0),
        surface_class="lawn",
        soil="silt_loam",
        sealing=0.25,
        building=building,
        canopy=np.eye(4, dtype=bool),
        storage=UnitStorage(canopy_mm=1.5),
    )
    complete = complete_units(city.units)
    assert set(UNIT_COLUMNS) | set(SEASON_COLUMNS) == set(complete.columns)
    assert complete.drop(columns="groundwater_depth_m").notna().to_numpy()[:, 17:].all()
    lawn = complete[(complete["kind"] == "ground") & (complete["canopy_capacity_mm"] == 0.0)]
    soil = soils()["silt_loam"]
    assert lawn["field_capacity_share"].iloc[0] == pytest.approx(0.315 / 0.486)
    assert lawn["wilting_point_share"].iloc[0] == pytest.approx(0.118 / 0.486)
    assert lawn["lower_soil_capacity_mm"].iloc[0] == pytest.approx(0.75 * 0.486 * 900.0)
    assert lawn["crop_coefficient"].iloc[0] == surface_seasons()["lawn"].crop_coefficient
    assert lawn["interception_capacity_mm"].iloc[0] == 0.0
    trees = complete[complete["canopy_capacity_mm"] > 0.0]
    assert trees["crop_coefficient"].iloc[0] == surface_seasons()["forest"].crop_coefficient
    # Half of the saturated conductivity is Green and Ampt's.
    assert drainage_conductivity_mm_h(complete)[lawn.index[0]] == pytest.approx(
        2.0 * 0.75 * soil.conductivity_mm_h
    )
    roofs = complete[complete["kind"] == "roof"]
    assert roofs["lower_soil_capacity_mm"].iloc[0] == 0.0
    assert roofs["sewer_connected_share"].iloc[0] == 1.0
    assert drainage_conductivity_mm_h(complete)[roofs.index[0]] == 0.0


def test_what_a_measure_sets_stays_and_gaps_are_filled():
    units = unit_table(
        [
            ground(1.0, "lawn", "loam", crop_coefficient=0.7, irrigation_mm_h=1.0),
            ground(1.0, "forest", "loam"),
            ground(1.0, "water", "loam"),
        ]
    )
    complete = complete_units(units)
    assert complete["crop_coefficient"].tolist() == [0.7, 1.0, 0.0]
    assert complete["irrigation_mm_h"].tolist() == [1.0, 0.0, 0.0]
    assert complete["swale_capacity_mm"].tolist() == [0.0, 0.0, 1000.0]
    assert complete["interception_capacity_mm"].tolist() == [0.0, 2.0, 0.0]
    assert "crop_coefficient_leaf_off" not in units
    assert complete_units(complete).equals(complete)


def test_shallow_groundwater_cuts_the_lower_soil_and_lifts_water():
    depths = [np.nan, 5.0, 1.2, 0.9, 0.5]
    units = unit_table(
        [ground(1.0, "lawn", "silt_loam", groundwater_depth_m=depth) for depth in depths]
    )
    complete = complete_units(units)
    whole = 0.486 * 900.0
    expected = [whole, whole, whole * 600.0 / 900.0, whole * 300.0 / 900.0, 0.0]
    assert complete["lower_soil_capacity_mm"].tolist() == pytest.approx(expected)
    rates = capillary_rate_mm_h(complete)
    assert rates[0] == 0.0
    assert np.all(np.diff(rates[1:]) >= 0.0)
    assert rates[-1] == pytest.approx(13.0)
    assert 0.0 < rates[1] < 0.1


def test_every_surface_class_has_a_season_and_every_soil_a_usable_water():
    assert list(surface_seasons()) == list(surface_classes())
    for row in surface_seasons().values():
        for share in (
            row.depletion_share,
            row.interception_leaf_off_share,
            row.sealed_runon_share,
        ):
            assert 0.0 <= share <= 1.0
        assert 0.0 <= row.crop_coefficient_leaf_off <= row.crop_coefficient <= 1.3
    for row in soils().values():
        assert 0.0 < row.wilting_point_share < row.field_capacity_share < 1.0
        # Usable water of mineral soils: 5 to 25 % of their volume.
        assert 0.05 < row.field_capacity - row.wilting_point < 0.25


def test_facilities_have_the_water_of_their_table():
    units = unit_table(
        [
            green_roof(50.0),
            green_roof(50.0, 300.0),
            swale(10.0),
            swale(10.0, 100.0, **trench_columns(10.0, 0.5)),
            trench(10.0, 10.0),
            tree_pit(),
            cistern(4.0, 100.0, garden_m2=200.0, garden_mm=90.0),
            permeable_paving(30.0),
            roof(20.0),
        ]
    )
    complete = complete_units(units)
    table = facilities()
    assert complete["substrate_capacity_mm"][:2].tolist() == [50.0, 150.0]
    assert complete["depletion_share"][:2].tolist() == [0.0, 0.4]
    assert complete["conductivity_mm_h"][2:4].tolist() == [18.0, 50.0]
    assert complete["swale_capacity_mm"][2] == table.swale.pond_depth_mm
    assert complete["trench_capacity_mm"][3:5].tolist() == pytest.approx([175.0, 175.0])
    assert complete["trench_exfiltration_mm_h"][3:5].tolist() == [5.0, 5.0]
    assert complete["throttle_mm_h"][3] == 0.5
    assert complete["rain_share"].tolist() == [1, 1, 1, 1, 0, 1, 0, 1, 1]
    assert complete["area_m2"][5] == pytest.approx(8.0)
    assert complete["crop_coefficient"][5] == pytest.approx(50.0 / 8.0)
    # 30 mm of a roof of 100 m2 are 3 m3, its use 0.1 m3 a day.
    assert complete["cistern_capacity_mm"][6] * 4.0 == pytest.approx(3000.0)
    assert complete["cistern_use_mm_h"][6] * 4.0 * 24.0 == pytest.approx(100.0)
    assert complete["garden_ratio"][6] == 50.0
    assert complete["sealed_share"][7] == pytest.approx(0.92)
    assert complete["kind"].tolist()[-2:] == ["ground", "roof"]
    assert complete["substrate_capacity_mm"][8] == 0.0


def test_plants_grow_where_class_crowns_or_a_pit_say_so():
    units = unit_table(
        [
            ground(1.0, "lawn", "loam"),
            ground(1.0, "asphalt", "loam", 0.9),
            ground(1.0, "asphalt", "loam", 0.9, canopy_capacity_mm=1.0),
            ground(1.0, "gravel", "sand"),
            tree_pit(),
            roof(1.0),
            cistern(1.0, 10.0),
        ]
    )
    assert has_plants(units).tolist() == [True, False, True, False, True, False, False]
