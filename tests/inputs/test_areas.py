"""Districts and blocks: names, cells, and whose districts they are."""

from __future__ import annotations

import geopandas
import numpy as np
import pyogrio
import pytest
from shapely.geometry import box

from herne_schwamm.city.areas import BLOCK, DISTRICT, Areas, parts_of_areas
from herne_schwamm.city.grid import Grid
from herne_schwamm.inputs.areas import read_areas
from herne_schwamm.inputs.layers import Place
from herne_schwamm.problems import InputProblem

from .making import NORTH_M, WEST_M, Project

GRID = Grid("EPSG:25832", WEST_M, NORTH_M, 1.0, 8, 10)
INSIDE = np.ones(GRID.shape, bool)
WEST, MIDDLE = (
    box(WEST_M + left, NORTH_M - 8, WEST_M + right, NORTH_M) for left, right in ((0, 5), (3, 7))
)


def vector(project: Project, file: str, shapes=(WEST, MIDDLE), **columns: object) -> str:
    table = geopandas.GeoDataFrame(dict(columns), geometry=list(shapes), crs="EPSG:25832")
    pyogrio.write_dataframe(table, project.folder / "rasters" / file)
    return f'"../rasters/{file}"'


def test_areas_have_names_and_the_first_keeps_the_cell(project: Project) -> None:
    project.city["blocks"] = vector(project, "b.gpkg", name=["Markt", None])
    (blocks,) = read_areas(project.read(), Place(GRID, INSIDE))
    assert (blocks.kind, blocks.names) == (BLOCK, ("Markt", "2"))
    assert (blocks.of_cell[:, :5] == 0).all()
    assert (blocks.of_cell[:, 5:7] == 1).all()
    assert (blocks.of_cell[:, 7:] == -1).all()


def test_districts_are_those_of_the_city_before_those_of_the_sewer(project: Project) -> None:
    sewer = vector(project, "s.gpkg", capacity_mm_h=[20.0, 30.0], name=["A", "B"])
    project.rest = f"[sewer]\ndistricts = {sewer}\n"
    (districts,) = read_areas(project.read(), Place(GRID, INSIDE))
    assert (districts.kind, districts.names) == (DISTRICT, ("A", "B"))
    project.city["districts"] = vector(project, "d.gpkg", shapes=[MIDDLE], other=[1])
    (districts,) = read_areas(project.read(), Place(GRID, INSIDE))
    assert districts.names == ("1",)


def test_areas_elsewhere_are_refused(project: Project) -> None:
    project.city["blocks"] = vector(project, "b.gpkg", shapes=[box(0, 0, 5, 5)])
    with pytest.raises(InputProblem, match=r"b\.gpkg"):
        read_areas(project.read(), Place(GRID, INSIDE))


def test_pieces_of_units_add_up_to_the_cells_of_the_areas() -> None:
    of_cell = np.array([[0, 0, 2], [-1, 2, 2]], np.int32)
    unit_id = np.array([[5, 1, 1], [1, -1, 5]], np.int32)
    parts = parts_of_areas(Areas(BLOCK, ("a", "b", "c"), of_cell), unit_id, 4.0)
    found = list(zip(parts.area.tolist(), parts.unit.tolist(), parts.area_m2, strict=True))
    assert found == [(0, 1, 4.0), (0, 5, 4.0), (2, 1, 4.0), (2, 5, 4.0)]
