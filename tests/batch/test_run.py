"""A run is computed once, published whole, and found again."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import rasterio

from herne_schwamm.batch import computing
from herne_schwamm.batch.listener import Silence
from herne_schwamm.batch.run import run
from herne_schwamm.batch.scenario import judge
from herne_schwamm.batch.verify import verify
from herne_schwamm.problems import BalanceProblem, InputProblem, Language, Problem
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.report_balance import VERDICTS
from tests.batch.quarter import balance, make_project, stand_in


class Ear(Silence):
    """Keeps the warnings it is told."""

    def __init__(self):
        self.warnings = []

    def warn(self, sentence, **facts):
        self.warnings.append(Problem(sentence, **facts).told_in(Language("de")))


def tree(folder: Path) -> dict[str, bytes]:
    """All files of a run but its log."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "run.log"
    }


def visible(reports: Path) -> list[str]:
    return sorted(
        path.name for path in reports.iterdir() if path.is_dir() and not path.is_symlink()
    )


def test_a_run_leaves_its_folder_a_pointer_and_a_line_of_history(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    outcome = run(make_project(tmp_path))
    reports = tmp_path / "reports" / "klein"
    assert outcome.folder == reports / outcome.run_id
    assert outcome.computed and outcome.exit_code == 0
    assert visible(reports) == [outcome.run_id]
    assert (reports / "latest").resolve() == outcome.folder
    assert (reports / "history.log").read_text().count(outcome.run_id) == 1
    assert len(outcome.run_id) == 12


def test_the_manifest_names_inputs_products_units_and_balance_without_folders_of_this_machine(
    tmp_path, monkeypatch
):
    stand_in(monkeypatch)
    outcome = run(make_project(tmp_path))
    text = (outcome.folder / "manifest.json").read_text(encoding="utf-8")
    manifest = json.loads(text)
    assert str(tmp_path) not in text
    assert set(manifest["inputs"]) == {"rasters/terrain.tif"}
    products = manifest["scenarios"]["starkregen"]["products"]
    assert products["heavy_rain/water_depth_max_m.tif"]["unit"] == "m"
    assert set(products) == {
        "heavy_rain/water_depth_max_m.tif",
        "report.html",
        "manifest.json",
    }
    assert manifest["scenarios"]["starkregen"]["balance"]["rain_m3"] == 100.0
    assert manifest["versions"]["gdal"]
    assert manifest["tables"]["soils.toml"]["version"]


def test_an_identical_rerun_computes_nothing(tmp_path, monkeypatch):
    double = stand_in(monkeypatch)
    run_file = make_project(tmp_path)
    first = run(run_file)
    before = tree(first.folder)
    again = run(run_file)
    assert (again.run_id, again.computed) == (first.run_id, False)
    assert double.computed == ["starkregen"]
    assert tree(again.folder) == before


def test_the_same_project_elsewhere_gives_the_same_bytes(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    first = run(make_project(tmp_path / "here"))
    second = run(make_project(tmp_path / "there" / "deeper"))
    assert first.run_id == second.run_id
    assert tree(first.folder) == tree(second.folder)


def test_a_damaged_run_is_computed_again(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    run_file = make_project(tmp_path)
    first = run(run_file)
    whole = tree(first.folder)
    (first.folder / "starkregen" / "report.html").write_text("x", encoding="utf-8")
    with pytest.raises(InputProblem, match=r"starkregen/report\.html"):
        verify(first.folder)
    again = run(run_file)
    assert again.computed
    assert tree(again.folder) == whole
    assert visible(first.folder.parent) == [first.run_id]


def test_verify_finds_the_latest_run_and_a_missing_product(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    outcome = run(make_project(tmp_path))
    assert verify(outcome.folder.parent).products == 3
    (outcome.folder / "starkregen" / "report.html").unlink()
    with pytest.raises(InputProblem, match="1 of 3"):
        verify(outcome.folder.parent / "latest")


def test_one_of_two_scenarios_failing_is_told_and_the_other_is_published(tmp_path, monkeypatch):
    double = stand_in(monkeypatch, {"schlecht": 0.01})
    run_file = make_project(tmp_path, ("gut", "schlecht"))
    outcome = run(run_file)
    assert (outcome.exit_code, outcome.scenarios, set(outcome.failed)) == (
        3,
        ("gut",),
        {"schlecht"},
    )
    assert not (outcome.folder / "schlecht").exists()
    # The rerun knows of the failure and does not call it a success.
    assert run(run_file).exit_code == 3
    assert double.computed == ["gut", "schlecht"]


@pytest.mark.parametrize("share", [0.01, -0.01, float("nan")])
def test_a_balance_that_fails_leaves_no_run_folder(tmp_path, monkeypatch, share):
    stand_in(monkeypatch, {"starkregen": share})
    with pytest.raises(BalanceProblem) as caught:
        run(make_project(tmp_path))
    assert caught.value.exit_code == 4
    assert visible(tmp_path / "reports" / "klein") == []


def test_a_small_error_of_the_balance_is_published_with_a_warning(tmp_path, monkeypatch):
    stand_in(monkeypatch, {"starkregen": 5e-4})
    outcome = run(make_project(tmp_path))
    assert (outcome.exit_code, outcome.warned) == (0, ("starkregen",))


def test_reports_know_the_verdicts_that_are_given_and_no_others():
    assert {judge("S", balance(share)) for share in (0.0, 5e-4)} == set(VERDICTS)


def test_scenarios_stand_in_the_order_of_the_run_file(tmp_path, monkeypatch):
    stand_in(monkeypatch, {"knapp": 5e-4, "eng": 5e-4, "zu_viel": 0.01, "viel": 0.01})
    run_file = make_project(tmp_path, ("knapp", "zu_viel", "gut", "viel", "eng"))
    for computed in (True, False):
        outcome = run(run_file)
        assert outcome.computed is computed
        assert outcome.scenarios == ("knapp", "gut", "eng")
        assert outcome.warned == ("knapp", "eng")
        assert tuple(outcome.failed) == ("zu_viel", "viel")


def test_a_peak_that_had_not_passed_is_told_at_once(tmp_path, monkeypatch):
    double = stand_in(monkeypatch)
    double.rising_cells = 2396
    ear = Ear()
    run(make_project(tmp_path), listener=ear)
    assert len(ear.warnings) == 1
    assert "2396 Zellen" in ear.warnings[0]
    assert "after_rain_min" in ear.warnings[0]


def test_what_readers_let_pass_is_told_at_once(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    run_file = make_project(tmp_path)
    heights = np.zeros((12, 10), np.float32)
    with rasterio.open(tmp_path / "rasters" / "terrain.tif") as terrain:
        profile = terrain.profile
    with rasterio.open(tmp_path / "rasters" / "heights.tif", "w", **profile) as file:
        file.write(heights, 1)
    text = run_file.read_text(encoding="utf-8")
    run_file.write_text(
        text.replace("[output]", 'buildings = "../rasters/heights.tif"\n[output]'), "utf-8"
    )
    ear = Ear()
    run(run_file, listener=ear)
    assert len(ear.warnings) == 1
    assert ear.warnings[0].startswith("heights.tif: kein Gebäude darin gefunden")


def test_a_rerun_that_finds_the_run_unchanged_repeats_its_warnings(tmp_path, monkeypatch):
    double = stand_in(monkeypatch, {"knapp": 5e-4, "schlecht": 0.01, "leer": float("nan")})
    double.rising_cells = 12
    run_file = make_project(tmp_path, ("gut", "knapp", "schlecht", "leer"))
    first, again = Ear(), Ear()
    outcome = run(run_file, listener=first)
    assert run(run_file, listener=again).computed is False
    assert len(first.warnings) == 5
    assert again.warnings == first.warnings
    assert "0,05 %" in first.warnings[1]
    log = (outcome.folder / "run.log").read_text(encoding="utf-8")
    assert log.count("warning: ") == 5
    assert "warning: gut: the peak had not passed everywhere, 12 cells" in log


def test_reading_compiles_kernels_so_that_it_is_asked_before_whether_any_are_kept(
    tmp_path, monkeypatch
):
    stand_in(monkeypatch)
    order = []
    read = computing.read_run_inputs
    monkeypatch.setattr(
        computing, "read_run_inputs", lambda *args: order.append("read") or read(*args)
    )
    monkeypatch.setattr(computing, "kernels_are_kept", lambda: order.append("asked") or True)
    run(make_project(tmp_path))
    assert order == ["asked", "read"]


def test_a_run_that_kept_no_warnings_can_still_be_verified(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    outcome = run(make_project(tmp_path))
    file = outcome.folder / "manifest.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    del content["warnings"]
    file.write_text(json.dumps(content), encoding="utf-8")
    assert verify(outcome.folder).products == 3


def test_an_input_that_changes_during_the_run_stops_its_publication(tmp_path, monkeypatch):
    double = stand_in(monkeypatch)
    run_file = make_project(tmp_path)
    terrain = tmp_path / "rasters" / "terrain.tif"
    double.while_computing = lambda: terrain.write_bytes(b"other")
    with pytest.raises(InputProblem, match=r"rasters/terrain\.tif"):
        run(run_file)
    # What was finished before is kept for the next attempt, under a name nobody looks for.
    (left,) = visible(tmp_path / "reports" / "klein")
    assert left.startswith(".new-")


def test_products_are_told_source_date_and_points_of_the_run_file(tmp_path, monkeypatch):
    double = stand_in(monkeypatch)
    run_file = make_project(tmp_path)
    text = run_file.read_text(encoding="utf-8")
    run(run_file)
    point = '[[output.point]]\nname = "Tor"\nx_m = 375001.5\ny_m = 5710999.5\n'
    source = '[city]\nsource = "Stadt Herne, Open Data"\nas_of = "2023-05"\n'
    run_file.write_text(text.replace("[city]\n", source) + point, encoding="utf-8")
    manifest = json.loads((run(run_file).folder / "manifest.json").read_text(encoding="utf-8"))
    silent, told = double.written
    assert (silent["source"], silent["points"]) == (DataSource("terrain.tif", None), {})
    assert told["source"] == DataSource("Stadt Herne, Open Data", "2023-05")
    assert told["points"] == {"Tor": (375001.5, 5710999.5)}
    assert manifest["run_file"]["city"]["as_of"] == "2023-05"
    assert manifest["run_file"]["city"]["source"] == "Stadt Herne, Open Data"


def test_a_geopackage_that_somebody_looks_at_stays_whole(tmp_path):
    run_file = make_project(tmp_path)
    with run_file.open("a", encoding="utf-8") as file:
        file.write('[[output.point]]\nname = "Tor"\nx_m = 375001.5\ny_m = 5710999.5\n')
    outcome = run(run_file)
    points = outcome.folder / "starkregen" / "heavy_rain" / "points.gpkg"
    before = points.read_bytes()
    for mode in ("wal", "delete"):
        with closing(sqlite3.connect(points)) as reader:
            reader.execute(f"PRAGMA journal_mode={mode}")
            (found,) = reader.execute("SELECT count(*) FROM gpkg_contents").fetchone()
        assert found > 0
        assert points.read_bytes() != before
        verify(outcome.folder)
        assert not run(run_file).computed
    with closing(sqlite3.connect(points)) as writer:
        writer.execute("UPDATE gpkg_contents SET description = 'other'")
        writer.commit()
    with pytest.raises(InputProblem, match=r"points\.gpkg"):
        verify(outcome.folder)


def test_the_true_model_and_products_give_the_same_bytes_twice(tmp_path):
    first = run(make_project(tmp_path / "a"))
    second = run(make_project(tmp_path / "b"))
    assert tree(first.folder) == tree(second.folder)
    assert verify(first.folder).products > 10
    manifest = json.loads((first.folder / "manifest.json").read_text(encoding="utf-8"))
    balance = manifest["scenarios"]["starkregen"]["balance"]
    assert balance["rain_m3"] == pytest.approx(120 * 0.01)
    assert abs(balance["relative_error"]) < 1e-4
