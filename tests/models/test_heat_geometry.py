"""Sky view, shade and walls of a small town; tiles against one piece."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.kernels.horizon import NO_WALL
from herne_schwamm.kernels.rays import CENTRE
from herne_schwamm.models.heat_geometry import (
    GeometrySettings,
    Heights,
    Surroundings,
    crown_transmissivity,
    reach_m,
)
from herne_schwamm.models.heat_walls import find_walls
from herne_schwamm.models.heat_windows import Window, cut, tiles


def town(rows=90, columns=110, seed=7, trees=True):
    """Blocks, trees and a slope; one corner is not known."""
    rng = np.random.default_rng(seed)
    ground = (40.0 + 0.02 * np.arange(columns) + np.zeros((rows, 1))).astype("f4")
    surface = ground.copy()
    building = np.zeros((rows, columns), np.bool_)
    for _ in range(14):
        row, column = rng.integers(0, rows - 12), rng.integers(0, columns - 15)
        block = (
            slice(row, row + rng.integers(4, 12)),
            slice(column, column + rng.integers(4, 15)),
        )
        building[block] = True
        surface[block] = ground[block] + np.float32(rng.uniform(4.0, 22.0))
    crown = np.where(rng.random((rows, columns)) < 0.03, rng.uniform(3.0, 14.0), 0.0)
    crown = np.where(building, 0.0, crown).astype("f4")
    ground[:5, :6] = surface[:5, :6] = np.nan
    return Heights(ground, surface, building, crown if trees else None, 1.0)


@pytest.fixture(scope="module")
def surroundings():
    return Surroundings(town())


@pytest.mark.parametrize("trees", [True, False])
@pytest.mark.parametrize("size", [37, 64])
def test_tiles_are_bit_for_bit_one_piece(trees, size):
    around = Surroundings(town(trees=trees), reach=45.0)
    walls = find_walls(around.heights)
    whole = around.geometry(wall_number=walls.number)
    shadow, light = around.shade(213.0, 21.0)
    count = 0
    for window in tiles(around.heights.shape, size):
        part = around.geometry(window, walls.number)
        for mine, theirs in zip(part.view, whole.view, strict=True):
            assert np.array_equal(mine, theirs[window.slices])
        told = around.shade(213.0, 21.0, window)
        assert np.array_equal(told[0], shadow[window.slices])
        assert np.array_equal(told[1], light[window.slices])
        count += window.rows * window.columns
    assert count == shadow.size


def test_a_tile_needs_no_more_than_its_halo():
    # What lies farther away than the reach may change: the tile does not.
    heights = town(trees=False)
    reach = 30.0
    window = Window(40, 40, 20, 20)
    changed = heights.surface_m.copy()
    outside = np.ones(heights.shape, np.bool_)
    outside[window.grown(30).slices] = False
    changed[outside] += 25.0
    other = Heights(heights.ground_m, changed, heights.building, None, 1.0)
    one = Surroundings(heights, reach=reach).geometry(window)
    two = Surroundings(other, reach=reach).geometry(window)
    assert np.array_equal(one.view.horizon, two.view.horizon)
    beyond = Surroundings(other, reach=reach + 5.0).geometry(window)
    assert not np.array_equal(one.view.horizon, beyond.view.horizon)


def test_cut_fills_what_lies_outside():
    raster = np.arange(12.0).reshape(3, 4)
    piece = cut(raster, Window(-1, 2, 3, 4), -9.0)
    assert piece.tolist() == [[-9.0] * 4, [2.0, 3.0, -9.0, -9.0], [6.0, 7.0, -9.0, -9.0]]
    assert (cut(raster, Window(10, 10, 2, 2), 5.0) == 5.0).all()


def test_reach_follows_the_range_of_heights():
    assert reach_m(8.75) == pytest.approx(100.0, rel=1e-3)
    assert reach_m(200.0) == 300.0


def test_leaves_fall():
    assert crown_transmissivity(200) == 0.03
    assert crown_transmissivity(20) == crown_transmissivity(330) == 0.5


def test_crowns_take_sky_and_let_some_through(surroundings):
    geometry = surroundings.geometry()
    sky, crown = geometry.shares()
    assert sky.min() >= -1e-6
    assert (sky + crown).max() <= 1.0 + 1e-6
    open_ground = surroundings.open_ground
    walls_only = geometry.sky_view()[open_ground]
    bare, leafed = geometry.sky_view(0.5)[open_ground], geometry.sky_view(0.03)[open_ground]
    assert (leafed <= bare + 1e-6).all()
    assert (bare <= walls_only + 1e-6).all()
    assert leafed.mean() < walls_only.mean() - 0.02


def test_a_wall_to_the_north_is_seen_to_the_north():
    flat = np.zeros((41, 81), np.float32)
    wall = flat.copy()
    wall[10:15] = 500.0
    around = Surroundings(Heights(flat, wall, wall > 1.0, None, 1.0), reach=40.0)
    up, north, east, south, west = around.geometry(Window(16, 40, 1, 1)).wall_shares()[0, 0]
    # An endless wall that reaches the zenith covers the northern half of the dome; rays of 40 m
    # meet nearly all of it.
    assert up == pytest.approx(0.5, abs=0.06)
    assert north == pytest.approx(0.5, abs=0.03)
    assert south == 0.0
    assert east == pytest.approx(west, abs=1e-6)
    assert east == pytest.approx(0.25, abs=0.06)


def test_under_a_crown_the_sky_is_leaves():
    flat = np.zeros((61, 61), np.float32)
    crown = flat.copy()
    crown[25:36, 25:36] = 12.0
    around = Surroundings(Heights(flat, flat, flat > 1.0, crown, 1.0), reach=50.0)
    view = around.geometry().sky_view(0.0)
    # Underside at 3 m, the eye at 1.1 m, the edge 5.5 m away in the middle of a side.
    assert view[30, 30] < 0.15
    assert view[30, 58] > 0.85
    shadow, light = around.shade(180.0, 60.0, transmissivity=0.03)
    assert (shadow < 0.0).all()
    assert light[30, 30] == np.float32(0.03)
    # The shadow lies to the north: 12 - 1.1 m of crown over tan 60.
    assert light[20, 30] == np.float32(0.03)
    assert light[17, 30] == light[40, 30] == 1.0


def test_a_wall_throws_its_shadow_to_the_other_side():
    flat = np.zeros((40, 40), np.float32)
    wall = flat.copy()
    wall[20, :] = 10.0
    around = Surroundings(Heights(flat, wall, wall > 1.0, None, 1.0), reach=39.0)
    shadow, _ = around.shade(180.0, 45.0)
    # The near face of the wall is half a cell nearer than its middle.
    assert shadow[10, 20] == pytest.approx(10.0 - 9.5, abs=1e-5)
    lit = around.sunlit(180.0, 45.0)
    assert lit[10, 20] == 1.0
    assert lit[11, 20] == 0.0
    assert lit[25, 20] == 1.0
    centre = Surroundings(
        around.heights, GeometrySettings(eye_height_m=0.0, on_all_cells=True, edge=CENTRE)
    )
    assert centre.shade(180.0, 45.0)[0][10, 20] == pytest.approx(0.0, abs=1e-5)


def test_on_all_cells_the_eye_stands_on_the_roof():
    heights = town(trees=False)
    ground = Surroundings(heights, reach=40.0)
    roofs = Surroundings(heights, GeometrySettings(eye_height_m=0.0, on_all_cells=True), reach=40.0)
    highest = np.unravel_index(np.nanargmax(heights.surface_m), heights.shape)
    assert roofs.geometry().sky_view()[highest] == 1.0
    assert ground.geometry().sky_view()[highest] < 1.0


def test_a_square_house_has_four_walls():
    flat = np.zeros((30, 30), np.float32)
    house = flat.copy()
    house[10:20, 8:22] = 9.0
    walls = find_walls(Heights(flat, house, house > 1.0, None, 1.0))
    assert len(walls) == 2 * (10 + 14) - 4
    assert (walls.number >= 0).sum() == len(walls)
    assert walls.number[15, 15] == NO_WALL
    for cell, normal in (((10, 15), 0.0), ((15, 21), 90.0), ((19, 15), 180.0), ((15, 8), 270.0)):
        number = walls.number[cell]
        assert walls.normal_deg[number] % 360.0 == pytest.approx(normal, abs=1e-9)
        row, column = walls.foot[number] - walls.cell[number]
        assert np.degrees(np.arctan2(column, -row)) % 360.0 == pytest.approx(normal)
    assert set(walls.top_m) == {9.0}
    # A corner looks across both its streets.
    assert walls.normal_deg[walls.number[10, 21]] == pytest.approx(45.0)


@pytest.mark.parametrize("bearing", [17.0, 30.0, 73.0])
def test_a_slanting_wall_faces_its_own_way(bearing):
    row, column = np.mgrid[0:80, 0:80] - 40
    along = column * np.sin(np.radians(bearing)) - row * np.cos(np.radians(bearing))
    flat = np.zeros((80, 80), np.float32)
    wall = np.where(along < 0.0, 10.0, 0.0).astype("f4")
    walls = find_walls(Heights(flat, wall, wall > 1.0, None, 1.0))
    inner = ((walls.cell > 5) & (walls.cell < 75)).all(axis=1)
    error = (walls.normal_deg[inner] - bearing + 180.0) % 360.0 - 180.0
    assert abs(error.mean()) < 1.5
    assert np.abs(error).max() < 12.0


def test_thin_and_low_walls():
    flat = np.zeros((9, 9), np.float32)
    thin = flat.copy()
    thin[4, 1:8] = 6.0
    thin[7, 4] = 1.5
    walls = find_walls(Heights(flat, thin, thin > 1.0, None, 1.0))
    # The low step is no wall; a wall open to both sides alike takes the first from the north-west.
    assert walls.number[7, 4] == NO_WALL
    number = walls.number[4, 4]
    assert walls.foot[number][0] == 3
    assert walls.normal_deg[number] in (0.0, 315.0)
