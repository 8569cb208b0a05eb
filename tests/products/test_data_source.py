import pytest

from herne_schwamm.problems import Language
from herne_schwamm.products.data_source import DataSource, source_of


@pytest.mark.parametrize(
    ("as_of", "told"),
    [("2023", "2023"), ("2023-05", "05.2023"), ("2023-05-31", "31.05.2023")],
)
def test_date_is_told_as_the_language_writes_it(german, english, as_of, told):
    source = DataSource("Land {NRW}", as_of)
    assert source.line(german) == f"Quelle: Land {{NRW}} · Stand der Daten: {told}"
    assert source.line(english) == f"Source: Land {{NRW}} · data as of {as_of}"
    assert source.tags(german) == {"source": "Land {NRW}", "data_as_of": as_of}


def test_missing_date_is_told(german, english):
    source = DataSource("dgm1.tif")
    assert source.line(german) == "Quelle: dgm1.tif · Stand der Daten nicht angegeben"
    assert source.line(english) == "Source: dgm1.tif · date of the data not given"
    assert source.tags(Language("en"))["data_as_of"] == "not given"


def test_weather_is_told_as_weather_and_rain_as_rain(german):
    source = DataSource("Land NRW", "2023", weather="hours.csv")
    assert source.line(german).endswith("Stand der Daten: 2023 · Wetter: hours.csv")
    assert source.tags(german)["weather_source"] == "hours.csv"
    assert "rain_source" not in source.tags(german)
    source = DataSource("Land NRW", "2023", rain="KOSTRA")
    assert source.line(german).endswith("· Regen: KOSTRA")
    assert "weather_source" not in source.tags(german)


def test_terrain_stands_in_for_a_source_that_is_not_told(city):
    assert source_of(city, None, "2023") == DataSource("dgm1.tif", "2023")
    assert source_of(city, "Land NRW", None) == DataSource("Land NRW")
