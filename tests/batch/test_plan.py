"""Content decides which run it is."""

from __future__ import annotations

import os
import re
import sqlite3
import tomllib
from contextlib import closing
from pathlib import Path

import pytest

from herne_schwamm.batch import plan as planning
from herne_schwamm.batch.plan import make_plan
from herne_schwamm.batch.versions import LIBRARIES
from herne_schwamm.inputs.run_file import read_run_file
from herne_schwamm.problems import InputProblem
from tests.batch.quarter import make_project


def key(run_file, **how):
    return make_plan(read_run_file(run_file, **how)).key


def test_comments_spaces_file_times_and_the_reports_folder_do_not_count(tmp_path):
    run_file = make_project(tmp_path)
    before = key(run_file)
    text = run_file.read_text(encoding="utf-8").replace("../reports", "../elsewhere")
    run_file.write_text("# a comment\n\n" + text, encoding="utf-8")
    os.utime(tmp_path / "rasters" / "terrain.tif", (0, 0))
    assert key(run_file) == before


@pytest.mark.parametrize(
    ("old", "new"), [("rain_depth_mm = 10", "rain_depth_mm = 11"), ('"asphalt"', '"lawn"')]
)
def test_another_value_is_another_run(tmp_path, old, new):
    run_file = make_project(tmp_path)
    before = key(run_file)
    run_file.write_text(run_file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert key(run_file) != before


def test_other_bytes_of_an_input_are_another_run(tmp_path):
    run_file = make_project(tmp_path)
    before = key(run_file)
    with (tmp_path / "rasters" / "terrain.tif").open("ab") as file:
        file.write(b"\0")
    assert key(run_file) != before


def test_a_world_file_beside_a_raster_belongs_to_it(tmp_path):
    run_file = make_project(tmp_path)
    before = key(run_file)
    (tmp_path / "rasters" / "terrain.tfw").write_text("1\n0\n0\n-1\n0.5\n0.5\n")
    plan = make_plan(read_run_file(run_file))
    assert plan.key != before
    assert [file.label for file in plan.inputs] == ["rasters/terrain.tfw", "rasters/terrain.tif"]


@pytest.mark.parametrize(
    "name", ["TERRAIN.TFW", "terrain.tif.sha256", "terrain.tif.MD5", "terrain.tif-wal"]
)
def test_whatever_else_is_read_with_a_file_belongs_to_it(tmp_path, name):
    run_file = make_project(tmp_path)
    before = key(run_file)
    (tmp_path / "rasters" / name).write_text("1\n")
    with_it = key(run_file)
    (tmp_path / "rasters" / name).write_text("2\n")
    assert len({before, with_it, key(run_file)}) == 3


def test_an_empty_log_of_a_database_does_not_count(tmp_path):
    run_file = make_project(tmp_path)
    before = key(run_file)
    (tmp_path / "rasters" / "terrain.tif-wal").touch()
    (tmp_path / "rasters" / "terrain_old.tfw").write_text("1\n")
    assert key(run_file) == before


def test_a_geopackage_that_is_edited_while_it_stays_open_is_another_run(tmp_path):
    run_file = make_project(tmp_path)
    houses = tmp_path / "rasters" / "houses.gpkg"
    with closing(sqlite3.connect(houses)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE uses (name TEXT)")
        writer.commit()
        writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        text = run_file.read_text(encoding="utf-8")
        run_file.write_text(
            text.replace("[city]\n", '[city]\nbuildings = "../rasters/houses.gpkg"\n'),
            encoding="utf-8",
        )
        before = key(run_file)
        writer.execute("INSERT INTO uses VALUES ('Krankenhaus')")
        writer.commit()
        assert key(run_file) != before


def test_tiles_of_one_name_outside_the_project_are_told_apart(tmp_path):
    run_file = make_project(tmp_path / "project")
    for name in ("a", "b"):
        (tmp_path / "dgm" / name).mkdir(parents=True)
        (tmp_path / "dgm" / name / "t.tif").write_text("1")
    text = run_file.read_text(encoding="utf-8")
    run_file.write_text(text.replace('"../rasters/terrain.tif"', '"../../dgm"'), encoding="utf-8")
    plan = make_plan(read_run_file(run_file, allow_outside=True))
    assert {file.label for file in plan.inputs} == {"../../dgm > a/t.tif", "../../dgm > b/t.tif"}
    before = plan.key
    (tmp_path / "dgm" / "a" / "t.tif").write_text("2")
    assert key(run_file, allow_outside=True) != before


def test_every_library_that_makes_results_is_known_by_its_version():
    with (Path(__file__).parents[2] / "pyproject.toml").open("rb") as file:
        declared = tomllib.load(file)["project"]["dependencies"]
    names = {re.split(r"[<>=! ]", one)[0] for one in declared}
    # These show, lock and find folders; no result depends on them.
    assert names - {"typer", "rich", "platformdirs", "filelock"} <= set(LIBRARIES)


def test_other_code_or_tables_are_another_run(tmp_path, monkeypatch):
    run_file = make_project(tmp_path)
    before = key(run_file)
    monkeypatch.setattr(planning, "table_texts", lambda: {"soils.toml": b"other"})
    with_tables = key(run_file)
    monkeypatch.setattr(planning, "code_version", lambda: "9.9")
    assert len({before, with_tables, key(run_file)}) == 3


def test_another_translation_is_another_run(tmp_path, monkeypatch):
    package = tmp_path / "package"
    (package / "locale").mkdir(parents=True)
    (package / "__init__.py").write_bytes(b"a = 1\n")
    catalogue = package / "locale" / "german.mo"
    catalogue.write_bytes(b"one")
    monkeypatch.setattr(planning.herne_schwamm, "__file__", str(package / "__init__.py"))
    versions = [planning.code_version()]
    # The bytes of a catalogue count as they are, those of code without its line ends.
    for content in (b"two", b"two\n", b"two\r\n"):
        catalogue.write_bytes(content)
        versions.append(planning.code_version())
    assert len(set(versions)) == 4
    (package / "__init__.py").write_bytes(b"a = 1\r\n")
    assert planning.code_version() == versions[-1]


def test_paths_in_the_data_folder_are_named_by_it_wherever_it_lies(tmp_path):
    for place in ("one", "two"):
        run_file = make_project(tmp_path / place)
        data = tmp_path / place / "elsewhere" / "data"
        (data / "herne").mkdir(parents=True)
        (tmp_path / place / "rasters" / "terrain.tif").rename(data / "herne" / "dgm.tif")
        text = run_file.read_text(encoding="utf-8")
        run_file.write_text(
            text.replace("../rasters/terrain.tif", "data:herne/dgm.tif"), encoding="utf-8"
        )
    plans = [
        make_plan(
            read_run_file(
                tmp_path / place / "configs" / "klein.toml",
                data_folder=tmp_path / place / "elsewhere" / "data",
            )
        )
        for place in ("one", "two")
    ]
    assert [file.label for file in plans[0].inputs] == ["data:herne/dgm.tif"]
    assert plans[0].key == plans[1].key


def test_a_missing_input_is_named(tmp_path):
    run_file = make_project(tmp_path)
    (tmp_path / "rasters" / "terrain.tif").unlink()
    with pytest.raises(InputProblem, match=r"rasters/terrain\.tif"):
        make_plan(read_run_file(run_file))
