"""A heat wave over a small quarter: one water, and what light, surfaces and air make of it."""

import dataclasses
from datetime import date

import numba
import numpy as np
import pandas as pd
import pytest
import xarray as xr

from herne_schwamm.city.city import NO_BUILDING
from herne_schwamm.city.forcing import Storm, block_rain
from herne_schwamm.city.plain import grid_for, plain_city
from herne_schwamm.city.units import UnitStorage
from herne_schwamm.city.water import STORES, resting_water, water_at_rest
from herne_schwamm.city.weather import StationPlace, Weather
from herne_schwamm.inputs.demo.heat_wave import heat_wave_text
from herne_schwamm.kernels.street_shape import WALL
from herne_schwamm.models import heat_people
from herne_schwamm.models.hand_over import after_storm, before_storm, start_stores
from herne_schwamm.models.heat import HeatSettings, heat_place, simulate_heat
from herne_schwamm.models.heat_cold_air import cold_air_maps
from herne_schwamm.models.heat_place import air_grid
from herne_schwamm.models.heat_result import HEAT_MAPS
from herne_schwamm.models.heat_surfaces import NO_PIECE, surfaces_of
from herne_schwamm.models.heat_water import WaveWater
from herne_schwamm.models.season import SeasonForcing, simulate_season
from herne_schwamm.models.storm import simulate_storm

LATENT_MJ_KG = 2.45
CELL_M = 2.0


def quarter(rows=26, columns=33, *, building=True, sealing=None, canopy=True, hole=False):
    """Lawns, yards, two houses and trees, near Herne."""
    terrain = 50.0 + 0.02 * np.add.outer(np.arange(rows), np.arange(columns))
    if hole:
        terrain[3:6, 4:9] = np.nan
    houses = np.full(terrain.shape, NO_BUILDING)
    if building:
        houses[8:13, 6:16] = 0
        houses[16:22, 20:25] = 1
    sealed = np.zeros(terrain.shape)
    sealed[:, 15:26] = 1.0
    sealed[14:, :6] = 0.6
    trees = np.zeros(terrain.shape, bool)
    trees[2:5, 26:31] = canopy
    grid = grid_for(terrain, CELL_M)
    city = plain_city(
        terrain,
        dataclasses.replace(grid, crs="EPSG:25832", west_m=375e3, north_m=5.711e6),
        surface_class="lawn",
        sealing=sealed if sealing is None else sealing,
        depression_storage_mm=2.0,
        building=houses,
        canopy=trees,
        storage=UnitStorage(canopy_mm=1.0),
    )
    table = city.buildings.assign(height_m=np.full(len(city.buildings), 9.0))
    return dataclasses.replace(city, buildings=table)


def hot_days(days=1, *, sun=1.0, rain_mm=None, **columns):
    """Clear summer days, by Central European Time."""
    hour = np.arange(24.0 * days) % 24.0
    light = np.maximum(830.0 * np.sin((hour + 0.5 - 5.0) / 15.5 * np.pi), 0.0)
    told = {
        "air_temperature_c": 26.0 - 7.0 * np.cos((hour - 3.0) / 12.0 * np.pi),
        "relative_humidity": 0.55 + 0.25 * np.cos((hour - 3.0) / 12.0 * np.pi),
        "global_radiation_w_m2": sun * np.where((hour >= 5) & (hour <= 19), light, 0.0),
        "wind_speed_m_s": np.full(hour.size, 2.5),
        **columns,
    }
    if rain_mm is not None:
        told["rain_mm"] = rain_mm
    return Weather(
        StationPlace(51.5, 7.2, 60.0), np.datetime64("2019-07-23T23:00"), told, utc_offset_h=1.0
    )


def followed(city, moisture=0.5, weather=None, **settings):
    return simulate_heat(
        city,
        weather or hot_days(),
        resting_water(city, moisture),
        settings=HeatSettings(spin_up_days=1, **settings),
    )


def mean(result, name, where):
    return float(np.nanmean(result.maps[name].values[where]))


