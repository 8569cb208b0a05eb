"""Corrections: culverts, walls, openings and pumps of a GeoPackage, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyogrio
import pytest
from shapely.geometry import LineString, MultiLineString, Point, box

from herne_schwamm.city.city import NO_BUILDING, City
from herne_schwamm.inputs import notes
from herne_schwamm.problems import InputProblem, Language, Problem, RunFileProblem

from .making import NORTH_M, WEST_M, Project

LEVEL_M = 50.0


def at(x: float, y: float) -> tuple[float, float]:
    """A point by metres to the east and south of the city's north-western corner."""
    return WEST_M + x, NORTH_M - y


def line(*points: tuple[float, float]) -> LineString:
    return LineString([at(*point) for point in points])


def layer(shapes: list[Any], **columns: Any) -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame(columns, geometry=shapes, crs="EPSG:25832")


def read(folder: Path, terrain: Any = None, **layers: geopandas.GeoDataFrame) -> City:
    project = Project(folder)
    ground = np.full((10, 12), LEVEL_M, dtype=np.float32) if terrain is None else terrain
    project.raster("terrain.tif", ground)
    for name, features in layers.items():
        pyogrio.write_dataframe(features, folder / "rasters" / "c.gpkg", layer=name)
    project.city["corrections"] = '"../rasters/c.gpkg"'
    return project.read_city()


PIPE = layer([line((2.5, 4.5), (8.5, 4.5))], name=["Bach"], diameter_m=[0.8])


def refused(folder: Path, kind: type[Problem] = InputProblem, **layers: Any) -> str:
    with pytest.raises(kind) as caught:
        read(folder, **layers)
    caught.value.told_in(Language("en"))
    return str(caught.value)


def test_a_city_without_corrections_has_no_structures(tmp_path):
    project = Project(tmp_path)
    project.raster("terrain.tif", np.full((4, 4), LEVEL_M, dtype=np.float32))
    city = project.read_city()
    assert not city.structures.culverts
    assert not city.structures.walls.axis.size
    assert "corrections" not in city.origins


def test_a_culvert_with_its_diameter_only_gets_ground_length_and_concrete(tmp_path):
    (culvert,) = read(tmp_path, culverts=PIPE).structures.culverts
    assert (culvert.inlet, culvert.outlet) == ((4, 2), (4, 8))
    assert (culvert.shape, culvert.width_m, culvert.height_m) == ("pipe", 0.8, 0.8)
    assert (culvert.inlet_level_m, culvert.outlet_level_m) == (LEVEL_M, LEVEL_M)
    assert culvert.length_m == pytest.approx(6.0)
    assert (culvert.manning_n_s_m13, culvert.entrance_loss, culvert.count) == (0.013, 0.5, 1)


def test_every_column_of_a_box_is_taken(tmp_path):
    features = layer(
        [line((2.5, 4.5), (8.5, 4.5))],
        name=["Unterführung"],
        shape=["Box"],
        width_m=[2.0],
        height_m=[1.5],
        inlet_level_m=[49.5],
        outlet_level_m=[49.25],
        manning_n=[0.02],
        entrance_loss=[0.2],
        length_m=[9.0],
        count=[2],
    )
    (culvert,) = read(tmp_path, culverts=features).structures.culverts
    assert (culvert.name, culvert.shape) == ("Unterführung", "box")
    assert (culvert.width_m, culvert.height_m, culvert.count) == (2.0, 1.5, 2)
    assert (culvert.inlet_level_m, culvert.outlet_level_m) == (49.5, 49.25)
    assert (culvert.manning_n_s_m13, culvert.entrance_loss) == (0.02, 0.2)
    assert culvert.length_m == 9.0
    assert culvert.opening_m2 == pytest.approx(6.0)


def test_an_opening_lowers_the_ground_and_never_raises_it(tmp_path):
    terrain = np.full((10, 12), LEVEL_M, dtype=np.float32)
    terrain[4, 5] = 45.0
    opening = layer([box(*at(3, 6), *at(7, 3))], level_m=[47.0])
    city = read(tmp_path, terrain, openings=opening)
    ground = city.layer("terrain_m")
    assert ground[4, 5] == 45.0
    assert ground[3:6, 3:7].max() == 47.0
    assert np.count_nonzero(ground < LEVEL_M) == 12
    origin = city.origins["terrain_m"]
    assert notes.OPENINGS_LOWERED in origin.notes
    assert origin.numbers["opening_cells"] == 11
    assert city.structures.openings == 1


