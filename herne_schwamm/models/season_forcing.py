"""Weather of a season: hourly rain and reference evapotranspiration with a calendar."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.weather import Weather
from herne_schwamm.kernels.moist_air import LATENT_HEAT_J_KG

LEAF_DAYS = (105.0, 135.0, 288.0, 319.0)
"""Days of the year between which leaves unfold and fall: 15 April to 15 May, 15 October to
15 November; lowland of western Germany, definition of this project."""

WATTS_PER_MM_H = LATENT_HEAT_J_KG / 3600.0
"""Latent heat flux of 1 mm/h, of the same latent heat as a heat wave's. [W/m2 per mm/h]"""


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
    """

    start: np.datetime64
    rain_mm: NDArray[np.float64]
    reference_evapotranspiration_mm: NDArray[np.float64]

    def __post_init__(self) -> None:
        series = [self.rain_mm, self.reference_evapotranspiration_mm]
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
            Has a column ``rain_mm``.
        reference_evapotranspiration_mm
            Of every hour, by a method that the result has to name. [mm]
        """
        ahead = np.timedelta64(round(weather.utc_offset_h * 60.0), "m")
        return cls(
            weather.begin_utc + ahead,
            weather.column("rain_mm"),
            reference_evapotranspiration_mm,
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


def leaf_share(times: pd.DatetimeIndex) -> NDArray[np.float64]:
    """How far deciduous plants are in leaf at some times. [0–1]"""
    day = times.day_of_year.to_numpy(dtype=np.float64)
    first, out, begin, bare = LEAF_DAYS
    leaf: NDArray[np.float64] = np.minimum(
        np.clip((day - first) / (out - first), 0.0, 1.0),
        np.clip((bare - day) / (bare - begin), 0.0, 1.0),
    )
    return leaf
