"""Who is told which raster file has been read: readers lie deep below what shows progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from herne_schwamm.city.grid import Grid

Watcher = Callable[[Path, Grid], None]
"""Gets a raster file and where its cells lie."""

_watcher: ContextVar[Watcher | None] = ContextVar("reading", default=None)


@contextmanager
def watch_reading(tell: Watcher) -> Iterator[None]:
    """Within the block, `tell` gets every raster file (each tile for itself) once it is read."""
    before = _watcher.set(tell)
    try:
        yield
    finally:
        _watcher.reset(before)


def file_read(path: Path, grid: Grid) -> None:
    """Tell whoever watches that a raster file was read."""
    tell = _watcher.get()
    if tell is not None:
        tell(path, grid)
