"""The storm as a whole: balance, hand-over, hooks, edges and reproducible bytes."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from herne_schwamm.city.city import CLOSED, FIXED_LEVEL, OPEN
from herne_schwamm.city.forcing import Inflow, StepSeries, Storm, block_rain
from herne_schwamm.city.plain import grid_for, plain_city
from herne_schwamm.city.water import gather_to_units, resting_water
from herne_schwamm.models.balance import StormBalance
from herne_schwamm.models.storm import StormSettings, simulate_storm
from herne_schwamm.models.storm_result import STORM_MAPS
from herne_schwamm.validation.balance import random_storm

DRY = StepSeries(np.array([0.0, 1.0]), np.array([0.0]))


def bowl(rows=20, columns=24):
    y, x = np.mgrid[:rows, :columns]
    return 50.0 + 0.01 * ((y - rows / 2) ** 2 + (x - columns / 2) ** 2)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32 - 1), rows=st.integers(1, 14), columns=st.integers(1, 14))
def test_balance_holds_on_any_terrain_storm_and_soil(seed, rows, columns):
    result = random_storm(seed, rows, columns).result
    assert abs(result.balance.relative_error) <= 1e-5
    for raster in (result.water.surface_depth_m, result.water.surface_film_m):
        assert np.isfinite(raster).all()
        assert raster.min() >= 0.0


def test_two_halves_of_sealing_are_not_the_same_as_half_everywhere():
    terrain = np.zeros((6, 8))
    halves = np.zeros(terrain.shape)
    halves[:, :4] = 1.0
    walled = np.insert(terrain, 4, np.nan, axis=1)
    storm = Storm("sealing", block_rain(15.0, 60.0), antecedent=0.3, after_rain_s=600.0)

    def infiltrated(sealing):
        city = plain_city(walled, grid_for(walled, 1.0), sealing=sealing, soil="sandy_loam")
        result = simulate_storm(city, storm, resting_water(city, 0.3))
        return result.balance.infiltrated_m3

    apart = infiltrated(np.insert(halves, 4, 1.0, axis=1))
    mixed = np.full(halves.shape, 0.5)
    together = infiltrated(np.insert(mixed, 4, 1.0, axis=1))
    # Bare soil takes the rain of its own half; on mixed cells it takes the stones' water too.
    assert together > 1.5 * apart


def test_wetter_soil_takes_less_and_floods_more():
    terrain = bowl()
    city = plain_city(terrain, grid_for(terrain, 1.0), sealing=0.0, soil="silt_loam")
    storm = Storm("wetness", block_rain(60.0, 30.0), after_rain_s=600.0)
    dry, wet = (simulate_storm(city, storm, resting_water(city, a)) for a in (0.2, 0.9))
    assert dry.balance.infiltrated_m3 > wet.balance.infiltrated_m3
    assert dry.maps["water_depth_max_m"].max() < wet.maps["water_depth_max_m"].max()


def test_water_handed_back_to_the_units_is_all_there():
    terrain = bowl()
    city = plain_city(
        terrain,
        grid_for(terrain, 2.0),
        sealing=0.3,
        soil="loam",
        depression_storage_mm=2.0,
        edge=OPEN,
    )
    water = resting_water(city, 0.4)
    water.stores["ponding_mm"] = 3.0
    before = water.volume_m3(city)
    result = simulate_storm(city, Storm("s", block_rain(30.0, 20.0), after_rain_s=900.0), water)
    after = gather_to_units(city, result.water).volume_m3(city)
    left = result.balance.outflow_m3 + result.balance.drained_m3
    assert after + left - before == pytest.approx(result.balance.rain_m3, rel=1e-5)
    assert water.volume_m3(city) == before


def test_maps_have_names_units_and_no_value_outside():
    terrain = bowl()
    terrain[3:5, 3:5] = np.nan
    city = plain_city(terrain, grid_for(terrain, 1.0))
    storm = Storm("maps", block_rain(50.0, 10.0), after_rain_s=300.0)
    result = simulate_storm(city, storm, resting_water(city, 0.5), points={"low": (10, 12)})
    # Nothing went to a sewer.
    expected = {name: unit for name, unit in STORM_MAPS.items() if "sewer" not in name}
    assert {name: m.attrs["units"] for name, m in result.maps.items()} == expected
    for name in ("water_depth_max_m", "velocity_max_m_s", "infiltrated_mm"):
        assert np.isnan(result.maps[name].values[~city.inside]).all()
        assert np.isfinite(result.maps[name].values[city.inside]).all()
    deepest = float(result.maps["water_depth_max_m"].values[10, 12])
    assert result.hydrographs["low_m"].max() == pytest.approx(deepest, rel=0.02)
    assert list(result.hydrographs.columns) == ["rain_mm_h", "outflow_m3_s", "low_m"]


def test_direction_is_the_azimuth_the_water_flows_to():
    slope = 0.02 * np.arange(30)[::-1] * np.ones((9, 1))
    for turns, azimuth in ((0, 90.0), (1, 0.0), (2, 270.0), (3, 180.0)):
        terrain = np.ascontiguousarray(np.rot90(slope, turns))
        city = plain_city(terrain, grid_for(terrain, 1.0), manning_n_s_m13=0.1, edge=OPEN)
        storm = Storm("turn", block_rain(150.0, 20.0), after_rain_s=0.0)
        result = simulate_storm(city, storm, resting_water(city, 0.5))
        rows, columns = terrain.shape
        direction = result.maps["flow_direction_deg"].values[rows // 2, columns // 2]
        assert (direction - azimuth + 180.0) % 360.0 - 180.0 == pytest.approx(0.0, abs=1.0)


def test_an_inflow_is_counted_and_arrives():
    terrain = bowl()
    city = plain_city(terrain, grid_for(terrain, 1.0))
    spring = Inflow(
        "spring", *city.grid.centre_of(2, 2), StepSeries(np.array([0.0, 100.0]), np.array([0.2]))
    )
    storm = Storm("spring", DRY, after_rain_s=60.0, inflows=(spring,))
    result = simulate_storm(city, storm, resting_water(city, 0.5))
    assert result.run.simulated_s == 160.0
    assert result.balance.inflow_m3 == pytest.approx(20.0, rel=1e-5)
    assert result.balance.surface_m3 == pytest.approx(20.0, rel=1e-5)


def test_a_fixed_level_fills_a_basin_to_its_height():
    terrain = np.zeros((5, 12))
    edge = np.zeros(terrain.shape)
    edge[:, -1] = FIXED_LEVEL
    city = plain_city(terrain, grid_for(terrain, 1.0), edge=edge, edge_level_m=0.5)
    storm = Storm("tide", DRY, after_rain_s=1800.0)
    result = simulate_storm(city, storm, resting_water(city, 0.5))
    assert np.abs(result.maps["water_depth_end_m"].values - 0.5).max() < 0.01
    assert result.balance.level_gain_m3 == pytest.approx(0.5 * city.area_m2, rel=0.02)
    assert result.balance.outflow_m3 == 0.0


@pytest.mark.parametrize("rim", [False, True])
@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_channel_between_two_levels_carries_mannings_discharge_on_every_side(turns, rim):
    # Depth 1.05 m above, 0.95 m below, 200 m: steady flow along the mean depth.
    shape = (3, 40)
    level = np.full(shape, np.nan)
    level[:, 0], level[:, -1] = 1.05, 0.95
    edge = np.where(np.isfinite(level), FIXED_LEVEL, 0)
    terrain = np.zeros(shape)
    if rim:
        terrain, level = (np.pad(a, 2, constant_values=np.nan) for a in (terrain, level))
        edge = np.pad(edge, 2)
    terrain, level, edge = (
        np.ascontiguousarray(np.rot90(a, turns)) for a in (terrain, level, edge)
    )
    city = plain_city(
        terrain, grid_for(terrain, 5.0), manning_n_s_m13=0.03, edge=edge, edge_level_m=level
    )
    water = resting_water(city, 0.5)
    water.surface_depth_m[city.inside] = 1.0
    storm = Storm("levels", DRY, after_rain_s=3 * 3600.0)
    result = simulate_storm(city, storm, water)
    middle = tuple(n // 2 for n in terrain.shape)
    slope = 0.10 / (39 * 5.0)
    manning = 1.0 ** (2.0 / 3.0) * np.sqrt(slope) / 0.03
    assert result.maps["velocity_max_m_s"].values[middle] == pytest.approx(manning, rel=0.03)
    assert result.run.limited_outflows == 0
    assert abs(result.balance.relative_error) < 1e-5
    assert result.balance.outflow_m3 == 0.0
    # As much enters above as leaves below.
    assert result.balance.level_gain_m3 == pytest.approx(result.balance.surface_m3, abs=1e-3)


@pytest.mark.parametrize("tile", [(8, 50), (400, 400)])
def test_a_brook_whose_depth_stands_at_a_threshold_of_the_time_step_stays_calm(tile):
    # 0.69 m on cells of 2 m: there the longest step goes from a quarter to half a second.
    row, column = np.indices((16, 100))
    aside = np.abs(row - 8) * 2.0
    terrain = 60.0 + np.clip((aside - 1.5) * 0.5, 0.0, 2.0) - 0.0044 * column
    terrain = np.floor(terrain * 1024) / 1024
    edge = np.full(terrain.shape, CLOSED)
    edge[:, -1] = OPEN
    brook = plain_city(terrain, grid_for(terrain, 2.0), manning_n_s_m13=0.03, edge=edge)
    spring = StepSeries(np.linspace(0.0, 1800.0, 31), np.linspace(2.8, 2.2, 30))
    storm = Storm(
        "brook",
        StepSeries(np.array([0.0, 1.0]), np.zeros(1)),
        after_rain_s=0.0,
        inflows=(Inflow("spring", 2.5, 15.0, spring),),
    )
    result = simulate_storm(
        brook,
        storm,
        resting_water(brook, 0.5),
        points={"brook": (8, 50)},
        settings=StormSettings(tile=tile, record_interval_s=2.0),
    )
    depth = result.hydrographs["brook_m"]
    # The inflow falls by 0.02 m3/s a minute: fractions of a millimetre in two seconds.
    assert depth[depth.index > 10.0].diff().abs().max() < 0.001
    assert np.nanmax(result.maps["velocity_max_m_s"].values[:, 5:-5]) < 2.5


def test_a_hook_acts_in_the_loop_and_its_water_is_counted():
    terrain = bowl()
    city = plain_city(terrain, grid_for(terrain, 1.0))
    seen = []

    def pump(time_s, step_s, depth):
        seen.append(time_s)
        taken = depth[10, 12] * 0.5
        depth[10, 12] -= taken
        return float(taken) * city.grid.cell_area_m2

    storm = Storm("pump", block_rain(40.0, 5.0), after_rain_s=60.0)
    result = simulate_storm(city, storm, resting_water(city, 0.5), hooks=(pump,))
    assert seen[:3] == [0.0, 2.0, 4.0]
    assert result.balance.hooks_m3 > 1.0
    assert abs(result.balance.relative_error) < 1e-5


def test_the_storm_goes_on_until_the_peak_has_passed():
    # A long channel that ends in a wall: water gathers there long after the rain.
    terrain = 0.002 * np.arange(200)[::-1] * np.ones((3, 1))
    city = plain_city(terrain, grid_for(terrain, 5.0), manning_n_s_m13=0.05)
    storm = Storm("long", block_rain(30.0, 10.0))
    result = simulate_storm(city, storm, resting_water(city, 0.5))
    assert result.run.rising_cells == 0
    assert result.run.simulated_s > 3600.0
    cut = dataclasses.replace(storm, after_rain_s=1200.0)
    early = simulate_storm(city, cut, resting_water(city, 0.5))
    assert early.run.rising_cells > 0
    deepest, deepest_early = (float(r.maps["water_depth_max_m"].max()) for r in (result, early))
    assert deepest > deepest_early + 0.02
    short = simulate_storm(
        city, storm, resting_water(city, 0.5), settings=StormSettings(longest_after_rain_s=120.0)
    )
    assert short.run.simulated_s == 720.0
    assert short.run.rising_cells is None


def test_cells_that_still_rise_are_counted():
    # A trickle fills a tank for hours.
    terrain = np.zeros((4, 4))
    city = plain_city(terrain, grid_for(terrain, 1.0))
    water = resting_water(city, 0.5)
    water.surface_depth_m[:] = 0.2
    tap = Inflow("tap", 0.5, 0.5, StepSeries(np.array([0.0, 60.0]), np.array([0.1])))

    def drip(time_s, step_s, depth):
        depth[0, 0] += np.float32(16 * 2e-5)
        return -16 * 2e-5

    storm = Storm("tank", DRY, inflows=(tap,), after_rain_s=1800.0)
    result = simulate_storm(city, storm, water, hooks=(drip,))
    assert result.run.rising_cells == 16


@pytest.mark.parametrize(("duration_min", "interval_s"), [(7.5, 60.0), (7.5, 70.0), (2.0, 7.0)])
def test_hydrographs_hold_all_that_rained_and_left(duration_min, interval_s):
    slope = 0.02 * np.arange(30)[::-1] * np.ones((4, 1))
    city = plain_city(slope, grid_for(slope, 2.0), edge=OPEN)
    storm = Storm("all", block_rain(20.0, duration_min), after_rain_s=0.0)
    settings = StormSettings(record_interval_s=interval_s)
    result = simulate_storm(city, storm, resting_water(city, 0.5), settings=settings)
    table = result.hydrographs
    seconds = np.diff(table.index.to_numpy(), prepend=0.0) * 60.0
    assert table.index[-1] == pytest.approx(duration_min)
    assert (table["outflow_m3_s"] * seconds).sum() == pytest.approx(result.balance.outflow_m3)
    assert (table["rain_mm_h"] * seconds).sum() / 3600.0 == pytest.approx(20.0)


def test_progress_is_told_and_ends_at_the_end():
    terrain = bowl()
    city = plain_city(terrain, grid_for(terrain, 1.0))
    told = []
    storm = Storm("told", block_rain(1.0, 1.0), after_rain_s=30.0)
    simulate_storm(
        city, storm, resting_water(city, 0.5), progress=lambda now, end: told.append((now, end))
    )
    assert told[-1] == (90.0, 90.0)
    assert len(told) == 45


def test_water_kept_at_a_moment_goes_on_from_there_as_it_did():
    # A run from what was kept, flows and all, beside the run that went through.
    rough = np.random.default_rng(4).uniform(0.0, 0.02, (40, 60))
    terrain = 50.0 + 0.02 * np.arange(60.0)[None, :] + rough
    city = plain_city(terrain, grid_for(terrain, 2.0), sealing=1.0, depression_storage_mm=0.0)
    storm = Storm("whole", block_rain(20.0, 10.0), after_rain_s=300.0).between(0.0, 420.0)
    # Several tiles, whose flows are cut and put together.
    tiles = StormSettings(tile=(16, 16))
    whole = simulate_storm(
        city, storm, resting_water(city, 0.5), settings=tiles, keep_s=(0.0, 400.0, 2000.0)
    )
    first, middle, last = whole.kept
    assert [one.moment_s for one in whole.kept] == [0.0, 400.0, 420.0]
    assert not first.depth_m.any()
    np.testing.assert_array_equal(last.depth_m, whole.water.surface_depth_m)
    start = resting_water(city, 0.5)
    start.surface_depth_m[:] = middle.depth_m
    rest = simulate_storm(
        city,
        storm.between(400.0, 420.0),
        start,
        settings=tiles,
        flow_m2_s=(middle.flow_x_m2_s, middle.flow_y_m2_s),
    )
    # Rounding only; begun at rest it is 1.5 mm off.
    np.testing.assert_allclose(rest.water.surface_depth_m, whole.water.surface_depth_m, atol=1e-6)


def test_the_gates_of_the_balance():
    def balance(error):
        return StormBalance(1000.0, 0.0, 0.0, 0.0, 1000.0 + error, 0.0, 0.0)

    assert not balance(0.05).warns
    assert balance(0.2).warns
    assert not balance(0.2).fails
    assert balance(-2.0).fails
    assert balance(float("nan")).fails
    assert balance(0.5).as_dict()["relative_error"] == pytest.approx(5e-4)


STORM_SCRIPT = """
import hashlib
import os
from herne_schwamm.kernels.compiling import threads_for
from herne_schwamm.validation.balance import random_storm
with threads_for(280 * 300) as threads:
    print(threads)
