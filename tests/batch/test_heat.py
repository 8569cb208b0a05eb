"""Heat waves of a run: gated by their balances, published, begun with the water there is."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import geopandas
import numpy as np
import pyogrio
import pytest
import rasterio
from shapely.geometry import Point, box

from herne_schwamm.batch import heat as of_run
from herne_schwamm.batch.run import SOME_FAILED, run
from herne_schwamm.batch.verify import verify
from herne_schwamm.problems import N_, BalanceProblem, Language
from herne_schwamm.products.heat_facts import DIFFERENCES, OF_COLD_AIR
from herne_schwamm.products.report_heat_water import LATER
from herne_schwamm.tables.products import products
from tests.batch.quarter import make_project, stand_in
from tests.batch.test_run import Ear, tree
from tests.inputs.heat_making import hot_columns
from tests.inputs.weather_making import csv_lines, write_csv

HEAT = """
[[heat]]
name = "{name}"
weather = "../rasters/hot.csv"
days = ["2019-07-24", "2019-07-25"]
{more}
"""
DRY_AND_WET = (
    ("dry", "antecedent = 0.1"),
    ("wet", "antecedent = 0.9\ncold_air_after_sunset_h = 6.5"),
)
RASTERS = (
    "pet_day_c",
    "utci_day_c",
    "air_temperature_day_c",
    "air_temperature_night_c",
    "air_excess_day_k",
    "mean_radiant_temperature_day_c",
    "surface_temperature_day_c",
    "evaporative_cooling_w_m2",
    "hours_above_pet_35_h",
    "hot_days",
    "tropical_nights",
    "cold_air_depth_m",
    "cold_air_velocity_m_s",
    "cold_air_flux_m2_s",
    "heat_class_day",
    "heat_class_night",
    "heat_relative_day",
    "heat_relative_night",
)


def heat_project(folder: Path, *waves: tuple[str, str]) -> Path:
    """A tiny city and two hot days; a heat wave for each name and its further keys."""
    run_file = make_project(folder)
    hour = np.arange(48) % 24
    light = np.round(700.0 * np.maximum(np.sin((hour - 4.0) / 15.5 * np.pi), 0.0) ** 2)
    columns = {
        "air_temperature_c": 26.0 - 8.0 * np.cos((hour - 3.0) / 12.0 * np.pi),
        "relative_humidity_percent": np.full(48, 45.0),
        "global_radiation_w_m2": np.where((hour >= 5) & (hour <= 19), light, 0.0),
        "wind_speed_m_s": np.full(48, 2.0),
    }
    lines = csv_lines("2019-07-24T00:00", 48, columns, ending="+01:00")
    write_csv(folder / "rasters", lines, "hot.csv")
    text = run_file.read_text(encoding="utf-8").replace('"asphalt"', '"lawn"')
    text = text.replace("sealing = 1", "sealing = 0").replace("sealing = 1.0", "sealing = 0.0")
    text += "".join(HEAT.format(name=name, more=more) for name, more in waves)
    run_file.write_text(text, encoding="utf-8")
    return run_file


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Two heat waves of the same weather, the second with more water; storms stood in for."""
    folder = tmp_path_factory.mktemp("heat")
    run_file = heat_project(folder, *DRY_AND_WET)
    with pytest.MonkeyPatch.context() as patch:
        stand_in(patch)
        return run_file, run(run_file)


def test_rasters_styles_pictures_tables_and_report_are_published(published):
    _, outcome = published
    assert outcome.scenarios[-2:] == ("dry", "wet")
    folder = outcome.folder / "wet" / "heat"
    for name in RASTERS:
        with rasterio.open(folder / f"{name}.tif") as file:
            assert file.crs.to_epsg() == 25832
            assert file.nodata == products()[name].nodata
            assert file.tags()["event"] == "wet"
            assert file.tags()["weather_source"]
            told = {"day", "night_before", "days"} & set(file.tags())
            assert len(told) == 1, "a map is of a day, of a night, or of all days"
        assert (folder / f"{name}.qml").is_file()
    for path in ("maps/pet_day_c.png", "maps/course.png", "heat/hours.csv", "report.html"):
        assert (folder.parent / path).is_file()


def test_maps_of_cold_air_tell_their_hour(published):
    _, outcome = published
    for name, hours, words in (("dry", "4", "4"), ("wet", "6.5", "6,5")):
        folder = outcome.folder / name
        for product in OF_COLD_AIR:
            with rasterio.open(folder / "heat" / f"{product}.tif") as file:
                assert file.tags()["hours_after_sunset"] == hours
        report = (folder / "report.html").read_text(encoding="utf-8")
        after_sunset = Language("de").text(N_("{hours} h after sunset"), hours=words)
        assert after_sunset in report
        assert (folder / "maps" / "cold_air_velocity_m_s.png").is_file()


