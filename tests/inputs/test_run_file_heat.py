"""The parts [[heat]] of a run file."""

from __future__ import annotations

from datetime import date

import pytest

from herne_schwamm.batch.plan import make_plan
from herne_schwamm.inputs.preflight import named_paths
from herne_schwamm.inputs.run_file import read_run_file, run_file_schema
from herne_schwamm.problems import RunFileProblem

from .heat_making import hot_weather
from .making import Project, plane

HEAT = '[[heat]]\nname = "hitze"\nweather = "../rasters/hot.csv"\n'
SEASON = '[season]\nweather = "../rasters/w.csv"\nyears = [2011, 2020]\n'


def refusal(project: Project) -> str:
    with pytest.raises(RunFileProblem) as caught:
        project.read()
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_defaults(project: Project) -> None:
    assert project.read().heat_waves == ()
    project.rest = HEAT
    (wave,) = project.read().heat_waves
    assert [named.text for named in wave.weather] == ["../rasters/hot.csv"]
    assert (wave.days, wave.map_day, wave.spin_up_days) == (None, None, 0)
    assert (wave.antecedent, wave.after_storm, wave.clock_utc_offset_h) == (0.5, None, None)


def test_a_heat_wave_without_a_storm_is_a_run(project: Project) -> None:
    project.read()
    text = project.text().split("[[storm]]")[0] + HEAT
    project.file.write_text(text, encoding="utf-8")
    assert read_run_file(project.file).all_storms == ()


@pytest.mark.parametrize("quote", ['"', ""])
def test_days_with_and_without_quotation_marks(project: Project, quote: str) -> None:
    days = f"[{quote}2019-07-24{quote}, {quote}2019-07-26{quote}]"
    project.rest = HEAT + f"days = {days}\nmap_day = {quote}2019-07-25{quote}\n"
    (wave,) = project.read().heat_waves
    assert wave.days == (date(2019, 7, 24), date(2019, 7, 26))
    assert wave.map_day == date(2019, 7, 25)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("tage = 3", 'heat "hitze".tage is unknown'),
        ("mapday = 3", "did you mean map_day?"),
        ('days = "2019-07-24"', 'for example ["2019-07-24", "2019-07-26"]'),
        ('days = ["2019-07-24"]', 'for example ["2019-07-24", "2019-07-26"]'),
        ('days = ["2019-07-24", "2019-02-30"]', "not 2019-02-30"),
        ("days = [2019-07-24T12:00:00, 2019-07-25]", "a day in quotation marks"),
        ('days = ["2019-07-26", "2019-07-24"]', "1 to 31 are expected"),
        ('days = ["2019-06-01", "2019-08-01"]', "there are 62 days"),
        ('map_day = "im Juli"', "not im Juli"),
        (
            'days = ["2019-07-24", "2019-07-26"]\nmap_day = "2019-07-27"',
            "map_day 2019-07-27 does not lie within days",
        ),
        ("spin_up_days = 30", "spin_up_days means nothing without the key days"),
        ("spin_up_days = -1", "a number of at least 0"),
        ("antecedent = 1.5", "a number from 0 to 1"),
        ('after_storm = "S1"\nantecedent = 0.5', "antecedent and after_storm exclude each other"),
        ('after_storm = "S7"', "which the run file does not have; it has S1"),
        ('antecedent = "dry"', "the part [season] is missing"),
        ("clock_utc_offset_h = 20", "a number of at most 14"),
        ("longitude_deg = 7.0", "latitude_deg"),
    ],
)
def test_keys_that_cannot_be(project: Project, line: str, told: str) -> None:
    project.rest = HEAT + line + "\n"
    assert told in refusal(project)


def test_weather_and_name_are_needed(project: Project) -> None:
    project.rest = '[[heat]]\nname = "hitze"\n'
    assert 'heat "hitze".weather is missing' in refusal(project)
    project.rest = '[[heat]]\nweather = "../rasters/hot.csv"\n'
    assert "name is missing" in refusal(project)
    project.rest = HEAT.replace("[[heat]]", "[heat]")
    assert "its heading is [[heat]]" in refusal(project)


def test_a_storm_of_this_run_goes_before(project: Project) -> None:
    project.rest = HEAT + 'after_storm = "S1"\n'
    assert project.read().heat_waves[0].after_storm == "S1"


@pytest.mark.parametrize("value", ['"dry"', '"wet"', '"2018-07-20"', "2018-07-20"])
def test_a_heat_wave_starts_from_the_season(project: Project, value: str) -> None:
    project.rest = SEASON + HEAT + f"antecedent = {value}\n"
    assert project.read().heat_waves[0].antecedent == value.strip('"')
    project.rest = SEASON.replace("2020", "2017") + HEAT + 'antecedent = "2018-07-20"\n'
    assert "the season goes from 2011 to 2017" in refusal(project)


def test_no_two_storms_or_heat_waves_share_a_folder(project: Project) -> None:
    project.rest = HEAT.replace("hitze", "s1")
    assert "two storms or heat waves are called s1" in refusal(project)
    project.rest = HEAT + HEAT
    assert "two storms or heat waves are called hitze" in refusal(project)
    project.rest = SEASON + HEAT.replace("hitze", "water_balance")
    assert "is the folder of the season's maps" in refusal(project)


def test_a_city_of_curve_numbers_has_no_soil_that_evaporates(project: Project) -> None:
    del project.city["soil"]
    project.city["curve_number"] = "80"
    project.rest = HEAT
    assert "[[heat]] needs the soil" in refusal(project)


def test_the_weather_counts_for_the_key_of_a_run(project: Project) -> None:
    project.raster("terrain.tif", plane())
    hot_weather(project.folder / "rasters")
    without = make_plan(project.read())
    project.rest = HEAT
    first = make_plan(project.read())
    assert "rasters/hot.csv" in {file.label for file in first.inputs}
    assert ("heat hitze.weather", "../rasters/hot.csv") in {
        (key, named.text) for key, named in named_paths(project.read())
    }
    project.rest = HEAT + 'days = ["2019-07-24", "2019-07-26"]\n'
    second = make_plan(project.read())
    assert len({without.run_id, first.run_id, second.run_id}) == 3


def test_the_schema_knows_heat_waves() -> None:
    schema = run_file_schema()
    assert "heat" in schema["properties"]
    assert schema["$defs"]["HeatPart"]["properties"]["days"]["type"] == "array"
