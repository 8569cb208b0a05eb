"""Series of steps and storms."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.city.forcing import StepSeries, Storm, block_rain


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
