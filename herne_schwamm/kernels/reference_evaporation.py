"""Reference and potential evapotranspiration: what grass would evaporate if it had water.

Each method is one plain formula; `evaporation_series` runs them over time.
"""

from __future__ import annotations

import math

from herne_schwamm.kernels.compiling import kernel
from herne_schwamm.kernels.humid_air import psychrometric_constant_kpa_k, saturation_slope_kpa_k

MM_PER_MJ_M2 = 0.408
"""Depth of water that 1 MJ/m2 evaporates, at 2.45 MJ/kg (FAO-56). [mm]"""

PRIESTLEY_TAYLOR_ALPHA = 1.26
HARGREAVES_COEFFICIENT = 0.0023


@kernel
def wind_speed_at_2_m(wind_speed_m_s, height_m):
    """Wind speed 2 m above grass, from one measured at another height. [m/s]

    FAO-56, eq. 47: the logarithmic profile over short grass.
    """
    return wind_speed_m_s * 4.87 / math.log(67.8 * height_m - 5.42)


@kernel
def _penman_monteith(
    energy_mj_m2, temperature_c, wind_2m_m_s, deficit_kpa, slope_kpa_k, gamma_kpa_k, numerator
):
    from_energy = MM_PER_MJ_M2 * slope_kpa_k * energy_mj_m2
    from_air = gamma_kpa_k * numerator / (temperature_c + 273.0) * wind_2m_m_s * deficit_kpa
    return (from_energy + from_air) / (slope_kpa_k + gamma_kpa_k * (1.0 + 0.34 * wind_2m_m_s))


@kernel
def penman_monteith_day_mm(
    net_radiation_mj_m2, soil_heat_mj_m2, temperature_c, wind_2m_m_s, deficit_kpa, slope_kpa_k,
    gamma_kpa_k,
):  # fmt: skip
    """Reference evapotranspiration of a day. [mm] (FAO-56, eq. 6)

    Parameters
    ----------
    net_radiation_mj_m2, soil_heat_mj_m2
        Net radiation and heat flux into the soil. [MJ/m2]
    temperature_c
        Mean air temperature 2 m above ground.
    wind_2m_m_s
        Wind speed 2 m above ground.
    deficit_kpa
        Saturation less actual vapour pressure.
    slope_kpa_k, gamma_kpa_k
        Slope of the saturation vapour pressure, psychrometric constant.
    """
    energy_mj_m2 = net_radiation_mj_m2 - soil_heat_mj_m2
    return _penman_monteith(
        energy_mj_m2, temperature_c, wind_2m_m_s, deficit_kpa, slope_kpa_k, gamma_kpa_k, 900.0
    )


@kernel
def penman_monteith_hour_mm(
    net_radiation_mj_m2, soil_heat_mj_m2, temperature_c, wind_2m_m_s, deficit_kpa, slope_kpa_k,
    gamma_kpa_k,
):  # fmt: skip
    """Reference evapotranspiration of an hour. [mm] (FAO-56, eq. 53)

    Parameters as for a day. Below 0 it is dew.
    """
    energy_mj_m2 = net_radiation_mj_m2 - soil_heat_mj_m2
    return _penman_monteith(
        energy_mj_m2, temperature_c, wind_2m_m_s, deficit_kpa, slope_kpa_k, gamma_kpa_k, 37.0
    )


@kernel
def priestley_taylor_mm(
    net_radiation_mj_m2, soil_heat_mj_m2, slope_kpa_k, gamma_kpa_k, latent_heat_mj_kg
):
    """Potential evapotranspiration after Priestley and Taylor (1972), alpha 1.26. [mm]

    Parameters
    ----------
    net_radiation_mj_m2, soil_heat_mj_m2
        Net radiation and heat flux into the soil. [MJ/m2]
    slope_kpa_k, gamma_kpa_k
        Slope of the saturation vapour pressure, psychrometric constant.
    latent_heat_mj_kg
        Heat that evaporates a kilogram of water.
    """
    weight = slope_kpa_k / (slope_kpa_k + gamma_kpa_k)
    energy_mj_m2 = net_radiation_mj_m2 - soil_heat_mj_m2
    return PRIESTLEY_TAYLOR_ALPHA * weight * energy_mj_m2 / latent_heat_mj_kg


