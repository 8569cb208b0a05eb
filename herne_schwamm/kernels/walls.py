"""Flow over walls between cells: a short list of faces beside the raster.

Arrays are those of `herne_schwamm.kernels.surface_runoff`, with their ring.

References
----------
Poleni's formula of a broad crest, q = (2/3)^1.5 g^0.5 h^1.5; lowered by the
water behind it after Villemonte (1947), Eng. News-Rec. 139, 866-869.
"""

from __future__ import annotations

import math

import numpy as np

from herne_schwamm.kernels import face_flux as plain
from herne_schwamm.kernels.compiling import kernel
from herne_schwamm.kernels.face_flux import GRAVITY, HALF, ZERO
from herne_schwamm.kernels.surface_runoff import DRY_M, QUARTER, STILL_M2_S

BROAD_CREST = (2.0 / 3.0) ** 1.5 * math.sqrt(9.81)
"""Discharge per width over a broad crest, free of water behind it, at a depth of 1 m. [m0.5/s]"""

VILLEMONTE = 0.385
"""Exponent of the lowering by the water behind the crest."""

_inverse_seven_thirds = kernel(plain.inverse_seven_thirds)
_manning_friction_rate = kernel(plain.manning_friction_rate)
_face_flux = kernel(plain.face_flux)


@kernel
def weir_flow(upstream, downstream):
    """Discharge per width over a crest; levels above it, upstream positive. [m2/s]"""
    behind = max(downstream, 0.0) / upstream
    if behind >= 1.0:
        return 0.0
    return BROAD_CREST * upstream**1.5 * (1.0 - behind**1.5) ** VILLEMONTE


@kernel
def over_walls(
    flow_x,
    flow_y,
    new_x,
    new_y,
    depth,
    gravity_n2,
    wall_faces,
    wall_above,
    step,
    step_over_cell,
    carry,
    spread,
    froude_limit,
):
    """Unit discharge of the faces a wall raises, in place of that over open ground.

    The flow is that of any face with the crest for its bed, and never more
    than what a weir lets over.

    Parameters
    ----------
    flow_x, flow_y
        Old unit discharges. [m2/s]
    new_x, new_y
        New unit discharges, the listed faces are set. [m2/s]
    depth
        Water depth. [m]
    gravity_n2
        Gravity times the square of Manning's n. [m(1/3)]
    wall_faces
        Rows of (axis, row, column); axis 0 is x. (n, 3)
    wall_above
        Height of the crest above the bed before and behind the face. (n, 2) [m]
    step, step_over_cell, carry, spread, froude_limit
        As `new_flows` takes them.
    """
    for k in range(wall_faces.shape[0]):
        axis, j, i = wall_faces[k]
        b, a = (j, i - 1) if axis == 0 else (j - 1, i)
        before = depth[b, a] - wall_above[k, 0]
        after = depth[j, i] - wall_above[k, 1]
        over = max(before, after)
        flow = ZERO
        if over > DRY_M:
            if axis == 0:
                old = flow_x[j, i]
                old_before, old_after = flow_x[j, i - 1], flow_x[j, i + 1]
                cross = flow_y[j, i - 1] + flow_y[j + 1, i - 1]
                cross += flow_y[j, i] + flow_y[j + 1, i]
            else:
                old = flow_y[j, i]
                old_before, old_after = flow_y[j - 1, i], flow_y[j + 1, i]
                cross = flow_x[j - 1, i] + flow_x[j, i]
                cross += flow_x[j - 1, i + 1] + flow_x[j, i + 1]
            cross *= QUARTER
            friction_rate = _manning_friction_rate(
                HALF * (gravity_n2[b, a] + gravity_n2[j, i]),
                math.sqrt(old * old + cross * cross),
                _inverse_seven_thirds(over),
            )
            flow = _face_flux(
                old,
                old_before,
                old_after,
                over,
                max(after, ZERO) - max(before, ZERO),
                friction_rate,
                froude_limit,
                GRAVITY,
                step,
                step_over_cell,
                carry,
                spread,
            )
            # Either way: a wave that runs against the slope of the level has no more room.
            most = np.float32(weir_flow(over, min(before, after)))
            flow = min(max(flow, -most), most)
            flow = flow if abs(flow) > STILL_M2_S else ZERO
        if axis == 0:
            new_x[j, i] = flow
        else:
            new_y[j, i] = flow
