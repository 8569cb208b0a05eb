"""Cold air of a clear night: a heavy layer that forms at the ground and flows downhill.

Shallow water with reduced gravity and a quadratic drag, on the same face flux
as storm water. Arrays have one ring of cells around the area. ``flow_x[j, i]``
is the unit discharge over the western face of cell (j, i), positive to the
east; ``flow_y[j, i]`` over its northern face, positive to the south. [m2/s]

Buildings leave part of a cell to the air (its porosity): it stores and passes
as much less. Edges let air out and none in.

References
----------
Schädler and Lohmeyer (1994), Meteorol. Z. 3, 221-230 (layer-mean cold-air flow
with production, drag and reduced gravity).
"""

from __future__ import annotations

import math

import numba
import numpy as np

from herne_schwamm.kernels import face_flux as plain
from herne_schwamm.kernels.compiling import kernel, parallel_kernel

THIN_M = 0.05
"""A face with a thinner layer carries no flow. [m]"""

KEPT_SHARE = 1e-12
"""A cell keeps this share of its air at the least: rounding must not make it negative."""

SMOOTHING = 0.1
"""Weight of the mean of the neighbouring old discharges against a face's own."""

_face_depth = kernel(plain.face_depth)
_face_flux = kernel(plain.face_flux)


@kernel
def drag_rate(drag, discharge_size, depth):
    """Rate at which drag slows the flow: Cf |q| / h². [1/s]"""
    return drag * discharge_size / (depth * depth)


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
    drag_before,
    drag_after,
    open_before,
    open_after,
    cell_size,
    gravity,
    froude_limit,
    step,
):
    """New unit discharge of a row of faces; rows of equal length, see the storm's kernel."""
    step_over_cell = step / cell_size
    for i in range(new.size):
        bed_step = bed_after[i] - bed_before[i]
        depth = _face_depth(depth_before[i], depth_after[i], bed_step)
        flows = depth > THIN_M
        depth = depth if flows else 1.0
        # Gravity acts along the slope: its sine, not its tangent.
        steepness = bed_step / cell_size
        level_step = bed_step / math.sqrt(1.0 + steepness * steepness) + (
            depth_after[i] - depth_before[i]
        )
        cross = 0.25 * (cross_1[i] + cross_2[i] + cross_3[i] + cross_4[i])
        size = math.sqrt(old[i] * old[i] + cross * cross)
        flow = _face_flux(
            old[i],
            old_before[i],
            old_after[i],
            depth,
            level_step,
            drag_rate(0.5 * (drag_before[i] + drag_after[i]), size, depth),
            1.0,
            math.sqrt(gravity * depth),
            froude_limit,
            gravity,
            step,
            step_over_cell,
            SMOOTHING,
        )
        opened = min(open_before[i], open_after[i])
        new[i] = flow if flows and opened > 0.0 else 0.0


@parallel_kernel
def new_flows(
    flow_x, flow_y, new_x, new_y, depth, bed, drag, porosity, cell_size, gravity, froude_limit, step
):
    """Unit discharge between cells after one step, per width that is open; not yet limited."""
    rows = depth.shape[0]
    for j in numba.prange(1, rows):
        if j < rows - 1:
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
                drag[j, :-1],
                drag[j, 1:],
                porosity[j, :-1],
                porosity[j, 1:],
                cell_size,
                gravity,
                froude_limit,
                step,
            )
        _flow_row(
            new_y[j, 1:-1],
            flow_y[j, 1:-1],
            flow_y[j - 1, 1:-1],
            flow_y[j + 1, 1:-1],
            flow_x[j - 1, 1:-1],
            flow_x[j - 1, 2:],
            flow_x[j, 1:-1],
            flow_x[j, 2:],
            depth[j - 1, 1:-1],
            depth[j, 1:-1],
            bed[j - 1, 1:-1],
            bed[j, 1:-1],
            drag[j - 1, 1:-1],
            drag[j, 1:-1],
            porosity[j - 1, 1:-1],
            porosity[j, 1:-1],
            cell_size,
            gravity,
            froude_limit,
            step,
        )


