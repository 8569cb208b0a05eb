"""Structures in the products: table, report and pictures."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
from PIL import Image

from herne_schwamm.city.forcing import Storm, block_rain
from herne_schwamm.city.structures import Culvert, Pump, Structures, Walls
from herne_schwamm.problems import Language
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.legend_signs import structure_rows
from herne_schwamm.products.pictures import MapTexts, write_picture
from herne_schwamm.products.report_assumptions import assumptions_section
from herne_schwamm.products.report_limits import SMALL_THINGS, STRUCTURES, limits_section
from herne_schwamm.products.report_structures import MOST_TOLD, structures_sections
from herne_schwamm.products.structures_table import HEADINGS, KINDS, write_structures
from herne_schwamm.tables.products import products

LANGUAGE = Language("en")
X, Y = 374000.0, 5711000.0

CULVERT = Culvert(
    "Ostbach",
    ((X + 41.0, Y - 61.0), (X + 61.0, Y - 61.0)),
    (30, 20),
    (30, 30),
    "pipe",
    1.0,
    1.0,
    50.0,
    49.9,
    20.0,
)
WALL = ((X + 81.0, Y - 41.0), (X + 121.0, Y - 81.0))
ALL = Structures(
    (CULVERT,),
    (Pump("Polder", (40, 60), 0.5),),
    Walls(np.array([0]), np.array([30]), np.array([50]), np.array([51.0]), (WALL,)),
    openings=2,
)

TABLE = pd.DataFrame(
    {
        "kind": ["culvert", "pump"],
        "peak_m3_s": [0.5, 0.25],
        "time_of_peak_min": [12.5, np.nan],
        "volume_m3": [1234.56789, 0.0],
        "volume_back_m3": [0.0, 0.0],
    },
    index=pd.Index(["Ostbach", "Polder Süd"], name="name"),
)


def test_the_table_opens_in_a_german_spreadsheet(tmp_path):
    path = tmp_path / "structures.csv"
    assert write_structures(path, TABLE, Language("de"))
    heads, *rows = path.read_bytes().decode("utf-8-sig").splitlines()
    german = Language("de")
    assert heads.split(";") == [german.text(HEADINGS[name]) for name in ("name", *TABLE.columns)]
    assert rows == [
        f"Ostbach;{german.text(KINDS['culvert'])};0,5;12,5;1234,57;0",
        f"Polder Süd;{german.text(KINDS['pump'])};0,25;;0;0",
    ]


def test_headings_and_kinds_are_words(tmp_path):
    path = tmp_path / "structures.csv"
    write_structures(path, TABLE, LANGUAGE)
    heads, first, _ = path.read_text(encoding="utf-8").splitlines()
    assert heads.startswith("Name,Kind,Greatest discharge [m3/s],Time of the greatest discharge")
    assert first.startswith("Ostbach,Culvert,0.5,12.5,")


def test_the_report_lists_what_every_structure_moved():
    (section,) = structures_sections(TABLE, LANGUAGE)
    (table,) = section.parts
    assert [row.cells for row in table.rows] == [
        ("Ostbach", "Culvert", "0.500", "12", "1,235", "0"),
        ("Polder Süd", "Pump", "0.250", "–", "0", "0"),
    ]
    assert (
        structures_sections(None, LANGUAGE) == structures_sections(TABLE.iloc[:0], LANGUAGE) == []
    )


def test_the_report_names_the_table_where_there_are_many():
    many = pd.concat([TABLE] * (MOST_TOLD // 2 + 1))
    (section,) = structures_sections(many, LANGUAGE)
    table, more = section.parts
    assert len(table.rows) == MOST_TOLD
    assert (
        more.texts[0] == f"The table heavy_rain/structures.csv holds all {MOST_TOLD + 2} of them."
    )


def test_without_structures_no_table_is_written(tmp_path):
    path = tmp_path / "structures.csv"
    assert not write_structures(path, TABLE.iloc[:0], LANGUAGE)
    assert not path.exists()


def test_the_legend_explains_only_what_is_there():
    assert [sign for sign, _ in structure_rows(ALL, LANGUAGE)] == ["culvert", "wall", "pump"]
    assert structure_rows(Structures(), LANGUAGE) == []
    assert structure_rows(Structures(culverts=(CULVERT,)), LANGUAGE) == [("culvert", "culvert")]


def texts_of(section) -> str:
    return repr(section)


def test_the_report_counts_structures_by_kind(city):
    source = DataSource("Stadt Herne", "2026")
    with_all = dataclasses.replace(city, structures=ALL)
    told = texts_of(assumptions_section(with_all, source, LANGUAGE))
    for label in ("Culverts", "Walls and kerbs", "Openings under bridges", "Pumps"):
        assert f"Pair(label='{label}'" in told
    assert "Culverts" not in texts_of(assumptions_section(city, source, LANGUAGE))


def test_the_limits_know_whether_structures_are_given(city):
    storm = Storm("s", block_rain(40.0, 60.0))
    without = texts_of(limits_section(city, storm, LANGUAGE, with_risk=False))
    given = dataclasses.replace(city, structures=ALL)
    told = texts_of(limits_section(given, storm, LANGUAGE, with_risk=False))
    assert SMALL_THINGS in without
    assert STRUCTURES not in without
    assert STRUCTURES in told
    assert SMALL_THINGS not in told


def test_a_picture_shows_them_on_the_map_and_in_the_legend(tmp_path, city, maps):
    texts = MapTexts("Heavy rain", DataSource("Stadt Herne", "2026"))
    ink = (0x7A, 0x1F, 0x5C)
    counts = []
    for number, one in enumerate((city, dataclasses.replace(city, structures=ALL))):
        path = tmp_path / f"{number}.png"
        values = maps["water_depth_max_m"].values
        product = products()["water_depth_max_m"]
        write_picture(path, values, one, product, texts, language=LANGUAGE)
        with Image.open(path) as image:
            pixels = np.array(image.convert("RGB"))
        marked = (pixels == np.array(ink)).all(axis=-1)
        counts.append((int(marked[:, :1100].sum()), int(marked[:, 1100:].sum())))
    assert counts[0] == (0, 0)
    assert counts[1][0] > 200
    assert counts[1][1] > 50
