"""Bad weather of a season and bad parts [season], through the command line."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tests.inputs.weather_making import csv_lines, write_csv

from .projects import answer, refused, tiny_project, write_run_file

HOURS = 365 * 24
SEASON = '[season]\nweather = "../rasters/w.csv"\nyears = [2019, 2019]\n'


def with_season(folder, lines=None, season=SEASON):
    project = tiny_project(folder)
    write_csv(
        folder / "rasters",
        csv_lines("2019-01-01T00:00", HOURS) if lines is None else lines,
        "w.csv",
    )
    project.rest = season
    return project


def bent(row, text):
    lines = csv_lines("2019-01-01T00:00", HOURS)
    lines[row - 1] = text
    return lines


@pytest.mark.parametrize("command", ["run", "check"])
@pytest.mark.parametrize(
    ("row", "text", "told"),
    [
        (4, "2019-01-01T02:00Z;15;-1", ("w.csv", "Zeile 4", "rain_mm", "-1")),
        (5, "2019-01-01T03:00Z;99;0", ("w.csv", "Zeile 5", "air_temperature_c", "99")),
        (6, "2019-01-01T04:00Z;warm;0", ("w.csv", "Zeile 6", "warm")),
        (7, "2019-01-01T04:00Z;15;0", ("w.csv", "Zeile 7")),
        (8, "2019-01-01T06:00Z;15;", ("w.csv", "rain_mm")),
    ],
)
def test_a_bad_row_of_the_weather(tmp_path, command, row, text, told):
    project = with_season(tmp_path, bent(row, text))
    if command == "run":
        refused(project, *told)
        return
    write_run_file(project)
    code, out, err = answer("check", project.file, "--quiet")
    assert (code, out, len(err.splitlines())) == (65, "", 1)
    assert all(part in err for part in told), err


def test_weather_that_is_not_there(tmp_path):
    project = with_season(tmp_path)
    (tmp_path / "rasters" / "w.csv").rename(tmp_path / "rasters" / "wx.csv")
    refused(project, "season.weather", "../rasters/w.csv", "wx.csv")


def test_years_that_the_weather_does_not_reach(tmp_path):
    season = SEASON.replace("[2019, 2019]", "[2018, 2019]")
    refused(with_season(tmp_path, season=season), "w.csv", "2019-01-01", "2018-01-01")


def test_weather_without_rain(tmp_path):
    lines = ["time_begin;air_temperature_c"]
    lines += [";".join(row.split(";")[:2]) for row in csv_lines("2019-01-01T00:00", HOURS)[1:]]
    refused(with_season(tmp_path, lines), "w.csv", "rain_mm")


def test_weather_without_temperature(tmp_path):
    lines = ["time_begin;rain_mm"]
    for row in csv_lines("2019-01-01T00:00", HOURS)[1:]:
        time, _, rain = row.split(";")
        lines.append(f"{time};{rain}")
    refused(with_season(tmp_path, lines), "w.csv", "air_temperature_c")


@pytest.mark.parametrize(
    ("season", "told"),
    [
        (SEASON + "tiefe = 2\n", ("tiefe", "groundwater_depth_m")),
        (SEASON.replace("[2019, 2019]", "2019"), ("season.years", "[2011, 2020]")),
        (SEASON.replace("[2019, 2019]", "[2020, 2019]"), ("season.years", "[2011, 2020]")),
        (SEASON.replace('"../rasters/w.csv"', "7"), ("season.weather",)),
        (SEASON.replace("[season]", "[[season]]"), ("season",)),
    ],
)
def test_a_part_that_cannot_be(tmp_path, season, told):
    refused(with_season(tmp_path, season=season), *told, code=2)


def test_weather_in_which_it_never_rains(tmp_path):
    refused(with_season(tmp_path), "w.csv", "der Niederschlag")


def test_weather_in_which_nothing_evaporates(tmp_path):
    lines = csv_lines("2019-01-01T00:00", HOURS, {"rain_mm": np.full(HOURS, 0.1)})
    # The same temperature all day: Hargreaves knows no evaporation without a range.
    refused(with_season(tmp_path, lines), "w.csv", "Referenzverdunstung")


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"rain_mm": 0.0001}, ("der Niederschlag", "0,877 mm/a", "250 bis 3500 mm/a")),
        ({"rain_mm": 1.0}, ("der Niederschlag", "8770 mm/a")),
        ({"potential_evapotranspiration_mm": 0.7}, ("die Referenzverdunstung", "6140 mm/a")),
        ({"wind_speed_m_s": 12.3}, ("der mittlere Wind", "12,3 m/s", "0,5 bis 10 m/s")),
    ],
)
def test_a_mean_that_speaks_of_another_unit_is_told(tmp_path, columns, told):
    usual = {"rain_mm": 0.1, "air_temperature_c": 9.0, "potential_evapotranspiration_mm": 0.07}
    means = {name: np.full(HOURS, value) for name, value in {**usual, **columns}.items()}
    project = with_season(tmp_path, csv_lines("2019-01-01T00:00", HOURS, means))
    write_run_file(project)
    code, _, err = answer("check", project.file, "--quiet")
    assert code == 0, err
    (line,) = [one for one in err.splitlines() if "üblich" in one]
    assert all(part in line for part in ("w.csv", *told)), line


def test_a_city_of_curve_numbers_has_no_soil_to_follow(tmp_path):
    project = with_season(tmp_path)
    del project.city["soil"]
    project.city["curve_number"] = "70"
    refused(project, "[season]", "curve_number", "soil", code=2)


def test_a_storm_that_starts_from_no_season(tmp_path):
    project = tiny_project(tmp_path)
    project.storm["antecedent"] = '"dry"'
    refused(project, 'antecedent = "dry"', "[season]", code=2)


def test_check_tells_the_weather_of_the_season(tmp_path):
    hour = np.arange(HOURS)
    columns = {
        "rain_mm": np.where(hour % 10 == 0, 1.0, 0.0),
        "air_temperature_c": 15.0 + 5.0 * np.sin(hour / 24.0 * 2.0 * np.pi),
    }
    project = with_season(tmp_path, csv_lines("2019-01-01T00:00", HOURS, columns))
    write_run_file(project)
    code, out, err = answer("check", project.file, "--json")
    assert code == 0, err
    season = json.loads(out)["season"]
    assert season["hours"] == HOURS
    assert season["precipitation_mm_a"] == pytest.approx(0.1 * 365.2425 * 24)
    assert season["evapotranspiration"] == "hargreaves"
