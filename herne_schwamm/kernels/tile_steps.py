"""One time step of one tile, beside neighbours that may step at another pace.

The tile computes the faces it owns and those of its neighbours' outermost cells: how
much of its outflow such a cell can give decides what crosses the seam.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.kernels.compiling import inlined_kernel
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
from herne_schwamm.kernels.separate import arrays_are_separate
from herne_schwamm.kernels.surface_runoff import (
    KEPT_SHARE,
    STILL_BITS,
    add_moved,
    limited_depths,
    moved_depths,
    new_flows,
    outflow_shares,
    size_bits,
)
from herne_schwamm.kernels.tile_seams import (
    MOVED_X,
    MOVED_Y,
    NEW_X,
    NEW_Y,
    PACES,
    SHARE,
    first_owns,
    in_step,
    keep_to_own,
    look_back,
    look_forth,
    paced_rows,
    rest_of_sides,
    shared_span,
    span_of,
    take_from_neighbours,
    tell_risen,
)
from herne_schwamm.kernels.tiles import HALO, stride_of

FETCHED_ROWS = 4
"""So many rows ahead the memory is asked for what will be read."""


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

    Row by row: the faces of a row are made two rows before its cells change, as what cells of
    the next row can give decides what crosses to them, and faces look at old neighbours. So
    what one sweep over a row writes lies in the nearest cache for the next one, and
    the memory has time to bring the rows to come.

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
    paces = work[PACES]
    step = np.float32(span[tile] * tick)
    step_over_cell = np.float32(span[tile] * tick / scheme.cell_size)
    most_leaving = np.float32((1.0 - KEPT_SHARE) * scheme.cell_size / (span[tile] * tick))
    ground = (depth, bed, gravity_n2)
    how = (step, step_over_cell, scheme.damping, scheme.froude_limit)

    even, sides_even = in_step(tile, lattice, span, 0, 3), in_step(tile, lattice, span, 1, 2)
    if not even:
        look_back(flow, tile, lattice, seams, ahead)
    listed = faces.first[tile]
    scarce = False
    deepest, fastest = np.int32(0), np.int32(0)
    for row in range(rows):
        # The first row comes with all that lies before it.
        faces_from, cells_from = (-1, -1) if row == 0 else (row + 2, row + 1)
        # From the first cell of a row to that of another one, with the halos between.
        first, last = (HALO + faces_from) * stride + HALO, (HALO + row + 3) * stride + HALO
        soon, soon_end = first + FETCHED_ROWS * stride, last + FETCHED_ROWS * stride
        ask_for(depth, soon, soon_end)
        ask_for(bed, soon, soon_end)
        # Rows away from the seams to the north and south, alone.
        inside = 0 < row < rows - 3
        if even or (sides_even and inside):
            new_flows(new_x, x, y, *ground, first, last, 1, stride, *how)
            new_flows(new_y, y, x, *ground, first, last, stride, 1, *how)
        else:
            paced_rows(
                flow, tile, lattice, span, new_x, new_y, paces, faces_from, row + 3, tick, scheme
            )
        listed = _set_listed(
            flow, tile, faces, listed, row + 2, span, new_x, new_y, stride, tick, scheme
        )
        ask_for(gravity_n2, soon, soon_end)
        if not even:
            look_forth(flow, tile, lattice, ahead, cells_from, row + 2)
        was_scarce = scarce
        first, last = (HALO + cells_from) * stride + HALO, (HALO + row + 2) * stride + HALO
        scarce = outflow_shares(share, depth, new_x, new_y, first, last, stride, most_leaving) > 0
        if scarce:
            give_endlessly(share, endless, tile)
        ask_for(x, soon, soon_end)
        first = (HALO + max(cells_from, 0)) * stride + HALO
        if scarce or was_scarce:
            limited_depths(moved_x, new_x, share, depth, first, last, 1, step_over_cell)
            limited_depths(moved_y, new_y, share, depth, first, last, stride, step_over_cell)
            told.limited[tile] += _limited(share, row, columns, stride)
        else:
            moved_depths(moved_x, new_x, depth, first, last, 1, step_over_cell)
            moved_depths(moved_y, new_y, depth, first, last, stride, step_over_cell)
        ask_for(y, soon, soon_end)
        keep_to_own(flow, tile, lattice, span, seams, work, row)
        if not even:
            # Neighbours in step have their next steps at the tile's own.
            tell_risen(tile, rows, columns, stride, seams, moved_x, moved_y, row)
        rest_of_sides(depth, tile, lattice, span, seams, moved_x, moved_y, row)
        first = (HALO + row) * stride + HALO
        add_moved(depth, moved_x, moved_y, first, first + columns, stride)
        deeper, faster = _take_over(depth, x, y, new_x, new_y, first, columns)
        deepest, fastest = max(deepest, deeper), max(fastest, faster)
    _count_listed(tile, faces, span, moved_x, moved_y, told)
    told.deepest[tile] = deepest
    told.fastest[tile] = fastest
    told.steps[tile] += 1


@inlined_kernel
def _limited(share, row, columns, stride):
    count = np.int32(0)
    start = np.uintp((HALO + row) * stride + HALO)
    for i in range(np.uintp(columns)):
        count += np.int32(share[start + i] < ONE)
    return count


@inlined_kernel
def _take_over(depth, x, y, new_x, new_y, first, columns):
    """Take a row's new discharges for the old; bits of its greatest depth and discharge."""
    arrays_are_separate()
    deepest = np.int32(0)
    fastest = np.int32(0)
    start = np.uintp(first)
    for i in range(np.uintp(columns)):
        k = start + i
        size_x, size_y = size_bits(new_x[k]), size_bits(new_y[k])
        x[k] = new_x[k] if size_x > STILL_BITS else ZERO
        y[k] = new_y[k] if size_y > STILL_BITS else ZERO
        deepest = max(deepest, np.int32(np.float32(depth[k]).view(np.int32)))
        fastest = max(fastest, max(size_x, size_y))
    return deepest, fastest


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
    rows, columns = lattice.rows[tile], lattice.columns[tile]
    stride = stride_of(lattice)
    depth = flow.depth[tile]
    mine = span[tile]
    stirred = take_from_neighbours(flow, tile, lattice, seams, span)
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