@kernel
def _share_row(share, depth, porosity, west, east, north, south, open_w, open_e, open_n, open_s,
               step_over_cell):  # fmt: skip
    """Share of its outflow that each cell of a row can give."""
    for i in range(share.size):
        leaving = step_over_cell * (
            max(-west[i], 0.0) * min(open_w[i], porosity[i])
            + max(east[i], 0.0) * min(open_e[i], porosity[i])
            + max(-north[i], 0.0) * min(open_n[i], porosity[i])
            + max(south[i], 0.0) * min(open_s[i], porosity[i])
        )
        held = (1.0 - KEPT_SHARE) * porosity[i] * depth[i]
        share[i] = held / leaving if leaving > held else 1.0


@parallel_kernel
def outflow_shares(share, depth, porosity, flow_x, flow_y, step_over_cell):
    """Share of its outflow that each cell can give, 1 almost everywhere; 0 for the ring."""
    for j in numba.prange(1, depth.shape[0] - 1):
        _share_row(
            share[j, 1:-1],
            depth[j, 1:-1],
            porosity[j, 1:-1],
            flow_x[j, 1:-2],
            flow_x[j, 2:-1],
            flow_y[j, 1:-1],
            flow_y[j + 1, 1:-1],
            porosity[j, :-2],
            porosity[j, 2:],
            porosity[j - 1, 1:-1],
            porosity[j + 1, 1:-1],
            step_over_cell,
        )


@kernel
def _limit_row(flow, share_before, share_after):
    for i in range(flow.size):
        flow[i] *= share_before[i] if flow[i] > 0.0 else share_after[i]


@parallel_kernel
def limit_flows(flow_x, flow_y, share):
    """Scale every flow by the share of the cell it comes from."""
    rows = share.shape[0]
    for j in numba.prange(1, rows):
        if j < rows - 1:
            _limit_row(flow_x[j, 1:-1], share[j, :-1], share[j, 1:])
        _limit_row(flow_y[j, 1:-1], share[j - 1, 1:-1], share[j, 1:-1])


@kernel
def _move_row(depth, porosity, west, east, north, south, open_w, open_e, open_n, open_s,
              step_over_cell):  # fmt: skip
    """Move air between the cells of a row and their neighbours; the greatest depth after it."""
    greatest = 0.0
    for i in range(depth.size):
        opened = porosity[i]
        if opened > 0.0:
            gained = (
                west[i] * min(open_w[i], opened)
                - east[i] * min(open_e[i], opened)
                + (north[i] * min(open_n[i], opened) - south[i] * min(open_s[i], opened))
            )
            depth[i] += step_over_cell * gained / opened
            greatest = max(greatest, depth[i])
    return greatest