def test_an_opening_narrower_than_a_cell_still_lets_through(tmp_path):
    opening = layer([box(*at(3.6, 9.0), *at(3.9, 1.0))], level_m=[47.0])
    ground = read(tmp_path, openings=opening).layer("terrain_m")
    assert (ground[1:9, 3] == 47.0).all()


def test_walls_stand_on_the_faces_with_crest_or_height(tmp_path):
    terrain = np.full((10, 12), LEVEL_M, dtype=np.float32)
    terrain[:, 6:] = 51.0
    walls = layer(
        [line((6.0, 0.0), (6.0, 10.0)), line((3.0, 0.0), (3.0, 10.0))],
        crest_m=[None, 53.5],
        height_m=[0.5, None],
    )
    city = read(tmp_path, terrain, walls=walls)
    faces = city.structures.walls
    assert set(faces.axis.tolist()) == {0}
    crest = dict(zip(faces.column.tolist(), faces.crest_m.tolist(), strict=True))
    assert crest == {3: 53.5, 6: 51.5}
    assert len(faces.axis) == 20
    assert len(faces.lines) == 2


def test_pumps_deliver_out_of_the_city_or_to_a_place(tmp_path):
    x, y = at(9.5, 8.5)
    pumps = layer(
        [Point(at(1.5, 1.5)), Point(at(2.5, 2.5))],
        name=["A", "B"],
        capacity_m3_s=[0.5, 1.0],
        start_depth_m=[None, 0.2],
        outlet=["out", None],
        to_x_m=[None, x],
        to_y_m=[None, y],
    )
    first, second = read(tmp_path, pumps=pumps).structures.pumps
    assert (first.cell, first.capacity_m3_s, first.start_depth_m) == ((1, 1), 0.5, 0.05)
    assert first.outlet is None
    assert (second.start_depth_m, second.outlet) == (0.2, (8, 9))


def test_what_lies_outside_the_city_altogether_is_left_out_and_told(tmp_path):
    features = layer(
        [line((2.5, 4.5), (8.5, 4.5)), line((200.0, 4.5), (208.0, 4.5))], diameter_m=[0.8, 0.8]
    )
    city = read(tmp_path, culverts=features)
    assert len(city.structures.culverts) == 1
    origin = city.origins["corrections"]
    assert notes.STRUCTURES_OUTSIDE in origin.notes
    assert origin.numbers["structures_outside"] == 1
    assert origin.numbers["culverts"] == 1


def test_an_empty_layer_is_no_fault(tmp_path):
    city = read(tmp_path, culverts=PIPE, walls=layer([], crest_m=[]))
    assert len(city.structures.culverts) == 1


def test_a_layer_that_is_not_known_is_refused(tmp_path):
    told = refused(tmp_path, durchlass=PIPE)
    assert '"durchlass" is not known' in told
    assert "culverts, walls, openings, pumps" in told


def test_a_misspelt_column_is_refused_and_columns_of_ones_own_are_not(tmp_path):
    pipe = layer([line((2.0, 1.0), (9.0, 1.0))], diameter_m=[0.5], lenght_m=[9.0])
    told = refused(tmp_path, culverts=pipe)
    assert "column lenght_m is not known; did you mean length_m?" in told
    own = layer([line((2.0, 1.0), (9.0, 1.0))], diameter_m=[0.5], bemerkung=["saniert"])
    assert len(read(tmp_path, culverts=own).structures.culverts) == 1


def test_corrections_that_miss_the_city_are_refused(tmp_path):
    far = layer([line((5000.0, 1.0), (5008.0, 1.0))], diameter_m=[1.0])
    assert "does not meet" in refused(tmp_path, culverts=far)


