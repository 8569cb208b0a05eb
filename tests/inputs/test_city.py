"""The City: every layer from a file, a number or a class, on one grid, with its origin."""

from __future__ import annotations

import numpy as np
import pytest
from rasterio.transform import Affine

from herne_schwamm.city.city import CLOSED, FIXED_LEVEL, LAYER_UNITS, OPEN, LayerOrigin
from herne_schwamm.city.units import UNIT_COLUMNS
from herne_schwamm.inputs import notes
from herne_schwamm.inputs.city import read_city
from herne_schwamm.problems import InputProblem, Problem, RunFileProblem
from herne_schwamm.tables import surface_classes

from .making import NORTH_M, WEST_M, Project, plane

LAWN = surface_classes()["lawn"]
ASPHALT = surface_classes()["asphalt"]


def refusal(project: Project, kind: type[Problem] = InputProblem) -> str:
    with pytest.raises(kind) as caught:
        project.read_city()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_every_layer_with_its_unit(project: Project) -> None:
    city = project.read_city()
    assert {name: array.attrs["units"] for name, array in city.layers.items()} == LAYER_UNITS
    assert all(array.dims == ("y", "x") for array in city.layers.values())
    assert city.layers["y"].values[0] > city.layers["y"].values[-1]
    assert city.inside.all()
    assert city.area_m2 == 80.0


def test_properties_default_to_those_of_the_class(project: Project) -> None:
    city = project.read_city()
    assert np.all(city.layer("surface_class") == LAWN.code)
    assert np.all(city.layer("sealing") == np.float32(LAWN.sealing))
    assert np.all(city.layer("manning_n_s_m13") == np.float32(LAWN.manning_n_s_m13))
    assert city.origins["surface_class"] == LayerOrigin("class", "lawn")
    assert city.origins["soil"] == LayerOrigin("class", "loam")
    assert city.origins["sealing"] == LayerOrigin("table", "surface_classes")
    assert city.origins["depression_storage_mm"] == LayerOrigin("table", "surface_classes")


def test_numbers_take_the_place_of_layers(project: Project) -> None:
    project.city |= {"sealing": "0.6", "manning_n_s_m13": "0.03"}
    city = project.read_city()
    assert np.all(city.layer("sealing") == np.float32(0.6))
    assert np.all(city.layer("manning_n_s_m13") == np.float32(0.03))
    assert city.origins["sealing"] == LayerOrigin("number", "0.6")


def test_depression_storage_overrides_both_columns(project: Project) -> None:
    project.city["depression_storage_mm"] = "1.5"
    city = project.read_city()
    assert city.units["depression_sealed_mm"].tolist() == [1.5]
    assert city.units["depression_pervious_mm"].tolist() == [1.5]
    assert city.origins["depression_storage_mm"] == LayerOrigin("number", "1.5")


def test_files_become_layers(project: Project) -> None:
    cover = np.full((8, 10), ASPHALT.code, dtype=np.int16)
    cover[4:] = LAWN.code
    share = np.linspace(0, 1, 80, dtype=np.float32).reshape(8, 10)
    project.raster("cover.tif", cover)
    project.raster("sealing.tif", share)
    project.raster("soil.tif", np.full((8, 10), 3, dtype=np.uint8), nodata=0)
    project.city |= {
        "land_cover": '"../rasters/cover.tif"',
        "sealing": '"../rasters/sealing.tif"',
        "soil": '"../rasters/soil.tif"',
    }
    city = project.read_city()
    np.testing.assert_array_equal(city.layer("surface_class"), cover)
    np.testing.assert_array_equal(city.layer("sealing"), share)
    assert np.all(city.layer("soil") == 3)
    assert city.origins["sealing"] == LayerOrigin("file", "sealing.tif")
    assert tuple(city.units.columns) == UNIT_COLUMNS
    assert city.units["area_m2"].tolist() == [40.0, 40.0]
    assert city.connections.empty