@kernel
def makkink_1957_mm(global_radiation_mj_m2, temperature_c, pressure_kpa):
    """Potential evapotranspiration of a day after Makkink (1957). [mm]

    With the factor 0.61 and the offset of -0.12 mm/d.
    """
    slope = saturation_slope_kpa_k(temperature_c)
    weight = slope / (slope + psychrometric_constant_kpa_k(pressure_kpa))
    return 0.61 * weight * global_radiation_mj_m2 / 2.45 - 0.12


@kernel
def makkink_knmi_mm(global_radiation_mj_m2, temperature_c):
    """Reference crop evaporation after Makkink as KNMI publishes it (EV24). [mm]

    References
    ----------
    Hooghart and Lablans (1988), Van Penman naar Makkink, TNO/KNMI De Bilt; de Bruin (1987).
    """
    saturated_hpa = 6.107 * 10.0 ** (7.5 * temperature_c / (237.3 + temperature_c))
    slope_hpa_k = 7.5 * 237.3 / (237.3 + temperature_c) ** 2 * math.log(10.0) * saturated_hpa
    gamma_hpa_k = 0.646 + 0.0006 * temperature_c
    latent_heat = 2.501 - 2.38e-3 * temperature_c
    weight = slope_hpa_k / (slope_hpa_k + gamma_hpa_k)
    return 0.65 * weight * global_radiation_mj_m2 / latent_heat


@kernel
def turc_wendling_mm(global_radiation_mj_m2, temperature_c, coast_factor):
    """Potential evapotranspiration of a day after Turc and Wendling. [mm]

    ``coast_factor`` is 1 inland and 0.6 within 50 km of the coast.

    References
    ----------
    Wendling, Schellin and Thomä (1991); DVWK-Merkblatt 238 (1996). The form was read in
    secondary sources: check before citing.
    """
    radiation_j_cm2 = 100.0 * global_radiation_mj_m2
    warmth = (temperature_c + 22.0) / (150.0 * (temperature_c + 123.0))
    return (radiation_j_cm2 + 93.0 * coast_factor) * warmth


@kernel
def turc_mm(global_radiation_mj_m2, temperature_c, relative_humidity):
    """Potential evapotranspiration of a day after Turc (1961). [mm]

    ``relative_humidity`` is the mean of the day [0–1]; at and below freezing it is 0.

    References
    ----------
    McMahon et al. (2013), Hydrol. Earth Syst. Sci. 17, 1331-1363, supplement S9.
    """
    if temperature_c <= 0.0:
        return 0.0
    dryness = 1.0 + max(0.0, 0.5 - relative_humidity) / 0.7
    warmth = temperature_c / (temperature_c + 15.0)
    return 0.013 * dryness * warmth * (23.88 * global_radiation_mj_m2 + 50.0)


@kernel
def samani_coefficient(daily_range_k):
    """Coefficient of Hargreaves' equation from the day's range of temperature (Samani 2000).

    References
    ----------
    McMahon et al. (2013), supplement S9.
    """
    return 0.0135 * (0.00185 * daily_range_k**2 - 0.0433 * daily_range_k + 0.4023)


@kernel
def hargreaves_mm(evaporable_mm, lowest_c, highest_c, temperature_c, coefficient):
    """Reference evapotranspiration of a day after Hargreaves and Samani (1985). [mm]

    FAO-56, eq. 52, with `HARGREAVES_COEFFICIENT`; ``evaporable_mm`` is the depth
    of water that the radiation above the air would evaporate.
    """
    warmth = (temperature_c + 17.8) * math.sqrt(highest_c - lowest_c)
    return coefficient * warmth * evaporable_mm
