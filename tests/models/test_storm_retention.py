"""Rain that a storm leaves where it fell: the terms of its balance, cell by cell."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from herne_schwamm.city.areas import DISTRICT, Areas
from herne_schwamm.city.forcing import RainRasters, Storm, block_rain
from herne_schwamm.city.water import spread_to_cells, water_at_rest
from herne_schwamm.models.hand_over import start_stores
from herne_schwamm.models.storm import simulate_storm
from herne_schwamm.models.storm_retention import storm_retention
from tests.models.test_hand_over import quarter


def found(storm: Storm, **stores: float):
    """A quarter with two districts and a storm over it."""
    city = quarter()
    half = np.where(np.arange(city.grid.columns) < 9, 0, 1) * np.ones((city.grid.rows, 1), int)
    half[0] = -1
    areas = (Areas(DISTRICT, ("west", "east", "nowhere"), half.astype(np.int32)),)
    city = dataclasses.replace(city, areas=areas)
    begun = start_stores(city).assign(**stores)
    water = water_at_rest(city, begun)
    answer = simulate_storm(city, storm, water)
    return city, water, answer, storm_retention(city, storm, water, answer.water)


def terms(balance) -> tuple[float, float]:
    held = balance.film_m3 + balance.canopy_m3 + balance.roofs_m3
    return balance.infiltrated_m3, held


@pytest.mark.parametrize("sewer", ["neglected", "design_capacity"])
def test_the_city_holds_what_its_balance_says(sewer):
    storm = Storm("S", block_rain(45.0, 40.0), sewer=sewer, after_rain_s=900.0)
    city, _, answer, held = found(storm, surface_film_mm=0.4, canopy_mm=0.1)
    infiltrated, stored = terms(answer.balance)
    whole = held.whole.loc[0]
    rain = answer.balance.rain_m3
    assert whole["rain_m3"] == pytest.approx(rain, rel=1e-6)
    # The film that was there before is no gain; it lies on the cells in single precision.
    assert whole["infiltrated_m3"] == pytest.approx(infiltrated, abs=1e-5 * rain)
    assert whole["held_m3"] == pytest.approx(stored, abs=1e-5 * rain)
    assert whole["retained_m3"] == pytest.approx(infiltrated + stored, abs=1e-5 * rain)
    assert 0.2 < whole["retained_share"] < 0.9
    assert whole["retained_share"] == pytest.approx(whole["retained_m3"] / rain, rel=1e-6)
    left = answer.balance.outflow_m3 + answer.balance.sewer_m3 + answer.balance.surface_m3
    assert rain - whole["retained_m3"] == pytest.approx(left, abs=1e-5 * rain)
    raster = held.retained_mm.astype(np.float64) / 1000.0 * city.grid.cell_area_m2
    assert raster[city.inside].sum() == pytest.approx(whole["retained_m3"], rel=1e-6)


def test_units_and_districts_add_up():
    storm = Storm("S", block_rain(45.0, 40.0), after_rain_s=600.0)
    city, _, answer, held = found(storm)
    assert held.units["retained_m3"].sum() == pytest.approx(held.whole.loc[0, "retained_m3"])
    (areas,) = held.areas
    assert areas.names == ("west", "east", "nowhere")
    top = np.nansum(held.retained_mm[0].astype(float)) / 1e3 * city.grid.cell_area_m2
    assert areas.table["retained_m3"].sum() + top == pytest.approx(
        held.whole.loc[0, "retained_m3"], rel=1e-6
    )
    assert areas.table.loc[2, "rain_m3"] == 0.0
    assert np.isnan(areas.table.loc[2, "retained_share"])
    # What a unit took up is in its stores; the cistern lies below the ground.
    green = int(city.units["substrate_capacity_mm"].fillna(0.0).idxmax())
    roof_mm = answer.water.stores.loc[green, "roof_mm"]
    area_m2 = city.units.loc[green, "area_m2"]
    assert held.units.loc[green, "held_m3"] == pytest.approx(roof_mm * area_m2 / 1e3, rel=1e-5)
    buried = city.units.index[city.units["kind"] == "cistern"]
    assert not held.units.loc[buried, "rain_m3"].any()


def test_rain_that_differs_from_place_to_place_is_told_where_it_fell():
    city = quarter()
    zone = (np.arange(city.grid.columns) >= 9) * np.ones((city.grid.rows, 1), np.int32)
    rasters = RainRasters(np.array([0.0, 1800.0]), np.array([[0.0, 60.0]]), zone.astype(np.int32))
    storm = Storm("S", rasters.mean_over(city.inside), rain_rasters=rasters, after_rain_s=0.0)
    _, _, answer, held = found(storm)
    (areas,) = held.areas
    assert areas.table.loc[0, "rain_m3"] == 0.0
    assert held.whole.loc[0, "rain_m3"] == pytest.approx(answer.balance.rain_m3, rel=1e-6)


def test_a_second_storm_counts_from_where_the_first_left_off():
    storm = Storm("S", block_rain(20.0, 20.0), after_rain_s=0.0)
    city, _, answer, first = found(storm)
    wet = spread_to_cells(city, answer.water)
    wet.infiltrated_m[:] = 0.0
    again = simulate_storm(city, storm, wet)
    second = storm_retention(city, storm, wet, again.water)
    infiltrated, stored = terms(again.balance)
    rain = again.balance.rain_m3
    assert second.whole.loc[0, "infiltrated_m3"] == pytest.approx(infiltrated, abs=1e-5 * rain)
    assert second.whole.loc[0, "held_m3"] == pytest.approx(stored, abs=1e-5 * rain)
    assert stored < first.whole.loc[0, "held_m3"]


def test_strips_of_rows_change_nothing(monkeypatch):
    storm = Storm("S", block_rain(20.0, 20.0), after_rain_s=0.0)
    city, water, answer, whole = found(storm)
    monkeypatch.setattr("herne_schwamm.models.storm_retention.STRIP_CELLS", 50)
    strips = storm_retention(city, storm, water, answer.water)
    assert np.array_equal(strips.retained_mm, whole.retained_mm, equal_nan=True)
    pd.testing.assert_frame_equal(strips.units, whole.units, rtol=1e-12)
    pd.testing.assert_frame_equal(strips.areas[0].table, whole.areas[0].table, rtol=1e-12)
