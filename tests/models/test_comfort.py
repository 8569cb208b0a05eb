"""Comfort on rasters: inputs of any shape, the wind of the person, the person as an argument."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.kernels.pet import pet_of_cell
from herne_schwamm.kernels.utci import utci_polynomial
from herne_schwamm.models.comfort import PetPerson, pet_c, utci_c


def test_numbers_and_rasters_go_together():
    radiant = np.array([[30.0, 55.0], [np.nan, 42.0]])
    result = pet_c(32.0, radiant, 1.2, 1500.0)
    assert result.shape == radiant.shape
    assert result.dtype == np.float32
    assert np.isnan(result[1, 0])
    body = PetPerson().body()
    assert result[0, 1] == pytest.approx(
        pet_of_cell(32.0, 55.0, 1.2, 1500.0, 101_325.0, body), abs=1e-4
    )


def test_the_person_counts():
    hot = [35.0, np.array([[60.0]]), 1.0, 1500.0]
    standard = pet_c(*hot)[0, 0]
    assert pet_c(*hot, PetPerson(activity_w=200.0))[0, 0] > standard + 0.5
    assert abs(pet_c(*hot, PetPerson(height_m=1.80))[0, 0] - standard) < 0.2
    assert pet_c(*hot, version="vdi")[0, 0] != standard


def test_wind_of_the_person_is_taken_up_to_ten_metres():
    # Logarithmic profile over 0.01 m: 1.47 times the wind at 1.1 m.
    radiant = np.array([[45.0]])
    assert utci_c(30.0, radiant, 2.0, 1500.0)[0, 0] == pytest.approx(
        utci_polynomial(30.0, 15.0, 2.0 * 1.4696, 1500.0), abs=2e-3
    )


def test_calm_air_counts_as_half_a_metre_per_second():
    radiant = np.array([[45.0]])
    assert utci_c(30.0, radiant, 0.0, 1500.0) == utci_c(30.0, radiant, 0.1, 1500.0)
    assert np.isnan(utci_c(30.0, radiant, np.nan, 1500.0)).all()