def test_all_that_evaporates_comes_out_of_the_stores_unit_by_unit():
    city = quarter()
    weather = hot_days(2, rain_mm=np.where(np.arange(48) == 30, 6.0, 0.0))
    result = followed(city, 0.6, weather)
    units = result.units
    put_in = units["begin_mm"] + units["rain_mm"]
    change = units["end_mm"] - units["begin_mm"]
    fluxes = units["rain_mm"] - units["evaporated_mm"] - units["left_mm"]
    assert change.to_numpy() == pytest.approx(fluxes.to_numpy(), abs=1e-6 * put_in.max())
    held = result.water.stores.sum(axis=1).to_numpy()
    assert held == pytest.approx(units["end_mm"].to_numpy(), abs=1e-9)
    assert (result.water.stores.to_numpy() >= 0.0).all()
    assert units["evaporated_mm"].sum() > 1.0
    assert units["latent_mj_m2"].to_numpy() == pytest.approx(
        LATENT_MJ_KG * units["evaporated_mm"].to_numpy()
    )


def test_latent_heat_of_the_water_is_that_of_the_surfaces_and_energy_closes():
    balance = followed(quarter()).balance
    assert balance.latent_mj_m2 == pytest.approx(LATENT_MJ_KG * balance.evaporated_mm, rel=1e-6)
    left = balance.net_radiation_mj_m2 - balance.sensible_mj_m2 - balance.latent_mj_m2
    assert left == pytest.approx(balance.stored_mj_m2, rel=1e-6)
    assert not balance.fails
    assert dataclasses.replace(balance, energy_error=float("nan")).fails


def test_one_water_goes_through_season_storm_and_heat_wave():
    city = quarter()
    hours = np.arange(24 * 20)
    rain = np.where(hours % 70 == 0, 9.0, 0.0)
    sun = np.maximum(0.3 * np.sin((hours % 24 - 6.0) / 12.0 * np.pi), 0.0)
    season = simulate_season(
        city.units,
        city.connections,
        SeasonForcing(np.datetime64("2019-07-01T00"), rain, sun),
        start_stores(city),
    )
    begun = water_at_rest(city, season.stores_at_end())
    storm = Storm("storm", block_rain(20.0, 10.0), after_rain_s=300.0)
    answer = simulate_storm(city, storm, begun)
    handed = after_storm(city, answer.water)
    result = simulate_heat(city, hot_days(), answer.water, settings=HeatSettings(spin_up_days=1))
    area_m2 = city.units["area_m2"].to_numpy()

    def volume(depth_mm):
        return float((np.asarray(depth_mm) * area_m2).sum()) / 1e3

    put_in = volume(season.stores_at_end().sum(axis=1)) + answer.balance.rain_m3
    # To the storm and through it: the city as a whole, by the storm's own balance.
    left = answer.balance.outflow_m3 + answer.balance.drained_m3 + answer.balance.sewer_m3
    assert answer.water.volume_m3(city) - begun.volume_m3(city) == pytest.approx(
        answer.balance.rain_m3 - left, abs=1e-5 * put_in
    )
    # From the storm: unit by unit, nothing is lost between cells and stores.
    units = result.units
    assert volume(units["begin_mm"]) == pytest.approx(
        answer.water.volume_m3(city), abs=1e-5 * put_in
    )
    assert units["begin_mm"].to_numpy() == pytest.approx(
        handed.stores.sum(axis=1).to_numpy() + handed.recharge_mm
    )
    # Through the heat wave: unit by unit.
    change = units["end_mm"] - units["begin_mm"]
    fluxes = units["rain_mm"] - units["evaporated_mm"] - units["left_mm"]
    held = units["rain_mm"] + units["begin_mm"]
    assert ((change - fluxes).abs() <= 1e-6 * held).all()
    assert result.balance.evaporated_mm > 0.5


def test_a_heat_wave_begins_with_the_percentiles_of_a_season():
    city = quarter()
    hours = np.arange(24 * 60)
    season = simulate_season(
        city.units,
        city.connections,
        SeasonForcing(
            np.datetime64("2019-06-01T00"),
            np.where((hours < 480) & (hours % 48 == 0), 15.0, 0.0),
            np.maximum(0.4 * np.sin((hours % 24 - 6.0) / 12.0 * np.pi), 0.0),
        ),
        start_stores(city),
    )
    evaporated = [
        simulate_heat(
            city,
            hot_days(),
            before_storm(city, season, word),
            settings=HeatSettings(spin_up_days=1),
        ).balance.evaporated_mm
        for word in ("dry", "wet")
    ]
    assert evaporated[0] < evaporated[1]


