from xml.etree import ElementTree as ET

import numpy as np
import pytest
import rasterio
from rio_cogeo.cogeo import cog_validate

from herne_schwamm.city.forcing import Storm, block_rain
from herne_schwamm.problems import WriteProblem
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.storm_products import event_title, write_storm_products
from herne_schwamm.tables.products import products

POINTS = {"Bruecke": (374100.0, 5710950.0)}


@pytest.fixture
def write(city, maps, hydrographs, balance_m3, run, english):
    def written(folder, language=english, points=POINTS):
        return write_storm_products(
            folder,
            city,
            Storm("S2", block_rain(48.2, 60.0)),
            maps,
            hydrographs,
            balance_m3,
            run,
            verdict="good",
            software="herne_schwamm 0.1.0",
            source=DataSource("Stadt Herne", "2026-03"),
            language=language,
            points=points,
            tags={"scenario": "S2_x_today"},
        )

    return written


def test_everything_is_there_and_nothing_else(tmp_path, write):
    written = write(tmp_path / "S2")
    found = sorted(p for p in (tmp_path / "S2").rglob("*") if p.is_file())
    assert found == sorted(written)
    names = {p.relative_to(tmp_path / "S2").as_posix() for p in written}
    for name in products():
        assert {f"heavy_rain/{name}.tif", f"heavy_rain/{name}.qml"} <= names
    assert {
        "report.txt",
        "heavy_rain/hydrographs.csv",
        "heavy_rain/points.gpkg",
        "maps/water_depth_max_m.png",
        "maps/velocity_max_m_s.png",
        "maps/hazard_intensity_max_m2_s.png",
    } <= names


def test_every_raster_is_a_cog_with_a_style_and_tags(tmp_path, write):
    for path in write(tmp_path):
        if path.suffix == ".tif":
            assert cog_validate(path, strict=True)[0]
            ET.parse(path.with_suffix(".qml"))
            with rasterio.open(path, driver="GTiff") as dataset:
                assert dataset.tags()["scenario"] == "S2_x_today"
                assert dataset.tags()["event"] == "S2"
                assert dataset.tags()["source"] == "Stadt Herne"
                assert dataset.tags()["data_as_of"] == "2026-03"


def test_source_and_date_stand_in_the_report(tmp_path, write):
    write(tmp_path)
    report = (tmp_path / "report.txt").read_text(encoding="utf-8")
    assert "Stadt Herne\n" in report
    assert "2026-03\n" in report


@pytest.mark.parametrize("points", [None, {}])
def test_without_points_there_is_no_layer_of_them(tmp_path, write, points):
    assert not [path for path in write(tmp_path, points=points) if path.suffix == ".gpkg"]


def test_depth_class_is_the_class_of_the_depth(tmp_path, write, maps):
    write(tmp_path)
    with rasterio.open(tmp_path / "heavy_rain" / "depth_class.tif", driver="GTiff") as dataset:
        found = dataset.read(1)
    depth = maps["water_depth_max_m"].values
    np.testing.assert_array_equal(found == 4, depth >= 1.0)
    np.testing.assert_array_equal(found == 0, ~(depth >= 0.05))


def test_two_writes_give_the_same_bytes(tmp_path, write):
    first, second = write(tmp_path / "a"), write(tmp_path / "b")
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]


def test_german_products_can_be_written(tmp_path, write, german):
    write(tmp_path, german)
    report = (tmp_path / "report.txt").read_text(encoding="utf-8")
    assert report.startswith("Starkregen: S2\n")
    assert (tmp_path / "heavy_rain" / "hydrographs.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_folder_that_cannot_be_made_is_told(tmp_path, write):
    (tmp_path / "S2").write_text("a file in the way")
    with pytest.raises(WriteProblem):
        write(tmp_path / "S2")


@pytest.mark.parametrize(("minutes", "told"), [(6.5, "in 6.5 min"), (60.0, "in 60 min")])
def test_title_of_a_map_does_not_round_the_duration(english, minutes, told):
    assert event_title(Storm("S2", block_rain(8.0, minutes)), english).endswith(told)
