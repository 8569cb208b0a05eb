"""The project every test bends."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bad_inputs.projects import Project, tiny_project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return tiny_project(tmp_path)
