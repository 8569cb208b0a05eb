"""Synthetic hours: what they keep of the days, and that they are called synthetic."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from herne_schwamm.validation.hourly_from_daily import (
    herne_like_weather,
    hourly_weather,
    rain_tenths,
    read_de_bilt,
)


@pytest.fixture(scope="module")
def days(data_folder: Path):
    return read_de_bilt(data_folder)


def test_scaled_to_herne(data_folder: Path) -> None:
    weather = herne_like_weather(data_folder)
    years = weather.hours / 8766.0
    assert weather.column("rain_mm").sum() / years == pytest.approx(800.0, rel=1e-9)
    potential = weather.column("potential_evapotranspiration_mm")
    assert potential.sum() / years == pytest.approx(620.0, rel=1e-9)
    assert "SYNTHETIC" in weather.source


def test_seed_moves_rain_within_its_day_only(days) -> None:
    one, other = rain_tenths(days, 1), rain_tenths(days, 2)
    assert (one != other).any()
    np.testing.assert_array_equal(one.sum(axis=1), other.sum(axis=1))
    np.testing.assert_array_equal(one.max(axis=1), other.max(axis=1))
    np.testing.assert_array_equal(rain_tenths(days, 1), one)


def test_rain_lasts_about_as_long_as_measured(days) -> None:
    wet_hours = np.count_nonzero(rain_tenths(days, 1), axis=1)
    measured = days.values("precip_duration_h")
    needed = np.ceil(days.tenths("precip_mm") / np.maximum(days.tenths("precip_max_hour_mm"), 1))
    assert (wet_hours <= np.maximum(np.ceil(measured), np.maximum(needed, 1))).all()
    assert 1.0 < wet_hours.sum() / measured.sum() < 1.25


def test_extremes_of_temperature_are_met_within_a_kelvin(days) -> None:
    hours = hourly_weather(days).column("air_temperature_c").reshape(-1, 24)
    assert np.abs(hours.min(axis=1) - days.values("tmin_C")).mean() < 0.7
    assert np.abs(hours.max(axis=1) - days.values("tmax_C")).mean() < 0.7
