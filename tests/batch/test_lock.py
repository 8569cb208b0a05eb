"""One run at a time."""

from __future__ import annotations

import subprocess
import sys

import pytest

from herne_schwamm.batch.lock import locked
from herne_schwamm.problems import LockedProblem

HOLD = """
import sys
from pathlib import Path
from herne_schwamm.batch.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_start_is_refused_while_another_process_runs_and_free_after_its_death(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LockedProblem) as caught, locked(tmp_path):
            pytest.fail("two runs at once")
        assert caught.value.exit_code == 75
        holder.kill()
        holder.wait()
        with locked(tmp_path):
            pass


def test_other_reports_are_not_locked(tmp_path):
    with locked(tmp_path / "a"), locked(tmp_path / "b"):
        assert (tmp_path / "b").is_dir()
