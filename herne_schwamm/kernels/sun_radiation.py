"""Radiation of the sun on a level surface: above the air, under a clear sky, from sunshine.

After FAO-56 (Allen et al. 1998), chapter 3, whose numbers of equations are given. Days are
counted from 1 January = 1; hour angles are 0 at noon and rise westward.
"""

from __future__ import annotations

import math

import numpy as np

from herne_schwamm.kernels.compiling import kernel

SOLAR_CONSTANT_MJ_M2_MIN = 0.0820
HOUR_ANGLE_RAD = math.pi / 12.0
"""How far the hour angle runs within an hour."""
HOURS_PER_DAY = 24.0
MJ_TO_WH = 1e6 / 3600.0


@kernel
def inverse_distance(day_of_year):
    """Inverse relative distance from the Earth to the Sun, squared. (eq. 23)"""
    return 1.0 + 0.033 * math.cos(2.0 * math.pi * day_of_year / 365.0)


@kernel
def declination_rad(day_of_year):
    """Declination of the sun. [rad] (eq. 24)"""
    return 0.409 * math.sin(2.0 * math.pi * day_of_year / 365.0 - 1.39)


@kernel
def sunset_hour_angle_rad(latitude_rad, declination):
    """Hour angle of sunset: 0 in the polar night, pi where the sun does not set. (eq. 25)"""
    cosine = -math.tan(latitude_rad) * math.tan(declination)
    return math.acos(min(1.0, max(-1.0, cosine)))


@kernel
def daylight_h(sunset_rad):
    """Hours from sunrise to sunset. [h] (eq. 34)"""
    return HOURS_PER_DAY / math.pi * sunset_rad


@kernel
def seasonal_correction_h(day_of_year):
    """How far the sun is ahead of a mean clock. [h] (eq. 32, 33)"""
    angle = 2.0 * math.pi * (day_of_year - 81.0) / 364.0
    return 0.1645 * math.sin(2.0 * angle) - 0.1255 * math.cos(angle) - 0.025 * math.sin(angle)


@kernel
def _radiation_between(start_rad, end_rad, latitude_rad, declination, distance):
    """Radiation above the air between two hour angles by day. [MJ/m2] (eq. 28)"""
    sines = math.sin(latitude_rad) * math.sin(declination)
    cosines = math.cos(latitude_rad) * math.cos(declination)
    turned = (end_rad - start_rad) * sines + cosines * (math.sin(end_rad) - math.sin(start_rad))
    per_radian = 12.0 * 60.0 / math.pi * SOLAR_CONSTANT_MJ_M2_MIN * distance
    return max(0.0, per_radian * turned)


@kernel
def extraterrestrial_day_mj_m2(day_of_year, latitude_rad):
    """Radiation above the air within a day. [MJ/m2] (eq. 21)"""
    declination = declination_rad(day_of_year)
    sunset = sunset_hour_angle_rad(latitude_rad, declination)
    distance = inverse_distance(day_of_year)
    return _radiation_between(-sunset, sunset, latitude_rad, declination, distance)


@kernel
def solar_hour_angle_rad(day_of_year, hour_utc, longitude_deg):
    """Hour angle of the sun at a moment, from -pi to pi. [rad] (eq. 31)"""
    solar_h = hour_utc + longitude_deg / 15.0 + seasonal_correction_h(day_of_year)
    angle = (solar_h - 12.0) * HOUR_ANGLE_RAD
    return angle - 2.0 * math.pi * math.floor(angle / (2.0 * math.pi) + 0.5)


@kernel
def extraterrestrial_mj_m2(day_of_year, hour_utc, duration_h, latitude_rad, longitude_deg):
    """Radiation above the air within a time that begins at an hour. [MJ/m2] (eq. 28)

    Unlike the equation it counts the part of the time by day only, so it is
    right for the hours of sunrise and sunset too.

    Parameters
    ----------
    day_of_year, hour_utc
        Beginning, in universal time; the hour may have a fraction.
    duration_h
        At most 24. [h]
    latitude_rad, longitude_deg
        Of the place; east is positive.
    """
    declination = declination_rad(day_of_year)
    sunset = sunset_hour_angle_rad(latitude_rad, declination)
    distance = inverse_distance(day_of_year)
    start = solar_hour_angle_rad(day_of_year, hour_utc, longitude_deg)
    end = start + duration_h * HOUR_ANGLE_RAD
    radiation = 0.0
    # The time may reach into the next day, whose sun is taken for the same.
    for turn in range(2):
        shift = 2.0 * math.pi * turn
        rising, setting = max(start - shift, -sunset), min(end - shift, sunset)
        if setting > rising:
            radiation += _radiation_between(rising, setting, latitude_rad, declination, distance)
    return radiation


@kernel
def extraterrestrial_steps_w_m2(day_of_year, hour_utc, step_h, latitude_deg, longitude_deg):
    """Mean radiation above the air within steps. [W/m2]

    Parameters
    ----------
    day_of_year, hour_utc
        (steps,) Beginning of each step, in universal time.
    step_h
        (steps,) Length of each, above 0, at most 24. [h]
    latitude_deg, longitude_deg
        Of the place.
    """
    latitude_rad = math.radians(latitude_deg)
    radiation = np.empty(day_of_year.size)
    for step in range(day_of_year.size):
        within_mj = extraterrestrial_mj_m2(
            day_of_year[step], hour_utc[step], step_h[step], latitude_rad, longitude_deg
        )
        radiation[step] = within_mj * MJ_TO_WH / step_h[step]
    return radiation


@kernel
def clear_sky_radiation(extraterrestrial, height_m):
    """Global radiation under a clear sky, in the unit of the extraterrestrial. (eq. 37)"""
    return (0.75 + 2e-5 * height_m) * extraterrestrial


@kernel
def radiation_of_sunshine(sunshine_share, extraterrestrial):
    """Global radiation from the share of the time with sunshine [0–1]. (eq. 35, Ångström)

    In the unit of the extraterrestrial radiation; its coefficients are the
    0.25 and 0.50 that FAO-56 recommends where none were fitted.
    """
    return (0.25 + 0.50 * sunshine_share) * extraterrestrial
