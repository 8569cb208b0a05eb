"""Kernels compiled by a second process: found on the disk, and missed by nobody where it fails."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from herne_schwamm.batch import compiling_ahead
from herne_schwamm.batch.compiling_ahead import CompilingAhead

PLACE = "HERNE_SCHWAMM_TEST_PLACE"


def first() -> None:
    """Leaves the number of its process."""
    (Path(os.environ[PLACE]) / "first").write_text(str(os.getpid()), encoding="utf-8")


def dies() -> None:
    """Ends the process without a word."""
    os._exit(1)


def never() -> None:
    """Comes behind one that dies."""
    (Path(os.environ[PLACE]) / "never").touch()


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setenv(PLACE, str(tmp_path))
    monkeypatch.setattr(compiling_ahead, "most_threads", lambda: 2)
    return tmp_path


def test_another_process_works_and_is_waited_for(place):
    ahead = CompilingAhead((first,))
    ahead.wait(first)
    assert int((place / "first").read_text(encoding="utf-8")) != os.getpid()


def test_one_that_dies_keeps_nobody_waiting(place):
    ahead = CompilingAhead((dies, never))
    begun = time.monotonic()
    ahead.wait(never)
    assert time.monotonic() - begun < 60.0
    assert not (place / "never").exists()


@pytest.mark.parametrize("what", ["nothing to do", "one thread", "nowhere to keep it"])
def test_none_is_started_where_it_is_of_no_use(place, monkeypatch, what):
    if what == "one thread":
        monkeypatch.setattr(compiling_ahead, "most_threads", lambda: 1)
    if what == "nowhere to keep it":
        monkeypatch.setattr(compiling_ahead, "cache_folder", lambda: None)
    monkeypatch.setattr(compiling_ahead, "get_context", None)
    ahead = CompilingAhead(() if what == "nothing to do" else (first,))
    ahead.wait(first)
    assert not (place / "first").exists()