def test_outside_cells_belong_to_nothing(project: Project) -> None:
    values = plane()
    values[:, :2] = -9999.0
    project.raster("terrain.tif", values)
    city = project.read_city()
    outside = ~city.inside
    assert np.count_nonzero(outside) == 16
    assert np.all(city.layer("unit_id")[outside] == -1)
    assert np.all(city.layer("surface_class")[outside] == 0)
    assert np.isnan(city.layer("sealing")[outside]).all()
    assert city.units["area_m2"].sum() == 64.0


def test_finer_layer_is_averaged_and_said(project: Project) -> None:
    project.raster("s.tif", np.tile(np.array([0, 1], dtype=np.float32), (16, 10)), cell_size_m=0.5)
    project.city["sealing"] = '"../rasters/s.tif"'
    city = project.read_city()
    np.testing.assert_allclose(city.layer("sealing"), 0.5)
    assert city.origins["sealing"].notes == (notes.AVERAGED,)


def test_gap_in_a_layer_names_share_and_place(project: Project) -> None:
    share = np.full((8, 10), 0.5, dtype=np.float32)
    share[3, 4:8] = np.nan
    project.raster("s.tif", share)
    project.city["sealing"] = '"../rasters/s.tif"'
    text = refusal(project)
    assert "5.000 %" in text
    assert "x = 375004.5, y = 5710996.5" in text


def test_layer_that_ends_before_the_city(project: Project) -> None:
    project.raster("c.tif", np.full((8, 9), LAWN.code, dtype=np.uint8), nodata=0)
    project.city["land_cover"] = '"../rasters/c.tif"'
    assert "10.000 % of the city (8 cells)" in refusal(project)


def test_gap_outside_the_city_does_not_matter(project: Project) -> None:
    values, share = plane(), np.full((8, 10), 0.5, dtype=np.float32)
    values[0], share[0] = -9999.0, -9999.0
    project.raster("terrain.tif", values)
    project.raster("s.tif", share)
    project.city["sealing"] = '"../rasters/s.tif"'
    assert np.count_nonzero(project.read_city().inside) == 70


def test_layer_elsewhere_names_both_extents(project: Project) -> None:
    transform = Affine(1, 0, WEST_M + 500, 0, -1, NORTH_M)
    project.raster("s.tif", np.zeros((8, 10), dtype=np.float32), transform=transform)
    project.city["sealing"] = '"../rasters/s.tif"'
    text = refusal(project)
    assert "375500.0" in text
    assert "375000.0" in text


@pytest.mark.parametrize("value", [-0.5, 1.5, 3.0e38])
def test_sealing_that_is_no_share(project: Project, value: float) -> None:
    share = np.full((8, 10), 0.5, dtype=np.float32)
    share[1, 2] = value
    project.raster("s.tif", share)
    project.city["sealing"] = '"../rasters/s.tif"'
    text = refusal(project)
    assert "x = 375002.5, y = 5710998.5" in text
    assert "0 to 1" in text


def test_sealing_with_rounding_above_one_is_clipped(project: Project) -> None:
    project.raster("s.tif", np.full((8, 10), 1.0000001, dtype=np.float32))
    project.city["sealing"] = '"../rasters/s.tif"'
    assert np.all(project.read_city().layer("sealing") == 1.0)


def test_unknown_codes_are_listed_with_cells_and_share(project: Project) -> None:
    cover = np.full((8, 10), LAWN.code, dtype=np.int16)
    cover[0, :4], cover[1, 0] = 77, 311
    project.raster("c.tif", cover)
    project.city["land_cover"] = '"../rasters/c.tif"'
    text = refusal(project)
    assert "77 (4 = 5.00 %), 311 (1 = 1.25 %)" in text


def test_codes_that_are_no_whole_numbers(project: Project) -> None:
    project.raster("c.tif", np.full((8, 10), 1.5, dtype=np.float32))
    project.city["land_cover"] = '"../rasters/c.tif"'
    assert "1.5 (80 = 100.00 %)" in refusal(project)


