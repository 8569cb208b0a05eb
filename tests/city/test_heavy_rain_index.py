"""The Starkregenindex of storms."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.city.design_storm import dvwk_storm, euler_type_2
from herne_schwamm.city.forcing import StepSeries, block_rain
from herne_schwamm.city.heavy_rain_index import greatest_depth_mm, storm_heavy_rain_index
from herne_schwamm.city.rain_statistics import RainStatistics

PERIODS = np.array([1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 30.0, 50.0, 100.0])
DURATIONS = np.array([5.0, 15.0, 30.0, 60.0, 120.0])


def statistics(depth_100a_60min_mm=46.5, periods=PERIODS, durations=DURATIONS):
    """Depths that rise with the logarithm of the return period and a power of the duration."""
    by_period = 0.4 + 0.6 * np.log(periods) / np.log(100.0)
    depth = depth_100a_60min_mm * np.outer((durations / 60.0) ** 0.3, by_period)
    return RainStatistics("made", periods, durations, depth, np.full(depth.shape, np.nan))


def series(edges_min, values):
    return StepSeries(60.0 * np.array(edges_min, dtype=float), np.array(values, dtype=float))


def test_greatest_depth_of_a_window_by_hand():
    rain = series([0, 10, 20, 30], [60.0, 0.0, 120.0])
    assert greatest_depth_mm(rain, 10.0) == pytest.approx(20.0)
    assert greatest_depth_mm(rain, 5.0) == pytest.approx(10.0)
    # 25 min: the last 10 min, 10 min without rain, 5 min of the first step.
    assert greatest_depth_mm(rain, 25.0) == pytest.approx(25.0)
    assert greatest_depth_mm(rain, 30.0) == pytest.approx(30.0)
    assert greatest_depth_mm(rain, 300.0) == pytest.approx(30.0)


def test_window_may_begin_within_a_step():
    rain = series([0, 10, 20, 30], [60.0, 120.0, 90.0])
    assert greatest_depth_mm(rain, 15.0) == pytest.approx(20.0 + 7.5)


@pytest.mark.parametrize("depth_100a_mm", [45.0, 46.5, 48.0])
def test_90_mm_in_an_hour_are_index_10(depth_100a_mm):
    # What the guideline of NRW takes it for, at the 100-year depths of its cities.
    assert storm_heavy_rain_index(block_rain(90.0, 60.0), statistics(depth_100a_mm)) == 10


@pytest.mark.parametrize("minutes", [1.0, 5.0, 20.0])
def test_constant_rain_has_the_index_of_its_whole_duration(minutes):
    steps = np.arange(0.0, 60.0 + minutes, minutes)
    rain = series(steps, np.full(steps.size - 1, 90.0))
    assert storm_heavy_rain_index(rain, statistics()) == 10


@pytest.mark.parametrize(
    ("period", "index"),
    [(1, 1), (2, 1), (3, 2), (5, 2), (10, 3), (20, 4), (30, 5), (50, 6), (100, 7)],
)
@pytest.mark.parametrize("duration", [15.0, 60.0, 120.0])
def test_design_storms_have_the_index_of_their_return_period(period, index, duration):
    table = statistics()
    curve = table.curve(float(period))
    depth = float(curve.depth_at(duration))
    assert storm_heavy_rain_index(block_rain(depth, duration), table) == index
    assert storm_heavy_rain_index(euler_type_2(curve, duration), table) == index


def test_burst_within_a_long_rain_counts():
    # 30 mm in 15 min are more than 100 years, 34 mm in 60 min are not.
    rain = series([0, 15, 60], [120.0, 4.0 / 0.75])
    table = statistics(46.5)
    assert storm_heavy_rain_index(block_rain(34.0, 60.0), table) < 7
    assert storm_heavy_rain_index(rain, table) >= 6
    assert storm_heavy_rain_index(rain, table) > storm_heavy_rain_index(
        block_rain(34.0, 60.0), table
    )


def test_peak_of_a_dvwk_storm_counts():
    table = statistics()
    depth = float(table.curve(30.0).depth_at(60.0))
    assert storm_heavy_rain_index(dvwk_storm(depth, 60.0), table) >= 5


def test_duration_between_tabulated_ones():
    table = statistics()
    depth = float(table.curve(50.0).depth_at(45.0))
    assert storm_heavy_rain_index(block_rain(depth, 45.0), table) == 6
    assert storm_heavy_rain_index(block_rain(depth - 0.1, 45.0), table) == 5


def test_rain_longer_than_the_table_has_its_greatest_part():
    rain = series([0, 15, 600], [120.0, 1.0])
    assert storm_heavy_rain_index(rain, statistics()) == storm_heavy_rain_index(
        series([0, 15, 120], [120.0, 1.0]), statistics()
    )


def test_dry_time_around_the_rain_does_not_matter():
    wet = series([0, 60], [90.0])
    framed = series([0, 30, 90, 500], [0.0, 90.0, 0.0])
    assert storm_heavy_rain_index(framed, statistics()) == storm_heavy_rain_index(wet, statistics())


def test_frequent_rain_and_no_rain_have_index_0():
    assert storm_heavy_rain_index(block_rain(5.0, 60.0), statistics()) == 0
    assert storm_heavy_rain_index(block_rain(0.0, 60.0), statistics()) == 0


def test_no_index_without_the_depths_it_needs():
    rain = block_rain(90.0, 60.0)
    assert storm_heavy_rain_index(rain, None) is None
    assert storm_heavy_rain_index(rain, statistics(periods=PERIODS[:-1])) is None
    assert storm_heavy_rain_index(rain, statistics(durations=DURATIONS[:2])) is None
    assert storm_heavy_rain_index(block_rain(10.0, 3.0), statistics()) is None


def test_rain_more_frequent_than_the_table_begins_has_no_known_index():
    late = statistics(periods=np.array([10.0, 100.0]))
    assert storm_heavy_rain_index(block_rain(46.5, 60.0), late) == 7
    assert storm_heavy_rain_index(block_rain(5.0, 60.0), late) is None
