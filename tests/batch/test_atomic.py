"""Killed or refused at any moment, a run leaves no visible half of itself."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from herne_schwamm.batch.atomic import (
    CreateProblem,
    latest_run,
    make_folder,
    new_folder,
    point_latest,
    sweep,
)
from herne_schwamm.batch.run import run
from herne_schwamm.batch.verify import verify
from herne_schwamm.problems import WriteProblem
from tests.batch.quarter import make_project, stand_in


class FailingDisk:
    """The N-th operation that changes the disk fails."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left = -1
        self.failed = False
        for owner, name in (
            (os, "fsync"),
            (Path, "write_text"),
            (Path, "rename"),
            (Path, "replace"),
            (Path, "mkdir"),
        ):
            monkeypatch.setattr(owner, name, self._counted(getattr(owner, name)))

    def _counted(self, operation):
        def counted(*args, **kwargs):
            if self.left == 0:
                self.failed = True
                raise OSError(errno.ENOSPC, "No space left on device")
            self.left -= 1
            return operation(*args, **kwargs)

        return counted


def runs(reports: Path) -> list[Path]:
    return [
        path
        for path in reports.glob("*")
        if path.is_dir() and not path.is_symlink() and not path.name.startswith(".")
    ]


def test_whichever_write_fails_there_is_no_half_run_and_the_next_try_succeeds(
    tmp_path, monkeypatch
):
    stand_in(monkeypatch)
    disk = FailingDisk(monkeypatch)
    refused = 0
    for number in range(200):
        disk.left = -1
        run_file = make_project(tmp_path / str(number))
        reports = tmp_path / str(number) / "reports" / "klein"
        disk.left, disk.failed = number, False
        try:
            run(run_file)
        except WriteProblem as problem:
            assert problem.exit_code in (73, 74)
            refused += 1
        disk.left = -1
        for folder in runs(reports):
            assert verify(folder).products == 3
        assert list(reports.glob(".new-*")) == []
        outcome = run(run_file)
        assert (reports / "latest").resolve() == outcome.folder
        assert verify(outcome.folder).products == 3
        if not disk.failed:
            break
    else:
        pytest.fail("the run never came to its end")
    assert refused >= 10


def test_a_kill_leaves_a_hidden_draft_that_the_next_run_sweeps_away(tmp_path, monkeypatch):
    script = """
import os, sys
from pathlib import Path
from herne_schwamm.batch.atomic import new_folder
with new_folder(Path(sys.argv[1])) as draft:
    (draft / "half.txt").write_text("half")
    os._exit(9)
"""
    run_file = make_project(tmp_path)
    reports = tmp_path / "reports" / "klein"
    killed = subprocess.run([sys.executable, "-c", script, reports / "0123456789ab"], check=False)
    assert killed.returncode == 9
    assert runs(reports) == []
    assert len(list(reports.glob(".new-*"))) == 1
    stand_in(monkeypatch)
    outcome = run(run_file)
    assert list(reports.glob(".new-*")) == []
    assert runs(reports) == [outcome.folder]


def test_an_error_inside_removes_the_draft(tmp_path):
    with pytest.raises(KeyboardInterrupt), new_folder(tmp_path / "run") as draft:
        (draft / "a").write_text("a")
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_folder_is_replaced_as_a_whole(tmp_path):
    final = tmp_path / "run"
    final.mkdir()
    (final / "old").write_text("old")
    with new_folder(final) as draft:
        (draft / "new").write_text("new")
    assert [path.name for path in final.iterdir()] == ["new"]
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_a_file_in_the_way_of_the_reports_is_told_with_code_73(tmp_path):
    (tmp_path / "reports").write_text("in the way")
    with pytest.raises(CreateProblem) as caught:
        make_folder(tmp_path / "reports" / "klein")
    assert caught.value.exit_code == 73


def test_the_pointer_moves_from_run_to_run(tmp_path):
    for run_id in ("aaa", "bbb"):
        (tmp_path / run_id).mkdir()
        point_latest(tmp_path, run_id)
        assert latest_run(tmp_path) == (tmp_path / run_id).resolve()
    assert sweep(tmp_path) == []


def test_without_links_the_pointer_is_a_text_file(tmp_path, monkeypatch):
    def refuse(*args, **kwargs):
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    (tmp_path / "aaa").mkdir()
    point_latest(tmp_path, "aaa")
    assert (tmp_path / "latest.txt").read_text() == "aaa\n"
    assert latest_run(tmp_path) == tmp_path / "aaa"
