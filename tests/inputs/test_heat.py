"""Weather of heat waves: which days, which clock, and one sentence for what cannot be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from herne_schwamm.inputs.heat import WaveWeather, read_heat_weather
from herne_schwamm.inputs.run_file_heat import HeatPart
from herne_schwamm.inputs.run_file_paths import PathRules
from herne_schwamm.problems import InputProblem, Language
from tests.products.conftest import small_city

from .heat_making import hot_columns, hot_weather
from .test_dwd import TU, solar_zip
from .weather_making import dwd_text, dwd_zip, epw_lines, stamps, write_csv

CITY = small_city()
JULY = ["2019-07-24", "2019-07-26"]


def read(folder: Path, weather: object = "hot.csv", **keys: object) -> WaveWeather:
    rules = PathRules(folder / "run.toml", folder)
    part = HeatPart.model_validate({"name": "h", "weather": weather, **keys}, context=rules)
    return read_heat_weather(part, CITY)


def refused(folder: Path, *told: str, weather: object = "hot.csv", **keys: object) -> str:
    with pytest.raises(InputProblem) as caught:
        read(folder, weather, **keys)
    sentence = caught.value.told_in(Language("en"))
    assert "\n" not in sentence and caught.value.exit_code == 65
    assert [part for part in told if part not in sentence] == [], sentence
    return sentence


def test_days_are_cut_by_central_european_time(tmp_path):
    hot_weather(tmp_path)
    found = read(tmp_path, days=JULY)
    # Universal time of the file: the days are those of Central European Time.
    assert found.weather.utc_offset_h == 1.0
    assert found.weather.begin_utc == np.datetime64("2019-07-23T23:00")
    assert found.weather.hours == 3 * 24
    assert (found.before, found.doubts) == (None, ())


def test_a_clock_of_its_own_stays_and_a_given_one_counts(tmp_path):
    lines = [line.replace(",12.5,", ",20.5,") for line in epw_lines()]
    write_csv(tmp_path, lines, "w.epw")
    cool = read(tmp_path, "w.epw", days=JULY)
    assert cool.weather.utc_offset_h == 1.0
    assert cool.weather.begin_utc == np.datetime64("2019-07-23T23:00")
    (doubt,) = cool.doubts
    assert "no day of summer" in doubt.told_in(Language("en"))
    hot_weather(tmp_path)
    given = read(tmp_path, days=JULY, clock_utc_offset_h=2.0)
    assert given.weather.begin_utc == np.datetime64("2019-07-23T22:00")


def test_zip_files_of_dwd_count_in_universal_time(tmp_path):
    columns = hot_columns()
    rows = [
        (time, 3, f"{air:.1f}", f"{humid:.0f}")
        for time, air, humid in zip(
            stamps("2019-07-20T00", 240),
            columns["air_temperature_c"],
            columns["relative_humidity_percent"],
            strict=True,
        )
    ]
    tu = dwd_zip(tmp_path, "tu.zip", dwd_text(TU, rows))
    refused(tmp_path, "global_radiation_w_m2", weather=[tu], days=JULY)
    both = [tu, solar_zip(tmp_path, 10, 0.6)]
    with pytest.raises(InputProblem):
        # The sun of that file shone in June.
        read(tmp_path, both, days=JULY)


def test_all_of_a_short_file_is_the_heat_wave(tmp_path):
    hot_weather(tmp_path, hours=4 * 24)
    found = read(tmp_path)
    # The first day lacks its first hour by this clock, the last one its last.
    assert [str(day) for day in np.unique(found.weather.dates)] == [
        "2019-07-21", "2019-07-22", "2019-07-23",
    ]  # fmt: skip
    assert found.weather.hours == 3 * 24
    refused(tmp_path, "map_day 2019-07-24 is none of the days", map_day="2019-07-24")
    hot_weather(tmp_path, hours=20 * 24)
    refused(tmp_path, "it holds 19 days", "days")


def test_days_that_are_not_whole(tmp_path):
    hot_weather(tmp_path, "2019-07-24T00:00", hours=40)
    refused(tmp_path, "hot.csv", "2019-07-24 to 2019-07-25", "2019-07-26 is wanted", days=JULY)
    hot_weather(tmp_path, "2019-07-24T00:00", hours=60)
    refused(tmp_path, "UTC+1", "whole days", "from 2019-07-24 to 2019-07-26", days=JULY)
    hot_weather(tmp_path, "2019-07-24T02:00", hours=20)
    refused(tmp_path, "no whole day")


def test_days_that_are_not_there(tmp_path):
    hot_weather(tmp_path)
    refused(tmp_path, "hot.csv", "2019-07-20", days=["2018-07-24", "2018-07-26"])
    told = refused(tmp_path, "2019-05-25 to 2019-07-26 is wanted", days=JULY, spin_up_days=60)
    assert "begins on 2019-07-24" in told and "because of spin_up_days = 60" in told
    # Where days of the heat wave itself are missing, that is the reason.
    later = ["2019-07-25", "2019-08-03"]
    assert "spin_up" not in refused(tmp_path, "is wanted", days=later, spin_up_days=3)


@pytest.mark.parametrize(
    "column", ["air_temperature_c", "relative_humidity_percent", "global_radiation_w_m2"]
)
def test_a_column_that_heat_needs_is_missing(tmp_path, column):
    hot_weather(tmp_path, without=column)
    refused(tmp_path, "hot.csv", column.removesuffix("_percent"), days=JULY)


def test_wind_may_be_missing(tmp_path):
    hot_weather(tmp_path, without="wind_speed_m_s")
    assert not read(tmp_path, days=JULY).weather.has("wind_speed_m_s")


@pytest.mark.parametrize("shift", [-5, 4, 12])
def test_sun_at_midnight_is_a_wrong_clock(tmp_path, shift):
    moved = np.roll(hot_columns()["global_radiation_w_m2"], shift)
    hot_weather(tmp_path, columns={"global_radiation_w_m2": moved})
    refused(tmp_path, "more than the sun sends", "zone of time", days=JULY)


def test_a_hole_in_the_weather_is_listed(tmp_path):
    air = hot_columns()["air_temperature_c"].copy()
    air[100:110] = np.nan
    hot_weather(tmp_path, columns={"air_temperature_c": air})
    refused(tmp_path, "air_temperature_c is missing for 10 h", "2019-07-24 04:00", days=JULY)


def test_a_hole_beside_the_days_does_not_matter(tmp_path):
    whole = hot_columns()["air_temperature_c"]
    hot_weather(tmp_path)
    expected = read(tmp_path, days=JULY).weather
    for hours in (slice(60, 70), slice(172, 182)):  # 22 July; 27 July, after the last night
        air = whole.copy()
        air[hours] = np.nan
        hot_weather(tmp_path, columns={"air_temperature_c": air})
        found = read(tmp_path, days=JULY).weather
        np.testing.assert_array_equal(
            found.column("air_temperature_c"), expected.column("air_temperature_c")
        )


def test_frost_and_snow_are_refused(tmp_path):
    air = hot_columns()["air_temperature_c"] - 25.0
    hot_weather(tmp_path, columns={"air_temperature_c": air})
    refused(tmp_path, "frost", "2019-07-24", days=JULY)
    hot_weather(tmp_path, columns={"air_temperature_c": np.full(air.size, 10.0)})
    refused(tmp_path, "never gets warmer than 10.0", days=JULY)


def test_a_day_without_radiation_is_refused(tmp_path):
    sun = hot_columns()["global_radiation_w_m2"].copy()
    sun[5 * 24 - 2 : 6 * 24 + 2] = 0.0
    hot_weather(tmp_path, columns={"global_radiation_w_m2": sun})
    refused(tmp_path, "is 0 all through 2019-07-25", days=JULY)


def test_a_day_on_which_the_sun_does_not_rise(tmp_path):
    hours = 10 * 24
    dark = {"global_radiation_w_m2": np.zeros(hours), "air_temperature_c": np.full(hours, 16.0)}
    hot_weather(tmp_path, "2019-12-15T00:00", hours, columns=dark)
    keys = {"latitude_deg": 80.0, "longitude_deg": 7.0}
    refused(tmp_path, "the sun does not rise", days=["2019-12-20", "2019-12-20"], **keys)


def test_water_is_followed_over_the_days_before(tmp_path):
    hours = 10 * 24
    hot_weather(tmp_path, columns={"rain_mm": np.where(np.arange(hours) == 30, 5.0, 0.0)})
    found = read(tmp_path, days=JULY, spin_up_days=3)
    assert found.before is not None
    weather, potential = found.before
    assert weather.hours == potential.depth_mm.size == 3 * 24
    assert weather.times_utc[-1] + np.timedelta64(60, "m") == found.weather.begin_utc
    assert weather.column("rain_mm").sum() == 5.0
    assert potential.depth_mm.sum() > 3.0


def test_without_rain_no_water_is_followed_and_it_is_told(tmp_path):
    hot_weather(tmp_path, without="rain_mm")
    found = read(tmp_path, days=JULY, spin_up_days=3)
    assert found.before is None
    (doubt,) = found.doubts
    assert "spin_up_days has no effect" in doubt.told_in(Language("en"))
