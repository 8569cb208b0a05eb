"""What surfaces of a heat wave get: light on walls, roofs and crowns, dew, trees of pits."""

import dataclasses

import numpy as np
import pytest

from herne_schwamm.city.facilities import tree_pit
from herne_schwamm.city.location import location_of
from herne_schwamm.city.season_columns import complete_units
from herne_schwamm.city.units import TREE_PIT
from herne_schwamm.city.water import resting_water
from herne_schwamm.kernels.street_shape import CROWN, ROOF, WALL
from herne_schwamm.models.heat import HeatSettings, heat_place, simulate_heat
from herne_schwamm.models.heat_geometry import Heights, Surroundings
from herne_schwamm.models.heat_light import heat_light, light_on_surfaces, light_on_walls
from herne_schwamm.models.heat_place import wall_areas_m2
from herne_schwamm.models.heat_surfaces import NO_PIECE, Surfaces, surfaces_of
from herne_schwamm.models.heat_tops import tops_of
from herne_schwamm.models.heat_walls import find_walls
from herne_schwamm.models.heat_water import WaveWater
from herne_schwamm.models.heat_wave import HeatWave
from herne_schwamm.models.heat_weather import heat_weather
from herne_schwamm.models.radiation_walls import TERRAIN_ALBEDO
from tests.models.test_heat import followed, hot_days, quarter

AZIMUTHS = 32


def surfaces_and_place(city):
    place = heat_place(city)
    water = WaveWater(city, resting_water(city, 0.5).stores)
    return surfaces_of(city, place, water), place


def weather_of(city, **columns):
    return heat_weather(hot_days(**columns), location_of(city.grid, 50.0), AZIMUTHS)


def all_light(place, weather, surfaces):
    hours = range(weather.hours)
    walls = light_on_walls(place, weather)
    return heat_light(place, weather, surfaces.pieces, walls, hours, lambda _done: None)


def test_dew_on_walls_runs_down_to_the_ground():
    hours = np.arange(48)
    damp = hot_days(
        2,
        sun=0.2,
        relative_humidity=np.full(48, 0.97),
        air_temperature_c=np.where(hours < 24, 10.0, 28.0),
    )
    result = followed(quarter(), weather=damp)
    balance = result.balance
    assert balance.evaporated_mm < 0.0
    assert not balance.fails
    assert balance.latent_error < 1e-9
    change = balance.water_end_mm - balance.water_begin_mm
    assert change == pytest.approx(-balance.evaporated_mm - balance.left_mm, rel=1e-9)


@pytest.mark.parametrize("turn_deg", [0.0, 10.0, 30.0, 45.0])
def test_walls_of_a_building_have_its_perimeter_however_it_stands(turn_deg):
    turn = np.radians(turn_deg)
    y, x = np.mgrid[:160, :160] - 79.5
    along, across = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    building = (np.abs(along) < 40.0) & (np.abs(across) < 25.0)
    flat = np.zeros(building.shape, np.float32)
    surface = np.where(building, np.float32(10.0), flat)
    walls = find_walls(Heights(flat, surface, building, None, 1.0))
    # A corner's cell is the end of two walls and counts once: 4 of 260 m, and rounding.
    assert wall_areas_m2(walls, 1.0).sum() == pytest.approx(10.0 * 260.0, rel=0.04)


def test_a_low_roof_within_a_ring_sees_the_sky_that_the_ring_leaves():
    y, x = np.mgrid[:81, :81] - 40.0
    distance = np.hypot(x, y)
    height = np.where(distance < 2.5, 4.0, np.where(distance > 20.0, 24.0, 0.0))
    flat = np.zeros(height.shape, np.float32)
    heights = Heights(flat, height.astype(np.float32), height > 0.0, None, 1.0)
    tops = tops_of(Surroundings(heights))
    # A ring wall 20 m higher at 20 m leaves cos² 45°.
    assert tops.sky_view[40, 40] == pytest.approx(0.5, abs=0.02)
    assert not tops.there[40, 50]
    assert tops.sky_view[40, 50] == 0.0


def test_a_roof_in_the_shadow_of_a_tower_has_no_beam():
    city = quarter()
    table = city.buildings.assign(height_m=[3.0, 40.0])
    tower = dataclasses.replace(city, buildings=table)
    told = {}
    for name, one in (("low", city), ("tower", tower)):
        surfaces, place = surfaces_and_place(one)
        weather = weather_of(one)
        light = all_light(place, weather, surfaces)
        # In the morning the sun stands behind the tower in the south-east.
        short, _ = light_on_surfaces(light, place, surfaces, 9)
        told[name] = short[surfaces.place == ROOF]
        interval = weather.intervals[9]
        whole_sky = interval.beam_down_w_m2 + interval.diffuse_w_m2
        assert told[name].max() == pytest.approx(whole_sky, rel=0.03)
    assert told["low"].min() > 0.97 * whole_sky
    reflected = TERRAIN_ALBEDO * whole_sky
    assert told["tower"].min() < interval.diffuse_w_m2 + reflected


def test_walls_get_what_the_light_model_says_they_get():
    city = quarter()
    surfaces, place = surfaces_and_place(city)
    weather = weather_of(city)
    light = all_light(place, weather, surfaces)
    wall = surfaces.place == WALL
    for hour in (3, 13):
        on_surfaces = light_on_surfaces(light, place, surfaces, hour)
        for kind in range(2):
            power = (on_surfaces[kind] * surfaces.area_m2)[wall].sum()
            on_walls = (light.walls.arriving[hour, :, kind] * place.wall_m2).sum()
            assert power == pytest.approx(on_walls, rel=1e-6)
    assert surfaces.area_m2[wall].sum() == pytest.approx(place.wall_m2.sum())
    assert (light.walls.arriving[3, :, 0] == 0.0).all()


