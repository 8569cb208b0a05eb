"""What crosses the seams of tiles that step at their own pace.

A face on a seam is moved by one of its two tiles (`herne_schwamm.kernels.tiles`); the other
takes over what that one tells. A face that moves with another time step than a tile's, or
not now, is scaled to what it would be with the tile's: only amounts count when outflow is shared
out.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.kernels.compiling import inlined_kernel, lean_kernel
from herne_schwamm.kernels.face_flux import ZERO
from herne_schwamm.kernels.surface_runoff import moving, paced_flows
from herne_schwamm.kernels.tiles import HALO, stride_of

NEW_X, NEW_Y, SHARE, MOVED_X, MOVED_Y, PACES = range(6)
WORK_BLOCKS = 6
"""Blocks of work space a thread needs."""


class Seams(NamedTuple):
    """What the tiles moved over their seams in this step, along each side. (tiles, length)

    Parameters
    ----------
    west, east, north, south
        Depth moved along the axis. [m]
    flow_east, flow_south
        Unit discharge of the faces whose place is in the neighbour's block. [m2/s]
    risen_west, risen_east, risen_north, risen_south
        By how much the outermost cells rose in the tile's last step over the faces it
        owns, for neighbours that step in the midst of it. [m]
    rest_west, rest_east, rest_north, rest_south
        What rounding dropped when water of a neighbour came, for the next time: the
        seam's cells are added to twice in a step. [m]
    """

    west: NDArray[np.float32]
    east: NDArray[np.float32]
    north: NDArray[np.float32]
    south: NDArray[np.float32]
    flow_east: NDArray[np.float32]
    flow_south: NDArray[np.float32]
    risen_west: NDArray[np.float32]
    risen_east: NDArray[np.float32]
    risen_north: NDArray[np.float32]
    risen_south: NDArray[np.float32]
    rest_west: NDArray[np.float32]
    rest_east: NDArray[np.float32]
    rest_north: NDArray[np.float32]
    rest_south: NDArray[np.float32]


@inlined_kernel
def span_of(span, tile):
    """Time step of a tile that steps now, 0 of others and beyond the city. [ticks]"""
    return span[tile] if tile >= 0 else 0


@inlined_kernel
def shared_span(one, other):
    """Time step of a face between two tiles: the shorter of those that step now. [ticks]"""
    if one == 0:
        return other
    if other == 0:
        return one
    return min(one, other)


@inlined_kernel
def first_owns(first, second):
    """Whether the western or northern of two tiles owns the faces between them."""
    return first > 0 and (second == 0 or first < second)


@inlined_kernel
def in_step(tile, lattice, span, first, last):
    """Whether the neighbours step now and as far as the tile: in rows of them, ``last`` excluded.

    Those to the north are row 0, those beside row 1. Beyond the city nothing has to be in step:
    halos are dry there.
    """
    for down in range(first, last):
        for right in range(3):
            near = lattice.neighbours[tile, down, right]
            if near >= 0 and span[near] != span[tile]:
                return False
    return True


@inlined_kernel
def _set_paces(paces, stride, first, last, pace, mine, tick, scheme):
    step = np.float32(pace * tick)
    step_over_cell = np.float32(pace * tick / scheme.cell_size)
    ratio = np.float32(pace / mine)
    length = np.uintp(stride)
    for i in range(np.uintp(first), np.uintp(last)):
        paces[i] = step
        paces[i + length] = step_over_cell
        paces[i + length + length] = ratio


@inlined_kernel
def _spans(span, near, down):
    return span_of(span, near[down, 0]), span_of(span, near[down, 1]), span_of(span, near[down, 2])


@inlined_kernel
def _set_paces_of_row(paces, span, near, row, rows, columns, stride, mine, tick, scheme):
    """Time steps of the faces of a row, from its first cell to the halo of the next row.

    They are the same ones in all rows inside the tile: set where they begin to be others.
    """
    how = (mine, tick, scheme)
    # In which row of neighbours lie the row itself, the one above and the one below.
    above, here, below = (
        0 if row < 1 else (1 if row <= rows else 2),
        0 if row < 0 else (1 if row < rows else 2),
        1 if row < rows - 1 else 2,
    )
    if row == -1 or row == 0 or row == rows:
        west, middle, east = _spans(span, near, here)
        _set_paces(paces, stride, 0, 1, shared_span(west, middle), *how)
        _set_paces(paces, stride, 1, columns, middle, *how)
        _set_paces(paces, stride, columns, columns + 1, shared_span(middle, east), *how)
        _set_paces(paces, stride, columns + 1, stride - HALO, east, *how)
        _set_paces(paces, stride, stride - HALO, stride, span_of(span, near[below, 0]), *how)
    if row <= 1 or row >= rows - 1:
        _, north, north_east = _spans(span, near, above)
        west, middle, east = _spans(span, near, here)
        next_west = shared_span(west, span_of(span, near[below, 0]))
        first = 3 * stride
        last = first + stride
        _set_paces(paces, stride, first, first + columns, shared_span(north, middle), *how)
        first += columns
        _set_paces(paces, stride, first, last - HALO, shared_span(north_east, east), *how)
        _set_paces(paces, stride, last - HALO, last, next_west, *how)


@lean_kernel
def paced_rows(flow, tile, lattice, span, new_x, new_y, paces, top, bottom, tick, scheme):
    """New flows of rows, each face at the pace at which it moves and scaled to the tile's.

    Parameters
    ----------
    flow, tile, lattice, span, tick, scheme
        As `herne_schwamm.kernels.tile_steps.step_tile`.
    new_x, new_y
        Set, as `new_flows` sets them.
    paces
        Time steps of a row's faces in x, then in y, as `paced_flows` takes them: kept from
        one row to the next. (6 stride)
    top, bottom
        Rows, of -1 to two below the tile's last, ``bottom`` excluded.
    """
    mine = span[tile]
    rows, columns = lattice.rows[tile], lattice.columns[tile]
    stride = stride_of(lattice)
    near = lattice.neighbours[tile]
    x, y = flow.flow_x[tile], flow.flow_y[tile]
    ground = (flow.depth[tile], flow.bed[tile], flow.gravity_n2[tile])
    numbers = (scheme.damping, scheme.froude_limit)
    for row in range(top, bottom):
        _set_paces_of_row(paces, span, near, row, rows, columns, stride, mine, tick, scheme)
        first = (HALO + row) * stride + HALO
        stretch = (first, first + stride)
        paced_flows(new_x, x, y, *ground, *stretch, 1, stride, paces, 0, *numbers)
        paced_flows(new_y, y, x, *ground, *stretch, stride, 1, paces, 3 * stride, *numbers)


@inlined_kernel
def keep_to_own(flow, tile, lattice, span, seams, work, row):
    """Tell what moved over the seams the tile owns, and leave the others to their owners."""
    around = lattice.neighbours[tile]
    mine = span[tile]
    rows, columns = lattice.rows[tile], lattice.columns[tile]
    stride = stride_of(lattice)
    new_x, new_y = work[NEW_X], work[NEW_Y]
    moved_x, moved_y = work[MOVED_X], work[MOVED_Y]
    x, y = flow.flow_x[tile], flow.flow_y[tile]
    west = np.uintp((HALO + row) * stride + HALO)
    east = west + np.uintp(columns)
    seams.west[tile, row] = moved_x[west]
    seams.east[tile, row] = moved_x[east]
    seams.flow_east[tile, row] = new_x[east]
    if first_owns(span_of(span, around[1, 0]), mine):
        moved_x[west] = ZERO
        new_x[west] = x[west]
    if not first_owns(mine, span_of(span, around[1, 2])):
        moved_x[east] = ZERO
    elif around[1, 2] < 0:
        x[east] = new_x[east]
    if row == 0:
        _tell_side(seams.north[tile], moved_y, west, columns)
        if first_owns(span_of(span, around[0, 1]), mine):
            _no_side(moved_y, west, columns)
            _copy_side(new_y, y, west, columns)
    if row == rows - 1:
        south = west + np.uintp(stride)
        _tell_side(seams.south[tile], moved_y, south, columns)
        _tell_side(seams.flow_south[tile], new_y, south, columns)
        if not first_owns(mine, span_of(span, around[2, 1])):
            _no_side(moved_y, south, columns)
        elif around[2, 1] < 0:
            _copy_side(y, new_y, south, columns)


@inlined_kernel
def _tell_side(side, block, first, length):
    for i in range(np.uintp(length)):
        side[i] = block[first + i]


@inlined_kernel
def _copy_side(block, other, first, length):
    for i in range(np.uintp(length)):
        block[first + i] = other[first + i]


@inlined_kernel
def _no_side(block, first, length):
    for i in range(np.uintp(length)):
        block[first + i] = ZERO


@inlined_kernel
def _risen(place, moved_x, moved_y, stride):
    k = np.uintp(place)
    east, south = k + np.uintp(1), k + np.uintp(stride)
    return (moved_x[k] - moved_x[east]) + (moved_y[k] - moved_y[south])


@inlined_kernel
def tell_risen(tile, rows, columns, stride, seams, moved_x, moved_y, row):
    """Tell neighbours that step in the midst of this step how much the side's cells rise."""
    west = (HALO + row) * stride + HALO
    seams.risen_west[tile, row] = _risen(west, moved_x, moved_y, stride)
    seams.risen_east[tile, row] = _risen(west + columns - 1, moved_x, moved_y, stride)
    if row == 0:
        for column in range(columns):
            seams.risen_north[tile, column] = _risen(west + column, moved_x, moved_y, stride)
    if row == rows - 1:
        for column in range(columns):
            seams.risen_south[tile, column] = _risen(west + column, moved_x, moved_y, stride)


