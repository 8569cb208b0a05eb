"""Buildings: polygons, a raster of heights, or a surface model without its crowns."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyogrio
import pytest
from numpy.typing import NDArray
from rasterio.transform import Affine
from shapely.geometry import MultiPolygon, box

from herne_schwamm.city.city import NO_BUILDING, LayerOrigin
from herne_schwamm.inputs import notes
from herne_schwamm.inputs.building_heights import medians, opened
from herne_schwamm.inputs.buildings import Buildings, read_buildings
from herne_schwamm.inputs.layers import Place
from herne_schwamm.inputs.run_file_city import CityPart
from herne_schwamm.inputs.run_file_paths import PathRules
from herne_schwamm.inputs.terrain import Terrain, read_terrain
from herne_schwamm.problems import Problem
from herne_schwamm.tables import surface_classes

from .making import NODATA, NORTH_M, WEST_M, Project

ROWS, COLUMNS = 20, 30
Heights = NDArray[np.float32]


def house(x: float, y: float, width: float, height: float) -> Any:
    """A rectangle whose north-western corner lies x east and y south of the city's."""
    return box(WEST_M + x, NORTH_M - y - height, WEST_M + x + width, NORTH_M - y)


def read(project: Project, **city: str) -> Buildings:
    project.raster("terrain.tif", np.full((ROWS, COLUMNS), 50.0, dtype=np.float32))
    return read_again(project, **city)


def read_again(project: Project, **city: str) -> Buildings:
    project.city |= city
    part = project.read().city
    terrain = read_terrain(part)
    return read_buildings(part, terrain, Place(terrain.grid, np.isfinite(terrain.values_m)))


def polygons(project: Project, shapes: list[Any], **columns: Any) -> str:
    table = geopandas.GeoDataFrame(columns, geometry=shapes, crs="EPSG:25832")
    pyogrio.write_dataframe(table, project.folder / "rasters" / "houses.gpkg")
    return '"../rasters/houses.gpkg"'


def heights(project: Project, values: Heights, name: str = "heights.tif", **options: Any) -> str:
    project.raster(name, values, **options)
    return f'"../rasters/{name}"'


def refusal(project: Project, **city: str) -> str:
    with pytest.raises(Problem) as caught:
        read(project, **city)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def flat() -> Heights:
    return np.zeros((ROWS, COLUMNS), dtype=np.float32)


def test_no_buildings(project: Project) -> None:
    found = read(project)
    assert np.all(found.building == NO_BUILDING)
    assert found.building.dtype == np.int32
    assert list(found.table.columns) == ["id", "use", "height_m", "geometry"]
    assert found.table.empty
    assert found.origin == LayerOrigin("class", "none")


def test_cells_whose_centre_lies_inside_belong_to_a_polygon(project: Project) -> None:
    shapes = [house(1.4, 2.4, 3.2, 4.2), MultiPolygon([house(10, 2, 3, 3), house(15, 2, 3, 3)])]
    found = read(project, buildings=polygons(project, shapes))
    expected = np.full((ROWS, COLUMNS), NO_BUILDING)
    expected[2:7, 1:5] = 0
    expected[2:5, 10:13] = 1
    expected[2:5, 15:18] = 1
    np.testing.assert_array_equal(found.building, expected)
    assert found.table["id"].tolist() == ["1", "2"]
    assert found.table["use"].tolist() == ["", ""]
    assert found.table["height_m"].isna().all()
    assert found.table.crs == "EPSG:25832"
    assert found.origin == LayerOrigin(
        "file", "houses.gpkg", (notes.BUILDINGS_COUNTED,), {"buildings": 2}
    )


def test_the_first_of_overlapping_polygons_keeps_the_cell(project: Project) -> None:
    found = read(project, buildings=polygons(project, [house(1, 1, 4, 4), house(3, 3, 4, 4)]))
    assert found.building[3, 3] == found.building[4, 4] == 0
    assert found.building[5, 5] == 1


