"""The part [season] of a run file, and storms that start from it."""

from __future__ import annotations

import pytest

from herne_schwamm.batch.plan import make_plan
from herne_schwamm.inputs.preflight import named_paths
from herne_schwamm.inputs.run_file import read_run_file, run_file_schema
from herne_schwamm.problems import RunFileProblem

from .making import Project, plane
from .weather_making import csv_lines, write_csv

SEASON = '[season]\nweather = "../rasters/w.csv"\nyears = [2011, 2020]\n'


def refusal(project: Project) -> str:
    with pytest.raises(RunFileProblem) as caught:
        project.read()
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_defaults(project: Project) -> None:
    assert project.read().season is None
    project.rest = SEASON
    season = project.read().season
    assert [named.text for named in season.weather] == ["../rasters/w.csv"]
    assert season.years == (2011, 2020)
    assert (season.evapotranspiration, season.groundwater_depth_m) == (None, None)


def test_a_season_without_a_storm_is_a_run(project: Project) -> None:
    project.rest = SEASON
    project.read()
    text = project.text()
    project.file.write_text(text.split("[[storm]]")[0] + SEASON, encoding="utf-8")
    assert read_run_file(project.file).all_storms == ()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("wether = 1", "did you mean weather?"),
        ("groundwater_m = 2", "did you mean groundwater_depth_m?"),
        ('evapotranspiration = "penman"', "must be one of"),
        ("groundwater_depth_m = -1", "a number from 0 to 1000"),
    ],
)
def test_keys_that_cannot_be(project: Project, line: str, told: str) -> None:
    project.rest = SEASON + line + "\n"
    text = refusal(project)
    assert told in text
    assert "season." in text


def test_weather_and_years_are_needed(project: Project) -> None:
    project.rest = '[season]\nweather = "../rasters/w.csv"\n'
    assert "the key season.years is missing" in refusal(project)
    project.rest = "[season]\nyears = [2011, 2020]\n"
    assert "the key season.weather is missing" in refusal(project)


@pytest.mark.parametrize("value", ['"dry"', '"normal"', '"wet"', '"2018-07-20"', "2018-07-20"])
def test_a_storm_starts_from_words_and_days_of_the_season(project: Project, value: str) -> None:
    project.storm["antecedent"] = value
    assert "[season] is missing" in refusal(project)
    project.rest = SEASON
    assert project.read().storms[0].antecedent == value.strip('"')


def test_a_day_outside_the_season(project: Project) -> None:
    project.storm["antecedent"] = '"2021-01-01"'
    project.rest = SEASON
    assert "2021-01-01, but the season goes from 2011 to 2020" in refusal(project)


@pytest.mark.parametrize("value", ['"2018-02-30"', '"damp"', "2018-07-20T12:00:00", "true"])
def test_starts_that_cannot_be(project: Project, value: str) -> None:
    project.storm["antecedent"] = value
    project.rest = SEASON
    assert 'or one of its days, for example "2018-07-20"' in refusal(project)


def test_a_mistyped_word_of_wetness_is_guessed(project: Project) -> None:
    project.storm["antecedent"] = '"normall"'
    project.rest = SEASON
    assert "did you mean normal?" in refusal(project)


def test_no_storm_is_called_as_the_folder_of_the_season(project: Project) -> None:
    project.storm["name"] = '"Water_Balance"'
    project.rest = SEASON
    assert "is the folder of the season's maps" in refusal(project)
    project.rest = ""
    assert project.read().storms[0].name == "Water_Balance"


def test_the_weather_counts_for_the_key_of_a_run(project: Project) -> None:
    project.raster("terrain.tif", plane())
    weather = project.folder / "rasters" / "w.csv"
    write_csv(project.folder / "rasters", csv_lines(), "w.csv")
    project.rest = SEASON
    first = make_plan(project.read())
    assert "rasters/w.csv" in {file.label for file in first.inputs}
    assert ("season.weather", "../rasters/w.csv") in {
        (key, named.text) for key, named in named_paths(project.read())
    }
    weather.write_text(weather.read_text("utf-8") + "\n", "utf-8")
    second = make_plan(project.read())
    project.rest = SEASON + "groundwater_depth_m = 2.0\n"
    third = make_plan(project.read())
    assert len({first.run_id, second.run_id, third.run_id}) == 3


def test_the_schema_knows_the_season() -> None:
    schema = run_file_schema()
    assert "season" in schema["properties"]
    assert "weather" in schema["$defs"]["SeasonPart"]["properties"]
