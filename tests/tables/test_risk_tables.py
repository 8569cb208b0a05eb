"""Hazard limits and the matrix of risk."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from herne_schwamm.tables import class_table
from herne_schwamm.tables.hazard_limits import hazard_limits
from herne_schwamm.tables.reading import read_table
from herne_schwamm.tables.risk_matrix import risk_matrix


def test_limits_of_hazard_rise_with_the_class():
    limits = hazard_limits().classes
    codes = [limit.code for limit in limits]
    assert codes == [one.code for one in class_table("hazard_class_4").classes]
    for quantity in ("depth_m", "velocity_m_s", "hazard_intensity_m2_s"):
        values = [getattr(limit, quantity) for limit in limits]
        told = [value for value in values if value is not None]
        assert len(told) >= 3
        assert all(lower < upper for lower, upper in pairwise(told))


def test_risk_grows_with_hazard_and_with_vulnerability():
    matrix = risk_matrix().astype(int)
    assert matrix.shape == (5, 5)
    assert not matrix[0].any()
    assert not matrix[:, 0].any()
    assert (np.diff(matrix, axis=0) >= 0).all()
    assert (np.diff(matrix, axis=1) >= 0).all()
    assert set(matrix[1:, 1:].flat) == {1, 2, 3, 4}


def test_tables_that_are_shared_by_all_cannot_be_written():
    with pytest.raises(ValueError, match="read-only"):
        risk_matrix()[0, 0] = 1


@pytest.mark.parametrize("name", ["hazard_limits", "risk_matrix", "vulnerabilities"])
def test_every_table_says_its_version_and_where_it_is_from(name):
    content = read_table(name)
    assert content["id"] == name
    assert content["version"]
    assert content["source"]


@pytest.mark.parametrize("name", ["hazard_class_4", "vulnerability_4", "risk_4"])
def test_four_classes_from_1_to_4_darker_from_class_to_class(name):
    classes = class_table(name).classes
    assert [one.code for one in classes] == [1, 2, 3, 4]
    assert [one.lower for one in classes] == [1, 2, 3, 4]
    lightness = [sum(np.array([0.2126, 0.7152, 0.0722]) * one.rgb) for one in classes]
    assert all(dark < light - 20 for light, dark in pairwise(lightness))
