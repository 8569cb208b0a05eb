"""Bagrov's relation against quadrature, known integrals and its own inverse."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.plain_bagrov_glugla import plain_ratio
from herne_schwamm.kernels.bagrov import (
    SMALLEST_N,
    evaporation_ratios,
    exact_ratio,
    published_ratio,
    wetness_of_ratio,
)

effectivities = st.floats(SMALLEST_N, 60.0)


def wetness_by_quadrature(ratio, n):
    """The integral over panels that shrink towards 0 and 1, with 40 points each."""
    points, weights = np.polynomial.legendre.leggauss(40)
    edges = {0.0, ratio}
    edges.update(ratio * 2.0**-k for k in range(1, 200))
    edges.update(e for e in (1.0 - 2.0**-k for k in range(1, 50)) if e < ratio)
    edges = np.array(sorted(edges))
    total = 0.0
    for low, high in itertools.pairwise(edges):
        u = 0.5 * ((high - low) * points + low + high)
        total += 0.5 * (high - low) * float((weights / -np.expm1(n * np.log(u))).sum())
    return total


@pytest.mark.parametrize("n", [0.05, 0.11, 0.25, 0.5, 0.65, 0.9, 1.3, 2.5, 3.8, 8.0, 13.6, 55.0])
@pytest.mark.parametrize("ratio", [1e-4, 0.02, 0.2, 0.5, 0.8, 0.95, 0.999])
def test_exact_ratio_is_the_root_of_the_integral(n, ratio):
    wetness = wetness_by_quadrature(ratio, n)
    assert exact_ratio(wetness, n) == pytest.approx(ratio, abs=1e-10)
    assert wetness_of_ratio(ratio, n) == pytest.approx(wetness, rel=1e-9)


@given(wetness=st.floats(0.0, 6.0))
def test_two_effectivities_have_integrals_of_their_own(wetness):
    # n = 1: x = -ln(1 - y); n = 2: x = artanh y.
    assert exact_ratio(wetness, 1.0) == pytest.approx(-math.expm1(-wetness), abs=1e-12)
    assert exact_ratio(wetness, 2.0) == pytest.approx(math.tanh(wetness), abs=1e-12)


@given(wetness=st.floats(0.0, 4.0), n=effectivities)
def test_the_wetness_of_a_ratio_leads_back_to_it(wetness, n):
    ratio = exact_ratio(wetness, n)
    if ratio < 1.0 - 1e-9:  # Beyond, the last digits of the ratio say nothing of the wetness.
        assert wetness_of_ratio(ratio, n) == pytest.approx(wetness, rel=1e-6, abs=1e-9)


@given(
    wetness=st.floats(0.0, 100.0),
    more=st.floats(0.0, 1.0),
    n=effectivities,
    richer=st.floats(0.0, 5.0),
)
def test_no_more_evaporates_than_is_there_or_could(wetness, more, n, richer):
    ratio = exact_ratio(wetness, n)
    assert 0.0 <= ratio <= min(wetness, 1.0) * (1.0 + 1e-12)
    assert exact_ratio(wetness + more, n) >= ratio - 1e-12
    assert exact_ratio(wetness, n + richer) >= ratio - 1e-12


def test_limits_of_the_relation():
    assert exact_ratio(0.0, 0.5) == 0.0
    assert exact_ratio(1e6, 0.05) == pytest.approx(1.0)
    # The richer the ground, the closer to min(x, 1).
    for wetness in (0.2, 0.7, 1.5):
        assert exact_ratio(wetness, 500.0) == pytest.approx(min(wetness, 1.0), abs=1e-3)


@given(wetness=st.floats(0.0, 5.0), n=st.floats(0.05, 20.0))
def test_published_ratio_is_that_of_the_plain_formulas(wetness, n):
    assert published_ratio(wetness, n) == pytest.approx(plain_ratio(wetness, n), abs=1e-12)


@given(wetness=st.floats(0.0, 5.0), n=st.floats(0.05, 0.69999))
def test_the_published_series_never_ends_where_it_would_integrate_numerically(wetness, n):
    # Above 0.9 the program stops because y^n is above 0.9, not because the last step is small.
    y = published_ratio(wetness, n)
    assert y <= 0.9 or y**n > 0.9


def test_many_pairs_are_solved_as_each():
    rng = np.random.default_rng(5)
    wetness, n = rng.uniform(0.0, 3.0, 200), rng.uniform(0.05, 14.0, 200)
    ratio = np.empty(200)
    for exact, one in ((True, exact_ratio), (False, published_ratio)):
        evaporation_ratios(wetness, n, exact, ratio)
        assert ratio.tolist() == [one(x, e) for x, e in zip(wetness, n, strict=True)]
