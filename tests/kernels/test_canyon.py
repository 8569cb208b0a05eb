"""Light in a street canyon: views, beams, and no light lost or made."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from herne_schwamm.kernels.canyon import (
    canyon_beam,
    canyon_exchange,
    crown_beam,
    floor_sky_view,
    wall_sky_view,
)

aspects = st.one_of(st.just(0.0), st.floats(1e-3, 8.0))


def test_sky_view_of_floor_and_wall_by_sums_over_the_canyon():
    # Of a point on the floor, x from a wall: half the sum of the sines of its two horizons.
    height, width = 1.7, 1.0
    x = (np.arange(20_000) + 0.5) / 20_000
    floor = 0.5 * (x / np.hypot(x, height) + (width - x) / np.hypot(width - x, height))
    assert floor_sky_view(height / width) == pytest.approx(floor.mean(), abs=1e-6)
    # Of a point on a wall, z below its top: half of one minus the sine of the other wall's angle.
    z = x * height
    wall = 0.5 * (1.0 - z / np.hypot(z, width))
    assert wall_sky_view(height / width) == pytest.approx(wall.mean(), abs=1e-6)


@given(aspect=aspects)
def test_views_are_mutual_and_complete(aspect):
    # What the floor sees of the walls, the walls see of the floor over their area.
    assert 2.0 * aspect * wall_sky_view(aspect) == pytest.approx(
        1.0 - floor_sky_view(aspect), abs=1e-12
    )
    assert -1e-12 <= 1.0 - 2.0 * wall_sky_view(aspect) <= 1.0


@given(aspect=st.floats(0.01, 8.0), cosine=st.floats(0.03, 1.0))
def test_direct_light_falls_on_floor_or_walls(aspect, cosine):
    floor, wall = canyon_beam(aspect, cosine, 500.0)
    assert floor >= -1e-9
    assert wall >= -1e-9
    assert floor + 2.0 * aspect * wall == pytest.approx(500.0, rel=1e-9)


def test_direct_light_is_the_mean_over_all_directions_of_the_street():
    aspect, zenith = 0.8, math.radians(50.0)
    across = np.abs(np.sin((np.arange(100_000) + 0.5) / 100_000 * math.pi))
    shaded = np.minimum(aspect * math.tan(zenith) * across, 1.0)
    floor, _ = canyon_beam(aspect, math.cos(zenith), 1.0)
    assert floor == pytest.approx(1.0 - shaded.mean(), abs=1e-6)


@given(
    aspect=aspects,
    sky=st.floats(0.0, 500.0),
    floor_own=st.floats(0.0, 600.0),
    wall_own=st.floats(0.0, 600.0),
    floor_back=st.floats(0.0, 0.95),
    wall_back=st.floats(0.0, 0.95),
)
def test_no_light_is_lost_or_made(aspect, sky, floor_own, wall_own, floor_back, wall_back):
    floor, wall = canyon_exchange(aspect, sky, floor_own, wall_own, floor_back, wall_back)
    leaving_floor = floor_own + floor_back * floor
    leaving_wall = wall_own + wall_back * wall
    kept = (1.0 - floor_back) * floor + 2.0 * aspect * (1.0 - wall_back) * wall
    out = (
        floor_sky_view(aspect) * leaving_floor + 2.0 * aspect * wall_sky_view(aspect) * leaving_wall
    )
    put_in = sky + floor_own + 2.0 * aspect * wall_own
    assert kept + out == pytest.approx(put_in, rel=1e-9, abs=1e-9)


@given(aspect=aspects, back=st.floats(0.0, 0.9))
def test_a_canyon_as_warm_as_its_sky_is_an_even_enclosure(aspect, back):
    own = (1.0 - back) * 420.0
    floor, wall = canyon_exchange(aspect, 420.0, own, own, back, back)
    assert floor == pytest.approx(420.0)
    assert wall == pytest.approx(420.0)


@given(cover=st.floats(0.0, 0.95), cosine=st.floats(0.1, 1.0))
def test_crowns_and_floor_share_the_beam(cover, cosine):
    crown, between = crown_beam(cover, cosine)
    assert cover * crown + (1.0 - cover) * between == pytest.approx(1.0)
    assert between <= 1.0 + 1e-12