def test_roughness_that_cannot_be(project: Project) -> None:
    project.raster("n.tif", np.full((8, 10), 30.0, dtype=np.float32))
    project.city["manning_n_s_m13"] = '"../rasters/n.tif"'
    assert "manning_n_s_m13 is 30" in refusal(project)


def test_soil_is_needed_where_water_enters(project: Project) -> None:
    del project.city["soil"]
    text = refusal(project, RunFileProblem)
    assert "city.soil is missing, but 80 cells" in text


def test_soil_of_a_sealed_city_is_loam_and_said(project: Project) -> None:
    del project.city["soil"]
    project.city["sealing"] = "1"
    city = project.read_city()
    assert city.origins["soil"] == LayerOrigin("class", "loam", (notes.SEALED_EVERYWHERE,))
    assert np.unique(city.layer("soil")).tolist() == [4]


@pytest.mark.parametrize(("edges", "kind"), [("open", OPEN), ("closed", CLOSED)])
def test_edge_of_a_full_raster_is_its_frame(project: Project, edges: str, kind: int) -> None:
    project.city["edges"] = f'"{edges}"'
    edge = project.read_city().layer("edge")
    assert np.all(edge[1:-1, 1:-1] == 0)
    assert np.count_nonzero(edge == kind) == 2 * 10 + 2 * 6


def test_edge_follows_the_outside(project: Project) -> None:
    values = plane()
    values[:3, :3] = -9999.0
    project.raster("terrain.tif", values)
    edge = project.read_city().layer("edge")
    assert np.all(edge[:3, :3] == 0)
    assert edge[3, 1] == OPEN
    assert edge[1, 3] == OPEN
    # By a corner only: no water passes there.
    assert edge[3, 3] == 0


def test_edge_raster_overrides_on_the_edge(project: Project) -> None:
    kinds = np.zeros((8, 10), dtype=np.uint8)
    kinds[0], kinds[7, :5] = CLOSED, FIXED_LEVEL
    project.raster("e.tif", kinds, nodata=None)
    project.city |= {"edge": '"../rasters/e.tif"', "edge_level_m": "51"}
    city = project.read_city()
    edge, level = city.layer("edge"), city.layer("edge_level_m")
    assert np.all(edge[0] == CLOSED)
    assert np.all(edge[7, :5] == FIXED_LEVEL)
    assert np.all(edge[1:, 9] == OPEN)
    assert np.all(level[edge == FIXED_LEVEL] == 51)
    assert np.isnan(level[edge != FIXED_LEVEL]).all()
    assert city.origins["edge"].notes == ()


def test_edge_raster_counts_on_the_edge_only_and_says_so(project: Project) -> None:
    project.raster("e.tif", np.full((8, 10), CLOSED, dtype=np.uint8), nodata=None)
    project.city["edge"] = '"../rasters/e.tif"'
    city = project.read_city()
    assert np.all(city.layer("edge")[1:-1, 1:-1] == 0)
    assert city.origins["edge"].notes == (notes.EDGE_CELLS_ONLY,)


def test_marks_of_single_cells_survive_a_coarser_resolution(project: Project) -> None:
    project.raster("terrain.tif", plane(12, 12))
    kinds = np.zeros((12, 12), dtype=np.uint8)
    kinds[0], kinds[:, 11], kinds[11, 4] = CLOSED, OPEN, FIXED_LEVEL
    kinds[11, 5:7] = CLOSED
    project.raster("e.tif", kinds, nodata=None)
    project.city |= {
        "resolution_m": "4",
        "edges": '"closed"',
        "edge": '"../rasters/e.tif"',
        "edge_level_m": "51",
    }
    city = project.read_city()
    assert city.layer("edge").tolist() == [
        [CLOSED, CLOSED, OPEN],
        [CLOSED, 0, OPEN],
        [CLOSED, FIXED_LEVEL, OPEN],
    ]
    assert city.origins["edge"].notes == (notes.GREATEST_CODE,)


