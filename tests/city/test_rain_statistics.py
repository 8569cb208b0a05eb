"""Depths by duration and return period, and the band they may be wrong by."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.city.rain_statistics import RainStatistics

# Cell 49125 of KOSTRA-DWD-2020 as the handbook of the R package kostra2020 prints it: 180 and
# 240 min, 30 and 100 years; the depths of 30 years in 240 min and 100 years in 180 min are made.
TABLE = RainStatistics(
    source="cell 49125",
    return_period_a=np.array([30.0, 100.0]),
    duration_min=np.array([180.0, 240.0]),
    depth_mm=np.array([[41.1, 51.4], [44.4, 55.6]]),
    uncertainty=np.array([[0.21, 0.22], [0.21, 0.22]]),
)


def test_curve_of_a_return_period():
    curve = TABLE.curve(100.0)
    assert curve.duration_min.tolist() == [180.0, 240.0]
    assert curve.depth_mm.tolist() == [51.4, 55.6]


def test_band_of_tolerance_is_that_of_the_published_example():
    # get_depth(d = 240, tn = 100, uc = TRUE) is 43.4 and 67.8 mm.
    assert TABLE.curve(100.0, "minus").depth_mm[1] == pytest.approx(43.4, abs=0.05)
    assert TABLE.curve(100.0, "plus").depth_mm[1] == pytest.approx(67.8, abs=0.05)


def test_band_that_narrows_does_not_make_a_longer_rain_the_smaller_one():
    table = RainStatistics(
        "made", np.array([100.0]), np.array([60.0, 90.0]), np.array([[40.0], [41.0]]),
        np.array([[0.30], [0.20]]),
    )  # fmt: skip
    assert table.curve(100.0, "plus").depth_mm.tolist() == pytest.approx([52.0, 52.0])
    assert table.curve(100.0, "minus").depth_mm.tolist() == pytest.approx([28.0, 32.8])


def test_depths_of_a_duration_follow_a_power_law_between_tabulated_ones():
    depths = TABLE.depths_of(210.0)
    share = np.log(210.0 / 180.0) / np.log(240.0 / 180.0)
    assert depths == pytest.approx(
        {30.0: 41.1 * (44.4 / 41.1) ** share, 100.0: 51.4 * (55.6 / 51.4) ** share}
    )
    assert TABLE.depths_of(180.0) == pytest.approx({30.0: 41.1, 100.0: 51.4})


def test_nothing_is_made_up():
    with pytest.raises(ValueError, match="no return period of 50 years"):
        TABLE.curve(50.0)
    with pytest.raises(ValueError, match="outside"):
        TABLE.depths_of(300.0)
    without = RainStatistics(
        "made", np.array([100.0]), np.array([60.0]), np.array([[40.0]]), np.array([[np.nan]])
    )
    assert without.curve(100.0).depth_mm.tolist() == [40.0]
    with pytest.raises(ValueError, match="no band"):
        without.curve(100.0, "plus")
