import sqlite3
from contextlib import closing
from dataclasses import replace
from xml.etree import ElementTree as ET

import numpy as np
import pyogrio
import pytest

from herne_schwamm.city.city import no_buildings, no_sites
from herne_schwamm.products.exposure import write_exposure
from herne_schwamm.risk.storm_risk import EXPOSURE_COLUMNS
from herne_schwamm.tables.products import products

from .conftest import small_city, storm_maps
from .risky import city_with_objects, made_up_risk


@pytest.fixture
def risky(city):
    return city_with_objects(city)


def written(path, city, maps, language):
    assert write_exposure(path, city, made_up_risk(city, maps), language)
    return {
        name: pyogrio.read_dataframe(path, layer=name)
        for name, _ in pyogrio.list_layers(path)
        if name != "layer_styles"
    }


def test_buildings_and_sites_carry_their_exposure_and_its_labels(tmp_path, risky, maps, german):
    layers = written(tmp_path / "exposure.gpkg", risky, maps, german)
    assert list(layers) == ["buildings", "sites"]
    buildings, sites = layers["buildings"], layers["sites"]
    for table in (buildings, sites):
        assert set(EXPOSURE_COLUMNS) <= set(table.columns)
        assert table.crs.to_epsg() == 25832
    assert buildings["id"].tolist() == risky.buildings["id"].tolist()
    assert buildings["risk_class"].tolist() == [4, 0, 2]
    labels = {one.code: one.label_de for one in products()["risk_class"].classes.classes}
    assert buildings["risk_class_label"].tolist()[::2] == [labels[4], labels[2]]
    assert buildings["depth_max_m"].tolist() == [1.333, 0.0, 0.667]
    assert np.isnan(buildings["wetted_facade_share"][1])
    assert buildings["height_m"][0] == 9.25
    assert sites["name"].tolist() == ["Schule Süd", "Klinik"]
    assert sites["kind_label"][0] == "Schule"


def test_every_layer_has_one_kind_of_geometry(tmp_path, risky, maps, english):
    layers = written(tmp_path / "exposure.gpkg", risky, maps, english)
    assert set(layers["buildings"].geom_type) == {"MultiPolygon"}
    areas = [one.area for one in risky.buildings["geometry"]]
    np.testing.assert_allclose(layers["buildings"].area, areas)
    assert set(layers["sites"].geom_type) == {"Point"}
    for point, place in zip(layers["sites"].geometry, risky.sites["geometry"], strict=True):
        assert place.intersects(point)


def test_styles_show_the_classes_of_risk_and_name_every_column(tmp_path, risky, maps, german):
    path = tmp_path / "exposure.gpkg"
    written(path, risky, maps, german)
    styles = pyogrio.read_dataframe(path, layer="layer_styles")
    assert styles["f_table_name"].tolist() == ["buildings", "sites"]
    assert styles["useAsDefault"].all()
    classes = products()["risk_class"].classes.classes
    for name, text in zip(styles["f_table_name"], styles["styleQML"], strict=True):
        style = ET.fromstring(text)
        renderer = style.find("renderer-v2")
        assert renderer.get("attr") == "risk_class"
        labels = [one.get("label") for one in renderer.iter("category")]
        assert labels[1:] == [one.label_de for one in classes]
        colours = [one.get("v") for one in renderer.iter("prop") if one.get("k") == "color"]
        assert colours[1:] == [",".join(map(str, (*one.rgb, 255))) for one in classes]
        columns = pyogrio.read_info(path, layer=name)["fields"]
        assert [one.get("field") for one in style.iter("alias")] == list(columns)


@pytest.mark.parametrize("crs", ["EPSG:25832", ""])
def test_two_writes_give_the_same_bytes(tmp_path, english, crs):
    city = city_with_objects(small_city(crs=crs))
    maps = storm_maps(city)
    for name in ("a", "b"):
        written(tmp_path / name / "exposure.gpkg", city, maps, english)
    first, second = (tmp_path / name / "exposure.gpkg" for name in ("a", "b"))
    assert first.read_bytes() == second.read_bytes()


def test_layer_without_rows_is_not_written_and_no_file_without_layers(
    tmp_path, risky, maps, english
):
    path = tmp_path / "exposure.gpkg"
    risk = made_up_risk(risky, maps)
    only_sites = replace(risky, buildings=no_buildings())
    assert write_exposure(path, only_sites, risk, english)
    assert [name for name, _ in pyogrio.list_layers(path)] == ["sites", "layer_styles"]
    nothing = replace(only_sites, sites=no_sites())
    assert not write_exposure(tmp_path / "nothing.gpkg", nothing, risk, english)
    assert not (tmp_path / "nothing.gpkg").exists()


def test_layers_say_what_they_were_made_of(tmp_path, risky, maps, english):
    path = tmp_path / "exposure.gpkg"
    about = {"run_id": "0123456789ab", "source": "Stadt Herne"}
    assert write_exposure(path, risky, made_up_risk(risky, maps), english, about)
    with closing(sqlite3.connect(path)) as file:
        told = file.execute("select table_name, description from gpkg_contents").fetchall()
    lines = dict(told)["sites"].splitlines()
    assert lines[:2] == ["run_id: 0123456789ab", "source: Stadt Herne"]
    assert lines[2].startswith("rule_tables: risk_matrix ")
    assert dict(told)["buildings"] == dict(told)["sites"]


def test_sites_are_labelled_with_their_names(tmp_path, risky, maps, german):
    path = tmp_path / "exposure.gpkg"
    layers = written(path, risky, maps, german)
    styles = pyogrio.read_dataframe(path, layer="layer_styles").set_index("f_table_name")
    style = ET.fromstring(styles.loc["sites", "styleQML"])
    assert style.get("labelsEnabled") == "1"
    assert style.find("labeling/settings/text-style").get("fieldName") == '"name"'
    aliases = {one.get("field"): one.get("name") for one in style.iter("alias")}
    assert aliases["kind_label"] == "Art"
    assert layers["sites"]["kind_label"][1] == "Krankenhaus"