def test_more_soil_water_changes_what_water_can_change_and_nothing_else():
    city = quarter()
    place = heat_place(city)
    dry, wet = (
        simulate_heat(
            city,
            hot_days(),
            resting_water(city, moisture),
            place=place,
            settings=HeatSettings(spin_up_days=1),
        )
        for moisture in (0.35, 0.7)
    )
    other = [name for name in STORES if name != "root_zone_mm"]
    begun = [resting_water(city, moisture).stores for moisture in (0.35, 0.7)]
    pd.testing.assert_frame_equal(begun[0][other], begun[1][other])
    # The weather, the cold air's ground and the sun do not know of the water.
    assert (dry.hours["country_air_c"] == wet.hours["country_air_c"]).all()
    for name in ("cold_air_depth_m", "cold_air_velocity_m_s", "cold_air_flux_m2_s"):
        assert np.array_equal(dry.maps[name], wet.maps[name], equal_nan=True)
    # More evaporates, and nowhere does the ground get warmer by more than its darker heat store.
    assert wet.balance.evaporated_mm > dry.balance.evaporated_mm
    lawn = (city.layer("sealing") == 0.0) & (city.layer("building") == NO_BUILDING)
    for name in ("surface_temperature_day_c", "air_temperature_day_c", "pet_day_c"):
        assert mean(wet, name, lawn) < mean(dry, name, lawn)


def test_a_dry_lawn_is_five_to_fifteen_kelvin_warmer_than_a_wet_one_in_the_afternoon():
    city = quarter(building=False, canopy=False, sealing=0.0)
    dry, wet = (followed(city, moisture) for moisture in (0.1, 0.9))
    whole = city.inside
    apart = mean(dry, "surface_temperature_day_c", whole) - mean(
        wet, "surface_temperature_day_c", whole
    )
    assert 5.0 <= apart <= 15.0


def test_yards_are_hotter_than_lawns_and_shade_is_cooler():
    city = quarter()
    result = followed(city)
    open_ground = city.open_ground
    sealed = open_ground & (city.layer("sealing") == 1.0)
    lawn = open_ground & (city.layer("sealing") == 0.0)
    assert mean(result, "surface_temperature_day_c", sealed) > 5.0 + mean(
        result, "surface_temperature_day_c", lawn
    )
    trees = np.zeros(city.grid.shape, bool)
    trees[2:5, 26:31] = True
    radiant = "mean_radiant_temperature_day_c"
    assert mean(result, radiant, trees) < mean(result, radiant, open_ground) - 5.0
    assert mean(result, "evaporative_cooling_w_m2", trees) > 100.0
    # On roofs nobody stands.
    roof = ~open_ground
    assert np.isnan(result.maps["pet_day_c"].values[roof]).all()
    assert np.isfinite(result.maps["surface_temperature_day_c"].values[roof]).all()


def test_wet_crowns_in_calm_air_do_not_shake_it():
    city = quarter()
    stores = resting_water(city, 0.9).stores
    stores["canopy_mm"] = city.units["canopy_capacity_mm"]
    stores["surface_film_mm"] = 2.0
    weather = hot_days(wind_speed_m_s=np.full(24, 0.3))
    told = []
    for step_s in (600.0, 150.0):
        result = simulate_heat(
            city, weather, water_at_rest(city, stores), settings=HeatSettings(step_s=step_s)
        )
        assert not result.balance.fails
        told.append(result.hours["air_c"].to_numpy())
    # Air that shakes does so from step to step, and otherwise with others.
    assert np.abs(told[0] - told[1]).max() < 0.8
    assert np.abs(told[0] - result.hours["country_air_c"]).max() < 8.0