@parallel_kernel
def move_air(depth, porosity, outside, flow_x, flow_y, step_over_cell, greatest, left):
    """Move air over all faces; what came to cells outside has left.

    Parameters
    ----------
    depth
        Changed. (rows, columns) [m]
    porosity, outside
        Share of a cell that is open to the air; cells that are not of the area. (rows, columns)
    flow_x, flow_y
        [m2/s]
    step_over_cell
        [s/m]
    greatest, left
        Written: greatest depth, and depth that left, of every row. (rows,) [m]
    """
    rows, columns = depth.shape
    for j in numba.prange(rows):
        above, below = max(j - 1, 0), min(j + 1, rows - 1)
        if 0 < j < rows - 1:
            _move_row(
                depth[j, 1:-1],
                porosity[j, 1:-1],
                flow_x[j, 1:-2],
                flow_x[j, 2:-1],
                flow_y[j, 1:-1],
                flow_y[j + 1, 1:-1],
                porosity[j, :-2],
                porosity[j, 2:],
                porosity[above, 1:-1],
                porosity[below, 1:-1],
                step_over_cell,
            )
            # The ring gets what passes the outermost faces.
            depth[j, 0] -= step_over_cell * flow_x[j, 1] * min(porosity[j, 0], porosity[j, 1])
            depth[j, columns - 1] += (
                step_over_cell
                * flow_x[j, columns - 1]
                * min(porosity[j, columns - 1], porosity[j, columns - 2])
            )
        elif j == 0:
            for i in range(1, columns - 1):
                depth[0, i] -= step_over_cell * flow_y[1, i] * min(porosity[0, i], porosity[1, i])
        else:
            for i in range(1, columns - 1):
                depth[j, i] += (
                    step_over_cell * flow_y[j, i] * min(porosity[j, i], porosity[above, i])
                )
        deepest = 0.0
        gone = 0.0
        for i in range(columns):
            if outside[j, i]:
                gone += porosity[j, i] * depth[j, i]
                depth[j, i] = 0.0
            elif depth[j, i] > deepest:
                deepest = depth[j, i]
        greatest[j] = deepest
        left[j] = gone


@parallel_kernel
def produce(depth, porosity, production, step):
    """Let cold air form.

    Parameters
    ----------
    depth
        Changed. (rows, columns) [m]
    porosity
        (rows, columns)
    production
        Volume over the cell's area and time, 0 outside and where nothing is open.
        (rows, columns) [m/s]
    step
        [s]
    """
    for j in numba.prange(depth.shape[0]):
        for i in range(depth.shape[1]):
            if production[j, i] > 0.0:
                depth[j, i] += step * production[j, i] / porosity[j, i]


@kernel
def follow_cold_air(
    depth,
    flow_x,
    flow_y,
    new_x,
    new_y,
    share,
    bed,
    drag,
    porosity,
    outside,
    production,
    cell_size,
    gravity,
    froude_limit,
    courant,
    longest_step,
    interval,
):
    """Follow the air for an interval, in place; the flows end in `flow_x` and `flow_y`.

    Parameters
    ----------
    depth, flow_x, flow_y
        State. (rows, columns) [m]; one more column, one more row [m2/s]
    new_x, new_y, share
        Work space; ``share`` must be 0 in the ring.
    bed, drag, porosity, outside, production
        Ground [m], drag coefficient, share open to the air, cells not of the
        area, production [m/s]. (rows, columns)
    cell_size, gravity, froude_limit
        [m], reduced gravity [m/s2], greatest Froude number.
    courant, longest_step
        Courant number of the time step, and its greatest length [s].
    interval
        [s]

    Returns
    -------
    steps : int
    produced, left : float
        Sums over the cells; times a cell's area volumes. [m]
    """
    rows = depth.shape[0]
    greatest, gone = np.zeros(rows), np.zeros(rows)
    deepest = depth.max()
    time, produced, left = 0.0, 0.0, 0.0
    rate = production.sum()
    steps = 0
    while time < interval:
        wave = math.sqrt(gravity * max(deepest, 1.0))
        step = min(courant * cell_size / wave, longest_step)
        if interval - time <= step:
            step = interval - time
        elif interval - time < 2.0 * step:
            step = 0.5 * (interval - time)
        produce(depth, porosity, production, step)
        new_flows(
            flow_x, flow_y, new_x, new_y, depth, bed, drag, porosity, cell_size, gravity,
            froude_limit, step,
        )  # fmt: skip
        outflow_shares(share, depth, porosity, new_x, new_y, step / cell_size)
        limit_flows(new_x, new_y, share)
        move_air(depth, porosity, outside, new_x, new_y, step / cell_size, greatest, gone)
        flow_x[:], flow_y[:] = new_x, new_y
        deepest = greatest.max()
        produced += rate * step
        left += gone.sum()
        time += step
        steps += 1
    return steps, produced, left
