"""The city cut into tiles: blocks for the flow, and the lists of every tile."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.kernels.compiling import most_threads, threads_in_use
from herne_schwamm.kernels.edges import LEVEL, Edges, ListedCells, ListedFaces
from herne_schwamm.kernels.face_flux import GRAVITY
from herne_schwamm.kernels.surface_runoff import WALL_M
from herne_schwamm.kernels.tile_seams import WORK_BLOCKS, Seams
from herne_schwamm.kernels.tile_steps import Told
from herne_schwamm.kernels.tiles import (
    HALO,
    LINE,
    Flow,
    Lattice,
    cut_into_blocks,
    fill_halos,
    put_together,
    stride_of,
    sums_of_tiles,
    whole_lines,
)
from herne_schwamm.models.storm_faces import Cells, Faces, within

TILE_ROWS, TILE_COLUMNS = 40, 208
"""About the size of a tile: rows long enough for the memory, blocks small enough for the cache.
Smaller ones save more steps, larger ones cost less by the cell; together they are as fast."""


def blank(shape: tuple[int, ...]) -> NDArray[np.float32]:
    """An array of zeros, in huge pages where there are any.

    In blocks the first own cell begins a line of the cache. numpy asks for huge pages when it
    makes an empty array, not when the system hands it one of zeros; on small pages a sweep over
    many arrays takes three times as long.
    """
    wanted = math.prod(shape)
    room = np.full(wanted + LINE, 0.0, np.float32)
    # Vectors that begin with a line of the cache touch one line, not two.
    first = (-room.ctypes.data // room.itemsize - HALO) % LINE
    return room[first : first + wanted].reshape(shape)


def tile_size(shape: tuple[int, int]) -> tuple[int, int]:
    """Rows and columns of a tile of a grid: all about alike, so that the last are no shreds.

    Rows are whole vectors: the rest of a row takes as long as half of it.
    """
    rows, columns = (
        -(-length // max(1, round(length / about)))
        for length, about in zip(shape, (TILE_ROWS, TILE_COLUMNS), strict=True)
    )
    return rows, whole_lines(columns)


def lattice_of(rows: int, columns: int, tile_rows: int, tile_columns: int) -> Lattice:
    """Tiles of a grid, anchored to its first cell."""
    down = np.arange(0, rows, tile_rows)
    right = np.arange(0, columns, tile_columns)
    number = np.full((down.size + 2, right.size + 2), -1, np.int64)
    number[1:-1, 1:-1] = np.arange(down.size * right.size).reshape(down.size, right.size)
    neighbours = np.lib.stride_tricks.sliding_window_view(number, (3, 3))
    first_row, first_column = (a.ravel() for a in np.meshgrid(down, right, indexing="ij"))
    return Lattice(
        tile_rows,
        tile_columns,
        np.minimum(tile_rows, rows - first_row),
        np.minimum(tile_columns, columns - first_column),
        first_row,
        first_column,
        # A copy: of a single tile it would stay a view that may not be written to, which is
        # another type to the kernels, and all of them would be compiled once more.
        neighbours.reshape(-1, 3, 3).copy(),
    )


class Tiles:
    """Lattice, blocks and work space of a city's surface runoff.

    Parameters
    ----------
    city
        Ground and roughness.
    depth_m
        Water depth, (rows, columns). [m]
    lattice
        The tiles.
    """

    def __init__(self, city: City, depth_m: NDArray[np.float32], lattice: Lattice) -> None:
        grid = city.grid
        self.lattice = lattice
        self.stride: int = stride_of(self.lattice)
        self._across = -(-grid.columns // self.lattice.tile_columns)
        self._shape = (grid.rows, grid.columns)
        tiles = self.lattice.rows.size
        block = (self.lattice.tile_rows + 2 * HALO) * self.stride
        ground = city.open_ground
        terrain = np.where(ground, city.layer("terrain_m"), WALL_M).astype(np.float32, copy=False)
        bed = blank((tiles, block))
        bed[:] = WALL_M
        cut_into_blocks(terrain, bed, self.lattice)
        del terrain
        manning_n = city.layer("manning_n_s_m13")
        gravity_n2 = blank((tiles, block))
        cut_into_blocks(
            (GRAVITY * np.where(ground, manning_n, 0.0) ** 2).astype(np.float32),
            gravity_n2,
            self.lattice,
        )
        fill_halos(bed, self.lattice)
        fill_halos(gravity_n2, self.lattice)
        depth = blank((tiles, block))
        cut_into_blocks(depth_m, depth, self.lattice)
        self.flow = Flow(depth, blank(depth.shape), blank(depth.shape), bed, gravity_n2)
        self._work = blank((most_threads(), WORK_BLOCKS, block))
        along_x = np.zeros((7, tiles, self.lattice.tile_rows), np.float32)
        along_y = np.zeros((7, tiles, self.lattice.tile_columns), np.float32)
        self.seams = Seams(
            west=along_x[0],
            east=along_x[1],
            north=along_y[0],
            south=along_y[1],
            flow_east=along_x[2],
            flow_south=along_y[2],
            risen_west=along_x[5],
            risen_east=along_x[6],
            risen_north=along_y[5],
            risen_south=along_y[6],
            rest_west=along_x[3],
            rest_east=along_x[4],
            rest_north=along_y[3],
            rest_south=along_y[4],
        )
        self.told = Told(
            deepest=np.zeros(tiles, np.int32),
            fastest=np.zeros(tiles, np.int32),
            rung=np.zeros(tiles, np.int64),
            stirred=np.zeros(tiles, np.bool_),
            steps=np.zeros(tiles, np.int64),
            limited=np.zeros(tiles, np.int64),
            outflow=np.zeros(tiles),
            level_gain=np.zeros(tiles),
            inflow=np.zeros(tiles),
        )
        self.awake = np.ones(tiles, np.bool_)

    @property
    def work(self) -> NDArray[np.float32]:
        """Work space of every thread that is in use now."""
        return self._work[: threads_in_use()]

    @property
    def cells(self) -> Cells:
        """Number of cells of every tile."""
        return self.lattice.rows * self.lattice.columns

    def raster(self, blocks: NDArray[np.float32]) -> NDArray[np.float32]:
        """The cells of blocks as a raster of the City's grid."""
        raster = np.empty(self._shape, np.float32)
        put_together(blocks, raster, self.lattice)
        return raster

    def sum_of(self, blocks: NDArray[np.float32]) -> float:
        """Sum over the cells of blocks."""
        sums = np.zeros(self.awake.size)
        sums_of_tiles(blocks, self.lattice, sums)
        return float(sums.sum())

    def let_flow(self, flow_x: NDArray[np.float32], flow_y: NDArray[np.float32]) -> None:
        """Begin with these unit discharges over western and northern faces. [m2/s]"""
        cut_into_blocks(flow_x, self.flow.flow_x, self.lattice)
        cut_into_blocks(flow_y, self.flow.flow_y, self.lattice)

    def depth_at_end(self) -> NDArray[np.float32]:
        """The depths as a raster; all blocks are let go: there is nothing to step any more."""
        none = np.zeros((0, 0), np.float32)
        depth = self.flow.depth
        self.flow = Flow(none, none, none, none, none)
        return self.raster(depth)

    def deepest_cell(self, tile: int) -> tuple[int, int]:
        """Row and column of the greatest depth in a tile."""
        lattice = self.lattice
        block = self.flow.depth[tile].reshape(-1, self.stride)
        cells = block[HALO : HALO + lattice.rows[tile], HALO : HALO + lattice.columns[tile]]
        row, column = np.unravel_index(int(cells.argmax()), cells.shape)
        return (
            int(lattice.first_row[tile] + row),
            int(lattice.first_column[tile] + column),
        )

    def places(self, cells: Cells) -> Cells:
        """Tile and place in its block of cells (row, column). (n, 2)"""
        cells = np.asarray(cells, np.int64).reshape(-1, 2)
        row, column = cells[:, 0], cells[:, 1]
        tile = row // self.lattice.tile_rows * self._across + column // self.lattice.tile_columns
        return np.stack([tile, self._place(tile, row, column)], axis=1)

    def _place(self, tile: Cells, row: Cells, column: Cells) -> Cells:
        down = row - self.lattice.first_row[tile] + HALO
        right = column - self.lattice.first_column[tile] + HALO
        place: Cells = down * self.stride + right
        return place

    def listed_cells(
        self, cells: Cells, values: NDArray[np.float64] | None = None, *, with_halo: bool = False
    ) -> ListedCells:
        """Cells (row, column; also beyond the grid by one) by tile, in their order.

        With halo each is in the list of every tile that has it as an own cell or beside one.
        """
        cells = np.asarray(cells, np.int64).reshape(-1, 2)
        values = np.zeros(len(cells)) if values is None else values
        tile = self._tile_of(cells)
        which = np.arange(len(cells))
        if with_halo:
            which, tile = self._around(cells, 0, 0)
        which, tile = which[tile >= 0], tile[tile >= 0]
        order = np.argsort(tile, kind="stable")
        which, tile = which[order], tile[order]
        return ListedCells(self._first(tile), self._place(tile, *cells[which].T), values[which])

    def listed_faces(self, faces: Faces) -> ListedFaces:
        """Faces by tile: those each owns or has to know of its neighbours' outermost cells."""
        which, tile = self._around(faces.cell, faces.axis == 1, faces.axis == 0)
        # A level's flow is that of its inner face, which may lie in the next row.
        last = faces.cell[:, 0].copy()
        levels = faces.kind == LEVEL
        last[levels] = np.maximum(last, faces.inner[:, 0])[levels]
        row = last[which] - self.lattice.first_row[tile]
        order = np.lexsort((faces.kind[which], row, tile))
        which, tile, row = which[order], tile[order], row[order]
        before = faces.cell - np.stack([faces.axis == 1, faces.axis == 0], axis=1)
        return ListedFaces(
            first=self._first(tile),
            kind=faces.kind[which],
            row=row,
            axis=faces.axis[which],
            place=self._place(tile, *faces.cell[which].T),
            before=self._tile_of(before)[which],
            after=self._tile_of(faces.cell)[which],
            counts=faces.counts[which],
            sign=faces.sign[which],
            inner=self._place(tile, *faces.inner[which].T),
            conveyance=faces.conveyance[which],
            above=faces.above[which],
        )

    def listed(
        self,
        faces: Faces,
        endless: Cells,
        outside: Cells,
        levels: ListedCells,
        inflows: ListedCells,
    ) -> Edges:
        """All lists of the flow."""
        return Edges(
            self.listed_faces(faces),
            self.listed_cells(endless, with_halo=True),
            self.listed_cells(outside),
            levels,
            inflows,
        )

    def _tile_of(self, cells: Cells) -> Cells:
        """Tile of every cell, -1 beyond the grid."""
        inside = within(cells, self._shape)
        tile: Cells = np.where(inside, self.places(np.where(inside[:, None], cells, 0))[:, 0], -1)
        return tile

    def _around(
        self, cells: Cells, more_rows: Cells | int, more_columns: Cells | int
    ) -> tuple[Cells, Cells]:
        """Every tile that has a cell (also one beyond the grid) as its own or beside one of them.

        Returns
        -------
        which, tile
            Numbers of the cells, rising, and the tile; at its end a tile reaches further by
            ``more_rows`` and ``more_columns``.
        """
        nearest = np.clip(cells, 0, np.array(self._shape) - 1)
        tile = self.lattice.neighbours[self._tile_of(nearest)].reshape(-1)
        which = np.arange(len(cells)).repeat(self.lattice.neighbours[0].size)
        which, tile = which[tile >= 0], tile[tile >= 0]
        lattice = self.lattice
        row = cells[which, 0] - lattice.first_row[tile]
        column = cells[which, 1] - lattice.first_column[tile]
        rows = lattice.rows[tile] + np.broadcast_to(more_rows, len(cells))[which]
        columns = lattice.columns[tile] + np.broadcast_to(more_columns, len(cells))[which]
        has: NDArray[np.bool_] = (row >= -1) & (row <= rows) & (column >= -1) & (column <= columns)
        return which[has], tile[has]

    def _first(self, tiles: Cells) -> Cells:
        count = np.bincount(tiles, minlength=self.lattice.rows.size)
        return np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
