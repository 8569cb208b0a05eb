"""Design storms: their steps, their sums, and what they promise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from herne_schwamm.city.design_storm import DepthDurationCurve, dvwk_storm, euler_type_2

# 16.9 mm in 5 min and 37.7 mm in 60 min are a published cell of KOSTRA-DWD-2020 (100 years);
# the depths between them are a power law.
CURVE = DepthDurationCurve(
    np.array([5.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0]),
    np.array([16.9, 21.2, 24.1, 26.4, 30.1, 34.3, 37.7]),
)


def test_euler_type_2_peaks_at_the_end_of_the_first_third():
    storm = euler_type_2(CURVE, 60.0)
    assert storm.values.size == 12
    assert int(storm.values.argmax()) == 3
    assert (np.diff(storm.values[:4]) > 0.0).all()
    assert (np.diff(storm.values[3:]) <= 0.0).all()
    assert storm.values.max() == pytest.approx(16.9 * 12.0)


def test_euler_type_2_holds_the_depth_of_the_curve():
    storm = euler_type_2(CURVE, 60.0)
    assert storm.integral(0.0, 3600.0) / 3600.0 == pytest.approx(37.7)


def test_euler_type_2_steps_by_hand():
    # Increments 10, 6, 3, 1 mm for 5, 10, 15, 20 min: one of them in the first third of 20 min.
    curve = DepthDurationCurve(
        np.array([5.0, 10.0, 15.0, 20.0]), np.array([10.0, 16.0, 19.0, 20.0])
    )
    assert euler_type_2(curve, 20.0).values / 12.0 == pytest.approx([10.0, 6.0, 3.0, 1.0])
    assert euler_type_2(curve, 15.0).values / 12.0 == pytest.approx([10.0, 6.0, 3.0])
    longer = DepthDurationCurve(
        np.arange(5.0, 35.0, 5.0), np.cumsum([10.0, 6.0, 3.0, 2.0, 1.0, 0.5])
    )
    assert euler_type_2(longer, 30.0).values / 12.0 == pytest.approx(
        [6.0, 10.0, 3.0, 2.0, 1.0, 0.5]
    )


@given(
    depths=st.lists(st.floats(0.1, 10.0), min_size=7, max_size=7),
    steps=st.integers(1, 12),
)
def test_any_euler_storm_holds_the_depth_of_its_curve(depths, steps):
    # Falling increments, as every real curve has.
    falling = np.sort(depths)[::-1]
    ends = np.array([5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 60.0])
    curve = DepthDurationCurve(ends, np.cumsum(falling))
    storm = euler_type_2(curve, 5.0 * steps)
    assert storm.integral(0.0, 300.0 * steps) / 3600.0 == pytest.approx(
        float(curve.depth_at(5.0 * steps))
    )


def test_dvwk_storm_has_its_three_parts():
    storm = dvwk_storm(40.0, 60.0)
    assert storm.edges_s.tolist() == pytest.approx([0.0, 1080.0, 1800.0, 3600.0])
    parts = storm.values * np.diff(storm.edges_s) / 3600.0
    assert parts == pytest.approx([8.0, 20.0, 12.0])


@pytest.mark.parametrize("minutes", [4.9, 60.1])
def test_a_curve_is_not_extrapolated(minutes):
    with pytest.raises(ValueError, match="outside"):
        CURVE.depth_at(minutes)


@pytest.mark.parametrize(
    ("durations", "depths"),
    [([], []), ([5.0, 5.0], [1.0, 2.0]), ([5.0, 10.0], [2.0, 1.0]), ([0.0, 5.0], [1.0, 2.0])],
)
def test_a_curve_has_to_rise(durations, depths):
    with pytest.raises(ValueError, match="rising"):
        DepthDurationCurve(np.array(durations), np.array(depths))


def test_an_euler_storm_lasts_whole_steps():
    with pytest.raises(ValueError, match="multiple of 5"):
        euler_type_2(CURVE, 33.0)


PUBLISHED = [
    # Handbook of the R package kostra2010R, cell 49011 of KOSTRA-DWD-2010R, 100 years, 60 min;
    # HN_100A of the same cell stands in the package's tests.
    (
        [14.4, 21.6, 26.8, 30.9, 37.5, 45.0, 51.0],
        [4.1, 5.2, 7.2, 14.4, 3.3, 3.3, 2.5, 2.5, 2.5, 2.0, 2.0, 2.0],
    ),
    # Handbook of the R package kostra2020, cell 49125 of KOSTRA-DWD-2020, 100 years, 60 min; the
    # depths are the sums of its steps.
    (
        [16.9, 21.8, 24.9, 27.3, 30.8, 34.7, 37.7],
        [2.4, 3.1, 4.9, 16.9, 1.75, 1.75, 1.3, 1.3, 1.3, 1.0, 1.0, 1.0],
    ),
]


@pytest.mark.parametrize(("depths", "steps"), PUBLISHED)
def test_euler_type_2_is_the_published_one(depths, steps):
    durations = np.array([5.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0])
    storm = euler_type_2(DepthDurationCurve(durations, np.array(depths)), 60.0)
    found = storm.values / 12.0
    # Where every 5 min are tabulated the steps are the same …
    assert found[:4] == pytest.approx(steps[:4])
    # … between them the package lays a straight line, we a power law: the sums are the same.
    for first, last in [(4, 6), (6, 9), (9, 12)]:
        assert found[first:last].sum() == pytest.approx(sum(steps[first:last]))
        assert found[first:last] == pytest.approx(steps[first:last], rel=0.12)
