"""UTCI: the polynomial against a plain sum of its terms, and the range it holds in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from herne_schwamm.kernels.utci import COEFFICIENTS, utci, utci_polynomial

POWERS = [
    (a, b, c, d)
    for d in range(7)
    for c in range(7 - d)
    for b in range(7 - d - c)
    for a in range(7 - d - c - b)
]


def plain(air, excess, wind, vapour):
    """Sum of all terms, in float64."""
    return air + sum(
        coefficient * air**a * wind**b * excess**c * (vapour / 1000.0) ** d
        for coefficient, (a, b, c, d) in zip(COEFFICIENTS, POWERS, strict=True)
    )


fitted = {
    "air": st.floats(-50.0, 50.0, width=32),
    "excess": st.floats(-30.0, 70.0, width=32),
    "wind": st.floats(0.5, 17.0, width=32),
    "vapour": st.floats(0.0, 5000.0, width=32),
}


@given(**fitted)
def test_polynomial_is_the_sum_of_its_terms(air, excess, wind, vapour):
    expected = plain(air, excess, wind, vapour)
    assert utci_polynomial(air, excess, wind, vapour) == pytest.approx(expected, abs=1e-6)


def test_rasters_in_single_precision_are_within_a_hundredth_of_a_kelvin():
    rng = np.random.default_rng(3)
    shape = (3, 701)
    air, excess, wind, vapour = (
        rng.uniform(low, high, shape).astype(np.float32)
        for low, high in ((-30.0, 48.0), (-29.0, 69.0), (0.5, 17.0), (0.0, 5000.0))
    )
    radiant = air + excess
    result = np.empty(shape, np.float32)
    utci(result, air, radiant, wind, vapour)
    expected = plain(
        *(x.astype(np.float64) for x in (air, radiant.astype(np.float64) - air, wind, vapour))
    )
    assert np.abs(result - expected).max() < 0.01


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (0, 50.1),
        (0, -50.1),
        (1, 101.0),
        (1, -1.0),
        (2, 0.49),
        (2, 17.1),
        (3, 5001.0),
        *((place, np.nan) for place in range(4)),
    ],
)
def test_outside_its_range_there_is_no_index(place, value):
    inputs = [np.full((1, 3), x, np.float32) for x in (30.0, 40.0, 2.0, 1500.0)]
    inputs[place][0, 1] = value
    result = np.empty((1, 3), np.float32)
    utci(result, *inputs)
    assert np.isfinite(result[0, ::2]).all()
    assert np.isnan(result[0, 1])
