"""Tiles: the city cut into blocks that follow their own time step.

The lattice is anchored to the first cell of the City's grid. What the flow works on
lies in blocks, one row of an array for each tile: its cells with a halo of
`HALO` cells around them, row by row, ``stride`` apart (`stride_of`). The first own cell of a
row begins a line of the cache.
The halo holds copies of the cells of the neighbours; beyond the city it holds a wall.
Tiles at the last row and column have fewer cells, their blocks are filled with wall.

A face on the seam of two tiles belongs to the one with the shorter time step, of
equals to the eastern or southern one: that one moves its water, in both tiles.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from herne_schwamm.kernels.compiling import inlined_kernel, parallel_kernel

HALO = 3
"""A tile has to know how much its neighbours' outermost cells give away: that depends on
faces one cell further, and those on discharges one cell further still."""


_ONE, _TWO = np.uintp(1), np.uintp(2)

LINE = 16
"""Cells in a line of the cache, and in the longest vector."""


@inlined_kernel
def whole_lines(cells):
    """The least number of cells that fills whole lines with so many."""
    return -(-cells // LINE) * LINE


class Lattice(NamedTuple):
    """Which cells belong to which tile.

    Parameters
    ----------
    tile_rows, tile_columns
        Size of a full tile. [cells]
    rows, columns
        Size of each tile. [cells]
    first_row, first_column
        Place of each tile's first cell in the City's grid.
    neighbours
        Tiles around each tile, row and column of the offset plus 1; -1 beyond the city.
        (tiles, 3, 3)
    """

    tile_rows: int
    tile_columns: int
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    first_row: NDArray[np.int64]
    first_column: NDArray[np.int64]
    neighbours: NDArray[np.int64]


class Flow(NamedTuple):
    """Ground and moving water in blocks, (tiles, block).

    Parameters
    ----------
    depth
        Water depth. [m]
    flow_x, flow_y
        Unit discharge over the western and northern face of each cell. [m2/s]
    bed
        Ground. [m]
    gravity_n2
        Gravity times the square of Manning's n. [m(1/3)]
    """

    depth: NDArray[np.float32]
    flow_x: NDArray[np.float32]
    flow_y: NDArray[np.float32]
    bed: NDArray[np.float32]
    gravity_n2: NDArray[np.float32]


@inlined_kernel
def stride_of(lattice):
    """Distance of a cell and that south of it in a block."""
    return whole_lines(lattice.tile_columns + 2 * HALO)


@inlined_kernel
def _copy_beside(to_block, of_block, to, of, rows, stride):
    """Copy `HALO` cells of every row: one by one, as a loop over so few takes longer."""
    for _ in range(np.uintp(rows)):
        first, second, third = of_block[of], of_block[of + _ONE], of_block[of + _TWO]
        to_block[to], to_block[to + _ONE], to_block[to + _TWO] = first, second, third
        to += np.uintp(stride)
        of += np.uintp(stride)


@inlined_kernel
def _copy_rows(to_block, of_block, to, of, columns, stride):
    """Copy `HALO` rows of cells."""
    for _ in range(HALO):
        for i in range(np.uintp(columns)):
            to_block[to + i] = of_block[of + i]
        to += np.uintp(stride)
        of += np.uintp(stride)


@inlined_kernel
def fill_halo(blocks, tile, lattice):
    """Copy into the halo of a tile what its neighbours hold now."""
    stride = stride_of(lattice)
    for down in range(3):
        for right in range(3):
            source = lattice.neighbours[tile, down, right]
            if source < 0 or source == tile:
                continue
            row = 0 if down == 0 else (HALO if down == 1 else HALO + lattice.rows[tile])
            column = 0 if right == 0 else (HALO if right == 1 else HALO + lattice.columns[tile])
            # A neighbour to the west or north is a full tile.
            there = (row - (down - 1) * lattice.tile_rows) * stride
            there += column - (right - 1) * lattice.tile_columns
            # Unsigned: numba need not look for negative indices.
            to, of = np.uintp(row * stride + column), np.uintp(there)
            if right == 1:
                _copy_rows(blocks[tile], blocks[source], to, of, lattice.columns[tile], stride)
            else:
                rows = lattice.rows[tile] if down == 1 else HALO
                _copy_beside(blocks[tile], blocks[source], to, of, rows, stride)


@parallel_kernel
def cut_into_blocks(raster, blocks, lattice):
    """Lay a raster of the City's grid into the blocks, halos left as they are."""
    stride = stride_of(lattice)
    for tile in numba.prange(blocks.shape[0]):
        columns = lattice.columns[tile]
        for j in range(lattice.rows[tile]):
            row = lattice.first_row[tile] + j
            column = lattice.first_column[tile]
            to = (HALO + j) * stride + HALO
            blocks[tile, to : to + columns] = raster[row, column : column + columns]


@parallel_kernel
def put_together(blocks, raster, lattice):
    """Lay the cells of all blocks into a raster of the City's grid."""
    stride = stride_of(lattice)
    for tile in numba.prange(blocks.shape[0]):
        columns = lattice.columns[tile]
        for j in range(lattice.rows[tile]):
            row = lattice.first_row[tile] + j
            column = lattice.first_column[tile]
            of = (HALO + j) * stride + HALO
            raster[row, column : column + columns] = blocks[tile, of : of + columns]


@parallel_kernel
def sums_of_tiles(blocks, lattice, sums):
    """Sum over the cells of each tile, in float64."""
    stride = stride_of(lattice)
    for tile in numba.prange(blocks.shape[0]):
        whole = 0.0
        for j in range(lattice.rows[tile]):
            first = (HALO + j) * stride + HALO
            for value in blocks[tile, first : first + lattice.columns[tile]]:
                whole += np.float64(value)
        sums[tile] = whole


@parallel_kernel
def fill_halos(blocks, lattice):
    """Copy into all halos what the neighbours hold now."""
    for tile in numba.prange(blocks.shape[0]):
        fill_halo(blocks, tile, lattice)