@pytest.mark.parametrize(
    ("columns", "part"),
    [
        ({"diameter_m": [0.0]}, "diameter_m is 0.0, but a number above 0 and up to 20"),
        ({"diameter_m": [800.0]}, "diameter_m is 800.0"),
        ({"diameter_m": ["groß"]}, "diameter_m is groß"),
        ({"name": ["x"]}, "diameter_m is –"),
        ({"width_m": [1.0]}, "height_m is –"),
        ({"shape": ["Ei"], "diameter_m": [1.0]}, 'shape is "Ei"'),
        ({"diameter_m": [1.0], "count": [1.5]}, "a whole number from 1 to 100"),
        ({"diameter_m": [1.0], "manning_n": [75.0]}, "manning_n is 75.0"),
        ({"diameter_m": [1.0], "length_m": [-1.0]}, "length_m is -1.0"),
        ({"diameter_m": [1.0], "inlet_level_m": [-9999.0]}, "inlet_level_m is -9999.0"),
        ({"diameter_m": [1.0], "inlet_level_m": [70.5]}, "inlet_level_m is 70.50 m, but the gro"),
        ({"diameter_m": [1.0], "outlet_level_m": [5.0]}, "the ground at this end is 50.00 m"),
        ({"diameter_m": [1.0], "length_m": [5.0]}, "its ends lie 6.00 m apart"),
        ({"diameter_m": [1.0], "outlet_level_m": [43.5]}, "differ by 6.50 m in level over"),
        ({"diameter_m": [1.0], "width_m": [1.0]}, "either diameter_m (of a pipe) or width_m"),
        (
            {"diameter_m": [1.0], "height_m": [1.0], "shape": ["box"]},
            "either diameter_m (of a pipe) or width_m",
        ),
    ],
)
def test_a_culvert_with_impossible_measures_is_refused_with_its_row(tmp_path, columns, part):
    told = refused(tmp_path, culverts=layer([line((2.5, 4.5), (8.5, 4.5))], **columns))
    assert told.startswith("c.gpkg, layer culverts, row 1: ")
    assert part in told


@pytest.mark.parametrize(
    ("shape", "part"),
    [
        (line((2.5, 4.5), (2.5, 4.5)), "has no length"),
        (line((2.5, 4.5), (40.0, 4.5)), "lies outside the city"),
        (Point(at(2.5, 4.5)), "has no length"),
        (box(*at(1, 2), *at(2, 1)), "a LineString is expected"),
        (
            MultiLineString([line((1.5, 1.5), (2.5, 1.5)), line((4.5, 4.5), (5.5, 4.5))]),
            "a LineString is expected",
        ),
    ],
)
def test_a_culvert_that_leads_nowhere_is_refused(tmp_path, shape, part):
    assert part in refused(tmp_path, culverts=layer([shape], diameter_m=[1.0]))


def test_a_culvert_that_ends_in_a_building_is_refused(tmp_path):
    project = Project(tmp_path)
    house = layer([box(*at(7, 6), *at(10, 3))])
    (tmp_path / "rasters").mkdir()
    pyogrio.write_dataframe(house, tmp_path / "rasters" / "b.gpkg")
    project.city["buildings"] = '"../rasters/b.gpkg"'
    project.city["corrections"] = '"../rasters/c.gpkg"'
    project.raster("terrain.tif", np.full((10, 12), LEVEL_M, dtype=np.float32))
    pyogrio.write_dataframe(PIPE, tmp_path / "rasters" / "c.gpkg", layer="culverts")
    with pytest.raises(InputProblem, match="lies in a building"):
        project.read_city()


def test_an_end_in_the_cell_of_a_building_is_moved_to_the_open_one_beside_it(tmp_path):
    project = Project(tmp_path)
    house = layer([box(*at(7, 6), *at(9.4, 3))])
    (tmp_path / "rasters").mkdir()
    pyogrio.write_dataframe(house, tmp_path / "rasters" / "b.gpkg")
    pyogrio.write_dataframe(PIPE, tmp_path / "rasters" / "c.gpkg", layer="culverts")
    project.city |= {
        "buildings": '"../rasters/b.gpkg"',
        "corrections": '"../rasters/c.gpkg"',
    }
    project.raster("terrain.tif", np.full((10, 12), LEVEL_M, dtype=np.float32))
    city = project.read_city()
    assert city.layer("building")[4, 8] != NO_BUILDING
    (culvert,) = city.structures.culverts
    assert (culvert.inlet, culvert.outlet) == ((4, 2), (4, 9))
    origin = city.origins["corrections"]
    assert notes.STRUCTURES_MOVED in origin.notes
    assert origin.numbers["moved_ends"] == 1


@pytest.mark.parametrize(
    "columns",
    [{"crest_m": [51.0], "height_m": [1.0]}, {"name": ["x"]}],
)
def test_a_wall_needs_either_crest_or_height(tmp_path, columns):
    told = refused(tmp_path, walls=layer([line((2.0, 1.0), (2.0, 8.0))], **columns))
    assert "either crest_m" in told


