"""Files of heat risk: maps of DESIGN's names, vectors and tables in two languages, sections."""

from __future__ import annotations

import csv
import hashlib
import sqlite3
from dataclasses import replace

import numpy as np
import pandas as pd
import pyogrio
import pytest
import rasterio
import xarray as xr
from shapely.geometry import Point, box

from herne_schwamm.city.city import City, no_sites
from herne_schwamm.city.population import Population
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.heat_exposure import told_count, told_persons
from herne_schwamm.products.heat_risk_products import (
    write_double_burden,
    write_heat_risk_products,
)
from herne_schwamm.products.legend_square import burden_square
from herne_schwamm.products.page import render_page
from herne_schwamm.products.page_parts import Page, Table
from herne_schwamm.products.report_heat_risk import (
    double_burden_section,
    heat_risk_section,
    people_section,
)
from herne_schwamm.risk.double_burden import double_burden
from herne_schwamm.risk.heat_assessment import assess_heat
from herne_schwamm.risk.heat_risk import HeatRisk
from herne_schwamm.tables import class_table

SOURCE = DataSource("Zensus 2022", "2022-05")
DISTRICTS = ["Nord; West", "Süd"]


@pytest.fixture
def hot(city: City) -> City:
    """The small city with a care home, a kindergarten and a transformer."""
    west, _, _, north = city.grid.bounds
    sites = pd.DataFrame(
        {
            "name": ["Heim", "Kita, Süd", "Trafo"],
            "kind": ["care_home", "kindergarten", "transformer"],
            "geometry": [
                Point(west + 60, north - 60),
                box(west + 130, north - 90, west + 140, north - 80),
                Point(west + 100, north - 100),
            ],
        }
    )
    return replace(city, sites=sites)


