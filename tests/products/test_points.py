import shutil
from xml.etree import ElementTree as ET

import geopandas
import numpy as np
import pyogrio
import pytest

from herne_schwamm.problems import WriteProblem
from herne_schwamm.products import geopackage
from herne_schwamm.products.points import POINTS_LAYER, points_table, write_points
from herne_schwamm.tables.products import products

from .conftest import WALL, small_city

# In cell centres and corners; the second lies in the wall, where no water is.
POINTS = {
    "Unterfuehrung": (374100.3, 5710950.2),
    "Dach": (374041.0, 5710979.0),
    "Park": (374040.0, 5710960.0),
}


def written(path, city, maps, language):
    write_points(path, POINTS, city, maps, language=language)
    return geopandas.read_file(path, layer=POINTS_LAYER, engine="pyogrio")


def style_of(path):
    (row,) = pyogrio.read_dataframe(path, layer="layer_styles").to_dict("records")
    return row, ET.fromstring(row["styleQML"])


def test_points_carry_the_values_of_their_cells(tmp_path, city, maps, english):
    found = written(tmp_path / "points.gpkg", city, maps, english)
    assert found["name"].tolist() == list(POINTS)
    assert found.crs.to_epsg() == 25832
    places = list(zip(found.geometry.x, found.geometry.y, strict=True))
    assert places == list(POINTS.values())
    for (x_m, y_m), row in zip(POINTS.values(), found.to_dict("records"), strict=True):
        cell = city.grid.cell_at(x_m, y_m)
        assert np.float32(row["terrain_m"]) == city.layer("terrain_m")[cell]
        assert np.float32(row["water_depth_max_m"]) == maps["water_depth_max_m"].values[cell]
        assert np.float32(row["water_depth_end_m"]) == maps["water_depth_end_m"].values[cell]
        np.testing.assert_equal(
            np.float32(row["time_of_peak_min"]), maps["time_of_peak_min"].values[cell]
        )


def test_dry_point_has_no_peak_and_no_class(tmp_path, city, maps, german):
    dry = written(tmp_path / "points.gpkg", city, maps, german).iloc[1]
    assert city.grid.cell_at(*POINTS["Dach"]) == (WALL[0].start, WALL[1].start)
    assert np.isnan(dry["time_of_peak_min"])
    assert (dry["water_depth_max_m"], dry["depth_class"]) == (0.0, 0)
    assert dry["depth_class_label"] == "unter 5 cm"


def test_class_and_label_are_those_of_the_table(city, maps, german):
    table = points_table(POINTS, city, maps, german)
    labels = {one.code: one.label_de for one in products()["depth_class"].classes.classes}
    wet = table[table["depth_class"] > 0]
    assert len(wet) == 2
    assert wet["depth_class_label"].tolist() == [labels[code] for code in wet["depth_class"]]


def test_numbers_are_as_short_as_the_raster_knows_them(city, maps, english):
    deep = maps.assign(water_depth_max_m=maps["water_depth_max_m"] * 0.0 + np.float32(0.3))
    assert points_table(POINTS, city, deep, english)["water_depth_max_m"].tolist() == [0.3] * 3


def test_style_is_the_default_of_the_layer(tmp_path, city, maps, german):
    path = tmp_path / "points.gpkg"
    written(path, city, maps, german)
    row, style = style_of(path)
    assert (row["f_table_name"], row["f_geometry_column"]) == (POINTS_LAYER, "geom")
    assert bool(row["useAsDefault"]) is True
    labels = [one.get("label") for one in style.iter("category")]
    classes = products()["depth_class"].classes.classes
    assert labels == ["unter 5 cm", *(one.label_de for one in classes)]
    colours = [one.get("v") for one in style.iter("prop") if one.get("k") == "color"]
    assert colours[1:] == [",".join(map(str, (*one.rgb, 255))) for one in classes]
    expression = style.find("labeling/settings/text-style").get("fieldName")
    assert '"name"' in expression and '"water_depth_max_m"' in expression
    columns = pyogrio.read_info(path, layer=POINTS_LAYER)["fields"]
    assert [one.get("field") for one in style.iter("alias")] == list(columns)


@pytest.mark.parametrize("crs", ["EPSG:25832", "EPSG:25832+7837", ""])
def test_two_writes_give_the_same_bytes_and_leave_nothing_else(tmp_path, maps, english, crs):
    paths = [tmp_path / folder / "points.gpkg" for folder in ("a", "b")]
    for path in paths:
        assert (written(path, small_city(crs=crs), maps, english).crs is None) == (crs == "")
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert list(paths[0].parent.iterdir()) == [paths[0]]


def test_no_time_of_writing_stands_in_the_file_and_the_clock_goes_on(tmp_path, city, maps, english):
    path = tmp_path / "points.gpkg"
    written(path, city, maps, english)
    contents = pyogrio.read_dataframe(path, sql="SELECT last_change FROM gpkg_contents")
    assert {str(value)[:10] for value in contents["last_change"]} == {"1970-01-01"}
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None


def test_point_outside_the_grid_is_a_mistake_of_the_caller(city, maps, english):
    with pytest.raises(ValueError, match="outside the grid"):
        points_table({"weit weg": (0.0, 0.0)}, city, maps, english)


def test_full_disk_is_told_and_leaves_nothing(tmp_path, city, maps, english):
    resource = pytest.importorskip("resource", reason="only Unix limits the size of files")
    path = tmp_path / "points.gpkg"
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))
    try:
        with pytest.raises(WriteProblem):
            write_points(path, POINTS, city, maps, language=english)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(tmp_path.iterdir()) == []
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None


def test_other_content_than_written_is_refused(tmp_path, city, maps, english, monkeypatch):
    other = tmp_path / "other.gpkg"
    write_points(other, POINTS, city, maps.fillna(0.0) * 2.0, language=english)
    true_write = pyogrio.write_dataframe

    def write_other(table, path, layer, *args, **options):
        true_write(table, path, layer, *args, **options)
        if layer == "layer_styles":
            shutil.copyfile(other, path)

    monkeypatch.setattr(geopackage.pyogrio, "write_dataframe", write_other)
    path = tmp_path / "points.gpkg"
    with pytest.raises(WriteProblem, match=r"observation_points\.water_depth_max_m"):
        write_points(path, POINTS, city, maps, language=english)
    assert not path.exists()
