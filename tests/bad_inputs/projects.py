"""A tiny project that is bent in one place, and what the command line has to answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from herne_schwamm.commands.app import app
from herne_schwamm.products import storm_products
from tests.batch.quarter import stand_in
from tests.inputs.making import CITY, NORTH_M, WEST_M, Project, plane, write_tif

GOOD_FILE, GOOD_TERRAIN = "gut.toml", "gut.tif"
BLOCK = {
    "name": '"S1"',
    "source": '"block"',
    "rain_depth_mm": "10",
    "duration_min": "5",
    "after_rain_min": "5",
}
MARKS_OF_A_TRACEBACK = ("Traceback", "Error:", "Exception", "herne_schwamm/inputs")


def tiny_project(folder: Path) -> Project:
    """8 x 10 cells of lawn and one storm; everything in it can be computed."""
    project = Project(folder, storm=dict(BLOCK))
    project.raster("terrain.tif", plane())
    return project


def answer(*arguments: object) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command, in German."""
    result = CliRunner().invoke(app, [*map(str, arguments), "--lang", "de"])
    return result.exit_code, result.stdout, result.stderr


def refused(
    project: Project, *told: str, code: int = 65, command: str = "run", write: bool = True
) -> str:
    """The one sentence with which a bent project is refused.

    It holds everything `told`; nothing was written, and a good run with the
    same reports works afterwards.
    """
    if write:
        write_run_file(project)
    before = written_results(project.folder)
    found, out, err = answer(command, project.file, "--quiet")
    lines = err.splitlines()
    assert (found, out, len(lines)) == (code, "", 1), (found, out, err)
    assert lines[0].startswith("Fehler: ")
    assert not any(mark in err for mark in MARKS_OF_A_TRACEBACK)
    missing = [part for part in told if part not in lines[0]]
    assert not missing, lines[0]
    assert written_results(project.folder) == before
    assert_good_run_works(project.folder)
    return lines[0]


def write_run_file(project: Project) -> None:
    """Write the run file of a project as it stands."""
    project.file.parent.mkdir(exist_ok=True)
    project.file.write_text(project.text(), encoding="utf-8")


def written_results(folder: Path) -> list[str]:
    """What lies in the reports besides the lock, which is empty and stays."""
    reports = folder / "reports"
    return sorted(
        path.relative_to(reports).as_posix()
        for path in reports.rglob("*")
        if path.name != ".lock" and path.parent != reports
    )


def assert_good_run_works(folder: Path) -> None:
    """A run of the same name with good data, beside what was refused."""
    write_tif(folder / "rasters" / GOOD_TERRAIN, plane())
    good = Project(folder, storm=dict(BLOCK))
    good.city["terrain"] = f'"../rasters/{GOOD_TERRAIN}"'
    run_file = folder / "configs" / GOOD_FILE
    run_file.parent.mkdir(exist_ok=True)
    run_file.write_text(good.text(), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        stand_in(patch)
        code, _, err = answer("run", run_file, "--quiet")
    assert (code, err) == (0, "")
    assert (folder / "reports" / "try" / "latest").exists()


def accepted(project: Project, *told: str) -> str:
    """The report of a project that is computed; it tells everything `told`."""
    write_run_file(project)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(storm_products, "write_picture", _no_picture)
        code, _, err = answer("run", project.file, "--quiet")
    assert code == 0, err
    assert "Traceback" not in err
    (report,) = (project.folder / "reports" / "try" / "latest").glob("*/report.html")
    text = report.read_text(encoding="utf-8")
    missing = [part for part in told if part not in text]
    assert not missing, missing
    return text


def _no_picture(path: Path, *_: Any, **__: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")


def bent(change: Callable[[Any], None]) -> Any:
    """The plane terrain, changed in place."""
    values = plane()
    change(values)
    return values


def at(row: int, column: int) -> tuple[str, str]:
    """Coordinates of a cell's centre as they stand in sentences."""
    return f"x = {WEST_M + column + 0.5:.1f}", f"y = {NORTH_M - row - 0.5:.1f}"


def whole_city(value: float, dtype: str = "float32") -> Any:
    """A layer with one number in every cell."""
    return np.full((8, 10), value, dtype=dtype)


__all__ = [
    "BLOCK",
    "CITY",
    "NORTH_M",
    "WEST_M",
    "Project",
    "accepted",
    "answer",
    "assert_good_run_works",
    "at",
    "bent",
    "plane",
    "refused",
    "tiny_project",
    "whole_city",
    "write_run_file",
    "write_tif",
    "written_results",
]
