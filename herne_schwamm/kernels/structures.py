"""What all culverts and pumps of a city move in one step, each as if it came first.

Every wish is formed on the levels at the start of the step. Where several take
from the same water each gets its share of it, whatever their order.

Ends are numbered: inlet and outlet of culvert i are 2 i and 2 i + 1, then sump
and target of each pump likewise; a target without cells is outside the city.
Cells of end e are ``cells[first[e] : first[e + 1]]`` (row, column). Ends that
have cells with e in common, itself among them, are ``near[near_first[e] :
near_first[e + 1]]``, in rising order; ``near_share`` is the part of their cells
that belongs to e as well.
"""

from __future__ import annotations

import numba
import numpy as np

from herne_schwamm.kernels.compiling import kernel, parallel_kernel
from herne_schwamm.kernels.pools import depth_above, equalising_depth, give, level_discharge, take

INLET_LEVEL, OUTLET_LEVEL, WIDTH, HEIGHT, LENGTH, MANNING_N, ENTRANCE_LOSS, COUNT, IS_BOX = range(9)
"""Columns of the measures of a culvert: levels of the inverts [m], inner width, inner height and
length [m], roughness [s/m(1/3)], loss at the entrance, barrels, 1 for a box."""


@parallel_kernel
def wished_flows(depth, bed, first, cells, culverts, share, flow):
    """Let the flow in each culvert follow the levels at its ends.

    Its energy line takes a tenth of a millisecond: they are shared out over the threads.

    Parameters
    ----------
    depth, bed
        Rasters. [m]
    first, cells
        Ends; see the module.
    culverts
        Measures, a row for each.
    share
        Part of the way from the flow there is to that of the levels.
    flow
        Changed in place; negative from the outlet. [m3/s]
    """
    for i in numba.prange(culverts.shape[0]):
        one = culverts[i]
        goal = one[COUNT] * level_discharge(
            depth,
            bed,
            cells[first[2 * i] : first[2 * i + 1]],
            cells[first[2 * i + 1] : first[2 * i + 2]],
            one[INLET_LEVEL],
            one[OUTLET_LEVEL],
            one[IS_BOX] > 0.0,
            one[WIDTH],
            one[HEIGHT],
            one[LENGTH],
            one[MANNING_N],
            one[ENTRANCE_LOSS],
        )
        flow[i] += (goal - flow[i]) * share


@kernel
def _common(near_first, near, near_share, end, other):
    """Part of the cells of another end that belongs to an end as well."""
    for k in range(near_first[end], near_first[end + 1]):
        if near[k] == other:
            return near_share[k]
    return 0.0


@kernel
def move_water(
    depth,
    bed,
    first,
    cells,
    near_first,
    near,
    near_share,
    backwards,
    floor,
    wanted,
    levels,
    waiting,
):
    """Move what all structures wish, as far as their pools can give it.

    Parameters
    ----------
    depth, bed
        Rasters; depths are changed in place. [m]
    first, cells, near_first, near, near_share
        Ends; see the module.
    backwards
        Structures that take at their second end.
    floor
        Level below which each takes nothing. [m]
    wanted
        Sums of depths to move. [m]
    levels
        Structures that move nothing beyond equal levels.
    waiting
        Sums of depths that rounding left on the way; changed in place. [m]

    Returns
    -------
    taken : array
        Sums of depths that each took. [m]
    gone : float
        Sum of depths that left the city. [m]
    """
    count = wanted.shape[0]
    there = np.zeros(count)
    equal = np.full(count, np.inf)
    possible = np.zeros(count)
    for i in range(count):
        if wanted[i] <= 0.0:
            continue
        source = 2 * i + (1 if backwards[i] else 0)
        target = 4 * i + 1 - source
        takes = cells[first[source] : first[source + 1]]
        there[i] = depth_above(depth, bed, takes, floor[i])
        if levels[i]:
            gets = cells[first[target] : first[target + 1]]
            equal[i] = equalising_depth(depth, bed, takes, gets)
        possible[i] = min(wanted[i], there[i], equal[i])
    granted = np.zeros(count)
    for i in range(count):
        if possible[i] <= 0.0:
            continue
        source = 2 * i + (1 if backwards[i] else 0)
        target = 4 * i + 1 - source
        claimed, levelled = 0.0, 0.0
        for k in range(near_first[source], near_first[source + 1]):
            j = near[k] // 2
            if possible[j] > 0.0 and near[k] == 2 * j + (1 if backwards[j] else 0):
                claim = possible[j] * near_share[k]
                claimed += claim
                if levels[i] and levels[j]:
                    other = 4 * j + 1 - near[k]
                    levelled += claim * _common(near_first, near, near_share, target, other)
        granted[i] = possible[i] * min(1.0, there[i] / claimed)
        if levelled > 0.0:
            granted[i] = min(granted[i], possible[i] * equal[i] / levelled)
    taken = np.zeros(count)
    for i in range(count):
        if granted[i] <= 0.0:
            continue
        source = 2 * i + (1 if backwards[i] else 0)
        takes = cells[first[source] : first[source + 1]]
        # Those before may have taken of the same water, where pools only touch.
        rest = min(granted[i], depth_above(depth, bed, takes, floor[i]))
        if rest > 0.0:
            taken[i] = take(depth, bed, takes, rest)
    gone = 0.0
    for i in range(count):
        if taken[i] <= 0.0:
            continue
        target = 2 * i + (0 if backwards[i] else 1)
        gets = cells[first[target] : first[target + 1]]
        if gets.shape[0] == 0:
            gone += taken[i]
        else:
            offered = waiting[i] + taken[i]
            waiting[i] = offered - give(depth, bed, gets, offered)
    return taken, gone
