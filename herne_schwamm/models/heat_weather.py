"""Weather of a heat wave as its parts take it: sun, sky and air of every hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.location import Location
from herne_schwamm.city.weather import HOURS_PER_DAY, Weather
from herne_schwamm.models.radiation_sky import RadiationForcing, SkyInterval, sky_intervals
from herne_schwamm.models.sky_long_wave import vapour_pressure_hpa
from herne_schwamm.models.sun import interval_middles, split_global, sun_positions
from herne_schwamm.models.town_air import Moment

ASSUMED_WIND_M_S = 2.0
"""Where no wind was measured: light wind of a high-pressure day, 10 m above open ground. [m/s]"""

STANDARD_PRESSURE_HPA = 1013.25
SEA_LEVEL_SCALE_M = 8430.0
"""Height over which pressure falls to its e-th part. [m]"""

LOW_SUN_DEG = 3.0
"""Below this all light counts as diffuse. [degrees]"""

DIFFUSE, DIRECT = "diffuse_radiation_w_m2", "direct_normal_radiation_w_m2"
LONG_WAVE = "longwave_down_w_m2"

HOUR_S = 3600.0
PA_PER_HPA = 100.0


@dataclass(frozen=True, slots=True)
class HeatWeather:
    """Whole days of a heat wave, hour by hour.

    Parameters
    ----------
    start
        Beginning of every hour, by the weather's own clock.
    intervals
        Sun and sky.
    moments
        Air, wind and light of open country.
    rain_mm
        [mm]
    wind_height_m
        Height of the measured wind. [m]
    assumed
        Keys of what the weather does not tell: "wind", "diffuse", "long_wave", "pressure".
    hottest_day
        The day with the highest air temperature.
    """

    start: pd.DatetimeIndex
    intervals: list[SkyInterval]
    moments: list[Moment]
    rain_mm: NDArray[np.float64]
    wind_height_m: float
    assumed: tuple[str, ...]
    hottest_day: date

    @property
    def hours(self) -> int:
        """How many."""
        return len(self.moments)

    @property
    def days(self) -> list[date]:
        """Days, in order."""
        return [moment.date() for moment in self.start[::HOURS_PER_DAY]]

    def hour_of(self, day: date, hour: int) -> int:
        """Number of an hour of one of the days."""
        return self.days.index(day) * HOURS_PER_DAY + hour


def heat_weather(weather: Weather, location: Location, azimuths: int) -> HeatWeather:
    """Sun, sky and air of weather that reaches over whole days of its own clock.

    Parameters
    ----------
    weather
        Has air temperature, relative humidity and global radiation.
    location
        Of the city.
    azimuths
        Rays that share the circle, see `heat_geometry`.

    Raises
    ------
    InputProblem
        A column is missing.
    """
    zone = pd.Timedelta(hours=weather.utc_offset_h)
    start = pd.DatetimeIndex(weather.times_utc).tz_localize("UTC")
    air_c = weather.column("air_temperature_c")
    vapour_hpa = vapour_pressure_hpa(air_c, weather.column("relative_humidity"))
    global_w_m2 = np.asarray(weather.column("global_radiation_w_m2"))
    assumed = []
    if weather.has("wind_speed_m_s"):
        wind_m_s = weather.column("wind_speed_m_s")
    else:
        wind_m_s = np.full(weather.hours, ASSUMED_WIND_M_S)
        assumed.append("wind")
    split = _split(weather, location, start)
    if split is None:
        middles = interval_middles(start, HOUR_S)
        zenith_deg = sun_positions(middles, location).zenith_deg
        split = split_global(global_w_m2, zenith_deg, middles)
        assumed.append("diffuse")
    # Whole days count from local midnight; the sun does not care for the name of the zone.
    forcing = RadiationForcing(
        start=start,
        interval_s=HOUR_S,
        air_temperature_c=air_c,
        vapour_pressure_hpa=vapour_hpa,
        wind_m_s=wind_m_s,
        global_w_m2=global_w_m2,
        diffuse_w_m2=split[0],
        direct_w_m2=split[1],
        long_w_m2=weather.column(LONG_WAVE) if weather.has(LONG_WAVE) else None,
    )
    intervals = sky_intervals(forcing, location, azimuths)
    if not weather.has(LONG_WAVE):
        assumed.append("long_wave")
    if weather.has("air_pressure_hpa"):
        pressure_hpa = weather.column("air_pressure_hpa")
    else:
        fallen = np.exp(-location.height_m / SEA_LEVEL_SCALE_M)
        pressure_hpa = np.full(weather.hours, STANDARD_PRESSURE_HPA * fallen)
        assumed.append("pressure")
    rain_mm = weather.column("rain_mm") if weather.has("rain_mm") else np.zeros(weather.hours)
    lines = [
        Moment(
            air_temperature_c=float(air_c[i]),
            vapour_pressure_pa=float(vapour_hpa[i] * PA_PER_HPA),
            wind_m_s=float(wind_m_s[i]),
            pressure_pa=float(pressure_hpa[i] * PA_PER_HPA),
            light_w_m2=float(global_w_m2[i]),
            long_w_m2=intervals[i].long_w_m2,
        )
        for i in range(weather.hours)
    ]
    return HeatWeather(
        (start + zone).tz_localize(None),
        intervals,
        lines,
        np.asarray(rain_mm),
        weather.wind_height_m,
        tuple(assumed),
        weather.hottest_day(),
    )


def _split(
    weather: Weather, location: Location, start: pd.DatetimeIndex
) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Diffuse light, and direct on a plane facing the sun, where one of them was measured.

    The other is what is left of the global light.
    """
    measured = [name for name in (DIFFUSE, DIRECT) if weather.has(name)]
    if not measured:
        return None
    global_w_m2 = weather.column("global_radiation_w_m2")
    sun = sun_positions(interval_middles(start, HOUR_S), location)
    rise = np.sin(np.radians(sun.elevation_deg))
    high = rise > np.sin(np.radians(LOW_SUN_DEG))
    if DIFFUSE in measured:
        diffuse = np.minimum(weather.column(DIFFUSE), global_w_m2)
    else:
        beam = np.where(high, weather.column(DIRECT) * rise, 0.0)
        diffuse = np.maximum(global_w_m2 - beam, 0.0)
    direct = np.where(high, (global_w_m2 - diffuse) / np.where(high, rise, 1.0), 0.0)
    # Below, all light counts as diffuse: the quotient by a small sine is no irradiance.
    return np.where(high, diffuse, global_w_m2), direct
