"""Air between the roofs: roughness, wind, and a layer that keeps its heat."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herne_schwamm.kernels.canopy_air import (
    LEAST_STREET_WIND_M_S,
    exposed_wind,
    hampered_over,
    layer_resistance,
    mixed,
    node_resistance,
    street_wind,
    town_friction,
    town_roughness,
)
from herne_schwamm.kernels.rural import (
    inversion_factor,
    mixing_rate,
    profile_above,
    remembered,
)
from herne_schwamm.kernels.surface_layer import heat_resistance


def test_roughness_of_staggered_cubes_as_macdonald_has_it():
    # Macdonald et al. (1998), A = 4.43, beta = 1, Cd = 1.2, at a cover of 0.11 and of 0.33:
    # displacement 0.244 and 0.591 of the height by their formula, worked by hand.
    displacement, roughness = town_roughness(1.0, 0.11, 0.11, 1e-6)
    assert displacement == pytest.approx(1.0 - 0.89 * 4.43**-0.11, abs=1e-12)
    assert displacement == pytest.approx(0.2445, abs=5e-4)
    free = 1.0 - displacement
    assert roughness == pytest.approx(
        free * math.exp(-((0.5 * 1.2 / 0.16 * free * 0.11) ** -0.5)), abs=1e-12
    )
    assert 0.08 < roughness < 0.17
    assert town_roughness(1.0, 0.33, 0.33, 1e-6)[0] == pytest.approx(0.590, abs=2e-3)


@given(built=st.floats(0.001, 0.9), frontal=st.floats(0.001, 1.0), height=st.floats(0.1, 60.0))
def test_displacement_and_roughness_stay_below_the_roofs(built, frontal, height):
    displacement, roughness = town_roughness(height, built, frontal, 0.01)
    assert 0.0 <= displacement < height
    assert roughness >= 0.01
    assert roughness < max(height, 0.011)


def test_open_ground_keeps_its_own_roughness_and_wind():
    assert town_roughness(0.0, 0.0, 0.0, 0.03) == (0.0, 0.03)
    assert exposed_wind(4.0, 10.0, 0.03, 0.0, 0.03) == pytest.approx(4.0)


def test_a_town_slows_the_wind_and_narrow_streets_more():
    displacement, roughness = town_roughness(12.0, 0.4, 0.3, 0.05)
    over = exposed_wind(4.0, 10.0, 0.03, displacement, roughness)
    friction, inverse_length = town_friction(over, roughness, 0.0, 25.0, 1180.0)

    def at(level, frontal):
        return street_wind(
            level, 12.0, frontal, 0.05, 12.0, displacement, roughness, friction, inverse_length
        )

    assert over < 4.0
    assert LEAST_STREET_WIND_M_S <= at(1.1, 0.6) < at(1.1, 0.2) < at(6.0, 0.2) < over


@given(
    value=st.floats(-10.0, 45.0),
    above=st.floats(-10.0, 45.0),
    source=st.floats(-100.0, 500.0),
    conductance=st.floats(0.1, 300.0),
    answer=st.floats(0.0, 300.0),
    step=st.floats(1.0, 3600.0),
)
def test_a_mixed_layer_keeps_its_heat(value, above, source, answer, conductance, step):
    capacity = 24_000.0
    after = mixed(value, above, source, answer, capacity, conductance, step)
    gained = capacity * (after - value)
    given_by_surfaces = source - answer * (after - value)
    lost = conductance * (after - above)
    assert gained == pytest.approx(step * (given_by_surfaces - lost), abs=1e-3)


def test_a_crown_does_not_throw_the_air_around_it_to_and_fro():
    # 30 W m-2 K-1 of leaves in 2 m of air under a calm night: in 600 s they exchange seven times
    # what the air holds.
    leaves, capacity, over, leaf_c, above_c = 30.0, 2400.0, 5.0, 18.0, 22.0
    air_c = above_c
    told = []
    for _ in range(60):
        air_c = mixed(air_c, above_c, leaves * (leaf_c - air_c), leaves, capacity, over, 600.0)
        told.append(air_c)
    ends = (leaves * leaf_c + over * above_c) / (leaves + over)
    assert told == sorted(told, reverse=True)
    assert told[-1] == pytest.approx(ends, abs=0.01)


def test_streets_are_mixed_and_open_ground_has_a_surface_layer():
    assert node_resistance(8.0, 8.0, 0.3, 0.0) == 0.0
    assert node_resistance(0.0, 2.0, 0.3, 0.0) == 0.0
    assert node_resistance(0.0, 8.0, 0.3, 0.0) == pytest.approx(math.log(8.0 / 2.0) / (0.4 * 0.3))
    assert layer_resistance(8.0, 20.0, 5.0, 0.8, 0.3, 0.0) == pytest.approx(
        math.log(15.0 / 3.0) / (0.4 * 0.3)
    )


def test_air_above_follows_the_profile_within_minutes_by_day_and_slowly_in_a_calm_night():
    profile = profile_above(30.0, 300.0, 1180.0, 20.0, 0.4, -0.05)
    assert profile == pytest.approx(30.0 - 300.0 / 1180.0 * heat_resistance(2.0, 20.0, 0.4, -0.05))
    rate = mixing_rate(30.0, 20.0, 300.0, 20.0, 0.4, -0.05, 1180.0)
    assert rate == pytest.approx(1.0 / (20.0 * heat_resistance(2.0, 20.0, 0.4, -0.05)))
    day = remembered(20.0, profile, rate, 300.0)
    assert abs(day - profile) < 0.3 * abs(20.0 - profile)
    night = remembered(24.0, 19.0, mixing_rate(19.0, 24.0, -5.0, 20.0, 0.02, 2.0, 1180.0), 300.0)
    assert 23.8 < night < 24.0


def test_an_inversion_is_worn_off_by_the_heat_it_lacks():
    # Between 2 K at 25 m and none at the ground 0.5 * 2 K * 25 m are missing.
    missing_j_m2 = 0.5 * 2.0 * 25.0 * 1200.0
    rate = mixing_rate(19.0, 21.0, 20.0, 25.0, 0.08, -0.05, 1200.0)
    assert rate == pytest.approx(20.0 / missing_j_m2)
    # Without that heat, calm air under warm air is as stable as is known; strong wind mixes it.
    calm = mixing_rate(19.0, 21.0, 0.0, 25.0, 0.08, -0.05, 1200.0)
    assert calm == pytest.approx(1.0 / (25.0 * heat_resistance(2.0, 25.0, 0.08, 0.5 / 25.0)))
    assert mixing_rate(19.0, 19.2, 0.0, 25.0, 0.8, 0.0, 1200.0) > 15.0 * calm
    # More heat than is missing mixes no faster than turbulence does.
    much = mixing_rate(19.0, 19.2, 400.0, 25.0, 0.08, -0.05, 1200.0)
    assert much == pytest.approx(1.0 / (25.0 * heat_resistance(2.0, 25.0, 0.08, -0.05)))


def test_an_inversion_hampers_as_much_as_it_exceeds_its_flux():
    assert inversion_factor(20.0, 18.0, 18.0) == 1.0
    assert inversion_factor(20.0, 22.0, 22.0) == 1.0
    assert inversion_factor(20.0, 24.0, 22.0) == pytest.approx(2.0)
    assert inversion_factor(20.0, 21.0, 22.0) == 1.0
    assert inversion_factor(20.0, 40.0, 20.06) == 20.0
    # After sunrise the flux turns and the inversion is there still: nothing leaps.
    assert inversion_factor(20.0, 22.0, 20.01) == inversion_factor(20.0, 22.0, 19.9) == 20.0
    assert inversion_factor(20.0, 20.04, 19.9) == 1.0


def test_a_town_that_is_warmer_than_the_air_above_is_not_hampered():
    assert hampered_over(7.0, 20.0, 21.0) == 7.0
    assert hampered_over(7.0, 21.0, 20.0) == 1.0
