"""PET: the reference room, invariants, and the balance the solver stops at."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from herne_schwamm.kernels.pet import (
    STANDARD_PRESSURE_PA,
    body_balance,
    breathed_heat,
    core_temperature,
    exchange_coefficient,
    fourth_power,
    pet_of_cell,
)
from herne_schwamm.models.comfort import PetPerson

BODY = PetPerson().body()
VDI_BODY = PetPerson().body("vdi")
PRESSURE = STANDARD_PRESSURE_PA


@given(
    air=st.floats(-20.0, 45.0),
    person=st.sampled_from([PetPerson(), PetPerson(70, 1.6, 60, "female")]),
)
def test_pet_of_the_reference_room_is_its_temperature(air, person):
    # Höppe (1999): air = radiation, 0.1 m/s, 12 hPa is the room that PET is a temperature of.
    body = person.body()
    assert pet_of_cell(air, air, 0.1, 1200.0, PRESSURE, body) == pytest.approx(air, abs=2e-3)
    body = person.body("vdi")
    assert pet_of_cell(air, air, 0.1, 1200.0, PRESSURE, body) == pytest.approx(air, abs=2e-3)


weather = {
    "air": st.floats(-25.0, 48.0),
    "excess": st.floats(-25.0, 60.0),
    "wind": st.floats(0.0, 12.0),
    "vapour": st.floats(50.0, 4500.0),
    "body": st.sampled_from([BODY, VDI_BODY, PetPerson(clothing_clo=0.3, activity_w=200.0).body()]),
}


@given(**weather)
def test_the_solver_closes_the_balance_and_more_radiation_is_warmer(
    air, excess, wind, vapour, body
):
    cool = pet_of_cell(air, air + excess, wind, vapour, PRESSURE, body)
    warm = pet_of_cell(air, air + excess + 2.0, wind, vapour, PRESSURE, body)
    assert -70.0 < cool < warm < 150.0


@given(**weather)
def test_the_balance_has_one_root(air, excess, wind, vapour, body):
    # The whole body's gain falls with the clothing's temperature: what the solver relies on.
    exchange = exchange_coefficient(wind, PRESSURE)
    breathed = breathed_heat(body.heat, air, vapour, PRESSURE)
    gains = [
        body_balance(
            worn, air, fourth_power(air + excess), vapour, PRESSURE, exchange, breathed, body
        )[0]
        for worn in np.linspace(air - 40.0, air + 70.0, 221)
    ]
    signs = np.sign(gains)
    assert np.count_nonzero(np.diff(signs)) == 1


def core_balance(core, skin, blood_w_k):
    narrowed = 1.0 + 0.5 * max(34.0 - skin, 0.0)
    blood = min((6.3 + 75.0 * max(core - 36.6, 0.0)) / narrowed, 90.0)
    return (blood * blood_w_k + 5.28) * (core - skin)


@given(skin=st.floats(-15.0, 45.0), heat=st.floats(30.0, 400.0))
def test_the_core_passes_on_all_heat(skin, heat):
    core, _ = core_temperature(skin, heat, 3640.0 / 3600.0)
    assert core_balance(core, skin, 3640.0 / 3600.0) == pytest.approx(heat, rel=1e-9)


def test_an_input_that_is_not_a_number_gives_none():
    inputs = [30.0, 50.0, 1.0, 1500.0]
    for place in range(4):
        asked = list(inputs)
        asked[place] = math.nan
        assert math.isnan(pet_of_cell(*asked, PRESSURE, BODY))
    assert math.isfinite(pet_of_cell(*inputs, PRESSURE, BODY))


def test_sweat_does_not_take_more_than_the_air_lets_evaporate():
    # Saturated air as warm as the skin takes up nothing: hotter than in dry air by far.
    humid = pet_of_cell(36.0, 36.0, 0.5, 5900.0, PRESSURE, BODY)
    dry = pet_of_cell(36.0, 36.0, 0.5, 1000.0, PRESSURE, BODY)
    assert humid > dry + 8.0
