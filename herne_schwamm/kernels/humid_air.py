"""Water vapour in air as FAO-56 reckons with it, in kilopascals: what air holds, the psychrometer.

Numbers of equations are those of FAO-56: Allen, Pereira, Raes and Smith (1998), Crop
evapotranspiration, FAO Irrigation and Drainage Paper 56.
"""

from __future__ import annotations

from herne_schwamm.kernels.compiling import kernel
from herne_schwamm.kernels.moist_air import saturation_pressure, saturation_slope

PA_PER_KPA = 1000.0

KELVIN_AT_0_C = 273.16
"""Kelvin of 0 degrees Celsius as FAO-56 rounds it, for its radiation."""


@kernel
def saturation_vapour_pressure_kpa(temperature_c):
    """Vapour pressure of saturated air over water. [kPa] (eq. 11)"""
    return saturation_pressure(temperature_c) / PA_PER_KPA


@kernel
def saturation_slope_kpa_k(temperature_c):
    """Slope of the saturation vapour pressure. [kPa/K] (eq. 13)"""
    return saturation_slope(temperature_c) / PA_PER_KPA


@kernel
def air_pressure_kpa(height_m):
    """Mean air pressure at a height above the sea. [kPa] (eq. 7)"""
    return 101.3 * ((293.0 - 0.0065 * height_m) / 293.0) ** 5.26


@kernel
def psychrometric_constant_kpa_k(pressure_kpa):
    """Psychrometric constant at an air pressure. [kPa/K] (eq. 8)"""
    return 0.665e-3 * pressure_kpa


@kernel
def vapour_pressure_of_wet_bulb_kpa(wet_bulb_c, dry_bulb_c, pressure_kpa):
    """Vapour pressure from a ventilated (Assmann) psychrometer. [kPa] (eq. 15, 16)"""
    depression_k = dry_bulb_c - wet_bulb_c
    return saturation_vapour_pressure_kpa(wet_bulb_c) - 0.000662 * pressure_kpa * depression_k


@kernel
def mean_saturation_vapour_pressure_kpa(lowest_c, highest_c):
    """Mean saturation vapour pressure of a day, from its extremes. [kPa] (eq. 12)"""
    lowest_kpa = saturation_vapour_pressure_kpa(lowest_c)
    return 0.5 * (lowest_kpa + saturation_vapour_pressure_kpa(highest_c))


@kernel
def vapour_pressure_of_extremes_kpa(lowest_c, highest_c, lowest_humidity, highest_humidity):
    """Vapour pressure of a day, from the extremes of temperature and humidity [0–1]. [kPa]

    The highest humidity goes with the lowest temperature (eq. 17).
    """
    at_night_kpa = saturation_vapour_pressure_kpa(lowest_c) * highest_humidity
    return 0.5 * (at_night_kpa + saturation_vapour_pressure_kpa(highest_c) * lowest_humidity)


@kernel
def latent_heat_mj_kg(temperature_c):
    """Heat that evaporates a kilogram of water. [MJ/kg] (eq. 3-1 of annex 3)"""
    return 2.501 - 2.361e-3 * temperature_c