def test_polygons_without_a_cell_are_left_out_and_the_rest_numbered_anew(project: Project) -> None:
    shapes = [
        house(-50, 1, 4, 4),
        house(1, 1, 4, 4),
        house(2, 2, 2, 2),  # hidden by the one before
        house(9.6, 9.6, 0.3, 0.3),
        house(12, 1, 4, 4),
    ]
    found = read(project, buildings=polygons(project, shapes))
    assert found.table["id"].tolist() == ["2", "5"]
    assert found.table.index.tolist() == [0, 1]
    assert np.unique(found.building).tolist() == [NO_BUILDING, 0, 1]
    assert found.building[2, 13] == 1
    assert found.origin.notes == (notes.BUILDINGS_WITHOUT_CELL, notes.BUILDINGS_COUNTED)
    assert found.origin.numbers == {"buildings_without_cell": 3, "buildings": 2}


def test_cells_outside_the_city_belong_to_no_building(project: Project) -> None:
    values = np.full((ROWS, COLUMNS), 50.0, dtype=np.float32)
    values[:, :3] = NODATA
    project.raster("terrain.tif", values)
    found = read_again(project, buildings=polygons(project, [house(0, 0, 6, 4), house(0, 6, 3, 3)]))
    assert np.all(found.building[:, :3] == NO_BUILDING)
    assert np.count_nonzero(found.building == 0) == 12
    assert found.table["id"].tolist() == ["1"]


def test_id_and_use_come_from_their_columns(project: Project) -> None:
    source = polygons(
        project,
        [house(1, 1, 3, 3), house(6, 1, 3, 3), house(11, 1, 3, 3)],
        oid=["DENW1", None, " DENW3 "],
        fn=[1000.0, np.nan, 2463.0],
    )
    found = read(project, buildings=source, building_id='"oid"', building_use='"fn"')
    assert found.table["id"].tolist() == ["DENW1", "2", "DENW3"]
    assert found.table["use"].tolist() == ["1000", "", "2463"]
    assert "did you mean oid?" in refusal(project, building_id='"OID_"')


@pytest.mark.parametrize("column", ["height_m", "hoehe", "HOEHE", "measuredHeight"])
def test_height_of_a_column(project: Project, column: str) -> None:
    shapes = [house(1, 1, 3, 3), house(6, 1, 3, 3), house(11, 1, 3, 3)]
    source = polygons(project, shapes, **{column: [7.5, -999.0, np.nan]})
    found = read(project, buildings=source)
    np.testing.assert_array_equal(found.table["height_m"], [7.5, np.nan, np.nan])


def test_height_of_the_surface_model_goes_before_that_of_a_column(project: Project) -> None:
    surface = flat() + np.float32(50.0)
    surface[1:4, 1:4] = 58.0
    surface[1, 1] = 90.0  # a mast on the roof
    source = polygons(project, [house(1, 1, 3, 3)], hoehe=[3.0])
    found = read(project, buildings=source, surface_model=heights(project, surface))
    assert found.table["height_m"].tolist() == [8.0]


def test_buildings_that_do_not_stand_out_of_the_surface_model_are_told(project: Project) -> None:
    surface = flat() + np.float32(50.0)
    surface[1:4, 1:4], surface[1:4, 6:9], surface[1:4, 11:14] = 58.0, 49.7, 50.4
    source = polygons(project, [house(n, 1, 3, 3) for n in (1, 6, 11)])
    found = read(project, buildings=source, surface_model=heights(project, surface))
    assert found.table["height_m"].tolist() == pytest.approx([8.0, 0.0, 0.4], abs=1e-5)
    assert found.origin.numbers["low_buildings"] == 2
    assert notes.BUILDINGS_LOW in found.origin.notes


def test_polygons_elsewhere_are_refused(project: Project) -> None:
    source = polygons(project, [house(1000, 1, 3, 3)])
    assert "does not meet that of the terrain" in refusal(project, buildings=source)


def test_heights_become_buildings_with_outlines_and_ids(project: Project) -> None:
    values = flat()
    values[2:6, 3:8] = 6.0
    values[2, 3] = 1.9
    values[10:14, 20:24] = 9.0
    found = read(project, buildings=heights(project, values))
    # As tables tell the place of a building.
    spots = [shape.representative_point() for shape in found.table.geometry]
    ids = [f"E{math.floor(spot.x)}N{math.floor(spot.y)}" for spot in spots]
    assert found.table["id"].tolist() == ids == ["E375005N5710995", "E375022N5710988"]
    assert found.table["height_m"].tolist() == [6.0, 9.0]
    np.testing.assert_array_equal(found.building == 1, values == 9.0)
    # A square of three by three does not fit into the corner that is cut.
    assert found.table.geometry.area.tolist() == [19.0, 16.0]
    assert found.table.geometry.iloc[1].equals(house(20, 10, 4, 4))
    assert found.origin.notes == (notes.BUILDINGS_COUNTED,)


