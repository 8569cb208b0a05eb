"""One water through a run: season, storm and season on one run file, unit by unit."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import rasterio

from herne_schwamm.batch import scenario
from herne_schwamm.batch import season as of_run
from herne_schwamm.batch.run import run
from herne_schwamm.city.water import STORES, moisture_deficit, spread_to_cells
from herne_schwamm.models.hand_over import after_storm, start_stores
from herne_schwamm.models.season import SeasonForcing, simulate_season
from tests.batch.test_season import season_project
from tests.models.test_hand_over import net_fluxes, on_cells, volumes

DAY = np.datetime64("2019-07-20", "m")
HOURS = 365 * 24
AFTER_THE_STORM_H = 24 * 40


def watched_run(folder: Path, antecedent: str, wetness: float = 1.0) -> SimpleNamespace:
    """A run with nothing stood in for, and what went from hand to hand in it."""
    run_file = season_project(folder, antecedent=f'"{antecedent}"')
    seen = SimpleNamespace(season=None, stores=None)
    season, storm, begin = (
        of_run.simulate_season,
        scenario.simulate_storm,
        of_run.before_storm,
    )

    def watch_season(units, connections, forcing, stores, **how):
        result = season(units, connections, forcing, stores, **how)
        if "resume" in how:
            seen.season, seen.forcing, seen.connections = result, forcing, connections
        return result

    def watch_storm(city, storm_of_run, water, **how):
        result = storm(city, storm_of_run, water, **how)
        seen.city, seen.water, seen.answer = city, water.copy(), result
        return result

    def wetter(city, result, begins):
        water = begin(city, result, begins)
        water.stores["root_zone_mm"] *= wetness
        return water

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(of_run, "simulate_season", watch_season)
        patch.setattr(scenario, "simulate_storm", watch_storm)
        patch.setattr(of_run, "before_storm", wetter)
        seen.outcome = run(run_file)
    return seen


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    return watched_run(tmp_path_factory.mktemp("one_water"), "2019-07-20")


def later(forcing: SeasonForcing) -> SeasonForcing:
    """The weather from the day of the storm on."""
    first = int((DAY - forcing.start) / np.timedelta64(1, "h"))
    hours = slice(first, first + AFTER_THE_STORM_H)
    return dataclasses.replace(
        forcing,
        start=DAY,
        rain_mm=forcing.rain_mm[hours],
        reference_evapotranspiration_mm=forcing.reference_evapotranspiration_mm[hours],
    )


def earlier(forcing: SeasonForcing) -> SeasonForcing:
    """The weather up to the day of the storm."""
    hours = int((DAY - forcing.start) / np.timedelta64(1, "h"))
    return dataclasses.replace(
        forcing,
        rain_mm=forcing.rain_mm[:hours],
        reference_evapotranspiration_mm=forcing.reference_evapotranspiration_mm[:hours],
    )


def own_scale(city, stores: pd.DataFrame, rain_mm: float) -> np.ndarray:
    """Rain on each unit and the water it began with: what an error is held against. [m3]"""
    return volumes(city, stores) + rain_mm * city.units["area_m2"].to_numpy() / 1e3


def test_season_storm_season_keeps_the_water_of_every_unit(seen):
    city, begun = seen.city, start_stores(seen.city)
    first = simulate_season(city.units, seen.connections, earlier(seen.forcing), begun)
    rain_mm = seen.forcing.rain_mm.sum()
    scale = own_scale(city, begun, rain_mm)
    assert (scale > 0.0).all()
    # 1 Within the season: stores before and after by its fluxes.
    ended = volumes(city, first.stores_at_end())
    assert (np.abs(ended - volumes(city, begun) - net_fluxes(first, city)) < 1e-9 * scale).all()
    # 2 To the storm of the run: unit by unit the water of that day, in stores or on cells.
    assert seen.water.stores.to_numpy() == pytest.approx(
        first.stores_at_end().to_numpy(), rel=1e-12
    )
    spread = spread_to_cells(city, seen.water)
    given = volumes(city, spread.stores) + on_cells(city, spread)
    assert (np.abs(given - ended) < 1e-6 * scale).all()
    # 3 In the storm: the city as a whole, by the balance that was published.
    held = volumes(city, seen.answer.water.stores) + on_cells(city, seen.answer.water)
    manifest = json.loads((seen.outcome.folder / "manifest.json").read_text(encoding="utf-8"))
    balance = manifest["scenarios"]["starkregen"]["balance"]
    left = balance["outflow_m3"] + balance["sewer_m3"] + balance["drained_m3"]
    came = balance["rain_m3"] - left
    assert held.sum() - given.sum() == pytest.approx(came, abs=1e-5 * balance["rain_m3"])
    # 4 From the storm: unit by unit what lies on its cells and has infiltrated.
    handed = after_storm(city, seen.answer.water)
    to_groundwater = handed.recharge_mm * city.units["area_m2"].to_numpy() / 1e3
    back = volumes(city, handed.stores)
    storm_scale = scale + balance["rain_m3"] * scale / scale.sum()
    assert (np.abs(back + to_groundwater - held) < 1e-6 * storm_scale).all()
    # 5 The season goes on with it.
    second = simulate_season(city.units, seen.connections, later(seen.forcing), handed.stores)
    last = volumes(city, second.stores_at_end())
    assert (np.abs(last - back - net_fluxes(second, city)) < 1e-9 * storm_scale).all()
    # All together.
    moved = net_fluxes(first, city).sum() + net_fluxes(second, city).sum()
    whole = last.sum() - volumes(city, begun).sum()
    assert whole == pytest.approx(
        moved + came - to_groundwater.sum(), abs=1e-5 * (balance["rain_m3"] + scale.sum())
    )
    # Nothing of this is nothing.
    assert abs(came) > 0.01
    assert back.sum() != pytest.approx(ended.sum(), rel=1e-3)


def test_the_season_of_the_run_is_told_by_its_fluxes(seen):
    result, city = seen.season, seen.city
    begun = volumes(city, start_stores(city))
    ended = volumes(city, result.stores_at_end())
    scale = own_scale(city, start_stores(city), seen.forcing.rain_mm.sum())
    assert (np.abs(ended - begun - net_fluxes(result, city)) < 1e-9 * scale).all()


def test_what_was_held_back_is_published_with_the_storm(seen):
    folder = seen.outcome.folder / "starkregen"
    table = pd.read_csv(folder / "retention.csv", sep=";", decimal=",", encoding="utf-8-sig")
    balance = seen.answer.balance
    held = balance.infiltrated_m3 + balance.film_m3 + balance.canopy_m3 + balance.roofs_m3
    retained = table.columns[8]
    assert "[m3]" in retained
    assert table[retained].iloc[0] == pytest.approx(held, rel=1e-4)
    assert table[retained].iloc[1:].sum() == pytest.approx(held, rel=1e-4)
    with rasterio.open(folder / "heavy_rain" / "retained_mm.tif") as file:
        depth_mm = file.read(1, masked=True)
        area_m2 = abs(file.transform.a * file.transform.e)
    assert depth_mm.sum() / 1e3 * area_m2 == pytest.approx(held, rel=1e-4)
    assert (folder / "maps" / "retained_mm.png").is_file()
    assert 'id="retention"' in (folder / "report.html").read_text(encoding="utf-8")


def test_a_storm_on_wet_ground_starts_from_the_percentile(tmp_path):
    seen = watched_run(tmp_path, "wet")
    wanted = seen.season.stores_before("wet").to_numpy()
    assert seen.water.stores.to_numpy() == pytest.approx(wanted, rel=1e-12)
    assert seen.outcome.failed == {}


def test_twice_the_soil_water_changes_infiltration_and_nothing_else_before_the_first_drop(
    tmp_path, seen
):
    twice = watched_run(tmp_path, "2019-07-20", wetness=2.0)
    others = [name for name in STORES if name != "root_zone_mm"]
    pd.testing.assert_frame_equal(seen.water.stores[others], twice.water.stores[others])
    assert twice.water.stores["root_zone_mm"].to_numpy() == pytest.approx(
        2.0 * seen.water.stores["root_zone_mm"].to_numpy(), rel=1e-12
    )
    for name in ("surface_depth_m", "surface_film_m", "infiltrated_m"):
        laid = (getattr(spread_to_cells(one.city, one.water), name) for one in (seen, twice))
        assert np.array_equal(*laid), name
    deficits = [moisture_deficit(one.city, one.water) for one in (seen, twice)]
    soil = seen.city.units["root_zone_capacity_mm"].to_numpy() > 0.0
    assert soil.any()
    assert (deficits[1] < deficits[0])[soil].all()
    dry, wet = seen.answer.balance, twice.answer.balance
    assert wet.rain_m3 == dry.rain_m3
    assert wet.infiltrated_m3 < dry.infiltrated_m3
