"""What the last line of a computation names."""

from __future__ import annotations

from pathlib import Path

import pytest

from herne_schwamm.batch.run import RunOutcome
from herne_schwamm.commands.running import compute_and_tell
from herne_schwamm.commands.voice import Voice
from herne_schwamm.problems import Language


def told(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, visit: bool
) -> str:
    """The last line for a run that left its results in a folder."""
    return all_told(folder, capsys, monkeypatch, visit=visit)[1]


def all_told(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, visit: bool
) -> tuple[str, str]:
    """What is told on the way, and the last line."""
    outcome = RunOutcome("klein", "0123456789ab", folder, True, ("regen", "zweiter"), {}, ())
    monkeypatch.setattr("herne_schwamm.batch.run.run", lambda *args, **how: outcome)
    compute_and_tell(
        [Path("klein.toml")],
        Voice(Language("en")),
        threads=None,
        data_folder=None,
        first_visit=visit,
    )
    heard = capsys.readouterr()
    return heard.err.strip(), heard.out.strip()


def test_a_first_visit_is_led_to_report_and_picture_of_the_first_storm(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    maps = tmp_path / "regen" / "maps"
    maps.mkdir(parents=True)
    plain = told(tmp_path, capsys, monkeypatch, visit=True)
    assert "browser" not in plain
    picture, report = maps / "water_depth_max_m.png", tmp_path / "regen" / "report.html"
    picture.touch()
    report.touch()
    again = told(tmp_path, capsys, monkeypatch, visit=False)
    assert again == f"{plain}, the report is {report}"
    line = told(tmp_path, capsys, monkeypatch, visit=True)
    assert str(picture) in line and str(report) in line
    assert line.startswith(f"klein is computed. The results are in {tmp_path}")


def test_the_report_is_named_by_the_pointer_to_the_latest_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "0123456789ab"
    (folder / "regen").mkdir(parents=True)
    (folder / "regen" / "report.html").touch()
    (tmp_path / "latest").symlink_to(folder.name)
    line = told(folder, capsys, monkeypatch, visit=False)
    assert line.endswith(f"in {folder}, the report is {tmp_path}/latest/regen/report.html")
    (tmp_path / "latest").unlink()
    (tmp_path / "latest").symlink_to(".")
    line = told(folder, capsys, monkeypatch, visit=False)
    assert line.endswith(f"the report is {folder}/regen/report.html")


def test_the_reports_that_are_not_named_last_are_told_before(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("regen", "zweiter", "water_balance"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "report.html").touch()
    before, last = all_told(tmp_path, capsys, monkeypatch, visit=False)
    assert last.endswith(f"the report is {tmp_path / 'regen' / 'report.html'}")
    assert before.splitlines() == [
        f"The report of zweiter is {tmp_path / 'zweiter' / 'report.html'}",
        f"The report of the water balance is {tmp_path / 'water_balance' / 'report.html'}",
    ]
    (tmp_path / "regen" / "report.html").unlink()
    (tmp_path / "zweiter" / "report.html").unlink()
    line = told(tmp_path, capsys, monkeypatch, visit=False)
    assert line.endswith(f"the report is {tmp_path / 'water_balance' / 'report.html'}")
