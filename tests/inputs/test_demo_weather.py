"""The demo's weather: the same bytes, readable, and true to the table it is drawn from."""

from __future__ import annotations

import hashlib
from datetime import date

import numpy as np
import pytest

from herne_schwamm.city.reference_evapotranspiration import reference_evapotranspiration
from herne_schwamm.city.weather import Weather
from herne_schwamm.inputs.demo.weather import (
    FIRST_YEAR,
    LAST_YEAR,
    DemoWeather,
    generate_weather,
    weather_text,
)
from herne_schwamm.tables.climate import climate_de_bilt

from .weather_making import weather_of

YEARS = 100
BYTES = "36e30a996c33ce64"
"""First digits of the file's hash: another one is another weather, on whatever machine."""


@pytest.fixture(scope="module")
def long() -> DemoWeather:
    """A hundred years: chance is small."""
    return generate_weather(1900, 1900 + YEARS - 1)


@pytest.fixture(scope="module")
def weather(tmp_path_factory: pytest.TempPathFactory) -> Weather:
    folder = tmp_path_factory.mktemp("weather")
    (folder / "w.csv").write_text(weather_text(), encoding="utf-8")
    days = (date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
    return weather_of(folder, "w.csv", days, latitude_deg=51.54, longitude_deg=7.21)


def months_of(weather: DemoWeather) -> np.ndarray:
    times = weather.begin_utc + np.timedelta64(60, "m") * np.arange(weather.rain_mm.size)
    return times.astype("datetime64[M]").astype(int) % 12


def by_month(weather: DemoWeather, values: np.ndarray) -> np.ndarray:
    months = months_of(weather)
    return np.bincount(months, values) / np.bincount(months)


def test_same_bytes_on_every_machine() -> None:
    assert hashlib.sha256(weather_text().encode()).hexdigest()[:16] == BYTES


def test_other_seeds_are_other_weather() -> None:
    one, other = generate_weather(2011, 2011, 1), generate_weather(2011, 2011, 2)
    assert not np.array_equal(one.rain_mm, other.rain_mm)


def test_file_is_read_without_a_gap_and_fits_the_sun(weather: Weather) -> None:
    assert weather.hours == 87_672
    assert weather.begin_utc == np.datetime64("2011-01-01T00:00")
    told = [str(note) for note in weather.notes]
    assert len(told) == 1 and "height of the wind" in told[0]


def test_monthly_rain_within_its_sampling_error(long: DemoWeather) -> None:
    """Each month's mean within four standard errors of the table; the year within 2 %."""
    months = months_of(long)
    times = long.begin_utc + np.timedelta64(60, "m") * np.arange(long.rain_mm.size)
    years = times.astype("datetime64[Y]").astype(int)
    sums = np.bincount((years - years[0]) * 12 + months, long.rain_mm).reshape(YEARS, 12)
    expected = np.array([row.rain_mm for row in climate_de_bilt().months])
    error = sums.std(axis=0) / np.sqrt(YEARS)
    assert (np.abs(sums.mean(axis=0) - expected) < 4.0 * error).all()
    assert sums.sum(axis=1).mean() == pytest.approx(expected.sum(), rel=0.02)


def test_share_of_wet_days_is_that_of_the_chain(long: DemoWeather) -> None:
    wet = long.rain_mm.reshape(-1, 24).sum(axis=1) > 0.0
    months = months_of(long)[::24]
    share = np.bincount(months, wet) / np.bincount(months)
    for row, found in zip(climate_de_bilt().months, share, strict=True):
        stationary = row.wet_after_dry / (1.0 - row.wet_after_wet + row.wet_after_dry)
        # Days of a month remember the month before; 0.03 is four standard errors of 3000 days.
        assert found == pytest.approx(stationary, abs=0.04), row.month


@pytest.mark.parametrize(
    ("name", "column", "tolerance"),
    [
        # Linear between the middles of months: flatter than the year's course by up to 0.6 K.
        ("temperature_c", "air_temperature_c", 1.0),
        # No hour is above 100 %.
        ("humidity_percent", "relative_humidity_percent", 2.0),
        ("wind_m_s", "wind_speed_m_s", 0.2),
    ],
)
def test_monthly_means(long: DemoWeather, name: str, column: str, tolerance: float) -> None:
    found = by_month(long, getattr(long, column))
    for row, value in zip(climate_de_bilt().months, found, strict=True):
        wet = row.wet_after_dry / (1.0 - row.wet_after_wet + row.wet_after_dry)
        three = getattr(row, name)
        assert value == pytest.approx(wet * three.wet + (1.0 - wet) * three.dry, abs=tolerance)


def test_dry_days_are_sunnier_and_hot_days_dry(long: DemoWeather) -> None:
    rain = long.rain_mm.reshape(-1, 24).sum(axis=1)
    light = long.global_radiation_w_m2.reshape(-1, 24).mean(axis=1)
    hottest = long.air_temperature_c.reshape(-1, 24).max(axis=1)
    months = months_of(long)[::24]
    for month in range(12):
        here = months == month
        assert light[here & (rain == 0)].mean() > 1.2 * light[here & (rain > 0)].mean()
    assert (rain[hottest > 28.0] == 0.0).mean() > 0.6


def test_peaks_of_rain_are_as_measured_nearby(long: DemoWeather) -> None:
    """Greatest hour of a year: De Bilt 1990 to 2019 has 19.0 mm in the mean, 33.3 mm once."""
    yearly = [part.max() for part in np.array_split(long.rain_mm, YEARS)]
    assert 14.0 < np.mean(yearly) < 24.0
    assert 30.0 < max(yearly) < 75.0
    wet_hours = np.count_nonzero(long.rain_mm) / YEARS
    # Measured duration of rain there: 667 h a year; full hours are more.
    assert 667.0 < wet_hours < 850.0


def test_summers_and_winters_of_ten_years(weather: Weather) -> None:
    temperature = weather.column("air_temperature_c")
    assert 30.0 < temperature.max() < 40.0
    assert -18.0 < temperature.min() < -3.0
    depth = reference_evapotranspiration(weather).depth_mm.sum() / 10.0
    assert 580.0 < depth < 720.0
