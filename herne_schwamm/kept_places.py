"""Where what is worth keeping between runs lies: compiled kernels, what is known of fonts."""

from __future__ import annotations

import tempfile
from pathlib import Path

import platformdirs


def first_writable(name: str) -> Path | None:
    """A folder of this name in the first place that can be written to; None where none can."""
    for parent in (platformdirs.user_cache_dir("herne_schwamm"), tempfile.gettempdir()):
        folder = Path(parent) / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    return None
