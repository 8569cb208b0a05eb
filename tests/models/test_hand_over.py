"""One water: it passes from season to storm and back without loss, unit by unit."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from herne_schwamm.city.city import OPEN
from herne_schwamm.city.facilities import cistern, swale, tree_pit, trench_columns
from herne_schwamm.city.forcing import Storm, block_rain
from herne_schwamm.city.plain import grid_for, plain_city
from herne_schwamm.city.season_columns import complete_units
from herne_schwamm.city.units import UNIT_COLUMNS, UnitStorage
from herne_schwamm.city.water import (
    STORES,
    moisture_deficit,
    spread_to_cells,
    water_at_rest,
)
from herne_schwamm.models.hand_over import after_storm, before_storm, start_stores
from herne_schwamm.models.season import SeasonSettings, simulate_season
from herne_schwamm.models.season_balance import GAINS, LOSSES
from herne_schwamm.models.season_units import season_capacities
from herne_schwamm.models.storm import simulate_storm
from tests.models.seasons import connections, weather

ROWS, COLUMNS = 16, 18
STORM_MM = 45.0
STORM_DAY = np.datetime64("2001-07-20T15")


def quarter(conductivity_factor=1.0):
    """Two houses, one green, on lawn with a road; a swale and a tree pit on cells, a cistern."""
    rng = np.random.default_rng(3)
    terrain = rng.normal(0.0, 0.02, (ROWS, COLUMNS)).cumsum(axis=1)
    building = np.full(terrain.shape, -1)
    building[2:6, 3:7] = 0
    building[9:12, 9:14] = 1
    sealing = np.where(np.arange(COLUMNS) < 4, 0.9, rng.uniform(0.0, 0.3, terrain.shape))
    edge = np.zeros(terrain.shape, np.uint8)
    edge[-1] = OPEN
    city = plain_city(
        terrain,
        grid_for(terrain, 2.0),
        surface_class="garden",
        soil="silt_loam",
        sealing=sealing,
        building=building,
        canopy=rng.random(terrain.shape) < 0.3,
        sewer_mm_h=20.0,
        depression_storage_mm=2.0,
        edge=edge,
        storage=UnitStorage(canopy_mm=1.2, roof_mm=0.3, roofs_to_sewer=1.0),
    )
    units = city.units.copy()
    units["conductivity_mm_h"] *= conductivity_factor
    roofs = units.index[units["kind"] == "roof"]
    unit_id = city.layer("unit_id").copy()
    ground = units.index[0]
    facilities = [
        swale(12.0, **trench_columns(5.0, throttle_mm_h=0.2)),
        tree_pit(),
        cistern(2.0, float(units.loc[roofs[0], "area_m2"])),
    ]
    first = len(units)
    added = pd.DataFrame(facilities, index=range(first, first + 3))
    added.loc[first + 1, "area_m2"] = 8.0
    for number, cells in ((first, [(7, 8), (7, 9), (7, 10)]), (first + 1, [(13, 3), (13, 4)])):
        for cell in cells:
            was = unit_id[cell]
            units.loc[was, "area_m2"] -= 4.0
            unit_id[cell] = number
    units = pd.concat([units, added])
    units.index.name = "unit_id"
    green = roofs[1]
    columns = {"substrate_capacity_mm": 40.0, "drain_layer_capacity_mm": 20.0}
    columns |= {"throttle_mm_h": 0.1, "roof_capacity_mm": 0.0, "crop_coefficient": 1.0}
    for name, value in columns.items():
        if name not in units:
            units[name] = np.nan
        units.loc[green, name] = value
    city.layers["unit_id"].values[:] = unit_id
    links = connections((roofs[0], first + 2, 1.0), (first + 2, first, 1.0), (green, first, 0.6))
    assert units.loc[ground, "area_m2"] > 0.0
    return dataclasses.replace(city, units=units, connections=links)


def volumes(city, stores):
    """Water of each unit. [m3]"""
    return stores[list(STORES)].sum(axis=1).to_numpy() * city.units["area_m2"].to_numpy() / 1e3


def on_cells(city, water):
    """Water of the cells of each unit. [m3]"""
    unit_id = city.layer("unit_id").ravel()
    inside = unit_id >= 0
    depth = sum(
        raster.ravel().astype(np.float64)
        for raster in (water.surface_depth_m, water.surface_film_m, water.infiltrated_m)
    )
    sums = np.bincount(unit_id[inside], weights=depth[inside], minlength=len(city.units))
    return sums * city.grid.cell_area_m2


def net_fluxes(result, city):
    """What a season gave to each unit and took from it. [m3]"""
    total = result.total_mm().to_numpy()
    net = total[:, GAINS].sum(axis=1) - total[:, LOSSES].sum(axis=1)
    return net * city.units["area_m2"].to_numpy() / 1e3


def season_storm_season(factor=1.0, wetness=1.0):
    city = quarter(factor)
    before = weather(24 * 60, seed=5, wet_share=0.1, start=np.datetime64("2001-05-21T15"))
    first = simulate_season(city.units, city.connections, before, start_stores(city))
    stores = first.stores_at_end()
    stores["root_zone_mm"] *= wetness
    water = water_at_rest(city, stores)
    storm = Storm(
        "one water", block_rain(STORM_MM, 40.0), sewer="design_capacity", after_rain_s=900.0
    )
    answer = simulate_storm(city, storm, water)
    handed = after_storm(city, answer.water)
    after = weather(24 * 20, seed=6, wet_share=0.1, start=STORM_DAY)
    second = simulate_season(city.units, city.connections, after, handed.stores)
    return city, first, water, answer, handed, second


def test_season_storm_season_keeps_the_water_of_every_unit():
    city, first, water, answer, handed, second = season_storm_season()
    area_m2 = city.units["area_m2"].to_numpy()
    begun = volumes(city, start_stores(city))
    # Rain on each unit and the water it began with; what lies below the ground has no rain.
    rain_mm = first.forcing.rain_mm.sum() + second.forcing.rain_mm.sum() + STORM_MM
    scale = begun + rain_mm * area_m2 / 1e3
    # Without cells: only what it is given.
    scale = np.maximum(scale, 1e-3)
    # Within the seasons: every unit by its own fluxes.
    ended = volumes(city, first.stores_at_end())
    assert (np.abs(ended - begun - net_fluxes(first, city)) < 1e-9 * scale).all()
    # To the storm: what a unit gives stands on its cells.
    spread = spread_to_cells(city, water)
    given = volumes(city, spread.stores) + on_cells(city, spread)
    assert (np.abs(given - ended) < 1e-6 * scale).all()
    assert on_cells(city, spread).sum() >= 0.0
    # From the storm: what stands on its cells and what has infiltrated comes back to it.
    held = volumes(city, answer.water.stores) + on_cells(city, answer.water)
    back = volumes(city, handed.stores) + handed.recharge_mm * area_m2 / 1e3
    assert (np.abs(back - held) < 1e-6 * scale).all()
    # In the storm water flows from unit to unit: the city as a whole, by the storm's own balance.
    balance = answer.balance
    left = balance.outflow_m3 + balance.sewer_m3 + balance.drained_m3
    came = balance.rain_m3 - left
    assert held.sum() - given.sum() == pytest.approx(came, abs=1e-5 * balance.rain_m3)
    # And facilities without cells stay as they are.
    buried = city.units.index[city.units["kind"] == "cistern"]
    assert held[buried] == pytest.approx(ended[buried], rel=1e-12)
    # All together.
    last = volumes(city, second.stores_at_end())
    gained = last - volumes(city, handed.stores)
    assert (np.abs(gained - net_fluxes(second, city)) < 1e-9 * scale).all()
    whole = net_fluxes(first, city) + net_fluxes(second, city)
    recharge_m3 = (handed.recharge_mm * area_m2).sum() / 1e3
    assert last.sum() - begun.sum() == pytest.approx(
        whole.sum() + came - recharge_m3, abs=1e-5 * (balance.rain_m3 + begun.sum())
    )
    for result in (first, second):
        assert not result.balance.fails


def test_wetter_soil_changes_infiltration_and_nothing_else_before_the_first_drop():
    city, _, water, drier, *_ = season_storm_season(wetness=0.45)
    _, _, twice, wetter, *_ = season_storm_season(wetness=0.9)
    other = [name for name in STORES if name != "root_zone_mm"]
    pd.testing.assert_frame_equal(water.stores[other], twice.stores[other])
    assert twice.stores["root_zone_mm"].to_numpy() == pytest.approx(
        2.0 * water.stores["root_zone_mm"].to_numpy()
    )
    for name in ("surface_depth_m", "surface_film_m", "infiltrated_m"):
        assert np.array_equal(
            getattr(spread_to_cells(city, water), name), getattr(spread_to_cells(city, twice), name)
        )
    soil = complete_units(city.units)["root_zone_capacity_mm"].to_numpy() > 0.0
    assert (moisture_deficit(city, twice) < moisture_deficit(city, water))[soil].all()
    assert wetter.balance.infiltrated_m3 < drier.balance.infiltrated_m3
    assert wetter.balance.rain_m3 == drier.balance.rain_m3
    for term in ("canopy_m3", "roofs_m3"):
        assert getattr(wetter.balance, term) == pytest.approx(
            getattr(drier.balance, term), abs=1e-3
        )
    assert wetter.balance.surface_m3 > drier.balance.surface_m3


def test_a_green_roof_takes_up_a_storm_until_its_stores_are_full():
    city = quarter()
    green = city.units.index[city.units["substrate_capacity_mm"] > 0.0][0]
    stores = start_stores(city)
    stores.loc[green, "substrate_mm"] = 15.0
    storm = Storm("roof", block_rain(30.0, 30.0), sewer="design_capacity", after_rain_s=0.0)
    answer = simulate_storm(city, storm, water_at_rest(city, stores))
    handed = after_storm(city, answer.water)
    # 25 mm of room in the substrate, 20 mm in the drain layer: all of it stays.
    assert handed.stores.loc[green, "substrate_mm"] == pytest.approx(40.0)
    assert handed.stores.loc[green, "drain_layer_mm"] == pytest.approx(5.0, abs=1e-4)
    assert handed.stores.loc[green, "roof_mm"] == pytest.approx(0.0, abs=1e-4)


def test_what_soil_cannot_hold_after_a_storm_is_groundwater():
    city = quarter(conductivity_factor=100.0)
    complete = complete_units(city.units)
    capacity = season_capacities(complete)
    stores = pd.DataFrame(0.98 * capacity, index=city.units.index, columns=list(STORES))
    stores["ponding_mm"] = 5.0
    storm = Storm("flood", block_rain(250.0, 60.0), after_rain_s=1800.0)
    answer = simulate_storm(city, storm, water_at_rest(city, stores))
    handed = after_storm(city, answer.water)
    assert handed.recharge_mm.max() > 1.0
    for place, name in enumerate(STORES):
        if name not in ("ponding_mm", "surface_film_mm", "roof_mm"):
            full = handed.stores[name].to_numpy() - capacity[:, place]
            assert full.max() < 1e-6, name
    assert handed.stores.to_numpy().min() >= 0.0
    held = volumes(city, answer.water.stores) + on_cells(city, answer.water)
    area_m2 = city.units["area_m2"].to_numpy()
    back = volumes(city, handed.stores) + handed.recharge_mm * area_m2 / 1e3
    assert back == pytest.approx(held, rel=1e-9, abs=1e-9)


def test_a_tree_pit_on_cells_fills_from_a_storm():
    city = quarter()
    pit = city.units.index[city.units["kind"] == "tree_pit"][0]
    stores = start_stores(city)
    stores["tree_pit_mm"] *= 0.5
    water = water_at_rest(city, stores)
    assert moisture_deficit(city, water)[pit] > 0.2
    answer = simulate_storm(city, Storm("pit", block_rain(40.0, 30.0)), water)
    gained = after_storm(city, answer.water).stores.loc[pit, "tree_pit_mm"]
    assert gained > stores.loc[pit, "tree_pit_mm"] + 10.0


def test_spreading_keeps_the_water_of_units_without_cells_and_of_other_areas():
    city = quarter()
    stores = start_stores(city)
    stores["ponding_mm"], stores["surface_film_mm"] = 3.0, 0.5
    units = city.units.copy()
    units.loc[0, "area_m2"] *= 0.75
    city = dataclasses.replace(city, units=units)
    water = water_at_rest(city, stores)
    spread = spread_to_cells(city, water)
    after = volumes(city, spread.stores) + on_cells(city, spread)
    assert after == pytest.approx(volumes(city, stores), rel=1e-7)
    buried = units.index[units["kind"] == "cistern"][0]
    assert spread.stores.loc[buried, "ponding_mm"] == 3.0


def test_a_storm_begins_on_percentiles_or_on_a_date():
    city = quarter()
    forcing = weather(8760, seed=8, wet_share=0.05)
    season = simulate_season(
        city.units,
        city.connections,
        forcing,
        start_stores(city),
        settings=SeasonSettings(dates=(STORM_DAY,)),
    )
    dry, normal, wet = (before_storm(city, season, name) for name in ("dry", "normal", "wet"))
    ground = (city.units["kind"] == "ground").to_numpy()
    soil = [water.stores["root_zone_mm"].to_numpy()[ground] for water in (dry, normal, wet)]
    assert (soil[0] < soil[1]).all()
    assert (soil[1] <= soil[2]).all()
    assert dry.surface_depth_m.shape == city.grid.shape
    on_date = before_storm(city, season, STORM_DAY)
    assert on_date.stores.to_numpy() == pytest.approx(season.stores_at(STORM_DAY).to_numpy())
    assert list(city.units.columns[: len(UNIT_COLUMNS)]) == list(UNIT_COLUMNS)
