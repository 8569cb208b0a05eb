"""Sun and sky of every interval of a forcing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.location import Location
from herne_schwamm.kernels.heat_constants import STEFAN_BOLTZMANN_W_M2_K4, ZERO_CELSIUS_K
from herne_schwamm.kernels.view_shares import COMPASS_DEG, view_above
from herne_schwamm.models.heat_geometry import crown_transmissivity
from herne_schwamm.models.sky import even_sky, low_warm_sky, perez_sky, sky_light
from herne_schwamm.models.sky_long_wave import (
    CLEAR_RISE,
    URBAN_SKY_W_M2,
    clear_emissivity,
    cloud_share,
    cloudy_emissivity,
)
from herne_schwamm.models.sun import clear_global, interval_middles, sun_positions

LOWEST_SUN_DEG = 1.0
"""With the sun lower than this there is no beam: its shadows have no end. [degrees]"""

CROWN_ALBEDO = 0.10
"""Of a tree: Broadbent et al. (2019), Geosci. Model Dev. 12, 785-803."""

DAY_S = 86400.0


@dataclass(frozen=True, slots=True)
class RadiationForcing:
    """Weather that radiation needs: whole days, interval-beginning.

    Parameters
    ----------
    start
        Beginning of every interval, with time zone.
    interval_s
        Length of an interval, a whole part of a day. [s]
    air_temperature_c, vapour_pressure_hpa, wind_m_s
        Means of the interval. [°C], [hPa], [m/s]
    global_w_m2, diffuse_w_m2, direct_w_m2
        On the horizontal, of it diffuse, and direct on a plane facing the sun. [W/m2]
    long_w_m2
        Long-wave light of the sky on the horizontal where it was measured; else it comes
        from air temperature, vapour and clouds. [W/m2]
    """

    start: pd.DatetimeIndex
    interval_s: float
    air_temperature_c: NDArray[np.float64]
    vapour_pressure_hpa: NDArray[np.float64]
    wind_m_s: NDArray[np.float64]
    global_w_m2: NDArray[np.float64]
    diffuse_w_m2: NDArray[np.float64]
    direct_w_m2: NDArray[np.float64]
    long_w_m2: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        days = len(self.start) * self.interval_s / DAY_S
        if days < 1.0 or days != int(days):
            raise ValueError("radiation needs whole days: surfaces keep the warmth of a day")

    def daily_mean(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Mean of the day each interval lies in, the days counted from the first interval."""
        per_day = round(DAY_S / self.interval_s)
        return np.repeat(values.reshape(-1, per_day).mean(axis=1), per_day)


@dataclass(frozen=True, slots=True)
class SkySettings:
    """How sun and sky are described.

    Parameters
    ----------
    perez
        Perez' sky, or one that is the same everywhere.
    shade_moments
        Moments within an interval whose shade is averaged; 1: its middle. A
        forcing is a mean of its interval, and so is the light that arrives.
    side_azimuth_deg
        Normals of the four sides, from the grid's north. [degrees]
    daily_air
        The sky emits after the day's mean of temperature and vapour at the
        ground. The air that emits is some hundred metres deep and hardly follows the
        ground by day: after hourly values skies are too warm at noon
        (Theor. Appl. Climatol. 48 (1993), 127-131).
    urban_sky_w_m2
        Added to the long-wave light of the clear sky. [W/m2]
    clear_rise
        Rise of its emissivity towards the horizon; 0: even.
    """

    perez: bool = True
    shade_moments: int = 4
    side_azimuth_deg: tuple[float, ...] = COMPASS_DEG
    daily_air: bool = True
    urban_sky_w_m2: float = URBAN_SKY_W_M2
    clear_rise: float = CLEAR_RISE


@dataclass(frozen=True, slots=True)
class SkyInterval:
    """Sun and sky of one interval.

    Parameters
    ----------
    azimuth_deg, elevation_deg
        Of the sun at the middle, from the grid's north and above the horizontal. [degrees]
    shade_sun
        (azimuth, elevation) at the moments whose shade is averaged. [degrees]
    beam_w_m2
        Direct light on a plane facing the sun, 0 where it is too low. [W/m2]
    light
        Table of the sky, see `herne_schwamm.models.sky.sky_light`.
    side_azimuth_deg
        Normals of the four sides it was made for, from the grid's north. [degrees]
    diffuse_w_m2, long_w_m2
        Short-wave and long-wave light of the whole sky on the horizontal. [W/m2]
    crown_short_w_m2, crown_long_w_m2
        What leaves a crown. [W/m2]
    transmissivity
        Of crowns. [0–1]
    air_temperature_c, wind_m_s, interval_s
        As the forcing gives them.
    """

    azimuth_deg: float
    elevation_deg: float
    shade_sun: tuple[tuple[float, float], ...]
    beam_w_m2: float
    light: NDArray[np.float32]
    side_azimuth_deg: tuple[float, ...]
    diffuse_w_m2: float
    long_w_m2: float
    crown_short_w_m2: float
    crown_long_w_m2: float
    transmissivity: float
    air_temperature_c: float
    wind_m_s: float
    interval_s: float

    @property
    def beam_across_w_m2(self) -> float:
        """Direct light on a vertical plane that faces the sun's azimuth. [W/m2]"""
        return float(self.beam_w_m2 * np.cos(np.radians(self.elevation_deg)))

    @property
    def beam_down_w_m2(self) -> float:
        """Direct light on the horizontal. [W/m2]"""
        return float(self.beam_w_m2 * np.sin(np.radians(self.elevation_deg)))

    def beam_on(self, azimuth_deg: NDArray[np.float64]) -> NDArray[np.float64]:
        """Direct light on vertical planes that face these azimuths. [W/m2]"""
        cosine = np.cos(np.radians(self.azimuth_deg - azimuth_deg))
        facing: NDArray[np.float64] = np.maximum(self.beam_across_w_m2 * cosine, 0.0)
        return facing