@pytest.fixture
def population(hot: City) -> Population:
    """Four census cells side by side: of the last only two persons are left."""
    rows, columns = hot.grid.shape
    number = np.broadcast_to(np.arange(columns) * 4 // columns, hot.grid.shape)
    cell = np.where(hot.inside, number, -1).astype(np.int32)
    homes = np.flatnonzero((cell.reshape(-1) >= 0) & (np.arange(rows * columns) % 7 == 0))
    west, south, east, north = hot.grid.bounds
    width = (east - west) / 4
    table = pd.DataFrame(
        {
            "id": [f"CRS3035RES100mN{n}E1" for n in range(4)],
            "geometry": [
                box(west + n * width, south, west + (n + 1) * width, north) for n in range(4)
            ],
            "area_m2": np.full(4, 5400.0),
            "persons": [12.0, 40.0, 90.0, 2.0],
            "under_6": [1.0, 3.0, 9.0, 1.0],
            "under_18": np.full(4, np.nan),
            "from_65": [3.0, 4.0, 40.0, 0.0],
            "from_80": np.full(4, np.nan),
        }
    )
    return Population(table, cell, homes, cell.reshape(-1)[homes].astype(np.int64))


@pytest.fixture
def risk(hot: City, population: Population) -> HeatRisk:
    y, x = np.mgrid[0 : hot.grid.rows, 0 : hot.grid.columns].astype(np.float32)
    ground = hot.open_ground
    maps = xr.Dataset(
        {
            "pet_day_c": (("y", "x"), np.where(ground, 25.0 + 0.25 * x, np.nan)),
            "air_temperature_night_c": (("y", "x"), np.where(ground, 16.0 + 0.1 * y, np.nan)),
        }
    )
    district = np.where(x < 45, 0, 1)
    return assess_heat(hot, maps, population, near_home_m=20.0, districts=2, district=district)


def write(folder, hot, risk, population, language):
    return write_heat_risk_products(
        folder, hot, risk, population, title="Hitzewelle $1$", source=SOURCE, software="test",
        language=language, district_names=DISTRICTS, tags={"run_id": "abc"},
    )  # fmt: skip


def test_files_have_the_names_of_the_house(tmp_path, hot, risk, population, german):
    written = write(tmp_path, hot, risk, population, german)
    names = {path.relative_to(tmp_path).as_posix() for path in written}
    stems = ("hazard_class", "exposure_class", "vulnerability_class", "risk_class")
    assert names == {
        *(f"heat/{stem}{end}" for stem in stems for end in (".tif", ".qml")),
        *(f"maps/heat_{stem}.png" for stem in stems),
        *("heat/persons_per_ha.tif", "heat/persons_per_ha.qml", "maps/persons_per_ha.png"),
        *("heat/exposure.gpkg", "heat/persons_by_class.csv", "risk_ranking.csv"),
    }
    assert all(path.is_file() for path in written)


def test_rasters_hold_classes_tags_and_legend(tmp_path, hot, risk, population, german):
    write(tmp_path, hot, risk, population, german)
    with rasterio.open(tmp_path / "heat" / "risk_class.tif") as dataset:
        assert np.array_equal(dataset.read(1), risk.rasters["heat_risk_class"].values)
        tags = dataset.tags()
        assert (tags["product"], tags["run_id"], tags["rule_tables"]) == (
            "heat_risk_class", "abc", "heat_risk 1",
        )  # fmt: skip
        assert dataset.descriptions == ("Hitzerisiko",)
    style = (tmp_path / "heat" / "risk_class.qml").read_text("utf-8")
    assert style.count("<paletteEntry") == 4 and "sehr hoch" in style


def test_vectors_hide_what_is_too_few(tmp_path, hot, risk, population, german):
    write(tmp_path, hot, risk, population, german)
    path = tmp_path / "heat" / "exposure.gpkg"
    layers = {name for name, kind in pyogrio.list_layers(path) if kind is not None}
    assert layers == {"census_cells", "sensitive_sites"}
    cells = pyogrio.read_dataframe(path, layer="census_cells")
    assert cells["persons"].tolist()[:3] == [12.0, 40.0, 90.0]
    assert cells.loc[3, ["persons", "persons_per_ha", "under_6"]].isna().all()
    assert cells["under_6"].isna().tolist() == [True, False, False, True]
    assert cells["from_65"].tolist() == [3.0, 4.0, 40.0, 0.0]
    assert cells["heat_risk_class"].tolist() == risk.cells["heat_risk_class"].tolist()
    sites = pyogrio.read_dataframe(path, layer="sensitive_sites")
    assert sites["name"].tolist() == ["Heim", "Kita, Süd"]
    assert sites["kind_label"].tolist() == ["Pflegeheim", "Kindertagesstätte"]
    with sqlite3.connect(path) as database:
        styles = database.execute("select f_table_name, styleQML from layer_styles").fetchall()
    assert {name for name, _ in styles} == layers
    assert all('attr="heat_risk_class"' in style for _, style in styles)


def test_ranking_in_two_languages(tmp_path, hot, risk, population, german, english):
    write(tmp_path / "de", hot, risk, population, german)
    text = (tmp_path / "de" / "risk_ranking.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(text.splitlines(), delimiter=";"))
    assert len(rows) == 1 + len(risk.ranking)
    assert {row[2] for row in rows[1:]} <= {"Heim", "Kita, Süd", *population.cells["id"][:3]}
    assert "CRS3035RES100mN3E1" not in text
    write(tmp_path / "en", hot, risk, population, english)
    table = pd.read_csv(tmp_path / "en" / "risk_ranking.csv")
    assert table["Rank"].tolist() == risk.ranking.index.tolist()
    product = table["Hazard × exposure × vulnerability"]
    assert product.tolist() == risk.ranking["risk_product"].tolist()
    assert (product.diff().dropna() <= 0).all()
    words = [one.label_en for one in class_table("heat_risk_4").classes]
    codes = [words.index(word) + 1 for word in table["Risk"]]
    assert codes == risk.ranking["heat_risk_class"].tolist()


def test_persons_by_class_add_up(tmp_path, hot, risk, population, english):
    write(tmp_path, hot, risk, population, english)
    table = pd.read_csv(tmp_path / "heat" / "persons_by_class.csv")
    whole = table[table["District"] == "whole city"]
    assert set(table["District"]) == {"whole city", *DISTRICTS}
    for _, by_class in whole.groupby("Classed by"):
        # Told by fives, so that nobody can be reckoned out of the sum.
        assert by_class["Persons"].sum() == pytest.approx(142.0, abs=2.5 * len(by_class))
        assert by_class["Share of the district [%]"].sum() == pytest.approx(100.0, abs=7.0)
    assert (table["Persons"].dropna() % 5 == 0).all()
    assert "below 18 years" not in table


def test_counts_are_told_by_fives_where_they_are_told():
    counted = told_count(np.array([0.0, 2.4, 2.6, 7.4, 92.6, np.nan]))
    assert np.array_equal(counted, [0.0, np.nan, 5.0, 5.0, 95.0, np.nan], equal_nan=True)


def test_few_persons_are_hidden():
    persons = np.array([0.0, 0.4, 2.4, 2.6, 100.4, np.nan])
    assert np.array_equal(
        told_persons(persons), [0.0, np.nan, np.nan, 3.0, 100.0, np.nan], equal_nan=True
    )


def test_same_values_are_the_same_bytes(tmp_path, hot, risk, population, german):
    def hashes(folder):
        written = write(folder, hot, risk, population, german)
        return [hashlib.sha256(path.read_bytes()).hexdigest() for path in written]

    assert hashes(tmp_path / "a") == hashes(tmp_path / "b")


def test_without_people_only_sites_are_told_of(tmp_path, hot, risk, german):
    maps = xr.Dataset(
        {
            "pet_day_c": (("y", "x"), np.where(hot.open_ground, 42.0, np.nan)),
            "air_temperature_night_c": (("y", "x"), np.where(hot.open_ground, 19.0, np.nan)),
        }
    )
    alone = assess_heat(hot, maps, None, near_home_m=20.0)
    written = write(tmp_path, hot, alone, None, german)
    names = {path.name for path in written}
    assert "persons_by_class.csv" not in names and "persons_per_ha.tif" not in names
    layers = [
        name for name, kind in pyogrio.list_layers(tmp_path / "heat" / "exposure.gpkg") if kind
    ]
    assert layers == ["sensitive_sites"]
    assert people_section(alone, DISTRICTS, german) is None
    section = heat_risk_section(alone, german)
    assert len(section.parts) == 2 and "[population]" in section.parts[0].texts[0]


def test_without_people_and_sites_hazard_alone_is_told(tmp_path, hot, german):
    maps = xr.Dataset(
        {
            "pet_day_c": (("y", "x"), np.where(hot.open_ground, 42.0, np.nan)),
            "air_temperature_night_c": (("y", "x"), np.where(hot.open_ground, 19.0, np.nan)),
        }
    )
    bare = replace(hot, sites=no_sites())
    nobody = assess_heat(bare, maps, None, near_home_m=20.0)
    written = write(tmp_path, bare, nobody, None, german)
    assert {path.name for path in written if path.suffix in (".tif", ".gpkg", ".csv")} == {
        "hazard_class.tif"
    }
    (told,) = heat_risk_section(nobody, german).parts
    assert told.tone == "warning" and "[population]" in told.texts[0]


def test_double_burden_has_a_square_for_a_legend(tmp_path, hot, risk, german):
    x = np.mgrid[0 : hot.grid.rows, 0 : hot.grid.columns][1]
    burden = double_burden(
        (x % 5).astype(np.uint8), risk.rasters["heat_risk_class"].values, hot.open_ground
    )
    written = write_double_burden(
        tmp_path, hot, burden, title="Regen und Hitze", source=SOURCE, software="t", language=german
    )
    assert [path.name for path in written] == [
        "double_burden.tif", "double_burden.qml", "double_burden.png",
    ]  # fmt: skip
    with rasterio.open(written[0]) as dataset:
        assert np.array_equal(dataset.read(1), burden)
    assert written[1].read_text("utf-8").count("<paletteEntry") == 9
    square = burden_square(german)
    # Rain to the right, heat upwards.
    assert square.codes == ((1, 2, 5), (3, 4, 7), (6, 8, 9))
    table = double_burden_section(hot, burden, "Regen", "Hitze", german).parts[1]
    assert isinstance(table, Table)
    assert len(table.rows) == 9
    hectares = sum(float(row.cells[1].replace(",", ".")) for row in table.rows)
    assert hectares == pytest.approx(np.count_nonzero(burden) * 4.0 / 1e4, abs=0.05)


def test_sections_tell_of_people_and_of_the_worst(hot, risk, population, english):
    people = people_section(risk, DISTRICTS, english)
    assert people is not None
    tables = [part for part in people.parts if isinstance(part, Table)]
    assert [len(table.rows) for table in tables][-1] == 3
    assert tables[-1].rows[-1].cells[:2] == ("whole city", "140")
    day = tables[0]
    assert day.rows[-1].cells[1] == "140"
    assert len(day.columns) == 5, "two groups of age are known"
    section = heat_risk_section(risk, english)
    worst = [part for part in section.parts if isinstance(part, Table)][-1]
    assert len(worst.rows) == len(risk.ranking)
    page = Page("en", "t", "s", "c", (people, section), ())
    html = render_page(page)
    assert "Heim (Care home)" in html and "by a matrix" in html


def test_nobody_at_risk_is_said(hot, risk, english):
    cold = replace(risk, ranking=risk.ranking.iloc[:0])
    section = heat_risk_section(cold, english)
    assert "No census cell and no sensitive site is at risk." in section.parts[-1].texts
