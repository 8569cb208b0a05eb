"""Water in soil against numerical integration, worked values and limits."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from herne_schwamm.kernels.infiltration import (
    green_ampt_capacity,
    infiltration_of_step,
    ponded_depth,
    recovery_time,
)
from herne_schwamm.kernels.soil_water import (
    capillary_rise,
    drainage,
    drainage_factor,
    near_power,
    per_easy_water,
    stress_coefficient,
)
from herne_schwamm.tables import soils


def drained(water, capacity, conductivity, exponent, step):
    factor = drainage_factor(capacity, conductivity, exponent)
    less = exponent - 1.0
    return drainage(water, capacity, factor, less, 1.0 / less, step, np.zeros(2), 0)


@pytest.mark.parametrize("soil", list(soils()))
@pytest.mark.parametrize("filled", [0.3, 0.7, 1.0])
@pytest.mark.parametrize("step", [1.0, 24.0, 720.0])
def test_drainage_is_the_integral_of_brooks_and_corey(soil, filled, step):
    row = soils()[soil]
    capacity = row.effective_porosity * row.root_zone_depth_mm
    conductivity, exponent = 2.0 * row.conductivity_mm_h, 3.0 + 2.0 / row.pore_size_index
    # Runge-Kutta of fourth order in ln(W), steps growing with time: independent of the closed form.
    edges = np.concatenate([[0.0], np.geomspace(1e-6, step, 4000)])
    water = filled * capacity

    def rate(logarithm):
        content = math.exp(logarithm)
        return -conductivity * (content / capacity) ** exponent / content

    logarithm = math.log(water)
    for left, right in pairwise(edges):
        h = right - left
        k1 = rate(logarithm)
        k2 = rate(logarithm + 0.5 * h * k1)
        k3 = rate(logarithm + 0.5 * h * k2)
        k4 = rate(logarithm + h * k3)
        logarithm += h / 6.0 * (k1 + 2 * k2 + 2 * k3 + k4)
    expected = water - math.exp(logarithm)
    assert drained(water, capacity, conductivity, exponent, step) == pytest.approx(
        expected, rel=1e-6, abs=1e-12 * capacity
    )


def test_drainage_of_two_steps_is_that_of_one():
    first = drained(200.0, 260.0, 6.8, 10.9, 3.0)
    second = drained(200.0 - first, 260.0, 6.8, 10.9, 5.0)
    assert first + second == pytest.approx(drained(200.0, 260.0, 6.8, 10.9, 8.0), rel=1e-9)


def test_drainage_never_empties_a_layer_and_lets_go_at_once_what_the_pores_do_not_hold():
    assert drained(0.0, 100.0, 10.0, 11.0, 1.0) == 0.0
    assert 0.0 < drained(100.0, 100.0, 1e6, 4.0, 1e6) < 100.0
    full = drained(100.0, 100.0, 1.0, 4.0, 1.0)
    assert drained(130.0, 100.0, 1.0, 4.0, 1.0) == pytest.approx(30.0 + full, rel=1e-12)


@given(
    values=st.lists(st.floats(0.05, 1.0), min_size=1, max_size=30),
    nearness=st.floats(0.0, 0.1),
    exponent=st.floats(1.5, 20.0),
)
def test_powers_near_an_anchor_are_powers(values, nearness, exponent):
    anchors = np.zeros(2)
    first = values[0]
    for value in values:
        value = first * (1.0 + nearness * (value - 0.5))
        assert near_power(value, exponent, anchors, 0) == pytest.approx(value**exponent, rel=1e-9)


def test_capillary_rise_falls_with_height_and_is_no_more_than_the_soil_lets_through():
    row = soils()["silt_loam"]
    heights = np.array([100.0, 207.6, 300.0, 500.0, 1000.0, 2000.0])
    rise = [
        capillary_rise(13.0, row.bubbling_pressure_mm, row.pore_size_index, height)
        for height in heights
    ]
    assert rise[:3] == [13.0, 13.0, pytest.approx(13.0, rel=1.0)]
    assert np.all(np.diff(rise) <= 0.0)
    # By hand: c = 2 + 3 * 0.234 = 2.702, B = 1 + 1.5 / 1.702 = 1.8813, (207.6 / 1000)^c = 0.014308
    assert rise[4] == pytest.approx(13.0 * 1.8813 * 0.014308, rel=1e-3)


def test_stress_coefficient_of_fao_56():
    # Usable water 61 mm, p 0.60: no stress down to a depletion of 0.6 TAW, none left at TAW.
    per_easy = per_easy_water(39.0, 100.0, 0.6)
    assert stress_coefficient(100.0, 39.0, per_easy) == 1.0
    assert stress_coefficient(100.0 - 0.6 * 61.0, 39.0, per_easy) == pytest.approx(1.0)
    assert stress_coefficient(39.0 + 0.2 * 61.0, 39.0, per_easy) == pytest.approx(0.5)
    assert stress_coefficient(38.0, 39.0, per_easy) == 0.0
    assert stress_coefficient(40.0, 39.0, per_easy_water(39.0, 100.0, 1.0)) == 1.0


def by_seconds(infiltrated, conductivity, potential, standing, supply, step, parts=3600):
    """The same step followed with the storm's kernel in small steps."""
    taken, pool = 0.0, standing
    for _ in range(parts):
        pool += supply / parts
        possible = green_ampt_capacity(infiltrated + taken, conductivity, potential, step / parts)
        into = min(pool, possible)
        taken += into
        pool -= into
    return taken


