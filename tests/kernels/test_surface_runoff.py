"""The flow step against a plain float64 version, and what float32 must keep."""

from __future__ import annotations

import re

import llvmlite.binding
import numba
import numpy as np
import pytest
from numba import types

from herne_schwamm.city.plain import grid_for, plain_city
from herne_schwamm.kernels.compiling import _OPTIONS
from herne_schwamm.kernels.surface_runoff import (
    KEPT_SHARE,
    WALL_M,
    _cube_root,
    new_flows,
    paced_flows,
)
from herne_schwamm.kernels.tile_clock import advance, tell_deepest
from herne_schwamm.kernels.tile_seams import look_back, look_forth
from herne_schwamm.kernels.tile_steps import Scheme, step_tile
from herne_schwamm.kernels.tiles import HALO, fill_halos
from herne_schwamm.models.storm_faces import Faces
from herne_schwamm.models.storm_tiles import Tiles, lattice_of
from tests.kernels.reference_flow import flow_step

f4 = np.float32


class Pool:
    """A closed city in tiles for calls of `advance`."""

    def __init__(self, terrain, depth, manning_n, cell=1.0, tile=(400, 400)):
        self.terrain = np.round(terrain * 1024) / 1024
        self.manning_n = np.broadcast_to(manning_n, depth.shape)
        city = plain_city(self.terrain, grid_for(terrain, cell), manning_n_s_m13=self.manning_n)
        self.tiles = Tiles(city, depth.astype("f4"), lattice_of(*depth.shape, *tile))
        nothing = np.empty((0, 2), np.int64)
        no_cells = self.tiles.listed_cells(nothing)
        self.lists = self.tiles.listed(Faces.joined([]), nothing, nothing, no_cells, no_cells)
        self.cell = cell

    @property
    def depth(self):
        return self.tiles.raster(self.tiles.flow.depth)

    @property
    def x(self):
        return self.tiles.raster(self.tiles.flow.flow_x)

    def advance(self, seconds, still=0.0):
        t = self.tiles
        numbers = (f4(0.1 / 0.65), f4(1.0), 0.65, float("inf"), f4(still))
        tell_deepest(t.flow, t.lattice, np.ones_like(t.awake), t.told.deepest)
        return advance(
            t.flow,
            t.lattice,
            self.lists,
            t.seams,
            t.work,
            t.told,
            t.awake,
            seconds,
            Scheme(self.cell, *numbers),
        )

    def plain(self):
        """Arrays of `flow_step`, with a ring of walls."""
        depth = np.pad(self.depth, 1).astype(float)
        rows, columns = depth.shape
        x, y = np.zeros((rows, columns + 1)), np.zeros((rows + 1, columns))
        bed = np.pad(self.terrain, 1, constant_values=float(WALL_M))
        return depth, x, y, bed, np.pad(self.manning_n, 1)


def rough_pool(seed=3, rows=21, columns=34, deep=0.4, tile=(400, 400)):
    rng = np.random.default_rng(seed)
    terrain = 50.0 + rng.uniform(0.0, 0.5, (rows, columns)) + 0.02 * np.arange(columns)
    return Pool(
        terrain,
        rng.uniform(0.0, deep, (rows, columns)),
        rng.uniform(0.02, 0.06, (rows, columns)),
        tile=tile,
    )


def test_cube_root_is_within_1e_5_of_pow():
    x = np.geomspace(1e-5, 20.0, 4001).astype(np.float32)
    fast = np.array([_cube_root(v) for v in x])
    exact = x.astype(np.float64) ** (1.0 / 3.0)
    assert np.abs(fast / exact - 1.0).max() < 1e-5


def test_thousand_steps_agree_with_plain_float64_version():
    pool = rough_pool()
    depth, x, y, bed, n = pool.plain()
    done = 0
    while done < 1000:
        # The rung is chosen by the kernel; the plain version follows it.
        pool.advance(0.125)
        steps = int(pool.tiles.told.steps[0]) - done
        for _ in range(steps):
            depth, x, y = flow_step(depth, x, y, bed, n, 0.125 / steps, 1.0)
        done += steps
    difference = np.abs(pool.depth - depth[1:-1, 1:-1])
    # In float32: depths of up to 0.4 m are good to 3e-8 m, the friction power to 7e-6.
    assert difference.max() < 2e-5
    assert difference.mean() < 2e-6


def test_first_step_agrees_to_rounding():
    pool = rough_pool(seed=8)
    depth, x, y, bed, n = pool.plain()
    pool.advance(0.0625)
    assert pool.tiles.told.steps[0] == 1
    depth, x, y = flow_step(depth, x, y, bed, n, 0.0625, 1.0)
    assert np.abs(pool.depth - depth[1:-1, 1:-1]).max() < 1e-6
    assert np.abs(pool.x - x[1:-1, 1:-2]).max() < 1e-5