result = random_storm(11, 280, 300).result
digest = hashlib.sha256()
for name in result.maps:
    digest.update(result.maps[name].values.tobytes())
digest.update(repr(result.balance).encode())
print(digest.hexdigest())
"""


def test_one_two_and_four_threads_give_the_same_bytes():
    digests = set()
    used = []
    for threads in ("1", "2", "4"):
        told = subprocess.run(
            [sys.executable, "-c", STORM_SCRIPT],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "NUMBA_NUM_THREADS": threads},
        )
        threads_used, digest = told.stdout.split()
        used.append(int(threads_used))
        digests.add(digest)
    assert used == [1, 2, 4]
    assert len(digests) == 1
    assert len(digests.pop()) == hashlib.sha256().digest_size * 2


@pytest.mark.parametrize("depth_m", [0.72, 2.9, 3.0])
def test_waves_in_a_closed_tub_come_to_rest(depth_m):
    # Depths at which the ladder's step lies just below the Courant number's limit.
    terrain = np.zeros((9, 10))
    city = plain_city(terrain, grid_for(terrain, 1.0), manning_n_s_m13=0.03)
    water = resting_water(city, 0.5)
    random = np.random.default_rng(0)
    wave = 0.05 * np.sin(np.arange(10) / 3.0) + 0.01 * random.random((9, 10))
    water.surface_depth_m[:] = depth_m + wave
    storm = Storm("tub", block_rain(0.001, 1.0), after_rain_s=540.0)
    depth = simulate_storm(city, storm, water).water.surface_depth_m
    assert float(depth.max() - depth.min()) < 1e-3
