"""Edges of the city and points of inflow: short lists beside the raster.

Arrays are those of `herne_schwamm.kernels.surface_runoff`, with their ring.
"""

from __future__ import annotations

import math

import numpy as np

from herne_schwamm.kernels.compiling import kernel
from herne_schwamm.kernels.face_flux import GRAVITY, ONE, ZERO


@kernel
def let_out(new_x, new_y, depth, open_faces, open_conveyance, level_faces, froude_limit):
    """Flow over the faces that lead out of the city.

    Over an open face water leaves as uniform flow on the ground's slope,
    ``q = h**(5/3) sqrt(S) / n``, at most at the Froude limit. Beyond a cell of
    fixed level the flow of its inner face goes on, so that the damping finds
    no wall there.

    Parameters
    ----------
    new_x, new_y
        Unit discharge, the listed faces are set. [m2/s]
    depth
        Water depth. [m]
    open_faces
        Rows of (axis, row, column, sign, row of cell, column of cell); axis 0
        is x; sign +1 where out is along the axis. (n, 6)
    open_conveyance
        ``sqrt(S) / n`` of each open face. [m(1/3)/s]
    level_faces
        Rows of (axis, row and column of the outer face, row and column of the
        inner face). (m, 5)
    froude_limit
        Greatest Froude number.
    """
    for k in range(open_faces.shape[0]):
        axis, row, column, sign, cell_row, cell_column = open_faces[k]
        h = depth[cell_row, cell_column]
        flow = ZERO
        if h > ZERO:
            uniform = open_conveyance[k] * h ** (5.0 / 3.0)
            fastest = froude_limit * h * math.sqrt(GRAVITY * h)
            flow = np.float32(sign * min(uniform, fastest))
        if axis == 0:
            new_x[row, column] = flow
        else:
            new_y[row, column] = flow
    for k in range(level_faces.shape[0]):
        axis, row, column, inner_row, inner_column = level_faces[k]
        if axis == 0:
            new_x[row, column] = new_x[inner_row, inner_column]
        else:
            new_y[row, column] = new_y[inner_row, inner_column]


@kernel
def free_outside(share, limited_of_row, outside_cells):
    """Cells outside give whatever is asked of them: a level there never runs dry."""
    for k in range(outside_cells.shape[0]):
        row, column = outside_cells[k]
        if share[row, column] < ONE:
            share[row, column] = ONE
            limited_of_row[row] -= 1


@kernel
def collect_outside(depth, outside_cells):
    """Take the water of cells outside the city; its sum of depths. [m]

    Negative where they gave water to cells of fixed level.
    """
    left = 0.0
    for k in range(outside_cells.shape[0]):
        row, column = outside_cells[k]
        left += depth[row, column]
        depth[row, column] = ZERO
    return left


@kernel
def hold_levels(depth, level_cells, level_depth):
    """Set the depth of cells with a fixed level; the sum of depths put in. [m]

    Negative where more was taken out than put in.
    """
    gain = 0.0
    for k in range(level_cells.shape[0]):
        row, column = level_cells[k]
        gain += np.float64(level_depth[k]) - np.float64(depth[row, column])
        depth[row, column] = level_depth[k]
    return gain


@kernel
def add_inflows(depth, inflow_cells, inflow_rate, step):
    """Let water in at points; the sum of depths as the rounded cells took it. [m]"""
    entered = 0.0
    for k in range(inflow_cells.shape[0]):
        row, column = inflow_cells[k]
        before = depth[row, column]
        depth[row, column] = np.float32(before + inflow_rate[k] * step)
        entered += np.float64(depth[row, column]) - np.float64(before)
    return entered
