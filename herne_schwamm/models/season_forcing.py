"""Weather of a season: hourly rain and reference evapotranspiration with a calendar."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.weather import Weather

HOURS_PER_DAY = 24

LEAF_DAYS = (105.0, 135.0, 288.0, 319.0)
"""Days of the year between which leaves unfold and fall: 15 April to 15 May, 15 October to
15 November; lowland of western Germany, definition of this project."""

MJ_PER_KG = 2.45
"""Latent heat of vaporisation at 20 °C (FAO Irrigation and Drainage Paper 56). [MJ/kg]"""

SECONDS_PER_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class SeasonForcing:
    """Hourly series, interval-beginning: the value of 13:00 is that of 13:00 to 14:00.

    Parameters
    ----------
    start
        First hour, in the clock of the series.
    rain_mm
        Precipitation of every hour, snow as rain. [mm]
    reference_evapotranspiration_mm
        Of every hour; below zero (dew) it counts as none. [mm]
    air_temperature_c
        For the latent heat; None: that of 20 °C. [°C]
    """

    start: np.datetime64
    rain_mm: NDArray[np.float64]
    reference_evapotranspiration_mm: NDArray[np.float64]
    air_temperature_c: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        series = [self.rain_mm, self.reference_evapotranspiration_mm]
        if self.air_temperature_c is not None:
            series.append(self.air_temperature_c)
        if any(values.shape != (self.hours,) for values in series):
            raise ValueError("the series of a season need the same number of hours")
        if not all(np.isfinite(values).all() for values in series) or self.rain_mm.min() < 0.0:
            raise ValueError("the series of a season have gaps or negative rain")

    @classmethod
    def of_weather(
        cls, weather: Weather, reference_evapotranspiration_mm: NDArray[np.float64]
    ) -> SeasonForcing:
        """Weather with rain, in the clock its days are counted in.

        Parameters
        ----------
        weather
            Has a column ``rain_mm``; its air temperature is taken where it
            has one.
        reference_evapotranspiration_mm
            Of every hour, by a method that the result has to name. [mm]
        """
        ahead = np.timedelta64(round(weather.utc_offset_h * 60.0), "m")
        temperature = "air_temperature_c"
        return cls(
            weather.begin_utc + ahead,
            weather.column("rain_mm"),
            reference_evapotranspiration_mm,
            weather.column(temperature) if weather.has(temperature) else None,
        )

    @property
    def hours(self) -> int:
        """Number of hours."""
        return int(self.rain_mm.size)

    @property
    def times(self) -> pd.DatetimeIndex:
        """Beginning of every hour."""
        return pd.date_range(pd.Timestamp(self.start), periods=self.hours, freq="h")

    @property
    def potential_mm(self) -> NDArray[np.float64]:
        """Reference evapotranspiration without dew. [mm]"""
        return np.maximum(self.reference_evapotranspiration_mm, 0.0).astype(np.float64)

    def leaf(self) -> NDArray[np.float64]:
        """How far deciduous plants are in leaf, of every hour. [0–1]"""
        return leaf_share(self.times)

    def watts_per_mm(self, first: int, last: int) -> NDArray[np.float64]:
        """Latent heat flux of an evaporation of 1 mm within an hour. [W/m2 per mm]

        With the temperature of the air by FAO paper 56, equation 3-1.
        """
        if self.air_temperature_c is None:
            latent = np.full(last - first, MJ_PER_KG)
        else:
            latent = 2.501 - 2.361e-3 * self.air_temperature_c[first:last]
        return latent * 1e6 / SECONDS_PER_HOUR


def leaf_share(times: pd.DatetimeIndex) -> NDArray[np.float64]:
    """How far deciduous plants are in leaf at some times. [0–1]"""
    day = times.day_of_year.to_numpy(dtype=np.float64)
    first, out, begin, bare = LEAF_DAYS
    leaf: NDArray[np.float64] = np.minimum(
        np.clip((day - first) / (out - first), 0.0, 1.0),
        np.clip((bare - day) / (bare - begin), 0.0, 1.0),
    )
    return leaf
