"""Surface runoff: one step of local inertia over stretches of cells, in vector instructions.

A stretch is a run of cells of one block of `herne_schwamm.kernels.tiles`: whole rows
one after the other, ``stride`` apart. ``flow_x[k]`` is the unit discharge over
the western face of cell k, positive to the east; ``flow_y[k]`` over its northern
face, positive to the south. [m2/s] A stretch computes faces of the halo that nobody
reads: whole rows are whole vectors, without a rest to each row.

Neighbours are reached by places that are added to the index (unsigned: numba need not look
for negative ones). Slices would do as well, but cutting fourteen of them takes as long as
fifty cells.

Water is kept exactly: what moves over a face is cut to a whole multiple of the
rounding step of the deeper of its two cells, so taking it out of one float32
depth and putting it into the other loses nothing (but for the last bit of a
depth that grows beyond a power of two, to either side). What a face could not
move stays where it is. A cell that would give more than it has scales all its
outflow by one factor; depth is never clipped.
"""

from __future__ import annotations

import math

import numpy as np

from herne_schwamm.kernels import face_flux as plain
from herne_schwamm.kernels.compiling import inlined_kernel, lean_kernel
from herne_schwamm.kernels.face_flux import GRAVITY, HALF, ONE, ZERO
from herne_schwamm.kernels.separate import arrays_are_separate

WALL_M = np.float32(16000.0)
"""Height of cells that no water enters: above any terrain, on its 1/1024 m step."""

DRY_M = np.float32(1e-5)
"""Faces with less depth carry no flow. [m]"""

KEPT_SHARE = 2e-6
"""A cell keeps this share of its water at the least: rounding in the sum of its four
outflows must not make more than all of it (4 roundings of 6e-8 each)."""

SIGN_BIT_OFF = np.int32(0x7FFFFFFF)

STILL_BITS = np.float32(1e-12).view(np.int32)
"""Discharges of no more than 1e-12 m2/s are none: water that comes to rest would end in subnormal
numbers, on which processors are a hundred times slower. As bits, in which sizes are compared."""

QUARTER = np.float32(0.25)
EXPONENT_BITS = np.int32(0x7F800000)
ROUNDING = np.float32(2.0**-23)

_face_depth = lean_kernel(plain.face_depth)
_cube_root = lean_kernel(plain.cube_root)
_face_flux = lean_kernel(plain.face_flux)


@lean_kernel
def flow_at_depth(
    old,
    old_before,
    old_after,
    cross,
    depth,
    level_step,
    gravity_n2,
    step,
    step_over_cell,
    damping,
    froude_limit,
):
    """New unit discharge of a face over which the flow is so deep. [m2/s]

    As `face_flow` and `face_flux`: with Manning's friction and the damping of this scheme.
    """
    wave_speed = math.sqrt(GRAVITY * depth)
    return _face_flux(
        old,
        old_before,
        old_after,
        depth,
        level_step,
        gravity_n2 * math.sqrt(old * old + cross * cross),
        depth * depth * _cube_root(depth),
        wave_speed,
        froude_limit,
        GRAVITY,
        step,
        step_over_cell,
        damping * step_over_cell * wave_speed,
    )


@lean_kernel
def face_flow(
    old,
    old_before,
    old_after,
    cross,
    depth_before,
    depth_after,
    bed_step,
    gravity_n2,
    step,
    step_over_cell,
    damping,
    froude_limit,
):
    """New unit discharge of one face. [m2/s]

    ``cross`` is the discharge across the face, ``bed_step`` the bed after minus
    before; the others are those of `face_flux`. The damping grows with the wave's way in
    the step: what it smoothes in a second does not depend on how many steps that has.
    """
    depth = _face_depth(depth_before, depth_after, bed_step)
    wet = depth > DRY_M
    # A harmless depth on dry faces keeps infinities out; the result is dropped.
    depth = max(depth, DRY_M)
    flow = flow_at_depth(
        old,
        old_before,
        old_after,
        cross,
        depth,
        bed_step + (depth_after - depth_before),
        gravity_n2,
        step,
        step_over_cell,
        damping,
        froude_limit,
    )
    return flow if wet else ZERO


@inlined_kernel
def _flow_of(
    face,
    along,
    across,
    old,
    other,
    depth,
    bed,
    gravity_n2,
    step,
    step_over_cell,
    damping,
    froude_limit,
):
    """As `new_flows`, of one face."""
    before, after, beside = face - along, face + along, face + across
    return face_flow(
        old[face],
        old[before],
        old[after],
        QUARTER * ((other[before] + other[before + across]) + (other[face] + other[beside])),
        depth[before],
        depth[face],
        bed[face] - bed[before],
        HALF * (gravity_n2[before] + gravity_n2[face]),
        step,
        step_over_cell,
        damping,
        froude_limit,
    )


