"""Horizon angles: how high buildings, terrain and crowns stand around every cell.

All cells of a row march together along one ray: whole rows become vector
instructions, which is why no cell is skipped and the result is exact for the
raster. Surfaces come with a margin of cells around them, as wide as the rays
reach: real heights where they are known, `NOTHING` where they are not.

A horizon is kept as one byte, its angle in 255 steps of a right angle
(0.353 degrees, so at most 0.177 degrees beside the truth).

References
----------
Dozier and Frew (1990), IEEE Trans. Geosci. Remote Sens. 28, 963-969 (horizons
for sky view). Abramowitz and Stegun (1964), 4.4.49 (arc tangent).
"""

from __future__ import annotations

import numba
import numpy as np

from herne_schwamm.kernels.compiling import kernel, parallel_kernel, strict_kernel

NOTHING = np.float32(-1.0e9)
"""Height of what is not there. [m]"""

HIGHEST = np.float32(1.0e9)
"""Underside of a crown that is not there. [m]"""

LEVELS = 255
"""A right angle in steps of the horizon's byte."""

NO_WALL = -1
"""Number of the wall where a ray meets none."""

BLOCK = 256
"""Columns that are skipped together where nothing is to be done."""

_LOOK_EVERY = 8

_ZERO = np.float32(0.0)
_HALF = np.float32(0.5)
_ONE = np.float32(1.0)
_RIGHT_ANGLE = np.float32(np.pi / 2.0)
_LEVELS_PER_RADIAN = np.float32(LEVELS / (np.pi / 2.0))
_LARGEST_TANGENT = np.float32(1.0e9)
_A1 = np.float32(0.9998660)
_A3 = np.float32(-0.3302995)
_A5 = np.float32(0.1801410)
_A7 = np.float32(-0.0851330)
_A9 = np.float32(0.0208351)


@kernel
def _raise_by_one(tangent, eye, surface, per_distance):
    for i in range(tangent.size):
        rise = (surface[i] - eye[i]) * per_distance
        before = tangent[i]
        tangent[i] = rise if rise > before else before


@kernel
def _raise_by_four(tangent, eye, first, second, third, fourth, per1, per2, per3, per4):
    # Four steps at once: the tangent is read and written a quarter as often.
    for i in range(tangent.size):
        own = eye[i]
        a = (first[i] - own) * per1
        b = (second[i] - own) * per2
        c = (third[i] - own) * per3
        d = (fourth[i] - own) * per4
        a = b if b > a else a
        c = d if d > c else c
        a = c if c > a else a
        before = tangent[i]
        tangent[i] = a if a > before else before


@kernel
def _widen_crown(top_tangent, base_tangent, eye, top, base, per_near, per_far):
    for i in range(top_tangent.size):
        own = eye[i]
        upper = (top[i] - own) * per_near
        lower = (base[i] - own) * per_far
        before = top_tangent[i]
        top_tangent[i] = upper if upper > before else before
        before = base_tangent[i]
        # A crown below the eye is not in the sky.
        lower = lower if upper > _ZERO else HIGHEST
        base_tangent[i] = lower if lower < before else before


@kernel
def _own_crown(top_tangent, base_tangent, eye, top, base, per_far):
    for i in range(top_tangent.size):
        overhead = top[i] > eye[i]
        top_tangent[i] = _LARGEST_TANGENT if overhead else _ZERO
        base_tangent[i] = (base[i] - eye[i]) * per_far if overhead else HIGHEST


@kernel
def _first_wall(step, eye, wall_top, k):
    for i in range(step.size):
        met = (step[i] == 0) & (wall_top[i] > eye[i])
        step[i] = k if met else step[i]


@strict_kernel
def _level_row(tangent, level):
    """Bytes of the horizon from tangents; the arc tangent is good to 1e-5."""
    for i in range(tangent.size):
        t = tangent[i]
        t = t if t > _ZERO else _ZERO
        steep = t > _ONE
        x = _ONE / t if steep else t
        s = x * x
        angle = x * (_A1 + s * (_A3 + s * (_A5 + s * (_A7 + s * _A9))))
        angle = _RIGHT_ANGLE - angle if steep else angle
        level[i] = np.int32(angle * _LEVELS_PER_RADIAN + _HALF)


@kernel
def _march(tangent, eye, surface, row, margin, row_step, column_step, near, count):
    """Raise the tangents of a row along one ray."""
    columns = tangent.size
    tangent[:] = _ZERO
    k = 0
    while k + 4 <= count:
        j1, i1 = row + margin + row_step[k], margin + column_step[k]
        j2, i2 = row + margin + row_step[k + 1], margin + column_step[k + 1]
        j3, i3 = row + margin + row_step[k + 2], margin + column_step[k + 2]
        j4, i4 = row + margin + row_step[k + 3], margin + column_step[k + 3]
        _raise_by_four(
            tangent,
            eye,
            surface[j1, i1 : i1 + columns],
            surface[j2, i2 : i2 + columns],
            surface[j3, i3 : i3 + columns],
            surface[j4, i4 : i4 + columns],
            _ONE / near[k],
            _ONE / near[k + 1],
            _ONE / near[k + 2],
            _ONE / near[k + 3],
        )
        k += 4
    while k < count:
        j, i = row + margin + row_step[k], margin + column_step[k]
        _raise_by_one(tangent, eye, surface[j, i : i + columns], _ONE / near[k])
        k += 1