@pytest.mark.parametrize("tile", [(8, 16), (4, 5), (3, 3), (21, 7), (5, 34)])
def test_tiles_with_equal_steps_are_one_piece(tile):
    one, many = rough_pool(), rough_pool(tile=tile)
    for _ in range(160):
        one.advance(0.0625)
        many.advance(0.0625)
    assert np.unique(many.tiles.told.steps).tolist() == [160]
    # What crosses a seam is added by itself: the last bit of a depth may differ.
    assert np.abs(one.depth - many.depth).max() < 2e-6
    assert many.depth.sum(dtype=float) == pytest.approx(one.depth.sum(dtype=float), rel=1e-8)


def deep_and_shallow(tile):
    """A deep basin in a shallow plain under waves."""
    j, i = np.mgrid[0:40, 0:60]
    basin = 2.5 * np.exp(-((i - 14) ** 2 + (j - 11) ** 2) / 60.0)
    terrain = 50.0 + 0.01 * j - basin
    level = 50.35 + 0.1 * np.sin(i / 5.0) * np.cos(j / 4.0)
    return Pool(terrain, np.maximum(level - terrain, 0.0), 0.03, tile=tile)


@pytest.mark.parametrize("tile", [(8, 16), (16, 8), (13, 31)])
def test_tiles_with_their_own_steps_keep_water_and_levels(tile):
    one, many = deep_and_shallow((400, 400)), deep_and_shallow(tile)
    before = many.depth.sum(dtype=float)
    for _ in range(60):
        one.advance(1.0)
        many.advance(1.0)
    steps = many.tiles.told.steps
    assert steps.max() == pytest.approx(one.tiles.told.steps[0], rel=0.02)
    assert steps.min() <= steps.max() // 2
    assert many.depth.sum(dtype=float) == pytest.approx(before, rel=1e-8)
    # Far below the centimetres by which flood depths are judged.
    assert np.abs(one.depth - many.depth).max() < 0.01
    assert np.median(np.abs(one.depth - many.depth)) < 5e-4


@pytest.mark.parametrize("turned", [False, True])
def test_of_a_neighbour_ahead_in_time_the_level_is_that_of_now_but_the_water_what_is_left(turned):
    # In the second half of its step the neighbour's cells still show half of their fall; what
    # can be taken from them is what they hold. Once more was taken: by and by 70 m3 in Dorsten.
    shape, tile = ((32, 8), (16, 8)) if turned else ((8, 32), (8, 16))
    pool = Pool(np.zeros(shape), np.full(shape, 0.02), 0.03, tile=tile)
    tiles = pool.tiles
    fill_halos(tiles.flow.depth, tiles.lattice)
    ahead = np.array([0.5, 0.0], np.float32)
    (tiles.seams.risen_south if turned else tiles.seams.risen_east)[0] = -0.1
    beside = (
        HALO + np.arange(8) + (HALO - 1) * tiles.stride
        if turned
        else (HALO + np.arange(8)) * tiles.stride + HALO - 1
    )
    look_back(tiles.flow, 1, tiles.lattice, tiles.seams, ahead)
    assert tiles.flow.depth[1, beside] == pytest.approx(0.07)
    look_forth(tiles.flow, 1, tiles.lattice, ahead, -1, 17 if turned else 9)
    assert tiles.flow.depth[1, beside] == pytest.approx(0.02)


def test_half_the_step_changes_next_to_nothing():
    # The damping is tied to the wave's way, not to the number of steps.
    whole, half = deep_and_shallow((400, 400)), deep_and_shallow((400, 400))
    for _ in range(240):
        whole.advance(0.25)
        half.advance(0.125)
        half.advance(0.125)
    assert half.tiles.told.steps[0] >= whole.tiles.told.steps[0]
    assert np.abs(whole.depth - half.depth).max() < 2e-3


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1), (2, 2), (5, 17), (3, 64)])
def test_odd_shapes_keep_their_water(shape):
    rng = np.random.default_rng(1)
    pool = Pool(rng.uniform(0.0, 2.0, shape), rng.uniform(0.0, 1.0, shape), 0.03, tile=(4, 16))
    before = pool.depth.sum(dtype=np.float64)
    pool.advance(20.0)
    assert pool.depth.sum(dtype=np.float64) == pytest.approx(before, rel=1e-7)
    assert pool.depth.min() >= 0.0


@pytest.mark.parametrize("tile", [(400, 400), (4, 10)])
def test_moving_water_is_lossless_in_float32(tile):
    # Deep beside shallow: a plain float32 sum would lose some water in every step.
    terrain = np.where(np.arange(40) < 20, 0.0, 5.0) * np.ones((12, 1))
    depth = np.where(np.arange(40) < 20, 4.7, 0.003) * np.ones((12, 1))
    pool = Pool(terrain, depth, 0.03, tile=tile)
    before = pool.depth.sum(dtype=np.float64)
    pool.advance(600.0)
    assert pool.tiles.told.steps.max() > 3000
    assert pool.depth.sum(dtype=np.float64) == pytest.approx(before, rel=1e-8)


