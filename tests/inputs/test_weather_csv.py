"""Weather from CSV: spellings of one series, clocks, marks, steps, and what is not read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from herne_schwamm.inputs.weather_csv import read_weather_csv
from herne_schwamm.inputs.weather_record import WeatherRecord
from herne_schwamm.problems import InputProblem


def read(folder: Path, text: str, offset_h: float | None = None) -> WeatherRecord:
    path = folder / "w.csv"
    path.write_bytes(text.encode())
    return read_weather_csv(path, offset_h)


def refusal(folder: Path, text: str, offset_h: float | None = None) -> str:
    with pytest.raises(InputProblem) as caught:
        read(folder, text, offset_h)
    assert "w.csv" in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "offset_h"),
    [
        ("time_begin_utc;rain_mm\n2019-06-01T00:00;1,5\n2019-06-01T01:00;0\n", None),
        ("time_begin_utc,rain_mm\n2019-06-01 00:00,1.5\n2019-06-01 01:00,0\n", None),
        ("time_begin_utc,rain_mm\n2019-06-01T00:00Z,1.5\n2019-06-01T01:00Z,0\n", None),
        ("time_begin\train_mm\n2019-06-01T00:00:00Z\t1.5\n2019-06-01T01:00:00Z\t0\n", None),
        ("time_begin,rain_mm\n2019-06-01T01:00+01:00,1.5\n2019-06-01T02:00+01:00,0\n", None),
        ("time_begin,rain_mm\n2019-06-01T02:00+02:00,1.5\n2019-06-01T02:00+01:00,0\n", None),
        ("time_end,rain_mm\n2019-06-01T02:00+01:00,1.5\n2019-06-01T03:00+01:00,0\n", None),
        ("time_end,rain_mm\n2019-06-01T02:00,1.5\n2019-06-01T03:00,0\n", 1.0),
        ("time_begin;rain_mm\n01.06.2019 01:00;1,5\n01.06.2019 02:00;0\n", 1.0),
        ("# a comment\n\ufefftime_begin_utc;rain_mm\r\n2019-06-01T00:00;1,5\r\n"
         "2019-06-01T01:00;0\r\n\r\n", None),
        ('"time_begin_utc","rain_mm"\n"2019-06-01T00:00","1.5"\n"2019-06-01T01:00","0"\n', None),
    ],
)  # fmt: skip
def test_spellings_of_one_series(tmp_path: Path, text: str, offset_h: float | None) -> None:
    if text.startswith("#"):
        text = "\ufeff" + text.replace("\ufeff", "")
    record = read(tmp_path, text, offset_h)
    assert record.begin_utc == np.datetime64("2019-06-01T00:00")
    assert record.columns["rain_mm"].tolist() == [1.5, 0.0]


def test_days_are_counted_in_standard_time(tmp_path: Path) -> None:
    text = "time_begin,rain_mm\n2019-10-27T02:00+02:00,1\n2019-10-27T02:00+01:00,2\n"
    record = read(tmp_path, text)
    assert record.utc_offset_h == 1.0
    assert record.begin_utc == np.datetime64("2019-10-27T00:00")


def test_zone_with_half_an_hour_and_west_of_greenwich(tmp_path: Path) -> None:
    text = "time_begin,rain_mm\n2019-10-27T02:00-03:30,1\n2019-10-27T03:00-03:30,2\n"
    record = read(tmp_path, text)
    assert record.utc_offset_h == -3.5
    assert record.begin_utc == np.datetime64("2019-10-27T05:30")


def test_units_of_humidity_and_sunshine(tmp_path: Path) -> None:
    text = (
        "time_begin_utc,relative_humidity_percent,sunshine_min\n"
        "2019-06-01T00:00,50,30\n2019-06-01T01:00,100,60\n"
    )
    record = read(tmp_path, text)
    assert record.columns["relative_humidity"].tolist() == [0.5, 1.0]
    assert record.columns["sunshine_share"].tolist() == [0.5, 1.0]


def test_shorter_steps_become_hours_rain_is_added_and_the_rest_averaged(tmp_path: Path) -> None:
    rows = [f"2019-06-01T{20 + m // 60}:{m % 60:02};{0.5};{m / 10};5" for m in range(30, 180, 10)]
    text = "time_begin_utc;rain_mm;air_temperature_c;sunshine_min\n" + "\n".join(rows)
    record = read(tmp_path, text)
    assert record.begin_utc == np.datetime64("2019-06-01T20:00")
    assert np.isnan(record.columns["rain_mm"][0])
    assert record.columns["rain_mm"][1:].tolist() == [3.0, 3.0]
    assert record.columns["air_temperature_c"][1:].tolist() == [8.5, 14.5]
    assert record.columns["sunshine_share"][1:].tolist() == [0.5, 0.5]


def test_missing_rows_and_missing_values_are_gaps(tmp_path: Path) -> None:
    text = (
        "time_begin_utc,rain_mm,air_temperature_c\n2019-06-01T00:00,1,\n"
        "2019-06-01T01:00,-999,5\n2019-06-01T04:00,2,nan\n"
    )
    record = read(tmp_path, text)
    np.testing.assert_array_equal(record.columns["rain_mm"], [1, np.nan, np.nan, np.nan, 2])
    np.testing.assert_array_equal(
        record.columns["air_temperature_c"], [np.nan, 5, np.nan, np.nan, np.nan]
    )


def test_offset_of_a_pyranometer_by_night_is_zero(tmp_path: Path) -> None:
    text = "time_begin_utc,global_radiation_w_m2\n2019-06-01T00:00,-3\n2019-06-01T01:00,0\n"
    assert read(tmp_path, text).columns["global_radiation_w_m2"].tolist() == [0.0, 0.0]


def test_other_columns_are_told(tmp_path: Path) -> None:
    text = "time_begin_utc,rain_mm,wind_direction_deg\n2019-06-01T00:00,1,5\n2019-06-01T01:00,1,5\n"
    (note,) = read(tmp_path, text).notes
    assert "wind_direction_deg" in str(note)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("time_begin_utc,rain\n2019-06-01T00:00,1\n2019-06-01T01:00,1\n", ("rain", "none")),
        (
            "time_begin_utc,air_temperature_k\n2019-06-01T00:00,290\n2019-06-01T01:00,290\n",
            ("air_temperature_c", "mean"),
        ),
        ("time_begin_utc,rain_mm,rain_mm\n2019-06-01T00:00,1,1\n", ("several", "rain_mm")),
        ("time,rain_mm\n2019-06-01T00:00Z,1\n", ("time_begin", "time_end")),
        ("time_begin,time_end,rain_mm\n2019,2019,1\n", ("exactly one",)),
        ("time_begin,rain_mm\n2019-06-01T00:00,1\n", ("row 2", "utc_offset_h", "time_begin_utc")),
        ("time_begin,rain_mm\n2019-06-01T00:00Z,1\n2019-06-01T01:00,1\n", ("row 3",)),
        ("time_begin_utc,rain_mm\n2019-06-31T00:00,1\n2019-07-01T01:00,1\n", ("row 2",)),
        ("time_begin_utc,rain_mm\n2019-06-01T00:00,1\n", ("row 2", "alone")),
        (
            "time_end_utc,rain_mm\n01.01.2018 23:00,1\n01.01.2018 24:00,1\n",
            ("row 3", "01.01.2018 24:00", "00:00 of the next day"),
        ),
        (
            "time_end_utc,rain_mm\n2018-01-01T23:00,1\n2018-01-01T24:00,1\n",
            ("row 3", "2018-01-01T24:00", "00:00 of the next day"),
        ),
        ("time_begin_utc,rain_mm\n2019-06-01T00:00,1\n2019-06-02T00:00,1\n", ("1440 min",)),
        ("time_begin_utc,rain_mm\n2019-06-01T00:00,1\n2019-06-01T00:07,1\n", ("7 min",)),
        (
            "time_begin_utc,rain_mm\n2019-06-01T00:00,1\n2019-06-01T01:00,1\n2019-06-01T02:30,1\n",
            ("row 4", "90 minutes", "60 apart"),
        ),
        ("time_begin_utc,rain_mm\n2019-06-01T00:05,1\n2019-06-01T00:15,1\n", ("full hour",)),
        ("time_begin_utc;rain_mm\n2019-06-01T00:00;1\n2019-06-01T01:00;1;\n", ("row 3", "3")),
        ("time_begin_utc;rain_mm\n2019-06-01T00:00;x\n2019-06-01T01:00;1\n", ("row 2", "x")),
        ("time_begin_utc;rain_mm\n2019-06-01T00:00;1\n2019-06-01T01:00;inf\n", ("row 3", "inf")),
    ],
)
def test_what_is_refused(tmp_path: Path, text: str, told: tuple[str, ...]) -> None:
    sentence = refusal(tmp_path, text)
    missing = [part for part in told if part not in sentence]
    assert not missing, sentence