@inlined_kernel
def look_back(flow, tile, lattice, seams, ahead):
    """Let the halo's nearest cells be as they are now in neighbours that are ahead in time."""
    around = lattice.neighbours[tile]
    rows, columns = lattice.rows[tile], lattice.columns[tile]
    stride = stride_of(lattice)
    depth = flow.depth[tile]
    west, east, north, south = around[1, 0], around[1, 2], around[0, 1], around[2, 1]
    if west >= 0 and ahead[west] > ZERO:
        for row in range(rows):
            k = (HALO + row) * stride + HALO - 1
            depth[k] = max(ZERO, depth[k] - ahead[west] * seams.risen_east[west, row])
    if east >= 0 and ahead[east] > ZERO:
        for row in range(rows):
            k = (HALO + row) * stride + HALO + columns
            depth[k] = max(ZERO, depth[k] - ahead[east] * seams.risen_west[east, row])
    if north >= 0 and ahead[north] > ZERO:
        for column in range(columns):
            k = (HALO - 1) * stride + HALO + column
            depth[k] = max(ZERO, depth[k] - ahead[north] * seams.risen_south[north, column])
    if south >= 0 and ahead[south] > ZERO:
        for column in range(columns):
            k = (HALO + rows) * stride + HALO + column
            depth[k] = max(ZERO, depth[k] - ahead[south] * seams.risen_north[south, column])


