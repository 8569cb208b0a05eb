"""Shares of the view against sums over the sky dome."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.kernels.horizon import LEVELS
from herne_schwamm.kernels.upper_light import upper_light
from herne_schwamm.kernels.view_shares import SIDES, sky_views, view_above, view_shares


def dome_shares(horizon, low, high, normals_deg):
    """Shares of sky and crowns by summing small patches; arrays of angles by azimuth [rad]."""
    azimuths = horizon.size
    fine = 1200
    turn = (np.arange(azimuths * 40) + 0.5) / (azimuths * 40) * 2.0 * np.pi
    sector = np.round(turn / (2.0 * np.pi) * azimuths).astype(int) % azimuths
    height = (np.arange(fine) + 0.5) / fine * np.pi / 2.0
    patch = np.cos(height) * (np.pi / 2.0 / fine) * (2.0 * np.pi / turn.size)
    facing = [np.broadcast_to(np.sin(height), (turn.size, fine))]
    for normal in np.radians(normals_deg):
        facing.append(np.clip(np.cos(turn[:, None] - normal), 0.0, None) * np.cos(height))
    above = height > horizon[sector][:, None]
    crown = above & (height > low[sector][:, None]) & (height < high[sector][:, None])
    weights = [face * patch / np.pi for face in facing]
    return (
        np.array([(w * (above & ~crown)).sum() for w in weights]),
        np.array([(w * crown).sum() for w in weights]),
    )


@pytest.mark.parametrize("turned", [0.0, 343.5])
def test_shares_are_sums_over_the_dome(turned):
    rng = np.random.default_rng(2)
    normals = tuple((turned + side) % 360.0 for side in (0.0, 90.0, 180.0, 270.0))
    levels = rng.integers(0, 120, (1, 3, 32)).astype(np.uint8)
    base = rng.integers(20, 100, (1, 3, 32)).astype(np.uint8)
    top = rng.integers(60, 255, (1, 3, 32)).astype(np.uint8)
    sky, crown = (np.empty((1, 3, SIDES), np.float32) for _ in range(2))
    view_shares(levels, base, top, view_above(32, normals), sky, crown)
    for column in range(3):
        angles = (part[0, column] * (np.pi / 2.0 / LEVELS) for part in (levels, base, top))
        plain_sky, plain_crown = dome_shares(*angles, normals)
        # Patches of 0.075 degrees.
        assert sky[0, column] == pytest.approx(plain_sky, abs=2e-3)
        assert crown[0, column] == pytest.approx(plain_crown, abs=2e-3)


def test_an_open_view_is_whole():
    whole = view_above(32, (17.0, 107.0, 197.0, 287.0))[:, 0].sum(axis=0)
    assert whole == pytest.approx([1.0, 0.5, 0.5, 0.5, 0.5], abs=1e-12)
    assert (np.diff(view_above(16), axis=1) <= 0.0).all()


def test_sky_view_is_the_mean_of_the_squared_cosines():
    rng = np.random.default_rng(5)
    levels = rng.integers(0, 256, (4, 7, 16)).astype(np.uint8)
    squared = np.cos(np.arange(LEVELS + 1) * np.pi / 2.0 / LEVELS) ** 2
    view = np.empty((4, 7), np.float32)
    sky_views(levels, squared.astype("f4"), view)
    assert view == pytest.approx(squared[levels].mean(axis=2), abs=1e-6)


def plain_upper_light(horizon, base, top, seen, table, walls, other, crown, through):
    """The sums of one cell in float64, band by band."""
    total = np.zeros(10)
    for a, level in enumerate(horizon):
        total += table[a, level, :10]
        hidden = table[a, level, 10:15]
        light = other if seen[a] < 0 else walls[seen[a]]
        total += np.concatenate([hidden * light[0], hidden * light[1]])
        low, high = max(base[a], level), top[a]
        if high > low:
            behind = table[a, low, :10] - table[a, high, :10]
            band = table[a, high, 10:15] - table[a, low, 10:15]
            leaves = np.concatenate([band * crown[0], band * crown[1]])
            total += (1.0 - through) * (leaves - behind)
    return total


def test_upper_light_is_the_plain_sum():
    rng = np.random.default_rng(9)
    shape = (3, 5, 16)
    horizon = rng.integers(0, 150, shape).astype(np.uint8)
    base, top = (rng.integers(0, 256, shape).astype(np.uint8) for _ in range(2))
    seen = rng.integers(-1, 6, shape).astype(np.int32)
    # Light above falls with the level, the share below rises.
    table = np.zeros((16, LEVELS + 1, 16))
    table[:, :, :10] = rng.uniform(5.0, 20.0, (16, 1, 10)) * np.linspace(1.0, 0.0, 256)[:, None]
    table[:, :, 10:15] = np.linspace(0.0, 0.06, 256)[:, None]
    walls = rng.uniform(10.0, 500.0, (6, 2))
    wanted = np.ones(shape[:2], np.bool_)
    wanted[1, 2] = False
    short, long = (np.empty((SIDES, 3, 5), np.float32) for _ in range(2))
    upper_light(
        wanted,
        horizon,
        base,
        top,
        seen,
        table.astype("f4"),
        walls.astype("f4"),
        *(np.float32(x) for x in (30.0, 400.0, 60.0, 420.0, 0.03)),
        short,
        long,
    )
    assert (short[:, 1, 2] == 0.0).all()
    assert (long[:, 1, 2] == 0.0).all()
    for row, column in np.argwhere(wanted):
        at = (row, column)
        plain = plain_upper_light(
            horizon[at],
            base[at],
            top[at],
            seen[at],
            table,
            walls,
            (30.0, 400.0),
            (60.0, 420.0),
            0.03,
        )
        told = np.concatenate([short[:, row, column], long[:, row, column]])
        assert told == pytest.approx(plain, rel=2e-6)
