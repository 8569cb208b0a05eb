"""Reference evapotranspiration: FAO-56's hourly example, plain versions, and bounds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from herne_schwamm.kernels.evaporation_series import (
    hargreaves_days_mm,
    makkink_days_mm,
    penman_monteith_days_mm,
    penman_monteith_hours_mm,
    priestley_taylor_days_mm,
    turc_days_mm,
    turc_wendling_days_mm,
)
from herne_schwamm.kernels.humid_air import (
    air_pressure_kpa,
    psychrometric_constant_kpa_k,
    saturation_slope_kpa_k,
    saturation_vapour_pressure_kpa,
)
from herne_schwamm.kernels.net_radiation import (
    cloudiness_factor,
    net_longwave_hour_mj_m2,
    net_shortwave,
    soil_heat_hour,
)
from herne_schwamm.kernels.reference_evaporation import (
    penman_monteith_hour_mm,
    wind_speed_at_2_m,
)
from herne_schwamm.kernels.sun_radiation import extraterrestrial_steps_w_m2

TEMPERATURES = st.floats(-40.0, 50.0)


@pytest.mark.parametrize(
    ("temperature", "humidity", "wind", "radiation", "clearness", "expected"),
    [
        # Net long-wave, net radiation, soil heat and depth as FAO-56 prints them (example 19).
        (28.0, 0.90, 1.9, 0.0, 0.8, (0.100, -0.100, -0.050, 0.00)),
        (38.0, 0.52, 3.3, 2.450, 0.922, (0.137, 1.749, 0.175, 0.63)),
    ],
)
def test_hours_of_fao56_example_19(
    temperature: float,
    humidity: float,
    wind: float,
    radiation: float,
    clearness: float,
    expected: tuple[float, ...],
) -> None:
    saturated = saturation_vapour_pressure_kpa(temperature)
    vapour = saturated * humidity
    lost = net_longwave_hour_mj_m2(temperature, vapour, clearness)
    net = net_shortwave(radiation) - lost
    depth = penman_monteith_hour_mm(
        net,
        soil_heat_hour(net),
        temperature,
        wind,
        saturated - vapour,
        saturation_slope_kpa_k(temperature),
        psychrometric_constant_kpa_k(air_pressure_kpa(8.0)),
    )
    assert (lost, net, soil_heat_hour(net)) == pytest.approx(expected[:3], abs=0.0006)
    assert depth == pytest.approx(expected[3], abs=0.005)


def test_wind_at_two_metres_of_fao56_example_14() -> None:
    assert wind_speed_at_2_m(3.2, 10.0) == pytest.approx(2.4, abs=0.05)
    assert wind_speed_at_2_m(1.0, 2.0) == pytest.approx(1.0, abs=0.001)


@given(TEMPERATURES)
def test_slope_is_that_of_the_pressure(temperature: float) -> None:
    step = 1e-4
    rise = saturation_vapour_pressure_kpa(temperature + step) - saturation_vapour_pressure_kpa(
        temperature - step
    )
    assert saturation_slope_kpa_k(temperature) == pytest.approx(rise / (2.0 * step), rel=1e-4)


@given(st.floats(-1.0, 2.0))
def test_clouds_let_a_little_through_and_never_more_than_all(clearness: float) -> None:
    assert 0.05 <= cloudiness_factor(clearness) <= 1.0


def plain_hours(
    temperature: np.ndarray,
    humidity: np.ndarray,
    wind: np.ndarray,
    radiation: np.ndarray,
    above_air: np.ndarray,
    height_m: float,
) -> np.ndarray:
    """FAO-56 Penman-Monteith by whole arrays, the clearness of night carried along."""
    saturated = 0.6108 * np.exp(17.27 * temperature / (temperature + 237.3))
    vapour = saturated * humidity
    slope = 4098.0 * saturated / (temperature + 237.3) ** 2
    gamma = 0.665e-3 * 101.3 * ((293.0 - 0.0065 * height_m) / 293.0) ** 5.26
    lit = above_air > 0.0
    tells = np.zeros(lit.size, dtype=bool)
    tells[3:-3] = lit[:-6] & lit[6:]
    clear = np.full(lit.size, np.nan)
    clear[tells] = radiation[tells] / ((0.75 + 2e-5 * height_m) * above_air[tells])
    # The last one known; before the first, the first.
    known = np.flatnonzero(tells)
    clear = clear[known[np.maximum(np.searchsorted(known, np.arange(lit.size), "right") - 1, 0)]]
    loss = 4.903e-9 / 24 * (temperature + 273.16) ** 4 * (0.34 - 0.14 * np.sqrt(vapour))
    net = 0.77 * radiation * 0.0036 - loss * (1.35 * np.clip(clear, 0.3, 1.0) - 0.35)
    soil = np.where(net > 0.0, 0.1, 0.5) * net
    depth = 0.408 * slope * (net - soil) + gamma * 37.0 / (temperature + 273.0) * wind * (
        saturated - vapour
    )
    return np.maximum(0.0, depth / (slope + gamma * (1.0 + 0.34 * wind)))


def test_series_of_hours_equals_its_plain_version() -> None:
    random = np.random.default_rng(1)
    hours = 24 * 60
    day = 100.0 + np.arange(hours) // 24
    above_air = extraterrestrial_steps_w_m2(
        day.astype(float), np.arange(hours) % 24.0, np.ones(hours), 51.5, 7.2
    )
    weather = (
        random.uniform(-5.0, 30.0, hours),
        random.uniform(0.3, 1.0, hours),
        random.uniform(0.0, 8.0, hours),
        above_air * random.uniform(0.05, 0.75, hours),
        above_air,
        60.0,
    )
    computed = penman_monteith_hours_mm(*weather)
    np.testing.assert_allclose(computed, plain_hours(*weather), atol=1e-12)
    assert computed.max() > 0.4


def test_polar_night_has_a_clearness_as_well() -> None:
    dark = np.zeros(48)
    depth = penman_monteith_hours_mm(
        np.full(48, -20.0), np.full(48, 0.8), np.full(48, 3.0), dark, dark, 0.0
    )
    assert np.isfinite(depth).all()
    assert 0.0 <= depth.max() < 0.05


@given(
    TEMPERATURES,
    st.floats(0.0, 25.0),
    st.floats(0.01, 1.0),
    st.floats(0.0, 20.0),
    st.floats(0.0, 1.0),
    st.floats(1.0, 366.0),
    st.floats(-66.0, 66.0),
)
def test_no_method_leaves_its_bounds(
    temperature: float,
    spread: float,
    humidity: float,
    wind: float,
    clearness: float,
    day: float,
    latitude: float,
) -> None:
    one = np.ones(1)
    lowest, highest = temperature - spread / 2, temperature + spread / 2
    above = extraterrestrial_steps_w_m2(one * day, np.zeros(1), one * 24.0, latitude, 0.0)
    radiation = 0.75 * clearness * above * 0.0864
    vapour = humidity * saturation_vapour_pressure_kpa(lowest)
    days = (lowest * one, highest * one, temperature * one)
    depths = (
        penman_monteith_days_mm(*days, vapour * one, wind * one, radiation, one * day, latitude, 0),
        priestley_taylor_days_mm(*days, vapour * one, radiation, one * day, latitude, 0.0),
        makkink_days_mm(temperature * one, radiation),
        turc_wendling_days_mm(temperature * one, radiation),
        turc_days_mm(temperature * one, humidity * one, radiation),
        hargreaves_days_mm(*days, one * day, latitude),
    )
    for number, depth in enumerate(depths):
        assert np.isfinite(depth).all()
        # Wind over dry air carries away more than the sun brings; nothing else does.
        assert 0.0 <= float(depth[0]) <= (60.0 if number == 0 else 20.0), number


@pytest.mark.parametrize("method", [makkink_days_mm, turc_wendling_days_mm])
def test_more_radiation_never_evaporates_less(method) -> None:
    radiation = np.linspace(0.0, 30.0, 31)
    depth = method(np.full(31, 18.0), radiation)
    assert (np.diff(depth) > 0.0).all()


def test_drier_air_evaporates_more() -> None:
    above = np.full(240, 300.0)
    parts = (np.full(240, 20.0), np.full(240, 3.0), np.full(240, 200.0))
    damp, dry = (
        penman_monteith_hours_mm(parts[0], np.full(240, share), parts[1], parts[2], above, 0.0)
        for share in (0.9, 0.4)
    )
    assert (dry > damp).all()


def test_psychrometer_and_humidity_agree() -> None:
    # No depression of the wet bulb is saturated air.
    from herne_schwamm.kernels.humid_air import vapour_pressure_of_wet_bulb_kpa

    assert vapour_pressure_of_wet_bulb_kpa(15.0, 15.0, 101.3) == saturation_vapour_pressure_kpa(15)
    assert math.isclose(air_pressure_kpa(0.0), 101.3)
