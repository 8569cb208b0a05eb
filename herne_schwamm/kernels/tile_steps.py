"""One time step of one tile, beside neighbours that may step at another pace.

The tile computes the faces it owns and those of its neighbours' outermost cells: how
much of its outflow such a cell can give decides what crosses the seam. A face
that moves with another time step than the tile's, or not now, is scaled to what
it would be with the tile's: only amounts count when outflow is shared out.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.kernels.compiling import inlined_kernel, lean_kernel
from herne_schwamm.kernels.edges import (
    COUNTS_AS_LEVEL,
    COUNTS_AS_OUTFLOW,
    LEVEL,
    add_inflows,
    empty,
    give_endlessly,
    hold_levels,
    listed_flow,
)
from herne_schwamm.kernels.face_flux import ONE, ZERO
from herne_schwamm.kernels.prefetch import ask_for
from herne_schwamm.kernels.surface_runoff import (
    KEPT_SHARE,
    add_moved,
    limited_depths,
    moved_depths,
    new_flow,
    new_flows,
    outflow_shares,
)
from herne_schwamm.kernels.tiles import HALO, stride_of

SIGN_BIT_OFF = np.int32(0x7FFFFFFF)

STILL_BITS = np.float32(1e-12).view(np.int32)
"""Discharges of no more than 1e-12 m2/s are none: water that comes to rest would end in subnormal
numbers, on which processors are a hundred times slower. As bits, in which sizes are compared."""

NEW_X, NEW_Y, SHARE, MOVED_X, MOVED_Y = range(5)
WORK_BLOCKS = 5
"""Blocks of work space a thread needs."""


BAND_ROWS = 1
"""A tile is stepped by bands of so many rows, while the memory brings what comes
`FETCHED_ROWS` later."""

FETCHED_ROWS = 4


class Scheme(NamedTuple):
    """Numbers of the scheme.

    Parameters
    ----------
    cell_size
        Edge of a cell. [m]
    damping
        Weight the neighbours have in a face's old discharge, over the Courant number.
    froude_limit
        Greatest Froude number.
    courant
        Time step over the time a shallow wave needs across a cell.
    longest
        Longest time step. [s]
    still
        A tile sleeps when no discharge in it is greater. [m2/s]
    """

    cell_size: float
    damping: np.float32
    froude_limit: np.float32
    courant: float
    longest: float
    still: np.float32


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


class Told(NamedTuple):
    """What the tiles tell of themselves. (tiles)

    Parameters
    ----------
    deepest, fastest
        Bits of the greatest depth [m] and of the greatest size of a discharge [m2/s]:
        of floats that are not negative they rise as these do, and integers have a
        vector maximum where floats (not a number!) have none.
    rung
        How often the interval is halved for the tile's own water.
    stirred
        Whether water came or went over a seam of another tile.
    steps, limited
        Number of steps, and of cells whose outflow was scaled down.
    outflow, level_gain, inflow
        Sums of depth that left over open edges, that came over edges of fixed level
        (negative: went), and that entered at points. [m]
    """

    deepest: NDArray[np.int32]
    fastest: NDArray[np.int32]
    rung: NDArray[np.int64]
    stirred: NDArray[np.bool_]
    steps: NDArray[np.int64]
    limited: NDArray[np.int64]
    outflow: NDArray[np.float64]
    level_gain: NDArray[np.float64]
    inflow: NDArray[np.float64]


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
def _in_step(tile, lattice, span):
    """Whether there are neighbours on all sides that step now and as far as the tile.

    Beyond the city there are none: halos gather there what left over open edges, and
    nothing may flow between them.
    """
    for down in range(3):
        for right in range(3):
            if span_of(span, lattice.neighbours[tile, down, right]) != span[tile]:
                return False
    return True


@lean_kernel
def _repaced(
    new, old, other, block, stride, row, left, right, along, across, pace, mine, tick, scheme
):
    """Faces of a row that move at another pace than the tile, scaled to its own."""
    if pace == mine:
        return
    depth, bed, gravity_n2 = block
    first = (HALO + row) * stride + HALO + left
    last = first + right - left
    if pace == 0:
        for k in range(np.uintp(first), np.uintp(last)):
            new[k] = ZERO
        return
    step = np.float32(pace * tick)
    step_over_cell = np.float32(pace * tick / scheme.cell_size)
    ratio = np.float32(pace / mine)
    if right - left == 1:
        new[np.uintp(first)] = ratio * new_flow(
            old,
            other,
            depth,
            bed,
            gravity_n2,
            first,
            along,
            across,
            step,
            step_over_cell,
            scheme.damping,
            scheme.froude_limit,
        )
        return
    new_flows(
        new,
        old,
        other,
        depth,
        bed,
        gravity_n2,
        first,
        last,
        along,
        across,
        step,
        step_over_cell,
        scheme.damping,
        scheme.froude_limit,
    )
    for k in range(np.uintp(first), np.uintp(last)):
        new[k] *= ratio


@inlined_kernel
def _repace_seams(flow, tile, lattice, span, new_x, new_y, top, bottom, tick, scheme):
    """Bring the faces on and beyond the seams to the pace at which they move.

    Rows ``top`` to ``bottom`` (excluded), of -1 to two below the tile's last.
    """
    around = lattice.neighbours[tile]
    north_west, north = span_of(span, around[0, 0]), span_of(span, around[0, 1])
    north_east, west = span_of(span, around[0, 2]), span_of(span, around[1, 0])
    east, south_west = span_of(span, around[1, 2]), span_of(span, around[2, 0])
    south, south_east = span_of(span, around[2, 1]), span_of(span, around[2, 2])
    mine = span[tile]
    rows, columns = lattice.rows[tile], lattice.columns[tile]
    stride = stride_of(lattice)
    x, y = flow.flow_x[tile], flow.flow_y[tile]
    block = (flow.depth[tile], flow.bed[tile], flow.gravity_n2[tile])
    along_x, along_y = (1, stride), (stride, 1)
    how = (mine, tick, scheme)
    for row in range(top, bottom):
        of_x = (new_x, x, y, block, stride, row)
        of_y = (new_y, y, x, block, stride, row)
        if 0 <= row < rows:
            _repaced(*of_x, -1, 0, *along_x, west, *how)
            _repaced(*of_x, 0, 1, *along_x, shared_span(west, mine), *how)
            _repaced(*of_x, columns, columns + 1, *along_x, shared_span(mine, east), *how)
            _repaced(*of_x, columns + 1, columns + 2, *along_x, east, *how)
        if 0 < row < rows:
            _repaced(*of_y, -1, 0, *along_y, west, *how)
            _repaced(*of_y, columns, columns + 1, *along_y, east, *how)
        elif row == -1:
            _repaced(*of_x, 0, 1, *along_x, shared_span(north_west, north), *how)
            _repaced(*of_x, 1, columns, *along_x, north, *how)
            _repaced(*of_x, columns, columns + 1, *along_x, shared_span(north, north_east), *how)
            _repaced(*of_y, 0, columns, *along_y, north, *how)
        elif row == 0:
            _repaced(*of_y, -1, 0, *along_y, shared_span(north_west, west), *how)
            _repaced(*of_y, 0, columns, *along_y, shared_span(north, mine), *how)
            _repaced(*of_y, columns, columns + 1, *along_y, shared_span(north_east, east), *how)
        elif row == rows:
            _repaced(*of_x, 0, 1, *along_x, shared_span(south_west, south), *how)
            _repaced(*of_x, 1, columns, *along_x, south, *how)
            _repaced(*of_x, columns, columns + 1, *along_x, shared_span(south, south_east), *how)
            _repaced(*of_y, -1, 0, *along_y, shared_span(west, south_west), *how)
            _repaced(*of_y, 0, columns, *along_y, shared_span(mine, south), *how)
            _repaced(*of_y, columns, columns + 1, *along_y, shared_span(east, south_east), *how)
        elif row == rows + 1:
            _repaced(*of_y, 0, columns, *along_y, south, *how)


@inlined_kernel
def _set_listed(flow, tile, faces, next_one, last_row, span, new_x, new_y, stride, tick, scheme):
    """Flows of the tile's listed faces from `next_one` to `last_row`; the face after them."""
    mine = span[tile]
    # Out of their tuples once, not for every face: that takes longer than its flow.
    x, y, depth, gravity_n2 = (
        flow.flow_x[tile],
        flow.flow_y[tile],
        flow.depth[tile],
        flow.gravity_n2[tile],
    )
    kind, axis, place, inner, above = (
        faces.kind,
        faces.axis,
        faces.place,
        faces.inner,
        faces.above,
    )
    row, before, after = faces.row, faces.before, faces.after
    conveyance, sign = faces.conveyance, faces.sign
    one, end = next_one, faces.first[tile + 1]
    while one < end and row[one] <= last_row:
        pace = shared_span(span_of(span, before[one]), span_of(span, after[one]))
        value = ZERO
        if pace > 0:
            value = listed_flow(
                kind[one],
                axis[one] == 0,
                place[one],
                inner[one],
                conveyance[one],
                sign[one],
                above[one, 0],
                above[one, 1],
                x,
                y,
                new_x,
                new_y,
                depth,
                gravity_n2,
                stride,
                np.float32(pace * tick),
                np.float32(pace * tick / scheme.cell_size),
                scheme.damping,
                scheme.froude_limit,
            )
            # The inner face of a level has been scaled already.
            if pace != mine and kind[one] != LEVEL:
                value *= np.float32(pace / mine)
        if axis[one] == 0:
            new_x[place[one]] = value
        else:
            new_y[place[one]] = value
        one += 1
    return one


