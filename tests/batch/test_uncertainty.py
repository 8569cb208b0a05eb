"""One storm computed five times."""

from __future__ import annotations

import json

import pytest
import rasterio

from herne_schwamm.batch.listener import Silence
from herne_schwamm.batch.run import run
from herne_schwamm.batch.uncertainty import NO_BAND, uncertainty_task
from herne_schwamm.problems import RunFileProblem
from tests.batch.quarter import make_project

KOSTRA = """duration_min;HN_100A;UC_100A
5;10;20
15;20;20
30;30;20
60;40;10
"""


def areas(folder, storm):
    text = (folder / storm / "flooded_areas.csv").read_text(encoding="utf-8-sig")
    return [row.split(";") for row in text.splitlines()]


def test_rain_and_roughness_are_varied_and_published_beside_the_run(tmp_path):
    run_file = make_project(tmp_path)
    outcome = run(run_file, task=uncertainty_task(0.25))
    assert outcome.folder.parent == tmp_path / "reports" / "klein_uncertainty"
    rows = areas(outcome.folder, "starkregen")
    rain = [float(row[1].replace(",", ".")) for row in rows[1:]]
    assert rain == pytest.approx([10.0, 7.5, 12.5, 10.0, 10.0])
    with rasterio.open(outcome.folder / "starkregen/heavy_rain/depth_class_change.tif") as raster:
        assert len(raster.tags()["part_id"]) == 12
    manifest = json.loads((outcome.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["run_file"]["settings"]["rain_share"] == 0.25
    assert not run(run_file, task=uncertainty_task(0.25)).computed
    assert run(run_file, task=uncertainty_task(0.1)).run_id != outcome.run_id


def test_kostra_storms_take_their_own_band_of_tolerance(tmp_path):
    run_file = make_project(tmp_path, storms=())
    (tmp_path / "configs" / "kostra.csv").write_text(KOSTRA, encoding="utf-8")
    text = run_file.read_text(encoding="utf-8")
    run_file.write_text(
        text
        + """
[rain_statistics]
table = "kostra.csv"
[[storm]]
name = "T100"
source = "kostra"
return_period_a = 100
duration_min = 60
shape = "block"
after_rain_min = 5
[[storm]]
name = "other"
source = "block"
rain_depth_mm = 10
duration_min = 5
""",
        encoding="utf-8",
    )
    outcome = run(run_file, task=uncertainty_task(None), storms=["T100"])
    assert outcome.scenarios == ("T100",)
    rain = [float(row[1].replace(",", ".")) for row in areas(outcome.folder, "T100")[1:]]
    assert rain == pytest.approx([40.0, 36.0, 44.0, 40.0, 40.0])


def test_a_storm_without_a_band_needs_a_share(tmp_path):
    with pytest.raises(RunFileProblem, match="--rain-percent"):
        run(make_project(tmp_path), task=uncertainty_task(None))


def test_storms_without_a_band_are_left_out_before_anything_is_computed(tmp_path):
    run_file = make_project(tmp_path)
    (tmp_path / "configs" / "kostra.csv").write_text(KOSTRA, encoding="utf-8")
    text = run_file.read_text(encoding="utf-8")
    kostra = (
        '[rain_statistics]\ntable = "kostra.csv"\n[[storm]]\nname = "{name}"\nsource = "kostra"\n'
        'return_period_a = 100\nduration_min = 60\nshape = "block"\nafter_rain_min = 5\n'
    )
    run_file.write_text(text + kostra.format(name="T100"), encoding="utf-8")
    told = []

    class Listening(Silence):
        def warn(self, sentence, **facts):
            told.append(sentence.format(**facts))

    outcome = run(run_file, task=uncertainty_task(None), listener=Listening())
    assert outcome.scenarios == ("T100",)
    assert told == [NO_BAND.format(names="starkregen")]
    run_file.write_text(
        text + kostra.format(name="T100") + 'tolerance = "plus"\n', encoding="utf-8"
    )
    with pytest.raises(RunFileProblem, match="At the end of their band"):
        run(run_file, task=uncertainty_task(None), storms=["T100"])


def test_an_unknown_storm_is_refused_with_the_names_there_are(tmp_path):
    with pytest.raises(RunFileProblem, match="no storm starkregn; it has starkregen"):
        run(make_project(tmp_path), task=uncertainty_task(0.2), storms=["starkregn"])
