"""Profiles near the ground: corrections against integrals of the gradients they stand for."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from herne_schwamm.kernels.surface_layer import (
    KARMAN,
    friction_velocity,
    heat_profile,
    heat_resistance,
    inverse_obukhov,
    momentum_profile,
    wind_at,
)


def gradient(zeta, of_heat):
    """Dimensionless gradient, Paulson (1970) and Beljaars and Holtslag (1991)."""
    if zeta < 0.0:
        return (1.0 - 16.0 * zeta) ** (-0.5 if of_heat else -0.25)
    tail = 0.667 * zeta * math.exp(-0.35 * zeta) * (1.0 + 5.0 - 0.35 * zeta)
    lead = zeta * math.sqrt(1.0 + 2.0 / 3.0 * zeta) if of_heat else zeta
    return 1.0 + lead + tail


@given(
    zeta=st.one_of(st.floats(-20.0, -1e-3), st.floats(1e-3, 2.0)),
    share=st.floats(1e-4, 0.9),
    of_heat=st.booleans(),
)
def test_profiles_are_integrals_of_the_gradients(zeta, share, of_heat):
    # Over the logarithm of the height, from the lower to the upper one: 2 m.
    steps = math.log(share) * (np.arange(4000) + 0.5) / 4000
    integral = np.mean([gradient(zeta * math.exp(x), of_heat) for x in steps]) * -math.log(share)
    profile = heat_profile if of_heat else momentum_profile
    assert profile(2.0 * share, 2.0, zeta / 2.0) == pytest.approx(integral, rel=1e-5)


def test_neutral_air_has_logarithmic_profiles():
    # 5 m/s at 10 m over 0.03 m: u* = 0.4 * 5 / ln(333).
    friction = friction_velocity(5.0, 10.0, 0.03, 0.0)
    assert friction == pytest.approx(0.4 * 5.0 / math.log(10.0 / 0.03))
    assert wind_at(10.0, 0.03, friction, 0.0) == pytest.approx(5.0)
    resistance = heat_resistance(0.003, 2.0, friction, 0.0)
    assert resistance == pytest.approx(math.log(2.0 / 0.003) / (KARMAN * friction))


@given(
    heat=st.floats(-80.0, 500.0), wind=st.floats(0.5, 12.0), roughness=st.sampled_from([0.005, 0.5])
)
def test_warm_ground_eases_and_cold_ground_hampers_exchange(heat, wind, roughness):
    neutral = friction_velocity(wind, 10.0, roughness, 0.0)
    inverse_length = inverse_obukhov(heat, neutral, 20.0, 1200.0)
    assert inverse_length * heat <= 0.0
    friction = friction_velocity(wind, 10.0, roughness, inverse_length)
    resistance = heat_resistance(0.1 * roughness, 2.0, friction, inverse_length)
    of_neutral = heat_resistance(0.1 * roughness, 2.0, neutral, 0.0)
    assert 0.0 < resistance < 1e5
    if heat > 1.0:
        assert friction >= neutral
        assert resistance < of_neutral
    if heat < -1.0:
        assert friction <= neutral
        assert resistance > of_neutral