@inlined_kernel
def _count_listed(tile, faces, span, moved_x, moved_y, told):
    for one in range(faces.first[tile], faces.first[tile + 1]):
        if faces.counts[one] != COUNTS_AS_OUTFLOW and faces.counts[one] != COUNTS_AS_LEVEL:
            continue
        before, after = faces.before[one], faces.after[one]
        of_first = first_owns(span_of(span, before), span_of(span, after))
        if (before if of_first else after) != tile:
            continue
        place = faces.place[one]
        moved = moved_x[place] if faces.axis[one] == 0 else moved_y[place]
        out = np.float64(faces.sign[one]) * np.float64(moved)
        if faces.counts[one] == COUNTS_AS_OUTFLOW:
            told.outflow[tile] += out
        else:
            told.level_gain[tile] -= out


@inlined_kernel
def step_tile(flow, tile, lattice, faces, endless, seams, span, ahead, tick, scheme, work, told):
    """Move the water of one tile by its time step; halos hold what was before.

    Parameters
    ----------
    flow
        Blocks; those of the tile are changed in place.
    tile
        Which one.
    lattice, scheme
        The tiles, the numbers of the scheme.
    faces, endless
        Listed faces and cells; see `herne_schwamm.kernels.edges.Edges`.
    seams
        What moved over the seams, for `settle_tile` of the neighbours.
    span
        Time steps of the tiles that step now, 0 of the others. [ticks]
    ahead
        Part of its last step that each tile has still before it, 0 of those that
        have caught up.
    tick
        Length of a tick. [s]
    work
        Work space of this thread, (`WORK_BLOCKS`, block).
    told
        Changed in place.
    """
    rows, columns = lattice.rows[tile], lattice.columns[tile]
    stride = stride_of(lattice)
    depth, bed, gravity_n2 = flow.depth[tile], flow.bed[tile], flow.gravity_n2[tile]
    x, y = flow.flow_x[tile], flow.flow_y[tile]
    new_x, new_y, share = work[NEW_X], work[NEW_Y], work[SHARE]
    moved_x, moved_y = work[MOVED_X], work[MOVED_Y]
    step = np.float32(span[tile] * tick)
    step_over_cell = np.float32(span[tile] * tick / scheme.cell_size)
    damping, froude_limit = scheme.damping, scheme.froude_limit

    in_step = _in_step(tile, lattice, span)
    if not in_step:
        _look_back(flow, tile, lattice, seams, ahead)
    most_leaving = np.float32((1.0 - KEPT_SHARE) * scheme.cell_size / (span[tile] * tick))
    listed = faces.first[tile]
    scarce = False
    deepest, fastest = np.int32(0), np.int32(0)
    top = 0
    while top < rows:
        bottom = min(top + BAND_ROWS, rows)
        # Faces are made to the row after next: what cells of the next row can give decides what
        # crosses to them. The rows of the band are not looked at any more after that.
        made = top + 2 if top > 0 else -1
        first, last = (HALO + made) * stride, (HALO + bottom + 2) * stride
        soon, soon_end = first + FETCHED_ROWS * stride, last + FETCHED_ROWS * stride
        ask_for(depth, soon, soon_end)
        new_flows(
            new_x,
            x,
            y,
            depth,
            bed,
            gravity_n2,
            first,
            last,
            1,
            stride,
            step,
            step_over_cell,
            damping,
            froude_limit,
        )
        ask_for(bed, soon, soon_end)
        new_flows(
            new_y,
            y,
            x,
            depth,
            bed,
            gravity_n2,
            first,
            last,
            stride,
            1,
            step,
            step_over_cell,
            damping,
            froude_limit,
        )
        if not in_step:
            _repace_seams(
                flow, tile, lattice, span, new_x, new_y, made, bottom + 2, tick, scheme
            )
        listed = _set_listed(
            flow, tile, faces, listed, bottom + 1, span, new_x, new_y, stride, tick, scheme
        )
        ask_for(gravity_n2, soon, soon_end)
        was_scarce = scarce
        shared = top + 1 if top > 0 else -1
        first, last = (HALO + shared) * stride, last - stride
        if not in_step:
            _look_forth(flow, tile, lattice, ahead, shared, bottom + 1)
        scarce = outflow_shares(share, depth, new_x, new_y, first, last, stride, most_leaving) > 0
        if scarce:
            give_endlessly(share, endless, tile)
        ask_for(x, soon, soon_end)
        first = (HALO + max(shared, 0)) * stride
        if scarce or was_scarce:
            limited_depths(moved_x, new_x, share, depth, first, last, 1, step_over_cell)
            limited_depths(moved_y, new_y, share, depth, first, last, stride, step_over_cell)
            told.limited[tile] += _limited(share, top, bottom, columns, stride)
        else:
            moved_depths(moved_x, new_x, depth, first, last, 1, step_over_cell)
            moved_depths(moved_y, new_y, depth, first, last, stride, step_over_cell)
        ask_for(y, soon, soon_end)
        _keep_to_own(flow, tile, lattice, span, seams, work, top, bottom)
        if not in_step:
            # Neighbours in step have their next steps at the tile's own.
            _tell_risen(tile, rows, columns, stride, seams, moved_x, moved_y, top, bottom)
        _rest_of_sides(depth, tile, lattice, span, seams, moved_x, moved_y, top, bottom)
        first, last = (HALO + top) * stride, (HALO + bottom) * stride
        add_moved(depth, moved_x, moved_y, first, last, stride)
        deeper, faster = _take_over(flow, tile, top, bottom, columns, stride, new_x, new_y)
        deepest, fastest = max(deepest, deeper), max(fastest, faster)
        top = bottom
    _count_listed(tile, faces, span, moved_x, moved_y, told)
    told.deepest[tile] = deepest
    told.fastest[tile] = fastest
    told.steps[tile] += 1


