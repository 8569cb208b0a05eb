"""What the tests of the readers share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .making import Project, plane


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with a terrain of 8 x 10 cells of 1 m and a run file that can be read."""
    project = Project(tmp_path)
    project.raster("terrain.tif", plane())
    return project


@pytest.fixture
def shared_data() -> Path:
    """Folder of the shared cases; skips where it is absent."""
    default = Path(__file__).parents[3] / "shared" / "data"
    folder = Path(os.environ.get("HERNE_SCHWAMM_DATA", default))
    if not folder.is_dir():
        pytest.skip("needs the shared data (HERNE_SCHWAMM_DATA)")
    return folder
