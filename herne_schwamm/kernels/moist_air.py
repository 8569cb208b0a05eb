"""Moist air: saturation, humidity, density, latent heat.

Vapour pressures are over water, ice or not: comfort and evaporation of a
summer ask for nothing else.

References
----------
Allen, Pereira, Raes and Smith (1998), FAO Irrigation and Drainage Paper 56,
eqs. 8, 11 and 13 (saturation, its slope, psychrometric constant).
"""

from __future__ import annotations

import math

from herne_schwamm.kernels.compiling import kernel
from herne_schwamm.kernels.heat_constants import ZERO_CELSIUS_K

AIR_HEAT_J_KG_K = 1005.0
"""Specific heat of dry air at constant pressure. [J kg-1 K-1]"""

VAPOUR_RATIO = 0.622
"""Molar mass of water over that of dry air."""

LATENT_HEAT_J_KG = 2.45e6
"""Of vaporisation, FAO-56: the same everywhere, so that water and heat count alike. [J/kg]"""

DRY_AIR_J_KG_K = 287.05
"""Gas constant of dry air. [J kg-1 K-1]"""


@kernel
def saturation_pressure(temperature):
    """Vapour pressure at saturation [Pa] at a temperature [°C]."""
    return 610.8 * math.exp(17.27 * temperature / (temperature + 237.3))


@kernel
def saturation_slope(temperature):
    """Slope of the vapour pressure at saturation [Pa/K] at a temperature [°C]."""
    base = temperature + 237.3
    return 4098.0 * saturation_pressure(temperature) / (base * base)


@kernel
def air_density(temperature, pressure):
    """Density of air [kg/m3] at a temperature [°C] and pressure [Pa]."""
    return pressure / (DRY_AIR_J_KG_K * (temperature + ZERO_CELSIUS_K))


@kernel
def psychrometric_constant(pressure):
    """Psychrometric constant [Pa/K] at an air pressure [Pa]."""
    return AIR_HEAT_J_KG_K * pressure / (VAPOUR_RATIO * LATENT_HEAT_J_KG)