@parallel_kernel
def horizons(eye, surface, margin, row_step, column_step, near, count, horizon):
    """Horizon of terrain and buildings.

    Parameters
    ----------
    eye
        Height of the eye above sea level. (rows, columns), float32 [m]
    surface
        Terrain with buildings, with its margin. (rows + 2 margin, columns + 2 margin),
        float32, `NOTHING` where unknown [m]
    margin
        Cells of the margin, at least the number of steps.
    row_step, column_step, near, count
        Rays, see `herne_schwamm.kernels.rays.Rays`.
    horizon
        Set: angle above the horizontal. (rows, columns, A), uint8 [right angle / 255]
    """
    rows, columns = eye.shape
    for row in numba.prange(rows):
        tangent = np.empty(columns, np.float32)
        level = np.empty(columns, np.int32)
        for a in range(count.size):
            _march(
                tangent,
                eye[row],
                surface,
                row,
                margin,
                row_step[a],
                column_step[a],
                near[a],
                count[a],
            )
            _level_row(tangent, level)
            for i in range(columns):
                horizon[row, i, a] = level[i]


@kernel
def _crowned_blocks(top, row, blocks):
    """Which blocks of a row hold a crown; set."""
    blocks[:] = False
    for i in range(top.shape[1]):
        if top[row, i] > NOTHING:
            blocks[i // BLOCK] = True


@kernel
def crown_near(blocks, row, first, columns):
    """Whether a stretch of a row may hold a crown; see `crowned`."""
    for block in range(first // BLOCK, (first + columns - 1) // BLOCK + 1):
        if blocks[row, block]:
            return True
    return False


@parallel_kernel
def crowned(top, blocks):
    """Mark the blocks of columns that hold a crown: most of a city has none, and is skipped.

    Parameters
    ----------
    top
        Highest leaves, `NOTHING` where no tree stands. float32 [m]
    blocks
        Set. (rows, columns / BLOCK, rounded up), bool
    """
    for row in numba.prange(top.shape[0]):
        _crowned_blocks(top, row, blocks[row])


@parallel_kernel
def crown_bands(
    eye, top, base, blocks, margin, row_step, column_step, near, far, count, band_base, band_top
):
    """Band of the sky that crowns cover, from their lowest underside to their highest top.

    Gaps between crowns of one direction, one above the other, count as crown.

    Parameters
    ----------
    eye, margin, row_step, column_step, near, far, count
        As `horizons` takes them.
    top, base
        Highest and lowest leaves above sea level, with margin; `NOTHING` and `HIGHEST`
        where no tree stands. float32 [m]
    blocks
        Result of `crowned` for `top`.
    band_base, band_top
        Set: angles of the band; no crown where the top is not above the base.
        (rows, columns, A), uint8 [right angle / 255]
    """
    rows, columns = eye.shape
    for row in numba.prange(rows):
        top_tangent = np.empty(columns, np.float32)
        base_tangent = np.empty(columns, np.float32)
        level = np.empty(columns, np.int32)
        for a in range(count.size):
            # The eye stands in the middle of its cell: half a cell to the crown's edge.
            within = far[a, 0] - near[a, 0]
            per_far = _ONE / (_HALF * within) if within > _ZERO else HIGHEST
            _own_crown(
                top_tangent,
                base_tangent,
                eye[row],
                top[row + margin, margin : margin + columns],
                base[row + margin, margin : margin + columns],
                per_far,
            )
            for k in range(count[a]):
                j, i = row + margin + row_step[a, k], margin + column_step[a, k]
                for first in range(0, columns, BLOCK):
                    last = min(first + BLOCK, columns)
                    if crown_near(blocks, j, i + first, last - first):
                        _widen_crown(
                            top_tangent[first:last],
                            base_tangent[first:last],
                            eye[row, first:last],
                            top[j, i + first : i + last],
                            base[j, i + first : i + last],
                            _ONE / near[a, k],
                            _ONE / far[a, k],
                        )
            _level_row(top_tangent, level)
            for i in range(columns):
                band_top[row, i, a] = level[i]
            _level_row(base_tangent, level)
            for i in range(columns):
                band_base[row, i, a] = level[i]


@kernel
def _all_met(step):
    waiting = 0
    for i in range(step.size):
        waiting += step[i] == 0
    return waiting == 0


@parallel_kernel
def walls_seen(wanted, eye, wall_top, wall_number, margin, row_step, column_step, count, seen):
    """The wall each ray meets first.

    Parameters
    ----------
    wanted
        Cells that are told; the others get `NO_WALL`. (rows, columns), bool
    eye, margin, row_step, column_step, count
        As `horizons` takes them.
    wall_top
        Height of buildings above sea level, with margin; `NOTHING` elsewhere. float32 [m]
    wall_number
        Number of the wall a building's cell carries, with margin; `NO_WALL` elsewhere. int32
    seen
        Set: number of the wall, `NO_WALL` where none is met. (rows, columns, A), int32
    """
    rows, columns = eye.shape
    for row in numba.prange(rows):
        step = np.empty(columns, np.int32)
        for a in range(count.size):
            for i in range(columns):
                step[i] = 0 if wanted[row, i] else -1
            for first in range(0, columns, BLOCK):
                last = min(first + BLOCK, columns)
                for k in range(count[a]):
                    j, i = row + margin + row_step[a, k], margin + column_step[a, k]
                    _first_wall(
                        step[first:last],
                        eye[row, first:last],
                        wall_top[j, i + first : i + last],
                        np.int32(k + 1),
                    )
                    if k % _LOOK_EVERY == 0 and _all_met(step[first:last]):
                        break
            for i in range(columns):
                k = step[i] - 1
                if k < 0:
                    seen[row, i, a] = NO_WALL
                else:
                    seen[row, i, a] = wall_number[
                        row + margin + row_step[a, k], i + margin + column_step[a, k]
                    ]
