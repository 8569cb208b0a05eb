"""Reference and potential evapotranspiration over time: hour by hour and day by day.

Never below zero: dew is not credited.
"""

from __future__ import annotations

import math

import numpy as np

from herne_schwamm.kernels.compiling import kernel
from herne_schwamm.kernels.humid_air import (
    air_pressure_kpa,
    latent_heat_mj_kg,
    mean_saturation_vapour_pressure_kpa,
    psychrometric_constant_kpa_k,
    saturation_slope_kpa_k,
    saturation_vapour_pressure_kpa,
)
from herne_schwamm.kernels.net_radiation import (
    net_longwave_hour_mj_m2,
    net_radiation_day_mj_m2,
    net_shortwave,
    soil_heat_hour,
)
from herne_schwamm.kernels.reference_evaporation import (
    HARGREAVES_COEFFICIENT,
    hargreaves_mm,
    makkink_knmi_mm,
    penman_monteith_day_mm,
    penman_monteith_hour_mm,
    priestley_taylor_mm,
    turc_mm,
    turc_wendling_mm,
)
from herne_schwamm.kernels.sun_radiation import clear_sky_radiation, extraterrestrial_day_mj_m2

W_M2_TO_MJ_M2_H = 3600.0 / 1e6

HOURS_OFF_SUNSET = 3
"""An hour tells how clear the sky is if the sun is up in the hours so many before and after."""

CLEARNESS_UNTOLD = 0.5
"""Share of the clear sky's radiation in a series without such an hour: FAO-56, humid climates."""


@kernel
def vapour_pressure_hours_kpa(temperature_c, relative_humidity):
    """Actual vapour pressure of every hour, humidity as a share [0–1]. [kPa]"""
    vapour = np.empty(temperature_c.size)
    for hour in range(temperature_c.size):
        saturated = saturation_vapour_pressure_kpa(temperature_c[hour])
        vapour[hour] = saturated * relative_humidity[hour]
    return vapour


@kernel
def _first_clearness(radiation_w_m2, extraterrestrial_w_m2, height_m):
    """Clearness of the first hour that tells it: stands for the night before."""
    for hour in range(HOURS_OFF_SUNSET, radiation_w_m2.size - HOURS_OFF_SUNSET):
        if _tells_clearness(extraterrestrial_w_m2, hour):
            clear = clear_sky_radiation(extraterrestrial_w_m2[hour], height_m)
            return radiation_w_m2[hour] / clear
    return CLEARNESS_UNTOLD


@kernel
def _tells_clearness(extraterrestrial_w_m2, hour):
    before, after = hour - HOURS_OFF_SUNSET, hour + HOURS_OFF_SUNSET
    if before < 0 or after >= extraterrestrial_w_m2.size:
        return False
    return extraterrestrial_w_m2[before] > 0.0 and extraterrestrial_w_m2[after] > 0.0


@kernel
def penman_monteith_hours_mm(
    temperature_c, relative_humidity, wind_2m_m_s, radiation_w_m2, extraterrestrial_w_m2, height_m
):
    """Reference evapotranspiration of every hour after FAO-56 Penman-Monteith. [mm]

    How clear the sky is by night, and while the sun is low, is told by the
    last hour that lies two hours or more off sunrise and sunset (FAO-56,
    chapter 4, takes the hour from two to three hours before sunset).

    Parameters
    ----------
    temperature_c, relative_humidity, wind_2m_m_s, radiation_w_m2
        (hours,) Means of each hour; humidity as a share [0–1], wind speed 2 m
        above ground, global radiation.
    extraterrestrial_w_m2
        (hours,) Mean radiation above the air.
    height_m
        Height above the sea.
    """
    hours = temperature_c.size
    evaporation = np.empty(hours)
    gamma = psychrometric_constant_kpa_k(air_pressure_kpa(height_m))
    clearness = _first_clearness(radiation_w_m2, extraterrestrial_w_m2, height_m)
    for hour in range(hours):
        if _tells_clearness(extraterrestrial_w_m2, hour):
            clear = clear_sky_radiation(extraterrestrial_w_m2[hour], height_m)
            clearness = radiation_w_m2[hour] / clear
        temperature = temperature_c[hour]
        saturated = saturation_vapour_pressure_kpa(temperature)
        vapour = saturated * relative_humidity[hour]
        gained = net_shortwave(radiation_w_m2[hour] * W_M2_TO_MJ_M2_H)
        net = gained - net_longwave_hour_mj_m2(temperature, vapour, clearness)
        slope = saturation_slope_kpa_k(temperature)
        wind = wind_2m_m_s[hour]
        depth = penman_monteith_hour_mm(
            net, soil_heat_hour(net), temperature, wind, saturated - vapour, slope, gamma
        )
        evaporation[hour] = max(0.0, depth)
    return evaporation


