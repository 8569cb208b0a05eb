"""The weather keys of a run file, as parts of a season and of a heat wave."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from herne_schwamm.inputs.run_file_paths import PathRules
from herne_schwamm.inputs.run_file_weather import (
    EvapotranspirationMethod,
    WeatherPart,
    Years,
)

RULES = PathRules(Path("/project/configs/run.toml"), Path("/project"))


class Season(WeatherPart):
    """As a season may use them."""

    years: Years | None = None
    """First and last year."""
    evapotranspiration: EvapotranspirationMethod | None = None
    """Method."""


def season(**keys: object) -> Season:
    return Season.model_validate({"weather": "../w.csv", **keys}, context=RULES)


def refusal(**keys: object) -> dict[str, Any]:
    with pytest.raises(ValidationError) as caught:
        season(**keys)
    return caught.value.errors(include_url=False)[0]


def test_one_file_or_several() -> None:
    assert [named.text for named in season().weather] == ["../w.csv"]
    several = season(weather=["../a.zip", "../b.zip"])
    assert [named.path for named in several.weather] == [
        Path("/project/a.zip"), Path("/project/b.zip"),
    ]  # fmt: skip
    assert several.model_dump(mode="json")["weather"] == ["../a.zip", "../b.zip"]


def test_defaults_guess_nothing_but_short_gaps() -> None:
    part = season()
    assert (part.interpolate_gaps_h, part.long_gaps, part.rain_gaps) == (3, "refuse", "refuse")


def test_years() -> None:
    assert season(years=[2011, 2020]).years == (2011, 2020)
    assert season(years=[2018, 2018]).years == (2018, 2018)


@pytest.mark.parametrize(
    "years",
    [[2020, 2011], [2011], 2011, [2011.0, 2020.0], ["2011", "2020"], [True, 2020], [11, 20]],
)
def test_years_that_are_none(years: object) -> None:
    error = refusal(years=years)
    assert "[2011, 2020]" in str(error["ctx"]["what"])


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"weather": "../../elsewhere.csv"}, "leaves the folder"),
        ({"weather": "/etc/passwd"}, "leaves the folder"),
        ({"weather": "/vsicurl/http://a/b.zip"}, "not a file on this computer"),
        ({"weather": ["https://a/b.zip"]}, "not a file on this computer"),
        ({"weather": ""}, "must not be empty"),
        ({"weather": [3]}, "quotation marks"),
        ({"latitude_deg": 51.5}, "longitude_deg"),
        ({"longitude_deg": 7.2}, "latitude_deg"),
    ],
)
def test_13_paths_and_places_that_are_refused(keys: dict[str, object], told: str) -> None:
    assert told in str(refusal(**keys)["ctx"]["what"])


@pytest.mark.parametrize(
    "keys",
    [
        {"weather": []},
        {"weather": 3},
        {"utc_offset_h": 25},
        {"utc_offset_h": "MEZ"},
        {"wind_height_m": 0},
        {"interpolate_gaps_h": 25},
        {"interpolate_gaps_h": 1.5},
        {"rain_gaps": "interpolate"},
        {"long_gaps": "fill"},
        {"evapotranspiration": "haude"},
        {"weathr": "a"},
    ],
)
def test_14_keys_and_values_that_are_refused(keys: dict[str, object]) -> None:
    refusal(**keys)


def test_schema_describes_every_key() -> None:
    schema = Season.model_json_schema()
    assert all("description" in key for key in schema["properties"].values())
    assert {"type": "string"} in schema["properties"]["weather"]["anyOf"]
