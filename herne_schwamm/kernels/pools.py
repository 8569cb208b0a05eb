"""Water of a few cells taken and given as one pool: the ends of culverts, and pumps.

A pool is a list of cells (rows of row and column). Water is taken by lowering
its highest levels, given by filling its lowest. Depths are float32; what
rounding cannot give is for the caller to keep. Levels are float64: the sum of
a float32 bed and depth is exact in it.
"""

from __future__ import annotations

import numpy as np

from herne_schwamm.kernels.compiling import kernel
from herne_schwamm.kernels.culvert import culvert_discharge
from herne_schwamm.kernels.rounding import float32_below

HALVINGS = 60


@kernel
def pool_level(depth, bed, cells):
    """Water level, the mean over the water; where all is dry that of the first cell's bed. [m]"""
    water = 0.0
    moment = 0.0
    for k in range(cells.shape[0]):
        row, column = cells[k]
        d = np.float64(depth[row, column])
        water += d
        moment += d * (np.float64(bed[row, column]) + d)
    if water > 0.0:
        return moment / water
    row, column = cells[0]
    return np.float64(bed[row, column])


@kernel
def depth_above(depth, bed, cells, level):
    """Sum of depths that go when no cell's water stands above a level. [m]"""
    total = 0.0
    for k in range(cells.shape[0]):
        row, column = cells[k]
        d = np.float64(depth[row, column])
        total += min(d, max(0.0, np.float64(bed[row, column]) + d - level))
    return total


@kernel
def depth_below(depth, bed, cells, level):
    """Sum of depths that come when every cell is filled up to a level. [m]"""
    total = 0.0
    for k in range(cells.shape[0]):
        row, column = cells[k]
        total += max(0.0, level - np.float64(bed[row, column]) - np.float64(depth[row, column]))
    return total


@kernel
def _levels(depth, bed, cells):
    """Lowest bed and highest water level. [m]"""
    low, high = np.inf, -np.inf
    for k in range(cells.shape[0]):
        row, column = cells[k]
        ground = np.float64(bed[row, column])
        low = min(low, ground)
        high = max(high, ground + np.float64(depth[row, column]))
    return low, high


@kernel
def equalising_depth(depth, bed, source, target):
    """Sum of depths whose way from one pool to the other makes their levels equal. [m]"""
    low = min(_levels(depth, bed, source)[0], _levels(depth, bed, target)[0])
    high = _levels(depth, bed, source)[1]
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if depth_above(depth, bed, source, middle) > depth_below(depth, bed, target, middle):
            low = middle
        else:
            high = middle
    return depth_above(depth, bed, source, high)


@kernel
def take(depth, bed, cells, wanted):
    """Take water, the highest first; the sum of depths that was taken. [m]

    At most what is there; within rounding never more than what is wanted.
    """
    low, high = _levels(depth, bed, cells)
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if depth_above(depth, bed, cells, middle) > wanted:
            low = middle
        else:
            high = middle
    taken = 0.0
    for k in range(cells.shape[0]):
        row, column = cells[k]
        before = np.float64(depth[row, column])
        less = min(before, max(0.0, np.float64(bed[row, column]) + before - high))
        if less > 0.0:
            after = np.float32(before - less)
            depth[row, column] = after
            taken += before - np.float64(after)
    return taken


@kernel
def give(depth, bed, cells, offered):
    """Give water, to the lowest first; the sum of depths that was given, not more. [m]"""
    low, high = _levels(depth, bed, cells)
    high = max(low, high) + offered
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if depth_below(depth, bed, cells, middle) > offered:
            high = middle
        else:
            low = middle
    given = 0.0
    for k in range(cells.shape[0]):
        row, column = cells[k]
        before = np.float64(depth[row, column])
        more = low - np.float64(bed[row, column]) - before
        if more > 0.0:
            after = float32_below(before + more)
            depth[row, column] = after
            given += np.float64(after) - before
    return given


@kernel
def level_discharge(
    depth,
    bed,
    inlet,
    outlet,
    inlet_invert,
    outlet_invert,
    is_box,
    width,
    height,
    length,
    manning_n,
    entrance_loss,
):
    """Discharge of one barrel at the levels of now, negative from the outlet. [m3/s]

    Parameters
    ----------
    depth, bed
        Rasters. [m]
    inlet, outlet
        Cells of the two pools.
    inlet_invert, outlet_invert
        Levels of the invert. [m]
    is_box, width, height, length, manning_n, entrance_loss
        As `culvert_discharge` takes them.
    """
    above_inlet = pool_level(depth, bed, inlet) - inlet_invert
    above_outlet = pool_level(depth, bed, outlet) - outlet_invert
    slope = (inlet_invert - outlet_invert) / length
    forwards = above_inlet + inlet_invert >= above_outlet + outlet_invert
    discharge = culvert_discharge(
        is_box,
        width,
        height,
        slope if forwards else -slope,
        length,
        manning_n,
        entrance_loss,
        above_inlet if forwards else above_outlet,
        above_outlet if forwards else above_inlet,
    )
    return discharge if forwards else -discharge