@kernel
def penman_monteith_days_mm(
    lowest_c, highest_c, temperature_c, vapour_pressure_kpa, wind_2m_m_s, radiation_mj_m2,
    day_of_year, latitude_deg, height_m,
):  # fmt: skip
    """Reference evapotranspiration of every day after FAO-56 Penman-Monteith. [mm]

    Parameters
    ----------
    lowest_c, highest_c, temperature_c
        (days,) Extremes and mean of the air temperature.
    vapour_pressure_kpa, wind_2m_m_s
        (days,) Actual vapour pressure, wind speed 2 m above ground.
    radiation_mj_m2
        (days,) Global radiation.
    day_of_year
        (days,) 1 January is 1.
    latitude_deg, height_m
        Of the place.
    """
    evaporation = np.empty(temperature_c.size)
    gamma = psychrometric_constant_kpa_k(air_pressure_kpa(height_m))
    for day in range(temperature_c.size):
        extraterrestrial = extraterrestrial_day_mj_m2(day_of_year[day], math.radians(latitude_deg))
        vapour = vapour_pressure_kpa[day]
        net = net_radiation_day_mj_m2(
            lowest_c[day],
            highest_c[day],
            vapour,
            radiation_mj_m2[day],
            clear_sky_radiation(extraterrestrial, height_m),
        )
        deficit = mean_saturation_vapour_pressure_kpa(lowest_c[day], highest_c[day]) - vapour
        slope = saturation_slope_kpa_k(temperature_c[day])
        wind = wind_2m_m_s[day]
        depth = penman_monteith_day_mm(net, 0.0, temperature_c[day], wind, deficit, slope, gamma)
        evaporation[day] = max(0.0, depth)
    return evaporation


@kernel
def priestley_taylor_days_mm(
    lowest_c, highest_c, temperature_c, vapour_pressure_kpa, radiation_mj_m2, day_of_year,
    latitude_deg, height_m,
):  # fmt: skip
    """Potential evapotranspiration of every day after Priestley and Taylor. [mm]

    Net radiation after FAO-56, no heat into the soil; parameters as for
    `penman_monteith_days_mm`.
    """
    evaporation = np.empty(temperature_c.size)
    gamma = psychrometric_constant_kpa_k(air_pressure_kpa(height_m))
    for day in range(temperature_c.size):
        extraterrestrial = extraterrestrial_day_mj_m2(day_of_year[day], math.radians(latitude_deg))
        net = net_radiation_day_mj_m2(
            lowest_c[day],
            highest_c[day],
            vapour_pressure_kpa[day],
            radiation_mj_m2[day],
            clear_sky_radiation(extraterrestrial, height_m),
        )
        slope = saturation_slope_kpa_k(temperature_c[day])
        latent_heat = latent_heat_mj_kg(temperature_c[day])
        depth = priestley_taylor_mm(net, 0.0, slope, gamma, latent_heat)
        evaporation[day] = max(0.0, depth)
    return evaporation


@kernel
def makkink_days_mm(temperature_c, radiation_mj_m2):
    """Reference crop evaporation of every day after Makkink, as KNMI computes it. [mm]"""
    evaporation = np.empty(temperature_c.size)
    for day in range(temperature_c.size):
        evaporation[day] = max(0.0, makkink_knmi_mm(radiation_mj_m2[day], temperature_c[day]))
    return evaporation


@kernel
def turc_wendling_days_mm(temperature_c, radiation_mj_m2):
    """Potential evapotranspiration of every day after Turc and Wendling, inland. [mm]"""
    evaporation = np.empty(temperature_c.size)
    for day in range(temperature_c.size):
        depth = turc_wendling_mm(radiation_mj_m2[day], temperature_c[day], 1.0)
        evaporation[day] = max(0.0, depth)
    return evaporation


@kernel
def turc_days_mm(temperature_c, relative_humidity, radiation_mj_m2):
    """Potential evapotranspiration of every day after Turc; humidity as a share. [mm]"""
    evaporation = np.empty(temperature_c.size)
    for day in range(temperature_c.size):
        evaporation[day] = turc_mm(radiation_mj_m2[day], temperature_c[day], relative_humidity[day])
    return evaporation


@kernel
def hargreaves_days_mm(lowest_c, highest_c, temperature_c, day_of_year, latitude_deg):
    """Reference evapotranspiration of every day after Hargreaves and Samani. [mm]"""
    evaporation = np.empty(temperature_c.size)
    for day in range(temperature_c.size):
        extraterrestrial = extraterrestrial_day_mj_m2(day_of_year[day], math.radians(latitude_deg))
        mean, lowest, highest = temperature_c[day], lowest_c[day], highest_c[day]
        evaporable = extraterrestrial / latent_heat_mj_kg(mean)
        depth = hargreaves_mm(evaporable, lowest, highest, mean, HARGREAVES_COEFFICIENT)
        evaporation[day] = max(0.0, depth)
    return evaporation
