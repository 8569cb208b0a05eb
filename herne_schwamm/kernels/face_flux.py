"""Flow over one face between two cells: local inertia, as plain functions.

The functions work on scalars of any float type and know nothing of numba:
the storm compiles them for rows of a raster, cold air uses them with reduced
gravity and its own drag, and another device may wrap them in its own way.
``before`` and ``after`` name the neighbours against and along the axis; flow
along the axis is positive.

References
----------
Bates, Horritt and Fewtrell (2010), J. Hydrol. 387, 33-45 (local inertia).
de Almeida, Bates, Freer and Souvignet (2012), Water Resour. Res. 48, W05528
(damping by neighbouring faces).
"""

from __future__ import annotations

import numpy as np

# Constants as float32: a Python literal would turn a float32 kernel into a
# float64 one, while a float64 kernel takes them as they are (all but
# gravity and the thirds are exact).
GRAVITY = np.float32(9.81)
ZERO = np.float32(0.0)
ONE = np.float32(1.0)
HALF = np.float32(0.5)
THIRD = np.float32(1.0 / 3.0)
CUBE_ROOT_SEED = np.float32(0x54A20000)

# (1 - r)**(-2/3) for r of -0.1035 to 0.1035, the range the seed leaves: least greatest
# relative error 7e-6, fitted with Lawson's weights.
REST_0 = np.float32(0.99999341)
REST_1 = np.float32(0.66665523)
REST_2 = np.float32(0.56045659)
REST_3 = np.float32(0.49905891)


def face_depth(depth_before, depth_after, bed_step):
    """Depth of flow over a face: higher water level minus higher bed. [m]

    Written with the step of the bed (after minus before) instead of levels:
    a level of 60 m would round the water to 4 µm.
    """
    up = max(bed_step, ZERO)
    down = min(bed_step, ZERO)
    return max(depth_before - up, depth_after + down)


def cube_root(x):
    """``x ** (1/3)`` of a positive float32, without a call to ``pow``.

    The bits of x give a first guess y of ``x ** (-1/3)``. With ``r = 1 - x y**3``
    the result is ``x y**2 * (1 - r)**(-2/3)``, the last factor as a polynomial in r
    that keeps the relative error below 1e-5 (tested): far below the uncertainty
    of any roughness.
    """
    bits = np.float32(x).view(np.int32)
    guess = np.int32(CUBE_ROOT_SEED - np.float32(bits) * THIRD)
    y = np.int32(guess).view(np.float32)
    about = x * (y * y)
    r = ONE - about * y
    return about * (REST_0 + r * (REST_1 + r * (REST_2 + r * REST_3)))


def face_flux(
    discharge,
    discharge_before,
    discharge_after,
    depth,
    level_step,
    drag,
    drag_depth,
    wave_speed,
    froude_limit,
    gravity,
    step,
    step_over_cell,
    smoothing,
):
    """Unit discharge over a face after one time step. [m2/s]

    Parameters
    ----------
    discharge, discharge_before, discharge_after
        Old unit discharge of this face and of its neighbours along the axis. [m2/s]
    depth
        Depth of flow over the face, positive. [m]
    level_step
        Water level after minus before. [m]
    drag, drag_depth
        The flow is slowed, implicitly, at the rate ``drag / drag_depth`` [1/s]: of Manning
        friction ``g n² |q|`` over ``h^(7/3)``. Two numbers, as one division does for
        both. ``|q|`` is the size of the vector: friction of the face's own component alone
        would be too weak in diagonal flow.
    wave_speed
        Speed of a shallow wave at this depth. [m/s]
    froude_limit
        Greatest Froude number let through: the scheme neglects advection and
        has no bound of its own on steep ground.
    gravity
        Gravity, or reduced gravity of cold air. [m/s2]
    step, step_over_cell
        Time step [s] and time step over cell size [s/m].
    smoothing
        Weight of the mean of the neighbouring old discharges against the own.
    """
    beside = HALF * (discharge_before + discharge_after)
    carried = discharge + smoothing * (beside - discharge)
    pushed = carried - (gravity * step_over_cell) * depth * level_step
    slowed = pushed * drag_depth / (drag_depth + step * drag)
    fastest = froude_limit * depth * wave_speed
    return min(max(slowed, -fastest), fastest)
