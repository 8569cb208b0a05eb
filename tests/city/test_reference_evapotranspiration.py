"""Reference evapotranspiration of weather: methods, what stands in for them, days over hours."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from herne_schwamm.city.reference_evapotranspiration import (
    LADDER,
    METHOD_NEEDS,
    METHOD_TITLES,
    reference_evapotranspiration,
)
from herne_schwamm.city.sunlight import extraterrestrial_w_m2
from herne_schwamm.city.weather import StationPlace, Weather
from herne_schwamm.inputs.run_file_weather import EvapotranspirationMethod
from herne_schwamm.kernels.evaporation_series import makkink_days_mm
from herne_schwamm.problems import InputProblem

HERNE = StationPlace(51.54, 7.21, 60.0)
DAYS = 10


def summer(*left_out: str, hours: int = 24 * DAYS, begin: str = "2019-06-30T23:00") -> Weather:
    times = np.datetime64(begin, "m") + np.timedelta64(60, "m") * np.arange(hours)
    light = extraterrestrial_w_m2(times, 60.0, HERNE)
    columns = {
        "air_temperature_c": 18.0 + 6.0 * np.sin((np.arange(hours) - 8) * np.pi / 12.0),
        "relative_humidity": 0.7 - 0.2 * np.sin((np.arange(hours) - 8) * np.pi / 12.0),
        "wind_speed_m_s": np.full(hours, 3.0),
        "global_radiation_w_m2": 0.5 * light,
        "potential_evapotranspiration_mm": np.full(hours, 0.125),
    }
    kept = {name: values for name, values in columns.items() if name not in left_out}
    return Weather(HERNE, times[0], kept, utc_offset_h=1.0, source="w.csv")


@pytest.mark.parametrize("method", [name for name in METHOD_NEEDS if name != "given"])
def test_every_method_is_plausible_in_summer(method: str) -> None:
    result = reference_evapotranspiration(summer(), method)
    assert (result.method, result.asked, result.missing) == (method, method, ())
    assert result.depth_mm.min() >= 0.0
    assert 3.0 < result.depth_mm.sum() / DAYS < 6.5
    night = extraterrestrial_w_m2(summer().times_utc, 60.0, HERNE) == 0.0
    assert result.depth_mm[night].sum() < 0.05 * result.depth_mm.sum()


def test_days_keep_their_depth_over_the_hours() -> None:
    weather = summer()
    depth = reference_evapotranspiration(weather, "makkink").depth_mm.reshape(DAYS, 24)
    days = makkink_days_mm(
        weather.column("air_temperature_c").reshape(DAYS, 24).mean(axis=1),
        weather.column("global_radiation_w_m2").reshape(DAYS, 24).mean(axis=1) * 0.0864,
    )
    np.testing.assert_allclose(depth.sum(axis=1), days, rtol=1e-12)
    share = weather.column("global_radiation_w_m2").reshape(DAYS, 24)
    np.testing.assert_allclose(
        depth / depth.sum(axis=1)[:, None], share / share.sum(axis=1)[:, None]
    )


@pytest.mark.parametrize("method", ["makkink", "hargreaves"])
def test_day_that_is_cut_counts_by_its_hours(method: str) -> None:
    whole = reference_evapotranspiration(summer(), method).depth_mm
    cut = reference_evapotranspiration(summer(hours=24 * DAYS - 12), method).depth_mm
    np.testing.assert_allclose(cut[: 24 * (DAYS - 1)], whole[: 24 * (DAYS - 1)])
    assert 0.0 < cut[24 * (DAYS - 1) :].sum() < whole[24 * (DAYS - 1) :].sum()


@pytest.mark.parametrize(
    ("left_out", "asked", "used", "missing"),
    [
        ((), None, "given", ()),
        (("potential_evapotranspiration_mm",), None, "penman_monteith", ()),
        (
            ("wind_speed_m_s",),
            "penman_monteith",
            "priestley_taylor",
            ("wind_speed_m_s",),
        ),
        (
            ("wind_speed_m_s", "relative_humidity"),
            "penman_monteith",
            "makkink",
            ("relative_humidity", "wind_speed_m_s"),
        ),
        (("global_radiation_w_m2",), "makkink", "hargreaves", ("global_radiation_w_m2",)),
        (
            ("global_radiation_w_m2", "potential_evapotranspiration_mm"),
            "turc_wendling",
            "hargreaves",
            ("global_radiation_w_m2",),
        ),
        (
            ("potential_evapotranspiration_mm",),
            "given",
            "penman_monteith",
            ("potential_evapotranspiration_mm",),
        ),
    ],
)
def test_what_stands_in_is_said(
    left_out: tuple[str, ...], asked: str | None, used: str, missing: tuple[str, ...]
) -> None:
    result = reference_evapotranspiration(summer(*left_out), asked)
    assert (result.method, result.asked, result.missing) == (used, asked, missing)


def test_without_temperature_there_is_none() -> None:
    only_rain = Weather(HERNE, np.datetime64("2019-01-01"), {"rain_mm": np.zeros(24)}, source="r")
    with pytest.raises(InputProblem, match="air_temperature_c"):
        reference_evapotranspiration(only_rain)


def test_unknown_method_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="haude"):
        reference_evapotranspiration(summer(), "haude")


def test_methods_have_titles_and_the_run_file_knows_them() -> None:
    assert set(METHOD_TITLES) == set(METHOD_NEEDS)
    assert set(LADDER) <= set(METHOD_NEEDS)
    assert set(EvapotranspirationMethod.__args__) == set(METHOD_NEEDS)


def test_wind_measured_higher_counts_for_less() -> None:
    weather = summer("potential_evapotranspiration_mm")
    low, high = (
        Weather(HERNE, weather.begin_utc, weather.columns, wind_height_m=height)
        for height in (2.0, 20.0)
    )
    depths = [reference_evapotranspiration(w, "penman_monteith").depth_mm for w in (low, high)]
    assert depths[0].sum() > depths[1].sum()


@given(st.integers(1, 60), st.integers(0, 23))
def test_any_length_and_beginning(hours: int, first: int) -> None:
    weather = summer(hours=hours, begin=f"2019-12-20T{first:02}:00")
    for method in METHOD_NEEDS:
        depth = reference_evapotranspiration(weather, method).depth_mm
        assert depth.size == hours
        assert np.isfinite(depth).all() and depth.min() >= 0.0
