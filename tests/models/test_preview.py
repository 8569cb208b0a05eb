"""Previews: larger cells that hold and pass water as the terrain below them does."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from herne_schwamm.city.city import LAYER_UNITS, NO_BUILDING, OPEN, City, round_terrain
from herne_schwamm.city.forcing import Inflow, StepSeries, Storm, block_rain
from herne_schwamm.city.grid import Grid
from herne_schwamm.city.structures import Culvert, Pump, Structures, Walls
from herne_schwamm.city.units import UnitLayers, drainage_units
from herne_schwamm.city.water import resting_water
from herne_schwamm.models import preview
from herne_schwamm.models.preview import PREVIEW_MAPS, preview_storm
from herne_schwamm.models.preview_blocks import Blocks, level_of
from herne_schwamm.models.preview_city import TOLD_M, coarse_city, coarse_storm, coarse_water
from herne_schwamm.models.preview_look import error_on_terrain, start_of_look_s
from herne_schwamm.models.preview_terrain import on_terrain
from herne_schwamm.models.storm import simulate_storm
from herne_schwamm.problems import InputProblem
from herne_schwamm.tables import surface_classes

CELL_M = 1.0


def make_city(terrain_m, *, built=None, open_edge=None, manning=0.03) -> City:
    """Sealed ground without losses; buildings where marked, an open edge where marked."""
    rows, columns = terrain_m.shape
    grid = Grid("EPSG:25832", 0.0, float(rows), CELL_M, rows, columns)
    surface_class = np.full(grid.shape, surface_classes()["asphalt"].code, np.uint8)
    building = np.full(grid.shape, NO_BUILDING, np.int32)
    if built is not None:
        building[built] = 0
        surface_class[built] = surface_classes()["roof"].code
    sealing = np.ones(grid.shape, np.float32)
    unit_id, units, connections = drainage_units(
        UnitLayers(surface_class, np.ones(grid.shape, np.uint8), sealing, building=building),
        np.isfinite(terrain_m),
        grid.cell_area_m2,
    )
    units = units.assign(depression_sealed_mm=0.0, depression_pervious_mm=0.0)
    edge = np.zeros(grid.shape, np.uint8)
    if open_edge is not None:
        edge[open_edge] = OPEN
    layers = {
        "terrain_m": round_terrain(terrain_m, CELL_M),
        "surface_class": surface_class,
        "sealing": sealing,
        "soil": np.ones(grid.shape, np.uint8),
        "manning_n_s_m13": np.full(grid.shape, manning, np.float32),
        "edge": edge,
        "edge_level_m": np.full(grid.shape, np.nan, np.float32),
        "building": building,
        "unit_id": unit_id,
    }
    dataset = xr.Dataset(
        {name: (("y", "x"), layers[name], {"units": unit}) for name, unit in LAYER_UNITS.items()}
    )
    city = City(grid, dataset, units, connections)
    if built is not None:
        table = city.buildings.reindex([0]).assign(id="a", use="", height_m=5.0)
        city = replace(city, buildings=table)
    return city


def volume_of(level, heights):
    """Sum of the depths below a level, the inverse of `level_of`. [m]"""
    return np.maximum(level[..., None] - heights, 0.0).sum(axis=-1)


def depth_max(city, storm, across=2):
    result = preview_storm(city, storm, resting_water(city, 0.5), across)
    return result, result.maps["water_depth_max_m"].values


@settings(deadline=None)
@given(
    st.lists(st.floats(0.0, 20.0), min_size=1, max_size=16),
    st.integers(0, 4),
    st.floats(1e-6, 100.0),
)
def test_level_and_volume_are_inverse_of_each_other(heights, closed, volume):
    sorted_heights = np.array(sorted(heights) + [np.inf] * closed)
    level = level_of(np.array(volume), sorted_heights)
    assert volume_of(level, sorted_heights) == pytest.approx(volume, rel=1e-9, abs=1e-9)


def test_blocks_cut_and_spread_a_raster_whose_size_is_no_multiple():
    blocks = Blocks(Grid("", 0.0, 5.0, 1.0, 5, 7), 2)
    raster = np.arange(35.0).reshape(5, 7)
    parts = blocks.cut(raster, np.nan)
    assert parts.shape == (3, 4, 4)
    np.testing.assert_array_equal(parts[0, 0], [0.0, 1.0, 7.0, 8.0])
    assert np.isnan(parts[2, 3]).sum() == 3
    spread = blocks.spread(np.nanmin(parts, axis=-1))[:5]
    assert spread.shape == (6 - 1, 7)
    assert (spread <= raster).all()


def test_a_coarse_cell_holds_what_the_terrain_does_at_the_depth_it_is_told_at():
    rng = np.random.default_rng(5)
    city = make_city(50.0 + rng.uniform(0.0, 0.6, (16, 16)))
    blocks = Blocks(city.grid, 4)
    told_m = np.full(blocks.grid.shape, 0.35)
    coarse = coarse_city(city, blocks, told_m)
    level = coarse.layer("terrain_m").astype(np.float64) + told_m
    heights = np.sort(blocks.cut(city.layer("terrain_m").astype(np.float64), np.inf), axis=-1)
    held = volume_of(level, heights) / blocks.cells
    # The bed is rounded to 1/1024 m.
    np.testing.assert_allclose(held, told_m, atol=0.5 / 1024.0)


@pytest.mark.parametrize("across", [2, 4])
def test_water_stays_at_rest_on_an_uneven_bed(across):
    rng = np.random.default_rng(3)
    city = make_city(50.0 + rng.uniform(0.0, 0.5, (24, 32)))
    blocks = Blocks(city.grid, across)
    coarse = coarse_city(city, blocks, np.full(blocks.grid.shape, TOLD_M))
    level_m = 50.75
    depth = np.maximum(level_m - coarse.layer("terrain_m"), 0.0).astype(np.float32)
    water = resting_water(coarse, 0.5)
    water.surface_depth_m[:] = depth
    storm = replace(Storm("still", block_rain(0.0, 1.0)), after_rain_s=600.0)
    result = simulate_storm(coarse, coarse_storm(storm, coarse, blocks), water)
    np.testing.assert_allclose(result.maps["water_depth_end_m"].values, depth, atol=1e-6)


@pytest.mark.parametrize("across", [2, 4])
def test_a_uniform_channel_flows_as_manning_says(across):
    # 400 m of a channel 8 m wide between banks, 1 % steep; what enters above leaves below.
    length, width, slope, manning, discharge = 400, 8, 0.01, 0.03, 4.0
    terrain = np.full((24, length), 60.0) - slope * np.arange(length) * CELL_M
    terrain[8 : 8 + width] -= 3.0
    edge = np.zeros(terrain.shape, bool)
    edge[8 : 8 + width, -1] = True
    city = make_city(terrain, open_edge=edge, manning=manning)
    steady = StepSeries(np.array([0.0, 1800.0]), np.array([discharge]))
    inflow = Inflow("brook", 4.5, 24.0 - 12.5, steady)
    storm = replace(Storm("flow", block_rain(0.0, 1.0)), inflows=(inflow,), after_rain_s=0.0)
    result = preview_storm(city, storm, resting_water(city, 0.5), across)
    depth = result.maps["water_depth_end_m"].values
    normal_m = (discharge / width * manning / slope**0.5) ** 0.6
    middle = depth[8 : 8 + width, 150:300].mean()
    # Banks rub in neither. The scheme itself is that far off on cells of 1 m (0.01 %); rounded
    # beds of cells of 4 m, 40 mm apart, may add half of 1/1024 m: 0.2 % of the depth.
    assert middle == pytest.approx(normal_m, rel=0.003)
    assert abs(result.balance.relative_error) < 1e-6


@pytest.mark.parametrize("thick", [0, 1])
def test_water_goes_over_a_wall_at_its_crest_and_not_before(thick):
    # Two basins beside each other: a wall of 1 m as a line or as a ridge of one cell.
    terrain = np.full((16, 32), 50.0)
    rows = np.arange(16)
    crest_m = 51.0
    city = make_city(terrain)
    if thick:
        terrain[:, 16] = crest_m
        city = make_city(terrain)
    else:
        walls = Walls(np.zeros(16, np.int64), rows, np.full(16, 16), np.full(16, crest_m), ())
        city = replace(city, structures=Structures(walls=walls))
    area_m2 = 16.0 * 16.0
    for filled_m, over in ((0.8, False), (1.3, True)):
        rate = StepSeries(np.array([0.0, 600.0]), np.array([filled_m * area_m2 / 600.0]))
        storm = replace(
            Storm("fill", block_rain(0.0, 1.0)),
            inflows=(Inflow("in", 8.5, 8.5, rate),),
            after_rain_s=600.0,
        )
        result = preview_storm(city, storm, resting_water(city, 0.5), 2)
        end = result.maps["water_depth_end_m"].values
        behind = float(end[:, 20:].mean())
        if over:
            # The basin that is filled ends at the crest, the rest is behind it.
            assert float(end[:, :12].mean()) == pytest.approx(1.0, abs=0.06)
            assert behind > 0.1
        else:
            assert behind == 0.0
        assert abs(result.balance.relative_error) < 1e-6


def rough_city():
    rng = np.random.default_rng(11)
    rows, columns = np.indices((50, 71))
    terrain = 60.0 - 0.02 * columns + 0.5 * np.sin(rows / 5.0) + rng.uniform(0.0, 0.1, (50, 71))
    terrain[:5, :6] = np.nan
    built = np.zeros(terrain.shape, bool)
    built[20:30, 30:41] = True
    edge = np.zeros(terrain.shape, bool)
    edge[:, -1] = True
    return make_city(terrain, built=built, open_edge=edge)


STORM = replace(Storm("rain", block_rain(40.0, 10.0)), after_rain_s=600.0)


@pytest.mark.parametrize("across", [2, 4])
def test_the_balance_closes_and_maps_lie_on_the_terrain(across):
    city = rough_city()
    result, depth = depth_max(city, STORM, across)
    assert abs(result.balance.relative_error) < 1e-6
    assert set(result.maps) == set(PREVIEW_MAPS)
    assert np.isnan(depth[~city.open_ground]).all()
    known = np.isfinite(depth)
    assert known.sum() > 0.85 * city.open_ground.sum()
    assert (depth[known] >= 0.0).all()
    assert depth[known].max() > 0.1
    peak = result.maps["time_of_peak_min"].values
    assert np.isnan(peak[~(depth > 0.0)]).all()


def test_the_water_of_the_terrain_is_that_of_the_coarse_cells():
    rng = np.random.default_rng(2)
    city = make_city(50.0 + rng.uniform(0.0, 0.3, (32, 32)))
    blocks = Blocks(city.grid, 4)
    coarse = coarse_city(city, blocks, np.full(blocks.grid.shape, TOLD_M))
    depth = rng.uniform(0.0, 0.4, blocks.grid.shape).astype(np.float32)
    shown = on_terrain(city, blocks, coarse.layer("terrain_m"), depth)
    assert shown.sum(dtype=np.float64) == pytest.approx(
        16.0 * depth.sum(dtype=np.float64), rel=1e-6
    )


def test_what_is_off_is_taken_off_without_making_much_water():
    # Closed edges: all rain stays. Depths that would fall below nothing are cut.
    rng = np.random.default_rng(2)
    city = make_city(50.0 + rng.uniform(0.0, 0.3, (32, 32)))
    result, _ = depth_max(city, STORM, 4)
    shown_m3 = float(result.maps["water_depth_end_m"].values.sum(dtype=np.float64))
    assert shown_m3 == pytest.approx(result.balance.surface_m3, rel=0.02)
    assert abs(result.look.relative_error) < 1e-6


@pytest.mark.parametrize("across", [2, 4])
def test_a_look_on_the_terrain_brings_a_preview_nearer_to_the_fine_run(across, monkeypatch):
    # Ridges part the blocks into hollows of their own, which larger cells do not know.
    rng = np.random.default_rng(8)
    rows, columns = np.indices((64, 96))
    terrain = 60.0 - 0.01 * columns + rng.uniform(0.0, 0.05, (64, 96))
    terrain[(rows % 10 == 3) & (columns % 17 > 2)] += 0.4
    city = make_city(terrain)
    fine = simulate_storm(city, STORM, resting_water(city, 0.5)).maps["water_depth_max_m"].values
    looked = depth_max(city, STORM, across)[1]

    def nothing(*arguments):
        return np.zeros(city.grid.shape, np.float32), error_on_terrain(*arguments)[1]

    monkeypatch.setattr(preview, "error_on_terrain", nothing)
    without = depth_max(city, STORM, across)[1]
    deep = fine > 0.05
    assert np.abs(looked - fine)[deep].mean() < 0.7 * np.abs(without - fine)[deep].mean()


def test_without_deep_water_the_look_begins_with_the_storm():
    city = make_city(np.full((16, 16), 50.0))
    storm = replace(Storm("drizzle", block_rain(1.0, 10.0)), after_rain_s=0.0)
    result = simulate_storm(city, storm, resting_water(city, 0.5))
    assert start_of_look_s(result, 64.0, 4.0) == 0.0


def test_a_storm_shorter_than_the_look_is_looked_at_as_long_as_it_lasts():
    city = rough_city()
    storm = replace(Storm("short", block_rain(20.0, 1.0)), after_rain_s=0.0)
    told = []
    result = preview_storm(
        city, storm, resting_water(city, 0.5), 4, progress=lambda *both: told.append(both)
    )
    fine = simulate_storm(city, storm, resting_water(city, 0.5))
    off = result.maps["water_depth_max_m"].values - fine.maps["water_depth_max_m"].values
    # The look is the whole storm: what is left is how greatest depths differ from those at its end.
    assert np.nanquantile(np.abs(off), 0.95) < 0.006
    assert abs(result.look.relative_error) < 1e-6
    assert told[-1][0] == pytest.approx(told[-1][1])
    assert all(later[0] >= sooner[0] for sooner, later in pairwise(told))


def test_a_storm_of_no_length_is_no_fault():
    city = rough_city()
    storm = replace(Storm("none", block_rain(0.0, 1.0)), after_rain_s=0.0)
    result, depth = depth_max(city, storm, 4)
    assert np.nanmax(depth) == 0.0
    assert result.look.relative_error == 0.0


def test_the_storm_is_followed_as_long_as_the_first_run_which_tells_when_to_look(monkeypatch):
    lasted = []
    follow = preview._follow

    def longer_first(city, storm, *others):
        if not lasted:
            storm = replace(storm, after_rain_s=7200.0)
        bed_m, result = follow(city, storm, *others)
        lasted.append(result.run.simulated_s)
        return bed_m, result

    monkeypatch.setattr(preview, "_follow", longer_first)
    result, _ = depth_max(rough_city(), replace(STORM, after_rain_s=None), 4)
    assert lasted[0] == lasted[1] >= 7800.0
    assert abs(result.look.relative_error) < 1e-6


def test_a_courtyard_that_larger_cells_do_not_know_stays_unknown():
    built = np.zeros((32, 32), bool)
    built[8:20, 8:20] = True
    built[13:15, 13:15] = False
    city = make_city(np.full((32, 32), 50.0), built=built)
    result, depth = depth_max(city, STORM, 4)
    assert np.isnan(depth[13:15, 13:15]).all()
    assert np.isnan(result.maps["water_depth_end_m"].values[13:15, 13:15]).all()
    assert np.isfinite(depth[:8]).all()


def test_an_inflow_beside_a_house_enters_the_nearest_open_cell():
    built = np.zeros((32, 32), bool)
    built[8:16, 8:15] = True
    city = make_city(np.full((32, 32), 50.0), built=built)
    rate = StepSeries(np.array([0.0, 600.0]), np.array([0.5]))
    # Column 15 is open ground in blocks of 4 that are built over.
    storm = replace(
        Storm("in", block_rain(0.0, 1.0)),
        inflows=(Inflow("in", 15.5, 20.5, rate),),
        after_rain_s=0.0,
    )
    result, _ = depth_max(city, storm, 4)
    assert result.balance.inflow_m3 == pytest.approx(300.0)
    assert abs(result.balance.relative_error) < 1e-6


def test_a_city_smaller_than_a_cell_of_the_preview_is_refused():
    city = make_city(np.full((3, 3), 50.0))
    with pytest.raises(InputProblem, match="too small"):
        preview_storm(city, STORM, resting_water(city, 0.5), 4)


def test_water_there_before_is_spread_without_loss():
    city = rough_city()
    water = resting_water(city, 0.5)
    water.surface_depth_m[city.open_ground] = 0.2
    blocks = Blocks(city.grid, 2)
    coarse = coarse_city(city, blocks, np.full(blocks.grid.shape, TOLD_M))
    spread = coarse_water(city, coarse, water, blocks)
    assert spread.surface_depth_m.max() == pytest.approx(0.2)
    assert (spread.surface_depth_m[~coarse.inside] == 0.0).all()


def test_structures_without_a_place_of_their_own_are_left_out():
    culvert = Culvert("a", (), (2, 2), (2, 20), "pipe", 0.5, 0.5, 49.0, 48.9, 18.0)
    within = replace(culvert, name="b", outlet=(3, 3))
    city = make_city(np.full((16, 32), 50.0))
    pumps = (Pump("p", (8, 8), 0.01), Pump("q", (8, 8), 0.01, outlet=(9, 9)))
    city = replace(city, structures=Structures((culvert, within), pumps))
    blocks = Blocks(city.grid, 4)
    coarse = coarse_city(city, blocks, np.full(blocks.grid.shape, TOLD_M))
    assert [one.name for one in coarse.structures.culverts] == ["a"]
    assert coarse.structures.culverts[0].outlet == (0, 5)
    assert [one.name for one in coarse.structures.pumps] == ["p"]


@pytest.mark.parametrize(("columns", "across"), [(49, 2), (49, 4), (50, 4), (51, 2)])
def test_water_leaves_over_an_edge_that_is_no_whole_number_of_cells_away(columns, across):
    terrain = 60.0 - 0.02 * np.indices((32, columns))[1]
    edge = np.zeros(terrain.shape, bool)
    edge[:, -1] = True
    city = make_city(terrain, open_edge=edge)
    storm = replace(Storm("rain", block_rain(40.0, 10.0)), after_rain_s=600.0)
    result, depth = depth_max(city, storm, across)
    assert result.balance.outflow_m3 > 0.95 * result.balance.rain_m3
    # The sheet of the fine run is 1.3 cm deep; no sill holds it back.
    assert np.nanmax(depth[:, -12:]) < 0.04


@pytest.mark.parametrize("column", [16, 17, 18])
@pytest.mark.parametrize("across", [2, 4])
def test_a_wall_within_a_coarse_cell_stands_on_a_face_of_it(column, across):
    city = make_city(np.full((16, 32), 50.0))
    rows = np.arange(16)
    walls = Walls(np.zeros(16, np.int64), rows, np.full(16, column), np.full(16, 51.0), ())
    city = replace(city, structures=Structures(walls=walls))
    rate = StepSeries(np.array([0.0, 600.0]), np.array([0.8 * 256 / 600]))
    inflow = Inflow("in", 8.5, 8.5, rate)
    storm = Storm("fill", block_rain(0.0, 1.0), inflows=(inflow,))
    _, depth = depth_max(city, replace(storm, after_rain_s=600.0), across)
    assert depth[:, :12].min() > 0.65
    assert depth[:, 20:].max() == 0.0


def test_no_water_stands_deeper_between_houses_than_beside_them():
    terrain = 60.0 - 0.15 * np.indices((24, 40))[0]
    built = np.zeros(terrain.shape, bool)
    built[8:11] = built[13:16] = True
    edge = np.zeros(terrain.shape, bool)
    edge[-1] = True
    city = make_city(terrain, built=built, open_edge=edge)
    storm = replace(Storm("rain", block_rain(40.0, 10.0)), after_rain_s=600.0)
    _, depth = depth_max(city, storm, 4)
    assert np.nanmax(depth[11:13]) <= np.nanmax(np.delete(depth, (11, 12), axis=0))
