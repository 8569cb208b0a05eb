"""Force-restore against its closed form, and steps of any length."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.kernels.dry_surface import warm_surface, warm_surfaces
from herne_schwamm.kernels.heat_constants import DAY_RATE_1_S
from herne_schwamm.kernels.surface_energy import ALBEDO, EMISSIVITY, ground_layer, surface_step
from herne_schwamm.models.surface_numbers import surface_kinds, surface_numbers

INERTIA = 1.0e5
EXCHANGE = 12.0


def follow(step_s, days, emissivity=0.0):
    """Temperatures under a sine of light, without emission where the emissivity is 0."""
    temperature = np.zeros(3, np.float32)
    deep = np.zeros(3, np.float32)
    told = []
    ones = np.ones(3, np.float32)
    for n in range(int(days * 86400.0 / step_s)):
        middle = (n + 0.5) * step_s
        light = np.float32(300.0 * np.cos(DAY_RATE_1_S * middle)) * ones
        warm_surfaces(
            temperature,
            deep,
            light,
            np.float32(400.0) * ones,
            np.float32(0.0) * ones,
            np.float32(emissivity) * ones,
            np.float32(INERTIA) * ones,
            0.0,
            EXCHANGE,
            step_s,
            1,
        )
        told.append(temperature[1])
    return np.array(told)


def test_a_sine_of_light_gives_the_sine_of_the_closed_form():
    # I dT/dt = Q - a T - I w T: a sine of Q lags and is damped as a complex number says.
    told = follow(120.0, 4.0)[-720:]
    hours = (np.arange(720) + 1.0) * 120.0
    response = 300.0 / (INERTIA * DAY_RATE_1_S * (1.0 + 1.0j) + EXCHANGE)
    plain = (response * np.exp(1.0j * DAY_RATE_1_S * hours)).real
    assert told == pytest.approx(plain, abs=0.01 * abs(response))


def test_long_steps_do_not_swing():
    told = follow(3600.0 * 6.0, 6.0, emissivity=1.0)
    assert np.abs(told).max() < 40.0


def test_without_light_a_surface_ends_at_balance():
    steady = np.full(1, 50.0, np.float32)
    one = np.ones(1, np.float32)
    black = np.float32(5.67e-8 * 293.15**4) * one
    warm_surfaces(
        steady, 20.0 * one, 0.0 * one, black, 0.2 * one, 0.9 * one, INERTIA * one, 20.0, EXCHANGE,
        600.0, 2000,
    )  # fmt: skip
    assert steady[0] == pytest.approx(20.0, abs=1e-4)


def test_many_surfaces_are_each_their_own():
    count = 1300
    rng = np.random.default_rng(3)
    start = rng.uniform(0.0, 40.0, count).astype("f4")
    layers = [rng.uniform(*limits, count).astype("f4") for limits in (
        (5.0, 30.0), (0.0, 800.0), (280.0, 500.0), (0.1, 0.3), (0.85, 0.98), (5e4, 3e5),
    )]  # fmt: skip
    together = start.copy()
    warm_surfaces(together, *layers, 22.0, EXCHANGE, 600.0, 6)
    for i in (0, 511, 512, 1299):
        alone = start[i : i + 1].copy()
        warm_surfaces(alone, *(layer[i : i + 1] for layer in layers), 22.0, EXCHANGE, 600.0, 6)
        assert alone[0] == together[i]


def test_a_surface_without_water_is_the_same_in_both_balances():
    row = surface_numbers()[surface_kinds()["asphalt"]]
    layer, down = ground_layer(row, 0.0, 0.0)
    assert down == pytest.approx(layer * DAY_RATE_1_S)
    short, long, air, exchange, heat_capacity = 640.0, 380.0, 29.0, 14.0, 1180.0
    for temperature, deep in ((48.0, 30.0), (18.0, 27.0)):
        dry = warm_surface(
            temperature,
            deep,
            (1.0 - row[ALBEDO]) * short,
            long,
            air,
            exchange,
            row[EMISSIVITY],
            layer,
            600.0,
        )
        # Air so dry that no dew falls.
        told = surface_step(
            row, temperature, deep, short, long, air, 100.0, exchange / heat_capacity,
            heat_capacity, 66.0, 0.0, 1.0, 0.0, 0.0, 600.0,
        )  # fmt: skip
        assert told[0] == pytest.approx(dry, abs=1e-9)
