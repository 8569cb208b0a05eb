"""The grid: where the cells of a city lie. An immutable value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Grid:
    """A north-up raster of square cells in a projected reference system.

    Row 0 is the northern row, column 0 the western column.

    Parameters
    ----------
    crs
        Reference system as an authority code ("EPSG:25832") or WKT; "" where
        there is none (laboratory and textbook cases).
    west_m, north_m
        Outer corner of cell (0, 0). [m]
    cell_size_m
        Edge of a cell. [m]
    rows, columns
        Number of cells.
    """

    crs: str
    west_m: float
    north_m: float
    cell_size_m: float
    rows: int
    columns: int

    def __post_init__(self) -> None:
        if not self.cell_size_m > 0 or self.rows < 1 or self.columns < 1:
            raise ValueError(f"not a grid: {self}")

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""
        return self.rows, self.columns

    @property
    def cell_area_m2(self) -> float:
        """Area of one cell. [m2]"""
        return self.cell_size_m**2

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """(west, south, east, north). [m]"""
        return (
            self.west_m,
            self.north_m - self.rows * self.cell_size_m,
            self.west_m + self.columns * self.cell_size_m,
            self.north_m,
        )

    @property
    def geotransform(self) -> tuple[float, float, float, float, float, float]:
        """Affine coefficients (a, b, c, d, e, f) from (column, row) to (x, y)."""
        return (self.cell_size_m, 0.0, self.west_m, 0.0, -self.cell_size_m, self.north_m)

    def centre_of(self, row: int, column: int) -> tuple[float, float]:
        """Coordinates (x, y) of a cell's centre. [m]"""
        return (
            self.west_m + (column + 0.5) * self.cell_size_m,
            self.north_m - (row + 0.5) * self.cell_size_m,
        )

    def cell_at(self, x_m: float, y_m: float) -> tuple[int, int] | None:
        """(row, column) of the cell that holds a point, None outside."""
        column = int(np.floor((x_m - self.west_m) / self.cell_size_m))
        row = int(np.floor((self.north_m - y_m) / self.cell_size_m))
        inside = 0 <= row < self.rows and 0 <= column < self.columns
        return (row, column) if inside else None

    def first_marked(self, marks: NDArray[np.bool_]) -> tuple[tuple[int, int], tuple[float, float]]:
        """(row, column) and centre (x, y) [m] of the first marked cell, from the north-west.

        At least one cell has to be marked.
        """
        row, column = divmod(int(marks.argmax()), self.columns)
        return (row, column), self.centre_of(row, column)

    def x_m(self) -> NDArray[np.float64]:
        """Coordinates of the columns' centres, west to east. [m]"""
        return self.west_m + (np.arange(self.columns, dtype=np.float64) + 0.5) * self.cell_size_m

    def y_m(self) -> NDArray[np.float64]:
        """Coordinates of the rows' centres, north to south. [m]"""
        return self.north_m - (np.arange(self.rows, dtype=np.float64) + 0.5) * self.cell_size_m
