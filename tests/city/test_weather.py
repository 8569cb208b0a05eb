"""Weather: complete, immutable, cut by days; impossible values are mistakes of the program."""

from __future__ import annotations

import pickle
from datetime import date

import numpy as np
import pytest

from herne_schwamm.city.weather import StationPlace, Weather
from herne_schwamm.problems import InputProblem

HERNE = StationPlace(51.54, 7.21, 60.0)


def weather(hours: int = 72, offset_h: float = 1.0, **columns: np.ndarray) -> Weather:
    given = {"rain_mm": np.arange(hours, dtype=float), **columns}
    begin = np.datetime64("2019-05-31T23:00")
    return Weather(HERNE, begin, given, utc_offset_h=offset_h, source="w.csv")


def test_hours_are_named_by_their_beginning() -> None:
    times = weather(3).times_utc
    assert times.tolist()[1].isoformat() == "2019-06-01T00:00:00"
    assert str(weather(3).dates[0]) == "2019-06-01"
    assert str(weather(3, offset_h=0.0).dates[0]) == "2019-05-31"
    assert str(weather(3, offset_h=0.5).dates[0]) == "2019-05-31"


def test_days_are_cut_as_they_are_counted() -> None:
    part = weather().of_days(date(2019, 6, 2), date(2019, 6, 2))
    assert part.begin_utc == np.datetime64("2019-06-01T23:00")
    assert part.column("rain_mm").tolist() == list(range(24, 48))
    assert (part.place, part.source, part.utc_offset_h) == (HERNE, "w.csv", 1.0)


@pytest.mark.parametrize(
    ("first", "last"), [("2019-06-03", "2019-06-04"), ("2019-05-31", "2019-06-01")]
)
def test_days_that_are_not_there(first: str, last: str) -> None:
    with pytest.raises(ValueError, match="reach"):
        weather().of_days(date.fromisoformat(first), date.fromisoformat(last))


def test_nobody_changes_it() -> None:
    values = np.zeros(24)
    own = weather(24, air_temperature_c=values)
    values[0] = 99.0
    assert own.column("air_temperature_c")[0] == 0.0
    with pytest.raises(ValueError, match="read-only"):
        own.column("rain_mm")[0] = 1.0
    with pytest.raises(AttributeError):
        own.begin_utc = np.datetime64("2020-01-01")  # type: ignore[misc]


def test_column_that_is_not_there_names_the_file() -> None:
    assert not weather().has("wind_speed_m_s")
    with pytest.raises(InputProblem, match=r"w\.csv.*wind_speed_m_s"):
        weather().column("wind_speed_m_s")


def test_it_goes_to_other_processes() -> None:
    copy = pickle.loads(pickle.dumps(weather()))
    assert copy.begin_utc == weather().begin_utc
    np.testing.assert_array_equal(copy.column("rain_mm"), weather().column("rain_mm"))


@pytest.mark.parametrize(
    "columns",
    [
        {"air_temperature_c": np.ones(23)},
        {"air_temperature_c": np.full(24, np.nan)},
        {"air_temperature_c": np.full(24, 290.0)},
        {"relative_humidity": np.full(24, 70.0)},
        {"rain_mm": np.full(24, -0.1)},
        {"rain_mm": np.ones((24, 1))},
        {"snow_mm": np.ones(24)},
    ],
)
def test_impossible_columns(columns: dict[str, np.ndarray]) -> None:
    with pytest.raises(ValueError):
        weather(24, **columns)


@pytest.mark.parametrize("place", [(91.0, 0.0, 0.0), (0.0, 181.0, 0.0), (0.0, 0.0, 9001.0)])
def test_impossible_places(place: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError):
        StationPlace(*place)


@pytest.mark.parametrize("keys", [{"utc_offset_h": 15.0}, {"wind_height_m": 0.0}])
def test_impossible_clock_and_wind(keys: dict[str, float]) -> None:
    with pytest.raises(ValueError):
        Weather(HERNE, np.datetime64("2019-01-01"), {"rain_mm": np.zeros(3)}, **keys)


def test_no_column_is_no_weather() -> None:
    with pytest.raises(ValueError, match="without"):
        Weather(HERNE, np.datetime64("2019-01-01"), {})