@inlined_kernel
def _limited(share, top, bottom, columns, stride):
    count = np.int32(0)
    for row in range(top, bottom):
        start = np.uintp((HALO + row) * stride + HALO)
        for i in range(np.uintp(columns)):
            count += np.int32(share[start + i] < ONE)
    return count


@inlined_kernel
def _keep_to_own(flow, tile, lattice, span, seams, work, top, bottom):
    """Tell what moved over the seams the tile owns, and leave the others to their owners.

    Rows ``top`` to ``bottom`` (excluded).
    """
    around = lattice.neighbours[tile]
    mine = span[tile]
    rows, columns = lattice.rows[tile], lattice.columns[tile]
    stride = stride_of(lattice)
    new_x, new_y = work[NEW_X], work[NEW_Y]
    moved_x, moved_y = work[MOVED_X], work[MOVED_Y]
    x, y = flow.flow_x[tile], flow.flow_y[tile]
    owns_west = not first_owns(span_of(span, around[1, 0]), mine)
    owns_north = not first_owns(span_of(span, around[0, 1]), mine)
    owns_east = first_owns(mine, span_of(span, around[1, 2]))
    owns_south = first_owns(mine, span_of(span, around[2, 1]))
    west = (HALO + top) * stride + HALO
    east = west + columns
    high = bottom - top
    _tell_side(seams.west[tile, top:bottom], moved_x, west, stride, high)
    _tell_side(seams.east[tile, top:bottom], moved_x, east, stride, high)
    _tell_side(seams.flow_east[tile, top:bottom], new_x, east, stride, high)
    if not owns_west:
        _no_side(moved_x, west, stride, high)
        _copy_side(new_x, x, west, stride, high)
    if not owns_east:
        _no_side(moved_x, east, stride, high)
    elif around[1, 2] < 0:
        _copy_side(x, new_x, east, stride, high)
    if top == 0:
        north = HALO * stride + HALO
        _tell_side(seams.north[tile], moved_y, north, 1, columns)
        if not owns_north:
            _no_side(moved_y, north, 1, columns)
            _copy_side(new_y, y, north, 1, columns)
    if bottom == rows:
        south = (HALO + rows) * stride + HALO
        _tell_side(seams.south[tile], moved_y, south, 1, columns)
        _tell_side(seams.flow_south[tile], new_y, south, 1, columns)
        if not owns_south:
            _no_side(moved_y, south, 1, columns)
        elif around[2, 1] < 0:
            _copy_side(y, new_y, south, 1, columns)


