"""Rasters in strips of rows, so that what is made on the way stays small."""

from __future__ import annotations

from collections.abc import Iterator

CELLS_PER_STRIP = 4_000_000


def row_strips(shape: tuple[int, int]) -> Iterator[slice]:
    """Slices of rows that cover a raster of this shape (rows, columns), from north to south."""
    rows, columns = shape
    height = max(1, CELLS_PER_STRIP // columns)
    for first in range(0, rows, height):
        yield slice(first, min(first + height, rows))
