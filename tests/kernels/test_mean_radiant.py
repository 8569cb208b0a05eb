"""Mean radiant temperature against the plain formula."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.kernels.ground_light import DIRECTIONS
from herne_schwamm.kernels.mean_radiant import add_beam, mean_radiant_temperature
from herne_schwamm.models.person import STANDING, STANDING_BOX, Person


def told(person, short, long, sunlit, beam_w_m2):
    temperature = np.empty(sunlit.shape, np.float32)
    factors = (np.float32(factor) for factor in person.factors)
    mean_radiant_temperature(
        short, long, sunlit, *factors, np.float32(person.beam_factor(beam_w_m2)), temperature
    )
    return temperature


@pytest.mark.parametrize(
    "person", [STANDING, STANDING_BOX, Person(flat=1 / 6, side=1 / 6, cylinder=0.2)]
)
def test_the_plain_formula(person):
    rng = np.random.default_rng(1)
    short = rng.uniform(0.0, 700.0, (DIRECTIONS, 5, 9)).astype("f4")
    long = rng.uniform(280.0, 560.0, (DIRECTIONS, 5, 9)).astype("f4")
    sunlit = rng.random((5, 9)).astype("f4")
    flat, side = (short[0] + short[5]).astype("f8"), short[1:5].sum(axis=0, dtype="f8")
    absorbed = 0.70 * (person.flat * flat + person.side * side)
    absorbed += 0.70 * person.cylinder * 640.0 * sunlit
    flat, side = (long[0] + long[5]).astype("f8"), long[1:5].sum(axis=0, dtype="f8")
    absorbed += 0.97 * (person.flat * flat + person.side * side)
    plain = (absorbed / (0.97 * 5.67e-8)) ** 0.25 - 273.15
    assert told(person, short, long, sunlit, 640.0) == pytest.approx(plain, abs=2e-4)


def test_beam_goes_to_the_sides_that_face_it():
    short = np.ones((DIRECTIONS, 2, 3), np.float32)
    light = np.array([[0.0, 0.5, 1.0], [1.0, 1.0, 0.0]], np.float32)
    add_beam(short, light, np.array([10.0, 0.0, 20.0, 0.0, 0.0, 0.0], np.float32))
    assert np.array_equal(short[0], 1.0 + 10.0 * light)
    assert np.array_equal(short[2], 1.0 + 20.0 * light)
    assert (short[[1, 3, 4, 5]] == 1.0).all()
