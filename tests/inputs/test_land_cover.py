"""Land cover: codes of rasters and polygons become surface classes, or are named."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from rasterio.transform import Affine
from shapely.geometry import Polygon, box

from herne_schwamm.city.city import NO_BUILDING, LayerOrigin
from herne_schwamm.city.grid import Grid
from herne_schwamm.inputs import notes
from herne_schwamm.inputs.codes import code_text
from herne_schwamm.inputs.land_cover import LandCoverLayers, read_land_cover
from herne_schwamm.inputs.layers import Place
from herne_schwamm.problems import InputProblem, Problem, RunFileProblem
from herne_schwamm.tables import surface_classes

from .making import NORTH_M, WEST_M, Project

PLACE = Place(Grid("EPSG:25832", WEST_M, NORTH_M, 1.0, 8, 10), np.full((8, 10), True))
NO_BUILDINGS = np.full((8, 10), NO_BUILDING, dtype=np.int32)
CODE = {name: row.code for name, row in surface_classes().items()}


def cover_of(
    project: Project, building: np.ndarray = NO_BUILDINGS, place: Place = PLACE
) -> LandCoverLayers:
    return read_land_cover(project.read().city, place, building)


def refusal(
    project: Project,
    kind: type[Problem] = InputProblem,
    building: np.ndarray = NO_BUILDINGS,
) -> str:
    with pytest.raises(kind) as caught:
        cover_of(project, building)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def area(west: float, south: float, east: float, north: float) -> Polygon:
    """A rectangle in metres from the south-western corner of the city."""
    south_m = NORTH_M - 8.0
    return box(WEST_M + west, south_m + south, WEST_M + east, south_m + north)


def give_raster(project: Project, codes: np.ndarray, scheme: str, **options: object) -> None:
    project.raster("c.tif", codes, nodata=None, **options)
    project.city |= {"land_cover": '"../rasters/c.tif"', "land_cover_scheme": f'"{scheme}"'}


def give_polygons(
    project: Project,
    shapes: list[Polygon],
    codes: list[object],
    scheme: str = "surface_classes",
    column: str = "code",
    crs: str = "EPSG:25832",
) -> None:
    frame = gpd.GeoDataFrame({column: codes}, geometry=shapes, crs="EPSG:25832").to_crs(crs)
    frame.to_file(project.folder / "rasters" / "c.gpkg")
    project.city |= {
        "land_cover": '"../rasters/c.gpkg"',
        "land_cover_scheme": f'"{scheme}"',
        "land_cover_column": f'"{column}"',
    }


def test_raster_of_the_urban_atlas(project: Project) -> None:
    codes = np.full((8, 10), 11210, dtype=np.int32)
    codes[4:], codes[6:] = 31000, 50000
    give_raster(project, codes, "urban_atlas")
    cover = cover_of(project)
    assert np.all(cover.surface_class[:4] == CODE["settlement"])
    assert np.all(cover.surface_class[4:6] == CODE["forest"])
    assert np.all(cover.surface_class[6:] == CODE["water"])
    assert np.all(cover.sealing_of_class[:4] == np.float32(0.65))
    assert np.isnan(cover.sealing_of_class[4:]).all()
    np.testing.assert_array_equal(cover.canopy, codes == 31000)
    assert cover.origin == LayerOrigin("file", "c.tif", (notes.SCHEME_URBAN_ATLAS,))
    assert cover.surface_class.dtype == np.uint8
    assert cover.sealing_of_class.dtype == np.float32


def test_codes_without_data_are_gaps_and_named(project: Project) -> None:
    codes = np.full((8, 10), 11210, dtype=np.int32)
    codes[2, 3:7] = 91000
    give_raster(project, codes, "urban_atlas")
    text = refusal(project)
    assert "5.000 % of the city (4 cells" in text
    assert "codes 91000 mean" in text
    building = NO_BUILDINGS.copy()
    building[2, 3:7] = 0
    assert np.all(cover_of(project, building).surface_class[2, 3:7] == CODE["roof"])


def test_all_unmapped_codes_are_listed_but_ten_at_most(project: Project) -> None:
    codes = np.full((8, 10), 5, dtype=np.int32)
    codes[0, :4] = 1000
    codes[1, 0] = 77
    give_raster(project, codes, "umep")
    text = refusal(project)
    assert "1000 (4 = 5.00 %), 77 (1 = 1.25 %);" in text
    assert "land_cover_umep gives no surface class" in text
    codes[2] = np.arange(100, 110)
    give_raster(project, codes, "umep")
    text = refusal(project)
    assert text.count(" = 1.25 %)") == 9
    assert ", …;" in text


def test_unmapped_codes_under_buildings_do_not_matter(project: Project) -> None:
    codes = np.full((8, 10), 5, dtype=np.int32)
    codes[0, 0] = 99
    give_raster(project, codes, "umep")
    building = NO_BUILDINGS.copy()
    building[0, 0] = 3
    cover = cover_of(project, building)
    assert cover.surface_class[0, 0] == CODE["roof"]


def test_raster_for_a_list_without_numbers(project: Project) -> None:
    give_raster(project, np.ones((8, 10), dtype=np.uint8), "osm")
    assert "the list land_cover_osm has none" in refusal(project)


def test_raster_with_a_column(project: Project) -> None:
    give_raster(project, np.ones((8, 10), dtype=np.uint8), "umep")
    project.city["land_cover_column"] = '"code"'
    assert "take city.land_cover_column out" in refusal(project, RunFileProblem)


def test_polygons_are_burned_by_the_centre_of_cells(project: Project) -> None:
    # The border lies 0.4 m into the fifth column: its centres belong to the east.
    give_polygons(
        project,
        [area(0, 0, 4.4, 8), area(4.4, 0, 10, 8)],
        ["Wohnbaufläche", "Wald"],
        "alkis",
        "nutzart",
    )
    cover = cover_of(project)
    assert np.all(cover.surface_class[:, :4] == CODE["settlement"])
    assert np.all(cover.surface_class[:, 4:] == CODE["forest"])
    assert cover.canopy[:, 4:].all()
    assert not cover.canopy[:, :4].any()
    assert cover.origin.notes == (notes.FIRST_POLYGON, notes.SCHEME_ALKIS)


def test_the_first_polygon_of_the_file_keeps_a_cell(project: Project) -> None:
    shapes = [area(0, 0, 3, 8), area(0, 0, 10, 8), area(5, 0, 10, 8)]
    give_polygons(project, shapes, ["lawn", "asphalt", "water"])
    cover = cover_of(project)
    assert np.all(cover.surface_class[:, :3] == CODE["lawn"])
    assert np.all(cover.surface_class[:, 3:] == CODE["asphalt"])


def test_the_smaller_polygon_of_openstreetmap_keeps_a_cell(project: Project) -> None:
    shapes = [area(0, 0, 10, 8), area(0, 0, 3, 8), area(0, 0, 2, 2)]
    codes: list[object] = ["landuse=residential", "leisure=park", "leisure=nature_reserve"]
    give_polygons(project, shapes, codes, "osm", "tags")
    cover = cover_of(project)
    assert np.all(cover.surface_class[:, :3] == CODE["lawn"])
    assert np.all(cover.surface_class[:, 3:] == CODE["settlement"])
    assert cover.origin.notes[:2] == (notes.SMALLEST_POLYGON, notes.OVERLAPS)
    assert cover.origin.numbers["overlap_percent"] == 30


def test_overlaps_of_a_list_that_parts_the_area_are_told(project: Project) -> None:
    give_polygons(project, [area(0, 0, 10, 8), area(0, 0, 5, 8)], ["lawn", "asphalt"])
    cover = cover_of(project)
    assert np.all(cover.surface_class == CODE["lawn"])
    assert cover.origin.notes == (notes.FIRST_POLYGON, notes.OVERLAPS)
    assert cover.origin.numbers["overlap_percent"] == 50


def test_polygons_with_numbers_and_in_another_system(project: Project) -> None:
    give_polygons(project, [area(-50, -50, 60, 60)], [11240], "urban_atlas", crs="EPSG:3035")
    cover = cover_of(project)
    assert np.all(cover.surface_class == CODE["settlement"])
    assert np.all(cover.sealing_of_class == np.float32(0.05))
    assert notes.REPROJECTED in cover.origin.notes


def test_polygons_without_a_code_leave_their_cells_to_the_next(project: Project) -> None:
    shapes = [area(0, 0, 10, 8), area(0, 0, 9, 8)]
    give_polygons(project, shapes, [None, "forest"], "osm", "landuse")
    assert "10.000 % of the city (8 cells)" in refusal(project)
    building = NO_BUILDINGS.copy()
    building[:, 9] = 0
    cover = cover_of(project, building)
    assert np.all(cover.surface_class[:, :9] == CODE["forest"])
    assert np.all(cover.surface_class[:, 9] == CODE["roof"])


def test_polygons_need_a_column(project: Project) -> None:
    give_polygons(project, [area(0, 0, 10, 8)], ["lawn"])
    del project.city["land_cover_column"]
    assert "city.land_cover_column" in refusal(project, RunFileProblem)


def test_column_that_is_not_there(project: Project) -> None:
    give_polygons(project, [area(0, 0, 10, 8)], ["lawn"], column="nutzart")
    project.city["land_cover_column"] = '"nutzungsart"'
    assert "nutzart" in refusal(project, RunFileProblem)


def test_polygons_elsewhere(project: Project) -> None:
    give_polygons(project, [area(1000, 0, 1010, 8)], ["lawn"])
    assert "does not meet that of the terrain" in refusal(project)


def test_name_of_a_class_with_buildings(project: Project) -> None:
    project.city["land_cover"] = '"forest"'
    building = NO_BUILDINGS.copy()
    building[1, 1] = 0
    cover = cover_of(project, building)
    assert cover.surface_class[1, 1] == CODE["roof"]
    assert np.count_nonzero(cover.surface_class == CODE["forest"]) == 79
    np.testing.assert_array_equal(cover.canopy, building == NO_BUILDING)
    assert cover.origin == LayerOrigin("class", "forest")


def test_nothing_outside_the_city(project: Project) -> None:
    inside = PLACE.inside.copy()
    inside[0] = False
    give_polygons(project, [area(0, 0, 10, 8)], ["forest"])
    cover = cover_of(project, place=Place(PLACE.grid, inside))
    assert np.all(cover.surface_class[0] == 0)
    assert not cover.canopy[0].any()


OWN = """
id = "mine"
[[row]]
code = 1
surface_class = "lawn"
sealing = 0.25
[[row]]
code = "2"
surface_class = "forest"
canopy = true
[[row]]
code = 9
no_data = true
"""


def give_own(project: Project, text: str, codes: np.ndarray | None = None) -> None:
    (project.folder / "rasters" / "mine.toml").write_text(text, encoding="utf-8")
    if codes is None:
        codes = np.ones((8, 10), dtype=np.uint8)
    give_raster(project, codes, "../rasters/mine.toml")


def test_own_table(project: Project) -> None:
    codes = np.ones((8, 10), dtype=np.uint8)
    codes[5:] = 2
    give_own(project, OWN, codes)
    cover = cover_of(project)
    assert np.all(cover.surface_class[:5] == CODE["lawn"])
    assert np.all(cover.sealing_of_class[:5] == np.float32(0.25))
    assert cover.canopy[5:].all()
    assert cover.scheme == "mine.toml"
    assert cover.origin.notes == (notes.SCHEME_OWN,)
    codes[0, 0] = 9
    give_own(project, OWN, codes)
    assert "codes 9 mean" in refusal(project)
    codes[0, 0] = 3
    give_own(project, OWN, codes)
    assert "mine.toml gives no surface class" in refusal(project)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "needs a part [[row]]"),
        ("row = 3", "needs a part [[row]]"),
        ("row = [3]", "row 1: row: a part [[row]] is expected"),
        ("a = ", "line 1: the key a has no value"),
        ("rows = 1", "rows is not a key"),
        ('[[row]]\nsurface_class = "lawn"', "row 1: code: a text or a whole number"),
        ('[[row]]\ncode = true\nsurface_class = "lawn"', "row 1: code:"),
        ("[[row]]\ncode = 1", "row 1: surface_class: one of asphalt"),
        ('[[row]]\ncode = 1\nsurface_class = "grass"', "row 1: surface_class: one of"),
        ('[[row]]\ncode = 1\nsurface_class = "lawn"\nsealed = 1', "row 1: sealed: not a key"),
        ('[[row]]\ncode = 1\nsurface_class = "lawn"\nsealing = 50', "sealing: a number from 0"),
        ('[[row]]\ncode = 1\nsurface_class = "lawn"\nsealing = nan', "sealing: a number from 0"),
        ('[[row]]\ncode = 1\nsurface_class = "lawn"\ncanopy = 1', "canopy: true or false"),
        ('[[row]]\ncode = 1\nsurface_class = "lawn"\nalso = "x"', "also: a list of texts"),
        ('[[row]]\ncode = 1\nsurface_class = "lawn"\nlabel_de = 1', "label_de: a text"),
        ('[[row]]\ncode = 1\nsurface_class = "lawn"\nno_data = true', "without data has none"),
        (OWN + '[[row]]\ncode = "1"\nsurface_class = "lawn"', "stands in row 1 and in row 4"),
    ],
)
def test_own_table_that_cannot_be_followed(project: Project, text: str, said: str) -> None:
    give_own(project, text)
    refused = refusal(project)
    assert "mine.toml" in refused
    assert said in refused


def test_own_table_that_is_not_there(project: Project) -> None:
    give_raster(project, np.ones((8, 10), dtype=np.uint8), "../rasters/nowhere.toml")
    assert "there is no such file" in refusal(project)


@pytest.mark.parametrize(
    ("value", "text"),
    [(11100, "11100"), (np.float32(7), "7"), (1.5, "1.5"), (" Wald ", "Wald"), (None, "")],
)
def test_codes_as_text(value: object, text: str) -> None:
    assert code_text(value) == text
    assert code_text(float("nan")) == ""


def test_gothenburg(project: Project, shared_data: Path) -> None:
    grid = Grid("EPSG:3007", 147720.0, 6398780.0, 1.0, 223, 234)
    place = Place(grid, np.full(grid.shape, True))
    project.city |= {
        "land_cover": '"data:goteborg_demo/landcover.tif"',
        "land_cover_scheme": '"umep"',
    }
    part = project.read(data_folder=shared_data).city
    building = np.full(grid.shape, NO_BUILDING, dtype=np.int32)
    cover = read_land_cover(part, place, building)
    classes, cells = np.unique(cover.surface_class, return_counts=True)
    assert dict(zip(classes.tolist(), cells.tolist(), strict=True)) == {
        CODE["asphalt"]: 18832,
        CODE["roof"]: 25867,
        CODE["lawn"]: 4649,
        CODE["water"]: 2834,
    }
    assert not cover.canopy.any()
    assert cover.origin == LayerOrigin("file", "landcover.tif", (notes.SCHEME_UMEP,))


def test_finer_codes_yield_the_most_frequent(project: Project) -> None:
    codes = np.full((16, 20), 5, dtype=np.uint8)
    codes[::2, ::2] = 1
    transform = Affine(0.5, 0, WEST_M, 0, -0.5, NORTH_M)
    give_raster(project, codes, "umep", transform=transform)
    cover = cover_of(project)
    assert np.all(cover.surface_class == CODE["lawn"])
    assert cover.origin.notes == (notes.MOST_FREQUENT, notes.SCHEME_UMEP)


def test_codes_of_a_raster_are_the_same_whatever_the_strips(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = np.random.default_rng(7).integers(1, 8, (8, 10)).astype(np.uint8)
    give_raster(project, codes, "umep")
    whole = cover_of(project)
    monkeypatch.setattr("herne_schwamm.inputs.codes.CELLS_PER_STRIP", 25)
    np.testing.assert_array_equal(cover_of(project).surface_class, whole.surface_class)


@pytest.mark.parametrize("value", [1.5, 2_000_000.0, -3.0])
def test_codes_that_are_no_small_whole_numbers_are_told_as_they_are(
    project: Project, value: float
) -> None:
    codes = np.ones((8, 10), dtype=np.float32)
    codes[0, 0] = value
    give_raster(project, codes, "umep")
    told = "2000000" if value > 10.0 else f"{value:g}"
    assert f"{told} (1 = 1.25 %)" in refusal(project)