@inlined_kernel
def _tell_side(side, block, first, apart, length):
    for i in range(np.uintp(length)):
        side[i] = block[np.uintp(first) + i * np.uintp(apart)]


@inlined_kernel
def _copy_side(block, other, first, apart, length):
    for i in range(np.uintp(length)):
        k = np.uintp(first) + i * np.uintp(apart)
        block[k] = other[k]


@inlined_kernel
def _no_side(block, first, apart, length):
    for i in range(np.uintp(length)):
        block[np.uintp(first) + i * np.uintp(apart)] = ZERO


@inlined_kernel
def _risen(place, moved_x, moved_y, stride):
    return (moved_x[place] - moved_x[place + 1]) + (moved_y[place] - moved_y[place + stride])


@inlined_kernel
def _tell_risen(tile, rows, columns, stride, seams, moved_x, moved_y, top, bottom):
    for row in range(top, bottom):
        west = (HALO + row) * stride + HALO
        seams.risen_west[tile, row] = _risen(west, moved_x, moved_y, stride)
        seams.risen_east[tile, row] = _risen(west + columns - 1, moved_x, moved_y, stride)
    if top == 0:
        north = HALO * stride + HALO
        for column in range(columns):
            seams.risen_north[tile, column] = _risen(north + column, moved_x, moved_y, stride)
    if bottom == rows:
        south = (HALO + rows - 1) * stride + HALO
        for column in range(columns):
            seams.risen_south[tile, column] = _risen(south + column, moved_x, moved_y, stride)


