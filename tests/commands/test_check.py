"""`check`: every fault of the headers at once, then a table of what was read."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pytest
from rasterio.transform import Affine
from shapely.geometry import box

from herne_schwamm.batch.speed import remember_speed
from herne_schwamm.commands.table import text_table
from tests.inputs.heat_making import hot_weather
from tests.inputs.making import NORTH_M, WEST_M, Project, plane
from tests.inputs.weather_making import csv_lines, write_csv

from .test_commands import answer


@pytest.fixture
def project(tmp_path) -> Project:
    project = Project(tmp_path)
    project.raster("terrain.tif", plane())
    project.read()
    return project


def check(project: Project, *options: str) -> tuple[int, str, str]:
    project.read()
    return answer("check", project.file, *options, lang="en")


def season_of(project) -> str:
    """The part [season] of a year of drizzle."""
    columns = {
        "rain_mm": np.full(365 * 24, 0.1),
        "potential_evapotranspiration_mm": np.full(365 * 24, 0.05),
    }
    lines = csv_lines("2019-01-01T00:00", 365 * 24, columns)
    write_csv(project.folder / "rasters", lines, "w.csv")
    return '[season]\nweather = "../rasters/w.csv"\nyears = [2019, 2019]\n'


def test_layers_storms_and_objects_stand_on_stdout(project):
    sealing = np.full((8, 10), 0.25, dtype=np.float32)
    sealing[0, 0] = 0.75
    project.raster("sealing.tif", sealing)
    project.city["sealing"] = '"../rasters/sealing.tif"'
    project.city["land_cover"] = '"../rasters/cover.tif"'
    cover = np.full((8, 10), 6, dtype=np.uint8)
    cover[:, :2] = 1
    project.raster("cover.tif", cover, nodata=0)
    code, out, err = check(project)
    lines = {line.split("  ")[0]: line for line in out.splitlines()}
    assert code == 0, err
    assert {"Buildings: none given", "Sites: none given"} < lines.keys()
    assert all(
        part in lines["Terrain"]
        for part in ("terrain.tif", "EPSG:25832", "1 m", "80", "50 … 68.625", "m")
    )
    assert "0.25 … 0.75" in lines["Sealing degree"]
    assert "80 %, " in lines["Surface class"]
    assert lines["S1"].split()[:5] == ["S1", "block", "50.0", "60", "50.0"]
    assert out.splitlines()[-1].endswith(
        "8 x 10 cells of 1 m, storms: 1, heat waves: 0, observation points: 0."
    )


def test_the_same_as_json(project):
    code, out, _ = check(project, "--json")
    told = json.loads(out)
    terrain = told["layers"]["terrain_m"]
    assert (code, told["rows"], told["columns"], told["crs"]) == (0, 8, 10, "EPSG:25832")
    assert (terrain["source"], terrain["crs"], terrain["cell_size_m"]) == (
        "terrain.tif",
        "EPSG:25832",
        1.0,
    )
    assert (terrain["known_cells"], terrain["lowest"], terrain["highest"]) == (80, 50.0, 68.625)
    assert told["layers"]["surface_class"]["classes"] == {"lawn": 80}
    assert told["storms"]["S1"]["rain_depth_mm"] == pytest.approx(50.0)
    assert told["storms"]["S1"]["duration_min"] == 60.0
    assert (told["buildings"], told["sites"]) == (0, {})


def test_a_folder_of_tiles_is_told_with_its_cells(project):
    project.city["terrain"] = '"../rasters/dgm1"'
    for name, column in (("a", 0), ("b", 10)):
        transform = Affine(1, 0, WEST_M + column, 0, -1, NORTH_M)
        project.raster(f"dgm1/{name}.tif", plane(), transform=transform)
    code, out, err = check(project, "--json")
    terrain = json.loads(out)["layers"]["terrain_m"]
    assert (code, terrain["files"], terrain["known_cells"]) == (0, 2, 160)
    assert terrain["notes"] == ["put together from tiles"]
    assert [line for line in err.splitlines() if line.startswith("Reading")] == [
        "Reading: 40 %",
        "Reading: 90 %",
        "Reading: 100 %",
    ]


def test_quiet_shows_the_last_line_only(project):
    code, out, err = check(project, "--quiet")
    assert (code, len(out.splitlines()), err) == (0, 1, "")


def test_all_faults_of_the_headers_are_told_together(project):
    project.raster("two_bands.tif", np.stack([plane(), plane()]))
    (project.folder / "rasters" / "text.tif").write_text("no raster", encoding="utf-8")
    project.city |= {
        "sealing": '"../rasters/two_bands.tif"',
        "canopy": '"../rasters/text.tif"',
        "buildings": '"../rasters/missing.gpkg"',
    }
    code, out, err = check(project)
    lines = err.splitlines()
    assert (code, out, len(lines)) == (65, "", 4)
    assert lines[0].startswith("Error: city.buildings: there is no ../rasters/missing.gpkg")
    assert ("text.tif" in lines[1], "two_bands.tif" in lines[2]) == (True, True)
    assert lines[3].startswith("Error: 3 faults were found before anything was read")


def test_a_single_fault_is_the_last_line(project):
    project.city["sealing"] = '"../rasters/versiegelung.tif"'
    code, out, err = check(project)
    assert (code, out) == (65, "")
    assert err.startswith("Error: city.sealing: there is no ../rasters/versiegelung.tif; put it")
    assert len(err.splitlines()) == 1


def test_a_header_that_claims_too_much_is_refused_without_reading(project, monkeypatch):
    monkeypatch.setattr("herne_schwamm.inputs.city.read_city", None)
    project.raster("huge.tif", np.zeros((1, 1), np.float32))
    import rasterio

    with rasterio.open(
        project.folder / "rasters" / "huge.tif",
        "w",
        driver="GTiff",
        width=200_000,
        height=200_000,
        count=1,
        dtype="float32",
        crs="EPSG:25832",
        transform=Affine(1, 0, WEST_M, 0, -1, NORTH_M),
        sparse_ok=True,
        tiled=True,
        compress="deflate",
    ):
        pass
    project.city["terrain"] = '"../rasters/huge.tif"'
    code, _, err = check(project)
    assert (code, "huge.tif: 40000000000 cells" in err) == (65, True)


def test_columns_without_content_are_left_out():
    table = text_table(["a", "empty", "b"], [["1", "", "x"], ["22", "", ""]])
    assert table.splitlines() == ["a   b", "--  -", "1   x", "22"]


def test_a_wide_table_is_wrapped_on_a_narrow_screen():
    heads = ["Layer", "Source", "What was done to it"]
    note = "reference system taken from the run file; mean of finer cells; small holes filled"
    rows = [["Terrain", "a_name_of_a_file_that_is_rather_long.tif", note], ["Edge", "[open]", ""]]
    wide = text_table(heads, rows, 200)
    narrow = text_table(heads, rows, 60)
    assert wide == text_table(heads, rows)
    assert max(map(len, wide.splitlines())) > 60
    assert max(map(len, narrow.splitlines())) <= 60
    assert set(narrow.splitlines()[1]) == {"-", " "}
    for word in (*note.split(), "Terrain", "[open]"):
        assert word in narrow


@pytest.mark.parametrize("count", [1, 2])
def test_faults_of_the_headers_as_json(project, count):
    names = ("buildings", "canopy")[:count]
    project.city |= {name: f'"../rasters/{name}.tif"' for name in names}
    code, out, err = check(project, "--json")
    faults = json.loads(out)["faults"]
    assert (code, len(faults)) == (65, count)
    for fault, name in zip(faults, names, strict=True):
        assert fault["exit_code"] == 65
        assert fault["what"].startswith(f"city.{name}: there is no ../rasters/{name}.tif")
        assert fault["what"] in err


def test_a_fault_of_the_run_file_as_json(project):
    project.city["sealig"] = "0.5"
    project.file.write_text(project.text(), encoding="utf-8")
    code, out, _ = answer("check", project.file, "--json", lang="en")
    (fault,) = json.loads(out)["faults"]
    assert (code, fault["exit_code"]) == (2, 2)
    assert "city.sealig is unknown" in fault["what"]


def test_classes_are_told_in_words_and_roofs_only_with_a_sewer(project):
    houses = gpd.GeoDataFrame(
        geometry=[box(WEST_M + 2, NORTH_M - 6, WEST_M + 6, NORTH_M - 2)], crs="EPSG:25832"
    )
    houses.to_file(project.folder / "rasters" / "houses.gpkg")
    project.city["buildings"] = '"../rasters/houses.gpkg"'
    _, out, _ = check(project)
    lines = {line.split("  ")[0]: line for line in out.splitlines()}
    assert lines["Edge"].endswith("the same class everywhere: open")
    assert lines["Buildings"].split("  ")[-1].endswith("buildings: 1")
    assert "Buildings: 1" in lines
    assert "Share of the roofs" not in out
    project.rest += "[sewer]\ncapacity_mm_h = 10.0\n"
    assert "Share of the roofs" in check(project)[1]


def test_a_season_leads_roofs_to_a_sewer_that_nothing_else_tells_of(project):
    houses = gpd.GeoDataFrame(
        geometry=[box(WEST_M + 2, NORTH_M - 6, WEST_M + 6, NORTH_M - 2)], crs="EPSG:25832"
    )
    houses.to_file(project.folder / "rasters" / "houses.gpkg")
    project.city["buildings"] = '"../rasters/houses.gpkg"'
    project.rest = season_of(project)
    code, out, err = check(project)
    assert code == 0, err
    assert "Share of the roofs" in out


def test_what_a_person_should_look_at_is_told_on_the_terminal(project):
    project.city["resolution_m"] = "0.5"
    _, _, err = check(project)
    (warning,) = [line for line in err.splitlines() if line.startswith("Warning: ")]
    assert "terrain.tif: resolution_m is finer than its cells of 100 cm" in warning


def test_an_estimate_of_the_time_says_that_it_is_rough_and_how_it_is_known(
    project, tmp_path, monkeypatch
):
    monkeypatch.setattr("herne_schwamm.batch.speed.cache_folder", lambda: tmp_path)
    _, _, err = check(project)
    assert "Computing will take about 5 s, roughly (a third or three times as long may be)" in err
    assert "nothing was measured on this computer yet" in err
    monkeypatch.setattr("herne_schwamm.batch.speed.LEAST_STATED_S", 0.0)
    remember_speed("storm", 1e6, 103.0)
    _, out, err = check(project, "--json")
    assert "as fast as the last time on this computer" in err
    # 80 cells, two hours in steps of 1/8 s, at 10 000 cells times steps a second; pictures.
    assert json.loads(out)["estimated_s"] == pytest.approx(80 * 7200 * 8 / 1e4 + 3.0)


def test_heat_waves_are_told_and_take_their_time(project, tmp_path, monkeypatch):
    monkeypatch.setattr("herne_schwamm.batch.speed.cache_folder", lambda: tmp_path)
    without = json.loads(check(project, "--json")[1])["estimated_s"]
    hot_weather(project.folder / "rasters")
    project.rest = (
        '[[heat]]\nname = "hitze"\nweather = "../rasters/hot.csv"\n'
        'days = ["2019-07-24", "2019-07-26"]\nspin_up_days = 3\n'
    )
    code, out, err = check(project, "--json")
    assert code == 0, err
    assert "Heat wave hitze: 72 h from hot.csv" in err
    told = json.loads(out)
    (wave,) = told["heat"]
    assert (wave["name"], wave["hours"]) == ("hitze", 72)
    # 80 cells and 72 h are nothing beside the pictures.
    assert told["estimated_s"] == pytest.approx(without + 4.0, abs=0.1)


def test_a_season_is_told_and_takes_its_time(project, tmp_path, monkeypatch):
    monkeypatch.setattr("herne_schwamm.batch.speed.cache_folder", lambda: tmp_path)
    without = json.loads(check(project, "--json")[1])["estimated_s"]
    project.rest = season_of(project)
    code, out, err = check(project, "--json")
    assert code == 0, err
    assert "Season: 8760 h of w.csv" in err
    told = json.loads(out)
    assert told["season"]["hours"] == 8760
    # A single unit and 80 cells are nothing beside the pictures.
    assert told["estimated_s"] == pytest.approx(without + 3.0, abs=0.1)


def test_a_place_that_takes_no_reports_is_told_before_anything_is_computed(project):
    (project.folder / "reports").write_text("a file", encoding="utf-8")
    code, _, err = check(project)
    assert code == 73
    assert "Reports cannot be written to" in err


def test_weather_that_is_no_heat_wave_is_refused_by_check(project):
    hot_weather(project.folder / "rasters", without="global_radiation_w_m2")
    project.rest = (
        '[[heat]]\nname = "hitze"\nweather = "../rasters/hot.csv"\n'
        'days = ["2019-07-24", "2019-07-26"]\n'
    )
    code, out, err = check(project, "--quiet")
    assert (code, out, len(err.splitlines())) == (65, "", 1)
    assert "hot.csv: the weather has no global_radiation_w_m2" in err