def test_the_bytes_do_not_depend_on_threads_or_tiles(monkeypatch):
    city = quarter()
    told = []
    before = numba.get_num_threads()
    try:
        for threads, tile in ((1, 128), (min(2, before), 128), (1, 11)):
            numba.set_num_threads(threads)
            monkeypatch.setattr(heat_people, "TILE_CELLS", tile)
            told.append(followed(city))
    finally:
        numba.set_num_threads(before)
    for other in told[1:]:
        for name, raster in told[0].maps.items():
            assert np.array_equal(raster, other.maps[name], equal_nan=True), name


@pytest.mark.parametrize(
    "city",
    [
        quarter(building=False),
        quarter(sealing=1.0, canopy=False),
        quarter(hole=True),
        quarter(rows=7, columns=5, building=False, canopy=False),
    ],
    ids=["no buildings", "all sealed", "a hole", "smaller than two cells of the air"],
)
def test_any_city_has_its_heat_wave(city):
    result = followed(city)
    assert not result.balance.fails
    ground = city.open_ground
    for name in ("pet_day_c", "air_temperature_night_c", "surface_temperature_day_c"):
        values = result.maps[name].values
        assert np.isfinite(values[ground]).all()
        assert np.isnan(values[~city.inside]).all()


def test_days_without_sun_and_cold_days_are_followed_too():
    dark = followed(quarter(), weather=hot_days(sun=0.0))
    assert not dark.balance.fails
    assert dark.hours["pet_c"].notna().sum() == 1
    winter = hot_days(sun=0.1, air_temperature_c=np.full(24, -4.0))
    cold = followed(quarter(), weather=winter)
    assert not cold.balance.fails
    assert (np.nan_to_num(cold.maps["hours_above_pet_35_h"].values) == 0.0).all()


def test_what_the_weather_lacks_is_assumed_and_told():
    weather = hot_days()
    told = {name: values for name, values in weather.columns.items() if name != "wind_speed_m_s"}
    result = followed(quarter(), weather=dataclasses.replace(weather, columns=told))
    assert set(result.assumptions) == {"wind", "diffuse", "long_wave", "pressure", "crown_height"}


def test_days_and_nights_are_counted_and_the_night_after_is_shown():
    city = quarter()
    result = followed(city, weather=hot_days(2))
    assert np.nanmax(result.maps["hot_days"]) == 2.0
    assert np.nanmin(result.maps["tropical_nights"]) >= 0.0
    hours = result.hours
    first = hours["country_air_c"].to_numpy()[:24]
    assert result.map_day.isoformat() == "2019-07-24"
    night = float(np.nanmean(result.maps["air_temperature_night_c"]))
    assert night == pytest.approx(hours["air_c"].to_numpy()[24 + 3], abs=0.3)
    assert first.argmax() == 15
    assert result.night_day.isoformat() == "2019-07-25"


def test_the_air_of_a_town_does_not_leap_at_sunrise():
    # The demo's heat wave over a paved quarter, whose air is warmer than the country's by night.
    hours = [line.split(";") for line in heat_wave_text().splitlines() if line.startswith("2019")]
    numbers = np.array([line[1:] for line in hours], dtype=np.float64).T
    names = ("air_temperature_c", "relative_humidity", "wind_speed_m_s", "global_radiation_w_m2")
    weather = hot_days(3, **dict(zip(names, numbers[1:] / [[1], [100], [1], [1]], strict=True)))
    town = quarter(80, 80, sealing=np.ones((80, 80)), canopy=False)
    course = followed(town, 0.25, weather, cold_air=False).hours
    air_c, country_c = course["air_c"].to_numpy(), course["country_air_c"].to_numpy()
    for day in (24, 48):
        assert (air_c - country_c)[day + 2 : day + 6].min() > 0.7
        # From the hour before sunrise (4 h) to the next it falls no faster than in the night.
        fall = -np.diff(air_c[day + 1 : day + 6])
        assert fall[3] < 1.05 * fall[:3].max()


