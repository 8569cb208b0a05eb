"""Published lists of land cover: complete, and every code on a surface class there is."""

from __future__ import annotations

import tomllib

import pytest

from herne_schwamm.tables import surface_classes, table_texts
from herne_schwamm.tables.land_cover import land_cover_scheme, own_scheme


def words(text: str) -> list[str]:
    return text.split()


URBAN_ATLAS_2018 = words(
    """
    11100 11210 11220 11230 11240 11300 12100 12210 12220 12230 12300 12400 13100 13300 13400
    14100 14200 21000 22000 23000 24000 25000 31000 32000 33000 40000 50000 91000 92000
    """
)
ALKIS_ACTUAL_USE = words(
    """
    41001 41002 41003 41004 41005 41006 41007 41008 41009 41010 42001 42006 42009 42010 42015
    42016 43001 43002 43003 43004 43005 43006 43007 43008 44001 44005 44006 44007
    """
)
UMEP = words(
    """
    1 2 3 4 5 6 7
    """
)
OSM_LANDUSE = words(
    """
    allotments basin brownfield cemetery commercial construction depot education farmland
    farmyard flowerbed forest garages grass greenfield industrial institutional landfill
    meadow military orchard plant_nursery quarry railway recreation_ground religious reservoir
    residential retail village_green vineyard greenhouse_horticulture
    """
)
OSM_NATURAL = words(
    """
    bare_rock beach grassland heath moor mud sand scree scrub shingle shrubbery tree_group
    water wetland wood
    """
)
OSM_LEISURE = words(
    """
    dog_park garden golf_course marina miniature_golf park pitch playground sports_centre
    stadium swimming_pool track water_park
    """
)
SCHEMES = ("surface_classes", "urban_atlas", "alkis", "osm", "umep")


@pytest.mark.parametrize("name", SCHEMES)
def test_every_code_has_a_class_or_says_that_it_has_no_data(name: str) -> None:
    rows = land_cover_scheme(name).rows.values()
    assert rows
    for row in rows:
        assert (row.surface_class in surface_classes()) != row.no_data, row
        assert row.sealing is None or 0.0 <= row.sealing <= 1.0, row
        assert row.label_de and row.label_en, row
        assert not row.canopy or row.surface_class == "forest", row


@pytest.mark.parametrize("name", SCHEMES[1:])
def test_codes_and_spellings_are_unique(name: str) -> None:
    rows = tomllib.loads(table_texts()[f"land_cover_{name}.toml"].decode())["row"]
    spellings = [word for row in rows for word in (row["code"], *row.get("also", ()))]
    assert len(set(spellings)) == len(spellings)


@pytest.mark.parametrize("name", SCHEMES)
def test_lists_name_their_source_and_version(name: str) -> None:
    scheme = land_cover_scheme(name)
    assert scheme.version
    assert "definition of this project" in scheme.source.lower()


@pytest.mark.parametrize(
    ("name", "codes"),
    [("urban_atlas", URBAN_ATLAS_2018), ("alkis", ALKIS_ACTUAL_USE), ("umep", UMEP)],
)
def test_list_has_the_published_codes_and_no_other(name: str, codes: list[str]) -> None:
    assert list(land_cover_scheme(name).rows) == codes


@pytest.mark.parametrize(
    ("key", "values"),
    [("landuse", OSM_LANDUSE), ("natural", OSM_NATURAL), ("leisure", OSM_LEISURE)],
)
def test_openstreetmap_knows_the_main_values(key: str, values: list[str]) -> None:
    scheme = land_cover_scheme("osm")
    for value in values:
        row = scheme.rows[f"{key}={value}"]
        assert scheme.row(value, key) is row
        assert scheme.row(f"{key}={value}") is row
        assert scheme.row(value) is not None


def test_sealing_of_the_urban_atlas_lies_in_its_published_range() -> None:
    ranges = {
        "11100": (0.8, 1.0),
        "11210": (0.5, 0.8),
        "11220": (0.3, 0.5),
        "11230": (0.1, 0.3),
        "11240": (0.0, 0.1),
    }
    rows = land_cover_scheme("urban_atlas").rows
    for code, (low, high) in ranges.items():
        sealing = rows[code].sealing
        assert sealing == pytest.approx((low + high) / 2)


def test_alkis_is_known_by_number_german_name_and_name_of_the_model() -> None:
    scheme = land_cover_scheme("alkis")
    for spelling in ("41001", "Wohnbaufläche", "AX_Wohnbauflaeche"):
        row = scheme.row(spelling, "nutzart")
        assert row is not None
        assert row.code == "41001"


def test_column_of_openstreetmap_tells_the_key() -> None:
    scheme = land_cover_scheme("osm")

    def surface_class(code: str, column: str) -> str | None:
        row = scheme.row(code, column)
        return None if row is None else row.surface_class

    assert surface_class("residential", "landuse") == "paving"
    assert surface_class("residential", "highway") == "asphalt"
    # The first key of the table where the column names none.
    assert surface_class("residential", "fclass") == "paving"
    # Any building, but not the word that says there is none.
    assert surface_class("garages", "building") == "roof"
    assert surface_class("building=shed", "tags") == "roof"
    no_building = scheme.row("no", "building")
    assert no_building is not None
    assert no_building.no_data
    assert scheme.row("*") is None
    assert scheme.row("mars_base", "landuse") is None


def test_surface_classes_are_known_by_code_and_name() -> None:
    scheme = land_cover_scheme("surface_classes")
    for row in surface_classes().values():
        for spelling in (str(row.code), row.name):
            found = scheme.row(spelling)
            assert found is not None
            assert found.surface_class == row.name
            assert found.canopy == (row.name == "forest")


def test_own_list_may_have_numbers_for_codes() -> None:
    scheme = own_scheme("mine.toml", {"row": [{"code": 7, "surface_class": "lawn", "also": [8]}]})
    assert list(scheme.rows) == ["7"]
    assert scheme.row("8") is scheme.rows["7"]
