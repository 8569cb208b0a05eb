"""Uses of buildings, their codes, and the vulnerability of open ground."""

from __future__ import annotations

import geopandas
import pytest

from herne_schwamm.tables import surface_classes
from herne_schwamm.tables.vulnerabilities import (
    UNKNOWN,
    building_use,
    building_uses,
    ground_vulnerability,
)


@pytest.mark.parametrize(
    ("told", "use"),
    [
        # as in LoD2 of North Rhine-Westphalia, as in ALKIS, as a column of numbers
        ("31001_1010", "residential"),
        ("1010", "residential"),
        # people live above the shop, beside the workshop, in the town hall
        ("31001_2310", "residential"),
        ("2320", "residential"),
        ("31001_3100", "residential"),
        ("2463.0", "garage"),
        ("31001_2463", "garage"),
        ("31001_2465", "underground_garage"),
        ("31001_1313", "outbuilding"),
        # a restaurant, though some lists take the code for a garage
        ("31001_2081", "commercial"),
        ("31001_2100", "industrial"),
        ("2523", "utility"),
        ("2213", "utility"),
        ("31001_2522", "vital_supply"),
        ("2721", "agricultural"),
        ("2723", "outbuilding"),
        ("3000", "public"),
        ("31001_3021", "school"),
        ("3051", "hospital"),
        ("31001_3065", "kindergarten"),
        ("3071", "emergency_service"),
        ("3072", "emergency_service"),
        ("1022", "care"),
        ("3091", "transport"),
        # structures that LoD2 holds among the buildings: a canopy, a mast, a bridge
        ("51009_1610", "structure"),
        ("51002_1251", "structure"),
        ("53001_1800", "structure"),
        # OpenStreetMap and words
        ("apartments", "residential"),
        ("Hospital", "hospital"),
        ("fire_station", "emergency_service"),
        (" Wohnhaus ", "residential"),
        ("Gaststätte, Restaurant", "commercial"),
        ("care", "care"),
        # nothing that is known
        ("", UNKNOWN),
        ("yes", UNKNOWN),
        ("31001_9998", UNKNOWN),
        ("11001_1000", UNKNOWN),
        ("10100", UNKNOWN),
        ("Luftschloss", UNKNOWN),
    ],
)
def test_use_of_a_building(told, use):
    assert building_use(told).name == use


def test_every_use_is_complete_and_no_code_or_word_leads_to_two():
    uses = building_uses().values()
    assert all(use.label_de and use.label_en and 1 <= use.vulnerability <= 4 for use in uses)
    codes = [code for use in uses for code in use.codes]
    words = [word for use in uses for word in {use.name, *use.words}]
    assert len(set(codes)) == len(codes)
    assert len(set(words)) == len(words)
    assert all(word == word.lower().strip() for word in words)


def test_an_unknown_use_counts_like_a_dwelling():
    assert building_uses()[UNKNOWN].vulnerability == 2
    assert building_uses()["residential"].vulnerability == 2


def test_who_cannot_flee_and_who_helps_are_the_most_vulnerable():
    uses = building_uses()
    assert {name for name, use in uses.items() if use.vulnerability == 4} == {
        "underground_garage",
        "vital_supply",
        "kindergarten",
        "hospital",
        "care",
        "emergency_service",
    }


def test_ground_has_a_vulnerability_by_its_surface_class():
    by_code = ground_vulnerability()
    told = {name: int(by_code[row.code]) for name, row in surface_classes().items()}
    assert told.pop("water") == 0
    assert (told["asphalt"], told["railway"], told["lawn"]) == (2, 3, 1)
    assert all(1 <= vulnerability <= 4 for vulnerability in told.values())
    codes = {row.code for row in surface_classes().values()}
    assert not any(by_code[code] for code in range(256) if code not in codes)


def test_uses_of_a_real_quarter_are_known(data_folder):
    source = data_folder / "gelsenkirchen_lod2_370_5713" / "gebaeude_lod2.gpkg"
    functions = geopandas.read_file(source)["funktion"]
    uses = functions.map(lambda told: building_use(told).name).value_counts()
    assert UNKNOWN not in uses
    assert uses["residential"] == functions.isin(["31001_1010", "31001_1120"]).sum()
    assert uses["garage"] == (functions == "31001_2463").sum()