def test_crowns_are_as_wide_as_they_are_told():
    city = quarter(canopy=False)
    crown_m = np.zeros(city.grid.shape, np.float32)
    crown_m[2:5, 26:31] = 8.0
    city = dataclasses.replace(city, layers=city.layers.assign(crown_m=(("y", "x"), crown_m)))
    surfaces, _ = surfaces_and_place(city)
    area = surfaces.area_m2[surfaces.place == CROWN].sum()
    assert area == pytest.approx(15 * city.grid.cell_area_m2)
    result = followed(city)
    under = crown_m > 0.0
    latent = result.maps["evaporative_cooling_w_m2"].values
    assert latent[under].mean() > 100.0
    assert not result.balance.fails


def with_tree_pit(city):
    """The lawn's unit becomes the pit of a tree with a crown four times as wide."""
    pit = tree_pit()
    units = complete_units(city.units)
    lawn = int(city.layer("unit_id")[0, 0])
    area_m2 = float(units.loc[lawn, "area_m2"])
    for column, value in pit.items():
        if column in units and column not in ("area_m2", "building"):
            units.loc[lawn, column] = value
    units.loc[lawn, "crop_coefficient"] = 4.0
    return dataclasses.replace(city, units=units), lawn, area_m2


def test_the_whole_crown_of_a_tree_draws_on_its_pit():
    city, unit, area_m2 = with_tree_pit(quarter(rows=8, columns=9, building=False, canopy=False))
    assert city.units.loc[unit, "kind"] == TREE_PIT
    surfaces, _ = surfaces_and_place(city)
    of_pit = surfaces.pieces.unit[surfaces.piece] == unit
    crown = of_pit & (surfaces.place == CROWN)
    assert surfaces.area_m2[crown].sum() == pytest.approx(4.0 * area_m2)
    stores = resting_water(city, 0.5)
    stores.stores.loc[unit, "root_zone_mm"] = 0.0
    stores.stores.loc[unit, "tree_pit_mm"] = 0.5 * city.units.loc[unit, "tree_pit_capacity_mm"]
    result = simulate_heat(city, hot_days(), stores, settings=HeatSettings(spin_up_days=1))
    assert not result.balance.fails
    gone = stores.stores.loc[unit, "tree_pit_mm"] - result.water.stores.loc[unit, "tree_pit_mm"]
    assert gone == pytest.approx(result.units.loc[unit, "evaporated_mm"], rel=0.2)
    assert gone > 3.0


def test_after_the_spin_up_surfaces_are_near_where_they_end():
    city = quarter(rows=14, columns=24)
    place = heat_place(city)
    weather = weather_of(city)
    told = []
    for days in (3, 25):
        settings = HeatSettings(spin_up_days=days)
        wave = HeatWave(city, place, weather, resting_water(city, 0.4), settings)
        light = all_light(place, weather, wave.surfaces)
        wave.follow(light, lambda _done: None)
        told.append(np.array([wave.surface_c(hour) for hour in light.hours]))
    assert np.abs(told[0] - told[1]).max() < 0.6


def test_measured_light_of_the_sky_is_taken():
    city = quarter()
    hours = np.full(24, 380.0)
    weather = weather_of(city, longwave_down_w_m2=hours)
    assert "long_wave" not in weather.assumed
    for interval, moment in zip(weather.intervals, weather.moments, strict=True):
        assert interval.long_w_m2 == moment.long_w_m2 == 380.0
        assert interval.light[:, 0, 5].sum() == pytest.approx(380.0, rel=1e-5)


def test_diffuse_and_direct_light_tell_the_same():
    city = quarter()
    share = 0.2
    light = np.asarray(hot_days().columns["global_radiation_w_m2"])
    by_diffuse = weather_of(city, diffuse_radiation_w_m2=share * light)
    direct = np.array([interval.beam_w_m2 for interval in by_diffuse.intervals])
    by_direct = weather_of(city, direct_normal_radiation_w_m2=direct)
    for one, other in zip(by_diffuse.intervals, by_direct.intervals, strict=True):
        assert one.beam_w_m2 == pytest.approx(other.beam_w_m2, abs=1e-6)
        assert one.diffuse_w_m2 == pytest.approx(other.diffuse_w_m2, abs=1e-6)
    assert "diffuse" not in by_diffuse.assumed + by_direct.assumed
    assert direct.max() > 500.0


def test_every_surface_has_its_place():
    city = quarter()
    surfaces, place = surfaces_and_place(city)
    assert isinstance(surfaces, Surfaces)
    pieces = surfaces.pieces
    for sort in (surfaces.sealed, surfaces.pervious, surfaces.crown, surfaces.roof):
        there = sort != NO_PIECE
        assert (surfaces.piece[sort[there]] == np.flatnonzero(there)).all()
    foot = pieces.of_cell[tuple(place.walls.foot.T)]
    assert (surfaces.piece[surfaces.of_wall] == foot).all()
    assert (surfaces.air_cell == pieces.air_cell[surfaces.piece]).all()
    cells = place.air.cell[pieces.of_cell != NO_PIECE]
    assert (pieces.air_cell[pieces.of_cell[pieces.of_cell != NO_PIECE]] == cells).all()
