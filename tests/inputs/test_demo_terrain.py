"""The demo quarter: the same bytes each time, and a run file that reads it."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import rasterio

from herne_schwamm.city.city import City
from herne_schwamm.inputs.city import read_city
from herne_schwamm.inputs.demo_terrain import write_demo_terrain
from herne_schwamm.inputs.run_file import read_run_file
from herne_schwamm.inputs.storms import check_points, read_storms
from herne_schwamm.tables import surface_classes

NAMES = ["land_cover.tif", "sealing.tif", "soil.tif", "terrain.tif"]
RUN_FILE = Path(__file__).parents[2] / "configs" / "demo.toml"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    folder = tmp_path_factory.mktemp("demo")
    write_demo_terrain(folder / "rasters" / "demo")
    (folder / "configs").mkdir()
    run_file = read_run_file(Path(shutil.copy(RUN_FILE, folder / "configs")))
    city = read_city(run_file)
    check_points(run_file, city)
    assert [storm.rain_depth_mm for storm in read_storms(run_file, city)] == [50.0]
    return city


def test_same_bytes_each_time(tmp_path: Path) -> None:
    first, second = (write_demo_terrain(tmp_path / name) for name in ("a", "b"))
    assert sorted(path.name for path in first.iterdir()) == NAMES
    for name in NAMES:
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_files_say_that_they_are_synthetic(tmp_path: Path) -> None:
    for path in write_demo_terrain(tmp_path).iterdir():
        with rasterio.open(path) as file:
            assert "synthetisches Gelände" in file.tags()["TIFFTAG_IMAGEDESCRIPTION"]
            assert file.nodata == -9999
            assert file.compression.name == "deflate"


def test_quarter_lies_in_herne(city: City) -> None:
    west, south, east, north = city.grid.bounds
    assert city.grid.crs == "EPSG:25832"
    assert city.grid.shape == (300, 300)
    assert 370_000 <= west < east <= 381_000
    assert 5_707_000 <= south < north <= 5_716_000


def test_nothing_was_resampled(city: City) -> None:
    assert {origin.notes for origin in city.origins.values()} == {()}


def test_houses_stand_six_metres_above_their_yards(city: City) -> None:
    terrain, cover = city.layer("terrain_m"), city.layer("surface_class")
    # The western wall of the first block's ring and the pavement in front of it.
    assert cover[30, 13] == surface_classes()["roof"].code
    assert terrain[30, 13] - terrain[30, 12] == pytest.approx(6.0, abs=0.01)


def test_streets_lie_a_curb_below_the_pavement(city: City) -> None:
    terrain = city.layer("terrain_m")
    assert terrain[30, 9] - terrain[30, 8] == pytest.approx(0.15, abs=0.01)


def test_underpass_is_a_sink_that_the_street_reaches(city: City) -> None:
    street = city.layer("terrain_m")[150:234, 154].astype(float)
    lowest = int(np.argmin(street))
    assert street[lowest] < min(street[0], street[-1]) - 2.5
    assert np.abs(np.diff(street)).max() < 0.2


def test_park_has_a_hollow(city: City) -> None:
    terrain = city.layer("terrain_m")
    rim = np.concatenate([terrain[30, 175:256], terrain[110, 175:256], terrain[30:111, 175]])
    assert terrain[70, 215] < rim.min() - 0.2


def test_all_soils_and_classes_have_ground_to_stand_on(city: City) -> None:
    names = {row.code: name for name, row in surface_classes().items()}
    found = {names[code] for code in np.unique(city.layer("surface_class")).tolist()}
    assert found == {
        "asphalt", "paving", "roof", "gravel", "railway", "lawn", "garden", "shrub", "forest",
    }  # fmt: skip
    assert np.unique(city.layer("soil")).tolist() == [3, 4]
