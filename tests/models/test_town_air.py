"""Air of a town on a raster: against the column model, its mixing, and its water."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.kernels.moist_air import LATENT_HEAT_J_KG
from herne_schwamm.kernels.street_shape import CROWN, FLOOR, ROOF
from herne_schwamm.kernels.town_air import window_means
from herne_schwamm.models.street_canyon import (
    Patch,
    StreetCanyon,
    StreetSettings,
    simulate_streets,
)
from herne_schwamm.models.surface_numbers import surface_kinds
from herne_schwamm.models.town_air import Moment, Tiles, Town, TownAir
from herne_schwamm.tables.surface_energy import surface_energy
from herne_schwamm.validation.wet_and_dry import hot_days

STEP_S = 300.0
HOURS = 60


def town_of(covers, shape=(3, 4), cell_size_m=10.0, height_m=0.0):
    """Every cell the same, or by a function of the cell."""
    rows, columns = shape
    cells = rows * columns
    kinds = list(covers)
    built = covers.get("roof", 0.0) if height_m > 0.0 else 0.0
    full = np.full(shape, 1.0)
    town = Town(cell_size_m, np.ones(shape, bool), height_m * full, built * full, 0.0 * full)
    tiles = Tiles(
        kind=np.repeat([surface_kinds()[k] for k in kinds], cells),
        place=np.repeat([ROOF if k == "roof" else FLOOR for k in kinds], cells),
        cell=np.tile(np.arange(cells), len(kinds)),
        cover=np.repeat(list(covers.values()), cells),
        film_capacity_mm=np.repeat([surface_energy()[k].film_mm for k in kinds], cells),
        root_capacity_mm=np.repeat([60.0 if k == "lawn" else 0.0 for k in kinds], cells),
    )
    return town, tiles


def moments(weather, hours):
    """The weather of every step, straight between the hours as in column mode."""
    lines = weather.lines()
    per_hour = round(3600.0 / STEP_S)
    for hour in range(hours):
        for n in range(per_hour):
            part = (n + 0.5) / per_hour
            line = (1.0 - part) * lines[hour] + part * lines[hour + 1]
            yield Moment(*line[:4], line[4] + line[5], line[7])


def follow(air, weather, hours, root_mm):
    """Open ground: what the sky sends arrives everywhere."""
    count = air.tiles.kind.size
    gone = np.zeros(count)
    film = np.zeros(count)
    for moment in moments(weather, hours):
        film_gone, root_gone = air.step(
            moment,
            np.full(count, moment.light_w_m2),
            np.full(count, moment.long_w_m2),
            film,
            root_mm,
            STEP_S,
        )
        film -= film_gone
        gone += film_gone + root_gone
    return gone


def start(town, tiles, weather, **options):
    air = float(weather.air_temperature_c[0])
    deep = float(weather.air_temperature_c[:240].mean())
    return TownAir(town, tiles, air, deep, float(weather.vapour_pressure_pa[0]), **options)


# Column mode leaves out the beam of a sun at the horizon, and fills up a watered root zone every
# hour and not every step.
@pytest.mark.parametrize(("soil_water", "tolerance"), [(0.0, 1e-3), (1.0, 1e-2)])
def test_a_raster_of_equal_cells_is_the_column(soil_water, tolerance):
    weather = hot_days()
    covers = {"asphalt": 0.45, "lawn": 0.35, "concrete": 0.2}
    column = simulate_streets(
        [
            StreetCanyon(
                0.0,
                20.0,
                (
                    Patch("asphalt", 0.45),
                    Patch("lawn", 0.35, soil_water, watered=True),
                    Patch("concrete", 0.2),
                ),
            )
        ],
        weather,
        StreetSettings(step_s=STEP_S),
    )
    town, tiles = town_of(covers)
    air = start(town, tiles, weather)
    root = soil_water * tiles.root_capacity_mm
    follow(air, weather, HOURS, root)
    np.testing.assert_allclose(air.air_c, column.air_temperature_c[HOURS, 0], atol=tolerance)
    np.testing.assert_allclose(air.vapour_pa, column.vapour_pressure_pa[HOURS, 0], rtol=tolerance)
    np.testing.assert_allclose(air.wind_m_s, column.wind_m_s[HOURS, 0], rtol=tolerance)
    surface = air.surface_c.reshape(3, -1)
    np.testing.assert_allclose(
        surface[:, 0], column.surface_temperature_c[HOURS, 0, :3], atol=tolerance
    )


def test_a_park_cools_its_surroundings_less_with_distance():
    weather = hot_days()
    shape = (1, 121)
    town, tiles = town_of({"asphalt": 1.0}, shape)
    park = np.zeros(shape[1], bool)
    park[50:71] = True
    kinds = surface_kinds()
    tiles = Tiles(
        np.where(park, kinds["lawn"], kinds["asphalt"]),
        tiles.place,
        tiles.cell,
        tiles.cover,
        tiles.film_capacity_mm,
        np.where(park, 60.0, 0.0),
    )
    wet, dry = start(town, tiles, weather), start(town, tiles, weather)
    gone = follow(wet, weather, 62, np.where(park, 60.0, 0.0))
    follow(dry, weather, 62, np.zeros(shape[1]))
    cooling = dry.air_c - wet.air_c
    # At 14 h.
    assert cooling[60] > 0.3
    assert cooling[60] > cooling[45] > cooling[35] > cooling[20] - 1e-9
    assert cooling[20] < 0.1 * cooling[60]
    assert gone[60] > 10.0
    assert (gone[~park] <= 0.0).all()
    assert wet.surface_c[60] < dry.surface_c[60] - 8.0


def test_evaporated_water_is_the_latent_heat_and_within_the_stores():
    weather = hot_days()
    town, tiles = town_of({"lawn": 0.5, "asphalt": 0.5})
    air = start(town, tiles, weather)
    count = tiles.kind.size
    film = np.full(count, 0.3)
    root = np.where(tiles.root_capacity_mm > 0.0, 2.0, 0.0)
    heat = np.zeros(count)
    first = film + root
    for moment in moments(weather, 24):
        film_gone, root_gone = air.step(
            moment,
            np.full(count, moment.light_w_m2),
            np.full(count, moment.long_w_m2),
            film,
            root,
            STEP_S,
        )
        assert (film_gone <= film).all()
        assert (root_gone <= root).all()
        film, root = film - film_gone, root - root_gone
        heat += air.latent_w_m2 * STEP_S
    gone = first - film - root
    np.testing.assert_allclose(LATENT_HEAT_J_KG * gone, heat, rtol=1e-6, atol=1.0)
    assert (film[tiles.root_capacity_mm == 0.0] >= 0.0).all()
    assert root[0] < 1.5


def test_cells_outside_count_for_nothing():
    town, tiles = town_of({"asphalt": 1.0}, (9, 9))
    inside = town.inside.copy()
    inside[:, 5:] = False
    air = start(Town(10.0, inside, town.height_m, town.built, town.frontal), tiles, hot_days())
    values = np.where(inside, 7.0, 1e6).ravel()
    around = air.around(values).reshape(9, 9)
    np.testing.assert_allclose(around[inside], 7.0)


def test_means_spread_as_far_as_they_say():
    raster = np.zeros((201, 201))
    raster[100, 100] = 1.0
    half = 10
    window_means(raster, half, 3)
    assert raster.sum() == pytest.approx(1.0)
    distance = np.arange(201) - 100
    variance = (raster.sum(axis=0) * distance**2).sum()
    assert variance == pytest.approx(half * (half + 1))
    np.testing.assert_allclose(raster, raster.T, atol=1e-15)
    np.testing.assert_allclose(raster, raster[::-1], atol=1e-15)


def test_crowns_over_open_ground_beside_houses_warm_the_air_above_people():
    weather = hot_days()
    told = {}
    for place in (FLOOR, CROWN):
        town, tiles = town_of({"asphalt": 0.5, "tree": 0.5})
        town.height_m[0, 0], town.built[0, 0] = 12.0, 0.5
        of_tree = tiles.kind == surface_kinds()["tree"]
        tiles = Tiles(
            tiles.kind,
            np.where(of_tree, place, FLOOR),
            tiles.cell,
            tiles.cover,
            tiles.film_capacity_mm,
            tiles.root_capacity_mm,
        )
        air = start(town, tiles, weather)
        follow(air, weather, HOURS + 2, np.zeros(tiles.kind.size))
        told[place] = air
    # At 14 h dry leaves are warmer than the air; aloft they do not heat what people feel.
    assert told[CROWN].sensible_w_m2[told[CROWN].tiles.place == CROWN].min() > 50.0
    open_ground = slice(1, None)
    assert told[CROWN].air_c[open_ground].max() < told[FLOOR].air_c[open_ground].min() - 0.2
    assert told[CROWN].layer_c == pytest.approx(told[FLOOR].layer_c, abs=0.3)


def test_the_air_has_no_edge_where_the_reach_of_a_lone_house_ends():
    weather = hot_days()
    town, tiles = town_of({"lawn": 1.0}, (1, 121))
    town.height_m[0, 60], town.built[0, 60] = 8.0, 0.5
    air = start(town, tiles, weather)
    for hours in (HOURS, HOURS + 12):  # Noon, then midnight.
        follow(air, weather, hours, np.zeros(tiles.kind.size))
        away = np.delete(air.air_c, 60)
        assert np.abs(np.diff(away)).max() < 0.1
        assert np.ptp(away) < 0.5
