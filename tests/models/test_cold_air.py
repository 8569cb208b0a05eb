"""Cold air: mirror images, threads, edges, houses, and what a class makes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from herne_schwamm.models.cold_air import (
    ColdAirSettings,
    production_m_s,
    simulate_cold_air,
    slope_of,
)
from herne_schwamm.tables import surface_classes
from herne_schwamm.tables.cold_air import cold_air
from herne_schwamm.validation.cold_air import PRODUCTION_M_S, rough_ground

SHORT = ColdAirSettings(hours=(0.5,))


def night(ground, settings=SHORT, production=PRODUCTION_M_S, drag=0.1, porosity=None):
    return simulate_cold_air(
        ground,
        10.0,
        np.broadcast_to(production, ground.shape),
        np.broadcast_to(drag, ground.shape),
        porosity,
        settings,
    )[-1]


def test_mirrored_and_turned_ground_gives_the_image():
    ground = rough_ground(size=48)
    plain = night(ground)
    images = {
        "mirrored": (lambda a: a[:, ::-1]),
        "upside down": (lambda a: a[::-1]),
        "transposed": (lambda a: a.T),
    }
    for name, image in images.items():
        other = night(np.ascontiguousarray(image(ground)))
        np.testing.assert_allclose(
            image(other.depth_m), plain.depth_m, rtol=1e-5, atol=1e-5, err_msg=name
        )
        np.testing.assert_allclose(
            image(other.velocity_m_s), plain.velocity_m_s, rtol=1e-4, atol=1e-5, err_msg=name
        )


def test_a_slope_across_the_grid_flows_as_fast_as_one_along_it():
    # The drag acts on the whole velocity, not on its components.
    size, slope = 121, 0.05
    y, x = np.mgrid[:size, :size] * 10.0
    speed = {}
    for name, ground in (
        ("along", -slope * x),
        ("across", -slope * (x + y) / np.sqrt(2.0)),
    ):
        state = simulate_cold_air(
            ground,
            10.0,
            np.zeros(ground.shape),
            np.full(ground.shape, 0.1),
            settings=ColdAirSettings(hours=(0.08,)),
            start_depth_m=np.full(ground.shape, 10.0),
        )[-1]
        speed[name] = float(state.velocity_m_s[60, 60])
    assert speed["across"] == pytest.approx(speed["along"], rel=0.01)


def test_air_flows_downhill_and_the_direction_says_where_to():
    y, x = np.mgrid[:20, :30] * 10.0
    assert night(-0.05 * x).flow_to_deg[10, 15] == pytest.approx(90.0, abs=2.0)
    assert night(0.05 * x).flow_to_deg[10, 15] == pytest.approx(270.0, abs=2.0)
    # Rows run southward: ground that falls with the row falls to the south.
    assert night(-0.05 * y).flow_to_deg[10, 15] == pytest.approx(180.0, abs=2.0)


def test_flat_ground_drains_over_its_edges_and_holes():
    ground = np.zeros((40, 40))
    ground[18:22, 18:22] = np.nan
    state = night(ground, ColdAirSettings(hours=(2.0,)))
    assert np.isnan(state.depth_m[20, 20])
    assert state.balance.left_m3 > 0.3 * state.balance.produced_m3
    assert state.depth_m[9, 9] > state.depth_m[9, 0]
    assert abs(state.balance.relative_error) < 1e-9


def test_a_wall_of_houses_dams_the_flow_and_gaps_let_part_of_it_through():
    x = np.mgrid[:30, :60][1] * 10.0
    ground = -0.03 * x
    depth = {}
    for name, gap in (("open", 1.0), ("gaps", 0.3), ("closed", 0.0)):
        porosity = np.ones(ground.shape)
        porosity[:, 30] = gap
        depth[name] = night(ground, ColdAirSettings(hours=(1.0,)), porosity=porosity)
    before, behind = (15, 28), (15, 34)
    assert depth["closed"].depth_m[before] > depth["gaps"].depth_m[before]
    assert depth["gaps"].depth_m[before] > depth["open"].depth_m[before]
    assert depth["closed"].depth_m[behind] < depth["open"].depth_m[behind]
    assert depth["closed"].flux_m2_s[15, 30] == 0.0
    for state in depth.values():
        assert abs(state.balance.relative_error) < 1e-9


@settings(max_examples=15)
@given(
    seed=st.integers(0, 10_000),
    production=st.floats(0.0, 30.0),
    drag=st.floats(0.01, 1.0),
    deficit=st.floats(0.5, 10.0),
)
def test_any_night_keeps_its_air_and_its_froude_number(seed, production, drag, deficit):
    rng = np.random.default_rng(seed)
    ground = rng.normal(0.0, 5.0, (17, 23)).cumsum(axis=1)
    porosity = np.where(rng.random(ground.shape) < 0.2, 0.0, rng.uniform(0.1, 1.0, ground.shape))
    night_settings = ColdAirSettings(hours=(0.3, 0.6), deficit_k=deficit)
    for state in simulate_cold_air(
        ground,
        20.0,
        np.full(ground.shape, production / 3600.0),
        np.full(ground.shape, drag),
        porosity,
        night_settings,
    ):
        assert abs(state.balance.relative_error) < 1e-9
        assert (state.depth_m >= 0.0).all()
        fastest = np.sqrt(2.0 * night_settings.reduced_gravity_m_s2 * (state.depth_m.max() + 1.0))
        assert state.velocity_m_s.max() <= fastest


def test_more_time_continues_the_same_night():
    ground = rough_ground(size=40)
    whole = night(ground, ColdAirSettings(hours=(0.25, 0.5)))
    assert whole.hour == 0.5
    once = night(ground, ColdAirSettings(hours=(0.5,)))
    np.testing.assert_allclose(whole.depth_m, once.depth_m, rtol=0.01, atol=0.02)


def test_the_bytes_do_not_depend_on_the_number_of_threads():
    code = (
        "import hashlib, numpy as np\n"
        "from herne_schwamm.models.cold_air import ColdAirSettings, simulate_cold_air\n"
        "from herne_schwamm.validation.cold_air import rough_ground\n"
        "g = rough_ground(size=240)\n"
        "s = simulate_cold_air(g, 10.0, np.full(g.shape, 0.003), np.full(g.shape, 0.1),\n"
        "    settings=ColdAirSettings(hours=(0.2,)))[-1]\n"
        "print(hashlib.sha256(s.depth_m.tobytes() + s.velocity_m_s.tobytes()).hexdigest())\n"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "NUMBA_NUM_THREADS": threads},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for threads in ("1", "2")
    }
    assert len(digests) == 1
    assert len(digests.pop().strip()) == len(hashlib.sha256().hexdigest())


def test_every_surface_class_makes_air_and_drags():
    assert set(surface_classes()) == set(cold_air())
    for row in cold_air().values():
        assert 0.0 <= row.production_flat_m_h <= row.production_steep_m_h <= 20.0
        assert 0.01 <= row.drag <= 0.5


def test_trees_make_more_air_on_slopes():
    forest = cold_air()["forest"]
    slope = slope_of(np.add.outer(np.zeros(3), [0.0, 0.0, 0.5, 10.0]), 10.0)
    assert list(slope[1]) == pytest.approx([0.0, 0.05, 0.95, 0.95])
    rate = production_m_s(forest, slope) * 3600.0
    assert list(rate[1]) == pytest.approx([3.0, 10.0, 17.0, 17.0])
