"""Streets without a raster: the country among itself, water, and balances."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from herne_schwamm.kernels.moist_air import LATENT_HEAT_J_KG
from herne_schwamm.models.street_canyon import (
    Patch,
    StreetCanyon,
    StreetSettings,
    simulate_streets,
)
from herne_schwamm.validation.wet_and_dry import HOURS_PER_DAY, TOLD_H, hot_days

DAY = slice(-HOURS_PER_DAY - 1, -1)


def street(height=8.0, width=16.0, roof=0.3, green=0.2, soil_water=0.5, watered=False):
    return StreetCanyon(
        height,
        width,
        (
            Patch("roof", roof),
            Patch("asphalt", 1.0 - roof - green - 0.1),
            Patch("lawn", green, soil_water, watered=watered),
            Patch("tree", 0.08, soil_water),
            Patch("water", 0.02),
        ),
    )


def test_open_grass_has_the_air_of_the_country():
    # What is like the country must be told what was measured there.
    weather = hot_days()
    settings = StreetSettings(country_soil_water=0.3)
    # The country's water is held: so is the street's.
    grass = StreetCanyon(0.0, 20.0, (Patch("lawn", 1.0, 0.3, watered=True),))
    result = simulate_streets([grass], weather, settings)
    error = result.air_temperature_c[DAY, 0] - weather.air_temperature_c[DAY]
    assert np.sqrt(np.mean(error**2)) < 0.25
    sunny = weather.beam_w_m2[DAY] > 50.0
    assert np.abs(error[sunny]).max() < 0.3
    # In the evening the air cools by 2 K an hour, and the street's follows.
    assert np.abs(error).max() < 0.6
    vapour = result.vapour_pressure_pa[DAY, 0] / weather.vapour_pressure_pa[DAY]
    # In the last light the air above is warmer already and hears of the ground late.
    assert np.abs(vapour[sunny] - 1.0).max() < 0.07


def test_heat_and_water_close_surface_by_surface():
    weather = hot_days()
    result = simulate_streets([street(), street(3.0, 30.0, 0.1, 0.6, 0.05)], weather)
    np.testing.assert_allclose(
        LATENT_HEAT_J_KG * result.evaporated_mm, result.latent_j_m2, rtol=1e-9, atol=1e-6
    )
    roots = np.isfinite(result.store_gain_mm)
    lost = result.watered_mm - result.evaporated_mm - result.store_gain_mm
    # Water bodies have no store that runs dry.
    water = 4
    lost = np.delete(np.where(roots, lost, 0.0), water, axis=1)
    assert np.abs(lost).max() < 1e-9 * np.abs(result.evaporated_mm).max()
    assert (np.delete(result.evaporated_mm, water, axis=1) >= -5.0).all()


def test_dry_soil_runs_out_and_warms_the_street():
    weather = hot_days()
    wet = simulate_streets([street(green=0.5, soil_water=1.0, watered=True)], weather)
    dry = simulate_streets([street(green=0.5, soil_water=0.0)], weather)
    lawn = 2
    assert dry.evaporated_mm[0, lawn] <= 0.0
    assert wet.evaporated_mm[0, lawn] > 30.0
    at_told = -HOURS_PER_DAY - 1 + TOLD_H
    assert dry.air_temperature_c[at_told, 0] > wet.air_temperature_c[at_told, 0] + 0.2
    assert dry.surface_temperature_c[at_told, 0, lawn] > (
        wet.surface_temperature_c[at_told, 0, lawn] + 5.0
    )
    assert wet.vapour_pressure_pa[at_told, 0] > dry.vapour_pressure_pa[at_told, 0]


def test_doubling_the_soil_water_changes_what_water_can_change():
    weather = hot_days()
    once = simulate_streets([street(soil_water=0.15)], weather)
    twice = simulate_streets([street(soil_water=0.30)], weather)
    assert (twice.evaporated_mm - once.evaporated_mm)[0, 2] > 1.0
    assert twice.air_temperature_c[DAY].mean() <= once.air_temperature_c[DAY].mean()
    # Roofs and asphalt have no roots: their evaporation stays none.
    assert (once.evaporated_mm[0, :2] <= 0.0).all()


def test_a_deep_canyon_is_shaded_by_day_and_warm_by_night():
    weather = hot_days()
    # A lower sun than in the case: 37 degrees at the most.
    weather = replace(weather, sun_cosine=0.6 * weather.sun_cosine)
    deep = simulate_streets([street(24.0, 12.0)], weather)
    wide = simulate_streets([street(6.0, 60.0)], weather)
    asphalt = 1
    hours = np.arange(HOURS_PER_DAY)
    floor = {
        name: result.surface_temperature_c[DAY, 0, asphalt]
        for name, result in (("deep", deep), ("wide", wide))
    }
    assert floor["deep"][hours == 15] < floor["wide"][hours == 15] - 5.0
    assert floor["deep"][hours == 4] > floor["wide"][hours == 4]
    assert deep.wind_m_s[DAY].mean() < wide.wind_m_s[DAY].mean()


def test_halving_the_time_step_changes_little():
    weather = hot_days()
    coarse = simulate_streets([street()], weather)
    fine = simulate_streets([street()], weather, StreetSettings(step_s=100.0))
    assert np.abs(coarse.air_temperature_c - fine.air_temperature_c)[DAY].max() < 0.4
    assert np.abs(coarse.air_temperature_c - fine.air_temperature_c)[DAY].mean() < 0.1


def test_night_without_sun_and_calm_air_is_computed():
    weather = hot_days()
    dark = replace(
        weather,
        beam_w_m2=0.0 * weather.beam_w_m2,
        diffuse_w_m2=0.0 * weather.diffuse_w_m2,
        wind_m_s=0.0 * weather.wind_m_s,
    )
    result = simulate_streets([street()], dark)
    assert np.isfinite(result.air_temperature_c).all()
    assert np.isfinite(result.surface_temperature_c).all()


@pytest.mark.parametrize(
    ("height", "width", "patches"),
    [
        (-1.0, 10.0, (Patch("lawn", 1.0),)),
        (5.0, 0.0, (Patch("lawn", 1.0),)),
        (5.0, 10.0, (Patch("roof", 1.0),)),
        (5.0, 10.0, (Patch("lawn", 1.5), Patch("asphalt", -0.5))),
        (float("nan"), 10.0, (Patch("lawn", 1.0),)),
    ],
)
def test_streets_that_cannot_be_are_refused(height, width, patches):
    with pytest.raises(ValueError, match=r"street|share"):
        StreetCanyon(height, width, patches)