def black_body_w_m2(temperature_c: NDArray[np.floating] | float) -> NDArray[np.float64]:
    """Light a black surface emits. [W/m2]"""
    squared = (np.asarray(temperature_c, dtype=np.float64) + ZERO_CELSIUS_K) ** 2
    light: NDArray[np.float64] = STEFAN_BOLTZMANN_W_M2_K4 * squared * squared
    return light


def sky_intervals(
    forcing: RadiationForcing,
    location: Location,
    azimuths: int,
    settings: SkySettings | None = None,
) -> list[SkyInterval]:
    """Sun at the middle of every interval, and the sky's light.

    Parameters
    ----------
    forcing
        Weather.
    location
        Place of the city.
    azimuths
        Number of rays that share the circle.
    settings
        Description of the sky.
    """
    settings = settings or SkySettings()
    moments = interval_middles(forcing.start, forcing.interval_s)
    sun = sun_positions(moments, location)
    shade_sun = _shade_sun(forcing, location, settings.shade_moments)
    air, vapour = forcing.air_temperature_c, forcing.vapour_pressure_hpa
    clear_w_m2 = clear_global(sun.elevation_deg, vapour, air)
    clouds = cloud_share(forcing.global_w_m2, clear_w_m2, sun.elevation_deg)
    leaf_w_m2 = black_body_w_m2(air)
    if settings.daily_air:
        air, vapour = forcing.daily_mean(air), forcing.daily_mean(vapour)
    black_w_m2 = black_body_w_m2(air)
    clear = clear_emissivity(air, vapour) + settings.urban_sky_w_m2 / black_w_m2
    emissivity = cloudy_emissivity(np.clip(clear, 0.0, 1.0), clouds)
    if forcing.long_w_m2 is not None:
        emissivity = np.clip(forcing.long_w_m2 / black_w_m2, 0.0, 1.0)
    above = view_above(azimuths, settings.side_azimuth_deg)
    intervals = []
    for i in range(len(moments)):
        elevation, azimuth = float(sun.elevation_deg[i]), float(sun.grid_azimuth_deg[i])
        diffuse, beam = float(forcing.diffuse_w_m2[i]), float(forcing.direct_w_m2[i])
        if elevation < LOWEST_SUN_DEG:
            beam = 0.0
        short_sky = even_sky(azimuths)
        if settings.perez:
            short_sky = perez_sky(azimuths, azimuth, 90.0 - elevation, diffuse, beam)
        rise = settings.clear_rise * (1.0 - clouds[i])
        long_w_m2 = float(emissivity[i] * black_w_m2[i])
        if forcing.long_w_m2 is not None:
            long_w_m2 = float(forcing.long_w_m2[i])
        intervals.append(
            SkyInterval(
                azimuth_deg=azimuth,
                elevation_deg=elevation,
                shade_sun=shade_sun[i],
                beam_w_m2=beam,
                light=sky_light(
                    above,
                    short_sky,
                    diffuse,
                    low_warm_sky(azimuths, float(emissivity[i]), rise),
                    long_w_m2,
                ),
                side_azimuth_deg=settings.side_azimuth_deg,
                diffuse_w_m2=diffuse,
                long_w_m2=long_w_m2,
                crown_short_w_m2=CROWN_ALBEDO * float(forcing.global_w_m2[i]),
                crown_long_w_m2=float(leaf_w_m2[i]),
                transmissivity=crown_transmissivity(moments[i].day_of_year),
                air_temperature_c=float(forcing.air_temperature_c[i]),
                wind_m_s=float(forcing.wind_m_s[i]),
                interval_s=forcing.interval_s,
            )
        )
    return intervals


def _shade_sun(
    forcing: RadiationForcing, location: Location, moments: int
) -> list[tuple[tuple[float, float], ...]]:
    """Sun at evenly spread moments of every interval."""
    told = []
    for part in (np.arange(moments) + 0.5) / moments:
        sun = sun_positions(
            forcing.start + pd.Timedelta(seconds=float(part) * forcing.interval_s), location
        )
        told.append(
            list(zip(sun.grid_azimuth_deg.tolist(), sun.elevation_deg.tolist(), strict=True))
        )
    return [tuple(positions) for positions in zip(*told, strict=True)]
