"""Long-wave light of the sky: clear after the vapour at the ground, warmer with clouds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.kernels.evaporation_series import vapour_pressure_hours_kpa
from herne_schwamm.models.sun import precipitable_water_cm

HPA_PER_KPA = 10.0

URBAN_SKY_W_M2 = -25.0
"""What Prata's clear sky has too much in cities: Jonsson et al. (2006), Int. J. Climatol. 26,
1687-1701, as Lindberg et al. (2008), Int. J. Biometeorol. 52, 697-713, apply it. [W/m2]"""

CLEAR_RISE = 0.09
"""Rise of the clear sky's emissivity with the logarithm of the path: Unsworth and Monteith
(1975), Q. J. R. Meteorol. Soc. 101, 13-24."""

CLOUD_EMISSION = 0.84
"""Share of the rest that a full cover of clouds fills up, the same source."""

LOWEST_SUN_DEG = 10.0
"""Below this the quotient of measured and clear irradiance tells little of clouds. [degrees]"""


def vapour_pressure_hpa(
    air_temperature_c: NDArray[np.float64], relative_humidity: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Vapour pressure of every interval from relative humidity [0–1]. (n,) [hPa]"""
    pressure: NDArray[np.float64] = vapour_pressure_hours_kpa(
        np.asarray(air_temperature_c, np.float64), np.asarray(relative_humidity, np.float64)
    )
    return HPA_PER_KPA * pressure


def clear_emissivity(
    air_temperature_c: NDArray[np.float64], vapour_hpa: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Emissivity of the clear sky after Prata (1996), Q. J. R. Meteorol. Soc. 122, 1127. [0–1]"""
    water = precipitable_water_cm(vapour_hpa, air_temperature_c)
    emissivity: NDArray[np.float64] = 1.0 - (1.0 + water) * np.exp(-np.sqrt(1.2 + 3.0 * water))
    return emissivity


def cloud_share(
    global_w_m2: NDArray[np.float64],
    clear_w_m2: NDArray[np.float64],
    elevation_deg: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Share of clouds after Crawford and Duchon (1999), J. Appl. Meteor. 38, 474-480. [0–1]

    One minus the quotient of measured and clear global irradiance. In the
    night and with a low sun the nearest interval that can tell speaks for it;
    without any, the sky is taken as clear.

    Parameters
    ----------
    global_w_m2, clear_w_m2
        Measured, and under a clear sky, in time order. [W/m2]
    elevation_deg
        Of the sun. [degrees]
    """
    told = np.flatnonzero((elevation_deg > LOWEST_SUN_DEG) & (clear_w_m2 > 0.0))
    if told.size == 0:
        return np.zeros(global_w_m2.size)
    share = np.clip(1.0 - global_w_m2[told] / clear_w_m2[told], 0.0, 1.0)
    nearest = np.abs(np.arange(global_w_m2.size)[:, None] - told[None, :]).argmin(axis=1)
    spread: NDArray[np.float64] = share[nearest]
    return spread


def cloudy_emissivity(
    clear: NDArray[np.float64], clouds: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Emissivity of a sky with a share of clouds, after Unsworth and Monteith (1975). [0–1]"""
    filled = CLOUD_EMISSION * clouds
    emissivity: NDArray[np.float64] = filled + (1.0 - filled) * clear
    return emissivity
