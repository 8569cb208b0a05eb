"""Shade: how high the shadow of terrain and buildings stands, and whether a crown lies before it.

The ray towards the sun is marched for a whole row of cells at once, over the
heights themselves: exact for the raster, at any sun position. Surfaces come
with a margin, as in `herne_schwamm.kernels.horizon`.
"""

from __future__ import annotations

import numba
import numpy as np

from herne_schwamm.kernels.compiling import kernel, parallel_kernel
from herne_schwamm.kernels.horizon import BLOCK, NOTHING, crown_near

_ONE = np.float32(1.0)


@kernel
def _lift_by_one(shadow, surface, fall):
    for i in range(shadow.size):
        edge = surface[i] - fall
        before = shadow[i]
        shadow[i] = edge if edge > before else before


@kernel
def _lift_by_four(shadow, first, second, third, fourth, fall1, fall2, fall3, fall4):
    for i in range(shadow.size):
        a = first[i] - fall1
        b = second[i] - fall2
        c = third[i] - fall3
        d = fourth[i] - fall4
        a = b if b > a else a
        c = d if d > c else c
        a = c if c > a else a
        before = shadow[i]
        shadow[i] = a if a > before else before


@parallel_kernel
def shadow_tops(surface, margin, row_step, column_step, fall, shadow):
    """Height below which terrain and buildings keep the sun away.

    An eye in the middle of a cell is in the shade where it is lower than this.

    Parameters
    ----------
    surface
        Terrain with buildings, with its margin. float32, `NOTHING` where unknown [m]
    margin
        Cells of the margin, at least the number of steps.
    row_step, column_step
        Steps towards the sun. (K,), int64
    fall
        How far the ray of the sun falls from the near face of the cell met to
        the eye. (K,), float32 [m]
    shadow
        Set: top of the shadow above sea level, `NOTHING` or less where there is
        none. (rows, columns), float32 [m]
    """
    rows, columns = shadow.shape
    count = fall.size
    for row in numba.prange(rows):
        top = shadow[row]
        top[:] = NOTHING
        k = 0
        while k + 4 <= count:
            j1, i1 = row + margin + row_step[k], margin + column_step[k]
            j2, i2 = row + margin + row_step[k + 1], margin + column_step[k + 1]
            j3, i3 = row + margin + row_step[k + 2], margin + column_step[k + 2]
            j4, i4 = row + margin + row_step[k + 3], margin + column_step[k + 3]
            _lift_by_four(
                top,
                surface[j1, i1 : i1 + columns],
                surface[j2, i2 : i2 + columns],
                surface[j3, i3 : i3 + columns],
                surface[j4, i4 : i4 + columns],
                fall[k],
                fall[k + 1],
                fall[k + 2],
                fall[k + 3],
            )
            k += 4
        while k < count:
            j, i = row + margin + row_step[k], margin + column_step[k]
            _lift_by_one(top, surface[j, i : i + columns], fall[k])
            k += 1


@kernel
def _through_crown(light, eye, top, base, rise_near, rise_far, transmissivity):
    for i in range(light.size):
        own = eye[i]
        met = (top[i] > own + rise_near) & (base[i] < own + rise_far)
        light[i] = transmissivity if met else light[i]


@parallel_kernel
def light_through_crowns(
    eye,
    top,
    base,
    blocks,
    margin,
    row_step,
    column_step,
    rise_near,
    rise_far,
    own_rise,
    transmissivity,
    light,
):
    """Share of the sun's beam that passes the crowns.

    Parameters
    ----------
    eye
        Height of the eye above sea level. (rows, columns), float32 [m]
    top, base
        Highest and lowest leaves above sea level, with margin; see
        `herne_schwamm.kernels.horizon.crown_bands`. float32 [m]
    blocks
        Result of `herne_schwamm.kernels.horizon.crowned` for `top`.
    margin, row_step, column_step
        As `shadow_tops` takes them.
    rise_near, rise_far
        How far the ray has risen above the eye where it enters and leaves the
        cell met. (K,), float32 [m]
    own_rise
        How far it has risen where it leaves the eye's own cell. float32 [m]
    transmissivity
        Share that passes a crown, whatever the number of crowns. float32 [0–1]
    light
        Set: share that arrives. (rows, columns), float32 [0–1]
    """
    rows, columns = eye.shape
    for row in numba.prange(rows):
        light[row, :] = _ONE
        _through_crown(
            light[row],
            eye[row],
            top[row + margin, margin : margin + columns],
            base[row + margin, margin : margin + columns],
            np.float32(0.0),
            own_rise,
            transmissivity,
        )
        for k in range(rise_near.size):
            j, i = row + margin + row_step[k], margin + column_step[k]
            for first in range(0, columns, BLOCK):
                last = min(first + BLOCK, columns)
                if crown_near(blocks, j, i + first, last - first):
                    _through_crown(
                        light[row, first:last],
                        eye[row, first:last],
                        top[j, i + first : i + last],
                        base[j, i + first : i + last],
                        rise_near[k],
                        rise_far[k],
                        transmissivity,
                    )
