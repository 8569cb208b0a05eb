"""Mean radiant temperature of a small town: balance, tiles, threads, warm walls."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from herne_schwamm.city.location import Location
from herne_schwamm.kernels.ground_light import BELOW
from herne_schwamm.models.heat_geometry import Heights, Surroundings
from herne_schwamm.models.heat_walls import find_walls
from herne_schwamm.models.heat_windows import Window
from herne_schwamm.models.person import STANDING, STANDING_BOX
from herne_schwamm.models.radiation import dry_ground, radiate
from herne_schwamm.models.radiation_sky import (
    RadiationForcing,
    SkySettings,
    black_body_w_m2,
    sky_intervals,
)
from herne_schwamm.models.radiation_surfaces import Ground, ground_of
from herne_schwamm.models.radiation_walls import follow_walls, walls_at_air_temperature
from herne_schwamm.models.sun import clear_global, interval_middles, split_global, sun_positions
from herne_schwamm.tables.dry_surfaces import dry_surfaces
from tests.models.test_heat_geometry import town

HERNE = Location(51.54, 7.22, 60.0, -1.4)
BRICK = dry_surfaces()["brick_wall"]


def a_day(sunny=True, air_c=None, days=1):
    """Hourly forcing of a clear July day, or of a night without end."""
    start = pd.date_range("2019-07-25", periods=24 * days, freq="h", tz="Etc/GMT-1")
    hours = np.arange(24 * days)
    air = 26.0 + 8.0 * np.sin((hours - 9.0) / 24.0 * 2.0 * np.pi) if air_c is None else None
    air = np.full(hours.size, float(air_c)) if air is None else air
    vapour = np.full(hours.size, 14.0)
    middles = interval_middles(start, 3600.0)
    sun = sun_positions(middles, HERNE)
    light = clear_global(sun.elevation_deg, vapour, air) * sunny
    diffuse, direct = split_global(light, sun.zenith_deg, middles)
    return RadiationForcing(
        start, 3600.0, air, vapour, np.full(hours.size, 2.0), light, diffuse, direct
    )


class Run:
    """One run over the town, with all it tells."""

    def __init__(self, intervals, person=STANDING, tile_cells=256, window=None, walls=None):
        self.surroundings = Surroundings(town(), reach=45.0)
        heights = self.surroundings.heights
        self.walls = find_walls(heights)
        code = np.where(np.arange(heights.shape[1]) % 20 < 8, 1, 2) + np.zeros((90, 1), int)
        ground = ground_of(code, {1: "asphalt", 2: "lawn"})
        self.wall_light = (
            follow_walls(self.surroundings, self.walls, BRICK, ground, intervals)
            if walls is None
            else walls(self.walls)
        )
        window = window or Window(0, 0, *heights.shape)
        shape = (len(intervals), window.rows, window.columns)
        self.mean_radiant_c = np.full(shape, -99.0, np.float32)
        self.ground_c = np.empty(shape, np.float32)
        self.long_up = np.empty(shape, np.float32)
        self.sunlit = np.empty(shape, np.float32)

        def receive(told):
            row, column = told.window.row - window.row, told.window.column - window.column
            at = (
                told.number,
                slice(row, row + told.window.rows),
                slice(column, column + told.window.columns),
            )
            self.mean_radiant_c[at] = told.mean_radiant_c
            self.ground_c[at] = told.ground_c
            self.long_up[at] = told.long[BELOW]
            self.sunlit[at] = told.sunlit

        radiate(
            self.surroundings, self.walls, self.wall_light, ground, dry_ground(ground), intervals,
            receive, person=person, tile_cells=tile_cells, window=window,
        )  # fmt: skip


@pytest.fixture(scope="module")
def summer():
    return sky_intervals(a_day(), HERNE, 32)


@pytest.fixture(scope="module")
def summer_run(summer):
    return Run(summer)


@pytest.mark.parametrize("person", [STANDING, STANDING_BOX])
def test_an_enclosure_at_air_temperature_is_as_warm_as_the_air(person):
    air_c = 23.7
    dark = sky_intervals(a_day(sunny=False, air_c=air_c), HERNE, 32)[:2]
    black = float(black_body_w_m2(air_c))
    closed = []
    for interval in dark:
        # An even sky as warm as the air.
        light = interval.light.copy()
        light[:, :, 5:10] = black * (light[:, -1:, 10:15] - light[:, :, 10:15])
        closed.append(replace(interval, light=light, long_w_m2=black))
    run = Run(closed, person=person)
    told = run.mean_radiant_c[:, run.surroundings.open_ground]
    assert np.abs(told - air_c).max() < 1e-3
    assert np.abs(run.wall_light.temperature_c - air_c).max() < 1e-3


@pytest.mark.parametrize("tile_cells", [33, 64])
def test_tiles_are_bit_for_bit_one_piece(summer, summer_run, tile_cells):
    tiled = Run(summer, tile_cells=tile_cells)
    assert np.array_equal(tiled.mean_radiant_c, summer_run.mean_radiant_c, equal_nan=True)
    assert np.array_equal(tiled.ground_c, summer_run.ground_c)


def test_a_window_tells_what_the_whole_does(summer, summer_run):
    part = Run(summer, window=Window(30, 40, 25, 30))
    there = (slice(None), slice(30, 55), slice(40, 70))
    assert np.array_equal(part.mean_radiant_c, summer_run.mean_radiant_c[there], equal_nan=True)


def test_buildings_and_unknown_cells_are_left_out(summer_run):
    missing = np.isnan(summer_run.mean_radiant_c).all(axis=0)
    assert np.array_equal(missing, ~summer_run.surroundings.open_ground)
    assert np.isfinite(summer_run.mean_radiant_c[:, ~missing]).all()


def test_a_day_has_its_course(summer_run):
    open_ground = summer_run.surroundings.open_ground
    means = np.nanmean(summer_run.mean_radiant_c, axis=(1, 2))
    assert means.argmax() in range(12, 17)
    assert means.argmin() in range(1, 6)
    noon = summer_run.mean_radiant_c[13][open_ground]
    sunlit = summer_run.sunlit[13][open_ground]
    # Sun and shade differ by 20 to 35 K on a clear day (Lindberg et al. 2008).
    assert 15.0 < np.median(noon[sunlit > 0.99]) - np.median(noon[sunlit < 0.01]) < 40.0


def test_walls_in_the_sun_get_warm_and_those_to_the_north_less(summer, summer_run):
    walls = summer_run.walls
    warmth = (
        summer_run.wall_light.temperature_c
        - np.array([interval.air_temperature_c for interval in summer])[:, None]
    )
    facing = {
        way: np.abs((walls.normal_deg - normal + 180.0) % 360.0 - 180.0) < 20.0
        for way, normal in {"north": 0.0, "south": 180.0, "west": 270.0}.items()
    }
    afternoon = 16
    assert warmth[afternoon, facing["west"]].mean() > warmth[afternoon, facing["north"]].mean() + 3
    assert warmth[12, facing["south"]].mean() > warmth[12, facing["north"]].mean() + 3.0
    assert 5.0 < warmth.max() < 35.0


def test_the_twin_keeps_walls_at_air_temperature(summer, summer_run):
    twin = Run(summer, walls=lambda walls: walls_at_air_temperature(walls, summer, BRICK))
    assert twin.wall_light.temperature_c[5, 0] == np.float32(summer[5].air_temperature_c)
    difference = np.nanmean(summer_run.mean_radiant_c - twin.mean_radiant_c, axis=(1, 2))
    # All cells of the town, most of them far from a sunny wall.
    assert difference[15] > 0.2


def test_surfaces_come_back_to_where_the_day_began(summer_run):
    # The forcing repeats: what a surface stores by day it gives back by night.
    open_ground = summer_run.surroundings.open_ground
    last, first = summer_run.ground_c[-1][open_ground], summer_run.ground_c[0][open_ground]
    assert np.abs(last - first).mean() < 2.5
    step = np.abs(np.diff(summer_run.ground_c[:, open_ground], axis=0)).mean(axis=1).max()
    assert step < 8.0


def test_ground_comes_from_whoever_gives_it(summer):
    given = []

    def cold(window, intervals, short, long):
        given.append((window, short.shape, float(short.max()), float(long.max())))
        return np.full(short.shape, -5.0, np.float32)

    surroundings = Surroundings(town(), reach=45.0)
    walls = find_walls(surroundings.heights)
    black = np.ones(surroundings.heights.shape, np.float32)
    ground = Ground(0.0 * black, black, 1e5 * black)
    told = []
    radiate(
        surroundings, walls, walls_at_air_temperature(walls, summer, BRICK), ground, cold, summer,
        told.append, window=Window(60, 60, 4, 5),
    )  # fmt: skip
    (window, shape, _, brightest_long) = given[0]
    assert shape == (24, window.rows, window.columns)
    assert 300.0 < brightest_long < 600.0
    standing = np.isfinite(told[0].mean_radiant_c)
    assert told[3].long[BELOW][standing] == pytest.approx(float(black_body_w_m2(-5.0)), rel=1e-5)
    assert (told[12].short[BELOW] == 0.0).all()


def test_more_days_than_one_and_no_half_days(summer):
    forcing = a_day(days=2)
    assert len(sky_intervals(forcing, HERNE, 16)) == 48
    day = forcing.daily_mean(np.arange(48.0))
    assert day[0] == day[23] == 11.5
    assert day[24] == 35.5
    with pytest.raises(ValueError, match="whole days"):
        RadiationForcing(forcing.start[:30], 3600.0, *([np.zeros(30)] * 6))


def test_night_has_no_beam(summer):
    assert summer[0].beam_w_m2 == 0.0
    assert summer[12].beam_w_m2 > 600.0
    assert summer[12].beam_down_w_m2 ** 2 + summer[12].beam_across_w_m2 ** 2 == pytest.approx(
        summer[12].beam_w_m2 ** 2
    )
    north, south = summer[12].beam_on(np.array([0.0, 180.0]))
    assert north == 0.0
    assert south > 300.0


def test_one_moment_of_shade_is_the_middle(summer):
    single = sky_intervals(a_day(), HERNE, 16, SkySettings(shade_moments=1, perez=False))
    assert single[10].shade_sun == ((single[10].azimuth_deg, single[10].elevation_deg),)
    assert len(summer[10].shade_sun) == 4


def test_a_sky_for_other_rays_is_refused():
    with pytest.raises(ValueError, match="number of rays"):
        Run(sky_intervals(a_day(), HERNE, 16))


def test_a_code_without_a_surface_is_refused():
    with pytest.raises(ValueError, match="code 3"):
        ground_of(np.array([[1, 3]]), {1: "asphalt"})


def test_a_town_without_houses_and_trees(summer):
    flat = np.zeros((12, 15), np.float32)
    surroundings = Surroundings(Heights(flat, flat, flat > 1.0, None, 2.0))
    walls = find_walls(surroundings.heights)
    ground = ground_of(np.ones((12, 15), int), {1: "lawn"})
    told = []
    radiate(
        surroundings, walls, follow_walls(surroundings, walls, BRICK, ground, summer), ground,
        dry_ground(ground), summer, told.append,
    )  # fmt: skip
    noon = told[12]
    assert (noon.sunlit == 1.0).all()
    # Every cell is like every other.
    assert np.ptp(noon.mean_radiant_c) < 1e-3
    assert noon.long[0, 0, 0] == pytest.approx(summer[12].long_w_m2, rel=1e-4)


THREADS_SCRIPT = """
import hashlib, numba
from tests.models.test_radiation import HERNE, Run, a_day
from herne_schwamm.models.radiation_sky import sky_intervals
run = Run(sky_intervals(a_day(), HERNE, 32))
digest = hashlib.sha256()
for told in (run.mean_radiant_c, run.ground_c, run.wall_light.light):
    digest.update(told.tobytes())
print(numba.get_num_threads(), digest.hexdigest())
"""


def test_one_and_three_threads_give_the_same_bytes():
    told = {}
    for threads in ("1", "3"):
        done = subprocess.run(
            [sys.executable, "-c", THREADS_SCRIPT],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "NUMBA_NUM_THREADS": threads, "PYTHONPATH": str(Path.cwd())},
        )
        used, digest = done.stdout.split()
        told[used] = digest
    assert sorted(told) == ["1", "3"]
    assert len(set(told.values())) == 1
