"""Where the tables lie and how they are read."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def read_table(name: str) -> dict[str, Any]:
    """The content of ``<name>.toml`` in this room."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def table_texts() -> dict[str, bytes]:
    """The bytes of every table, by file name: part of what a result depends on."""
    return {path.name: path.read_bytes() for path in sorted(FOLDER.glob("*.toml"))}
