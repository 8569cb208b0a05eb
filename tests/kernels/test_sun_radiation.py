"""Radiation above the air: FAO-56's numbers, the integral of the sun's height, day and hours."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from herne_schwamm.kernels.sun_radiation import (
    SOLAR_CONSTANT_MJ_M2_MIN,
    clear_sky_radiation,
    declination_rad,
    extraterrestrial_day_mj_m2,
    extraterrestrial_mj_m2,
    extraterrestrial_steps_w_m2,
    inverse_distance,
    radiation_of_sunshine,
    solar_hour_angle_rad,
    sunset_hour_angle_rad,
)

DAYS = st.integers(1, 366).map(float)
LATITUDES = st.floats(-89.0, 89.0).map(math.radians)


def integral(day: float, begin_h: float, hours: float, latitude: float, longitude: float) -> float:
    """Radiation by summing the sine of the sun's height over many moments."""
    parts = 20_000
    at = begin_h + (np.arange(parts) + 0.5) / parts * hours
    angle = np.array([solar_hour_angle_rad(day, h, longitude) for h in at])
    declination = declination_rad(day)
    height = math.sin(latitude) * math.sin(declination) + math.cos(latitude) * math.cos(
        declination
    ) * np.cos(angle)
    power = SOLAR_CONSTANT_MJ_M2_MIN * inverse_distance(day) * np.maximum(height, 0.0)
    return float(power.mean()) * hours * 60.0


@pytest.mark.parametrize(
    ("day", "hour", "latitude", "longitude"),
    [
        (187.0, 3.0, 51.5, 7.2),  # sunrise lies within the hour
        (187.0, 11.0, 51.5, 7.2),
        (355.0, 14.0, 51.5, 7.2),
        (355.0, 15.0, 51.5, 7.2),  # sunset lies within the hour
        (80.0, 23.5, -33.0, 151.0),  # over midnight of universal time
        (172.0, 23.5, 70.0, 20.0),  # midnight sun
        (172.0, 11.3, -75.0, 0.0),  # polar night
        (172.0, 0.0, 60.0, -179.0),
    ],
)
def test_an_hour_is_the_integral_of_the_suns_height(
    day: float, hour: float, latitude: float, longitude: float
) -> None:
    computed = extraterrestrial_mj_m2(day, hour, 1.0, math.radians(latitude), longitude)
    expected = integral(day, hour, 1.0, math.radians(latitude), longitude)
    # The integral is a sum of 20 000 parts; one of them is cut by the horizon.
    assert computed == pytest.approx(expected, abs=1e-6)


@given(DAYS, LATITUDES, st.floats(-180.0, 180.0))
def test_hours_add_up_to_the_day(day: float, latitude: float, longitude: float) -> None:
    hours = extraterrestrial_steps_w_m2(
        np.full(24, day), np.arange(24.0), np.ones(24), math.degrees(latitude), longitude
    )
    daily = extraterrestrial_day_mj_m2(day, latitude)
    assert hours.sum() * 3600.0 / 1e6 == pytest.approx(daily, abs=1e-9)
    assert hours.min() >= 0.0
    assert hours.max() <= 1367.0 * 1.034


@given(DAYS, LATITUDES)
def test_sunset_lies_within_half_a_day(day: float, latitude: float) -> None:
    sunset = sunset_hour_angle_rad(latitude, declination_rad(day))
    assert 0.0 <= sunset <= math.pi


def test_hour_of_fao56_example_19() -> None:
    # N'Diaye, Senegal, 1 October, 14 to 15 h by a clock one hour behind universal time.
    latitude = math.radians(16.0 + 13.0 / 60.0)
    computed = extraterrestrial_mj_m2(274.0, 15.0, 1.0, latitude, -16.25)
    assert computed == pytest.approx(3.543, abs=0.0005)
    assert clear_sky_radiation(computed, 8.0) == pytest.approx(2.658, abs=0.0005)


def test_sunshine_goes_from_a_quarter_to_three_quarters() -> None:
    assert radiation_of_sunshine(0.0, 400.0) == 100.0
    assert radiation_of_sunshine(1.0, 400.0) == 300.0
