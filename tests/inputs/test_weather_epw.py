"""EPW: hours named by their end in local standard time, codes for no value, typical years."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from herne_schwamm.inputs.weather_epw import read_weather_epw
from herne_schwamm.problems import InputProblem

from .weather_making import HERNE, epw_lines, weather_of, write_csv


def read(folder: Path, lines: list[str]):
    return read_weather_epw(folder / write_csv(folder, lines, "w.epw"))


def test_year_as_written(tmp_path: Path) -> None:
    record = read(tmp_path, epw_lines(48))
    assert record.begin_utc == np.datetime64("2018-12-31T23:00")
    assert (record.hours, record.place, record.utc_offset_h) == (48, HERNE, 1.0)
    assert record.wind_height_m == 10.0
    # Codes for no value: columns without any are left out.
    assert sorted(record.columns) == [
        "air_pressure_hpa", "air_temperature_c", "global_radiation_w_m2", "rain_mm",
        "relative_humidity", "wind_speed_m_s",
    ]  # fmt: skip
    assert record.columns["air_pressure_hpa"][0] == pytest.approx(1005.0)
    assert record.columns["relative_humidity"][0] == pytest.approx(0.7)


def test_rain_that_is_zero_throughout_is_none(tmp_path: Path) -> None:
    lines = [line.replace(",0.2,", ",0.0,") for line in epw_lines(24)]
    record = read(tmp_path, lines)
    assert "rain_mm" not in record.columns
    assert "zero throughout" in str(record.notes[0])


def test_typical_year_is_dated_in_one_that_is_no_leap_year(tmp_path: Path) -> None:
    lines = [
        line.replace("2019,", "1996,", 1) if line.startswith("2019,1,") else line
        for line in epw_lines(24 * 59)
    ]
    record = read(tmp_path, lines)
    assert record.begin_utc == np.datetime64("1994-12-31T23:00")
    assert "1996" in str(record.notes[0]) and "1995" in str(record.notes[0])


def test_rows_that_end_with_the_wind(tmp_path: Path) -> None:
    lines = epw_lines(24)
    short = [*lines[:8], *(",".join(line.split(",")[:22]) for line in lines[8:])]
    assert "rain_mm" not in read(tmp_path, short).columns


@pytest.mark.parametrize(
    ("bend", "told"),
    [
        (lambda lines: lines.__setitem__(0, "PLACE,a"), ("row 1", "LOCATION")),
        (lambda lines: lines.__setitem__(0, "LOCATION,a,b,c,d,e,x,7,1,50"), ("row 1",)),
        (lambda lines: lines.__setitem__(0, "LOCATION,a,b,c,d,e,95,7,1,50"), ("row 1",)),
        (lambda lines: lines.__delitem__(slice(8, None)), ("35 fields",)),
        (lambda lines: lines.__delitem__(20), ("rain_mm", "1 h", "2019-01-01 11:00")),
        (lambda lines: lines.insert(20, lines[20]), ("row 22", "row before")),
        (lambda lines: lines.__setitem__(20, lines[20] + ",1"), ("row 21", "36")),
        (lambda lines: lines.__setitem__(20, lines[20].replace("2019,1,1,13", "2019,2,30,1")),
         ("row 21", "month")),
        (lambda lines: lines.__setitem__(20, lines[20].replace("2019,1,1,13", "2019,1,1,25")),
         ("row 21", "hour")),
        (lambda lines: lines.__setitem__(20, lines[20].replace("12.5", "285.6")),
         ("row 21", "kelvin")),
        (lambda lines: lines.__setitem__(20, lines[20].replace(",70,", ",107,")),
         ("row 21", "107", "100")),
        (lambda lines: lines.__setitem__(20, lines[20].replace(",70,", ",?,")), ("row 21", "?")),
        (lambda lines: lines.clear(), ("empty",)),
    ],
)  # fmt: skip
def test_what_is_refused(tmp_path: Path, bend, told: tuple[str, ...]) -> None:
    lines = epw_lines(72)
    bend(lines)
    with pytest.raises(InputProblem) as caught:
        weather_of(tmp_path, write_csv(tmp_path, lines, "w.epw"))
    missing = [part for part in ("w.epw", *told) if part not in str(caught.value)]
    assert not missing, str(caught.value)


@pytest.mark.parametrize(
    ("file", "rain_mm", "years"),
    [
        ("athens_demo/athens_2023.epw", 316.9, 2023),
        ("pvlib_refs/NLD_Amsterdam062400_IWEC.epw", None, 1995),
    ],
)
def test_real_years(shared_data: Path, file: str, rain_mm: float | None, years: int) -> None:
    record = read_weather_epw(shared_data / file)
    assert record.hours == 8760
    local = record.begin_utc + np.timedelta64(round(record.utc_offset_h * 60), "m")
    assert local == np.datetime64(f"{years}-01-01T00:00")
    assert not any(np.isnan(values).any() for values in record.columns.values())
    if rain_mm is None:
        assert "rain_mm" not in record.columns
    else:
        assert record.columns["rain_mm"].sum() == pytest.approx(rain_mm, abs=0.05)
