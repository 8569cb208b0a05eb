"""How the sky's light is spread over the dome, prepared for the kernel that sums it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.kernels.horizon import LEVELS
from herne_schwamm.kernels.upper_light import HIDDEN, LONG, SHORT, WIDTH
from herne_schwamm.kernels.view_shares import SIDES
from herne_schwamm.tables.perez_sky import perez_classes

SOLAR_CONSTANT_W_M2 = 1367.0
"""Of Perez et al. (1993). [W/m2]"""

LOWEST_COSINE = math.cos(math.radians(84.0))
"""Cosine of the zenith angle of the lowest band the sky was fitted to."""

_WITHIN_A_SECTOR = (np.arange(3) - 1.0) / 3.0
"""Directions within a sector whose mean is taken, from its middle. [sectors]"""


def band_elevations() -> NDArray[np.float64]:
    """Middle elevation of the bands between the levels of the horizon. [rad]"""
    return (np.arange(LEVELS, dtype=np.float64) + 0.5) * (np.pi / 2.0 / LEVELS)


def even_sky(azimuths: int) -> NDArray[np.float64]:
    """Relative radiance of a sky that is the same everywhere. (azimuths, LEVELS)"""
    return np.ones((azimuths, LEVELS))


def perez_sky(
    azimuths: int,
    sun_azimuth_deg: float,
    sun_zenith_deg: float,
    diffuse_w_m2: float,
    direct_w_m2: float,
) -> NDArray[np.float64]:
    """Relative radiance of the sky after Perez, Seals and Michalsky (1993).

    Parameters
    ----------
    azimuths
        Number of sectors, the first to the north.
    sun_azimuth_deg, sun_zenith_deg
        [degrees]; a sun below the horizon stands on it.
    diffuse_w_m2, direct_w_m2
        Diffuse on the horizontal, direct on a plane facing the sun. [W/m2]

    Returns
    -------
    numpy.ndarray
        (azimuths, LEVELS); without diffuse light an even sky.
    """
    if diffuse_w_m2 <= 0.0:
        return even_sky(azimuths)
    zenith = math.radians(min(sun_zenith_deg, 90.0))
    power = 1.041 * zenith**3
    clearness = ((diffuse_w_m2 + direct_w_m2) / diffuse_w_m2 + power) / (1.0 + power)
    # Relative air mass of Kasten and Young (1989).
    degrees = min(sun_zenith_deg, 90.0)
    air_mass: float = 1.0 / (math.cos(zenith) + 0.50572 * (96.07995 - degrees) ** -1.6364)
    brightness = min(max(air_mass * diffuse_w_m2 / SOLAR_CONSTANT_W_M2, 0.01), 0.6)
    number = next(i for i, row in enumerate(perez_classes()) if clearness < row.clearness_below)
    if 1 <= number <= 4:
        # Below this the middle classes were not fitted and turn negative.
        brightness = max(brightness, 0.2)
    row = perez_classes()[number]

    def linear(x: tuple[float, ...]) -> float:
        return x[0] + x[1] * zenith + brightness * (x[2] + x[3] * zenith)

    a, b, e = linear(row.a), linear(row.b), linear(row.e)
    if number == 0:
        c = math.exp((brightness * (row.c[0] + row.c[1] * zenith)) ** row.c[2]) - row.c[3]
        d = -math.exp(brightness * (row.d[0] + row.d[1] * zenith)) + row.d[2]
        d += brightness * row.d[3]
    else:
        c, d = linear(row.c), linear(row.d)
    elevation = band_elevations()
    sine = np.sin(elevation)
    gradation = 1.0 + a * np.exp(b / np.maximum(sine, LOWEST_COSINE))
    sector = np.arange(azimuths)[:, None, None] + _WITHIN_A_SECTOR[:, None]
    from_sun = sector * (2.0 * np.pi / azimuths) - math.radians(sun_azimuth_deg)
    cosine = np.cos(zenith) * sine + np.sin(zenith) * np.cos(elevation) * np.cos(from_sun)
    angle = np.arccos(np.clip(cosine, -1.0, 1.0))
    indicatrix = (1.0 + c * np.exp(d * angle) + e * cosine**2).mean(axis=1)
    radiance: NDArray[np.float64] = np.maximum(gradation * indicatrix, 0.0)
    # Light no sky ever sent may leave nothing of the fit: then it is even.
    return radiance if radiance.any() else even_sky(azimuths)


def low_warm_sky(azimuths: int, emissivity: float, rise: float) -> NDArray[np.float64]:
    """Relative long-wave radiance of a sky that is warmer near the horizon.

    Parameters
    ----------
    azimuths
        Number of sectors.
    emissivity
        Of the whole sky. [0–1]
    rise
        Change of emissivity with the logarithm of the air's path; 0.09 for a clear sky
        (Unsworth and Monteith 1975, Q. J. R. Meteorol. Soc. 101, 13-24), 0 for an even sky.
    """
    path = -np.log(np.sin(band_elevations()))
    # The mean of ln(1 / sin h) over a horizontal plate's view is 1/2.
    column = np.minimum(emissivity + rise * (path - 0.5), 1.0)
    return np.broadcast_to(column, (azimuths, LEVELS)).copy()


def sky_light(
    above: NDArray[np.float64],
    short_sky: NDArray[np.float64],
    diffuse_w_m2: float,
    long_sky: NDArray[np.float64],
    long_w_m2: float,
) -> NDArray[np.float32]:
    """Light of the sky from every level up to the zenith, by sector and side.

    Parameters
    ----------
    above
        Plain view, `herne_schwamm.kernels.view_shares.view_above`.
    short_sky, long_sky
        Relative radiance. (azimuths, LEVELS)
    diffuse_w_m2, long_w_m2
        What a horizontal plate gets of the whole sky. [W/m2]

    Returns
    -------
    numpy.ndarray
        (azimuths, LEVELS + 1, WIDTH), float32, as `upper_light` takes it.
    """
    light = np.zeros((above.shape[0], LEVELS + 1, WIDTH))
    bands = above[:, :-1, :] - above[:, 1:, :]
    for first, radiance, whole in (
        (SHORT, short_sky, diffuse_w_m2),
        (LONG, long_sky, long_w_m2),
    ):
        parts = bands * radiance[:, :, None]
        scale = whole / parts[:, :, 0].sum()
        cumulated = np.cumsum(parts[:, ::-1, :], axis=1)[:, ::-1, :] * scale
        light[:, :-1, first : first + SIDES] = cumulated
    light[:, :, HIDDEN : HIDDEN + SIDES] = above[:, :1, :] - above
    return light.astype(np.float32)
