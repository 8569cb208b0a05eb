"""What the flow meets beside plain ground: listed faces and listed cells of each tile.

Lists are those of all tiles one after the other; ``first[t]`` to ``first[t + 1]``
are those of tile t. Places are indices into its block.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.kernels import face_flux as plain
from herne_schwamm.kernels.compiling import inlined_kernel, lean_kernel
from herne_schwamm.kernels.face_flux import GRAVITY, ONE, ZERO
from herne_schwamm.kernels.walls import flow_over_wall

WALL, OPEN, LEVEL = range(3)
"""Kinds of listed faces, in the order in which they are set."""

LEAST_DEPTH_M = np.float32(1e-9)
"""Over an open face nothing flows from less. [m]"""

_cube_root = lean_kernel(plain.cube_root)

NOT_COUNTED, COUNTS_AS_OUTFLOW, COUNTS_AS_LEVEL = range(3)


class ListedFaces(NamedTuple):
    """Faces with a flow of their own, in every tile that has to know it.

    Parameters
    ----------
    first
        Where each tile's list begins. (tiles + 1)
    kind
        `WALL`: raised between two cells. `OPEN`: leads out of the city. `LEVEL`: leads
        out beyond a cell of fixed level; the flow of its inner face goes on, so that
        the damping finds no wall there.
    axis
        0: a face of ``flow_x``, 1: of ``flow_y``.
    place
        The face.
    before, after
        Tiles of the cells before and behind it, -1 beyond the city.
    counts
        Whether its water is outflow, comes from a fixed level, or neither.
    sign
        +1 where out of the city is along the axis.
    inner
        `OPEN`: the cell inside. `LEVEL`: the inner face.
    conveyance
        ``sqrt(S) / n`` of an open face. [m(1/3)/s]
    above
        Height of a wall above the bed before and behind it. (n, 2) [m]
    """

    first: NDArray[np.int64]
    kind: NDArray[np.int64]
    row: NDArray[np.int64]
    axis: NDArray[np.int64]
    place: NDArray[np.int64]
    before: NDArray[np.int64]
    after: NDArray[np.int64]
    counts: NDArray[np.int64]
    sign: NDArray[np.int64]
    inner: NDArray[np.int64]
    conveyance: NDArray[np.float64]
    above: NDArray[np.float32]


class ListedCells(NamedTuple):
    """Some cells of each tile with a number.

    Parameters
    ----------
    first
        Where each tile's list begins. (tiles + 1)
    place
        The cell.
    value
        Depth or rate, as the list needs it.
    """

    first: NDArray[np.int64]
    place: NDArray[np.int64]
    value: NDArray[np.float64]


class Edges(NamedTuple):
    """All lists of the flow.

    Parameters
    ----------
    faces
        Faces with a flow of their own.
    endless
        Cells outside that give whatever is asked of them, halo included: a fixed level
        there never runs dry.
    outside
        Cells of the tile that are outside the city; what flows there has left.
    levels
        Cells of the tile whose depth is fixed, with that depth. [m]
    inflows
        Cells of the tile where water enters, with the rate. [m/s]
    """

    faces: ListedFaces
    endless: ListedCells
    outside: ListedCells
    levels: ListedCells
    inflows: ListedCells


@lean_kernel
def open_flow(depth, conveyance, sign, froude_limit):
    """Unit discharge over an open face: uniform flow on the ground's slope. [m2/s]

    ``q = h**(5/3) sqrt(S) / n``, at most at the Froude limit.
    """
    if depth <= LEAST_DEPTH_M:
        return ZERO
    root = _cube_root(depth)
    uniform = np.float32(conveyance) * (depth * (root * root))
    fastest = froude_limit * depth * math.sqrt(GRAVITY * depth)
    return np.float32(sign) * min(uniform, fastest)


@lean_kernel
def listed_flow(
    kind,
    along_x,
    place,
    inner,
    conveyance,
    sign,
    above_before,
    above_after,
    flow_x,
    flow_y,
    new_x,
    new_y,
    depth,
    gravity_n2,
    stride,
    step,
    step_over_cell,
    damping,
    froude_limit,
):
    """Unit discharge of a listed face; see `ListedFaces`. [m2/s]

    What is listed of it comes one by one, and no array is chosen by a condition: numba would
    count its users for every face, which takes longer than the flow.
    """
    if kind == OPEN:
        return open_flow(depth[inner], conveyance, sign, froude_limit)
    if kind != WALL:
        return new_x[inner] if along_x else new_y[inner]
    if along_x:
        return flow_over_wall(
            flow_x,
            flow_y,
            depth,
            gravity_n2,
            place,
            1,
            stride,
            above_before,
            above_after,
            step,
            step_over_cell,
            damping,
            froude_limit,
        )
    return flow_over_wall(
        flow_y,
        flow_x,
        depth,
        gravity_n2,
        place,
        stride,
        1,
        above_before,
        above_after,
        step,
        step_over_cell,
        damping,
        froude_limit,
    )


@inlined_kernel
def give_endlessly(share, cells, tile):
    """Cells of an endless store are never limited."""
    for one in range(cells.first[tile], cells.first[tile + 1]):
        share[cells.place[one]] = ONE


@inlined_kernel
def empty(depth, cells, tile):
    """Take away the water of listed cells; it was counted when it moved."""
    for one in range(cells.first[tile], cells.first[tile + 1]):
        depth[cells.place[one]] = ZERO


@inlined_kernel
def hold_levels(depth, cells, tile):
    """Set the depth of cells with a fixed level; the sum of depths put in. [m]

    Negative where more was taken out than put in.
    """
    gain = 0.0
    for one in range(cells.first[tile], cells.first[tile + 1]):
        place = cells.place[one]
        level = np.float32(cells.value[one])
        gain += np.float64(level) - np.float64(depth[place])
        depth[place] = level
    return gain


@inlined_kernel
def add_inflows(depth, cells, tile, step):
    """Let water in at points; the sum of depths as the rounded cells took it. [m]"""
    entered = 0.0
    for one in range(cells.first[tile], cells.first[tile + 1]):
        place = cells.place[one]
        before = depth[place]
        depth[place] = np.float32(before + cells.value[one] * step)
        entered += np.float64(depth[place]) - np.float64(before)
    return entered
