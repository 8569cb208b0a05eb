"""The season of a run: computed once, gated by its balance, published, handed to storms."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pyogrio
import pytest
import rasterio
from shapely.geometry import box

from herne_schwamm.batch import season as of_run
from herne_schwamm.batch.run import run
from herne_schwamm.batch.verify import verify
from herne_schwamm.city.forcing import Storm, block_rain
from herne_schwamm.inputs.city import read_city
from herne_schwamm.inputs.run_file import read_run_file
from herne_schwamm.inputs.season import read_season_weather
from herne_schwamm.models.season_result import SeasonResult
from herne_schwamm.problems import BalanceProblem, InputProblem
from tests.batch.quarter import make_project, stand_in
from tests.batch.test_run import Ear, tree
from tests.inputs.weather_making import csv_lines, write_csv

HOURS = 365 * 24
SEASON = '[season]\nweather = "../rasters/w.csv"\nyears = [2019, 2019]\n'
MAPS = (
    "runoff_mm_a",
    "recharge_mm_a",
    "evapotranspiration_mm_a",
    "runoff_share_percent",
    "recharge_share_percent",
    "evapotranspiration_share_percent",
    "disconnected_percent",
    "soil_water_stress",
    "summer_evaporation_w_m2",
    "delta_w_percent",
    "natural_deviation_points",
)


def season_project(folder: Path, keys: str = "", every_h: int = 60, **storm: str) -> Path:
    """12 x 10 cells, half asphalt and half lawn, with a year of 6 mm every some hours."""
    run_file = make_project(folder)
    cover = np.full((12, 10), 6, np.uint8)
    cover[:, :5] = 1
    with (
        rasterio.open(folder / "rasters" / "terrain.tif") as terrain,
        rasterio.open(
            folder / "rasters" / "cover.tif",
            "w",
            **{**terrain.profile, "dtype": "uint8", "nodata": 0},
        ) as file,
    ):
        file.write(cover, 1)
    hour = np.arange(HOURS)
    columns = {
        "rain_mm": np.where(hour % every_h < 6, 1.0, 0.0),
        "air_temperature_c": 10.0 - 8.0 * np.cos(hour / HOURS * 2.0 * np.pi),
        "potential_evapotranspiration_mm": np.where(hour % 24 == 12, 1.7, 0.0),
    }
    write_csv(folder / "rasters", csv_lines("2019-01-01T00:00", HOURS, columns), "w.csv")
    text = run_file.read_text(encoding="utf-8")
    text = text.replace('"asphalt"', '"../rasters/cover.tif"')
    text += "".join(f"{key} = {value}\n" for key, value in storm.items())
    run_file.write_text(text + SEASON + keys, encoding="utf-8")
    return run_file


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A run with a season, its storm stood in for."""
    folder = tmp_path_factory.mktemp("season")
    run_file = season_project(folder, antecedent='"normal"')
    with pytest.MonkeyPatch.context() as patch:
        stand_in(patch)
        return folder, run_file, run(run_file)


def test_maps_styles_pictures_tables_and_report_are_published(published):
    _, _, outcome = published
    balance = outcome.folder / "water_balance"
    for name in MAPS:
        for path in (f"{name}.tif", f"{name}.qml", f"maps/{name}.png"):
            assert (balance / path).is_file(), path
    assert (balance / "balance.csv").is_file()
    assert (balance / "report.html").is_file()
    for name in ("balance_districts.csv", "areas.gpkg", "maps/blocks"):
        assert not (balance / name).exists()


def test_the_manifest_holds_balance_method_and_products_and_verify_checks_them(published):
    _, _, outcome = published
    manifest = json.loads((outcome.folder / "manifest.json").read_text(encoding="utf-8"))
    season = manifest["season"]
    assert season["evapotranspiration"] == "given"
    assert abs(season["balance"]["relative_error"]) < 1e-9
    assert season["balance"]["store_error"] < 1e-9
    assert season["products"]["runoff_mm_a.tif"]["unit"] == "mm/a"
    assert "rasters/w.csv" in manifest["inputs"]
    products = len(season["products"]) + len(manifest["scenarios"]["starkregen"]["products"])
    assert verify(outcome.folder).products == products