def test_a_yard_is_no_part_of_its_building(project: Project) -> None:
    values = flat()
    values[2:14, 2:14] = 8.0
    values[6:9, 6:9] = 0.0
    found = read(project, buildings=heights(project, values))
    np.testing.assert_array_equal(found.building == 0, values == 8.0)
    assert len(found.table.geometry.iloc[0].interiors) == 1


def test_pieces_that_touch_by_a_corner_are_two_buildings(project: Project) -> None:
    values = flat()
    values[2:6, 2:6] = values[6:10, 6:10] = 5.0
    found = read(project, buildings=heights(project, values))
    assert len(found.table) == 2


def test_cables_masts_and_small_things_are_no_buildings(project: Project) -> None:
    values = flat()
    values[:, 3:5] = 30.0  # two cells wide
    values[np.arange(20), np.arange(20) + 8] = 25.0  # a diagonal
    values[15:18, 8:11] = 3.0  # 9 m2
    values[2:8, 24:29] = 61.0  # a crane
    found = read(project, buildings=heights(project, values))
    assert found.table.empty
    assert np.all(found.building == NO_BUILDING)
    assert found.origin.notes == (
        notes.BUILDINGS_TOO_HIGH,
        notes.BUILDINGS_NONE,
        notes.BUILDINGS_COUNTED,
    )
    assert found.origin.numbers == {"too_high_cells": 30, "buildings": 0}


def test_limits_of_height_are_those_of_the_run_file(project: Project) -> None:
    values = flat()
    values[2:8, 2:8] = 3.0
    values[2:8, 12:18] = 100.0
    source = heights(project, values)
    found = read(project, buildings=source, building_height_min_m="3.5")
    assert found.table.empty
    found = read(project, buildings=source, building_height_max_m="120.0")
    assert found.table["height_m"].tolist() == [100.0]


def test_gaps_mean_no_building(project: Project) -> None:
    values = np.full((ROWS, COLUMNS), NODATA, dtype=np.float32)
    values[2:8, 2:8] = 5.0
    found = read(project, buildings=heights(project, values))
    assert np.count_nonzero(found.building == 0) == 36


