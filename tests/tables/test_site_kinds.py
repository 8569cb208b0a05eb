"""Kinds of sites: every word leads to one kind."""

from __future__ import annotations

import pytest

from herne_schwamm.tables.site_kinds import site_kind, site_kinds
from herne_schwamm.tables.vulnerabilities import UNKNOWN, building_use


def test_every_word_means_the_kind_it_stands_with() -> None:
    for kind in site_kinds().values():
        for word in kind.words:
            assert site_kind(word) is kind, word


def test_vulnerability_goes_from_one_to_four() -> None:
    assert {kind.vulnerability for kind in site_kinds().values()} == {1, 2, 3, 4}


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("school", "school"),
        ("amenity=school", "school"),
        ("GRUNDSCHULE", "school"),
        (" Kita ", "kindergarten"),
        ("Klaeranlage", "sewage_plant"),
        ("Kläranlage", "sewage_plant"),
        ("fire_station", "fire_station"),
        ("Störfallbetrieb", "seveso_site"),
    ],
)
def test_words_of_osm_and_of_municipal_tables(word: str, name: str) -> None:
    kind = site_kind(word)
    assert kind is not None
    assert kind.name == name


@pytest.mark.parametrize("word", ["", "Wohnhaus", "amenity=bench"])
def test_other_words_mean_none(word: str) -> None:
    assert site_kind(word) is None


def test_a_word_is_as_vulnerable_as_a_site_as_it_is_as_a_building() -> None:
    compared = 0
    for kind in site_kinds().values():
        for word in kind.words:
            use = building_use(word.rpartition("=")[2])
            if use.name != UNKNOWN:
                compared += 1
                assert kind.vulnerability == use.vulnerability, word
    assert compared > 20
    assert building_use("kiosk") is building_use("2055")
