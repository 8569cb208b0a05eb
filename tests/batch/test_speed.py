"""About how long a storm takes: expected steps, and a speed that is measured."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from herne_schwamm.batch import speed
from herne_schwamm.batch.run import run
from herne_schwamm.city.areas import BLOCK, Areas
from herne_schwamm.city.forcing import Storm, block_rain
from herne_schwamm.city.plain import grid_for, plain_city
from herne_schwamm.city.water import resting_water
from herne_schwamm.models.storm import StormSettings, simulate_storm
from tests.batch.quarter import make_project, stand_in


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    """What this computer was measured at before does not matter."""
    folder = tmp_path / "cache"
    folder.mkdir()
    monkeypatch.setattr(speed, "cache_folder", lambda: folder)
    return folder


def city_of(rows: int = 12, columns: int = 10, cell_size_m: float = 1.0):
    terrain = np.full((rows, columns), 50.0)
    return plain_city(terrain, grid_for(terrain, cell_size_m))


@pytest.mark.parametrize(("cell_size_m", "synchronisation_s"), [(1.0, 1.0), (2.0, 1.0), (4.0, 5.0)])
def test_the_steps_expected_are_those_of_water_of_the_expected_depth(
    cell_size_m, synchronisation_s
):
    city = city_of(cell_size_m=cell_size_m)
    storm = Storm("s", block_rain(0.0, 1.0), after_rain_s=60.0)
    # Water at rest would be given no steps.
    slosh = np.random.default_rng(1).uniform(0.95, 1.0, city.grid.shape)
    depth = (speed.EXPECTED_DEPTH_M * slosh).astype(np.float32)
    result = simulate_storm(
        city,
        storm,
        dataclasses.replace(resting_water(city, 0.5), surface_depth_m=depth),
        settings=StormSettings(synchronisation_s=synchronisation_s),
    )
    work = speed.expected_work(city, storm, synchronisation_s)
    assert work == pytest.approx(120 * result.run.steps)


def test_a_storm_is_followed_as_long_as_the_model_would_follow_it_at_least():
    city = city_of()
    hour = speed.expected_work(city, Storm("s", block_rain(10.0, 60.0), after_rain_s=0.0), 1.0)
    until_the_peak = speed.expected_work(city, Storm("s", block_rain(10.0, 60.0)), 1.0)
    assert until_the_peak == pytest.approx(2.0 * hour)


def test_a_computer_that_was_measured_is_told_by_its_own_speed(monkeypatch):
    monkeypatch.setattr(speed, "LEAST_STATED_S", 0.0)
    city = city_of()
    storm = Storm("s", block_rain(10.0, 60.0), after_rain_s=0.0)
    work = speed.expected_work(city, storm, 1.0)
    before = speed.estimate(city, [(storm, 1.0)])
    assert before == speed.Estimate(speed.FIXED_S + work / speed.STATED_PER_S, measured=False)
    speed.remember_speed("storm", work, 25.0)
    after = speed.estimate(city, [(storm, 1.0), (storm, 1.0)])
    assert (after.seconds, after.measured) == (pytest.approx(50.0), True)


def test_a_short_run_and_a_damaged_file_say_nothing_of_the_speed(own_cache):
    city, storm = city_of(), Storm("s", block_rain(10.0, 60.0))
    speed.remember_speed("storm", 1e6, 0.5)
    assert not (own_cache / speed.FILE).exists()
    for text in ("", "{", "[]", '{"storm_per_s": "much"}', '{"storm_per_s": 0}', "\xff"):
        (own_cache / speed.FILE).write_text(text, encoding="latin-1")
        assert speed.estimate(city, [(storm, 1.0)]).measured is False


def test_a_computer_without_a_place_for_kernels_is_estimated_too(monkeypatch):
    monkeypatch.setattr(speed, "cache_folder", lambda: None)
    speed.remember_speed("storm", 1e9, 100.0)
    assert speed.estimate(city_of(), [(Storm("s", block_rain(10.0, 60.0)), 1.0)]).seconds > 0.0


def test_a_hamlet_tells_nothing_of_a_city(own_cache):
    # Twelve seconds for pictures on a slow disk, not for a tenth of a second of computing.
    for kind, stated in speed.STATED.items():
        speed.remember_speed(kind, 0.1 * stated, 12.0)
        assert not (own_cache / speed.FILE).exists()
        speed.remember_speed(kind, 3.0 * stated, 12.0)
        assert (own_cache / speed.FILE).exists()
        (own_cache / speed.FILE).unlink()


def test_storms_and_heat_waves_are_measured_apart(monkeypatch):
    monkeypatch.setattr(speed, "LEAST_STATED_S", 0.0)
    city, storm = city_of(), Storm("s", block_rain(10.0, 60.0), after_rain_s=0.0)
    work = speed.expected_work(city, storm, 1.0)
    heat = speed.expected_heat(city, 24)
    speed.remember_speed("heat", heat, 100.0 + speed.HEAT_FIXED_S)
    alone = speed.estimate(city, [], [24])
    assert (alone.seconds, alone.measured) == (pytest.approx(100.0 + speed.HEAT_FIXED_S), True)
    assert not speed.estimate(city, [(storm, 1.0)], [24]).measured
    speed.remember_speed("storm", work, 50.0 + speed.FIXED_S)
    both = speed.estimate(city, [(storm, 1.0)], [24])
    fixed_s = speed.FIXED_S + speed.HEAT_FIXED_S
    assert (both.seconds, both.measured) == (pytest.approx(150.0 + fixed_s), True)


def test_computing_measures_the_speed(tmp_path, monkeypatch, own_cache):
    stand_in(monkeypatch)
    monkeypatch.setattr(speed, "LEAST_MEASURED_S", 0.0)
    monkeypatch.setattr(speed, "LEAST_STATED_S", 0.0)
    run(make_project(tmp_path))
    assert (own_cache / speed.FILE).is_file()


def test_surfaces_of_coarse_cells_weigh_more_in_a_heat_wave():
    told = [
        speed.expected_heat(city_of(cell_size_m=size), 24) / (120 * 24) for size in (1, 2, 5, 20)
    ]
    # A cell of the air of 10 m has ten surfaces that count, or as many as it has cells.
    assert told == pytest.approx([1.0 + 1.5 * share for share in (0.1, 0.4, 1.0, 1.0)])
    before, after = (speed.estimate(city_of(), [], hours).seconds for hours in ([24], [24, 48]))
    assert after - before == pytest.approx(speed.HEAT_FIXED_S + 120 * 48 * 1.15 / speed.HEAT_PER_S)


def test_a_season_takes_the_hours_of_its_combinations_and_its_maps():
    city = city_of()
    assert len(city.units) == 1
    assert speed.expected_season(city, 8760) == 8760
    twice = dataclasses.replace(
        city,
        units=pd.concat(
            [city.units, city.units.assign(conductivity_mm_h=7.0), city.units]
        ).set_axis(pd.RangeIndex(3, name="unit_id")),
    )
    # Two units that are alike are followed once.
    assert speed.expected_season(twice, 8760) == 2 * 8760

    def seconds(hours: int | None, *areas: Areas) -> float:
        return speed.estimate(dataclasses.replace(city, areas=areas), [], (), hours).seconds

    maps_s = speed.SEASON_MAPS_S + 120 / speed.SEASON_CELLS_PER_S
    assert seconds(None) == 0.0
    assert seconds(0) == pytest.approx(maps_s)
    assert seconds(int(speed.SEASON_PER_S)) == pytest.approx(maps_s + 1.0)
    blocks = Areas(BLOCK, ("a",), np.zeros(city.grid.shape, np.int32))
    assert seconds(0, blocks) == pytest.approx(2.0 * maps_s)