@inlined_kernel
def look_forth(flow, tile, lattice, ahead, top, bottom):
    """Bring those cells of the halo back to what they hold: no more can be taken from them.

    A neighbour that is ahead does not step now, so nobody writes what is read here. Rows ``top``
    to ``bottom`` (excluded), of -1 to that below the tile's last.
    """
    around = lattice.neighbours[tile]
    rows, columns = lattice.rows[tile], lattice.columns[tile]
    stride = stride_of(lattice)
    depth = flow.depth[tile]
    west, east, north, south = around[1, 0], around[1, 2], around[0, 1], around[2, 1]
    for row in range(max(top, 0), min(bottom, rows)):
        if west >= 0 and ahead[west] > ZERO:
            k = (HALO + row) * stride + HALO - 1
            depth[k] = flow.depth[west, k + lattice.tile_columns]
        if east >= 0 and ahead[east] > ZERO:
            k = (HALO + row) * stride + HALO + columns
            depth[k] = flow.depth[east, k - lattice.tile_columns]
    down = lattice.tile_rows * stride
    if top == -1 and north >= 0 and ahead[north] > ZERO:
        for column in range(columns):
            k = (HALO - 1) * stride + HALO + column
            depth[k] = flow.depth[north, k + down]
    if bottom > rows and south >= 0 and ahead[south] > ZERO:
        for column in range(columns):
            k = (HALO + rows) * stride + HALO + column
            depth[k] = flow.depth[south, k - down]