@inlined_kernel
def _look_back(flow, tile, lattice, seams, ahead):
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
def _look_forth(flow, tile, lattice, ahead, top, bottom):
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


@lean_kernel
def _keep_rest(rest, depth, moved_x, moved_y, first, apart, stride, length):
    """Add what rounding will drop when cells of a side take what came over their faces. [m]"""
    for i in range(np.uintp(length)):
        k = np.uintp(first) + i * np.uintp(apart)
        below = k + np.uintp(stride)
        more = (moved_x[k] - moved_x[k + np.uintp(1)]) + (moved_y[k] - moved_y[below])
        after = np.float32(depth[k] + more)
        rest[i] += np.float32((np.float64(depth[k]) + np.float64(more)) - np.float64(after))


@inlined_kernel
def _rest_of_sides(depth, tile, lattice, span, seams, moved_x, moved_y, top, bottom):
    """Keep what rounding drops in cells whose seam belongs to a neighbour.

    Without what the neighbour is about to move they may pass through depths
    with a coarser rounding step. Rows ``top`` to ``bottom`` (excluded).
    """
    around = lattice.neighbours[tile]
    mine = span[tile]
    rows, columns = lattice.rows[tile], lattice.columns[tile]
    stride = stride_of(lattice)
    first = (HALO + top) * stride + HALO
    high = bottom - top
    left, right = 0, columns
    if first_owns(span_of(span, around[1, 0]), mine):
        rest = seams.rest_west[tile, top:bottom]
        _keep_rest(rest, depth, moved_x, moved_y, first, stride, stride, high)
        left = 1
    east = span_of(span, around[1, 2])
    if east > 0 and not first_owns(mine, east):
        rest = seams.rest_east[tile, top:bottom]
        last = first + columns - 1
        _keep_rest(rest, depth, moved_x, moved_y, last, stride, stride, high)
        right = columns - 1
    # A corner is kept at one of its sides only.
    if top == 0 and first_owns(span_of(span, around[0, 1]), mine):
        rest = seams.rest_north[tile, left:right]
        first = HALO * stride + HALO + left
        _keep_rest(rest, depth, moved_x, moved_y, first, 1, stride, right - left)
    south = span_of(span, around[2, 1])
    if bottom == rows and south > 0 and not first_owns(mine, south):
        rest = seams.rest_south[tile, left:right]
        first = (HALO + rows - 1) * stride + HALO + left
        _keep_rest(rest, depth, moved_x, moved_y, first, 1, stride, right - left)


