"""Bad weather files (1, 2, 4, 7, 13, 14, 39, 40 of the list of bad inputs), read by themselves.

Zip files of Deutscher Wetterdienst cut off, bloated or leading outside (1, 2, 7) stand in
tests/inputs/test_dwd.py, paths and keys of the run file (13, 14) in test_run_file_weather.py,
radiation by night (39, wrong zones of time) in test_weather.py there.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from herne_schwamm.problems import InputProblem, Language
from tests.inputs.test_dwd import TU, solar_zip
from tests.inputs.weather_making import (
    csv_lines,
    dwd_text,
    dwd_zip,
    epw_lines,
    rain_zip,
    stamps,
    weather_of,
    write_csv,
)


def refused(folder: Path, weather: object, *told: str, **keys: object) -> str:
    """The one sentence with which a weather file is refused."""
    with pytest.raises(InputProblem) as caught:
        weather_of(folder, weather, **keys)
    assert caught.value.exit_code == 65
    sentence = caught.value.told_in(Language("en"))
    assert "\n" not in sentence
    missing = [part for part in told if part not in sentence]
    assert not missing, sentence
    return sentence


def bent_csv(folder: Path, row: int, text: str) -> str:
    """A good file with one row (the heading is 1) put in place of its own."""
    lines = csv_lines()
    lines[row - 1] = text
    return write_csv(folder, lines)


def test_the_good_file_is_good(tmp_path: Path) -> None:
    assert weather_of(tmp_path, write_csv(tmp_path, csv_lines())).hours == 48


@pytest.mark.parametrize("name", ["w.csv", "w.epw", "w.zip"])
@pytest.mark.parametrize("content", [b"", b" \r\n\r\n"])
def test_01_empty_file(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    refused(tmp_path, name, name)


@pytest.mark.parametrize("name", ["w.csv", "w.epw", "w.zip", "folder"])
def test_01_file_that_is_not_there(tmp_path: Path, name: str) -> None:
    refused(tmp_path, name, name)


def test_01_folder_without_weather(tmp_path: Path) -> None:
    (tmp_path / "wetter").mkdir()
    refused(tmp_path, "wetter", "wetter")


def test_02_csv_cut_off_within_a_row(tmp_path: Path) -> None:
    name = write_csv(tmp_path, csv_lines())
    content = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(content[:-10])
    refused(tmp_path, name, "row 49")


def test_02_epw_cut_off_within_a_row(tmp_path: Path) -> None:
    name = write_csv(tmp_path, epw_lines(48), "w.epw")
    content = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(content[:-40])
    refused(tmp_path, name, "row 56")


@pytest.mark.parametrize("name", ["w.csv", "w.epw", "w.zip"])
def test_04_another_kind_of_file(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"<VRTDataset>\n" + bytes(range(256)) * 20)
    refused(tmp_path, name, name)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_encoding_that_is_not_utf_8(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "w.csv").write_text("time_begin_utc;Wärme\n2019;1\n", encoding=encoding)
    refused(tmp_path, "w.csv", "UTF-8")


@pytest.mark.parametrize(
    ("row", "text", "told"),
    [
        (10, "2019-06-01T08:00Z;15;-1", ("row 10", "rain_mm", "-1")),
        (10, "2019-06-01T08:00Z;15;900", ("row 10", "rain_mm", "900", "500")),
        (10, "2019-06-01T08:00Z;15;inf", ("row 10", "rain_mm", "inf")),
        (10, "2019-06-01T08:00Z;15;viel", ("row 10", "rain_mm", "viel")),
        (10, "2019-06-01T08:00Z;15;nan", ("rain_mm", "2019-06-01 08:00", "rain_gaps")),
        (10, "2019-06-01T08:00Z;15;", ("rain_mm", "2019-06-01 08:00", "rain_gaps")),
        (10, "2019-06-01T08:00Z;15;-999", ("rain_mm", "2019-06-01 08:00", "rain_gaps")),
        (10, "2019-06-01T07:00Z;15;1", ("row 10", "row before")),
        (10, "2019-06-01T05:00Z;15;1", ("row 10", "before that")),
        (10, "2019-06-01T08:30Z;15;1", ("row 10", "90 minutes")),
        (10, "2019-06-01T08:00;15;1", ("row 10", "utc_offset_h")),
        (10, "2019-13-01T08:00Z;15;1", ("row 10", "2019-13-01")),
        (10, "9019-06-01T08:00Z;15;1", ("row 10", "9019-06-01 08:00", "2200")),
    ],
)
def test_39_bad_rows_of_a_series(
    tmp_path: Path, row: int, text: str, told: tuple[str, ...]
) -> None:
    refused(tmp_path, bent_csv(tmp_path, row, text), "weather.csv", *told)


def test_39_900_mm_an_hour_in_short_steps(tmp_path: Path) -> None:
    rows = [f"2019-06-01T00:{m:02};{75 if m == 20 else 0}" for m in range(0, 60, 5)]
    refused(tmp_path, write_csv(tmp_path, ["time_begin_utc;rain_mm", *rows]), "row 6", "75")


def test_39_gap_of_rain_is_listed(tmp_path: Path) -> None:
    lines = csv_lines(columns={"rain_mm": np.where(np.arange(48) // 4 == 3, np.nan, 0.1)})
    refused(tmp_path, write_csv(tmp_path, lines), "rain_mm", "4 h", "2019-06-01 12:00")


def test_39_missing_rows_are_a_gap(tmp_path: Path) -> None:
    lines = csv_lines()
    del lines[10:14]
    refused(tmp_path, write_csv(tmp_path, lines), "air_temperature_c", "4 h", "2019-06-01 09:00")


def test_39_mm_per_hour_instead_of_mm_per_step(tmp_path: Path) -> None:
    lines = csv_lines()
    lines[0] = lines[0].replace("rain_mm", "rain_mm_h")
    refused(tmp_path, write_csv(tmp_path, lines), "rain_mm_h", "did you mean rain_mm?")


def test_39_local_clock_with_summer_time_has_an_hour_twice(tmp_path: Path) -> None:
    hours = [0, 1, 2, 2, 3, 4]
    rows = [f"27.10.2019 {hour:02}:00;1" for hour in hours]
    name = write_csv(tmp_path, ["time_begin;rain_mm", *rows])
    refused(tmp_path, name, "row 5", "summer time", utc_offset_h=1.0)


def test_39_times_without_a_clock(tmp_path: Path) -> None:
    refused(tmp_path, write_csv(tmp_path, csv_lines(ending="")), "row 2", "utc_offset_h")


def test_39_times_that_do_not_say_what_they_mark(tmp_path: Path) -> None:
    lines = csv_lines()
    lines[0] = lines[0].replace("time_begin", "time")
    refused(tmp_path, write_csv(tmp_path, lines), "time_begin", "time_end")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2019-06-01T08:00Z;288.15;0", ("row 10", "288.15", "kelvin")),
        ("2019-06-01T08:00Z;68;0", ("row 10", "68", "Celsius")),
        ("2019-06-01T08:00Z;-70;0", ("row 10", "-70", "-60")),
    ],
)
def test_40_temperature_in_another_unit(tmp_path: Path, text: str, told: tuple[str, ...]) -> None:
    refused(tmp_path, bent_csv(tmp_path, 10, text), "air_temperature_c", *told)


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("relative_humidity_percent", 103.0, ("103", "100")),
        ("relative_humidity_percent", -2.0, ("-2",)),
        ("relative_humidity_percent", 0.7, ("0.7", "per cent")),
        ("air_pressure_hpa", 100500.0, ("100500", "pascal")),
        ("wind_speed_m_s", 120.0, ("120", "75")),
        ("wind_speed_m_s", -1.0, ("-1",)),
        ("global_radiation_w_m2", 3000.0, ("3000", "1500")),
        ("global_radiation_w_m2", -50.0, ("-50",)),
        ("sunshine_min", 90.0, ("90", "60")),
        ("longwave_down_w_m2", 0.0, ("0", "50")),
    ],
)
def test_40_values_in_another_unit(
    tmp_path: Path, column: str, value: float, told: tuple[str, ...]
) -> None:
    lines = csv_lines(columns={column: np.full(48, value)})
    refused(tmp_path, write_csv(tmp_path, lines), "row 2", column, *told)


def seeds(folder: Path) -> list[list[str]]:
    """Small good files of every kind."""
    rain = rain_zip(folder, "2019-06-20T01", np.linspace(0.1, 2.0, 30))
    rows = [(time, 3, 15.0, 60) for time in stamps("2019-06-20T00", 31)]
    return [
        [write_csv(folder, csv_lines())],
        [write_csv(folder, epw_lines(30), "w.epw")],
        [rain, dwd_zip(folder, "tu.zip", dwd_text(TU, rows)), solar_zip(folder, 2, 0.5)],
    ]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[list[str]]]:
    folder = tmp_path_factory.mktemp("seeds")
    return folder, seeds(folder)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_changed_bytes_are_read_or_refused(
    good: tuple[Path, list[list[str]]], tmp_path: Path, data: st.DataObject
) -> None:
    folder, files = good
    names = data.draw(st.sampled_from(files))
    bent = data.draw(st.sampled_from(names))
    content = bytearray((folder / bent).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(content) - 1))
        kind = data.draw(st.sampled_from(["set", "cut", "double", "drop"]))
        if kind == "set":
            content[place] = data.draw(st.integers(0, 255))
        elif kind == "cut":
            content = content[: place + 1]
        elif kind == "double":
            content[place:place] = content[place : place + data.draw(st.integers(1, 60))]
        else:
            del content[place : place + data.draw(st.integers(1, 60))]
        content = content or bytearray(b"\n")
    for name in names:
        text = content if name == bent else (folder / name).read_bytes()
        (tmp_path / name).write_bytes(bytes(text))
    try:
        weather = weather_of(tmp_path, names)
    except InputProblem as problem:
        assert "\n" not in str(problem)
    else:
        assert weather.hours >= 1
