"""A season that ends early goes on from its last full year, and ends with the same bytes."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from herne_schwamm.batch import kept_season
from herne_schwamm.batch import season as of_run
from herne_schwamm.batch.kept_season import KeptSeason, sweep_kept
from herne_schwamm.batch.run import run
from herne_schwamm.inputs.city import read_city
from herne_schwamm.inputs.run_file import read_run_file
from herne_schwamm.inputs.season import read_season_weather
from herne_schwamm.models.season import SeasonSums
from tests.batch.test_run import Ear, tree
from tests.batch.test_season import season_project
from tests.inputs.weather_making import csv_lines, write_csv

HOURS = (3 * 365 + 1) * 24  # 2020 is a leap year.

KILLED = """
import os, sys
from pathlib import Path
from herne_schwamm.batch import kept_season
from herne_schwamm.batch.run import run
kept_season.KEEP_EVERY_S = 0.0
keep, years = kept_season.KeptSeason.keep, []
def kept(self, sums):
    keep(self, sums)
    years.append(sums.next_hour)
    if len(years) == 2:
        os._exit(9)
kept_season.KeptSeason.keep = kept
run(Path(sys.argv[1]))
"""


def three_years(folder: Path) -> Path:
    """A run file with a season of three years and no storm."""
    run_file = season_project(folder)
    hour = np.arange(HOURS)
    columns = {
        "rain_mm": np.where(hour % 67 < 5, 1.3, 0.0),
        "potential_evapotranspiration_mm": np.where(hour % 24 == 12, 1.7, 0.0),
    }
    write_csv(folder / "rasters", csv_lines("2019-01-01T00:00", HOURS, columns), "w.csv")
    text = run_file.read_text(encoding="utf-8").replace("[2019, 2019]", "[2019, 2021]")
    start, stop = text.index("[[storm]]"), text.index("[season]")
    run_file.write_text(text[:start] + text[stop:], encoding="utf-8")
    return run_file


@pytest.fixture
def watched(monkeypatch):
    """Hours that were done when each season began."""
    begun = []
    whole = of_run.simulate_season

    def watching(*args, **how):
        if "resume" in how:  # Not of the unbuilt state beside it.
            begun.append(0 if how["resume"] is None else how["resume"].next_hour)
        return whole(*args, **how)

    monkeypatch.setattr(of_run, "simulate_season", watching)
    return begun


class Listening(Ear):
    """Keeps what is said, too."""

    def __init__(self):
        super().__init__()
        self.said = []

    def say(self, sentence, **facts):
        self.said.append(sentence.format(**facts))


def reports_of(run_file: Path) -> Path:
    return run_file.parents[1] / "reports" / "klein"


def test_killed_in_the_midst_it_goes_on_and_ends_with_the_same_bytes(tmp_path, watched):
    run_file = three_years(tmp_path / "killed")
    ended = subprocess.run([sys.executable, "-c", KILLED, str(run_file)], check=False)
    assert ended.returncode == 9
    reports = reports_of(run_file)
    assert len(list(reports.glob(".kept-*.npz"))) == 1
    assert not (reports / "latest").exists()
    ear = Listening()
    outcome = run(run_file, listener=ear)
    assert watched == [(365 + 366) * 24]
    assert any("2021-01-01" in told for told in ear.said)
    assert "season goes on from 2021-01-01" in (outcome.folder / "run.log").read_text("utf-8")
    assert not list(reports.glob(".kept-*"))
    never_killed = run(three_years(tmp_path / "whole"))
    assert watched == [(365 + 366) * 24, 0]
    assert never_killed.run_id == outcome.run_id
    assert tree(outcome.folder) == tree(never_killed.folder)


def sums_of(run_file: Path) -> SeasonSums:
    """A season of the run file."""
    read = read_run_file(run_file)
    city = read_city(read)
    weather = read_season_weather(read.season, city)
    return of_run.compute_season(read, city, weather, lambda share: None).result.sums


def test_sums_come_back_as_they_were_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(kept_season, "KEEP_EVERY_S", 0.0)
    sums = sums_of(three_years(tmp_path))
    notes = []
    kept = KeptSeason(tmp_path, "abc", notes.append)
    assert kept.read() is None
    kept.keep(sums)
    back = kept.read()
    for name, values in sums.as_arrays().items():
        assert np.array_equal(values, back.as_arrays()[name]), name
    # A file that is not whole is no file.
    (file,) = tmp_path.glob(".kept-*")
    whole = file.read_bytes()
    for broken in (b"", whole[: len(whole) // 2], whole[:-200] + bytes(200)):
        file.write_bytes(broken)
        assert kept.read() is None
    assert len(notes) == 3
    file.write_bytes(whole)
    assert sweep_kept(tmp_path, "abc") == []
    assert sweep_kept(tmp_path, "abd") == [file.name]
    assert kept.read() is None
    kept.drop()


def test_short_years_are_not_kept_and_a_full_disk_stops_nothing(tmp_path, monkeypatch):
    sums = sums_of(three_years(tmp_path))
    notes = []
    kept = KeptSeason(tmp_path, "abc", notes.append)
    kept.keep(sums)
    assert not list(tmp_path.glob(".*"))
    monkeypatch.setattr(kept_season, "KEEP_EVERY_S", 0.0)

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    kept.keep(sums)
    assert not list(tmp_path.glob(".*"))
    assert "No space left" in notes[0]


def test_sums_of_other_inputs_are_not_used(tmp_path, watched):
    run_file = three_years(tmp_path)
    sums = dataclasses.replace(sums_of(run_file), fingerprint="another", next_hour=HOURS)
    read = read_run_file(run_file)
    city = read_city(read)
    weather = read_season_weather(read.season, city)
    again = of_run.compute_season(read, city, weather, lambda share: None, resume=sums)
    assert watched == [0, HOURS, 0]
    assert not again.result.balance.fails
    assert again.result.sums.yearly.any()