@inlined_kernel
def _dropped(depth, moved_x, moved_y, place, stride):
    """What rounding will drop when a cell takes what came over its faces. [m]"""
    k = np.uintp(place)
    more = _risen(place, moved_x, moved_y, stride)
    after = np.float32(depth[k] + more)
    return np.float32((np.float64(depth[k]) + np.float64(more)) - np.float64(after))


@inlined_kernel
def rest_of_sides(depth, tile, lattice, span, seams, moved_x, moved_y, row):
    """Keep what rounding drops in cells whose seam belongs to a neighbour.

    Without what the neighbour is about to move they may pass through depths
    with a coarser rounding step.
    """
    around = lattice.neighbours[tile]
    mine = span[tile]
    rows, columns = lattice.rows[tile], lattice.columns[tile]
    stride = stride_of(lattice)
    first = (HALO + row) * stride + HALO
    left, right = 0, columns
    if first_owns(span_of(span, around[1, 0]), mine):
        seams.rest_west[tile, row] += _dropped(depth, moved_x, moved_y, first, stride)
        left = 1
    east = span_of(span, around[1, 2])
    if east > 0 and not first_owns(mine, east):
        last = first + columns - 1
        seams.rest_east[tile, row] += _dropped(depth, moved_x, moved_y, last, stride)
        right = columns - 1
    # A corner is kept at one of its sides only.
    if row == 0 and first_owns(span_of(span, around[0, 1]), mine):
        for i in range(left, right):
            seams.rest_north[tile, i] += _dropped(depth, moved_x, moved_y, first + i, stride)
    south = span_of(span, around[2, 1])
    if row == rows - 1 and south > 0 and not first_owns(mine, south):
        for i in range(left, right):
            seams.rest_south[tile, i] += _dropped(depth, moved_x, moved_y, first + i, stride)


@inlined_kernel
def _lay(depth, place, moved, rest, at):
    """Add what a neighbour moved; what rounding drops waits for the next time."""
    whole = np.float64(depth[place]) + (np.float64(moved) + np.float64(rest[at]))
    rounded = np.float32(max(0.0, whole))
    rest[at] = np.float32(whole - np.float64(rounded))
    depth[place] = rounded
    return moved != ZERO


@inlined_kernel
def take_from_neighbours(flow, tile, lattice, seams, span):
    """Take what neighbours moved over the seams that they own; whether anything came or went."""
    around = lattice.neighbours[tile]
    rows, columns = lattice.rows[tile], lattice.columns[tile]
    stride = stride_of(lattice)
    depth, x, y = flow.depth[tile], flow.flow_x[tile], flow.flow_y[tile]
    mine = span[tile]
    west, east, north, south = around[1, 0], around[1, 2], around[0, 1], around[2, 1]
    stirred = False
    if west >= 0 and first_owns(span[west], mine):
        for row in range(rows):
            k = (HALO + row) * stride + HALO
            x[k] = moving(seams.flow_east[west, row])
            stirred |= _lay(depth, k, seams.east[west, row], seams.rest_west[tile], row)
    if east >= 0 and span[east] > 0 and not first_owns(mine, span[east]):
        for row in range(rows):
            k = (HALO + row) * stride + HALO + columns - 1
            stirred |= _lay(depth, k, -seams.west[east, row], seams.rest_east[tile], row)
    if north >= 0 and first_owns(span[north], mine):
        for column in range(columns):
            k = HALO * stride + HALO + column
            y[k] = moving(seams.flow_south[north, column])
            stirred |= _lay(depth, k, seams.south[north, column], seams.rest_north[tile], column)
    if south >= 0 and span[south] > 0 and not first_owns(mine, span[south]):
        for column in range(columns):
            k = (HALO + rows - 1) * stride + HALO + column
            stirred |= _lay(depth, k, -seams.north[south, column], seams.rest_south[tile], column)
    return stirred