@inlined_kernel
def _size_bits(flow):
    return np.int32(np.float32(flow).view(np.int32) & SIGN_BIT_OFF)


@inlined_kernel
def _moving(flow):
    return flow if _size_bits(flow) > STILL_BITS else ZERO


@inlined_kernel
def _take_over(flow, tile, top, bottom, columns, stride, new_x, new_y):
    """Take the new discharges for the old ones; the bits of the greatest depth and discharge."""
    depth, x, y = flow.depth[tile], flow.flow_x[tile], flow.flow_y[tile]
    deepest = np.int32(0)
    fastest = np.int32(0)
    for row in range(top, bottom):
        start = np.uintp((HALO + row) * stride + HALO)
        for i in range(np.uintp(columns)):
            k = start + i
            size_x, size_y = _size_bits(new_x[k]), _size_bits(new_y[k])
            x[k] = new_x[k] if size_x > STILL_BITS else ZERO
            y[k] = new_y[k] if size_y > STILL_BITS else ZERO
            deepest = max(deepest, np.int32(np.float32(depth[k]).view(np.int32)))
            fastest = max(fastest, max(size_x, size_y))
    return deepest, fastest


@inlined_kernel
def _lay(depth, place, moved, rest, at):
    """Add what a neighbour moved; what rounding drops waits for the next time."""
    whole = np.float64(depth[place]) + (np.float64(moved) + np.float64(rest[at]))
    rounded = np.float32(max(0.0, whole))
    rest[at] = np.float32(whole - np.float64(rounded))
    depth[place] = rounded
    return moved != ZERO


@inlined_kernel
def _deepest_at_sides(depth, rows, columns, stride):
    deepest = np.int32(0)
    for row in range(rows):
        west = (HALO + row) * stride + HALO
        for k in (west, west + columns - 1):
            deepest = max(deepest, np.int32(np.float32(depth[k]).view(np.int32)))
    for row in (0, rows - 1):
        west = (HALO + row) * stride + HALO
        for k in range(west, west + columns):
            deepest = max(deepest, np.int32(np.float32(depth[k]).view(np.int32)))
    return deepest


@inlined_kernel
def settle_tile(flow, tile, lattice, outside, levels, inflows, seams, span, tick, told):
    """Take what neighbours moved over their seams, then serve the listed cells."""
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
            x[k] = _moving(seams.flow_east[west, row])
            stirred |= _lay(depth, k, seams.east[west, row], seams.rest_west[tile], row)
    if east >= 0 and span[east] > 0 and not first_owns(mine, span[east]):
        for row in range(rows):
            k = (HALO + row) * stride + HALO + columns - 1
            stirred |= _lay(depth, k, -seams.west[east, row], seams.rest_east[tile], row)
    if north >= 0 and first_owns(span[north], mine):
        for column in range(columns):
            k = HALO * stride + HALO + column
            y[k] = _moving(seams.flow_south[north, column])
            stirred |= _lay(depth, k, seams.south[north, column], seams.rest_north[tile], column)
    if south >= 0 and span[south] > 0 and not first_owns(mine, span[south]):
        for column in range(columns):
            k = (HALO + rows - 1) * stride + HALO + column
            stirred |= _lay(depth, k, -seams.north[south, column], seams.rest_south[tile], column)
    empty(depth, outside, tile)
    gain = hold_levels(depth, levels, tile)
    stirred |= gain != 0.0
    told.level_gain[tile] += gain
    if mine > 0:
        told.inflow[tile] += add_inflows(depth, inflows, tile, mine * tick)
    deepest = told.deepest[tile]
    if stirred:
        deepest = max(deepest, _deepest_at_sides(depth, rows, columns, stride))
    for cells in (levels, inflows):
        for one in range(cells.first[tile], cells.first[tile + 1]):
            deepest = max(deepest, np.int32(np.float32(depth[cells.place[one]]).view(np.int32)))
    told.deepest[tile] = deepest
    told.stirred[tile] = stirred
