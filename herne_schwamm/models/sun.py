"""Where the sun stands, and how its light is split where only the sum is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.location import Location
from herne_schwamm.kernels.heat_constants import ZERO_CELSIUS_K

DELTA_T_S = 67.0
"""Terrestrial minus universal time; a minute of it moves the sun by 0.004 degrees. [s]"""


@dataclass(frozen=True, slots=True)
class SunPositions:
    """Where the sun stands at several moments.

    Parameters
    ----------
    zenith_deg
        Angle from the zenith, without refraction. [degrees]
    elevation_deg
        Angle above the horizontal as it is seen, with refraction. [degrees]
    azimuth_deg
        Clockwise from true north. [degrees]
    grid_azimuth_deg
        Clockwise from the north of the grid. [degrees]
    """

    zenith_deg: NDArray[np.float64]
    elevation_deg: NDArray[np.float64]
    azimuth_deg: NDArray[np.float64]
    grid_azimuth_deg: NDArray[np.float64]


def interval_middles(start: pd.DatetimeIndex, interval_s: float) -> pd.DatetimeIndex:
    """Middle of every interval, for the sun of a forcing that begins its intervals."""
    return start + pd.Timedelta(seconds=interval_s / 2.0)


def sun_positions(
    moments: pd.DatetimeIndex,
    location: Location,
    pressure_hpa: float = 1013.25,
    air_temperature_c: float = 12.0,
    delta_t_s: float = DELTA_T_S,
) -> SunPositions:
    """Positions of the sun, after Reda and Andreas (2004), Solar Energy 76, 577-589.

    Parameters
    ----------
    moments
        With their time zone.
    location
        Place.
    pressure_hpa, air_temperature_c
        Yearly means, for refraction. [hPa], [°C]
    delta_t_s
        Terrestrial minus universal time. [s]

    Raises
    ------
    ValueError
        The moments have no time zone.
    """
    # Here and not above: pvlib takes a while, and only heat needs it.
    from pvlib import solarposition

    if moments.tz is None:
        raise ValueError("moments without a time zone have no sun")
    told = solarposition.spa_python(
        moments,
        location.latitude_deg,
        location.longitude_deg,
        altitude=location.height_m,
        pressure=pressure_hpa * 100.0,
        temperature=air_temperature_c,
        delta_t=delta_t_s,
    )
    azimuth = told["azimuth"].to_numpy(dtype=np.float64)
    return SunPositions(
        zenith_deg=told["zenith"].to_numpy(dtype=np.float64),
        elevation_deg=told["apparent_elevation"].to_numpy(dtype=np.float64),
        azimuth_deg=azimuth,
        grid_azimuth_deg=np.mod(azimuth - location.convergence_deg, 360.0),
    )


def split_global(
    global_w_m2: NDArray[np.float64], zenith_deg: NDArray[np.float64], moments: pd.DatetimeIndex
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Diffuse and direct normal irradiance from the global alone, after Erbs.

    Erbs, Klein and Duffie (1982), Solar Energy 28, 293-302.

    Parameters
    ----------
    global_w_m2
        On the horizontal. [W/m2]
    zenith_deg
        Of the sun. [degrees]
    moments
        Of the values: the distance of the sun changes over the year.

    Returns
    -------
    tuple of numpy.ndarray
        Diffuse on the horizontal, direct on a plane facing the sun. [W/m2]
    """
    from pvlib import irradiance

    days = moments.tz_convert("UTC").day_of_year.to_numpy()
    told = irradiance.erbs(global_w_m2, zenith_deg, days)
    diffuse = np.clip(np.nan_to_num(np.asarray(told["dhi"])), 0.0, global_w_m2)
    direct = np.clip(np.nan_to_num(np.asarray(told["dni"])), 0.0, None)
    # Near the horizon the quotient by a small cosine is no irradiance: all counts as diffuse.
    low = direct <= 0.0
    return np.where(low, global_w_m2, diffuse), direct


def precipitable_water_cm(
    vapour_pressure_hpa: NDArray[np.float64], air_temperature_c: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Water of the whole air column from the vapour at the ground, after Prata (1996). [cm]"""
    water: NDArray[np.float64] = 46.5 * vapour_pressure_hpa / (air_temperature_c + ZERO_CELSIUS_K)
    return water


def clear_global(
    elevation_deg: NDArray[np.float64],
    vapour_pressure_hpa: NDArray[np.float64],
    air_temperature_c: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Global irradiance under a clear sky. [W/m2]

    Simplified Solis (Ineichen 2008, Solar Energy 82, 758-762) with an aerosol
    optical depth of 0.1 and the water column of `precipitable_water_cm`.
    """
    from pvlib import clearsky

    # The model's own lower limit is 0.2 cm.
    water_cm = np.maximum(precipitable_water_cm(vapour_pressure_hpa, air_temperature_c), 0.2)
    told = clearsky.simplified_solis(elevation_deg, precipitable_water=water_cm)
    light: NDArray[np.float64] = np.clip(np.nan_to_num(np.asarray(told["ghi"])), 0.0, None)
    return light