def test_a_map_holds_the_balance_of_its_units(published):
    _, _, outcome = published
    balance = outcome.folder / "water_balance"
    maps = {}
    for name in MAPS:
        with rasterio.open(balance / f"{name}.tif") as file:
            maps[name] = file.read(1, masked=True).filled(np.nan)
            assert file.tags()["evapotranspiration"] == "given"
            assert len(file.tags()["part_id"]) == 12
    rain_mm_a = 6.0 * HOURS / 60 * 365.2425 / 365
    total = sum(maps[name] for name in MAPS[:3])
    # What the stores gained or lost within the single year is not in it.
    assert total == pytest.approx(np.full(total.shape, rain_mm_a), abs=60.0)
    assert (maps["runoff_mm_a"][:, :5] > maps["runoff_mm_a"][:, 5:]).all()
    assert (maps["recharge_mm_a"][:, :5] < maps["recharge_mm_a"][:, 5:]).all()
    shares = sum(maps[name] for name in MAPS[3:6])
    assert shares == pytest.approx(np.full(shares.shape, 100.0), abs=1e-3)
    assert (maps["disconnected_percent"][:, :5] == 0.0).all()  # All asphalt drains to the sewer.
    assert np.isnan(maps["disconnected_percent"][:, 5:]).all()  # Nothing of the lawn is sealed.
    table = pd.read_csv(balance / "balance.csv", sep=";", decimal=",", encoding="utf-8-sig")
    assert len(table) == 3 * 2
    lawn = table.iloc[-3]
    assert lawn["Verfahren"] == "Jahresrechnung, Stunde für Stunde"
    assert lawn["Verdunstung [mm/a]"] == pytest.approx(
        float(maps["evapotranspiration_mm_a"][0, -1]), rel=1e-5
    )


def test_the_same_inputs_give_the_same_bytes_and_are_not_computed_twice(
    published, tmp_path, monkeypatch
):
    _, run_file, outcome = published
    stand_in(monkeypatch)
    assert not run(run_file).computed
    again = run(season_project(tmp_path, antecedent='"normal"'))
    assert again.run_id == outcome.run_id
    assert tree(again.folder) == tree(outcome.folder)