@given(
    soil=st.sampled_from(sorted(soils())),
    wetness=st.floats(0.0, 1.0),
    infiltrated=st.floats(0.0, 60.0),
    standing=st.sampled_from([0.0, 0.0, 0.3, 5.0, 150.0]),
    supply=st.sampled_from([0.0, 0.2, 1.0, 5.0, 20.0, 60.0, 200.0]),
)
def test_an_hour_in_closed_form_is_an_hour_in_seconds(soil, wetness, infiltrated, standing, supply):
    row = soils()[soil]
    potential = row.suction_mm * row.effective_porosity * (1.0 - wetness)
    arguments = (infiltrated, row.conductivity_mm_h, potential, standing, supply, 1.0)
    # What seconds are exact to: their first one finds no front yet.
    assert infiltration_of_step(*arguments) == pytest.approx(
        by_seconds(*arguments), rel=1e-3, abs=2e-3
    )


@pytest.mark.parametrize("soil", sorted(soils()))
@pytest.mark.parametrize("infiltrated", [0.0, 1.0, 100.0])
def test_a_ponded_hour_is_the_root_of_green_and_ampt(soil, infiltrated):
    row = soils()[soil]
    potential = row.suction_mm * row.effective_porosity
    low, high = 0.0, 1e4
    for _ in range(100):
        depth = 0.5 * (low + high)
        passed = depth - potential * math.log1p(depth / (infiltrated + potential))
        low, high = (depth, high) if passed < row.conductivity_mm_h else (low, depth)
    assert ponded_depth(infiltrated, row.conductivity_mm_h, potential, 1.0) == pytest.approx(
        low, rel=3e-4
    )


def test_ponding_begins_where_mein_and_larson_say():
    # Chow 4.4.1: K 0.65 cm/h, psi 16.7 cm, deficit 0.34, rain 5 cm/h: 0.17 h, 0.85 cm.
    potential = 16.7 * 0.486 * 0.7
    at_ponding = 0.65 * potential / (5.0 - 0.65)
    just_before = infiltration_of_step(0.0, 0.65, potential, 0.0, 0.999 * at_ponding, 0.17)
    assert just_before == pytest.approx(0.999 * at_ponding, rel=1e-12)
    # Chow 4.4.2: after 1 h 3.02 cm have infiltrated.
    assert infiltration_of_step(0.0, 0.65, potential, 0.0, 5.0, 1.0) == pytest.approx(
        3.0179, rel=2e-3
    )


def test_saturated_soil_takes_its_conductivity_and_no_water_takes_nothing():
    assert infiltration_of_step(10.0, 3.0, 0.0, 50.0, 10.0, 1.0) == 3.0
    assert infiltration_of_step(10.0, 3.0, 0.0, 0.0, 10.0, 1.0) == 3.0
    assert infiltration_of_step(10.0, 3.0, 0.0, 0.0, 2.0, 1.0) == 2.0
    assert infiltration_of_step(10.0, 3.0, 5.0, 0.0, 0.0, 1.0) == 0.0


def test_recovery_time_of_swmm():
    assert recovery_time(25.4) == pytest.approx(4.5)
    assert recovery_time(3.4) == pytest.approx(4.5 / math.sqrt(3.4 / 25.4))
