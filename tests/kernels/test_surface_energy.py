"""Energy balance of surfaces: storage, evaporation, and closed balances of heat and water."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from herne_schwamm.kernels import surface_energy as numbers
from herne_schwamm.kernels.heat_constants import DAY_RATE_1_S
from herne_schwamm.kernels.moist_air import (
    LATENT_HEAT_J_KG,
    psychrometric_constant,
    saturation_pressure,
)
from herne_schwamm.kernels.surface_energy import (
    DEEP_OVER_DAILY,
    ground_layer,
    root_conductance,
    surface_conductance,
    surface_step,
    water_stress,
    wet_share,
)
from herne_schwamm.models.surface_numbers import surface_kinds, surface_numbers

HEAT_CAPACITY = 1170.0
PSYCHROMETRIC = psychrometric_constant(101_325.0)
KINDS = sorted(surface_kinds())


def row_of(kind):
    return surface_numbers()[surface_kinds()[kind]].copy()


def test_force_restore_meets_the_half_space_under_a_daily_wave():
    # Carslaw and Jaeger (1959), 2.6: the surface of a half-space under the flux A sin(w t) swings
    # by A / (C sqrt(kappa w)), an eighth of a day behind.
    row = row_of("concrete")
    row[numbers.EMISSIVITY] = 0.0
    row[numbers.ALBEDO] = 0.0
    capacity, diffusivity = row[numbers.DRY_CAPACITY], row[numbers.DRY_DIFFUSIVITY]
    amplitude, step = 200.0, 60.0
    temperature = deep = 20.0
    per_day = 1440
    last = []
    for n in range(30 * per_day):
        flux = amplitude * math.sin(DAY_RATE_1_S * (n + 1) * step)
        temperature, deep, *_ = surface_step(
            row, temperature, deep, flux, 0.0, 20.0, 1000.0, 0.0, HEAT_CAPACITY, PSYCHROMETRIC,
            0.0, 1.0, 0.0, 0.0, step,
        )  # fmt: skip
        last.append(temperature)
    day = np.array(last[-per_day:])
    swing = 0.5 * (day.max() - day.min())
    assert swing == pytest.approx(
        amplitude / (capacity * math.sqrt(diffusivity * DAY_RATE_1_S)), rel=0.01
    )
    assert (day.argmax() + 1) * step / 3600.0 == pytest.approx(6.0 + 3.0, abs=0.2)


def test_force_restore_keeps_near_conduction_through_a_clear_day():
    """Sun by day only: a wave with higher harmonics, which force-restore does not know."""
    row = row_of("concrete")
    capacity, diffusivity = row[numbers.DRY_CAPACITY], row[numbers.DRY_DIFFUSIVITY]
    step, per_day, days = 60.0, 1440, 25
    hour = np.arange(per_day) * step / 3600.0
    sun = np.where((hour > 6.5) & (hour < 19.5), np.sin((hour - 6.5) / 13.0 * np.pi), 0.0)
    short, long = 950.0 * np.maximum(sun, 0.0), 350.0
    air = 24.5 + 7.5 * np.cos((hour - 15.0) / 24.0 * 2.0 * np.pi)
    exchange = np.where(sun > 0.0, 25.0, 15.0)
    # The half-space in layers of 1 mm at the top, implicit but for the flux at its surface.
    layer_m = 0.001 * 1.2 ** np.arange(36)
    between = capacity * diffusivity / (0.5 * (layer_m[1:] + layer_m[:-1]))
    leaving = np.zeros((36, 36))
    for n, flow in enumerate(between):
        leaving[n : n + 2, n : n + 2] += flow * np.array([[1.0, -1.0], [-1.0, 1.0]])
    onward = np.linalg.inv(np.eye(36) + step / (capacity * layer_m)[:, None] * leaving)
    # Near the mean of the surface, or the depth would take years to get there.
    layers = np.full(36, 30.4)
    temperature = deep = 30.4
    told = np.zeros((2, per_day))
    for n in range(days * per_day):
        i = n % per_day
        glow = 5.67e-8 * (layers[0] + 273.15) ** 4
        flux = (1.0 - row[numbers.ALBEDO]) * short[i] + row[numbers.EMISSIVITY] * (long - glow)
        layers[0] += step / (capacity * layer_m[0]) * (flux - exchange[i] * (layers[0] - air[i]))
        layers = onward @ layers
        temperature, deep, *_ = surface_step(
            row, temperature, deep, short[i], long, air[i], 0.0, exchange[i] / HEAT_CAPACITY,
            HEAT_CAPACITY, PSYCHROMETRIC, 0.0, 1.0, 0.0, 0.0, step,
        )  # fmt: skip
        told[:, i] = temperature, layers[0]
    apart = told[0] - told[1]
    assert np.ptp(told[1]) > 20.0
    assert np.abs(apart).max() < 0.9
    assert np.abs(apart[(hour >= 2.0) & (hour <= 3.0)]).max() < 0.4
    assert abs(apart.mean()) < 0.1


weather = {
    "kind": st.sampled_from(KINDS),
    "temperature": st.floats(-10.0, 70.0),
    "deep": st.floats(0.0, 40.0),
    "short": st.floats(0.0, 1000.0),
    "long": st.floats(200.0, 550.0),
    "air": st.floats(-10.0, 42.0),
    "humidity": st.floats(0.02, 1.0),
    "conductance": st.floats(1e-4, 0.2),
    "film": st.floats(0.0, 3.0),
    "root": st.floats(0.0, 60.0),
    "step": st.sampled_from([60.0, 300.0, 900.0, 3600.0]),
}


@given(**weather)
def test_heat_and_water_are_kept(
    kind, temperature, deep, short, long, air, humidity, conductance, film, root, step
):
    row = row_of(kind)
    vapour = humidity * saturation_pressure(air)
    after, deep_after, net, sensible, from_film, from_root = surface_step(
        row, temperature, deep, short, long, air, vapour, conductance, HEAT_CAPACITY,
        PSYCHROMETRIC, film, 1.9, root, 60.0, step,
    )  # fmt: skip
    layer, down = ground_layer(row, root, 60.0)
    stored = layer * (after - temperature)
    if down > 0.0:
        stored += layer * DEEP_OVER_DAILY * (deep_after - deep)
    flux = net - sensible - from_film - from_root
    assert stored == pytest.approx(flux * step, rel=1e-9, abs=1e-4)
    # Nothing evaporates that is not there, and roots take up no dew.
    assert from_film * step / LATENT_HEAT_J_KG <= film * (1.0 + 1e-12)
    assert 0.0 <= from_root * step / LATENT_HEAT_J_KG <= root * (1.0 + 1e-12)
    assert math.isfinite(after)


def settled(row, *, short=700.0, long=380.0, air=32.0, vapour=1400.0, conductance=0.02,
            film=0.0, root=0.0):  # fmt: skip
    temperature = deep = air
    for _ in range(400):
        told = surface_step(
            row, temperature, deep, short, long, air, vapour, conductance, HEAT_CAPACITY,
            PSYCHROMETRIC, film, 1.0, root, 60.0, 300.0,
        )  # fmt: skip
        temperature = told[0]
    return told


def test_leaves_evaporate_as_penman_and_monteith_say():
    # A thin crown stores nothing: the step settles at the balance that Penman and Monteith solve.
    row = row_of("tree")
    root = 60.0
    temperature, _, net, sensible, _, latent = settled(row, root=root)
    air, vapour, conductance = 32.0, 1400.0, 0.02
    deficit = saturation_pressure(air) - vapour
    resistance = 1.0 / root_conductance(row, 700.0, deficit, root, 60.0)
    # With the slope of the chord instead of the tangent the combination is exact.
    slope = (saturation_pressure(temperature) - saturation_pressure(air)) / (temperature - air)
    combined = (slope * net + HEAT_CAPACITY * deficit * conductance) / (
        slope + PSYCHROMETRIC * (1.0 + resistance * conductance)
    )
    assert latent == pytest.approx(combined, rel=1e-4)
    assert sensible == pytest.approx(net - latent, abs=0.5)


def test_without_water_there_is_no_latent_heat_and_a_hotter_surface():
    row = row_of("lawn")
    dry = settled(row, root=0.0)
    wet = settled(row, root=60.0)
    assert dry[4] == dry[5] == 0.0
    assert wet[5] > 200.0
    assert dry[0] > wet[0] + 5.0


def test_stress_is_that_of_fao_56():
    # FAO-56, eq. 84, with a depletion of 0.5: none down to half the water, then in proportion.
    assert water_stress(60.0, 60.0, 0.5) == 1.0
    assert water_stress(30.0, 60.0, 0.5) == 1.0
    assert water_stress(15.0, 60.0, 0.5) == pytest.approx(0.5)
    assert water_stress(0.0, 60.0, 0.5) == 0.0


def test_a_film_dries_up_and_its_last_drop_is_counted():
    row = row_of("asphalt")
    temperature, deep, film, gone, latent = 45.0, 30.0, 0.48, 0.0, 0.0
    for _ in range(200):
        temperature, deep, _, _, wet, _ = surface_step(
            row, temperature, deep, 800.0, 380.0, 30.0, 1400.0, 0.02, HEAT_CAPACITY,
            PSYCHROMETRIC, film, 0.48, 0.0, 0.0, 300.0,
        )  # fmt: skip
        latent += wet * 300.0
        gone += wet * 300.0 / LATENT_HEAT_J_KG
        film -= wet * 300.0 / LATENT_HEAT_J_KG
    assert film == pytest.approx(0.0, abs=1e-15)
    assert gone == pytest.approx(0.48, rel=1e-12)
    assert latent == pytest.approx(0.48 * LATENT_HEAT_J_KG, rel=1e-12)
    assert wet == 0.0


def test_dew_settles_on_a_surface_below_the_dew_point():
    # Air of 20 °C saturated; a roof under a clear night sky.
    told = settled(row_of("roof"), short=0.0, long=250.0, air=20.0, conductance=0.005,
                   vapour=saturation_pressure(20.0))  # fmt: skip
    assert told[0] < 20.0
    assert told[4] < 0.0


def test_a_long_step_does_not_swing():
    row = row_of("roof")
    temperature = deep = 20.0
    course = []
    for _ in range(24):
        temperature, deep, *_ = surface_step(
            row, temperature, deep, 900.0, 380.0, 30.0, 1400.0, 0.05, HEAT_CAPACITY,
            PSYCHROMETRIC, 0.0, 1.0, 0.0, 0.0, 3600.0,
        )  # fmt: skip
        course.append(temperature)
    assert all(later >= earlier - 1e-9 for earlier, later in itertools.pairwise(course))


def test_wet_share_of_a_film():
    assert wet_share(0.0, 1.0) == 0.0
    assert wet_share(2.0, 1.0) == wet_share(math.inf, 1.0) == 1.0
    assert wet_share(0.125, 1.0) == pytest.approx(0.25)


def test_conductance_is_never_less_than_free_convection():
    # McAdams (1954): 1.52 dT^(1/3) W/(m2 K); here 27 K, 4.56.
    row = row_of("asphalt")
    calm = surface_conductance(row, 1e-3, 2.0, 0.0, 0.0, 57.0, 30.0, HEAT_CAPACITY)
    assert calm * HEAT_CAPACITY == pytest.approx(4.56, abs=1e-6)
    windy = surface_conductance(row, 4.0, 2.0, 0.0, 200.0, 57.0, 30.0, HEAT_CAPACITY)
    rough = surface_conductance(row, 4.0, 2.0, 0.05, 200.0, 57.0, 30.0, HEAT_CAPACITY)
    assert calm < windy < rough
