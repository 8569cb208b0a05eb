"""A preview lies beside the run and says what it is."""

from __future__ import annotations

import json

import pytest
import rasterio
from typer.testing import CliRunner

from herne_schwamm.batch.preview import preview_task
from herne_schwamm.batch.run import run
from herne_schwamm.commands.app import app
from herne_schwamm.inputs.run_file import read_run_file
from herne_schwamm.problems import Language, RunFileProblem
from herne_schwamm.products.report_preview import stated_error
from herne_schwamm.tables.preview_errors import PREVIEW_SIZES, preview_errors
from tests.batch.quarter import make_project


def test_a_preview_is_published_beside_the_run_and_marked_everywhere(tmp_path):
    run_file = make_project(tmp_path)
    fine = run(run_file)
    outcome = run(run_file, task=preview_task())
    assert outcome.folder.parent == tmp_path / "reports" / "klein-preview"
    assert fine.folder.parent == tmp_path / "reports" / "klein"
    assert outcome.run_id != fine.run_id
    folder = outcome.folder / "starkregen"
    rasters = sorted(path.stem for path in folder.rglob("*.tif"))
    assert rasters == ["depth_class", "time_of_peak_min", "water_depth_end_m", "water_depth_max_m"]
    with rasterio.open(folder / "heavy_rain" / "water_depth_max_m.tif") as raster:
        assert raster.shape == (12, 10)
        assert raster.tags()["preview"] == stated_error(4, Language("de"))
        part_id = raster.tags()["part_id"]
        assert "%" in raster.tags()["preview"]
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert stated_error(4, Language("de")).split(":")[0] in page
    assert all(row.label_de in page for row in preview_errors() if row.across == 4)
    assert (folder / "maps" / "water_depth_max_m.png").is_file()
    manifest = json.loads((outcome.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["scenarios"]["starkregen"]["part_id"] == part_id
    assert manifest["run_file"]["settings"] == {"task": "preview", "across": 4}
    assert abs(manifest["scenarios"]["starkregen"]["balance"]["relative_error"]) < 1e-5


def test_an_unchanged_preview_is_not_computed_again_and_another_size_is_another_run(tmp_path):
    run_file = make_project(tmp_path)
    first = run(run_file, task=preview_task(2))
    again = run(run_file, task=preview_task(2))
    assert not again.computed
    assert run(run_file, task=preview_task(4)).run_id != first.run_id


def test_a_size_whose_error_is_not_known_is_refused():
    with pytest.raises(RunFileProblem, match="--preview-cells 3"):
        preview_task(3)


def test_without_a_storm_there_is_nothing_to_preview(tmp_path):
    run_file = make_project(tmp_path, storms=())
    text = run_file.read_text(encoding="utf-8")
    season = '\n[season]\nweather = "weather.csv"\nyears = [2011, 2011]\n'
    (tmp_path / "configs" / "weather.csv").write_text("", encoding="utf-8")
    run_file.write_text(text + season, encoding="utf-8")
    with pytest.raises(RunFileProblem, match="no storm"):
        run(run_file, task=preview_task())


def test_what_a_preview_leaves_out_is_said(tmp_path):
    run_file = make_project(tmp_path)
    (tmp_path / "configs" / "weather.csv").write_text("", encoding="utf-8")
    text = run_file.read_text(encoding="utf-8")
    season = '\n[season]\nweather = "weather.csv"\nyears = [2011, 2011]\n'
    assert preview_task().choose(read_run_file(run_file), ()).left_out == ()
    run_file.write_text(text + season, encoding="utf-8")
    ((told, _),) = preview_task().choose(read_run_file(run_file), ()).left_out
    assert "season and heat waves are left out" in told


def test_the_command_previews(tmp_path):
    run_file = make_project(tmp_path)
    result = CliRunner().invoke(app, ["run", str(run_file), "--preview", "--quiet"])
    assert result.exit_code == 0
    assert (tmp_path / "reports" / "klein-preview" / "latest").exists()
    assert not (tmp_path / "reports" / "klein").exists()
    result = CliRunner().invoke(app, ["run", str(run_file), "--preview-cells", "5"])
    assert result.exit_code == 2


def test_every_size_has_its_errors_on_the_same_places():
    places = [
        sorted(row.place for row in preview_errors() if row.across == size)
        for size in PREVIEW_SIZES
    ]
    assert places[0] == places[1]
    assert all(0 <= row.within_percent <= 100 for row in preview_errors())
