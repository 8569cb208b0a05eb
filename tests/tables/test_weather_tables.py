"""Tables behind weather: the climate of the demo is what its source says; DWD's columns."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from herne_schwamm.city.sunlight import day_of_year
from herne_schwamm.inputs.weather_record import RECORD_COLUMNS
from herne_schwamm.kernels.sun_radiation import extraterrestrial_day_mj_m2
from herne_schwamm.tables.climate import climate_de_bilt
from herne_schwamm.tables.dwd_columns import dwd_columns
from herne_schwamm.validation.hourly_from_daily import read_de_bilt


@pytest.fixture(scope="module")
def days(data_folder: Path) -> pd.DataFrame:
    measured = read_de_bilt(data_folder)
    table = measured.table.assign(month=measured.dates.astype("datetime64[M]").astype(int) % 12 + 1)
    above = [
        extraterrestrial_day_mj_m2(day, np.radians(52.1)) for day in day_of_year(measured.dates)
    ]
    table["wet"] = table.precip_mm >= 0.1
    table["range"] = table.tmax_C - table.tmin_C
    table["clearness"] = table.rs_MJ_m2_d / above
    return table


def test_climate_is_that_of_the_data_it_names(days: pd.DataFrame) -> None:
    before = days.wet.shift(1)
    columns = {
        "temperature_c": ("tmean_C", 0.006),
        "range_k": ("range", 0.006),
        "clearness": ("clearness", 0.0006),
        "humidity_percent": ("rh_mean_pct", 0.06),
        "wind_m_s": ("wind10m_m_s", 0.006),
    }
    for row in climate_de_bilt().months:
        here = days.month == row.month
        assert row.rain_mm == pytest.approx(days[here].precip_mm.sum() / 30.0, abs=0.06)
        assert row.wet_day_mm == pytest.approx(days[here & days.wet].precip_mm.mean(), abs=0.006)
        # The very first day has none before it.
        after_wet, after_dry = (days[here & (before == w)].wet.mean() for w in (True, False))
        assert row.wet_after_wet == pytest.approx(after_wet, abs=6e-4)
        assert row.wet_after_dry == pytest.approx(after_dry, abs=6e-4)
        for name, (column, rounding) in columns.items():
            three = getattr(row, name)
            dry, wet = (days[here & (days.wet == w)][column] for w in (False, True))
            assert three.dry == pytest.approx(dry.mean(), abs=rounding)
            assert three.wet == pytest.approx(wet.mean(), abs=rounding)
            within = np.concatenate([dry - dry.mean(), wet - wet.mean()])
            assert three.spread == pytest.approx(within.std(ddof=1), abs=rounding)


def test_depths_and_storms_are_quantiles_of_the_data(days: pd.DataFrame) -> None:
    climate = climate_de_bilt()
    wet = days[days.wet]
    multiple = wet.precip_mm / wet.groupby("month").precip_mm.transform("mean")
    found = np.quantile(multiple, climate.depth_probability)
    np.testing.assert_allclose(climate.depth_multiple, found, atol=6e-4)
    for shape in climate.storms:
        lower = max((s.below_mm for s in climate.storms if s.below_mm < shape.below_mm), default=0)
        summer = wet.month.between(*climate.summer_months)
        here = wet[
            (wet.precip_mm >= lower)
            & (wet.precip_mm < shape.below_mm)
            & (summer if shape.half_year == "summer" else ~summer)
        ]
        share = np.quantile(here.precip_max_hour_mm / here.precip_mm, climate.storm_probability)
        np.testing.assert_allclose(shape.peak_share, share, atol=0.006)
        duration = np.quantile(here.precip_duration_h, climate.storm_probability)[::-1]
        np.testing.assert_allclose(shape.duration_h, duration, atol=0.06)


def test_every_depth_of_every_month_has_a_shape() -> None:
    climate = climate_de_bilt()
    assert [row.month for row in climate.months] == list(range(1, 13))
    for month in range(1, 13):
        assert climate.storm_shape(month, 0.1).below_mm == 1
        assert climate.storm_shape(month, 200.0).below_mm == 1000
    assert climate.storm_shape(5, 10.0).half_year == "summer"
    assert climate.storm_shape(10, 10.0).half_year == "winter"


def test_dwd_columns_are_weather_and_their_factors_are_units() -> None:
    for row in dwd_columns().values():
        assert row.quantity in RECORD_COLUMNS
        assert row.clock in ("hour", "ten_minutes", "sun")
        assert row.means in ("sum", "mean", "point")
    joule = 1e4  # J/m2 in a J/cm2
    assert dwd_columns()["FG_LBERG"].factor == pytest.approx(joule / 3600.0)
    assert dwd_columns()["GS_10"].factor == pytest.approx(joule / 600.0)
    assert dwd_columns()["SD_SO"].factor == pytest.approx(1 / 60.0)
    assert dwd_columns()["SD_10"].factor == pytest.approx(6.0)
