"""Heights of roofs and crowns: read only for heat, from whatever tells them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import box

from herne_schwamm.city.city import EXTRA_LAYER_UNITS, NO_BUILDING
from herne_schwamm.models.heat_place import heights_of

from .making import NORTH_M, WEST_M, Project, plane

HEAT = '[[heat]]\nname = "h"\nweather = "../rasters/none.csv"\n'
HOUSE = (slice(2, 6), slice(2, 6))


@pytest.fixture
def project(tmp_path) -> Project:
    project = Project(tmp_path)
    project.raster("terrain.tif", plane())
    project.rest = HEAT
    houses(project, [9.0])
    return project


def houses(project: Project, heights: list[float]) -> None:
    """A house of 4 x 4 m, and smaller ones to its right, with their heights."""
    shapes = [box(WEST_M + 2, NORTH_M - 6, WEST_M + 6, NORTH_M - 2)]
    shapes += [
        box(WEST_M + 7 + n, NORTH_M - 4, WEST_M + 8 + n, NORTH_M - 3)
        for n in range(len(heights) - 1)
    ]
    table = gpd.GeoDataFrame({"height_m": heights}, geometry=shapes, crs="EPSG:25832")
    path = project.folder / "rasters" / "houses.gpkg"
    path.unlink(missing_ok=True)
    table.to_file(path)
    project.city["buildings"] = '"../rasters/houses.gpkg"'


def test_storms_read_neither(project):
    project.rest = ""
    city = project.read_city()
    assert set(city.layers) & set(EXTRA_LAYER_UNITS) == set()
    assert "surface_m" not in city.origins


def test_houses_with_one_height_are_level(project):
    city = project.read_city()
    surface = city.layer("surface_m")
    assert city.layers["surface_m"].attrs["units"] == "m"
    above = surface - city.layer("terrain_m")
    assert above[HOUSE] == pytest.approx(np.full((4, 4), 9.0), abs=1e-4)
    assert not above[city.layer("building") == NO_BUILDING].any()


def test_a_house_of_unknown_height_is_as_high_as_the_median(project):
    houses(project, [9.0, 5.0, np.nan])
    city = project.read_city()
    above = city.layer("surface_m") - city.layer("terrain_m")
    assert above[3, 8] == pytest.approx(7.0, abs=1e-4)
    assert city.origins["surface_m"].numbers == {"roofs_of_median": 1}


def test_nothing_tells_how_high_the_houses_are(project):
    houses(project, [np.nan])
    city = project.read_city()
    assert "surface_m" not in city.layers
    assert "building_height" in heights_of(city)[1]


def test_a_surface_model_tells_each_cell_but_below_crowns_and_beyond_the_house(project):
    above = np.zeros((8, 10), np.float32)
    above[HOUSE] = 8.0
    above[2, 2:6] = 11.0
    above[5, 5] = 20.0
    above[0, 0] = 15.0
    crowns = np.zeros((8, 10), np.float32)
    crowns[5, 5], crowns[0, 0] = 12.0, 15.0
    project.raster("dom.tif", plane() + above)
    project.raster("crowns.tif", crowns)
    project.city |= {"surface_model": '"../rasters/dom.tif"', "canopy": '"../rasters/crowns.tif"'}
    city = project.read_city()
    found = city.layer("surface_m") - city.layer("terrain_m")
    assert found[2, 2:6] == pytest.approx(11.0, abs=1e-3)
    assert found[4, 4] == pytest.approx(8.0, abs=1e-3)
    # A crown over the roof hides it: the house's median; a tree is no roof.
    assert found[5, 5] == pytest.approx(8.0, abs=1e-3)
    assert found[0, 0] == 0.0
    crown_m = city.layer("crown_m")
    assert (crown_m[0, 0], crown_m[5, 5]) == (15.0, 0.0)
    heights, assumed = heights_of(city)
    assert assumed == ()
    np.testing.assert_array_equal(heights.surface_m, city.layer("surface_m"))