@inlined_kernel
def new_flows(
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
    damping,
    froude_limit,
):
    """Unit discharge of a stretch of faces after one step, not yet limited.

    Parameters
    ----------
    new
        Faces ``first`` to ``last`` (excluded) are set. [m2/s]
    old, other
        Old unit discharge of these faces and of those across. [m2/s]
    depth, bed, gravity_n2
        Water depth [m], ground [m], gravity times the square of Manning's n [m(1/3)].
    first, last
        The stretch.
    along, across
        Distance to the next cell along the flow and across it: 1 and the
        stride for faces in x, the stride and 1 for faces in y.
    step, step_over_cell
        Time step [s], and over the size of a cell [s/m].
    damping
        Weight the neighbours have in a face's old discharge, over the Courant number
        of a shallow wave at the face.
    froude_limit
        Greatest Froude number.
    """
    arrays_are_separate()
    start, next_along, next_across = np.uintp(first), np.uintp(along), np.uintp(across)
    ground = (depth, bed, gravity_n2)
    how = (step, step_over_cell, damping, froude_limit)
    for i in range(np.uintp(last - first)):
        k = start + i
        new[k] = _flow_of(k, next_along, next_across, old, other, *ground, *how)


@inlined_kernel
def paced_flows(
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
    paces,
    at,
    damping,
    froude_limit,
):
    """As `new_flows`, of the faces of a row that do not all move at the same pace.

    ``paces`` has from ``at`` on their time step, this over the size of a cell, and what
    the new discharge is multiplied by, each for all faces of the stretch.
    """
    arrays_are_separate()
    start, next_along, next_across = np.uintp(first), np.uintp(along), np.uintp(across)
    length = last - first
    steps, over_cell, ratio = np.uintp(at), np.uintp(at + length), np.uintp(at + 2 * length)
    ground = (depth, bed, gravity_n2)
    for i in range(np.uintp(length)):
        k = start + i
        how = (paces[steps + i], paces[over_cell + i], damping, froude_limit)
        new[k] = paces[ratio + i] * _flow_of(k, next_along, next_across, old, other, *ground, *how)


@inlined_kernel
def outflow_shares(share, depth, new_x, new_y, first, last, stride, cell_over_step):
    """One factor per cell that keeps its outflow within its water.

    Returns the number of cells of the stretch (of halo, too) whose factor is below 1.
    """
    arrays_are_separate()
    here, east, south = np.uintp(first), np.uintp(first + 1), np.uintp(first + stride)
    limited = np.int32(0)
    for i in range(np.uintp(last - first)):
        leaving = (max(-new_x[here + i], ZERO) + max(new_x[east + i], ZERO)) + (
            max(-new_y[here + i], ZERO) + max(new_y[south + i], ZERO)
        )
        there = depth[here + i] * cell_over_step
        short = leaving > there
        share[here + i] = there / leaving if short else ONE
        # Back to 32 bits each time: numba's sums of integers have 64, and halve a vector.
        limited = np.int32(limited + np.int32(short))
    return limited


@lean_kernel
def _whole_steps(wanted, deeper):
    """A depth cut to a whole multiple of the rounding step of a greater one."""
    binade = np.int32(np.float32(deeper).view(np.int32) & EXPONENT_BITS).view(np.float32)
    # Adding and taking away the power of two rounds to its rounding step.
    cut = (wanted + binade) - binade
    return cut - (binade * ROUNDING if cut > wanted else ZERO)


@inlined_kernel
def limited_depths(moved, flow, share, depth, first, last, along, step_over_cell):
    """As `moved_depths`, every flow scaled by the factor of the cell it leaves."""
    arrays_are_separate()
    here, before = np.uintp(first), np.uintp(first - along)
    for i in range(np.uintp(last - first)):
        one = flow[here + i]
        # Both are read before one is chosen: a load that depends on a condition is slow.
        share_before, share_after = share[before + i], share[here + i]
        limited = one * (share_before if one > ZERO else share_after)
        flow[here + i] = limited
        deeper = max(depth[before + i], depth[here + i])
        cut = _whole_steps(abs(limited) * step_over_cell, deeper)
        moved[here + i] = cut if limited > ZERO else -cut


@inlined_kernel
def moved_depths(moved, flow, depth, first, last, along, step_over_cell):
    """Depth moved over a stretch of faces, cut to the rounding step of the deeper cell. [m]"""
    arrays_are_separate()
    here, before = np.uintp(first), np.uintp(first - along)
    for i in range(np.uintp(last - first)):
        one = flow[here + i]
        deeper = max(depth[before + i], depth[here + i])
        cut = _whole_steps(abs(one) * step_over_cell, deeper)
        moved[here + i] = cut if one > ZERO else -cut


@inlined_kernel
def add_moved(depth, moved_x, moved_y, first, last, stride):
    """Add to a stretch of cells what came over their faces, and take what went."""
    arrays_are_separate()
    here, east, south = np.uintp(first), np.uintp(first + 1), np.uintp(first + stride)
    for i in range(np.uintp(last - first)):
        depth[here + i] += (moved_x[here + i] - moved_x[east + i]) + (
            moved_y[here + i] - moved_y[south + i]
        )


@inlined_kernel
def size_bits(flow):
    """The size of a discharge as bits, which rise as it does."""
    return np.int32(np.float32(flow).view(np.int32) & SIGN_BIT_OFF)


@inlined_kernel
def moving(flow):
    """A discharge, or none where it is next to none."""
    return flow if size_bits(flow) > STILL_BITS else ZERO
