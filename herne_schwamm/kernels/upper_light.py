"""Short-wave and long-wave light that a person or the ground receives from above.

Sky, crowns and walls are summed ray by ray, for the upper face and the four
vertical sides of a standing body at once. The beam of the sun and what comes
up from the ground are not in it: the one needs the shade, the other needs this.

What depends on a ray and the height of its horizon only is prepared once for
every time step as the *sky light*, a table of half a megabyte (see
`herne_schwamm.models.sky`): an anisotropic sky costs no more than an even one.
"""

from __future__ import annotations

import numba
import numpy as np

from herne_schwamm.kernels.compiling import kernel, parallel_kernel

SHORT, LONG, HIDDEN = 0, 5, 10
"""Where the sky light holds, for five sides each: short-wave and long-wave light from a
level up to the zenith, and the share of the view below that level."""

WIDTH = 16
"""Numbers of the sky light for one ray and level: a line of memory."""

_ZERO = np.float32(0.0)
_ONE = np.float32(1.0)


@kernel
def _sum_cell(
    horizon,
    band_base,
    band_top,
    seen,
    sky_light,
    wall_light,
    other_short,
    other_long,
    crown_short,
    crown_long,
    kept,
    total,
):
    """Sums for one cell: five short-wave, five long-wave. Set."""
    # Ten plain variables stay in registers; an array would be written at every ray.
    s0 = s1 = s2 = s3 = s4 = _ZERO
    l0 = l1 = l2 = l3 = l4 = _ZERO
    for a in range(horizon.size):
        level = horizon[a]
        row = sky_light[a, level]
        short, long = _ZERO, _ZERO
        if level > 0:
            wall = seen[a]
            short, long = other_short, other_long
            if wall >= 0:
                short, long = wall_light[wall, 0], wall_light[wall, 1]
        s0 += row[0] + row[10] * short
        s1 += row[1] + row[11] * short
        s2 += row[2] + row[12] * short
        s3 += row[3] + row[13] * short
        s4 += row[4] + row[14] * short
        l0 += row[5] + row[10] * long
        l1 += row[6] + row[11] * long
        l2 += row[7] + row[12] * long
        l3 += row[8] + row[13] * long
        l4 += row[9] + row[14] * long
    for a in range(band_top.size):
        level = max(band_base[a], horizon[a])
        if band_top[a] > level:
            # Leaves take the place of the sky between the two levels.
            low, high = sky_light[a, level], sky_light[a, band_top[a]]
            s0 += kept * ((high[10] - low[10]) * crown_short - (low[0] - high[0]))
            s1 += kept * ((high[11] - low[11]) * crown_short - (low[1] - high[1]))
            s2 += kept * ((high[12] - low[12]) * crown_short - (low[2] - high[2]))
            s3 += kept * ((high[13] - low[13]) * crown_short - (low[3] - high[3]))
            s4 += kept * ((high[14] - low[14]) * crown_short - (low[4] - high[4]))
            l0 += kept * ((high[10] - low[10]) * crown_long - (low[5] - high[5]))
            l1 += kept * ((high[11] - low[11]) * crown_long - (low[6] - high[6]))
            l2 += kept * ((high[12] - low[12]) * crown_long - (low[7] - high[7]))
            l3 += kept * ((high[13] - low[13]) * crown_long - (low[8] - high[8]))
            l4 += kept * ((high[14] - low[14]) * crown_long - (low[9] - high[9]))
    total[0], total[1], total[2], total[3], total[4] = s0, s1, s2, s3, s4
    total[5], total[6], total[7], total[8], total[9] = l0, l1, l2, l3, l4


@parallel_kernel
def upper_light(
    wanted,
    horizon,
    band_base,
    band_top,
    seen,
    sky_light,
    wall_light,
    other_short,
    other_long,
    crown_short,
    crown_long,
    transmissivity,
    short,
    long,
):
    """Light from the upper half of the view, without the beam of the sun.

    Parameters
    ----------
    wanted
        Cells to sum; the others are set to 0. (rows, columns), bool
    horizon, seen
        Bytes of the horizon and number of the wall behind it. (rows, columns, A)
    band_base, band_top
        Bytes of the crowns' band; (rows, columns, 0) where no tree stands. uint8
    sky_light
        Light of the sky from every level up to the zenith. (A, LEVELS + 1, WIDTH), float32
    wall_light
        Short-wave and long-wave light that leaves every wall. (walls, 2), float32 [W/m2]
    other_short, other_long
        The same of what hides the sky and is no wall: terrain. float32 [W/m2]
    crown_short, crown_long
        The same of crowns. float32 [W/m2]
    transmissivity
        Share of light from behind that passes a crown. float32 [0–1]
    short, long
        Set: light on every side. (SIDES, rows, columns), float32 [W/m2]
    """
    sides, rows, columns = short.shape
    kept = _ONE - transmissivity
    for row in numba.prange(rows):
        total = np.zeros(2 * sides, np.float32)
        for column in range(columns):
            if wanted[row, column]:
                _sum_cell(
                    horizon[row, column],
                    band_base[row, column],
                    band_top[row, column],
                    seen[row, column],
                    sky_light,
                    wall_light,
                    other_short,
                    other_long,
                    crown_short,
                    crown_long,
                    kept,
                    total,
                )
            else:
                total[:] = _ZERO
            for side in range(sides):
                short[side, row, column] = total[side]
                long[side, row, column] = total[sides + side]
