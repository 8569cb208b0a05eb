"""The demo quarter: the same bytes each time, a town that drains, and a run file that reads it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely

from herne_schwamm.city.city import NO_BUILDING, City
from herne_schwamm.city.forcing import block_rain
from herne_schwamm.city.water import resting_water
from herne_schwamm.inputs.city import read_city
from herne_schwamm.inputs.demo import features, objects
from herne_schwamm.inputs.demo.layout import quarter
from herne_schwamm.inputs.demo.plan import AREA, SIDE_M, within
from herne_schwamm.inputs.demo.rain import DURATIONS_MIN, RETURN_PERIODS_A, depth_mm
from herne_schwamm.inputs.demo.terrain import terrain_m
from herne_schwamm.inputs.demo.write import write_quarter
from herne_schwamm.inputs.run_file import RunFile, read_run_file
from herne_schwamm.inputs.storms import check_points, read_storms
from herne_schwamm.models.storm import simulate_storm
from herne_schwamm.tables import surface_classes
from herne_schwamm.tables.vulnerabilities import building_use

RASTERS = [
    "canopy_height.tif", "land_cover.tif", "sealing.tif", "soil.tif", "surface_model.tif",
    "terrain.tif",
]  # fmt: skip
VECTORS = [
    "blocks.gpkg", "buildings.gpkg", "corrections.gpkg", "districts.gpkg", "population_100m.gpkg",
    "sites.gpkg",
]  # fmt: skip
TEXTS = ["README.txt", "heat_wave_synthetic.csv", "kostra_synthetic.csv", "weather_synthetic.csv"]
RUN_FILE = Path(__file__).parents[2] / "configs" / "demo.toml"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_quarter(tmp_path_factory.mktemp("demo") / "rasters" / "demo")


@pytest.fixture(scope="module")
def run_file(files: Path) -> RunFile:
    configs = files.parents[1] / "configs"
    configs.mkdir()
    return read_run_file(Path(shutil.copy(RUN_FILE, configs)))


@pytest.fixture(scope="module")
def city(run_file: RunFile) -> City:
    return read_city(run_file)


@pytest.fixture(scope="module")
def heights() -> np.ndarray:
    return terrain_m()


def cell(x_m: float, y_m: float) -> tuple[int, int]:
    """Row and column of a place of the plan."""
    return SIDE_M - 1 - int(y_m), int(x_m)


def test_same_bytes_each_time(files: Path, tmp_path: Path) -> None:
    again = write_quarter(tmp_path)
    assert sorted(path.name for path in again.iterdir()) == sorted(RASTERS + VECTORS + TEXTS)
    for path in again.iterdir():
        assert path.read_bytes() == (files / path.name).read_bytes(), path.name


def test_every_file_says_that_it_is_synthetic(files: Path) -> None:
    for name in RASTERS:
        with rasterio.open(files / name) as file:
            assert "synthetisch" in file.tags()["TIFFTAG_IMAGEDESCRIPTION"]
            assert (file.crs.to_epsg(), file.shape) == (25832, (600, 600))
            assert file.nodata == (0 if file.dtypes[0] == "uint8" else -9999)
            assert file.profile["tiled"]
            assert file.read_masks(1).all()
    for name in VECTORS:
        content = (files / name).read_bytes()
        assert b"synthetisch" in content, name
    for name in TEXTS:
        assert "SYNTHETISCH" in (files / name).read_text(encoding="utf-8")


def test_everything_lies_in_the_quarter_and_the_quarter_in_herne(files: Path) -> None:
    west, south = 375_000, 5_711_000
    for name in VECTORS:
        for layer, _ in pyogrio.list_layers(files / name):
            shapes = pyogrio.read_dataframe(files / name, layer=layer)
            assert shapes.crs.to_epsg() == 25832
            assert shapes.geometry.is_valid.all()
            left, bottom, right, top = shapes.total_bounds
            assert left >= west and bottom >= south, (name, layer)
            assert right <= west + SIDE_M and top <= south + SIDE_M, (name, layer)


def test_every_building_has_a_use_that_the_table_knows_and_stands_alone() -> None:
    houses = quarter().houses
    assert len(houses) > 200
    uses = {house.use: building_use(house.use).name for house in houses}
    assert "unknown" not in uses.values(), uses
    assert {"residential", "school", "care", "emergency_service", "commercial", "kindergarten"} <= (
        set(uses.values())
    )
    outlines = np.array([house.outline for house in houses])
    tree = shapely.STRtree(outlines)
    one, other = tree.query(outlines, predicate="overlaps")
    assert shapely.area(shapely.intersection(outlines[one], outlines[other])).max(initial=0) < 1.0


def test_no_house_stands_on_a_street_or_in_the_water() -> None:
    streets = within([street.corridor for street in quarter().streets])
    houses = within([house.outline for house in quarter().houses])
    assert not (houses & streets).any()
    assert not (houses & within([features.BROOK.buffer(5.0), features.BASIN])).any()


def test_sites_lie_at_buildings_or_streets() -> None:
    plan = quarter()
    town = shapely.union_all(
        [house.outline for house in plan.houses]
        + [street.carriageway for street in plan.streets]
        + [patch.outline for patch in plan.patches if patch.surface_class == "asphalt"]
    )
    for site in plan.sites:
        assert AREA.contains(site.shape), site.name
        assert town.distance(site.shape) < 10.0, site.name


def test_carriageways_lie_a_kerb_below_their_pavements(heights: np.ndarray) -> None:
    # Across the western edge of the main street, far from crossings.
    for y_m in (60.5, 190.5, 300.5):
        assert heights[cell(244.5, y_m)] - heights[cell(245.5, y_m)] == pytest.approx(
            0.12, abs=0.03
        )


def test_ground_is_continuous_away_from_kerbs_banks_and_walls(heights: np.ndarray) -> None:
    made = within(
        [street.corridor.buffer(1.5) for street in quarter().streets]
        + [features.embankment().buffer(1.5), features.BROOK.buffer(6.0)]
        + [features.BASIN.buffer(1.5), features.BASIN_INLET.buffer(1.5)]
    )
    for axis in (0, 1):
        step = np.abs(np.diff(heights, axis=axis))
        free = ~made[1:] & ~made[:-1] if axis == 0 else ~made[:, 1:] & ~made[:, :-1]
        assert step[free].max() < 0.05


def test_the_town_slopes_by_about_one_in_a_hundred(heights: np.ndarray) -> None:
    fall = heights[cell(75.5, 20.5)] - heights[cell(75.5, 330.5)]
    assert 0.006 < fall / 310.0 < 0.012


def test_embankment_is_five_metres_high(heights: np.ndarray) -> None:
    foot = heights[cell(120.5, features.railway_north_m(120.5) - 16.0)]
    crest = heights[cell(120.5, features.railway_north_m(120.5))]
    assert crest - foot == pytest.approx(5.0, abs=0.3)


def test_underpass_dives_two_metres_and_its_bridge_is_still_in_the_terrain(
    heights: np.ndarray,
) -> None:
    rail = features.UNDERPASS_M.y
    street = np.array([heights[cell(250.5, rail + off)] for off in range(-60, -7)])
    assert street[0] - street[-1] > 1.8
    assert np.abs(np.diff(street)).max() < 0.12
    bridge = heights[cell(250.5, rail)]
    assert bridge - street[-1] > 5.0
    opening = objects.corrections()["openings"]["level_m"].iloc[0]
    assert opening == pytest.approx(street[-1], abs=0.02)


def test_brook_falls_all_the_way_but_for_the_street_that_crosses_it(heights: np.ndarray) -> None:
    bed = [features.BROOK.interpolate(at) for at in range(125, 740)]
    bed = [point for point in bed if 1.0 < point.x < 599.0 and abs(point.x - 250.0) > 9.5]
    levels = np.array([heights[cell(point.x, point.y)] for point in bed])
    assert (np.diff(levels) <= 1e-9).all()
    assert heights[cell(250.5, 539.5)] - levels.min() > 1.5
    culvert = objects.corrections()["culverts"].iloc[0]
    assert levels.min() < culvert.outlet_level_m < culvert.inlet_level_m < levels.max()


def test_basin_is_one_and_a_half_metres_deep(heights: np.ndarray) -> None:
    middle = features.BASIN.centroid
    rim = heights[cell(middle.x - 30.0, middle.y)]
    assert rim - heights[cell(middle.x, middle.y)] == pytest.approx(1.5, abs=0.25)


def test_people_live_where_the_houses_are() -> None:
    people = objects.population()
    assert len(people) == 36
    assert 1000 < people["persons"].sum() < 6000
    assert people["persons"].min() >= 0


def test_rain_rises_with_duration_and_return_period() -> None:
    table = np.array(
        [[depth_mm(minutes, years) for years in RETURN_PERIODS_A] for minutes in DURATIONS_MIN]
    )
    assert (np.diff(table, axis=0) > 0.0).all()
    assert (np.diff(table, axis=1) > 0.0).all()
    assert depth_mm(60, 100) == 46.0


def test_run_file_reads_the_quarter_at_two_metres(run_file: RunFile, city: City) -> None:
    assert city.grid.shape == (300, 300)
    assert city.known_share == 1.0
    check_points(run_file, city)
    assert [culvert.shape for culvert in city.structures.culverts] == ["pipe", "pipe"]
    assert (len(city.structures.pumps), city.structures.openings) == (1, 1)
    # Below the railway bridge runs the street, not the ballast of the tracks.
    row, column = city.grid.cell_at(
        375_000 + features.UNDERPASS_M.x, 5_711_000 + features.UNDERPASS_M.y
    )
    assert city.layer("surface_class")[row, column] == surface_classes()["asphalt"].code
    storms = read_storms(run_file, city)
    assert [storm.name for storm in storms] == ["S2_T100_60min", "T30_60min_mit_Kanal"]
    assert storms[0].rain_depth_mm == pytest.approx(46.0)
    assert len(city.buildings) > 200
    assert {"school", "care_home", "fire_station", "underpass"} <= set(city.sites["kind"])
    names = {row.code: name for name, row in surface_classes().items()}
    found = {names[code] for code in np.unique(city.layer("surface_class")).tolist()}
    assert found == {
        "asphalt", "paving", "roof", "gravel", "railway", "lawn", "garden", "shrub", "forest",
        "bare_soil", "water",
    }  # fmt: skip


def test_water_of_a_short_storm_gathers_in_the_underpass_and_on_streets_and_balances(
    run_file: RunFile, city: City
) -> None:
    storm = replace(
        read_storms(run_file, city)[0], rain_mm_h=block_rain(25.0, 5.0), after_rain_s=120.0
    )
    result = simulate_storm(city, storm, resting_water(city, storm.antecedent))
    assert abs(result.balance.relative_error) < 1e-5
    depth_m = result.maps["water_depth_max_m"].values
    assert depth_m[97, 125] > 0.1
    names = {name: row.code for name, row in surface_classes().items()}
    cover, ground = city.layer("surface_class"), city.layer("building") == NO_BUILDING
    street, lawn = (depth_m[ground & (cover == names[name])].mean() for name in ("asphalt", "lawn"))
    assert street > 2.0 * lawn
