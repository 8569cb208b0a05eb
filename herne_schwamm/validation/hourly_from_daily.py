"""Hourly weather of thirty years made from daily weather of De Bilt: synthetic.

No complete hourly series with rain lies in the data. Daily ones do, with the
depth of the wettest hour and the duration of rain; they are spread over the
hours by the rules below. What comes out is **synthetic**: right by the day,
and in the wettest hour of each day, not in which hour it was. It serves tests
and validation only.

- Rain: the wettest hour has its measured depth, at an hour drawn at random;
  the rest lies around it within the measured duration (`rain_over_hours`).
- Temperature: a curve through the day's lowest (at sunrise) and highest (14 h
  UTC) values, shifted so that the day keeps its mean.
- Humidity: the vapour pressure of the day is constant, saturation is the limit.
- Global radiation: the day's, spread as the radiation above the air is.
- Wind: constant over the day.
- Potential evapotranspiration: KNMI's Makkink, spread as global radiation is.

Rain and potential evapotranspiration are scaled by one factor each, to the
yearly means that are wanted; all else stays De Bilt's.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.daily_to_hourly import rain_over_hours, temperature_over_hours
from herne_schwamm.city.sunlight import extraterrestrial_w_m2
from herne_schwamm.city.weather import HOUR, HOURS_PER_DAY, StationPlace, Weather
from herne_schwamm.kernels.evaporation_series import vapour_pressure_hours_kpa

DE_BILT = StationPlace(52.10, 5.18, 1.9)
WIND_HEIGHT_M = 10.0
HERNE_RAIN_MM_A, HERNE_POTENTIAL_MM_A = 800.0, 620.0
SEED = 260
HOTTEST_H = 14.0
TENTHS = 10.0
W_DAY_PER_MJ = 1e6 / 86400.0
DAYS_PER_YEAR = 365.25


@dataclass(frozen=True, slots=True, eq=False)
class DailyWeather:
    """Days of De Bilt as KNMI measured them: columns of the file, without gaps."""

    dates: NDArray[np.datetime64]
    table: pd.DataFrame

    def values(self, column: str) -> NDArray[np.float64]:
        """A column of the file."""
        values: NDArray[np.float64] = self.table[column].to_numpy(dtype=np.float64)
        return values

    def tenths(self, column: str) -> NDArray[np.int64]:
        """A depth in whole tenths of a millimetre, as it was measured."""
        return np.round(self.values(column) * TENTHS).astype(np.int64)

    def yearly(self, column: str) -> float:
        """Mean sum of a year."""
        return float(self.values(column).sum()) / (self.dates.size / DAYS_PER_YEAR)


def read_de_bilt(data_folder: Path) -> DailyWeather:
    """Thirty years of daily weather."""
    path = data_folder / "knmi_debilt" / "debilt_260_daily_1990_2019.csv"
    table = pd.read_csv(path)
    dates = pd.to_datetime(table["date"].astype(str), format="%Y%m%d").to_numpy()
    return DailyWeather(dates.astype("datetime64[D]"), table)


def hourly_weather(
    days: DailyWeather,
    rain_mm_a: float | None = None,
    potential_mm_a: float | None = None,
    seed: int = SEED,
) -> Weather:
    """Synthetic hours of measured days.

    Parameters
    ----------
    days
        What was measured.
    rain_mm_a, potential_mm_a
        Yearly means of rain and potential evapotranspiration that are wanted;
        None: those measured.
    seed
        Of the hours of rain.
    """
    begin_utc = days.dates[0].astype("datetime64[m]")
    times = begin_utc + HOUR * np.arange(days.dates.size * HOURS_PER_DAY)
    above_air = extraterrestrial_w_m2(times, 60.0, DE_BILT).reshape(-1, HOURS_PER_DAY)
    light = above_air / above_air.sum(axis=1)[:, None]
    radiation = light * (days.values("rs_MJ_m2_d") * W_DAY_PER_MJ * HOURS_PER_DAY)[:, None]
    temperature = temperature_over_hours(
        days.values("tmin_C"),
        days.values("tmax_C"),
        days.values("tmean_C"),
        (above_air > 0.0).argmax(axis=1).astype(np.float64),
        HOTTEST_H,
    )
    potential = light * days.values("et_makkink_knmi_mm")[:, None]
    if potential_mm_a is not None:
        potential = potential * (potential_mm_a / days.yearly("et_makkink_knmi_mm"))
    rain = rain_tenths(days, seed) / TENTHS
    if rain_mm_a is not None:
        rain = rain * (rain_mm_a / days.yearly("precip_mm"))
    return Weather(
        place=DE_BILT,
        begin_utc=begin_utc,
        columns={
            "rain_mm": rain.ravel(),
            "air_temperature_c": temperature.ravel(),
            "relative_humidity": _humidity(days, temperature).ravel(),
            "wind_speed_m_s": np.repeat(days.values("wind10m_m_s"), HOURS_PER_DAY),
            "global_radiation_w_m2": radiation.ravel(),
            "potential_evapotranspiration_mm": potential.ravel(),
        },
        wind_height_m=WIND_HEIGHT_M,
        source="SYNTHETIC hours from daily values of De Bilt, KNMI",
    )


def herne_like_weather(data_folder: Path) -> Weather:
    """Synthetic hours of 1990 to 2019 with the rain and the potential evaporation of Herne."""
    days = read_de_bilt(data_folder)
    return hourly_weather(days, HERNE_RAIN_MM_A, HERNE_POTENTIAL_MM_A)


def rain_tenths(days: DailyWeather, seed: int) -> NDArray[np.int64]:
    """(days, 24) Rain of every hour, in tenths of a millimetre."""
    random = np.random.Generator(np.random.PCG64(seed))
    depth, peak = days.tenths("precip_mm"), days.tenths("precip_max_hour_mm")
    duration_h = days.values("precip_duration_h")
    rain = np.zeros((depth.size, HOURS_PER_DAY), dtype=np.int64)
    for day in np.flatnonzero(depth):
        peak_hour = int(random.random() * HOURS_PER_DAY)
        rain[day] = rain_over_hours(
            int(depth[day]), int(peak[day]), float(duration_h[day]), peak_hour, random
        )
    return rain


def _humidity(days: DailyWeather, temperature: NDArray[np.float64]) -> NDArray[np.float64]:
    share = days.values("rh_mean_pct") / 100.0
    of_day = vapour_pressure_hours_kpa(days.values("tmean_C"), share)
    saturated = vapour_pressure_hours_kpa(temperature.ravel(), np.ones(temperature.size))
    humidity: NDArray[np.float64] = np.minimum(
        1.0, of_day[:, None] / saturated.reshape(temperature.shape)
    )
    return humidity
