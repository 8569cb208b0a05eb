"""Surface runoff: local inertia on a staggered raster, in steps of a ladder.

Arrays have one ring of cells around the city and walls as very high ground, so
that no loop needs a special case at an edge. ``flow_x[j, i]`` is the unit
discharge over the western face of cell (j, i), positive to the east;
``flow_y[j, i]`` over its northern face, positive to the south. [m2/s]

Water is kept exactly: what moves over a face is cut to a whole multiple of the
rounding step of the deeper of its two cells, so taking it out of one float32
depth and putting it into the other loses nothing (but for the last bit of a
depth that grows beyond a power of two, to either side). What a face could not
move stays where it is. A cell that would give more than it has scales all its
outflow by one factor; depth is never clipped.
"""

from __future__ import annotations

import math

import numba
import numpy as np

from herne_schwamm.kernels import face_flux as plain
from herne_schwamm.kernels.compiling import kernel, parallel_kernel
from herne_schwamm.kernels.face_flux import GRAVITY, HALF, ONE, ZERO

WALL_M = np.float32(16000.0)
"""Height of cells that no water enters: above any terrain, on its 1/1024 m step."""

DRY_M = np.float32(1e-5)
"""Faces with less depth carry no flow. [m]"""

STILL_M2_S = np.float32(1e-12)
"""Smaller unit discharges are none: water that comes to rest would end in subnormal
numbers, on which processors are a hundred times slower. [m2/s]"""

QUARTER = np.float32(0.25)
EXPONENT_BITS = np.int32(0x7F800000)
ROUNDING = np.float32(2.0**-23)

_face_depth = kernel(plain.face_depth)
_inverse_seven_thirds = kernel(plain.inverse_seven_thirds)
_manning_friction_rate = kernel(plain.manning_friction_rate)
_face_flux = kernel(plain.face_flux)


@kernel
def _flow_row(
    new,
    old,
    old_before,
    old_after,
    cross_1,
    cross_2,
    cross_3,
    cross_4,
    depth_before,
    depth_after,
    bed_before,
    bed_after,
    gravity_n2_before,
    gravity_n2_after,
    step,
    step_over_cell,
    carry,
    spread,
    froude_limit,
):
    """New unit discharge of a row of faces.

    All arguments are rows of equal length: offset slices instead of indices
    i-1 and i+1 are what lets the loop become vector instructions.
    """
    for i in range(new.size):
        bed_step = bed_after[i] - bed_before[i]
        depth = _face_depth(depth_before[i], depth_after[i], bed_step)
        wet = depth > DRY_M
        # A harmless depth on dry faces keeps infinities out; the result is dropped.
        depth = depth if wet else ONE
        level_step = bed_step + (depth_after[i] - depth_before[i])
        cross = QUARTER * ((cross_1[i] + cross_2[i]) + (cross_3[i] + cross_4[i]))
        size = math.sqrt(old[i] * old[i] + cross * cross)
        friction_rate = _manning_friction_rate(
            HALF * (gravity_n2_before[i] + gravity_n2_after[i]),
            size,
            _inverse_seven_thirds(depth),
        )
        flow = _face_flux(
            old[i],
            old_before[i],
            old_after[i],
            depth,
            level_step,
            friction_rate,
            froude_limit,
            GRAVITY,
            step,
            step_over_cell,
            carry,
            spread,
        )
        new[i] = flow if wet and abs(flow) > STILL_M2_S else ZERO


@parallel_kernel
def new_flows(
    flow_x,
    flow_y,
    new_x,
    new_y,
    depth,
    bed,
    gravity_n2,
    step,
    step_over_cell,
    carry,
    spread,
    froude_limit,
):
    """Unit discharge of all faces between cells after one step, not yet limited."""
    rows = depth.shape[0]
    for j in numba.prange(1, rows - 1):
        _flow_row(
            new_x[j, 1:-1],
            flow_x[j, 1:-1],
            flow_x[j, :-2],
            flow_x[j, 2:],
            flow_y[j, :-1],
            flow_y[j, 1:],
            flow_y[j + 1, :-1],
            flow_y[j + 1, 1:],
            depth[j, :-1],
            depth[j, 1:],
            bed[j, :-1],
            bed[j, 1:],
            gravity_n2[j, :-1],
            gravity_n2[j, 1:],
            step,
            step_over_cell,
            carry,
            spread,
            froude_limit,
        )
        _flow_row(
            new_y[j],
            flow_y[j],
            flow_y[j - 1],
            flow_y[j + 1],
            flow_x[j - 1, :-1],
            flow_x[j, :-1],
            flow_x[j - 1, 1:],
            flow_x[j, 1:],
            depth[j - 1],
            depth[j],
            bed[j - 1],
            bed[j],
            gravity_n2[j - 1],
            gravity_n2[j],
            step,
            step_over_cell,
            carry,
            spread,
            froude_limit,
        )


