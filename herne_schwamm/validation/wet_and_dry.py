"""One lawn on clear hot days, its soil wet and dry."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.kernels.heat_constants import STEFAN_BOLTZMANN_W_M2_K4, ZERO_CELSIUS_K
from herne_schwamm.kernels.moist_air import LATENT_HEAT_J_KG
from herne_schwamm.models.street_canyon import (
    Patch,
    StreetCanyon,
    StreetResult,
    StreetSettings,
    StreetWeather,
    simulate_streets,
)
from herne_schwamm.validation.case import CaseResult, Check, Curves, Figure

DAYS = 10
HOURS_PER_DAY = 24
TOLD_H = 15

MEAN_AIR_C, AIR_SWING_K, WARMEST_H = 26.0, 8.0, 16.0
VAPOUR_PA = 1400.0
NOON_LIGHT_W_M2, NOON_H, DAYLIGHT_H = 900.0, 13.0, 16.0
DIFFUSE_SHARE = 0.12
SKY_EMISSIVITY = 0.82
WIND_10_M_M_S = 2.8
"""2 m/s at 2 m over the lawn."""


def hot_days() -> StreetWeather:
    """Ten equal clear days in July: 18 to 34 °C, 14 hPa, 900 W/m2 at noon, 2 m/s at 2 m."""
    hour = np.arange(DAYS * HOURS_PER_DAY + 1) % HOURS_PER_DAY
    air = MEAN_AIR_C + AIR_SWING_K * np.cos(2.0 * np.pi * (hour - WARMEST_H) / HOURS_PER_DAY)
    height = np.maximum(np.cos(np.pi * (hour - NOON_H) / DAYLIGHT_H), 0.0)
    light = NOON_LIGHT_W_M2 * height
    same = np.ones(hour.size)
    return StreetWeather(
        interval_s=3600.0,
        air_temperature_c=air,
        vapour_pressure_pa=VAPOUR_PA * same,
        wind_m_s=WIND_10_M_M_S * same,
        pressure_pa=101_325.0 * same,
        beam_w_m2=(1.0 - DIFFUSE_SHARE) * light,
        diffuse_w_m2=DIFFUSE_SHARE * light,
        sun_cosine=height,
        long_w_m2=SKY_EMISSIVITY
        * STEFAN_BOLTZMANN_W_M2_K4
        * (MEAN_AIR_C + ZERO_CELSIUS_K) ** 4
        * same,
    )


def lawn(soil_water: float, kind: str = "lawn") -> StreetResult:
    """The hot days on one lawn in open ground, under the same air whatever it does."""
    street = StreetCanyon(0.0, 20.0, (Patch(kind, 1.0, soil_water, watered=True),))
    return simulate_streets([street], hot_days(), StreetSettings(own_air=False))


def _last_day(result: StreetResult) -> NDArray[np.float64]:
    surface: NDArray[np.float64] = result.surface_temperature_c[-HOURS_PER_DAY - 1 : -1, 0, 0]
    return surface


def wet_and_dry_lawn() -> CaseResult:
    """Surface temperature at 15 h of a lawn at field capacity and of the same at wilting point."""
    wet, half, dry = (lawn(water) for water in (1.0, 0.25, 0.0))
    at_told = {
        name: float(_last_day(result)[TOLD_H])
        for name, result in (("wet", wet), ("stressed", half), ("dry", dry))
    }
    night = float(_last_day(dry)[4] - _last_day(wet)[4])
    identity = abs(LATENT_HEAT_J_KG * wet.evaporated_mm[0, 0] / wet.latent_j_m2[0, 0] - 1.0)
    water = (
        abs(wet.watered_mm[0, 0] - wet.evaporated_mm[0, 0] - wet.store_gain_mm[0, 0])
        / wet.evaporated_mm[0, 0]
    )
    hours = np.arange(HOURS_PER_DAY, dtype=np.float64)
    return CaseResult(
        name="wet_and_dry_lawn",
        title="The same lawn with wet and with dry soil",
        setup="Open lawn, ten equal clear days of 18 to 34 °C, 14 hPa, 900 W/m² at noon and 2 m/s "
        "at 2 m; the air is given and the same for all. Wet: field capacity, kept; dry: wilting "
        "point.",
        tolerance="Sign and order of magnitude: 5 to 15 K at 15 h. λ times evaporated water equals "
        "the latent heat, and the stores' balance closes, to 1e-6.",
        checks=(
            Check("dry minus wet at 15 h", at_told["dry"] - at_told["wet"], ">=", 5.0, "K"),
            Check(
                "dry minus wet at 15 h, not more", at_told["dry"] - at_told["wet"], "<=", 15.0, "K"
            ),
            Check("λ · evaporated to latent heat, relative difference", identity, "<=", 1e-6),
            Check("water given = evaporated + gain, relative error", water, "<=", 1e-6),
            Check("latent heat of the dry lawn", float(dry.latent_j_m2[0, 0]), "<=", 0.0, "J/m²"),
        ),
        figures=(
            Figure("wet, surface at 15 h", at_told["wet"], "°C"),
            Figure(
                "a quarter of the plant-available water, surface at 15 h", at_told["stressed"], "°C"
            ),
            Figure("dry, surface at 15 h", at_told["dry"], "°C"),
            Figure("dry minus wet at 4 h", night, "K"),
            Figure("evaporated by the wet lawn", float(wet.evaporated_mm[0, 0]) / DAYS, "mm/d"),
        ),
        remarks="The dry lawn is the warmer one by day: what the wet one spends on evaporation "
        "(its daily depth is that of FAO-56 reference grass in such weather) goes into the air "
        "and the soil instead. The difference is near the upper end because both ends are: no "
        "transpiration at all against unlimited, at a deficit of vapour of 39 hPa. By night the "
        "dry soil is the colder one: it conducts less and has stored less. With the albedo 0.19 "
        "that Broadbent et al. (2019) give all grass, instead of FAO-56's 0.23, the difference is "
        "15.3 K.",
        curves=Curves(
            "hour",
            "surface temperature [°C]",
            {"wet": (hours, _last_day(wet)), "dry": (hours, _last_day(dry))},
        ),
    )
