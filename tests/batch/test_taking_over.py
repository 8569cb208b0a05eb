"""What stands unchanged in an earlier run is taken over, byte for byte as if computed anew."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from herne_schwamm.batch import computing
from herne_schwamm.batch.manifest import PART_ID, parts_of, read_manifest
from herne_schwamm.batch.run import RunOutcome, run
from herne_schwamm.batch.verify import verify
from herne_schwamm.problems import InputProblem, Problem
from tests.batch.quarter import make_project, stand_in
from tests.batch.test_heat import heat_project
from tests.batch.test_run import Ear, tree
from tests.batch.test_season import season_project

STORMS = ("erster", "zweiter")


def changed(run_file: Path, old: str, new: str) -> Path:
    text = run_file.read_text(encoding="utf-8")
    assert old in text
    run_file.write_text(text.replace(old, new), encoding="utf-8")
    return run_file


def second_rain(run_file: Path) -> Path:
    """The second storm with another depth of rain."""
    head, name, tail = run_file.read_text(encoding="utf-8").partition('name = "zweiter"')
    run_file.write_text(
        head + name + tail.replace("rain_depth_mm = 10", "rain_depth_mm = 12", 1), encoding="utf-8"
    )
    return run_file


def killed(whole: RunOutcome, process: int = 1) -> Path:
    """A finished run as an attempt leaves it that was killed before its manifest."""
    left = whole.folder.with_name(f".new-{whole.run_id}-{process}")
    whole.folder.rename(left)
    (left / "manifest.json").unlink()
    return left


def taken(outcome: RunOutcome) -> set[str]:
    lines = (outcome.folder / "run.log").read_text(encoding="utf-8").splitlines()
    return {line.split(" took ")[1].split()[0] for line in lines if " took " in line}


def test_only_the_storm_that_changed_is_computed(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    run_file = make_project(tmp_path / "a", STORMS)
    first = run(run_file)
    assert taken(first) == set()
    ear = Ear()
    second = run(second_rain(run_file), listener=ear)
    assert taken(second) == {"erster"}
    assert second.run_id != first.run_id
    fresh = run(second_rain(make_project(tmp_path / "b", STORMS)))
    assert taken(fresh) == set()
    assert tree(second.folder) == tree(fresh.folder)
    assert verify(second.folder).products == verify(fresh.folder).products


def test_a_change_that_concerns_all_takes_nothing_over(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    run_file = make_project(tmp_path, STORMS)
    run(run_file)
    assert taken(run(changed(run_file, '"loam"', '"sand"'))) == set()
    assert taken(run(changed(run_file, "[output]", "[risk]\nring_m = 3\n[output]"))) == set()


def test_what_was_damaged_or_added_to_is_computed_again(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    run_file = make_project(tmp_path, STORMS)
    first = run(run_file)
    manifest = first.folder / "erster" / "manifest.json"
    manifest.write_bytes(manifest.read_bytes() + b" ")
    assert taken(run(second_rain(run_file))) == set()


def test_an_unchanged_storm_repeats_its_warnings(tmp_path, monkeypatch):
    stand_in(monkeypatch, off={"erster": 1e-4})
    run_file = make_project(tmp_path, STORMS)
    first, second = Ear(), Ear()
    assert run(run_file, listener=first).warned == ("erster",)
    outcome = run(second_rain(run_file), listener=second)
    assert taken(outcome) == {"erster"}
    assert outcome.warned == ("erster",)
    assert second.warnings == first.warnings != []


def test_a_season_stands_while_storms_change(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    run_file = season_project(tmp_path)
    run(run_file)
    monkeypatch.setattr(computing, "compute_season", None)
    outcome = run(changed(run_file, "rain_depth_mm = 10", "rain_depth_mm = 12"))
    assert taken(outcome) == {"water_balance"}
    assert np.isfinite(read_manifest(outcome.folder)["season"]["balance"]["relative_error"])


def test_a_storm_on_the_seasons_water_changes_with_the_season(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    run_file = season_project(tmp_path, antecedent='"normal"')
    run(run_file)
    outcome = run(changed(run_file, "[season]\n", "[season]\ngroundwater_depth_m = 1.0\n"))
    assert taken(outcome) == set()


def test_heat_waves_stand_where_nothing_of_theirs_changed(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    run_file = heat_project(tmp_path / "a", ("hot", "antecedent = 0.3"))
    changed(
        run_file,
        "[[heat]]",
        '[[storm]]\nname = "zweiter"\nsource = "block"\n'
        "rain_depth_mm = 10\nduration_min = 5\nafter_rain_min = 5\n[[heat]]",
    )
    first = run(run_file)
    outcome = run(second_rain(run_file))
    assert taken(outcome) == {"starkregen", "hot"}
    entries = [parts_of(read_manifest(one.folder))["hot"] for one in (first, outcome)]
    assert entries[0] == entries[1]
    fresh = run_file.parents[1].parent / "b"
    shutil.copytree(run_file.parents[1], fresh, ignore=shutil.ignore_patterns("reports"))
    assert tree(run(fresh / "configs" / run_file.name).folder) == tree(outcome.folder)
    # The first storm's risk is laid beside it, and all waves are compared.
    head, name, tail = run_file.read_text(encoding="utf-8").partition('name = "starkregen"')
    other = tail.replace("rain_depth_mm = 10", "rain_depth_mm = 11", 1)
    run_file.write_text(head + name + other, encoding="utf-8")
    assert taken(run(run_file)) == {"zweiter"}


def test_a_storm_whose_water_a_wave_begins_with_is_computed_for_it(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    run_file = heat_project(tmp_path, ("after", 'after_storm = "starkregen"'))
    run(run_file)
    weather = json.dumps("a change of the waves alone")
    outcome = run(changed(run_file, 'name = "after"', f'name = "after"\nlabel = {weather}'))
    assert taken(outcome) == set()
    assert PART_ID in read_manifest(outcome.folder)["scenarios"]["starkregen"]


@pytest.mark.parametrize("names", [("erster",), ("zweiter",)])
def test_a_storm_that_was_computed_alone_is_taken_over(tmp_path, monkeypatch, names):
    stand_in(monkeypatch)
    run_file = make_project(tmp_path, STORMS)
    run(run_file, storms=names)
    assert taken(run(run_file)) == set(names)


def test_what_a_killed_attempt_had_finished_is_taken_over(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    run_file = make_project(tmp_path / "a", STORMS)
    left = killed(run(run_file))
    # The second storm was being written.
    (left / "zweiter" / "manifest.json").unlink()
    again = run(run_file)
    assert taken(again) == {"erster"}
    assert not left.exists()
    fresh = run(make_project(tmp_path / "b", STORMS))
    assert tree(again.folder) == tree(fresh.folder)


def test_what_an_interrupted_attempt_had_finished_is_taken_over(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    run_file = make_project(tmp_path / "a", STORMS)

    class Impatient(Ear):
        """Presses Ctrl-C while the second storm is computed."""

        def progress(self, run_id, name, share):
            super().progress(run_id, name, share)
            if name == "zweiter":
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(run_file, listener=Impatient())
    reports = tmp_path / "a" / "reports" / "klein"
    (left,) = reports.glob(".new-*")
    assert [path.name for path in left.iterdir()] == ["erster"]
    again = run(run_file)
    assert taken(again) == {"erster"}
    assert not left.exists()
    fresh = run(make_project(tmp_path / "b", STORMS))
    assert tree(again.folder) == tree(fresh.folder)


@pytest.mark.parametrize("ended", [MemoryError, InputProblem("something else"), OSError("full")])
def test_what_a_failed_attempt_had_finished_is_taken_over(tmp_path, monkeypatch, ended):
    stand_in(monkeypatch)
    run_file = season_project(tmp_path)

    def fails(*args, **how):
        raise ended

    with monkeypatch.context() as patch:
        patch.setattr(computing, "write_season", fails)
        with pytest.raises((MemoryError, Problem)):
            run(run_file)
    # A disk that is full gets its room back.
    kept = set() if isinstance(ended, OSError) else {"starkregen"}
    assert taken(run(run_file)) == kept


def test_a_finished_season_is_taken_over_from_an_attempt_that_ended_behind_it(
    tmp_path, monkeypatch
):
    double = stand_in(monkeypatch)
    run_file = season_project(tmp_path / "a")
    terrain = tmp_path / "a" / "rasters" / "terrain.tif"
    content = terrain.read_bytes()
    double.while_computing = lambda: terrain.write_bytes(b"other")
    with pytest.raises(InputProblem, match=r"rasters/terrain\.tif"):
        run(run_file)
    terrain.write_bytes(content)
    double.while_computing = lambda: None
    again = run(run_file)
    assert taken(again) == {"starkregen", "water_balance"}
    fresh = run(season_project(tmp_path / "b"))
    assert tree(again.folder) == tree(fresh.folder)


def test_of_a_killed_attempt_nothing_damaged_is_taken(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    run_file = make_project(tmp_path, STORMS)
    left = killed(run(run_file))
    (left / "erster" / "manifest.json").write_text("{", encoding="utf-8")
    report = next(path for path in (left / "zweiter").rglob("*") if path.name != "manifest.json")
    report.write_bytes(b"")
    assert taken(run(run_file)) == set()
    assert not left.exists()


def test_a_killed_attempt_of_the_same_process_number_does_not_block(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    run_file = make_project(tmp_path, STORMS)
    left = killed(run(run_file), os.getpid())
    assert taken(run(run_file)) == set(STORMS)
    assert not left.exists()


def test_other_versions_of_a_library_take_nothing_over(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    run_file = make_project(tmp_path, STORMS)
    first = run(run_file)
    path = first.folder / "manifest.json"
    manifest = json.loads(path.read_bytes())
    manifest["versions"]["numpy"] = "0.1"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert taken(run(second_rain(run_file))) == set()


def test_what_is_written_out_is_no_assumption_any_more(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    run_file = make_project(tmp_path, STORMS)
    first = run(run_file)
    changed(run_file, "[output]", "[risk]\nring_m = 2.0\n[output]")
    second = run(run_file)
    assert second.run_id != first.run_id
    assert taken(second) == set()


def test_an_earlier_run_that_cannot_be_read_stops_nothing(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    run_file = make_project(tmp_path, STORMS)
    first = run(run_file)
    product = next(path for path in (first.folder / "erster").rglob("*") if path.is_file())
    product.unlink()
    product.symlink_to("nowhere")
    assert taken(run(second_rain(run_file))) == set()
