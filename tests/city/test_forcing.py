"""Series of steps and storms."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.city.forcing import (
    Inflow,
    RainRasters,
    StepSeries,
    Storm,
    block_rain,
    part_of,
)


def test_integral_counts_parts_of_steps():
    series = StepSeries(np.array([0.0, 10.0, 30.0]), np.array([6.0, 3.0]))
    assert series.integral(0.0, 30.0) == 120.0
    assert series.integral(5.0, 12.0) == pytest.approx(5 * 6.0 + 2 * 3.0)
    assert series.integral(-5.0, 0.0) == series.integral(30.0, 90.0) == 0.0


def test_end_is_that_of_the_last_step_that_is_not_zero():
    edges = np.array([0.0, 60.0, 120.0, 180.0])
    assert StepSeries(edges, np.array([1.0, 2.0, 0.0])).end_s == 120.0
    assert StepSeries(edges, np.zeros(3)).end_s == 0.0


@pytest.mark.parametrize("edges", [[0.0, 0.0, 1.0], [0.0, 1.0], [0.0, 2.0, 1.0]])
def test_edges_must_rise_and_fit(edges):
    with pytest.raises(ValueError, match="rising edges"):
        StepSeries(np.array(edges), np.array([1.0, 2.0]))


def test_block_rain_has_its_depth():
    storm = Storm("block", block_rain(90.0, 60.0))
    assert storm.rain_depth_mm == pytest.approx(90.0)
    assert storm.rain_mm_h.values[0] == pytest.approx(90.0)


def test_a_part_of_a_series_has_what_fell_within_it():
    series = StepSeries(np.array([0.0, 60.0, 120.0, 300.0]), np.array([6.0, 3.0, 1.0]))
    part = part_of(series, 30.0, 200.0)
    np.testing.assert_array_equal(part.edges_s, [0.0, 30.0, 90.0, 170.0])
    np.testing.assert_allclose(part.values, [6.0, 3.0, 1.0])
    # Beyond its end nothing falls.
    late = part_of(series, 250.0, 400.0)
    assert late.integral(0.0, 150.0) == pytest.approx(series.integral(250.0, 400.0))
    assert late.end_s == 50.0


def test_a_part_of_a_storm_is_followed_to_its_end():
    inflow = Inflow("brook", 0.0, 0.0, StepSeries(np.array([0.0, 500.0]), np.array([2.0])))
    zones = RainRasters(
        np.array([0.0, 60.0, 600.0]), np.array([[9.0, 0.0], [0.0, 3.0]]), np.zeros((2, 2), np.int32)
    )
    storm = Storm("s", block_rain(10.0, 5.0), inflows=(inflow,), rain_rasters=zones)
    part = storm.between(250.0, 350.0)
    assert part.forcing_end_s == 100.0
    assert part.after_rain_s == 0.0
    assert part.rain_mm_h.end_s == 50.0
    np.testing.assert_allclose(part.rain_rasters.integral(0.0, 100.0), zones.integral(250.0, 350.0))
    dry = storm.between(1000.0, 1060.0)
    assert dry.forcing_end_s == 0.0
    assert dry.after_rain_s == 60.0
