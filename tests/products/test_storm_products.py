import sqlite3
from contextlib import closing
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import rasterio
from rio_cogeo.cogeo import cog_validate

from herne_schwamm.city.forcing import RainOrigin, Storm, block_rain
from herne_schwamm.problems import WriteProblem
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.event import event_title
from herne_schwamm.products.storm_products import write_storm_products
from herne_schwamm.tables.reading import read_table

from .risky import CLASS_RASTERS, city_with_objects, made_up_risk, no_risk

POINTS = {"Bruecke": (374100.0, 5710950.0)}


@pytest.fixture
def write(city, maps, hydrographs, balance_m3, run, english):
    def written(
        folder, language=english, points=POINTS, judged=made_up_risk, maps=maps, origin=None
    ):
        risky = city_with_objects(city)
        return write_storm_products(
            folder,
            risky,
            Storm("S2", block_rain(48.2, 60.0), rain_origin=origin),
            maps,
            hydrographs,
            balance_m3,
            run,
            verdict="good",
            software="herne_schwamm 0.1.0",
            source=DataSource("Stadt Herne", "2026-03"),
            language=language,
            risk=judged(risky, maps) if judged else None,
            points=points,
            tags={"scenario": "S2_x_today"},
        )

    return written


def test_everything_is_there_and_nothing_else(tmp_path, write, maps):
    written = write(tmp_path / "S2")
    found = sorted(p for p in (tmp_path / "S2").rglob("*") if p.is_file())
    assert found == sorted(written)
    names = {p.relative_to(tmp_path / "S2").as_posix() for p in written}
    for name in (*maps, "depth_class", *CLASS_RASTERS):
        assert {f"heavy_rain/{name}.tif", f"heavy_rain/{name}.qml"} <= names
    assert {
        "report.html",
        "risk_ranking.csv",
        "heavy_rain/exposure.gpkg",
        "heavy_rain/flow_arrows.gpkg",
        "heavy_rain/hydrographs.csv",
        "heavy_rain/points.gpkg",
        "maps/water_depth_max_m.png",
        "maps/velocity_max_m_s.png",
        "maps/flooded_duration_min.png",
        "maps/hazard_class.png",
        "maps/risk_class.png",
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
    report = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<dd>Stadt Herne</dd>" in report
    assert "<dd>2026-03</dd>" in report


@pytest.mark.parametrize("points", [None, {}])
def test_without_points_there_is_no_layer_of_them(tmp_path, write, points):
    assert not [path for path in write(tmp_path, points=points) if path.name == "points.gpkg"]


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
    report = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<h1>Starkregen S2: 48,2 mm in 60 min</h1>" in report
    assert (tmp_path / "heavy_rain" / "hydrographs.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_folder_that_cannot_be_made_is_told(tmp_path, write):
    (tmp_path / "S2").write_text("a file in the way")
    with pytest.raises(WriteProblem):
        write(tmp_path / "S2")


def test_without_risk_only_what_the_water_did_is_written(tmp_path, write):
    names = {path.name for path in write(tmp_path, judged=None)}
    assert "flow_arrows.gpkg" in names
    assert not {"exposure.gpkg", "risk_ranking.csv", "risk_class.tif", "risk_class.png"} & names


def test_classes_of_risk_are_written_as_they_are(tmp_path, write, city, maps):
    write(tmp_path)
    expected = made_up_risk(city_with_objects(city), maps).rasters
    for name in expected:
        with rasterio.open(tmp_path / "heavy_rain" / f"{name}.tif", driver="GTiff") as dataset:
            np.testing.assert_array_equal(dataset.read(1), expected[name].values)


def test_empty_map_says_so_in_words(tmp_path, write):
    write(tmp_path / "reached")
    write(tmp_path / "dry", judged=no_risk)
    reached, dry = (
        (tmp_path / name / "maps" / "risk_class.png").read_bytes() for name in ("reached", "dry")
    )
    assert reached != dry
    assert len((tmp_path / "dry" / "risk_ranking.csv").read_text("utf-8").splitlines()) == 1


def test_pictures_of_the_report_lie_beside_it(tmp_path, write):
    written = write(tmp_path)
    page = ET.fromstring((tmp_path / "report.html").read_text("utf-8").partition("\n")[2])
    shown = {tmp_path / one.get("src") for one in page.iter("img")}
    assert shown == {path for path in written if path.suffix == ".png"}


@pytest.mark.parametrize(("minutes", "told"), [(6.5, "in 6.5 min"), (60.0, "in 60 min")])
def test_title_of_a_map_does_not_round_the_duration(english, minutes, told):
    assert event_title(Storm("S2", block_rain(8.0, minutes)), english).endswith(told)


@pytest.mark.parametrize(
    ("label", "index", "told"),
    [
        (None, 10, "Heavy rain S3: 90.0 mm in 60 min · SRI 10"),
        ("NRW extreme", 10, "Heavy rain NRW extreme: 90.0 mm in 60 min · SRI 10"),
        ("NRW extreme, SRI 10", 9, "Heavy rain NRW extreme, SRI 10: 90.0 mm in 60 min"),
        (None, 0, "Heavy rain S3: 90.0 mm in 60 min"),
        (None, None, "Heavy rain S3: 90.0 mm in 60 min"),
    ],
)
def test_title_tells_label_and_index(english, label, index, told):
    storm = Storm("S3", block_rain(90.0, 60.0), label=label, heavy_rain_index=index)
    assert event_title(storm, english) == told


def test_place_and_label_of_a_preset_stand_in_the_title(english, german):
    storm = Storm("S2", block_rain(45.0, 60.0), label="exceptional (100 a)")
    title = event_title(storm, english, "Stadt Mülheim an der Ruhr")
    assert title == (
        "Stadt Mülheim an der Ruhr – Heavy rain exceptional (100 a): 45.0 mm in 60 min"
    )
    label = german.text("exceptional (100 a)")
    assert event_title(storm, german) == f"Starkregen {label}: 45,0 mm in 60 min"


def test_classes_carry_the_versions_of_the_tables_that_decide(tmp_path, write):
    write(tmp_path)
    expected = {
        "risk_class": "risk_matrix, hazard_limits, vulnerabilities",
        "hazard_class": "hazard_limits",
        "vulnerability_class": "vulnerabilities",
    }
    for name, tables in expected.items():
        with rasterio.open(tmp_path / "heavy_rain" / f"{name}.tif", driver="GTiff") as dataset:
            told = dataset.tags()["rule_tables"].split(", ")
        assert ", ".join(one.split()[0] for one in told) == tables
        assert all(one.split()[1] == read_table(one.split()[0])["version"] for one in told)
    with rasterio.open(tmp_path / "heavy_rain" / "depth_class.tif", driver="GTiff") as dataset:
        assert "rule_tables" not in dataset.tags()


def test_whose_statistics_of_rain_stands_in_tags_and_report(tmp_path, write):
    source = "Deutscher Wetterdienst, KOSTRA-DWD-2020 cell 1 (kostra.csv)"
    write(tmp_path / "kostra", origin=RainOrigin("kostra", source, "euler2", 100.0))
    write(tmp_path / "block", origin=RainOrigin("block"))
    for name, credited in (("kostra", True), ("block", False)):
        raster = tmp_path / name / "heavy_rain" / "depth_class.tif"
        with rasterio.open(raster, driver="GTiff") as dataset:
            assert dataset.tags().get("rain_source") == (source if credited else None)
        page = (tmp_path / name / "report.html").read_text("utf-8")
        assert (f"Rain: {source}" in page) == credited


def test_vectors_say_which_run_they_are_of(tmp_path, write):
    for path in write(tmp_path):
        if path.suffix == ".gpkg":
            with closing(sqlite3.connect(path)) as file:
                told = file.execute(
                    "select description from gpkg_contents where data_type = 'features'"
                ).fetchall()
            assert all("scenario: S2_x_today" in one and "Stadt Herne" in one for (one,) in told)


def test_storm_without_sewer_can_be_written(tmp_path, write, maps):
    without = maps.drop_vars(["sewer_inflow_mm", "sewer_surcharge_mm"])
    names = {path.name for path in write(tmp_path, maps=without)}
    assert not {"sewer_inflow_mm.tif", "sewer_surcharge_mm.tif"} & names
    assert {"report.html", "infiltrated_mm.tif"} <= names