@kernel
def _outflow_share_row(share, depth, west, east, north, south, cell_over_step):
    """Share of its outflow each cell of a row can give, and how many give less than all."""
    limited = 0
    for i in range(share.size):
        leaving = (max(-west[i], ZERO) + max(east[i], ZERO)) + (
            max(-north[i], ZERO) + max(south[i], ZERO)
        )
        there = depth[i] * cell_over_step
        short = leaving > there
        share[i] = there / leaving if short else ONE
        limited += short
    return limited


@parallel_kernel
def outflow_shares(share, limited_of_row, depth, new_x, new_y, cell_over_step):
    """One factor per cell that keeps its outflow within its water."""
    rows = depth.shape[0]
    for j in numba.prange(1, rows - 1):
        limited_of_row[j] = _outflow_share_row(
            share[j],
            depth[j],
            new_x[j, :-1],
            new_x[j, 1:],
            new_y[j],
            new_y[j + 1],
            cell_over_step,
        )


@kernel
def _limit_row(flow, share_before, share_after):
    for i in range(flow.size):
        flow[i] *= share_before[i] if flow[i] > ZERO else share_after[i]


@parallel_kernel
def limit_flows(new_x, new_y, share, limited_of_row):
    """Scale every flow by the factor of the cell it leaves."""
    rows = share.shape[0]
    for j in numba.prange(1, rows):
        if limited_of_row[j]:
            _limit_row(new_x[j, 1:-1], share[j, :-1], share[j, 1:])
        if limited_of_row[j - 1] or limited_of_row[j]:
            _limit_row(new_y[j], share[j - 1], share[j])


@kernel
def _moved_row(moved, flow, depth_before, depth_after, step_over_cell):
    """Depth moved over a row of faces, cut to the rounding step of the deeper cell."""
    for i in range(moved.size):
        wanted = abs(flow[i]) * step_over_cell
        deeper = max(depth_before[i], depth_after[i])
        binade = np.int32(np.float32(deeper).view(np.int32) & EXPONENT_BITS).view(np.float32)
        # Adding and taking away the power of two rounds to its rounding step.
        cut = (wanted + binade) - binade
        cut -= binade * ROUNDING if cut > wanted else ZERO
        moved[i] = cut if flow[i] > ZERO else -cut


@kernel
def _store_row(depth, bits, west, east, north, south):
    """Add what came and take what went; returns the row's greatest depth as bits."""
    greatest = np.int32(0)
    for i in range(depth.size):
        depth[i] = depth[i] + ((west[i] - east[i]) + (north[i] - south[i]))
        # Depths are not negative: their bits rise as they do, and integers
        # have a vector maximum where floats (not a number!) have none.
        greatest = max(greatest, bits[i])
    return greatest


@parallel_kernel
def move_water(depth, new_x, new_y, greatest_of_row, step_over_cell, bands):
    """Move the water of one step between the cells."""
    rows, columns = depth.shape
    bits = depth.view(np.int32)
    # A band needs what moves over its seams from the depths before the step.
    seam = np.zeros((bands + 1, columns), dtype=np.float32)
    for band in numba.prange(1, bands):
        face = band * rows // bands
        _moved_row(seam[band], new_y[face], depth[face - 1], depth[face], step_over_cell)
    for band in numba.prange(bands):
        first = band * rows // bands
        last = (band + 1) * rows // bands
        north = np.empty(columns, dtype=np.float32)
        south = np.empty(columns, dtype=np.float32)
        along = np.zeros(columns + 1, dtype=np.float32)
        north[:] = seam[band]
        for j in range(first, last):
            if j + 1 < last:
                _moved_row(south, new_y[j + 1], depth[j], depth[j + 1], step_over_cell)
            else:
                south[:] = seam[band + 1]
            _moved_row(along[1:-1], new_x[j, 1:-1], depth[j, :-1], depth[j, 1:], step_over_cell)
            greatest_of_row[j] = _store_row(depth[j], bits[j], along[:-1], along[1:], north, south)
            north, south = south, north


@kernel
def raise_greatest(greatest_of_row, depth, cells):
    """Let the rows' greatest depths know of cells that were changed one by one."""
    for k in range(cells.shape[0]):
        row, column = cells[k]
        bits = np.int32(np.float32(depth[row, column]).view(np.int32))
        greatest_of_row[row] = max(greatest_of_row[row], bits)


@parallel_kernel
def greatest_depth_of_rows(depth, greatest_of_row):
    """Greatest depth of every row, as bits."""
    bits = depth.view(np.int32)
    for j in numba.prange(depth.shape[0]):
        greatest = np.int32(0)
        for i in range(depth.shape[1]):
            greatest = max(greatest, bits[j, i])
        greatest_of_row[j] = greatest
