"""Flow over walls between cells.

References
----------
Poleni's formula of a broad crest, q = (2/3)^1.5 g^0.5 h^1.5; lowered by the
water behind it after Villemonte (1947), Eng. News-Rec. 139, 866-869.
"""

from __future__ import annotations

import math

import numpy as np

from herne_schwamm.kernels.compiling import lean_kernel
from herne_schwamm.kernels.face_flux import HALF, ZERO
from herne_schwamm.kernels.surface_runoff import DRY_M, QUARTER, flow_at_depth

BROAD_CREST = (2.0 / 3.0) ** 1.5 * math.sqrt(9.81)
"""Discharge per width over a broad crest, free of water behind it, at a depth of 1 m. [m0.5/s]"""

VILLEMONTE = 0.385
"""Exponent of the lowering by the water behind the crest."""


@lean_kernel
def weir_flow(upstream, downstream):
    """Discharge per width over a crest; levels above it, upstream positive. [m2/s]"""
    behind = max(downstream, 0.0) / upstream
    if behind >= 1.0:
        return 0.0
    return BROAD_CREST * upstream**1.5 * (1.0 - behind**1.5) ** VILLEMONTE


@lean_kernel
def flow_over_wall(
    old,
    other,
    depth,
    gravity_n2,
    place,
    along,
    across,
    above_before,
    above_after,
    step,
    step_over_cell,
    damping,
    froude_limit,
):
    """Unit discharge of a face that a wall raises. [m2/s]

    The flow is that of any face with the crest for its bed, and never more
    than what a weir lets over.

    Parameters
    ----------
    old, other, depth, gravity_n2
        Arrays of a block, as `new_flows` takes them.
    place
        Index of the cell behind the face, and so of the face.
    along, across
        As `new_flows` takes them.
    above_before, above_after
        Height of the crest above the bed before and behind the face. [m]
    step, step_over_cell, damping, froude_limit
        As `new_flows` takes them.
    """
    previous = place - along
    before = depth[previous] - above_before
    after = depth[place] - above_after
    over = max(before, after)
    if over <= DRY_M:
        return ZERO
    cross = QUARTER * (
        (other[previous] + other[previous + across]) + (other[place] + other[place + across])
    )
    flow = flow_at_depth(
        old[place],
        old[previous],
        old[place + along],
        cross,
        over,
        max(after, ZERO) - max(before, ZERO),
        HALF * (gravity_n2[previous] + gravity_n2[place]),
        step,
        step_over_cell,
        damping,
        froude_limit,
    )
    # Either way: a wave that runs against the slope of the level has no more room.
    most = np.float32(weir_flow(over, min(before, after)))
    return min(max(flow, -most), most)
