"""Horizons, crowns, walls seen and shade against plain float64 versions."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import llvmlite.binding
import numba
import numpy as np
import pytest

from herne_schwamm.kernels.compiling import _OPTIONS
from herne_schwamm.kernels.horizon import (
    BLOCK,
    HIGHEST,
    LEVELS,
    NO_WALL,
    NOTHING,
    _raise_by_four,
    crown_bands,
    crowned,
    horizons,
    walls_seen,
)
from herne_schwamm.kernels.rays import CENTRE, FACE, even_azimuths, rays
from herne_schwamm.kernels.shade import _lift_by_four, light_through_crowns, shadow_tops
from tests.kernels.reference_rays import (
    crown_band,
    first_wall,
    horizon_angle,
    meets_crown,
    shadow_top,
)

RIGHT_ANGLE = np.pi / 2.0
REACH_M = 21.0


class Town:
    """Small random blocks and trees with a margin of nothing."""

    def __init__(self, rows=19, columns=70, cell=1.5, edge=FACE, azimuths=16, seed=4):
        rng = np.random.default_rng(seed)
        self.cell, self.edge = cell, edge
        ground = rng.uniform(30.0, 31.0, (rows, columns))
        built = rng.random((rows, columns)) < 0.12
        self.surface = ground + built * rng.uniform(3.0, 20.0, (rows, columns))
        self.eye = ground + 1.1
        tree = ~built & (rng.random((rows, columns)) < 0.08)
        height = rng.uniform(2.0, 15.0, (rows, columns))
        self.top = np.where(tree, ground + height, -np.inf)
        self.base = np.where(tree, ground + 0.25 * height, np.inf)
        self.wall_top = np.where(built, self.surface, -1e9)
        self.wall_number = np.where(built, np.arange(rows * columns).reshape(rows, columns), -1)
        self.rays = rays(even_azimuths(azimuths), REACH_M, cell, edge)
        self.margin = int(self.rays.count.max())

    def padded(self, raster, fill, dtype="f4"):
        finite = np.where(np.isfinite(raster), raster, fill)
        return np.pad(finite, self.margin, constant_values=fill).astype(dtype)

    @property
    def steps(self):
        return self.margin, self.rays.row_step, self.rays.column_step

    def crowns(self):
        top = self.padded(self.top, NOTHING)
        blocks = np.empty((top.shape[0], -(-top.shape[1] // BLOCK)), np.bool_)
        crowned(top, blocks)
        return top, self.padded(self.base, HIGHEST), blocks

    def every_ray(self):
        for row in range(0, self.eye.shape[0], 3):
            for column in range(0, self.eye.shape[1], 5):
                for a, azimuth in enumerate(self.rays.azimuth_deg):
                    yield row, column, a, azimuth


@pytest.mark.parametrize("edge", [FACE, CENTRE])
@pytest.mark.parametrize("shape", [(19, 70), (7, 3), (1, 1), (2, 65)])
def test_horizon_is_half_a_level_from_the_plain_one(edge, shape):
    town = Town(*shape, edge=edge)
    horizon = np.empty((*shape, 16), np.uint8)
    horizons(
        town.eye.astype("f4"),
        town.padded(town.surface, NOTHING),
        *town.steps,
        town.rays.near_m,
        town.rays.count,
        horizon,
    )
    for row, column, a, azimuth in town.every_ray():
        angle = horizon_angle(
            town.eye, town.surface, row, column, azimuth, REACH_M, town.cell, edge
        )
        level = angle / RIGHT_ANGLE * LEVELS
        # The arc tangent of the kernel is good to 1e-5 rad, 0.002 levels.
        assert abs(horizon[row, column, a] - level) < 0.51


@pytest.mark.parametrize("edge", [FACE, CENTRE])
def test_crowns_cover_the_plain_band(edge):
    town = Town(edge=edge)
    shape = (*town.eye.shape, 16)
    band_base, band_top = np.empty(shape, np.uint8), np.empty(shape, np.uint8)
    crown_bands(
        town.eye.astype("f4"),
        *town.crowns(),
        *town.steps,
        town.rays.near_m,
        town.rays.far_m,
        town.rays.count,
        band_base,
        band_top,
    )
    seen = 0
    for row, column, a, azimuth in town.every_ray():
        lower, upper = crown_band(
            town.eye, town.top, town.base, row, column, azimuth, REACH_M, town.cell, edge
        )
        assert abs(band_top[row, column, a] - upper / RIGHT_ANGLE * LEVELS) < 0.51
        assert abs(band_base[row, column, a] - lower / RIGHT_ANGLE * LEVELS) < 0.51
        seen += upper > lower
    assert seen > 100


def test_the_first_wall_is_seen():
    town = Town()
    seen = np.empty((*town.eye.shape, 16), np.int32)
    wanted = np.ones(town.eye.shape, np.bool_)
    wanted[3] = False
    walls_seen(
        wanted,
        town.eye.astype("f4"),
        town.padded(town.wall_top, NOTHING),
        town.padded(town.wall_number, NO_WALL, "i4"),
        *town.steps,
        town.rays.count,
        seen,
    )
    assert (seen[3] == NO_WALL).all()
    met = 0
    for row, column, a, azimuth in town.every_ray():
        if row != 3:
            plain = first_wall(
                town.eye, town.wall_top, town.wall_number, row, column, azimuth, REACH_M, town.cell
            )
            assert seen[row, column, a] == plain
            met += plain >= 0
    assert met > 100


@pytest.mark.parametrize("edge", [FACE, CENTRE])
@pytest.mark.parametrize(("azimuth", "elevation"), [(0.0, 30.0), (133.0, 12.0), (270.0, 61.0)])
def test_shade_is_the_plain_one(edge, azimuth, elevation):
    town = Town(edge=edge)
    slope = np.tan(np.radians(elevation))
    towards = rays(np.array([azimuth]), REACH_M, town.cell, edge)
    steps = (town.margin, towards.row_step[0], towards.column_step[0])
    rise = (towards.near_m[0] * slope).astype("f4")
    shadow = np.empty(town.eye.shape, np.float32)
    shadow_tops(town.padded(town.surface, NOTHING), *steps, rise, shadow)
    light = np.empty_like(shadow)
    own = 0.5 * (towards.far_m[0, 0] - towards.near_m[0, 0]) * slope
    light_through_crowns(
        town.eye.astype("f4"),
        *town.crowns(),
        *steps,
        rise,
        (towards.far_m[0] * slope).astype("f4"),
        np.float32(own),
        np.float32(0.25),
        light,
    )
    for row in range(town.eye.shape[0]):
        for column in range(0, town.eye.shape[1], 3):
            place = (row, column, azimuth, slope, REACH_M, town.cell, edge)
            assert shadow[row, column] == pytest.approx(shadow_top(town.surface, *place), abs=1e-4)
            through = meets_crown(town.eye, town.top, town.base, *place)
            assert light[row, column] == (0.25 if through else 1.0)


def test_rays_share_the_circle_and_keep_their_reach():
    told = rays(even_azimuths(32), 100.0, 2.0)
    distance = np.hypot(told.row_step, told.column_step) * 2.0
    for a in range(32):
        count = told.count[a]
        assert told.near_m[a, 0] == pytest.approx(0.5 * (told.far_m[a, 0] - told.near_m[a, 0]))
        assert np.abs(distance[a, :count] - told.near_m[a, :count]).max() < 3.0
        assert 97.0 < 0.5 * (told.near_m + told.far_m)[a, count - 1] <= 100.0
        bearing = np.degrees(
            np.arctan2(told.column_step[a, count - 1], -told.row_step[a, count - 1])
        )
        assert abs((bearing - told.azimuth_deg[a] + 180.0) % 360.0 - 180.0) < 1.0
    # Opposite rays mirror each other only where no step lies halfway between two cells.
    assert np.array_equal(told.row_step[8], np.zeros(50))
    assert np.array_equal(told.column_step[0], np.zeros(50))


@pytest.mark.skipif(
    "avx2" not in llvmlite.binding.get_host_cpu_features().flatten(), reason="needs AVX2"
)
@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")
@pytest.mark.skipif(numba.config.BOUNDSCHECK, reason="checked loops are not vectors")
@pytest.mark.parametrize(("march", "rows"), [(_raise_by_four, 6), (_lift_by_four, 5)])
def test_rows_march_as_vectors(march, rows):
    # Most of the speed hangs on it. Compiled anew: what comes from the cache tells nothing.
    fresh = numba.njit(**{**_OPTIONS, "cache": False})(march.py_func)
    fresh(*np.zeros((rows, 40), np.float32), *np.ones(4, np.float32))
    assert re.search(r"<\d+ x float>", fresh.inspect_llvm(fresh.signatures[0]))


def test_kernels_are_kept_in_our_folder_even_where_numba_came_first():
    script = "import numba, herne_schwamm.kernels.horizon as h; print(h.horizons.stats.cache_path)"
    told = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"},
    )
    assert "__pycache__" not in told.stdout
