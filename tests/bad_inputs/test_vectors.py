"""Bad vector files (8, 9, 41, 42 in part, 44 of the list of bad inputs)."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from shapely.geometry import LineString, Point, Polygon, box

from .projects import NORTH_M, WEST_M, Project, accepted, answer, refused, write_run_file
from .seeds import HOUSES, write_features

BOW_TIE = Polygon([(WEST_M + x, NORTH_M - y) for x, y in ((1, 1), (6, 6), (6, 1), (1, 6))])


def give(project: Project, shapes: list[object], name: str = "h.gpkg", **more: object) -> Path:
    project.city["buildings"] = f'"../rasters/{name}"'
    return write_features(project.folder / "rasters" / name, shapes, **more)


def test_01_empty_vector_file(project: Project) -> None:
    give(project, HOUSES).write_bytes(b"")
    refused(project, "h.gpkg", "leer")


def test_citygml_is_not_read_and_told_so(project: Project) -> None:
    (project.folder / "rasters" / "LoD2.gml").write_text("<CityModel/>", encoding="utf-8")
    project.city["buildings"] = '"../rasters/LoD2.gml"'
    refused(project, "LoD2.gml", "CityGML", "GeoPackage")


@pytest.mark.parametrize("share", [0.001, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_08_truncated_geopackage(project: Project, share: float) -> None:
    path = give(project, HOUSES)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    refused(project, "h.gpkg")


def test_09_view_that_loads_a_library_is_not_run(project: Project) -> None:
    path = give(project, HOUSES)
    with sqlite3.connect(path) as base:
        base.execute("UPDATE gpkg_contents SET table_name = 'evil' WHERE table_name = 'h'")
        base.execute("UPDATE gpkg_geometry_columns SET table_name = 'evil' WHERE table_name = 'h'")
        base.execute("CREATE VIEW evil AS SELECT load_extension('x') AS fid, geom FROM h")
    base.close()
    refused(project, "h.gpkg")


def test_04_vrt_disguised_as_geopackage(project: Project) -> None:
    hidden = give(project, HOUSES, "hidden.gpkg")
    (project.folder / "rasters" / "h.gpkg").write_text(
        f'<OGRVRTDataSource><OGRVRTLayer name="h"><SrcDataSource>{hidden}</SrcDataSource>'
        "<SrcLayer>hidden</SrcLayer></OGRVRTLayer></OGRVRTDataSource>",
        encoding="utf-8",
    )
    project.city["buildings"] = '"../rasters/h.gpkg"'
    refused(project, "h.gpkg")


def test_17_no_reference_system(project: Project) -> None:
    give(project, HOUSES, "h.shp").with_suffix(".prj").unlink()
    refused(project, "h.shp", ".prj")


def test_17_reference_system_that_is_no_text(project: Project) -> None:
    path = give(project, HOUSES, "h.shp").with_suffix(".prj")
    content = bytearray(path.read_bytes())
    place = content.index(b"ETRS")
    content[place : place + 2] = b"\x86\xff"
    path.write_bytes(content)
    refused(project, "h.shp", ".prj")


def test_shapefile_without_its_table(project: Project) -> None:
    give(project, HOUSES, "h.shp").with_suffix(".shx").unlink()
    refused(project, "h.shp", ".shx")


def test_28_buildings_of_another_city(project: Project) -> None:
    give(project, [box(WEST_M + 9000, NORTH_M, WEST_M + 9010, NORTH_M + 10)])
    refused(project, "h.gpkg", "384000.0")


def test_41_bow_tie_is_repaired_and_told(project: Project) -> None:
    give(project, [BOW_TIE])
    accepted(project, "Objekte mit ungültiger Geometrie berichtigt: 1")


def test_42_zero_area_and_slivers_are_left_out_and_told(project: Project) -> None:
    line = Polygon(
        [(WEST_M + 1, NORTH_M - 1), (WEST_M + 5, NORTH_M - 1), (WEST_M + 1, NORTH_M - 1)]
    )
    sliver = box(WEST_M + 1, NORTH_M - 7.001, WEST_M + 9, NORTH_M - 7.0)
    give(project, [HOUSES[0], line, sliver])
    accepted(project, "Objekte ohne brauchbare Geometrie weggelassen: 1", "ohne Zellmittelpunkt")


def test_42_empty_geopackage(project: Project) -> None:
    give(project, HOUSES)
    with sqlite3.connect(project.folder / "rasters" / "h.gpkg") as base:
        base.execute("DROP TRIGGER IF EXISTS rtree_h_geom_delete")
        for (name,) in base.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'h'"
        ).fetchall():
            base.execute(f'DROP TRIGGER "{name}"')
        base.execute("DELETE FROM h")
    base.close()
    refused(project, "h.gpkg", "kein Polygon")


def test_42_heights_of_the_corners_are_ignored(project: Project) -> None:
    corners = [(x, y, 60.0) for x, y in HOUSES[0].exterior.coords]
    give(project, [Polygon(corners)])
    accepted(project, "1 Gebäude")


def test_42_corner_that_is_no_number(project: Project) -> None:
    ring = [[7.19, 51.5], [None, 51.6], [7.2, 51.5]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    features = [{"type": "Feature", "properties": {}, "geometry": shape}]
    path = project.folder / "rasters" / "h.geojson"
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8"
    )
    project.city["buildings"] = '"../rasters/h.geojson"'
    refused(project, "h.geojson")


def test_44_duplicate_ids_are_numbered_and_told(project: Project) -> None:
    give(project, HOUSES, gml_id=["a", "a"])
    project.city["building_id"] = '"gml_id"'
    write_run_file(project)
    code, out, err = answer("check", project.file)
    assert (code, "a (2)" in out) == (0, True), err


def test_44_mixed_geometry(project: Project) -> None:
    give(project, [HOUSES[0], Point(WEST_M + 1, NORTH_M - 1), LineString([(0, 0), (1, 1)])])
    accepted(project, "Objekte ohne brauchbare Geometrie weggelassen: 2")


def test_44_points_instead_of_polygons(project: Project) -> None:
    give(project, [Point(WEST_M + 1, NORTH_M - 1)])
    refused(project, "h.gpkg", "kein Polygon")


def test_44_huge_number_of_vertices(project: Project) -> None:
    turn = np.linspace(0.0, 2.0 * np.pi, 200_000, endpoint=False)
    radius = 3.0 + 0.5 * np.sin(turn * 1000)
    ring = np.column_stack(
        [WEST_M + 5 + radius * np.cos(turn), NORTH_M - 4 + radius * np.sin(turn)]
    )
    give(project, [Polygon(ring)])
    write_run_file(project)
    assert answer("check", project.file, "--quiet")[0] == 0


def test_mistyped_column(project: Project) -> None:
    give(project, HOUSES, funktion=["a", "b"])
    project.city["building_use"] = '"funkton"'
    refused(project, "h.gpkg", "funktion", code=2)


def test_umlauts_in_names_of_files_and_columns_work(project: Project) -> None:
    give(project, HOUSES, "Gebäude Süd.gpkg", Gebäudenutzung=["Schule", "Wöhnhaus"])
    project.city["building_use"] = '"Gebäudenutzung"'
    accepted(project, "Gebäude Süd.gpkg")
