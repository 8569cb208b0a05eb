"""Steps of the flow on a ladder: as long as the deepest water allows."""

from __future__ import annotations

import math

import numpy as np

from herne_schwamm.kernels.compiling import kernel
from herne_schwamm.kernels.edges import (
    add_inflows,
    collect_outside,
    free_outside,
    hold_levels,
    let_out,
)
from herne_schwamm.kernels.face_flux import GRAVITY
from herne_schwamm.kernels.surface_runoff import (
    greatest_depth_of_rows,
    limit_flows,
    move_water,
    new_flows,
    outflow_shares,
    raise_greatest,
)
from herne_schwamm.kernels.walls import over_walls

LEAST_DEPTH_M = np.float32(1e-9)
FINEST_RUNG = 24
"""The smallest time step is the synchronisation interval over 2 to this power."""

# A cell keeps this share of its water at the least: rounding in the sum of its
# four outflows must not make more than all of it (4 roundings of 6e-8 each).
KEPT_SHARE = 2e-6


@kernel
def advance(
    depth,
    flow_x,
    flow_y,
    new_x,
    new_y,
    share,
    limited_of_row,
    greatest_of_row,
    bed,
    gravity_n2,
    open_faces,
    open_conveyance,
    open_outside,
    level_outside,
    level_cells,
    level_depth,
    level_faces,
    inflow_cells,
    inflow_rate,
    wall_faces,
    wall_above,
    interval,
    cell_size,
    courant,
    carry,
    froude_limit,
    bands,
):
    """Follow the flow from one synchronisation to the next.

    The time step is ``interval / 2**k`` with the smallest k that keeps
    ``courant * cell_size / sqrt(g * greatest depth)``; it grows again only
    where the coarser step fits into the interval's lattice.

    Parameters
    ----------
    depth, flow_x, flow_y
        State, changed in place: [m], [m2/s]. After an odd number of steps the
        flows are in `new_x` and `new_y`.
    new_x, new_y, share, limited_of_row, greatest_of_row
        Work space. ``share`` must be one in the ring.
    bed
        Ground on a step of 1/1024 m, `WALL_M` where no water can be. [m]
    gravity_n2
        Gravity times the square of Manning's n. [m(1/3)]
    open_faces, open_conveyance, open_outside, level_outside, level_cells, level_depth, \
level_faces, inflow_cells, inflow_rate
        Edges; see `herne_schwamm.kernels.edges`.
    wall_faces, wall_above
        Walls between cells; see `herne_schwamm.kernels.walls`.
    interval
        Time to the next synchronisation. [s]
    cell_size
        Edge of a cell. [m]
    courant
        Courant number of the time step.
    carry
        Weight of a face's own old discharge; its neighbours share the rest.
    froude_limit
        Greatest Froude number.
    bands
        Bands of rows that threads share out; does not change the result.

    Returns
    -------
    steps : int
        Number of time steps.
    limited : int
        Number of times a cell's outflow was scaled down.
    smallest_step : float
        Smallest time step. [s]
    outflow, level_gain, inflow : float
        Sums of depth that left over open edges, that came over edges of fixed
        level (negative: went), and that entered at points: times the cell's
        area a volume. [m]
    """
    units = 1 << FINEST_RUNG
    position = 0
    steps = 0
    limited = 0
    smallest_step = interval
    outflow = 0.0
    level_gain = 0.0
    inflow = 0.0
    spread = np.float32((1.0 - carry) / 2.0)
    carry_32 = np.float32(carry)
    froude_limit_32 = np.float32(froude_limit)
    greatest_depth_of_rows(depth, greatest_of_row)
    while position < units:
        greatest = np.float32(np.int32(greatest_of_row.max()).view(np.float32))
        longest = (
            courant * cell_size / math.sqrt(np.float64(GRAVITY) * max(greatest, LEAST_DEPTH_M))
        )
        rung = 0
        while rung < FINEST_RUNG and (
            interval / (1 << rung) > longest or position % (units >> rung) != 0
        ):
            rung += 1
        step = interval / (1 << rung)
        step_over_cell = np.float32(step / cell_size)

        new_flows(
            flow_x,
            flow_y,
            new_x,
            new_y,
            depth,
            bed,
            gravity_n2,
            np.float32(step),
            step_over_cell,
            carry_32,
            spread,
            froude_limit_32,
        )
        over_walls(
            flow_x,
            flow_y,
            new_x,
            new_y,
            depth,
            gravity_n2,
            wall_faces,
            wall_above,
            np.float32(step),
            step_over_cell,
            carry_32,
            spread,
            froude_limit_32,
        )
        let_out(new_x, new_y, depth, open_faces, open_conveyance, level_faces, froude_limit_32)
        outflow_shares(
            share,
            limited_of_row,
            depth,
            new_x,
            new_y,
            np.float32((1.0 - KEPT_SHARE) * cell_size / step),
        )
        free_outside(share, limited_of_row, level_outside)
        limited_now = limited_of_row.sum()
        if limited_now:
            limited += limited_now
            limit_flows(new_x, new_y, share, limited_of_row)
        move_water(depth, new_x, new_y, greatest_of_row, step_over_cell, bands)
        outflow += collect_outside(depth, open_outside)
        level_gain -= collect_outside(depth, level_outside)
        level_gain += hold_levels(depth, level_cells, level_depth)
        inflow += add_inflows(depth, inflow_cells, inflow_rate, step)
        # These cells may have got deeper than any the rows know of.
        raise_greatest(greatest_of_row, depth, level_cells)
        raise_greatest(greatest_of_row, depth, inflow_cells)

        flow_x, new_x = new_x, flow_x
        flow_y, new_y = new_y, flow_y
        steps += 1
        position += units >> rung
        smallest_step = min(smallest_step, step)
    return steps, limited, smallest_step, outflow, level_gain, inflow
