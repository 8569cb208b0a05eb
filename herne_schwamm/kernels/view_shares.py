"""Shares of sky, crowns and walls in what five sides of a person see.

The sides are the upper face of a horizontal plate and four vertical plates.
A sector of the sky dome, from a height angle h up to the zenith and as wide
as the distance of two rays, is seen by the horizontal plate with
cos²h · Δ/2π, by a vertical one with (π/2 - h - sin h cos h)/2π times the
integral of the positive cosine between the sector and the plate's normal.

References
----------
Johnson and Watson (1984), J. Climate Appl. Meteor. 23, 329-335 (the
horizontal plate: 1 - mean of sin²h).
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from herne_schwamm.kernels.compiling import parallel_kernel
from herne_schwamm.kernels.horizon import LEVELS

SIDES = 5
"""Upper face, and the four vertical sides."""

COMPASS_DEG = (0.0, 90.0, 180.0, 270.0)
"""Normals of the vertical sides: north, east, south, west. [degrees]"""


def view_above(azimuths: int, side_azimuth_deg: tuple[float, ...] = COMPASS_DEG) -> NDArray:
    """View from every level of the horizon up to the zenith, by sector and side.

    Parameters
    ----------
    azimuths
        Number of rays that share the circle evenly, the first to the north.
    side_azimuth_deg
        Normals of the four vertical sides. [degrees]

    Returns
    -------
    numpy.ndarray
        (azimuths, LEVELS + 1, SIDES), float64. Without a horizon the sectors add up
        to 1 for the upper face and to 1/2 for a vertical side.
    """
    angle = np.arange(LEVELS + 1) * (np.pi / 2.0 / LEVELS)
    width = 2.0 * np.pi / azimuths
    above = np.empty((azimuths, LEVELS + 1, SIDES))
    above[:, :, 0] = np.cos(angle) ** 2 / azimuths
    standing = np.clip(np.pi / 2.0 - angle - np.sin(angle) * np.cos(angle), 0.0, None)
    middle = np.arange(azimuths) * width
    for side, normal_deg in enumerate(side_azimuth_deg, start=1):
        from_normal = middle - np.radians(normal_deg)
        # Whole turns off, so that the plate's edges lie at ±90 degrees.
        from_normal = np.mod(from_normal + np.pi, 2.0 * np.pi) - np.pi
        seen = np.zeros(azimuths)
        for turn in (-2.0 * np.pi, 0.0, 2.0 * np.pi):
            low = np.clip(from_normal + turn - width / 2.0, -np.pi / 2.0, np.pi / 2.0)
            high = np.clip(from_normal + turn + width / 2.0, -np.pi / 2.0, np.pi / 2.0)
            seen += np.sin(high) - np.sin(low)
        above[:, :, side] = seen[:, None] * standing / (2.0 * np.pi)
    above[:, LEVELS, :] = 0.0
    return above


@parallel_kernel
def view_shares(horizon, band_base, band_top, above, sky, crown):
    """Shares of open sky and of sky behind crowns, for every side.

    What is neither, up to the view without a horizon, is walls and terrain.

    Parameters
    ----------
    horizon, band_base, band_top
        Bytes of `herne_schwamm.kernels.horizon`. (rows, columns, A), uint8
    above
        Result of `view_above`. (A, LEVELS + 1, SIDES), float64
    sky, crown
        Set: share of the view. (rows, columns, SIDES), float32 [0–1]
    """
    rows, columns, azimuths = horizon.shape
    for row in numba.prange(rows):
        sums = np.empty((2, SIDES))
        for column in range(columns):
            sums[:] = 0.0
            for a in range(azimuths):
                level = horizon[row, column, a]
                low = max(band_base[row, column, a], level)
                high = band_top[row, column, a]
                for side in range(SIDES):
                    sums[0, side] += above[a, level, side]
                    if high > low:
                        sums[1, side] += above[a, low, side] - above[a, high, side]
            for side in range(SIDES):
                sky[row, column, side] = sums[0, side] - sums[1, side]
                crown[row, column, side] = sums[1, side]


@parallel_kernel
def sky_views(horizon, open_sky, sky_view):
    """Sky view factor of terrain and buildings, without crowns.

    Parameters
    ----------
    horizon
        (rows, columns, A), uint8
    open_sky
        Share of sky above every level, cos² of its angle. (LEVELS + 1,), float32
    sky_view
        Set. (rows, columns), float32 [0–1]
    """
    rows, columns, azimuths = horizon.shape
    share = np.float32(1.0 / azimuths)
    for row in numba.prange(rows):
        for column in range(columns):
            total = np.float32(0.0)
            for a in range(azimuths):
                total += open_sky[horizon[row, column, a]]
            sky_view[row, column] = total * share