def test_heights_that_end_before_the_city_are_told(project: Project) -> None:
    values = flat()[: ROWS // 2]
    values[2:8, 2:8] = 5.0
    found = read(project, buildings=heights(project, values))
    assert notes.BUILDINGS_BEYOND in found.origin.notes
    assert found.origin.numbers["cells_beyond"] == (ROWS - ROWS // 2) * COLUMNS
    (doubt,) = notes.doubts([found.origin])
    assert str(doubt).startswith("heights.tif: ")


def test_finer_heights_count_from_half_a_cell(project: Project) -> None:
    values = np.zeros((2 * ROWS, 2 * COLUMNS), dtype=np.float32)
    values[4:13, 4:12] = 6.0  # the last row of cells is covered by half
    values[20:30, 21:31] = 6.0  # columns 10 and 15 by half
    found = read(project, buildings=heights(project, values, cell_size_m=0.5))
    assert np.count_nonzero(found.building == 0) == 5 * 4
    assert np.count_nonzero(found.building == 1) == 5 * 6
    assert found.table["height_m"].tolist() == [6.0, 6.0]
    assert found.origin.notes == (notes.AVERAGED, notes.BUILDINGS_COUNTED)


def test_large_cells_are_not_opened(project: Project) -> None:
    values = np.zeros((4, 6), dtype=np.float32)
    values[1, 1] = 6.0
    found = read(project, buildings=heights(project, values, cell_size_m=5.0), resolution_m="5.0")
    assert np.count_nonzero(found.building == 0) == 1


def test_a_column_means_nothing_for_a_raster(project: Project) -> None:
    text = refusal(project, buildings=heights(project, flat()), building_use='"fn"')
    assert text.startswith("city.building_use names a column, but heights.tif is a raster")


def surface_model(project: Project) -> tuple[dict[str, str], Heights, Heights]:
    standing = flat()
    standing[2:8, 2:10] = 7.0
    standing[12:18, 15:25] = 9.0
    crowns = flat()
    crowns[11:19, 14:26] = 9.0
    crowns[2:8, 2] = 1.5  # ivy
    surface = standing + np.float32(50.0)
    keys = {
        "surface_model": heights(project, surface, "dom.tif"),
        "canopy": heights(project, crowns, "crowns.tif"),
    }
    return keys, standing, crowns


def test_what_stands_out_of_the_terrain_and_is_no_crown_is_a_building(project: Project) -> None:
    keys, standing, _ = surface_model(project)
    found = read(project, **keys)
    np.testing.assert_array_equal(found.building == 0, standing == 7.0)
    assert found.table["height_m"].tolist() == [7.0]
    assert found.origin.source == "dom.tif"
    assert found.origin.numbers == {"buildings": 1}


def test_a_crown_hides_the_cells_beside_it(project: Project) -> None:
    keys, _, crowns = surface_model(project)
    crowns[:, 9] = 5.0
    keys["canopy"] = heights(project, crowns, "crowns.tif")
    found = read(project, **keys)
    assert np.all(found.building[2:8, 8:] == NO_BUILDING)
    assert np.all(found.building[2:8, 2:8] == 0)


def test_one_height_of_crowns_cannot_tell_trees_from_buildings(project: Project) -> None:
    keys, _, _ = surface_model(project)
    text = refusal(project, surface_model=keys["surface_model"], canopy="12.0")
    assert "dom.tif cannot tell buildings from trees" in text


def test_a_surface_model_below_the_terrain_is_refused(project: Project) -> None:
    keys, standing, _ = surface_model(project)
    keys["surface_model"] = heights(project, standing, "dom.tif")
    assert "lies more than 1 m below the terrain" in refusal(project, **keys)


def test_opening_keeps_what_holds_a_square_of_three() -> None:
    marks = np.zeros((9, 9), dtype=bool)
    marks[1:4, 1:4] = True
    marks[2, 4:] = True
    marks[6:8, :] = True
    expected = np.zeros_like(marks)
    expected[1:4, 1:4] = True
    np.testing.assert_array_equal(opened(marks), expected)


def test_medians_of_cells() -> None:
    building = np.array([[0, 0, 0, 1], [1, 2, NO_BUILDING, 0]], dtype=np.int32)
    values = np.array([[3.0, 1.0, 9.0, 5.0], [6.0, np.nan, 70.0, 4.0]])
    np.testing.assert_array_equal(medians(values, building, 3), [3.5, 5.5, np.nan])


def test_buildings_in_the_city(project: Project) -> None:
    roof, lawn = (surface_classes()[name].code for name in ("roof", "lawn"))
    project.raster("terrain.tif", np.full((ROWS, COLUMNS), 50.0, dtype=np.float32))
    cover = np.full((ROWS, COLUMNS), lawn, dtype=np.uint8)
    cover[1:5, 1:5] = 0  # unknown below the building
    cover[10, 10:12] = roof
    share = np.full((ROWS, COLUMNS), 0.25, dtype=np.float32)
    rough = np.full((ROWS, COLUMNS), 0.05, dtype=np.float32)
    share[1:5, 1:5] = rough[1:5, 1:5] = NODATA
    project.raster("cover.tif", cover, nodata=0)
    project.raster("sealing.tif", share)
    project.raster("rough.tif", rough)
    project.city |= {
        "buildings": polygons(project, [house(1, 1, 4, 4)]),
        "land_cover": '"../rasters/cover.tif"',
        "sealing": '"../rasters/sealing.tif"',
        "manning_n_s_m13": '"../rasters/rough.tif"',
        "canopy": "10.0",
    }
    (project.folder / "rasters" / "sites.geojson").write_text(
        '{"type": "FeatureCollection", "crs": {"type": "name", "properties": '
        '{"name": "urn:ogc:def:crs:EPSG::25832"}}, "features": [{"type": "Feature", '
        '"properties": {"kind": "Kita"}, "geometry": {"type": "Point", "coordinates": '
        f"[{WEST_M + 3}, {NORTH_M - 3}]}}}}]}}"
    )
    project.rest = '[sites]\nfile = "../rasters/sites.geojson"\n'
    city = project.read_city()
    built = city.layer("building") != NO_BUILDING
    assert np.count_nonzero(built) == 16
    assert np.all(city.layer("surface_class")[built] == roof)
    assert np.all(city.layer("sealing")[built] == 1.0)
    assert np.all(city.layer("sealing")[~built] == np.float32(0.25))
    assert np.isfinite(city.layer("manning_n_s_m13")).all()
    assert city.buildings["id"].tolist() == ["1"]
    assert city.sites[["name", "kind"]].to_numpy().tolist() == [
        ["Kindertagesstätte 1", "kindergarten"]
    ]
    assert city.origins["building"].source == "houses.gpkg"
    assert city.origins["canopy_height_m"] == LayerOrigin("number", "10")
    assert city.origins["sites"].source == "sites.geojson"
    assert notes.ROOFS_WITHOUT_BUILDING in city.origins["surface_class"].notes
    assert city.origins["surface_class"].numbers["roof_cells"] == 2


def real(folder: Path, **keys: Any) -> tuple[Buildings, Terrain]:
    content = {"land_cover": "lawn", "soil": "loam", **keys}
    part = CityPart.model_validate(content, context=PathRules(folder / "run.toml", folder))
    terrain = read_terrain(part)
    place = Place(terrain.grid, np.isfinite(terrain.values_m))
    return read_buildings(part, terrain, place), terrain


def overlap(one: Buildings, other: Buildings) -> float:
    """Area of both, of the area of either."""
    first, second = one.building != NO_BUILDING, other.building != NO_BUILDING
    return float(np.count_nonzero(first & second) / np.count_nonzero(first | second))


def test_dorsten_by_three_ways(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "dorsten_als_360_5721"
    terrain = "dgm1_32_360_5721_1_nw_lidar.tif"
    by_heights, _ = real(folder, terrain=terrain, buildings="gebaeudehoehe_1m.tif")
    by_surface, _ = real(
        folder,
        terrain=terrain,
        surface_model="dom1_32_360_5721_1_nw_lidar.tif",
        canopy="vegetationshoehe_1m.tif",
    )
    assert len(by_heights.table) == len(by_surface.table) == 13
    assert overlap(by_heights, by_surface) > 0.89
    # The outlines as polygons give back the same cells.
    outlines = tmp_path / "outlines.gpkg"
    pyogrio.write_dataframe(by_heights.table, outlines)
    content = {
        "terrain": terrain,
        "buildings": str(outlines),
        "building_id": "id",
        "land_cover": "lawn",
        "soil": "loam",
    }
    part = CityPart.model_validate(
        content, context=PathRules(folder / "run.toml", folder, None, allow_outside=True)
    )
    ground = read_terrain(part)
    by_polygons = read_buildings(part, ground, Place(ground.grid, np.isfinite(ground.values_m)))
    np.testing.assert_array_equal(by_polygons.building, by_heights.building)
    assert by_polygons.table["id"].tolist() == by_heights.table["id"].tolist()
    # Power lines cross the tile at 20 to 79 m: what is left of them is two masts below 11 m.
    for found in (by_heights, by_surface):
        assert found.origin.numbers["too_high_cells"] > 0
        assert found.table["height_m"].max() < 11.0


def test_dorsten_on_coarser_cells(shared_data: Path) -> None:
    folder = shared_data / "dorsten_als_360_5721"
    keys = {"terrain": "dgm1_32_360_5721_1_nw_lidar.tif", "buildings": "gebaeudehoehe_1m.tif"}
    fine, _ = real(folder, **keys)
    coarse, _ = real(folder, **keys, resolution_m=5.0)
    area_m2 = np.count_nonzero(fine.building != NO_BUILDING)
    coarse_m2 = 25.0 * np.count_nonzero(coarse.building != NO_BUILDING)
    assert abs(coarse_m2 - area_m2) < 0.1 * area_m2


def test_houses_of_gothenburg(shared_data: Path) -> None:
    folder = shared_data / "goteborg_demo"
    keys = {"crs": "EPSG:3007", "terrain": "DEM_KRbig.tif"}
    models = {"surface_model": "DSM_KRbig.tif", "canopy": "CDSM_KRbig.tif"}
    by_polygons, _ = real(folder, **keys, **models, buildings="buildings.shp", building_use="TYP")
    by_surface, _ = real(folder, **keys, **models)
    numbers = by_polygons.origin.numbers
    assert numbers["buildings"] + numbers["buildings_without_cell"] == 137
    assert set(by_polygons.table["use"]) == set("BHOSTUX")
    assert 10.0 < by_polygons.table["height_m"].median() < 20.0
    assert overlap(by_polygons, by_surface) > 0.85


def test_footprints_of_gelsenkirchen(project: Project, shared_data: Path) -> None:
    folder = shared_data / "gelsenkirchen_lod2_370_5713"
    transform = (1.0, 0.0, 369_990.0, 0.0, -1.0, 5_714_930.0)
    project.raster(
        "terrain.tif",
        np.full((1930, 1010), 40.0, dtype=np.float32),
        transform=Affine(*transform),
    )
    project.city |= {
        "buildings": '"data:gebaeude_lod2.gpkg"',
        "building_id": '"gml_id"',
        "building_use": '"funktion"',
    }
    part = project.read(data_folder=folder).city
    terrain = read_terrain(part)
    found = read_buildings(part, terrain, Place(terrain.grid, np.isfinite(terrain.values_m)))
    assert len(found.table) == 264
    assert found.table["id"].str.startswith("DENW").all()
    assert found.table["use"].str.startswith(("31001_", "51", "53")).all()
    # Masts of power lines (51002_1251) are among them.
    assert found.table["height_m"].between(0.4, 84.0).all()
    cells = np.bincount(found.building[found.building != NO_BUILDING], minlength=264)
    areas_m2 = found.table.geometry.area.to_numpy()
    assert abs(cells.sum() - areas_m2.sum()) < 0.005 * areas_m2.sum()


def test_ids_that_stand_twice_are_numbered(project: Project) -> None:
    shapes = [house(2 + 5 * place, 2, 3, 3) for place in range(4)]
    source = polygons(project, shapes, key=["a", "a", "a (2)", "a"])
    found = read(project, buildings=source, building_id='"key"')
    assert found.table["id"].tolist() == ["a", "a (3)", "a (2)", "a (4)"]
    assert notes.BUILDINGS_NUMBERED in found.origin.notes
    assert found.origin.numbers["twin_ids"] == 2


def test_heights_without_a_building_are_told(project: Project) -> None:
    flat = np.full((ROWS, COLUMNS), 1.0, dtype=np.float32)
    found = read(project, buildings=heights(project, flat))
    assert notes.BUILDINGS_NONE in found.origin.notes
    assert found.origin.numbers["buildings"] == 0


def test_heights_above_sea_level_with_trees_too_high_for_a_building_are_none(
    project: Project,
) -> None:
    values = np.full((40, 50), 45.0, dtype=np.float32)
    values[:, ::2] = 75.0
    assert "buildings cover 100 %" in refusal(project, buildings=heights(project, values))


def test_heights_above_sea_level_are_no_buildings(project: Project) -> None:
    terrain = np.full((ROWS, COLUMNS), 50.0, dtype=np.float32)
    text = refusal(project, buildings=heights(project, terrain))
    assert "buildings cover 100 % of the city" in text
    assert "above sea level" in text


def test_column_that_is_not_there_names_its_key(project: Project) -> None:
    source = polygons(project, [house(2, 2, 3, 3)], nutzart=["Wohnhaus"])
    text = refusal(project, buildings=source, building_use='"nutzung"')
    assert "no column nutzung, which the key city.building_use of the run file looks for" in text


def test_wrong_reference_system_is_told_with_both_names(project: Project) -> None:
    table = geopandas.GeoDataFrame(geometry=[house(2, 2, 3, 3)], crs="EPSG:25833")
    pyogrio.write_dataframe(table, project.folder / "rasters" / "houses.gpkg")
    text = refusal(project, buildings='"../rasters/houses.gpkg"')
    assert "does not meet that of the terrain" in text
    assert "the file says EPSG:25833, the run file says EPSG:25832" in text
    assert "correct its key crs" in text