def test_the_report_tells_what_the_water_makes(published):
    _, outcome = published
    first = (outcome.folder / "dry" / "report.html").read_text(encoding="utf-8")
    second = (outcome.folder / "wet" / "report.html").read_text(encoding="utf-8")
    told = "Dasselbe Wetter, anderes Wasser"
    assert told in second and told not in first
    assert "Was das Wasser ausmacht" in first
    assert "Die Bilanz geht auf." in second


def test_maps_of_the_difference_are_those_of_the_two_waves(published):
    _, outcome = published
    dry, wet = outcome.folder / "dry" / "heat", outcome.folder / "wet" / "heat"

    def read(path: Path) -> np.ndarray:
        with rasterio.open(path) as file:
            return file.read(1, masked=True).astype(np.float64)

    for name, of_wave in DIFFERENCES.items():
        apart = read(wet / f"{name}.tif")
        wanted = read(wet / f"{of_wave}.tif") - read(dry / f"{of_wave}.tif")
        assert np.abs(apart - wanted).max() < 1e-4
        assert (wet.parent / "maps" / f"{name}.png").is_file()
        assert not (dry / f"{name}.tif").exists()
    # Wet lawn is cooler than dry lawn.
    assert read(wet / "surface_temperature_day_difference_k.tif").mean() < -1.0
    report = (dry.parent / "report.html").read_text(encoding="utf-8")
    assert Language("de").text(LATER, titles="wet") in report


