"""Weather of a run file: cut to days, gaps filled by stated rules only, sun and place checked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from herne_schwamm.city.sunlight import extraterrestrial_w_m2
from herne_schwamm.city.weather import StationPlace
from herne_schwamm.inputs.weather_gaps import gaps_of
from herne_schwamm.problems import InputProblem

from .test_dwd import TU, solar_zip
from .weather_making import (
    ESSEN,
    HERNE,
    HOUR,
    csv_lines,
    dwd_text,
    dwd_zip,
    epw_lines,
    rain_zip,
    stamps,
    weather_of,
    write_csv,
)

SUMMER = (date(2019, 6, 1), date(2019, 6, 2))


def refusal(folder: Path, weather: object, days: tuple = (), **keys: object) -> str:
    with pytest.raises(InputProblem) as caught:
        weather_of(folder, weather, days, **keys)
    assert caught.value.exit_code == 65
    return str(caught.value)


def with_gap(folder: Path, column: str, values: np.ndarray, first: int, hours: int) -> str:
    values = values.astype(float).copy()
    values[first : first + hours] = np.nan
    lines = csv_lines(hours=values.size, columns={column: values})
    return write_csv(folder, lines)


def test_complete_file_is_taken_as_it_is(tmp_path: Path) -> None:
    weather = weather_of(tmp_path, write_csv(tmp_path, csv_lines()), SUMMER)
    assert (weather.hours, weather.begin_utc) == (48, np.datetime64("2019-06-01T00:00"))
    assert weather.place == HERNE
    assert [str(note) for note in weather.notes] == [
        "nothing tells where weather.csv was measured: the sun is that of the city"
    ]


def test_place_and_height_of_the_wind_from_the_run_file(tmp_path: Path) -> None:
    name = write_csv(tmp_path, csv_lines(columns={"wind_speed_m_s": np.ones(48)}))
    keys = {"latitude_deg": 50.0, "longitude_deg": 8.0, "height_m": 120.0, "wind_height_m": 2.0}
    weather = weather_of(tmp_path, name, **keys)
    assert weather.place == StationPlace(50.0, 8.0, 120.0)
    assert weather.wind_height_m == 2.0
    assert not weather.notes
    assumed = weather_of(tmp_path, name)
    assert assumed.wind_height_m == 10.0
    assert any("10 m above ground assumed" in str(note) for note in assumed.notes)


def test_days_are_cut_by_the_clock_of_the_file(tmp_path: Path) -> None:
    lines = csv_lines("2019-05-31T00:00", 96, ending="+01:00")
    weather = weather_of(tmp_path, write_csv(tmp_path, lines), SUMMER)
    assert (weather.hours, weather.begin_utc) == (48, np.datetime64("2019-05-31T23:00"))


def test_short_gaps_are_bridged_and_told(tmp_path: Path) -> None:
    name = with_gap(tmp_path, "air_temperature_c", np.arange(48.0), 10, 3)
    weather = weather_of(tmp_path, name)
    np.testing.assert_allclose(weather.column("air_temperature_c"), np.arange(48.0))
    assert any("3 h in gaps of up to 3 h" in str(note) for note in weather.notes)


def test_longer_gaps_are_listed_and_refused(tmp_path: Path) -> None:
    name = with_gap(tmp_path, "air_temperature_c", np.arange(48.0), 10, 4)
    sentence = refusal(tmp_path, name)
    for told in ("air_temperature_c", "4 h", "2019-06-01 10:00 – 2019-06-01 14:00", "long_gaps"):
        assert told in sentence
    weather_of(tmp_path, name, interpolate_gaps_h=4)
    assert "10:00" in refusal(tmp_path, name, interpolate_gaps_h=0)


def test_gap_at_the_edge_is_not_guessed(tmp_path: Path) -> None:
    values = np.arange(240.0) % 24
    values[:30] = np.nan
    lines = csv_lines(hours=240, columns={"air_temperature_c": values})
    assert "30 h" in refusal(tmp_path, write_csv(tmp_path, lines))


def test_long_gaps_on_request_from_the_days_around(tmp_path: Path) -> None:
    hours = np.arange(24 * 20)
    daily = 10.0 + 5.0 * np.sin(hours * np.pi / 12.0)
    name = with_gap(tmp_path, "air_temperature_c", daily, 100, 60)
    weather = weather_of(tmp_path, name, long_gaps="neighbour_days")
    # Values of the file have six digits.
    np.testing.assert_allclose(weather.column("air_temperature_c"), daily, atol=1e-4)
    assert any("60 h filled with the mean" in str(note) for note in weather.notes)


def test_days_too_far_off_do_not_fill(tmp_path: Path) -> None:
    name = with_gap(tmp_path, "air_temperature_c", np.full(24 * 60, 10.0), 24 * 10, 24 * 40)
    assert "air_temperature_c" in refusal(tmp_path, name, long_gaps="neighbour_days")


def test_rain_is_never_guessed_and_dry_only_on_request(tmp_path: Path) -> None:
    name = with_gap(tmp_path, "rain_mm", np.ones(48), 10, 1)
    sentence = refusal(tmp_path, name, interpolate_gaps_h=24, long_gaps="neighbour_days")
    assert "rain_mm" in sentence and "2019-06-01 10:00" in sentence and "rain_gaps" in sentence
    weather = weather_of(tmp_path, name, rain_gaps="zero")
    assert weather.column("rain_mm").sum() == 47.0
    assert any("1 h without a value taken for dry" in str(note) for note in weather.notes)


def test_an_hour_of_which_steps_are_missing_keeps_the_rain_of_the_others(tmp_path: Path) -> None:
    times = np.datetime64("2019-06-01T00:00", "m") + np.timedelta64(10, "m") * np.arange(24 * 6)
    rain = np.ones(times.size)
    rain[15] = np.nan  # one step of the third hour
    rain[30:36] = np.nan  # all of the sixth
    rows = [
        f"{time}Z;15;" + ("" if np.isnan(fell) else f"{fell:g}")
        for time, fell in zip(times, rain, strict=True)
    ]
    name = write_csv(tmp_path, ["time_begin;air_temperature_c;rain_mm", *rows])
    assert "rain_mm is missing for 2 h" in refusal(tmp_path, name)
    weather = weather_of(tmp_path, name, rain_gaps="zero")
    expected = np.full(24, 6.0)
    expected[[2, 5]] = 5.0, 0.0
    np.testing.assert_array_equal(weather.column("rain_mm"), expected)
    told = [str(note) for note in weather.notes]
    assert any("of 1 h only some steps have a value" in note for note in told)
    assert any("1 h without a value taken for dry" in note for note in told)


def test_radiation_is_bridged_by_how_clear_it_is(tmp_path: Path) -> None:
    times = np.datetime64("2019-06-01T00:00", "m") + HOUR * np.arange(48)
    clear = 0.6 * extraterrestrial_w_m2(times, 60.0, HERNE)
    name = with_gap(tmp_path, "global_radiation_w_m2", clear, 8, 3)
    weather = weather_of(tmp_path, name)
    np.testing.assert_allclose(weather.column("global_radiation_w_m2"), clear, atol=0.01)


def test_nights_without_radiation_are_dark(tmp_path: Path) -> None:
    times = np.datetime64("2019-06-01T00:00", "m") + HOUR * np.arange(48)
    clear = 0.6 * extraterrestrial_w_m2(times, 60.0, HERNE)
    values = np.where(clear > 0.0, clear, np.nan)
    name = write_csv(tmp_path, csv_lines(columns={"global_radiation_w_m2": values}))
    weather = weather_of(tmp_path, name, interpolate_gaps_h=0)
    np.testing.assert_allclose(weather.column("global_radiation_w_m2"), clear, atol=0.01)


def test_sunshine_tells_radiation_where_none_was_measured(tmp_path: Path) -> None:
    name = write_csv(tmp_path, csv_lines(columns={"sunshine_min": np.full(48, 30.0)}))
    weather = weather_of(tmp_path, name)
    above = extraterrestrial_w_m2(weather.times_utc, 60.0, HERNE)
    np.testing.assert_allclose(weather.column("global_radiation_w_m2"), 0.5 * above)
    assert any("duration of sunshine" in str(note) for note in weather.notes)


def test_column_without_a_value_is_left_out_and_told(tmp_path: Path) -> None:
    values = np.full(96, np.nan)
    values[:24] = 3.0
    lines = csv_lines(hours=96, columns={"wind_speed_m_s": values})
    weather = weather_of(tmp_path, write_csv(tmp_path, lines), (date(2019, 6, 2), date(2019, 6, 4)))
    assert not weather.has("wind_speed_m_s")
    assert any("wind_speed_m_s has no value" in str(note) for note in weather.notes)


def test_days_that_the_file_does_not_reach(tmp_path: Path) -> None:
    name = write_csv(tmp_path, csv_lines())
    sentence = refusal(tmp_path, name, (date(2019, 6, 1), date(2019, 6, 5)))
    assert "2019-06-02" in sentence and "2019-06-05" in sentence
    assert "2018-01-01" in refusal(tmp_path, name, (date(2018, 1, 1), date(2018, 1, 2)))


def test_a_few_hours_may_be_missing_at_the_ends(tmp_path: Path) -> None:
    lines = csv_lines("2019-06-01T05:00", 40)
    weather = weather_of(tmp_path, write_csv(tmp_path, lines), SUMMER)
    assert weather.hours == 40
    assert any("5 h after" in str(note) and "3 h before" in str(note) for note in weather.notes)


def test_several_zips_of_a_station_as_a_list_and_as_a_folder(tmp_path: Path) -> None:
    hours = 24 * 3
    (tmp_path / "dwd").mkdir()
    folder = tmp_path / "dwd"
    rain_zip(folder, "2019-06-20T01", np.linspace(0.0, 2.0, hours))
    rows = [(time, 3, 15.0, 60) for time in stamps("2019-06-20T00", hours)]
    dwd_zip(folder, "stundenwerte_TU_01303_akt.zip", dwd_text(TU, rows))
    solar_zip(folder, 3, 0.5)
    (folder / "readme.txt").write_text("x")
    names = [f"dwd/{path.name}" for path in sorted(folder.glob("*.zip"))]
    listed, whole = weather_of(tmp_path, names), weather_of(tmp_path, "dwd")
    assert listed.place == ESSEN
    assert sorted(listed.columns) == [
        "air_temperature_c", "diffuse_radiation_w_m2", "global_radiation_w_m2",
        "longwave_down_w_m2", "rain_mm", "relative_humidity",
    ]  # fmt: skip
    # The files end and begin at different hours: what all of them know is kept.
    assert listed.begin_utc == np.datetime64("2019-06-20T01:00")
    assert 68 <= listed.hours <= 71
    for name in listed.columns:
        np.testing.assert_array_equal(listed.column(name), whole.column(name))


def test_folder_without_a_zip_and_mixed_lists(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "no zip file" in refusal(tmp_path, "empty")
    rain = rain_zip(tmp_path, "2019-06-20T01", [1.0, 2.0])
    csv = write_csv(tmp_path, csv_lines())
    assert "weather.csv" in refusal(tmp_path, [rain, csv])


@pytest.mark.parametrize("shift", [-2, -1, 1, 2])
def test_39_radiation_at_night_tells_a_wrong_zone_or_mark(tmp_path: Path, shift: int) -> None:
    lines = epw_lines()
    head = lines[0].replace(",1.0,60.0", f",{1.0 - shift},60.0")
    sentence = refusal(tmp_path, write_csv(tmp_path, [head, *lines[1:]], "w.epw"))
    assert "zone of time" in sentence and f"moved by {-shift:+d} h" in sentence
    weather_of(tmp_path, write_csv(tmp_path, lines, "w.epw"))


@pytest.mark.parametrize("days", [3, 30])
@pytest.mark.parametrize("month", ["01", "06"])
def test_39_wrong_zone_shows_in_a_few_clear_days_too(tmp_path: Path, days: int, month: str) -> None:
    begin = np.datetime64(f"2019-{month}-10T00:00", "m")
    times = begin + HOUR * np.arange(24 * days)
    clear = 0.6 * extraterrestrial_w_m2(times, 60.0, HERNE)
    for ending, good in (("Z", True), ("+02:00", False), ("-02:00", False)):
        columns = {"global_radiation_w_m2": clear}
        lines = csv_lines(str(begin), 24 * days, columns, ending)
        name = write_csv(tmp_path, lines)
        if good:
            weather_of(tmp_path, name)
        else:
            assert "zone of time" in refusal(tmp_path, name)


@pytest.mark.parametrize(
    "file", ["athens_demo/athens_2023.epw", "pvlib_refs/NLD_Amsterdam062400_IWEC.epw"]
)
@pytest.mark.parametrize("shift", [-1, 0, 1])
def test_39_real_years_fit_the_sun_and_do_not_when_moved(
    tmp_path: Path, shared_data: Path, file: str, shift: int
) -> None:
    lines = (shared_data / file).read_text(encoding="latin-1").splitlines()
    fields = lines[0].split(",")
    fields[8] = str(float(fields[8]) + shift)
    name = write_csv(tmp_path, [",".join(fields), *lines[1:]], "w.epw")
    if shift:
        assert f"moved by {shift:+d} h" in refusal(tmp_path, name)
    else:
        weather_of(tmp_path, name)


def test_39_radiation_in_another_unit(tmp_path: Path) -> None:
    lines = epw_lines()
    for number in range(8, len(lines)):
        fields = lines[number].split(",")
        fields[13] = f"{float(fields[13]) * 0.36:.1f}"  # J/cm2 within the hour
        lines[number] = ",".join(fields)
    assert "J/cm2" in refusal(tmp_path, write_csv(tmp_path, lines, "w.epw"))


def test_39_radiation_that_no_other_clock_explains_is_of_another_unit(tmp_path: Path) -> None:
    begin = np.datetime64("2019-06-10T00:00", "m")
    times = begin + HOUR * np.arange(24 * 30)
    power = 1.2 * extraterrestrial_w_m2(times, 60.0, HERNE)
    lines = csv_lines(str(begin), 24 * 30, {"global_radiation_w_m2": power})
    sentence = refusal(tmp_path, write_csv(tmp_path, lines))
    assert "no other clock fits better" in sentence and "its unit" in sentence
    assert "zone" not in sentence and "+0 h" not in sentence


def test_gaps_are_runs() -> None:
    gaps = gaps_of(np.array([np.nan, 1.0, np.nan, np.nan, 2.0, np.nan]))
    assert [(gap.begin, gap.hours) for gap in gaps] == [(0, 1), (2, 2), (5, 1)]
    assert gaps_of(np.ones(3)) == []
