"""A city with culvert, wall, opening and pump from one file: each acts, and no water is lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyogrio
import pytest
from geopandas import GeoDataFrame
from shapely.geometry import LineString, Point, box

from herne_schwamm.city.forcing import Storm, block_rain
from herne_schwamm.city.water import resting_water
from herne_schwamm.models.storm import simulate_storm
from herne_schwamm.models.storm_result import StormResult
from tests.inputs.making import NORTH_M, WEST_M, Project

ROWS, COLUMNS = 30, 60
DAM = slice(29, 32)
LAYERS = ("culverts", "openings", "walls", "pumps")
STORM = Storm("s", block_rain(60.0, 20.0), after_rain_s=1200.0)


def at(x: float, y: float) -> tuple[float, float]:
    return WEST_M + x, NORTH_M - y


def terrain_m() -> np.ndarray:
    """Ground that falls to the east, two valleys parted by a ridge, a dam across both, a hollow."""
    y, x = np.mgrid[:ROWS, :COLUMNS]
    ground = 60.0 - 0.02 * x + 0.03 * np.minimum(np.abs(y - 7), np.abs(y - 22))
    ground[:, DAM] += 3.0
    ground[20:25, 8:13] -= 0.8
    return ground.astype(np.float32)


def layers() -> dict[str, GeoDataFrame]:
    def layer(shape, **columns):
        return GeoDataFrame(
            {name: [value] for name, value in columns.items()}, geometry=[shape], crs="EPSG:25832"
        )

    return {
        "culverts": layer(
            LineString([at(28.5, 7.5), at(32.5, 7.5)]),
            name="Bach",
            diameter_m=0.6,
            inlet_level_m=59.4,
            outlet_level_m=59.3,
        ),
        "openings": layer(box(*at(29, 25), *at(32, 20)), name="Brücke", level_m=59.4),
        "walls": layer(LineString([at(45, 0), at(45, 15)]), name="Mauer", height_m=0.6),
        "pumps": layer(Point(at(10.5, 22.5)), name="Polder", capacity_m3_s=0.02, outlet="out"),
    }


def result(folder: Path, *wanted: str) -> StormResult:
    project = Project(folder)
    project.raster("terrain.tif", terrain_m())
    project.city |= {"soil": '"clay"', "sealing": "0.5", "edges": '"open"'}
    for name in wanted:
        pyogrio.write_dataframe(layers()[name], folder / "rasters" / "c.gpkg", layer=name)
    if wanted:
        project.city["corrections"] = '"../rasters/c.gpkg"'
    city = project.read_city()
    return simulate_storm(city, STORM, resting_water(city, 0.5))


@pytest.fixture(scope="module")
def with_all(tmp_path_factory: pytest.TempPathFactory) -> StormResult:
    return result(tmp_path_factory.mktemp("all"), *LAYERS)


def deepest(found: StormResult, rows: slice, columns: slice) -> float:
    return float(np.nanmax(found.maps["water_depth_max_m"].values[rows, columns]))


BEFORE_DAM = {"culverts": slice(0, 15), "openings": slice(15, 30)}
"""Rows of the valley each of the two drains, before the dam."""


def test_the_balance_closes_to_a_hundred_thousandth_with_all_structures_at_work(with_all):
    assert abs(with_all.balance.relative_error) <= 1e-5
    assert with_all.balance.rain_m3 == pytest.approx(0.06 * ROWS * COLUMNS, rel=1e-6)
    moved = with_all.structures
    assert moved.loc["Bach", "volume_m3"] > 1.0
    assert moved.loc["Polder", "volume_m3"] > 1.0
    assert with_all.balance.hooks_m3 == pytest.approx(moved.loc["Polder", "volume_m3"], rel=1e-6)


@pytest.mark.parametrize("missing", ["culverts", "openings"])
def test_without_culvert_or_opening_the_dam_becomes_a_lake(with_all, tmp_path, missing):
    less = result(tmp_path, *(name for name in LAYERS if name != missing))
    rows = BEFORE_DAM[missing]
    before = slice(20, 29)
    assert deepest(less, rows, before) > deepest(with_all, rows, before) + 0.1
    assert abs(less.balance.relative_error) <= 1e-5


def test_the_wall_holds_water_back_and_the_pump_empties_its_hollow(with_all, tmp_path):
    without = result(tmp_path / "bare")
    assert deepest(with_all, slice(4, 11), slice(40, 45)) > (
        deepest(without, slice(4, 11), slice(40, 45)) + 0.1
    )
    end, end_without = (
        found.maps["water_depth_end_m"].values[22, 10] for found in (with_all, without)
    )
    assert end < 0.1 < end_without
