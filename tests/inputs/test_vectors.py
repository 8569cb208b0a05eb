"""Vector files: one layer in the city's system, usable geometry, every refusal a sentence."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyogrio
import pytest
import shapely
from pyogrio.errors import DataSourceError
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from herne_schwamm.city.grid import Grid
from herne_schwamm.inputs import notes
from herne_schwamm.inputs.vectors import check_meets, read_vector
from herne_schwamm.problems import InputProblem, Problem, RunFileProblem

from .making import NORTH_M, WEST_M

CRS = "EPSG:25832"
HOUSE = box(WEST_M + 1, NORTH_M - 4, WEST_M + 5, NORTH_M - 1)
SHED = box(WEST_M + 6, NORTH_M - 4, WEST_M + 8, NORTH_M - 2)
BOW_TIE = Polygon([(WEST_M + x, NORTH_M - y) for x, y in ((0, 0), (4, 4), (4, 0), (0, 4))])


def written(path: Path, shapes: list[Any], crs: str | None = CRS, **columns: Any) -> Path:
    table = geopandas.GeoDataFrame(columns, geometry=shapes, crs=crs)
    pyogrio.write_dataframe(table, path)
    return path


def refusal(do: Callable[[], Any], kind: type[Problem] = InputProblem) -> str:
    with pytest.raises(kind) as caught:
        do()
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("name", ["a.gpkg", "a.shp", "a.geojson", "a.fgb"])
def test_every_format_gives_the_same(tmp_path: Path, name: str) -> None:
    crs = "EPSG:4326" if name == "a.geojson" else CRS
    shapes = geopandas.GeoSeries([HOUSE, SHED], crs=CRS).to_crs(crs)
    table, origin = read_vector(
        written(tmp_path / name, list(shapes), crs, use=["a", "ä"]), CRS, columns=["use"]
    )
    assert table.crs == CRS
    # FlatGeobuf sorts its features by place.
    table = table.sort_values("use")
    assert table["use"].tolist() == ["a", "ä"]
    assert shapely.equals_exact(table.geometry.to_numpy()[0].normalize(), HOUSE.normalize(), 1e-6)
    assert origin.source == name
    assert origin.notes == ((notes.REPROJECTED,) if name == "a.geojson" else ())


def test_only_the_asked_columns_are_read_and_optional_ones_in_any_case(tmp_path: Path) -> None:
    path = written(tmp_path / "a.gpkg", [HOUSE], HOEHE=[7.5], other=[1])
    table, _ = read_vector(path, CRS, optional=["hoehe", "height_m"])
    assert list(table.columns) == ["hoehe", "geometry"]


def test_heights_of_the_corners_are_dropped(tmp_path: Path) -> None:
    table, _ = read_vector(written(tmp_path / "a.gpkg", [shapely.force_3d(HOUSE, 40.0)]), CRS)
    assert not table.geometry.has_z.any()


def test_invalid_geometry_is_mended_and_counted(tmp_path: Path) -> None:
    table, origin = read_vector(written(tmp_path / "a.gpkg", [HOUSE, BOW_TIE]), CRS)
    assert table.geometry.is_valid.all()
    assert table.geometry.area.tolist() == [12.0, 8.0]
    assert origin.notes == (notes.GEOMETRY_MENDED,)
    assert origin.numbers == {"mended_features": 1}


def test_features_without_area_are_left_out_and_rows_keep_their_number(tmp_path: Path) -> None:
    flat = Polygon([(WEST_M, NORTH_M), (WEST_M + 2, NORTH_M), (WEST_M, NORTH_M)])
    with np.errstate(invalid="ignore"):
        nowhere = Polygon([(WEST_M, NORTH_M), (WEST_M + 2, np.nan), (WEST_M, NORTH_M + 1)])
    shapes = [None, Polygon(), flat, nowhere, HOUSE, Point(WEST_M, NORTH_M)]
    table, origin = read_vector(written(tmp_path / "a.gpkg", shapes), CRS)
    assert table.index.tolist() == [4]
    assert origin.notes == (notes.NO_GEOMETRY,)
    assert origin.numbers == {"empty_features": 5}


def test_any_shape_may_be_asked_for(tmp_path: Path) -> None:
    shapes = [Point(WEST_M, NORTH_M), HOUSE, LineString([(WEST_M, NORTH_M), (WEST_M + 1, NORTH_M)])]
    table, _ = read_vector(written(tmp_path / "a.gpkg", shapes), CRS, shapes="any")
    assert table.geometry.geom_type.tolist() == ["Point", "Polygon", "LineString"]


def test_polygons_of_a_collection_are_one_feature(tmp_path: Path) -> None:
    mixed = shapely.GeometryCollection([HOUSE, SHED, Point(WEST_M, NORTH_M)])
    table, _ = read_vector(written(tmp_path / "a.gpkg", [mixed]), CRS)
    assert table.geometry.iloc[0].equals(MultiPolygon([HOUSE, SHED]))


def test_the_only_layer_of_polygons_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    for name, shape in {"trees": Point(WEST_M, NORTH_M), "houses": HOUSE}.items():
        pyogrio.write_dataframe(geopandas.GeoDataFrame(geometry=[shape], crs=CRS), path, layer=name)
    assert len(read_vector(path, CRS)[0]) == 1
    assert "(trees, houses)" in refusal(lambda: read_vector(path, CRS, shapes="any"))


def test_several_layers_of_polygons_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    for name in ("old", "new"):
        pyogrio.write_dataframe(geopandas.GeoDataFrame(geometry=[HOUSE], crs=CRS), path, layer=name)
    assert "several layers may be meant (old, new)" in refusal(lambda: read_vector(path, CRS))


def test_missing_column_names_those_there(tmp_path: Path) -> None:
    path = written(tmp_path / "a.gpkg", [HOUSE], Funktion=["x"], nr=[1])
    text = refusal(lambda: read_vector(path, CRS, columns=["funktion"]), RunFileProblem)
    assert text.endswith("its columns are Funktion, nr; did you mean Funktion?")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "there is no such file"),
        (b"", "the file is empty"),
        (b"hello" * 500, "cannot be read as a vector file"),
    ],
)
def test_what_is_no_vector_file(tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "a.gpkg"
    if content is not None:
        path.write_bytes(content)
    assert said in refusal(lambda: read_vector(path, CRS))


def test_a_folder_is_no_vector_file(tmp_path: Path) -> None:
    assert "this is a folder" in refusal(lambda: read_vector(tmp_path, CRS))


def test_a_reference_to_another_file_is_not_followed(tmp_path: Path) -> None:
    source = written(tmp_path / "true.gpkg", [HOUSE])
    path = tmp_path / "a.gpkg"
    path.write_text(
        '<OGRVRTDataSource><OGRVRTLayer name="true">'
        f"<SrcDataSource>{source}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    )
    assert "cannot be read as a vector file" in refusal(lambda: read_vector(path, CRS))


def test_damaged_files(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    shapes = [HOUSE, SHED] * 200
    for name in ("a.gpkg", "a.shp", "a.geojson"):
        path = written(tmp_path / name, shapes)
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2])
        said = refusal(lambda path=path: read_vector(path, CRS))
        assert "cannot be read" in said or "truncated" in said
    assert capfd.readouterr() == ("", "")


def test_a_geopackage_that_another_program_writes_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "a.gpkg", [HOUSE])

    def locked(*given: object) -> None:
        raise DataSourceError("sqlite3_prepare_v2(...) failed: database is locked")

    # With a true lock SQLite waits for ten seconds.
    monkeypatch.setattr(pyogrio, "list_layers", locked)
    assert "another program has it open for writing" in refusal(lambda: read_vector(path, CRS))


def test_shapefile_without_its_siblings(tmp_path: Path) -> None:
    written(tmp_path / "a.shp", [HOUSE])
    (tmp_path / "b").mkdir()
    shutil.copy(tmp_path / "a.shp", tmp_path / "b" / "a.shp")
    assert ".shx" in refusal(lambda: read_vector(tmp_path / "b" / "a.shp", CRS))
    (tmp_path / "a.prj").unlink()
    assert ".prj is missing" in refusal(lambda: read_vector(tmp_path / "a.shp", CRS))


def test_file_without_features_of_use(tmp_path: Path) -> None:
    points = written(tmp_path / "p.gpkg", [Point(WEST_M, NORTH_M)])
    assert "it holds no polygon" in refusal(lambda: read_vector(points, CRS))
    empty = tmp_path / "e.geojson"
    empty.write_text(json.dumps({"type": "FeatureCollection", "features": []}))
    assert "it holds no" in refusal(lambda: read_vector(empty, CRS, shapes="any"))


def test_ring_that_is_not_closed_is_left_out_without_words_on_the_terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.geojson"
    corners = [[7.2, 51.5], [7.3, 51.5], [7.3, 51.6]]
    features = [
        {
            "type": "Feature",
            "properties": {},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for ring in (corners, [*corners, corners[0]])
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    table, origin = read_vector(path, CRS)
    assert table.index.tolist() == [1]
    assert origin.numbers == {"empty_features": 1}
    assert capfd.readouterr() == ("", "")


def test_coordinates_that_do_not_exist(tmp_path: Path) -> None:
    path = written(tmp_path / "a.gpkg", [box(370000, 5700000, 370100, 5700100)], "EPSG:4326")
    assert "do not exist in EPSG:25832" in refusal(lambda: read_vector(path, CRS))


def test_features_beyond_the_grid_are_refused_with_both_extents(tmp_path: Path) -> None:
    table, _ = read_vector(written(tmp_path / "a.gpkg", [HOUSE]), CRS)
    grid = Grid(CRS, WEST_M, NORTH_M, 1.0, 8, 10)
    check_meets("a.gpkg", table, grid)
    far = Grid(CRS, WEST_M + 1000, NORTH_M, 1.0, 8, 10)
    assert "375001.0, 5710996.0" in refusal(lambda: check_meets("a.gpkg", table, far))


def test_footprints_of_gelsenkirchen(shared_data: Path) -> None:
    path = shared_data / "gelsenkirchen_lod2_370_5713" / "gebaeude_lod2.gpkg"
    table, origin = read_vector(path, CRS, columns=["gml_id"])
    assert len(table) == table["gml_id"].nunique() == 264
    assert origin.notes == ()


def test_houses_of_gothenburg_move_without_losing_area(shared_data: Path) -> None:
    path = shared_data / "goteborg_demo" / "buildings.shp"
    own, _ = read_vector(path, "EPSG:3007")
    moved, origin = read_vector(path, "EPSG:3006")
    assert origin.notes == (notes.REPROJECTED, notes.GEOMETRY_MENDED)
    # Lengths of the national and the local projection differ by some 0.04 %.
    np.testing.assert_allclose(moved.area, own.area, rtol=2e-3)
