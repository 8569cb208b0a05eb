"""Net radiation and soil heat of the grass reference, after FAO-56.

Numbers of equations are those of Allen et al. (1998), FAO Irrigation and Drainage Paper 56.
"""

from __future__ import annotations

import math

from herne_schwamm.kernels.compiling import kernel
from herne_schwamm.kernels.humid_air import KELVIN_AT_0_C

ALBEDO_OF_GRASS = 0.23
STEFAN_BOLTZMANN_MJ_M2_D_K4 = 4.903e-9
"""Stefan-Boltzmann constant as FAO-56 prints it. [MJ/(m2 d K4)]"""

SOIL_HEAT_BY_DAY, SOIL_HEAT_BY_NIGHT = 0.1, 0.5
"""Share of an hour's net radiation that goes into the soil below grass (eq. 45, 46)."""


@kernel
def net_shortwave(global_radiation):
    """Global radiation less what grass reflects, in its unit. (eq. 38)"""
    return (1.0 - ALBEDO_OF_GRASS) * global_radiation


@kernel
def cloudiness_factor(clearness):
    """How much of the long-wave loss of a clear sky is left. [0.055–1] (part of eq. 39)

    ``clearness`` is global over clear-sky radiation. Below 0.3, where the
    equation would turn negative, it is 0.3, as in the standardised form of
    ASCE-EWRI (2005).
    """
    return 1.35 * min(1.0, max(0.3, clearness)) - 0.35


@kernel
def _longwave_loss(black_body, vapour_pressure_kpa, clearness):
    emissivity = 0.34 - 0.14 * math.sqrt(vapour_pressure_kpa)
    return black_body * emissivity * cloudiness_factor(clearness)


@kernel
def net_longwave_day_mj_m2(lowest_c, highest_c, vapour_pressure_kpa, clearness):
    """Net long-wave loss of a day. [MJ/m2] (eq. 39)"""
    lowest_k4 = (lowest_c + KELVIN_AT_0_C) ** 4
    highest_k4 = (highest_c + KELVIN_AT_0_C) ** 4
    black_body = STEFAN_BOLTZMANN_MJ_M2_D_K4 * 0.5 * (lowest_k4 + highest_k4)
    return _longwave_loss(black_body, vapour_pressure_kpa, clearness)


@kernel
def net_longwave_hour_mj_m2(temperature_c, vapour_pressure_kpa, clearness):
    """Net long-wave loss of an hour. [MJ/m2] (eq. 39 with a 24th of the constant)"""
    black_body = STEFAN_BOLTZMANN_MJ_M2_D_K4 / 24.0 * (temperature_c + KELVIN_AT_0_C) ** 4
    return _longwave_loss(black_body, vapour_pressure_kpa, clearness)


@kernel
def soil_heat_hour(net_radiation):
    """Heat flux into the soil below grass within an hour, in its unit. (eq. 45, 46)

    By day, when net radiation is positive, a tenth of it; by night half of it.
    """
    share = SOIL_HEAT_BY_DAY if net_radiation > 0.0 else SOIL_HEAT_BY_NIGHT
    return share * net_radiation


@kernel
def net_radiation_day_mj_m2(
    lowest_c, highest_c, vapour_pressure_kpa, global_radiation_mj_m2, clear_sky_mj_m2
):
    """Net radiation of grass within a day. [MJ/m2] (eq. 40)"""
    clearness = global_radiation_mj_m2 / clear_sky_mj_m2 if clear_sky_mj_m2 > 0.0 else 1.0
    loss = net_longwave_day_mj_m2(lowest_c, highest_c, vapour_pressure_kpa, clearness)
    return net_shortwave(global_radiation_mj_m2) - loss
