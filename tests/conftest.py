"""Where the shared cases lie; absent, the tests that need them skip."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# No timed tests, and the same examples on every machine.
settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")

# The tests run side by side already: a thread for each. Tests of threads start
# processes of their own.
os.environ.setdefault("NUMBA_NUM_THREADS", "1")

DATA = Path(os.environ.get("HERNE_SCHWAMM_DATA", Path(__file__).parents[2] / "shared" / "data"))


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Folder of the shared cases."""
    if not DATA.is_dir():
        pytest.skip("the shared cases are not here (set HERNE_SCHWAMM_DATA)")
    return DATA
