"""What lies on the ground of an opening: what passes through, not what the dam carries."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyogrio
import pytest
from shapely.geometry import box

from herne_schwamm.city.city import City
from herne_schwamm.inputs import notes
from herne_schwamm.problems import InputProblem
from herne_schwamm.tables import surface_classes

from .making import Project
from .test_corrections import at, layer

CODE = {name: row.code for name, row in surface_classes().items()}
DAM_M, STREET_M = 55.0, 50.0


def crossing(folder: Path, **columns: list[object]) -> Project:
    """A railway dam over a street: a lawn in the south-east, gravel sealing on the dam."""
    project = Project(folder)
    terrain = np.full((12, 12), STREET_M, dtype=np.float32)
    terrain[5:7] = DAM_M
    cover = np.full((12, 12), CODE["lawn"], dtype=np.uint8)
    cover[:, 4:8] = CODE["asphalt"]
    cover[5:7] = CODE["railway"]
    sealing = np.where(cover == CODE["asphalt"], 0.9, 0.125).astype(np.float32)
    project.raster("terrain.tif", terrain)
    project.raster("cover.tif", cover, nodata=0)
    project.raster("sealing.tif", sealing)
    project.city["land_cover"] = '"../rasters/cover.tif"'
    project.city["sealing"] = '"../rasters/sealing.tif"'
    opening = layer([box(*at(4, 7), *at(8, 5))], level_m=[STREET_M], **columns)
    pyogrio.write_dataframe(opening, folder / "rasters" / "c.gpkg", layer="openings")
    project.city["corrections"] = '"../rasters/c.gpkg"'
    return project


def passage(city: City, name: str = "surface_class") -> np.ndarray:
    return city.layer(name)[5:7, 4:8]


def test_a_passage_has_the_class_of_the_low_ground_it_leads_to(tmp_path):
    city = crossing(tmp_path).read_city()
    assert (passage(city, "terrain_m") == STREET_M).all()
    assert (passage(city) == CODE["asphalt"]).all()
    assert (passage(city, "sealing") == surface_classes()["asphalt"].sealing).all()
    assert passage(city, "manning_n_s_m13") == pytest.approx(
        surface_classes()["asphalt"].manning_n_s_m13
    )
    # The dam beside it is what it was.
    assert (city.layer("surface_class")[5:7, :4] == CODE["railway"]).all()
    assert (city.layer("sealing")[5:7, :4] == 0.125).all()
    origin = city.origins["surface_class"]
    assert notes.OPENINGS_GROUND in origin.notes
    assert origin.numbers["opening_ground_cells"] == 8


def test_a_row_may_name_the_class(tmp_path):
    city = crossing(tmp_path, surface_class=["water"]).read_city()
    assert (passage(city) == CODE["water"]).all()
    assert (passage(city, "sealing") == surface_classes()["water"].sealing).all()


def test_a_passage_that_leads_nowhere_low_is_a_street(tmp_path):
    project = crossing(tmp_path)
    project.raster("terrain.tif", np.full((12, 12), DAM_M, dtype=np.float32))
    assert (passage(project.read_city()) == CODE["asphalt"]).all()


def test_a_passage_under_a_bridge_of_trees_has_no_crowns(tmp_path):
    project = crossing(tmp_path)
    project.raster("cover.tif", np.full((12, 12), CODE["forest"], dtype=np.uint8), nodata=0)
    city = project.read_city()
    capacity_mm = city.units["canopy_capacity_mm"].to_numpy()[city.layer("unit_id")]
    assert (capacity_mm[5:7, 4:8] == 0.0).all()
    assert (capacity_mm[:5] > 0.0).all()


def test_sealing_given_as_a_number_stays(tmp_path):
    project = crossing(tmp_path)
    project.city["sealing"] = "0.6"
    assert (passage(project.read_city(), "sealing") == np.float32(0.6)).all()


def test_sealing_of_the_class_follows_the_class(tmp_path):
    project = crossing(tmp_path)
    del project.city["sealing"]
    sealing = passage(project.read_city(), "sealing")
    assert (sealing == np.float32(surface_classes()["asphalt"].sealing)).all()


def test_a_house_on_the_bridge_stays_a_house(tmp_path):
    project = crossing(tmp_path)
    house = layer([box(*at(4, 7), *at(6, 5))])
    pyogrio.write_dataframe(house, tmp_path / "rasters" / "b.gpkg")
    project.city["buildings"] = '"../rasters/b.gpkg"'
    city = project.read_city()
    assert (passage(city)[:, :2] == CODE["roof"]).all()
    assert (passage(city)[:, 2:] == CODE["asphalt"]).all()


@pytest.mark.parametrize(
    ("word", "told"), [("asphlat", "did you mean asphalt?"), ("roof", "is not known")]
)
def test_a_class_that_is_not_known_is_refused_with_its_row(tmp_path, word, told):
    with pytest.raises(InputProblem) as caught:
        crossing(tmp_path, surface_class=[word]).read_city()
    assert str(caught.value).startswith("c.gpkg, layer openings, row 1: the surface class")
    assert told in str(caught.value)
