"""Windows of a raster: tiles, their halo, and what lies in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Cell = TypeVar("Cell", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle of cells."""

    row: int
    column: int
    rows: int
    columns: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """Of the rectangle in the whole raster."""
        return (
            slice(self.row, self.row + self.rows),
            slice(self.column, self.column + self.columns),
        )

    def grown(self, margin: int) -> Window:
        """The rectangle with a margin, which may lie outside the raster."""
        return Window(
            self.row - margin,
            self.column - margin,
            self.rows + 2 * margin,
            self.columns + 2 * margin,
        )


def whole(shape: tuple[int, int]) -> Window:
    """The window of a whole raster."""
    return Window(0, 0, *shape)


def tiles(shape: tuple[int, int], size: int) -> Iterator[Window]:
    """Windows of at most `size` rows and columns that cover a raster."""
    for row in range(0, shape[0], size):
        for column in range(0, shape[1], size):
            yield Window(row, column, min(size, shape[0] - row), min(size, shape[1] - column))


def cut(raster: NDArray[Cell], window: Window, fill: float | np.floating) -> NDArray[Cell]:
    """The cells of a window, `fill` where it lies outside the raster. Contiguous."""
    rows, columns = raster.shape
    top, left = max(window.row, 0), max(window.column, 0)
    bottom = min(window.row + window.rows, rows)
    right = min(window.column + window.columns, columns)
    piece = np.full((window.rows, window.columns), fill, raster.dtype)
    if bottom > top and right > left:
        piece[
            top - window.row : bottom - window.row, left - window.column : right - window.column
        ] = raster[top:bottom, left:right]
    return piece
