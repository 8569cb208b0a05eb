"""Losses by the curve number, step by step, against the formula of the whole rain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herne_schwamm.kernels.curve_number import curve_number_losses


def runoff_m(rain_m, number):
    """SCS (1972): Q = (P - 0.2 S)^2 / (P + 0.8 S)."""
    retention = 25.4 / number - 0.254
    if rain_m <= 0.2 * retention:
        return 0.0
    return (rain_m - 0.2 * retention) ** 2 / (rain_m + 0.8 * retention)


@given(
    number=st.floats(20.0, 99.9),
    rains=st.lists(st.floats(0.0, 0.02), min_size=1, max_size=50),
)
def test_steps_lose_what_the_sum_loses(number, rains):
    retention = 25.4 / number - 0.254
    lost = 0.0
    for rain in rains:
        now = curve_number_losses(lost, retention, rain)
        assert 0.0 <= now <= rain
        lost += now
    total = sum(rains)
    assert lost == pytest.approx(total - runoff_m(total, number), rel=1e-6, abs=1e-12)


def test_published_runoff_of_a_worked_example():
    # USDA-NRCS TR-55 (1986), table 2-1: 5 inches of rain, curve number 80: 2.89 inches of runoff.
    inch = 0.0254
    retention = 25.4 / 80.0 - 0.254
    lost = curve_number_losses(0.0, retention, 5.0 * inch)
    assert 5.0 - lost / inch == pytest.approx(2.89, abs=0.005)


def test_a_curve_number_of_100_loses_nothing():
    assert curve_number_losses(0.0, 0.0, 0.01) == 0.0
