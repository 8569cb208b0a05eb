"""Days over their hours: sums and the wettest hour kept exactly, extremes met, means kept."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from herne_schwamm.city.daily_to_hourly import rain_over_hours, temperature_over_hours


@st.composite
def rainy_days(draw: st.DrawFn) -> tuple[int, int, float, int, int]:
    depth = draw(st.integers(1, 1500))
    peak = draw(st.integers(-(-depth // 24), depth))
    return depth, peak, draw(st.floats(0.0, 24.0)), draw(st.integers(0, 23)), draw(st.integers())


@given(rainy_days())
def test_rain_keeps_its_sum_and_its_wettest_hour(day: tuple[int, int, float, int, int]) -> None:
    depth, peak, duration, hour, seed = day
    random = np.random.Generator(np.random.PCG64(seed % 2**32))
    rain = rain_over_hours(depth, peak, duration, hour, random)
    assert rain.sum() == depth
    assert rain.max() == peak == rain[hour]
    assert rain.min() >= 0
    wet = np.flatnonzero(rain)
    assert wet[-1] - wet[0] + 1 <= max(np.ceil(duration), -(-depth // peak), 1)


def test_same_seed_same_rain() -> None:
    days = [
        rain_over_hours(57, 20, 6.5, 14, np.random.Generator(np.random.PCG64(5))) for _ in range(2)
    ]
    np.testing.assert_array_equal(*days)


@pytest.mark.parametrize(("depth", "peak"), [(10, 11), (49, 2), (10, 0), (0, 0)])
def test_impossible_wettest_hour(depth: int, peak: int) -> None:
    with pytest.raises(ValueError, match="wettest"):
        rain_over_hours(depth, peak, 3.0, 3, np.random.Generator(np.random.PCG64(1)))


def test_temperature_goes_through_its_extremes_and_keeps_its_mean() -> None:
    lowest, highest = np.array([5.0, 8.0, 2.0]), np.array([15.0, 12.0, 20.0])
    mean = np.array([10.0, 10.2, 11.0])
    hours = temperature_over_hours(lowest, highest, mean, np.full(3, 5.0), 14.0)
    np.testing.assert_allclose(hours.mean(axis=1), mean, atol=1e-12)
    assert set(hours.argmax(axis=1)) <= {13, 14}
    assert hours[1][:14].argmin() in (4, 5)
    # The shift to the mean and the mean over the hour move the extremes a little.
    np.testing.assert_allclose(hours.max(axis=1), highest, atol=1.0)
