"""Blocks of fine cells, and what a level over their heights holds.

A level L over heights z holds the volume Σ max(L − z, 0), told here as a sum of depths.
It is convex in L, and with s the sum of the lowest m heights every m L − s lies below it
and one of them on it. So its inverse is the least of (v + s) / m over all m: exact, and no
table of volumes by level is rounded.

References
----------
Casulli (2009), Int. J. Numer. Methods Fluids 60, 391-408 (volumes of the fine terrain).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.grid import Grid

Heights = NDArray[np.float64]

BAND = 64
"""Rows of blocks at a time: what is needed in between stays small."""


class Blocks:
    """A grid whose cells are blocks of those of a finer one, from its north-western corner.

    Parameters
    ----------
    grid
        The fine grid.
    across
        Fine cells along a block.
    """

    def __init__(self, grid: Grid, across: int) -> None:
        self.fine = grid
        self.across = across
        self.grid = Grid(
            grid.crs,
            grid.west_m,
            grid.north_m,
            grid.cell_size_m * across,
            -(-grid.rows // across),
            -(-grid.columns // across),
        )

    @property
    def cells(self) -> int:
        """Fine cells of a whole block."""
        return self.across**2

    def cut(self, raster: NDArray[Any], beyond: Any) -> NDArray[Any]:
        """Cells of each block beside each other; those beyond the raster have another value.

        (rows, columns) to (rows of blocks, columns of blocks, cells of a block); the raster may
        be a band of whole rows of blocks.
        """
        across = self.across
        rows = -(-raster.shape[0] // across)
        columns = self.grid.columns
        whole = np.full((rows * across, columns * across), beyond, raster.dtype)
        whole[: raster.shape[0], : raster.shape[1]] = raster
        parts = whole.reshape(rows, across, columns, across).swapaxes(1, 2)
        return parts.reshape(rows, columns, self.cells)

    def sums(self, raster: NDArray[Any]) -> NDArray[np.float64]:
        """Sum over the cells of every block."""
        sums = np.empty(self.grid.shape)
        for first in range(0, self.grid.rows, BAND):
            rows = slice(first * self.across, (first + BAND) * self.across)
            parts = self.cut(raster[rows], raster.dtype.type(0))
            sums[first : first + BAND] = parts.sum(axis=-1, dtype=np.float64)
        return sums

    def spread(self, values: NDArray[Any]) -> NDArray[Any]:
        """Values of blocks on their cells; of a band of rows of blocks on its rows."""
        spread = values.repeat(self.across, axis=0).repeat(self.across, axis=1)
        return spread[: self.fine.rows, : self.fine.columns]

    def block_of(self, cell: tuple[int, int]) -> tuple[int, int]:
        """The block a cell lies in."""
        return cell[0] // self.across, cell[1] // self.across


def level_of(volume: NDArray[np.float64], heights: Heights) -> NDArray[np.float64]:
    """Level of a volume over heights.

    Parameters
    ----------
    volume
        Sum of the depths. (…) [m]
    heights
        Rising along the last axis, infinite where there is no ground. (…, cells) [m]

    Returns
    -------
    NDArray
        (…) [m]; infinite without any ground.
    """
    level = np.full(volume.shape, np.inf)
    below = np.zeros(volume.shape)
    for m in range(heights.shape[-1]):
        below = below + heights[..., m]
        np.minimum(level, (volume + below) / (m + 1), out=level)
    return level
