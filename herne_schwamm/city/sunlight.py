"""Sunlight above the air over a place: what global radiation is measured against."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.weather import StationPlace
from herne_schwamm.kernels.sun_radiation import (
    extraterrestrial_steps_w_m2,
    radiation_of_sunshine,
)

MINUTES_PER_HOUR = 60.0


def day_of_year(times: NDArray[np.datetime64]) -> NDArray[np.float64]:
    """Day of the year, 1 January is 1."""
    days = times.astype("datetime64[D]")
    since_new_year: NDArray[np.float64] = (days - days.astype("datetime64[Y]")).astype(np.float64)
    return since_new_year + 1.0


def extraterrestrial_w_m2(
    begin_utc: NDArray[np.datetime64], step_min: NDArray[np.float64] | float, place: StationPlace
) -> NDArray[np.float64]:
    """Mean radiation of the sun above the air on a level surface, step by step. [W/m2]

    Parameters
    ----------
    begin_utc
        Beginning of every step, in universal time.
    step_min
        Length of all steps, or of each. [min]
    place
        Where.
    """
    minutes = begin_utc.astype("datetime64[m]")
    hour_utc = (minutes - minutes.astype("datetime64[D]")).astype(np.float64) / MINUTES_PER_HOUR
    radiation: NDArray[np.float64] = extraterrestrial_steps_w_m2(
        day_of_year(begin_utc),
        hour_utc,
        np.broadcast_to(np.asarray(step_min) / MINUTES_PER_HOUR, begin_utc.shape).copy(),
        place.latitude_deg,
        place.longitude_deg,
    )
    return radiation


def radiation_of_sunshine_w_m2(
    sunshine_share: NDArray[np.float64], begin_utc: NDArray[np.datetime64], place: StationPlace
) -> NDArray[np.float64]:
    """Global radiation of hours from their share of sunshine [0–1], after Ångström. [W/m2]"""
    above_air = extraterrestrial_w_m2(begin_utc, MINUTES_PER_HOUR, place)
    radiation: NDArray[np.float64] = radiation_of_sunshine(sunshine_share, above_air)
    return radiation