def test_a_layer_without_its_column_is_refused(tmp_path):
    pumps = layer([Point(at(1.5, 1.5))], capacity=[1.0])
    assert "it has no column capacity_m3_s" in refused(tmp_path, RunFileProblem, pumps=pumps)


@pytest.mark.parametrize(
    ("columns", "part"),
    [
        ({"outlet": ["Emscher"]}, 'outlet is "Emscher"'),
        ({"to_x_m": [WEST_M + 1.0]}, "to_y_m is –"),
        ({"to_x_m": [0.0], "to_y_m": [0.0]}, "lies outside the city"),
        ({"capacity_m3_s": [-1.0]}, "capacity_m3_s is -1.0"),
    ],
)
def test_a_pump_that_cannot_be_is_refused(tmp_path, columns, part):
    pumps = layer([Point(at(1.5, 1.5))], **({"capacity_m3_s": [1.0]} | columns))
    assert part in refused(tmp_path, pumps=pumps)


def test_a_culvert_within_one_cell_is_left_out_and_told(tmp_path):
    features = layer(
        [line((2.2, 4.2), (2.8, 4.8)), line((2.5, 4.5), (8.5, 4.5))], diameter_m=[0.8, 0.8]
    )
    city = read(tmp_path, culverts=features)
    assert len(city.structures.culverts) == 1
    origin = city.origins["corrections"]
    assert notes.STRUCTURES_IN_ONE_CELL in origin.notes
    assert origin.numbers["structures_in_one_cell"] == 1
    assert notes.STRUCTURES_OUTSIDE not in origin.notes


def test_a_pump_that_delivers_to_its_own_cell_is_left_out_and_told(tmp_path):
    # 2 m from the pump: another cell at 1 m, the same one on a coarse grid.
    x, y = at(3.5, 1.5)
    pumps = layer(
        [Point(at(1.5, 1.5))], name=["Polder"], capacity_m3_s=[1.0], to_x_m=[x], to_y_m=[y]
    )
    fine = read(tmp_path / "fine", pumps=pumps)
    assert [pump.outlet for pump in fine.structures.pumps] == [(1, 3)]
    project = Project(tmp_path / "coarse")
    project.raster("terrain.tif", np.full((10, 12), LEVEL_M, dtype=np.float32))
    pyogrio.write_dataframe(pumps, tmp_path / "coarse" / "rasters" / "c.gpkg", layer="pumps")
    project.city |= {"corrections": '"../rasters/c.gpkg"', "resolution_m": "5"}
    city = project.read_city()
    assert city.structures.pumps == ()
    (doubt,) = notes.doubts([city.origins["corrections"]])
    assert "culverts and pumps left out because they begin and end in one cell" in str(doubt)
    assert "choose a finer resolution_m): 1" in str(doubt)


def test_walls_and_openings_outside_the_city_are_left_out_and_told(tmp_path):
    walls = layer(
        [line((5.0, 1.0), (5.0, 8.0)), line((40.0, 1.0), (40.0, 8.0))], crest_m=[51.0, 51.0]
    )
    openings = layer([box(*at(3, 6), *at(7, 3)), box(*at(60, 6), *at(70, 3))], level_m=[47.0, 47.0])
    city = read(tmp_path, walls=walls, openings=openings)
    assert len(city.structures.walls.lines) == 1
    assert city.structures.openings == 1
    numbers = city.origins["corrections"].numbers
    assert (numbers["walls"], numbers["openings"], numbers["structures_outside"]) == (1, 1, 2)


def test_walls_and_openings_that_change_nothing_are_told(tmp_path):
    walls = layer(
        [line((5.0, 1.0), (5.0, 8.0)), line((7.0, 1.0), (7.0, 8.0)), line((2.1, 2.1), (2.2, 2.2))],
        crest_m=[LEVEL_M - 1.0, LEVEL_M + 1.0, LEVEL_M + 1.0],
    )
    openings = layer([box(*at(3, 6), *at(7, 3)), box(*at(8, 6), *at(9, 3))], level_m=[57.0, 47.0])
    city = read(tmp_path, walls=walls, openings=openings)
    origin = city.origins["corrections"]
    assert {notes.WALLS_IDLE, notes.OPENINGS_IDLE} <= set(origin.notes)
    assert (origin.numbers["idle_walls"], origin.numbers["idle_openings"]) == (2, 1)
    assert city.structures.openings == 1
    assert notes.STRUCTURES_OUTSIDE not in origin.notes
