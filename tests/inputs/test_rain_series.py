"""Series from CSV: spellings that are read, and the row of each fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from herne_schwamm.city.forcing import StepSeries
from herne_schwamm.inputs.rain_series import (
    rain_series_doubts,
    read_discharge_series,
    read_rain_series,
)
from herne_schwamm.problems import InputProblem


def read(folder: Path, text: str) -> StepSeries:
    path = folder / "rain.csv"
    path.write_bytes(text.encode())
    return read_rain_series(path)


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(InputProblem) as caught:
        read(folder, text)
    assert caught.value.exit_code == 65
    assert "rain.csv" in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "time_min,rain_mm_h\n0,12.5\n5,60\n10,0\n",
        "time_min;rain_mm_h\n0;12,5\n5;60\n10;0\n",
        "time_min\train_mm_h\n0\t12.5\n5\t60\n10\t0\n",
        "time_s,rain_mm_h\n0,12.5\n300,60\n600,0\n",
        "\ufefftime_min;rain_mm_h\r\n0;12,5\r\n5;60,0\r\n10;0\r\n\r\n",
        "rain_mm_h,station,time_min\n12.5,a,0\n60,a,5\n0,a,10\n",
        "time_min,rain_mm\n0,1.0416666666666667\n5,5\n10,0\n",
        "time,rain_mm_h\n2024-07-01T14:00+02:00,12.5\n2024-07-01T12:05Z,60\n"
        "2024-07-01T12:10:00+00:00,0\n",
    ],
    ids=["comma", "semicolon", "tab", "seconds", "excel", "order", "depth", "clock"],
)
def test_spellings_of_one_series(tmp_path: Path, text: str) -> None:
    series = read(tmp_path, text)
    assert series.edges_s.tolist() == [0.0, 300.0, 600.0]
    assert series.values.tolist() == pytest.approx([12.5, 60.0], rel=1e-12)


def test_last_row_of_rain_is_as_long_as_the_one_before(tmp_path: Path) -> None:
    series = read(tmp_path, "time_min,rain_mm\n0,1\n5,2\n15,3\n")
    assert series.edges_s.tolist() == [0.0, 300.0, 900.0, 1500.0]
    assert series.values.tolist() == pytest.approx([12.0, 12.0, 18.0])
    assert series.integral(0, 1e9) / 3600 == pytest.approx(6.0)


def test_rain_that_lasts_over_missing_rows_raises_a_doubt(tmp_path: Path) -> None:
    path = tmp_path / "rain.csv"
    path.write_text("time_min;rain_mm_h\n0;12\n5;48\n10;48\n60;6\n65;0\n")
    (doubt,) = rain_series_doubts(path)
    assert "rain.csv, row 4: its rain lasts 50 min" in str(doubt)
    assert "rows are 5 min apart" in str(doubt)


@pytest.mark.parametrize(
    "text",
    [
        "time_min,rain_mm_h\n0,12\n5,48\n10,0\n60,6\n65,0\n",
        "time_min,rain_mm_h\n0,12\n60,0\n",
        "time_min,rain_mm_h\n0,12\n5,3\n60,0\n",
    ],
    ids=["dry", "block", "two steps"],
)
def test_steps_that_may_be_meant_raise_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rain.csv"
    path.write_text(text)
    assert rain_series_doubts(path) == ()


def test_steps_may_differ_and_begin_late(tmp_path: Path) -> None:
    series = read(tmp_path, "time_s,rain_mm_h\n60,10\n90,0\n1000,20\n1010,0\n")
    assert series.edges_s.tolist() == [60.0, 90.0, 1000.0, 1010.0]
    assert series.values.tolist() == [10.0, 0.0, 20.0]
    assert series.integral(0, 60) == 0.0


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match="there is no such file"):
        read_rain_series(tmp_path / "none.csv")


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff"])
def test_empty_file(tmp_path: Path, text: str) -> None:
    assert "the file is empty" in refusal(tmp_path, text)


def test_heading_alone(tmp_path: Path) -> None:
    assert "no row below the heading" in refusal(tmp_path, "time_s,rain_mm_h\n")


def test_text_that_is_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "rain.csv").write_bytes("zeit;höhe\n".encode("latin-1"))
    with pytest.raises(InputProblem, match="UTF-8"):
        read_rain_series(tmp_path / "rain.csv")


def test_missing_column_names_what_was_found(tmp_path: Path) -> None:
    text = refusal(tmp_path, "Time (s),Rainfall intensity (mm/hr)\n0,70\n3600,0\n")
    assert "Time (s), Rainfall intensity (mm/hr)" in text
    assert "time_min, time_s, time" in text
    assert "rain_mm_h, rain_mm" in refusal(tmp_path, "time_s,rain\n0,70\n3600,0\n")


def test_two_columns_of_one_meaning(tmp_path: Path) -> None:
    text = refusal(tmp_path, "time_s,rain_mm,rain_mm_h\n0,1,12\n300,0,0\n")
    assert "exactly one column" in text


@pytest.mark.parametrize("word", ["abc", "", "nan", "inf", "1.000,5"])
def test_what_is_no_number_names_row_and_column(tmp_path: Path, word: str) -> None:
    text = refusal(tmp_path, f"time_min;rain_mm_h\n0;1\n5;{word}\n10;0\n")
    assert "row 3: rain_mm_h is not a number" in text


def test_decimal_comma_between_commas_names_the_row(tmp_path: Path) -> None:
    assert "row 2: 3 fields" in refusal(tmp_path, "time_min,rain_mm_h\n0,12,5\n5,0\n")


def test_negative_rain(tmp_path: Path) -> None:
    assert "row 3: rain_mm_h is negative (-1)" in refusal(
        tmp_path, "time_min,rain_mm_h\n0,1\n5,-1\n10,0\n"
    )


def test_negative_time(tmp_path: Path) -> None:
    assert "row 2: time_min is negative (-5)" in refusal(
        tmp_path, "time_min,rain_mm_h\n-5,1\n5,0\n"
    )


@pytest.mark.parametrize("time", ["5", "3"], ids=["twice", "backwards"])
def test_times_that_do_not_rise(tmp_path: Path, time: str) -> None:
    text = refusal(tmp_path, f"time_min,rain_mm_h\n0,1\n5,2\n{time},3\n10,0\n")
    assert "row 4: its time is not after that of the row before" in text


def test_depth_taken_for_intensity_is_noticed(tmp_path: Path) -> None:
    assert "row 3: 900 mm/h" in refusal(tmp_path, "time_min,rain_mm_h\n0,1\n5,900\n10,0\n")
    # 50 mm in 5 minutes: somebody wrote an intensity into the column of depths.
    assert "row 2: 600 mm/h" in refusal(tmp_path, "time_min,rain_mm\n0,50\n5,0\n")


def test_one_row_alone_has_no_length(tmp_path: Path) -> None:
    assert "no length" in refusal(tmp_path, "time_min,rain_mm_h\n0,10\n")


@pytest.mark.parametrize("time", ["2024-07-01T14:00", "14:00", "yesterday", ""])
def test_clock_time_without_offset(tmp_path: Path, time: str) -> None:
    text = refusal(tmp_path, f"time;rain_mm_h\n{time};1\n2024-07-01T14:10+02:00;0\n")
    assert "row 2" in text
    assert "UTC offset" in text


def test_midnight_is_that_of_the_next_day(tmp_path: Path) -> None:
    text = refusal(tmp_path, "time,rain_mm_h\n2018-01-01T23:00+01:00,1\n01.01.2018 24:00,0\n")
    assert "row 3: 01.01.2018 24:00" in text
    assert "00:00 of the next day" in text


def test_change_to_summer_time_is_no_jump_with_offsets(tmp_path: Path) -> None:
    series = read(
        tmp_path,
        "time,rain_mm_h\n2024-03-31T01:55+01:00,10\n2024-03-31T03:00+02:00,0\n",
    )
    assert series.edges_s.tolist() == [0.0, 300.0]


def test_discharge(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text("time_min;discharge_m3_s\n0;0,5\n10;2000\n20;0\n", encoding="utf-8")
    series = read_discharge_series(path)
    assert series.edges_s.tolist() == [0.0, 600.0, 1200.0]
    assert series.values.tolist() == [0.5, 2000.0]


@pytest.mark.parametrize(
    ("rows", "row"),
    [
        ("0,1\n43201,0\n", 3),
        ("0,1\n43200,1\n43260,0\n", 4),
        ("43201,1\n43202,0\n", 2),
        ("0,1\n30000,1\n", 3),
        ("0,1\n1e308,0\n", 3),
    ],
)
@pytest.mark.parametrize("quantity", ["rain_mm_h", "discharge_m3_s"])
def test_series_lasts_thirty_days_at_most(
    tmp_path: Path, rows: str, row: int, quantity: str
) -> None:
    path = tmp_path / "long.csv"
    path.write_text(f"time_min,{quantity}\n{rows}", encoding="utf-8")
    read = read_rain_series if quantity == "rain_mm_h" else read_discharge_series
    with pytest.raises(InputProblem, match=rf"row {row}: .*at most 30 days"):
        read(path)


def test_series_of_thirty_days(tmp_path: Path) -> None:
    assert read(tmp_path, "time_min,rain_mm_h\n0,1\n43200,0\n").end_s == 30 * 86400


def test_folder_instead_of_series(tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match="this is a folder, but one CSV file"):
        read_rain_series(tmp_path)


def test_discharge_has_no_clock_time(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text("time,discharge_m3_s\n2024-07-01T14:00Z,1\n2024-07-01T15:00Z,0\n")
    with pytest.raises(InputProblem, match="time_min, time_s is needed"):
        read_discharge_series(path)