def test_cold_air_is_shown_as_long_after_sunset_as_is_asked():
    city = quarter()
    place = heat_place(city)
    young, old = (cold_air_maps(city, place, 20.0, hours) for hours in (0.01, 6.0))
    for name, values in old.items():
        assert np.array_equal(np.isnan(values), np.isnan(young[name])) or "direction" in name
    assert np.nanmean(young["cold_air_depth_m"]) < 0.7 * np.nanmean(old["cold_air_depth_m"])
    moving = old["cold_air_flux_m2_s"] > 0.01
    assert moving.any() and (old["cold_air_velocity_m_s"][moving] > 0.0).all()
    result = followed(city, cold_air_after_sunset_h=6.0)
    for name in ("cold_air_depth_m", "cold_air_velocity_m_s", "cold_air_flux_m2_s"):
        assert result.maps[name].attrs["units"] == HEAT_MAPS[name]
    apart = result.maps["cold_air_velocity_m_s"].values - old["cold_air_velocity_m_s"]
    # The air above is that of the weather's night and not of 20 °C: some per cent of gravity.
    assert np.nanmax(np.abs(apart)) < 0.05 * np.nanmax(old["cold_air_velocity_m_s"])


def test_where_the_wave_ends_with_the_day_of_the_maps_its_own_morning_is_shown():
    result = followed(quarter(), weather=hot_days(2), map_day=date(2019, 7, 25), cold_air=False)
    assert result.night_day == result.map_day == date(2019, 7, 25)
    night = float(np.nanmean(result.maps["air_temperature_night_c"]))
    assert night == pytest.approx(result.hours["air_c"].to_numpy()[24 + 3], abs=0.3)


def test_surfaces_share_the_water_of_their_unit_by_area():
    city = quarter()
    place = heat_place(city)
    water = WaveWater(city, resting_water(city, 0.5).stores)
    surfaces = surfaces_of(city, place, water)
    offer = water.offer()
    offered = (offer.leaf, offer.open_water, offer.root)
    shares = (surfaces.leaf_share, surfaces.open_share, surfaces.root_share)
    leaf, open_water, root = (
        depth[np.maximum(surfaces.row, 0)] * share
        for depth, share in zip(offered, shares, strict=True)
    )
    gone = surfaces.gone_of_rows(leaf, leaf + open_water, root, water.area_m2)
    for drawn, depth, share in zip(gone, offered, shares, strict=True):
        has_any = np.bincount(surfaces.row[share > 0.0], minlength=depth.size) > 0
        assert drawn[has_any] == pytest.approx(depth[has_any])
    pieces = surfaces.pieces
    assert pieces.area_m2.sum() == pytest.approx(city.area_m2)
    on_ground = surfaces.place != WALL
    crowns = surfaces.area_m2[surfaces.crown[surfaces.crown != NO_PIECE]].sum()
    assert surfaces.area_m2[on_ground].sum() - crowns == pytest.approx(city.area_m2)


def test_air_between_the_middles_of_its_cells_lies_on_straight_lines():
    city = quarter()
    air = air_grid(city)
    assert air.cell_size_m == 10.0
    column = np.broadcast_to(np.arange(air.shape[1], dtype=float), air.shape)
    told = air.on_city(column.ravel())
    x = (np.arange(city.grid.columns) + 0.5) / air.factor - 0.5
    assert told[4] == pytest.approx(np.clip(x, 0.0, air.shape[1] - 1), abs=1e-6)
    assert air.share(city.inside).max() == 1.0


def test_days_worked_on_one_by_one_tell_what_all_at_once_tell():
    city, weather = quarter(rows=24), hot_days(3)
    told: list[float] = []
    results = [
        simulate_heat(
            city,
            weather,
            resting_water(city, 0.5),
            # The maps are of the second day, those of the night of the third.
            settings=HeatSettings(spin_up_days=1, held_bytes=held, map_day=date(2019, 7, 26)),
            progress=told.append,
        )
        for held in (0.0, 1e12)
    ]
    one_by_one, at_once = results
    xr.testing.assert_identical(one_by_one.maps, at_once.maps)
    pd.testing.assert_frame_equal(one_by_one.hours, at_once.hours)
    pd.testing.assert_frame_equal(one_by_one.units, at_once.units)
    first = told[: told.index(1.0) + 1]
    assert first == sorted(first)