@pytest.mark.parametrize("tile", [(400, 400), (3, 4)])
def test_a_cell_never_gives_more_than_it_has(tile):
    # A thin film on a cliff: without the limiter the first step would overdraw it.
    terrain = np.zeros((3, 8))
    terrain[:, :4] = 50.0
    depth = np.zeros((3, 8))
    depth[:, 3] = 0.5
    pool = Pool(terrain, depth, 0.01, tile=tile)
    pool.advance(4.0)
    assert pool.tiles.told.limited.sum() > 0
    assert pool.depth.min() >= 0.0
    # Water that enters drier cells is rounded once to the last bit of their new depth.
    assert pool.depth.sum(dtype=np.float64) == pytest.approx(1.5, rel=2e-7)
    assert 0.0 < KEPT_SHARE < 1e-5


def test_time_steps_climb_a_ladder_of_halves():
    deep = 3.0 - 0.01 * np.arange(4) * np.ones((4, 1))
    pool = Pool(np.zeros((4, 4)), deep, 0.03)
    smallest, tile = pool.advance(1.0)
    longest = 0.65 / np.sqrt(9.81 * 3.0)
    assert smallest == 0.0625
    assert smallest <= longest < 2 * smallest
    assert pool.tiles.told.steps.tolist() == [16]
    assert tile == 0


def test_still_tiles_sleep_until_a_neighbour_wakes_them():
    terrain = np.zeros((6, 60))
    depth = np.zeros((6, 60))
    depth[:, 0] = 0.5
    pool = Pool(terrain, depth, 0.03, tile=(6, 10))
    pool.advance(1.0)
    # The wave has not come far: what is dry took one step and fell asleep.
    assert pool.tiles.awake.tolist() == [True, False, False, False, False, False]
    woken = set()
    for _ in range(120):
        pool.advance(1.0)
        woken |= set(np.flatnonzero(pool.tiles.awake).tolist())
    assert woken >= {0, 1, 2, 3, 4}
    assert pool.depth[:, 40].min() > 0.0
    assert pool.depth.sum(dtype=float) == pytest.approx(3.0, rel=1e-7)


ROWS = (*[types.Array(types.float32, 1, "C")] * 6, *[types.int64] * 4)
PACES = (types.Array(types.float32, 1, "C"), types.int64)


@pytest.mark.parametrize(
    ("kernel", "signature"),
    [
        (new_flows, (*ROWS, *[types.float32] * 4)),
        (paced_flows, (*ROWS, *PACES, *[types.float32] * 2)),
    ],
)
def test_the_flow_step_is_made_of_vector_instructions(kernel, signature):
    # Compiled anew: numba cannot show code that it took from its cache.
    options = {key: value for key, value in _OPTIONS.items() if key != "cache"}
    row = numba.njit(**options)(kernel.py_func)
    row.compile(signature)
    code = "".join(row.inspect_llvm().values())
    if not re.search(r"<\d+ x (float|double)>", code):
        assert not {"avx", "avx2", "neon"} & processor_features(), "no vector code"
        pytest.skip("this processor has no vector instructions")
    assert re.search(r"fdiv (contract )?<\d+ x float>", code)
    assert re.search(r"call.* <\d+ x float> @llvm.sqrt", code)
    # It does not look before every row whether the arrays overlap.
    assert "vector.memcheck" not in code


def test_vectors_are_as_long_as_the_processor_has_them():
    if "avx512fp16" not in processor_features():
        # The choice is LLVM's.
        assert "prefer-256-bit" not in (numba.config.CPU_FEATURES or "")
        return
    options = {key: value for key, value in _OPTIONS.items() if key != "cache"}
    row = numba.njit(**options)(new_flows.py_func)
    row.compile((*ROWS, *[types.float32] * 4))
    assert re.search(r"sqrtps\s.*%zmm", "".join(row.inspect_asm().values()))


def test_the_step_of_a_tile_counts_no_references():
    # Two threads that count for the same array wait for each other.
    pool, ticks = rough_pool(), np.array([1])
    t, scheme = pool.tiles, Scheme(1.0, f4(0.15), f4(1.0), 0.65, 1.0, f4(0.0))
    lists = pool.lists.faces, pool.lists.endless, t.seams
    options = {key: value for key, value in step_tile.targetoptions.items() if key != "cache"}
    step = numba.jit(**options)(step_tile.py_func)
    step(t.flow, 0, t.lattice, *lists, ticks, f4([0.0]), 0.01, scheme, t.work[0], t.told)
    assert t.told.steps[0] == 1
    code = "".join(step.inspect_llvm().values())
    assert "NRT_incref" not in code
    # Else a large city waits for its memory.
    assert "llvm.prefetch" in code


def processor_features():
    return {name for name, there in llvmlite.binding.get_host_cpu_features().items() if there}
