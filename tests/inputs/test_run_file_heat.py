"""Heat waves of a run file, and their weather."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from herne_schwamm.batch.plan import make_plan
from herne_schwamm.inputs.city import read_city
from herne_schwamm.inputs.heat import read_heat_weather
from herne_schwamm.inputs.preflight import named_paths
from herne_schwamm.inputs.run_file import read_run_file, run_file_schema
from herne_schwamm.problems import InputProblem, RunFileProblem

from .making import Project
from .weather_making import csv_lines, write_csv

HEAT = """
[[heat]]
name = "hot"
weather = "../rasters/w.csv"
days = ["2019-07-24", "2019-07-25"]
"""
SEASON = '[season]\nweather = "../rasters/w.csv"\nyears = [2011, 2020]\n'


def refusal(project: Project) -> str:
    with pytest.raises(RunFileProblem) as caught:
        project.read()
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_defaults(project: Project) -> None:
    assert project.read().heats == ()
    project.rest = HEAT
    (heat,) = project.read().heats
    assert heat.days == (date(2019, 7, 24), date(2019, 7, 25))
    assert (heat.map_day, heat.antecedent, heat.after_storm, heat.cold_air) == (
        None,
        0.5,
        None,
        True,
    )


def test_days_of_toml_need_no_quotation_marks(project: Project) -> None:
    text = HEAT.replace('"2019-07-24", "2019-07-25"', "2019-07-24, 2019-07-25")
    project.rest = text + "map_day = 2019-07-25\n"
    (heat,) = project.read().heats
    assert heat.days == (date(2019, 7, 24), date(2019, 7, 25))
    assert heat.map_day == date(2019, 7, 25)


def test_days_before_need_the_days_they_are_before(project: Project) -> None:
    project.rest = HEAT + "spin_up_days = 30\n"
    assert project.read().heats[0].spin_up_days == 30
    project.rest = HEAT.replace('days = ["2019-07-24", "2019-07-25"]', "spin_up_days = 30")
    assert "spin_up_days means nothing without the key days" in refusal(project)


def test_the_hour_of_the_cold_air_is_chosen(project: Project) -> None:
    project.rest = HEAT
    assert project.read().heats[0].cold_air_after_sunset_h == 4.0
    project.rest = HEAT + "cold_air_after_sunset_h = 6\n"
    assert project.read().heats[0].cold_air_after_sunset_h == 6.0


def test_a_heat_wave_without_a_storm_is_a_run(project: Project) -> None:
    project.read()
    text = project.text()
    project.file.write_text(text.split("[[storm]]")[0] + HEAT, encoding="utf-8")
    assert [heat.name for heat in read_run_file(project.file).heats] == ["hot"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("wether = 1", "did you mean weather?"),
        ("map_day = 2019-07-24T12:00:00", "a day is expected"),
        ("clock_utc_offset_h = 20", "at most 14"),
        ("spin_up_days = 0", "at least 1"),
        ('map_day = "yesterday"', "a day is expected"),
        ('map_day = "2019-07-26"', "has to be one of the days"),
        ("cold_air_after_sunset_h = 3", "at least 4"),
        ("cold_air_after_sunset_h = 8.5", "at most 8"),
        ("cold_air = false\ncold_air_after_sunset_h = 6", "means nothing with cold_air = false"),
        ("antecedent = 1.5", "antecedent"),
        ('after_storm = "nobody"', "begins after the storm nobody"),
        ('antecedent = "wet"', "the part [season] is missing"),
        ('antecedent = 0.2\nafter_storm = "block"', "exclude each other"),
    ],
)
def test_keys_that_cannot_be(project: Project, line: str, told: str) -> None:
    project.rest = HEAT + line + "\n"
    assert told in refusal(project)


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ('"2019-07-24"', "the first and the last day"),
        ('["2019-07-24"]', "the first and the last day"),
        ('["2019-07-24", "2019-07-32"]', "a day is expected"),
        ('["2019-07-24", "2019-07-23"]', "from the first to the last"),
        ('["2019-05-24", "2019-07-23"]', "at most 14"),
    ],
)
def test_days_that_cannot_be(project: Project, days: str, told: str) -> None:
    project.rest = HEAT.replace('["2019-07-24", "2019-07-25"]', days)
    assert told in refusal(project)


def test_names_are_those_of_one_part_only(project: Project) -> None:
    storm = project.read().storms[0].name
    project.rest = HEAT.replace('"hot"', f'"{storm}"')
    assert "two scenarios are called" in refusal(project)
    project.rest = 2 * HEAT
    assert "two heat waves are called hot" in refusal(project)
    project.rest = HEAT.replace('"hot"', '"water_balance"') + SEASON
    assert "choose another name" in refusal(project)


def test_a_day_of_the_season_has_to_lie_in_it(project: Project) -> None:
    project.rest = HEAT + 'antecedent = "2024-07-01"\n' + SEASON
    assert "the season goes from 2011 to 2020" in refusal(project)


def test_its_weather_is_an_input_of_the_plan(project: Project) -> None:
    project.rest = HEAT
    run_file = project.read()
    assert ("heat hot.weather", "../rasters/w.csv") in [
        (key, named.text) for key, named in named_paths(run_file)
    ]
    write_csv(project.folder / "rasters", csv_lines(), "w.csv")
    assert any(file.label.endswith("rasters/w.csv") for file in make_plan(run_file).inputs)


def test_the_schema_tells_of_heat_waves() -> None:
    schema = run_file_schema()
    assert "heat" in schema["properties"]
    assert schema["$defs"]["HeatPart"]["properties"]["days"]["description"]


def heat_weather(project: Project, columns: dict[str, np.ndarray], **how: object):
    """What is read of two days of July, by Central European Time."""
    lines = csv_lines("2019-07-24T00:00", 48, columns, ending="+01:00")
    keep = how.get("keep")
    if keep is not None:
        lines = [lines[0], *lines[1:][keep]]
    write_csv(project.folder / "rasters", lines, "w.csv")
    project.rest = HEAT
    run_file = project.read()
    return read_heat_weather(run_file.heats[0], read_city(run_file)).weather


def hot_columns() -> dict[str, np.ndarray]:
    hour = np.arange(48) % 24
    light = np.round(700.0 * np.maximum(np.sin((hour + 0.5 - 4.5) / 15.5 * np.pi), 0.0) ** 2)
    return {
        "air_temperature_c": 25.0 - 7.0 * np.cos((hour - 3.0) / 12.0 * np.pi),
        "relative_humidity_percent": np.full(48, 50.0),
        "global_radiation_w_m2": np.where((hour >= 5) & (hour <= 19), light, 0.0),
    }


def test_whole_days_by_the_clock_of_the_file(project: Project) -> None:
    weather = heat_weather(project, hot_columns())
    assert weather.hours == 48
    assert weather.begin_utc == np.datetime64("2019-07-23T23:00")
    assert str(weather.dates[0]) == "2019-07-24"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"air_temperature_c": np.full(48, 4.0)}, "never gets warmer than 4.0 °C"),
        ({"global_radiation_w_m2": np.zeros(48)}, "the global radiation is 0"),
        ({"relative_humidity_percent": None}, "relative_humidity"),
        ({"global_radiation_w_m2": None}, "global_radiation"),
    ],
)
def test_weather_that_is_no_heat_wave(project: Project, changed: dict, told: str) -> None:
    columns = {**hot_columns(), **changed}
    with pytest.raises(InputProblem) as caught:
        heat_weather(project, {name: v for name, v in columns.items() if v is not None})
    text = str(caught.value)
    assert told in text and "w.csv" in text and "\n" not in text


def test_a_part_of_a_day_is_refused(project: Project) -> None:
    with pytest.raises(InputProblem, match="whole days"):
        heat_weather(project, hot_columns(), keep=slice(0, 40))


def test_a_clock_that_does_not_fit_the_sun_is_refused(project: Project) -> None:
    columns = hot_columns()
    columns["global_radiation_w_m2"] = np.roll(columns["global_radiation_w_m2"], 12)
    with pytest.raises(InputProblem):
        heat_weather(project, columns)
