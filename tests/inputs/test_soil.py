"""Soil, conductivity and curve number: needed where water enters the ground, and only there."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import box

from herne_schwamm.city.city import NO_BUILDING, LayerOrigin
from herne_schwamm.city.grid import Grid
from herne_schwamm.inputs import notes
from herne_schwamm.inputs.layers import Place
from herne_schwamm.inputs.soil import (
    open_ground,
    read_conductivity,
    read_curve_number,
    read_soil,
)
from herne_schwamm.problems import InputProblem, Problem, RunFileProblem
from herne_schwamm.tables import soils
from herne_schwamm.tables.soil_textures import soil_textures_ka5

from .making import NORTH_M, WEST_M, Project

PLACE = Place(Grid("EPSG:25832", WEST_M, NORTH_M, 1.0, 8, 10), np.full((8, 10), True))
NO_BUILDINGS = np.full((8, 10), NO_BUILDING, dtype=np.int32)
OPEN = np.zeros((8, 10), dtype=np.float32)
CODE = {name: row.code for name, row in soils().items()}


def soil_of(
    project: Project,
    sealing: np.ndarray = OPEN,
    building: np.ndarray = NO_BUILDINGS,
    place: Place = PLACE,
) -> tuple[np.ndarray, LayerOrigin]:
    return read_soil(project.read(), place, sealing, building)


def refusal(
    project: Project, kind: type[Problem] = InputProblem, sealing: np.ndarray = OPEN
) -> str:
    with pytest.raises(kind) as caught:
        soil_of(project, sealing)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def give_raster(project: Project, codes: np.ndarray, scheme: str = "soils") -> None:
    project.raster("soil.tif", codes, nodata=0)
    project.city |= {"soil": '"../rasters/soil.tif"', "soil_scheme": f'"{scheme}"'}


def give_polygons(project: Project, codes: list[object], scheme: str = "soils") -> None:
    """A polygon for each half of the city: west, east."""
    south_m = NORTH_M - 8.0
    shapes = [
        box(WEST_M, south_m, WEST_M + 5, NORTH_M),
        box(WEST_M + 5, south_m, WEST_M + 10, NORTH_M),
    ]
    frame = gpd.GeoDataFrame({"art": codes}, geometry=shapes, crs="EPSG:25832")
    frame.to_file(project.folder / "rasters" / "soil.gpkg")
    project.city |= {
        "soil": '"../rasters/soil.gpkg"',
        "soil_scheme": f'"{scheme}"',
        "soil_column": '"art"',
    }


def test_polygons_with_textures_of_ka5(project: Project) -> None:
    give_polygons(project, ["Uls", "Ss"], "ka5")
    soil, origin = soil_of(project)
    assert np.all(soil[:, :5] == CODE["silt_loam"])
    assert np.all(soil[:, 5:] == CODE["sand"])
    assert origin == LayerOrigin("file", "soil.gpkg", (notes.FIRST_POLYGON, notes.SCHEME_KA5))
    assert soil.dtype == np.uint8


def test_raster_of_ka5_holds_the_numbers_of_its_rows(project: Project) -> None:
    texture = soil_textures_ka5()["Tu3"]
    give_raster(project, np.full((8, 10), texture.code, dtype=np.uint8), "ka5")
    soil, origin = soil_of(project)
    assert np.all(soil == CODE["silty_clay_loam"])
    assert origin.notes == (notes.SCHEME_KA5,)


@pytest.mark.parametrize("code", ["Xy", "19"])
def test_textures_that_are_none(project: Project, code: str) -> None:
    give_polygons(project, ["Uls", code], "ka5")
    text = refusal(project)
    assert f'soil_scheme = "ka5" gives no soil (code, cells and share of the area): {code} ' in text
    assert "(40 = 50.00 %)" in text
    assert "knows Ss, Sl2" in text


@pytest.mark.parametrize("code", ["uls", " ULS", "U ls"])
def test_textures_ignore_case_and_blanks(project: Project, code: str) -> None:
    give_polygons(project, ["Ss", code], "ka5")
    soil, _ = soil_of(project)
    assert set(soil.ravel().tolist()) == {CODE["sand"], CODE["silt_loam"]}


def test_loam_stands_in_for_peat(project: Project) -> None:
    codes = np.full((8, 10), 1, dtype=np.uint8)
    codes[0, 0] = soil_textures_ka5()["Hh"].code
    give_raster(project, codes, "ka5")
    soil, _ = soil_of(project)
    assert soil[0, 0] == CODE["loam"]
    assert soil[0, 1] == CODE["sand"]


def test_polygons_with_names_of_the_table(project: Project) -> None:
    give_polygons(project, ["loam", "silty_clay"])
    soil, _ = soil_of(project)
    assert np.all(soil[:, :5] == CODE["loam"])
    assert np.all(soil[:, 5:] == CODE["silty_clay"])


def test_raster_of_the_table(project: Project) -> None:
    codes = np.full((8, 10), 3, dtype=np.uint8)
    codes[4:] = 12
    give_raster(project, codes)
    assert "12 (40 = 50.00 %); it knows 1, 2" in refusal(project)
    codes[4:] = 11
    give_raster(project, codes)
    np.testing.assert_array_equal(soil_of(project)[0], codes)


def test_polygons_need_a_column(project: Project) -> None:
    give_polygons(project, ["loam", "loam"])
    del project.city["soil_column"]
    assert "city.soil_column" in refusal(project, RunFileProblem)


def test_gap_is_refused_where_water_enters_and_loam_elsewhere(project: Project) -> None:
    codes = np.full((8, 10), 1, dtype=np.uint8)
    codes[3, 4:8] = 0
    give_raster(project, codes)
    assert "5.000 % of the city (4 cells)" in refusal(project)
    sealing, building = OPEN.copy(), NO_BUILDINGS.copy()
    sealing[3, 4:6], building[3, 6:8] = 1.0, 0
    soil, origin = soil_of(project, sealing, building)
    assert np.all(soil[3, 4:8] == CODE["loam"])
    assert np.count_nonzero(soil == CODE["sand"]) == 76
    assert origin.notes == (notes.LOAM_UNDER_SEALED,)
    sealing[3, 4] = 0.99
    assert "soil is missing" in refusal(project, sealing=sealing)


def test_without_soil_only_where_no_water_enters(project: Project) -> None:
    del project.city["soil"]
    sealing, building = np.ones((8, 10), dtype=np.float32), NO_BUILDINGS.copy()
    sealing[0, :3], building[0, :2] = 0.5, 0
    with pytest.raises(RunFileProblem, match=r"city\.soil is missing, but 1 cells"):
        soil_of(project, sealing, building)
    building[0, 2] = 1
    soil, origin = soil_of(project, sealing, building)
    assert np.all(soil == CODE["loam"])
    assert origin == LayerOrigin("class", "loam", (notes.SEALED_EVERYWHERE,))


def test_with_a_curve_number_no_soil_is_needed(project: Project) -> None:
    del project.city["soil"]
    project.city["curve_number"] = "80"
    soil, origin = soil_of(project)
    assert np.all(soil == CODE["loam"])
    assert origin == LayerOrigin("class", "loam", (notes.CURVE_NUMBER_INSTEAD,))


def test_no_soil_outside_the_city(project: Project) -> None:
    inside = PLACE.inside.copy()
    inside[2] = False
    give_polygons(project, ["loam", "sand"])
    soil, origin = soil_of(project, place=Place(PLACE.grid, inside))
    np.testing.assert_array_equal(soil == 0, ~inside)
    assert origin.notes == (notes.FIRST_POLYGON,)


def test_conductivity_from_a_raster_may_have_gaps_under_sealed_ground(project: Project) -> None:
    values = np.full((8, 10), 12.5, dtype=np.float32)
    values[0, :3] = np.nan
    project.raster("k.tif", values)
    project.city["conductivity_mm_h"] = '"../rasters/k.tif"'
    part = project.read().city
    sealing, building = OPEN.copy(), NO_BUILDINGS.copy()
    sealing[0, :2], building[0, 2] = 1.0, 0
    needed = open_ground(PLACE, sealing, building)
    found = read_conductivity(part, PLACE, needed)
    assert found is not None
    np.testing.assert_array_equal(found[0], values)
    assert found[1] == LayerOrigin("file", "k.tif")
    sealing[0, 0] = 0.5
    with pytest.raises(InputProblem, match=r"conductivity_mm_h is missing in 1\.250 %"):
        read_conductivity(part, PLACE, open_ground(PLACE, sealing, building))


def test_conductivity_in_metres_per_second_is_refused(project: Project) -> None:
    values = np.full((8, 10), 1e-5, dtype=np.float32)
    values[0] = 1e-9
    project.raster("k.tif", values)
    project.city["conductivity_mm_h"] = '"../rasters/k.tif"'
    with pytest.raises(InputProblem, match=r"k\.tif: .* nowhere above 1e-05, .* in m/s"):
        read_conductivity(project.read().city, PLACE, PLACE.inside)
    # One garden that lets water in is enough to trust the rest.
    values[3, 3] = 36.0
    project.raster("k.tif", values)
    assert read_conductivity(project.read().city, PLACE, PLACE.inside) is not None


def test_conductivity_as_a_number_and_none(project: Project) -> None:
    assert read_conductivity(project.read().city, PLACE, PLACE.inside) is None
    project.city["conductivity_mm_h"] = "4.5"
    found = read_conductivity(project.read().city, PLACE, PLACE.inside)
    assert found is not None
    assert np.all(found[0] == np.float32(4.5))
    assert found[1] == LayerOrigin("number", "4.5")


def test_conductivity_that_cannot_be(project: Project) -> None:
    project.raster("k.tif", np.full((8, 10), -1.0, dtype=np.float32))
    project.city["conductivity_mm_h"] = '"../rasters/k.tif"'
    with pytest.raises(InputProblem, match="conductivity_mm_h is -1"):
        read_conductivity(project.read().city, PLACE, PLACE.inside)


def test_curve_number(project: Project) -> None:
    assert read_curve_number(project.read().city, PLACE, PLACE.inside) is None
    del project.city["soil"]
    values = np.linspace(1, 100, 80, dtype=np.float32).reshape(8, 10)
    values[5, 5] = np.nan
    project.raster("cn.tif", values)
    project.city["curve_number"] = '"../rasters/cn.tif"'
    part = project.read().city
    with pytest.raises(InputProblem, match=r"curve_number is missing in 1\.250 %"):
        read_curve_number(part, PLACE, PLACE.inside)
    without_building = PLACE.inside.copy()
    without_building[5, 5] = False
    found = read_curve_number(part, PLACE, without_building)
    assert found is not None
    np.testing.assert_array_equal(found[0], values)
    values[0, 0] = 0.0
    project.raster("cn.tif", values)
    with pytest.raises(InputProblem, match="curve_number is 0 "):
        read_curve_number(part, PLACE, without_building)


def test_city_with_conductivity_tells_its_origin(project: Project) -> None:
    project.city["conductivity_mm_h"] = "4.5"
    city = project.read_city()
    assert city.origins["conductivity_mm_h"] == LayerOrigin("number", "4.5")
    np.testing.assert_allclose(city.units["conductivity_mm_h"], 4.5)


def test_city_with_a_curve_number_tells_its_origin(project: Project) -> None:
    del project.city["soil"]
    project.city["curve_number"] = "80"
    city = project.read_city()
    assert city.origins["curve_number"] == LayerOrigin("number", "80")
    np.testing.assert_allclose(city.units["curve_number"], 80.0)