def test_damaged_maps_of_a_season_are_computed_again(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    run_file = season_project(tmp_path)
    first = run(run_file)
    damaged = first.folder / "water_balance" / "runoff_mm_a.tif"
    damaged.write_bytes(b"")
    with pytest.raises(InputProblem, match="runoff_mm_a"):
        verify(first.folder)
    assert run(run_file, listener=Ear()).computed
    assert damaged.stat().st_size > 0


@pytest.fixture
def leaking_season(monkeypatch):
    """The season loses a thousandth of what goes to the sewer."""
    whole = of_run.simulate_season

    def leaking(*args, **how) -> SeasonResult:
        result = whole(*args, **how)
        off = dataclasses.replace(result.balance, sewer_m3=result.balance.sewer_m3 * 1.001)
        return dataclasses.replace(result, balance=off)

    monkeypatch.setattr(of_run, "simulate_season", leaking)


@pytest.mark.usefixtures("leaking_season")
def test_a_storm_on_a_season_whose_water_does_not_add_up_is_not_computed(tmp_path, monkeypatch):
    double = stand_in(monkeypatch)
    with pytest.raises(BalanceProblem) as caught:
        run(season_project(tmp_path, antecedent='"dry"'))
    assert caught.value.exit_code == 4
    assert double.computed == []
    reports = tmp_path / "reports" / "klein"
    assert [path for path in reports.iterdir() if path.is_dir()] == []


@pytest.mark.usefixtures("leaking_season")
def test_storms_are_published_beside_a_season_whose_water_does_not_add_up(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    ear = Ear()
    outcome = run(season_project(tmp_path), listener=ear)
    assert (outcome.scenarios, tuple(outcome.failed)) == (("starkregen",), ("water_balance",))
    assert outcome.exit_code == 3
    assert len([told for told in ear.warnings if "Wasserhaushalt der Jahre" in told]) == 1
    assert not (outcome.folder / "water_balance").exists()


def test_a_season_is_published_beside_storms_whose_water_does_not_add_up(tmp_path, monkeypatch):
    stand_in(monkeypatch, off={"starkregen": 0.1})
    outcome = run(season_project(tmp_path))
    assert (outcome.scenarios, tuple(outcome.failed)) == ((), ("starkregen",))
    assert (outcome.folder / "water_balance" / "report.html").is_file()


def test_groundwater_that_cannot_be_is_told_before_anything_is_computed(tmp_path, monkeypatch):
    double = stand_in(monkeypatch)
    run_file = season_project(tmp_path, 'groundwater_depth_m = "../rasters/gw.tif"\n')
    with (
        rasterio.open(tmp_path / "rasters" / "terrain.tif") as terrain,
        rasterio.open(tmp_path / "rasters" / "gw.tif", "w", **terrain.profile) as file,
    ):
        file.write(np.full((12, 10), 5000.0, np.float32), 1)
    with pytest.raises(InputProblem, match=r"gw\.tif"):
        run(run_file)
    assert double.computed == []


def test_a_season_alone_is_a_run(tmp_path):
    run_file = season_project(tmp_path)
    text = run_file.read_text(encoding="utf-8")
    start, stop = text.index("[[storm]]"), text.index("[season]")
    run_file.write_text(text[:start] + text[stop:], encoding="utf-8")
    outcome = run(run_file)
    assert outcome.scenarios == ()
    assert outcome.exit_code == 0
    assert (outcome.folder / "water_balance" / "report.html").is_file()


def test_another_method_than_the_one_asked_for_is_told(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    ear = Ear()
    run(season_project(tmp_path, 'evapotranspiration = "makkink"\n'), listener=ear)
    assert any("global_radiation_w_m2" in told and "makkink" in told for told in ear.warnings)


def followed(run_file, city):
    """The season of a run file."""
    weather = read_season_weather(run_file.season, city)
    return of_run.compute_season(run_file, city, weather, lambda share: None)


def starts(folder: Path, begins: str):
    """Moisture and water with which a storm starts."""
    run_file = read_run_file(season_project(folder, antecedent=f'"{begins}"'))
    city = read_city(run_file)
    season = followed(run_file, city)
    storm = Storm("S", block_rain(20.0, 10.0), begins=begins)
    return of_run.start_of(city, storm, season), season


def test_storms_start_from_the_stores_of_percentiles_and_days(tmp_path):
    found = {}
    for begins in ("dry", "normal", "wet", "2019-07-20"):
        (storm, water), season = starts(tmp_path / begins, begins)
        found[begins] = storm.antecedent
        wanted = (
            season.result.stores_at(np.datetime64("2019-07-20", "m"))
            if begins.startswith("2019")
            else season.result.stores_before(begins)
        )
        assert water.stores.to_numpy() == pytest.approx(wanted.to_numpy(), rel=1e-12)
        assert not water.surface_depth_m.any()
    assert 0.0 < found["dry"] < found["normal"] < found["wet"] < 1.0
    assert 0.0 < found["2019-07-20"] < 1.0


def test_the_storm_is_given_the_water_of_the_season(tmp_path, monkeypatch):
    double = stand_in(monkeypatch)
    given = []
    monkeypatch.setattr(
        "herne_schwamm.batch.scenario.simulate_storm",
        lambda city, storm, water, **how: (
            given.append((storm, water)) or double.simulate(city, storm, water, **how)
        ),
    )
    run(season_project(tmp_path, antecedent='"wet"'))
    ((storm, water),) = given
    assert storm.begins == "wet"
    assert water.stores["root_zone_mm"].max() > 0.0
    assert water.stores["lower_soil_mm"].max() > 0.0


def test_a_shallow_water_table_feeds_plants(tmp_path):
    tables = []
    for folder, keys in (("deep", ""), ("near", "groundwater_depth_m = 1.0\n")):
        run_file = read_run_file(season_project(tmp_path / folder, keys, 240))
        season = followed(run_file, read_city(run_file))
        assert not season.result.balance.fails
        tables.append(season.result.balance)
    assert tables[0].capillary_m3 == 0.0
    assert tables[1].capillary_m3 > 0.0
    assert tables[1].evaporation_m3 > tables[0].evaporation_m3


def areas_project(folder: Path, keys: str = "") -> Path:
    """The same with two districts and three blocks, one of them a road's width of nothing."""
    run_file = season_project(folder, keys)
    west, north = 375_000.0, 5_711_000.0
    halves = [box(west, north - 12, west + 5, north), box(west + 5, north - 12, west + 10, north)]
    blocks = [*halves, box(west + 4.9, north - 12, west + 5.1, north)]
    for name, shapes in (("d", halves), ("b", blocks)):
        labels = [f"{name}{number}" for number in range(len(shapes))]
        table = geopandas.GeoDataFrame({"name": labels}, geometry=shapes, crs="EPSG:25832")
        pyogrio.write_dataframe(table, folder / "rasters" / f"{name}.gpkg")
    text = run_file.read_text(encoding="utf-8")
    lines = 'districts = "../rasters/d.gpkg"\nblocks = "../rasters/b.gpkg"\n'
    run_file.write_text(text.replace("[output]", lines + "[output]"), encoding="utf-8")
    return run_file


def read_csv(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, sep=";", decimal=",", encoding="utf-8-sig")


def test_districts_and_blocks_have_balances_indicators_and_maps(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    outcome = run(areas_project(tmp_path))
    folder = outcome.folder / "water_balance"
    indicators = read_csv(folder / "indicators.csv")
    assert len(indicators) == 1 + 2 + 2  # A block without a cell has nothing to tell.
    names = indicators.iloc[:, 1].tolist()
    assert names[1:] == ["d0", "d1", "b0", "b1"]
    area = indicators.iloc[:, 2].to_numpy()
    assert area.tolist() == [120.0, 60.0, 60.0, 60.0, 60.0]
    for column in (3, 4, 6, 7, 8):  # Volumes and areas add up.
        values = indicators.iloc[:, column].to_numpy()
        assert values[1:3].sum() == pytest.approx(values[0], rel=1e-4)
        assert values[3:5].sum() == pytest.approx(values[0], rel=1e-4)
    for name, rows in (("balance_districts.csv", 2 * 3), ("balance_blocks.csv", 2 * 3)):
        assert len(read_csv(folder / name)) == rows
    blocks = pyogrio.read_dataframe(folder / "areas.gpkg", layer="blocks").set_index("name")
    # Asphalt in the west, lawn in the east, which is its own unbuilt state.
    assert blocks["delta_w_percent"]["b0"] > 30.0
    assert blocks["delta_w_percent"]["b1"] == pytest.approx(0.0, abs=0.01)
    assert blocks.area.tolist() == blocks["area_m2"].tolist() == [60.0, 60.0]
    assert blocks.total_bounds.tolist() == [375_000.0, 5_710_988.0, 375_010.0, 5_711_000.0]
    listed = read_csv(folder / "indicators.csv").iloc[3:, 2:]
    told = blocks.drop(columns=["delta_w_class", "delta_w_label", "geometry"])
    assert told.to_numpy() == pytest.approx(listed.to_numpy(), rel=1e-5, nan_ok=True)
    for kind in ("districts", "blocks"):
        for name in MAPS:
            assert (folder / "maps" / kind / f"{name}.png").is_file(), (kind, name)
    report = (folder / "report.html").read_text(encoding="utf-8")
    for section in ("goals", "districts", "blocks", "retention"):
        assert f'id="{section}"' in report, section
    assert ">–<" in report, "there are no plants on asphalt"
    assert re.search(r"\bnan\b", report) is None


def test_indicators_of_units_add_up_to_those_of_the_city(published):
    folder = published[2].folder / "water_balance"
    city = read_csv(folder / "indicators.csv").iloc[0]
    units = read_csv(folder / "indicators_units.csv")
    sums = [name for name in units.columns if name.endswith(("[m2]", "[m3/a]"))]
    assert len(sums) >= 7
    for name in sums:
        assert units[name].sum() == pytest.approx(city[name], rel=1e-4), name
    balance = read_csv(folder / "balance.csv")
    assert len(units) == len(balance) / 3


def test_days_hold_back_what_does_not_run_off(published):
    _, _, outcome = published
    folder = outcome.folder / "water_balance"
    days = read_csv(folder / "retention_days.csv")
    assert len(days) == 365
    rain, runoff, held = (days.iloc[:, place].to_numpy() for place in (1, 2, 3))
    assert held == pytest.approx(rain - runoff, abs=1e-3)
    manifest = json.loads((outcome.folder / "manifest.json").read_text(encoding="utf-8"))
    balance = manifest["season"]["balance"]
    assert rain.sum() == pytest.approx(balance["rain_m3"], rel=1e-4)
    assert runoff.sum() == pytest.approx(balance["sewer_m3"] + balance["surface_m3"], rel=1e-4)


def test_groundwater_of_a_raster_feeds_the_plants_above_it(tmp_path):
    run_file = season_project(tmp_path, 'groundwater_depth_m = "../rasters/gw.tif"\n', 240)
    with (
        rasterio.open(tmp_path / "rasters" / "terrain.tif") as terrain,
        rasterio.open(tmp_path / "rasters" / "gw.tif", "w", **terrain.profile) as file,
    ):
        depth = np.full((12, 10), -9999.0, np.float32)
        depth[:, 5:] = 1.0
        file.write(depth, 1)
    read = read_run_file(run_file)
    season = followed(read, read_city(read))
    assert season.weather.groundwater.range_m == (1.0, 1.0)
    rise = season.result.total_mm()["capillary_rise_mm"]
    assert rise[0] == 0.0
    assert rise[1] > 0.0
    recharge = season.balances.tables["season"]["recharge_mm_a"]
    assert recharge[1] < season.balances.tables["season"]["evapotranspiration_mm_a"][1]
    assert not season.result.balance.fails