def test_other_weather_is_not_compared(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    run_file = heat_project(
        tmp_path,
        ("own", "antecedent = 0.1"),
        ("other", 'antecedent = 0.9\nmap_day = "2019-07-24"'),
    )
    text = run_file.read_text(encoding="utf-8")
    head, _, tail = text.rpartition('days = ["2019-07-24", "2019-07-25"]')
    run_file.write_text(f'{head}days = ["2019-07-24", "2019-07-24"]{tail}', encoding="utf-8")
    outcome = run(run_file)
    assert not (outcome.folder / "other" / "heat" / "pet_day_difference_k.tif").exists()
    # Storms and then heat waves as in the run file, by whatever name.
    assert outcome.scenarios == run(run_file).scenarios == ("starkregen", "own", "other")


def test_another_day_of_the_same_weather_is_not_compared(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    run_file = heat_project(
        tmp_path,
        ("own", 'antecedent = 0.1\nmap_day = "2019-07-25"'),
        ("other", 'antecedent = 0.9\nmap_day = "2019-07-24"'),
        ("same", 'antecedent = 0.9\nmap_day = "2019-07-25"'),
    )
    folder = run(run_file).folder
    differing = {
        name: (folder / name / "heat" / "pet_day_difference_k.tif").exists()
        for name in ("own", "other", "same")
    }
    assert differing == {"own": False, "other": False, "same": True}
    told = Language("de").text(LATER, titles="same")
    assert told in (folder / "own" / "report.html").read_text(encoding="utf-8")
    assert told not in (folder / "other" / "report.html").read_text(encoding="utf-8")


def spin_up_project(folder: Path, rain_mm: float, days: int = 20) -> Path:
    """Twenty warm days with some rain on the third, before two hot ones."""
    run_file = heat_project(folder, ("after", f"antecedent = 0.3\nspin_up_days = {days}"))
    hours = 22 * 24
    begin = "2019-07-04T00:00"
    columns = hot_columns(begin, hours)
    columns["rain_mm"] = np.where(np.arange(hours) == 50, rain_mm, 0.0)
    columns["air_temperature_c"] = np.minimum(columns["air_temperature_c"], 34.0)
    lines = csv_lines(begin, hours, columns)
    write_csv(folder / "rasters", lines, "hot.csv")
    text = run_file.read_text(encoding="utf-8")
    run_file.write_text(text + "clock_utc_offset_h = 0\n", encoding="utf-8")
    return run_file


def begun_with(run_file: Path) -> float:
    outcome = run(run_file)
    manifest = json.loads((outcome.folder / "manifest.json").read_text(encoding="utf-8"))
    return manifest["heat"]["after"]["balance"]["water_begin_mm"]


def test_the_water_is_followed_over_the_days_before(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    followed = []
    whole = of_run.simulate_season

    def kept(units, connections, forcing, stores):
        result = whole(units, connections, forcing, stores)
        followed.append((units["area_m2"].to_numpy(), stores, forcing, result))
        return result

    monkeypatch.setattr(of_run, "simulate_season", kept)
    dry = begun_with(spin_up_project(tmp_path / "dry", 0.0))
    wet = begun_with(spin_up_project(tmp_path / "wet", 20.0))
    short = begun_with(spin_up_project(tmp_path / "short", 20.0, days=1))
    assert dry < wet and dry < short
    for begun_mm, days, (area_m2, stores, forcing, result) in zip(
        (dry, wet, short), (20, 20, 1), followed, strict=True
    ):
        assert forcing.hours == days * 24
        # Stores at first, rain, and all that left, without what the season model calls its end.
        first_m3 = float((stores.sum(axis=1) * area_m2).sum()) / 1000.0
        rain_m3 = float(forcing.rain_mm.sum() * area_m2.sum()) / 1000.0
        balance = result.balance
        left_m3 = sum(
            getattr(balance, name)
            for name in ("evaporation_m3", "recharge_m3", "sewer_m3", "surface_m3", "use_m3")
        )
        came_m3 = rain_m3 + balance.irrigation_m3 + balance.capillary_m3
        last_mm = (first_m3 + came_m3 - left_m3) / float(area_m2.sum()) * 1000.0
        assert begun_mm == pytest.approx(last_mm, rel=1e-9)


def test_days_before_whose_water_does_not_add_up_publish_nothing(tmp_path, monkeypatch):
    run_file = spin_up_project(tmp_path, 5.0)
    stand_in(monkeypatch)
    whole = of_run.simulate_season

    def leaking(*args, **how):
        result = whole(*args, **how)
        off = dataclasses.replace(result.balance, evaporation_m3=result.balance.evaporation_m3 + 1)
        return dataclasses.replace(result, balance=off)

    monkeypatch.setattr(of_run, "simulate_season", leaking)
    outcome = run(run_file)
    assert outcome.exit_code == SOME_FAILED
    assert "Tage davor" in outcome.failed["after"] or "days before" in outcome.failed["after"]


def test_a_failed_storm_keeps_no_heat_wave_from_being_computed(tmp_path, monkeypatch):
    stand_in(monkeypatch, off={"starkregen": 0.1})
    run_file = heat_project(
        tmp_path, ("hot", "antecedent = 0.3"), ("after", 'after_storm = "starkregen"')
    )
    ear = Ear()
    outcome = run(run_file, listener=ear)
    assert outcome.exit_code == SOME_FAILED
    assert set(outcome.failed) == {"starkregen"}
    assert (outcome.folder / "hot" / "report.html").is_file()
    assert not (outcome.folder / "after").exists()
    assert any("after" in told and "starkregen" in told for told in ear.warnings)


def test_rain_and_heat_stand_together_in_the_report(tmp_path):
    run_file = heat_project(tmp_path, ("hot", "antecedent = 0.3"))
    site = geopandas.GeoDataFrame(
        {"name": ["Heim"], "kind": ["Pflegeheim"]},
        geometry=[Point(375_005.0, 5_710_994.0)],
        crs="EPSG:25832",
    )
    pyogrio.write_dataframe(site, tmp_path / "rasters" / "sites.gpkg")
    text = run_file.read_text(encoding="utf-8")
    cell = geopandas.GeoDataFrame(
        {"persons": [12]}, geometry=[box(375_000, 5_710_988, 375_010, 5_711_000)], crs="EPSG:25832"
    )
    pyogrio.write_dataframe(cell, tmp_path / "rasters" / "people.gpkg")
    sites = '[sites]\nfile = "../rasters/sites.gpkg"\n[output]'
    label = 'name = "starkregen"\nlabel = "Regen von morgen"'
    text = text.replace("[output]", sites).replace('name = "starkregen"', label)
    run_file.write_text(text, encoding="utf-8")
    alone = run(run_file)
    report = (alone.folder / "hot" / "report.html").read_text(encoding="utf-8")
    german = Language("de")
    # Without people, no risk is no all-clear.
    assert german.text(N_("Open ground by double burden")) not in report
    assert "[population]" in report
    people = '[population]\nfile = "../rasters/people.gpkg"\n[output]'
    run_file.write_text(text.replace("[output]", people), encoding="utf-8")
    outcome = run(run_file)
    report = (outcome.folder / "hot" / "report.html").read_text(encoding="utf-8")
    assert "[population]" not in report
    assert german.text(N_("Open ground by double burden")) in report
    assert "Regen von morgen" in report
    assert report.count('src="maps/double_burden.png"') == 1
    assert (outcome.folder / "hot" / "maps" / "double_burden.png").is_file()


def test_groundwater_of_the_season_feeds_plants_in_a_heat_wave(tmp_path, monkeypatch):
    """Water rises into the root zone of a dry lawn over the days of the wave."""
    stand_in(monkeypatch)
    left = []
    for folder, near in (("deep", ""), ("near", "groundwater_depth_m = 0.9\n")):
        run_file = heat_project(tmp_path / folder, ("hot", "antecedent = 0.05"))
        hour = np.arange(365 * 24)
        columns = {
            "rain_mm": np.where(hour % 240 < 6, 1.0, 0.0),
            "air_temperature_c": 10.0 - 8.0 * np.cos(hour / hour.size * 2.0 * np.pi),
            "potential_evapotranspiration_mm": np.where(hour % 24 == 12, 1.7, 0.0),
        }
        lines = csv_lines("2019-01-01T00:00", hour.size, columns)
        write_csv(tmp_path / folder / "rasters", lines, "w.csv")
        text = run_file.read_text(encoding="utf-8")
        season = f'[season]\nweather = "../rasters/w.csv"\nyears = [2019, 2019]\n{near}'
        run_file.write_text(text.replace("[output]", season + "[output]"), encoding="utf-8")
        outcome = run(run_file)
        manifest = json.loads((outcome.folder / "manifest.json").read_text(encoding="utf-8"))
        balance = manifest["heat"]["hot"]["balance"]
        assert balance["water_error"] < 1e-6
        left.append(balance["left_mm"])
    # What groundwater gives counts against what leaves.
    assert left[1] < left[0] - 0.1


def test_the_manifest_knows_balances_and_products(published):
    _, outcome = published
    manifest = json.loads((outcome.folder / "manifest.json").read_text(encoding="utf-8"))
    entry = manifest["heat"]["wet"]
    assert entry["balance"]["latent_error"] < 1e-6
    assert entry["products"]["heat/pet_day_c.tif"]["unit"] == "°C"
    assert verify(outcome.folder).products >= 2 * len(RASTERS)


def test_a_second_run_has_the_same_bytes_and_computes_nothing(published, tmp_path, monkeypatch):
    run_file, outcome = published
    stand_in(monkeypatch)
    assert not run(run_file).computed
    again = heat_project(tmp_path, *DRY_AND_WET)
    assert tree(run(again).folder) == tree(outcome.folder)


def test_a_heat_wave_whose_energy_does_not_add_up_is_not_published(tmp_path, monkeypatch):
    run_file = heat_project(tmp_path, ("wrong", "antecedent = 0.5"))
    stand_in(monkeypatch)
    right = of_run.simulate_heat

    def wrong(*args, **how):
        result = right(*args, **how)
        return dataclasses.replace(
            result, balance=dataclasses.replace(result.balance, energy_error=1e-3)
        )

    monkeypatch.setattr(of_run, "simulate_heat", wrong)
    ear = Ear()
    outcome = run(run_file, listener=ear)
    assert outcome.exit_code == SOME_FAILED
    assert "wrong" in outcome.failed
    assert not (outcome.folder / "wrong").exists()
    assert any("wrong" in warning for warning in ear.warnings)


def test_a_run_of_failed_heat_waves_alone_publishes_nothing(tmp_path, monkeypatch):
    run_file = heat_project(tmp_path, ("wrong", ""))
    text = run_file.read_text(encoding="utf-8")
    head, _, rest = text.partition("[[storm]]")
    tail = "[[heat]]" + rest.partition("[[heat]]")[2]
    run_file.write_text(head + tail, encoding="utf-8")

    def fails(*args, **how):
        raise BalanceProblem("off", scenario="wrong")

    monkeypatch.setattr("herne_schwamm.batch.computing.compute_heat", fails)
    with pytest.raises(BalanceProblem):
        run(run_file)
    assert not list((tmp_path / "reports").rglob("manifest.json"))


def test_a_heat_wave_begins_with_the_water_its_storm_leaves_behind(tmp_path):
    run_file = heat_project(tmp_path, ("dry", "antecedent = 0.5"))
    text = run_file.read_text(encoding="utf-8")
    storm = text.partition("[[storm]]")[2].partition('name = "')[2].partition('"')[0]
    text += HEAT.format(name="after", more=f'after_storm = "{storm}"')
    run_file.write_text(text, encoding="utf-8")
    outcome = run(run_file)
    manifest = json.loads((outcome.folder / "manifest.json").read_text(encoding="utf-8"))
    dry, after = (manifest["heat"][name]["balance"] for name in ("dry", "after"))
    balance = manifest["scenarios"][storm]["balance"]
    with rasterio.open(outcome.folder / "after" / "heat" / "surface_temperature_day_c.tif") as file:
        area_m2 = float((file.read(1) != file.nodata).sum()) * file.res[0] ** 2
    left_m3 = balance["outflow_m3"] + balance["drained_m3"] + balance["sewer_m3"]
    gained_mm = (balance["rain_m3"] - left_m3) / area_m2 * 1000.0
    assert gained_mm > 1.0
    assert after["water_begin_mm"] - dry["water_begin_mm"] == pytest.approx(gained_mm, rel=1e-4)