def test_marks_in_cells_that_fall_out_of_the_city_go_to_their_neighbours(project: Project) -> None:
    # Of the fourth column of cells of 3 m only a third is terrain: it lies outside.
    project.raster("terrain.tif", plane(9, 10))
    kinds = np.zeros((9, 10), dtype=np.uint8)
    kinds[3:6, 9] = CLOSED
    project.raster("e.tif", kinds, nodata=None)
    project.city |= {"resolution_m": "3", "edge": '"../rasters/e.tif"'}
    city = project.read_city()
    assert not city.inside[:, 3].any()
    assert city.layer("edge").tolist() == [
        [OPEN, OPEN, OPEN, 0],
        [OPEN, 0, CLOSED, 0],
        [OPEN, OPEN, OPEN, 0],
    ]


def test_edge_kind_that_does_not_exist(project: Project) -> None:
    project.raster("e.tif", np.full((8, 10), 4, dtype=np.uint8), nodata=None)
    project.city["edge"] = '"../rasters/e.tif"'
    assert "edge is 4 at x = 375000.5, y = 5710999.5" in refusal(project)


def test_fixed_level_without_level(project: Project) -> None:
    project.raster("e.tif", np.full((8, 10), FIXED_LEVEL, dtype=np.uint8), nodata=None)
    project.city["edge"] = '"../rasters/e.tif"'
    text = refusal(project, RunFileProblem)
    assert "e.tif" in text
    assert "city.edge_level_m" in text


def test_fixed_level_raster_with_a_gap_on_the_edge(project: Project) -> None:
    level = np.full((8, 10), 51.0, dtype=np.float32)
    level[3:5, 3:5] = np.nan
    project.raster("e.tif", np.full((8, 10), FIXED_LEVEL, dtype=np.uint8), nodata=None)
    project.raster("l.tif", level)
    project.city |= {"edge": '"../rasters/e.tif"', "edge_level_m": '"../rasters/l.tif"'}
    assert np.nanmax(project.read_city().layer("edge_level_m")) == 51.0
    level[0, 5] = np.nan
    project.raster("l.tif", level)
    assert "edge_level_m is missing" in refusal(project)


def test_reading_twice_gives_the_same_bytes(project: Project) -> None:
    project.city["resolution_m"] = "0.7"
    first, second = project.read_city(), project.read_city()
    for name in LAYER_UNITS:
        assert first.layer(name).tobytes() == second.layer(name).tobytes()


def test_shared_city_centre_is_read_through_the_data_prefix(
    project: Project, shared_data: object
) -> None:
    project.city |= {
        "crs": '"EPSG:27700"',
        "terrain": '"data:newcastle_centre_2m/NewcastleCentreDEM_2m.img"',
        "land_cover": '"asphalt"',
        "manning_n_s_m13": "0.03",
        "edges": '"closed"',
    }
    city = read_city(project.read(data_folder=shared_data))
    assert city.grid.shape == (195, 342)
    assert city.grid.crs == "EPSG:27700"
    assert city.inside.all()
    assert city.area_m2 == 684 * 390
    assert city.origins["terrain_m"] == LayerOrigin("file", "NewcastleCentreDEM_2m.img")


def test_roofs_without_any_building_are_told(project: Project) -> None:
    codes = np.full((8, 10), 2, dtype=np.uint8)
    codes[0, :3] = surface_classes()["roof"].code
    project.raster("cover.tif", codes, nodata=0)
    project.city["land_cover"] = '"../rasters/cover.tif"'
    origin = project.read_city().origins["surface_class"]
    assert notes.ROOFS_WITHOUT_BUILDING in origin.notes
    assert origin.numbers["roof_cells"] == 3
