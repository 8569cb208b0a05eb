"""Levels of heat, exposure and vulnerability at their limits, and the risk they make."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from herne_schwamm.risk.double_burden import double_burden
from herne_schwamm.risk.heat_levels import (
    day_level,
    exposure_class,
    hazard_class,
    night_level,
    risk_class,
    risk_product,
    vulnerability_class,
)

NAN = np.nan
CLASSES = st.integers(0, 4)


def test_limits_belong_to_the_level_above():
    pet = np.array([NAN, 22.9, 23.0, 29.0, 34.99, 35.0, 41.0, 60.0])
    assert day_level(pet).tolist() == [0, 0, 1, 2, 2, 3, 4, 4]
    air = np.array([NAN, 16.9, 17.0, 18.5, 20.0, 25.0])
    assert night_level(air).tolist() == [0, 0, 1, 2, 3, 3]
    assert exposure_class(np.array([0.0, 0.99, 1.0, 20.0, 59.0, 60.0, 120.0])).tolist() == [
        0, 0, 1, 2, 2, 3, 4,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("pet", "night", "expected"),
    [
        (42.0, 15.0, 3),  # extreme by day: high, whatever the night
        (42.0, 21.0, 4),
        (36.0, 16.0, 2),
        (36.0, 19.0, 3),
        (36.0, 21.0, 4),  # strong, and little cooling by night
        (30.0, 21.0, 3),
        (20.0, 16.0, 0),
        (NAN, 21.0, 0),
        (42.0, NAN, 0),
    ],
)
def test_hazard_by_day_and_night(pet, night, expected):
    assert hazard_class(np.array([pet]), np.array([night])).tolist() == [expected]


@given(st.floats(10, 60), st.floats(5, 35), st.floats(0, 20), st.floats(0, 10))
def test_hotter_is_never_less_hazardous(pet, night, warmer, warmer_night):
    before = hazard_class(np.array([pet]), np.array([night]))
    after = hazard_class(np.array([pet + warmer]), np.array([night + warmer_night]))
    assert after >= before


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ({"from_65": 0.19}, 1),
        ({"from_65": 0.28}, 3),
        ({"from_65": 0.19, "from_80": 0.16}, 4),
        ({"under_18": 0.31}, 4),
        ({"under_18": 0.31, "under_6": 0.05}, 1),
        ({"from_65": NAN}, 1),
        ({}, 2),
    ],
)
def test_vulnerability_is_the_highest_of_the_known_groups(shares, expected):
    arrays = {group: np.array([share]) for group, share in shares.items()}
    assert vulnerability_class(arrays, np.zeros(1)).tolist() == [expected]


def test_risk_is_a_class_of_the_product():
    levels = np.arange(5, dtype=np.uint8)
    hazard, exposure, vulnerability = np.meshgrid(levels, levels, levels, indexing="ij")
    product = risk_product(hazard, exposure, vulnerability)
    risk = risk_class(product)
    assert (product.max(), product.dtype) == (64, np.uint8)
    expected = (product >= 1).astype(int) + (product >= 6) + (product >= 16) + (product >= 32)
    assert np.array_equal(risk, expected)
    assert not risk[0].any() and not risk[:, 0].any() and not risk[:, :, 0].any()
    for axis in range(3):
        assert (np.diff(risk.astype(int), axis=axis) >= 0).all()
    assert (risk[2, 2, 2], risk[3, 3, 3], risk[4, 1, 1]) == (2, 3, 1)


@given(CLASSES, CLASSES, CLASSES, CLASSES)
def test_worse_is_never_a_lower_class_of_the_double_burden(rain, heat, more_rain, more_heat):
    def burden(*risks):
        classes = (np.array([[one]], np.uint8) for one in risks)
        return double_burden(*classes, np.array([[True]])).item()

    before = burden(rain, heat)
    assert burden(max(rain, more_rain), max(heat, more_heat)) >= before


def test_double_burden_by_hand():
    rain = np.array([[0, 1, 2, 3, 4]], np.uint8).repeat(5, axis=0)
    heat = rain.T
    ground = np.ones((5, 5), np.bool_)
    ground[0, 0] = False
    assert double_burden(rain, heat, ground).tolist() == [
        [0, 1, 2, 5, 5],
        [1, 1, 2, 5, 5],
        [3, 3, 4, 7, 7],
        [6, 6, 8, 9, 9],
        [6, 6, 8, 9, 9],
    ]
