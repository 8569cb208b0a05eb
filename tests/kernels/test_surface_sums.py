"""Sums over surfaces beside plain numpy."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.kernels.heat_constants import DAY_RATE_1_S
from herne_schwamm.kernels.street_shape import CROWN, FLOOR, ROOF, WALL
from herne_schwamm.kernels.surface_energy import (
    DEPTH,
    DRY_CAPACITY,
    DRY_DIFFUSIVITY,
    WET_CAPACITY,
    WET_DIFFUSIVITY,
)
from herne_schwamm.kernels.surface_sums import CHUNK, sum_cells, sum_energy, sum_rows
from herne_schwamm.models.surface_numbers import surface_numbers

COUNT = 2 * CHUNK + 7
STEP_S = 600.0


@pytest.fixture
def some():
    return np.random.default_rng(0)


def test_energy_of_surfaces_is_summed_as_by_plain_numpy(some):
    table = surface_numbers()
    kind = some.integers(0, len(table), COUNT)
    area, (before, deep, after) = some.uniform(1.0, 50.0, COUNT), some.uniform(10, 50, (3, COUNT))
    endless = some.random(COUNT) < 0.1
    # Beyond what it holds at most, and none at all, too.
    root, capacity = some.uniform(0, 80, COUNT), some.choice([0.0, 30.0, 60.0], COUNT)
    gone, (net, sensible, latent) = some.uniform(0, 1, COUNT), some.uniform(-200, 600, (3, COUNT))
    sums = np.ones((4, COUNT))
    args = (table, kind, area, endless, before, deep, after, root, capacity, gone)
    told = sum_energy(*args, net, sensible, latent, STEP_S, sums)

    row = table[kind]
    wet = np.where(capacity > 0.0, np.minimum(root / np.where(capacity > 0, capacity, 1), 1), 0.0)
    heat = row[:, DRY_CAPACITY] + wet * (row[:, WET_CAPACITY] - row[:, DRY_CAPACITY])
    spread = row[:, DRY_DIFFUSIVITY] + wet * (row[:, WET_DIFFUSIVITY] - row[:, DRY_DIFFUSIVITY])
    mixed = row[:, DEPTH] > 0.0
    assert 0 < np.count_nonzero(mixed) < COUNT
    layer = heat * np.where(mixed, row[:, DEPTH], np.sqrt(0.5 * spread / DAY_RATE_1_S))
    down = np.where(mixed, 0.0, layer * DAY_RATE_1_S)
    stored = layer * (after - before) + STEP_S * down * (after - deep)
    expected = [net * STEP_S, sensible * STEP_S, latent * STEP_S, stored]
    np.testing.assert_allclose(sums - 1.0, expected, rtol=1e-9, atol=1e-6)
    of_city = [net @ area, sensible @ area, latent @ area, gone[endless] @ area[endless]]
    np.testing.assert_allclose(told, of_city, rtol=1e-12)


def test_heat_of_ground_and_walls_and_of_all_surfaces_is_told_apart(some):
    cells = 300
    cell, cover = some.integers(0, cells, COUNT), some.uniform(0, 1, COUNT)
    place = some.choice([FLOOR, WALL, ROOF, CROWN], COUNT)
    fluxes = some.uniform(-100, 500, (3, COUNT))
    near, all_of = np.full((2, 3, cells), np.nan)
    sum_cells(cell, cover, place, *fluxes, near, all_of)
    beside = (place == FLOOR) | (place == WALL)
    for flux, ours, every in zip(fluxes, near, all_of, strict=True):
        expected = np.bincount(cell[beside], (cover * flux)[beside], minlength=cells)
        np.testing.assert_allclose(ours, expected, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(every, np.bincount(cell, cover * flux), rtol=1e-9, atol=1e-9)


def test_leaves_dry_first_and_dew_lies_on_leaves_where_there_are_any():
    row = np.array([0, 0, 1, 1, -1])
    area = np.array([2.0, 3.0, 5.0, 7.0, 11.0])
    has_leaf = np.array([True, True, True, False, True])
    leaf, film = np.array([0.5, 0.1, 0.2, 0.0, 9.0]), np.array([0.3, 0.4, -0.2, -0.1, 9.0])
    root = np.array([1.0, 2.0, 3.0, 4.0, 9.0])
    gone = np.full((3, 2), np.nan)
    sum_rows(row, area, has_leaf, leaf, film, root, gone)
    np.testing.assert_allclose(gone[0], [0.3 * 2 + 0.1 * 3, -0.2 * 5])
    np.testing.assert_allclose(gone[1], [0.3 * 3, -0.1 * 7])
    np.testing.assert_allclose(gone[2], [1.0 * 2 + 2.0 * 3, 3.0 * 5 + 4.0 * 7])
