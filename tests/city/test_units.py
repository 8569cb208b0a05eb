"""Drainage units: shares are area means of cells."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.city.units import OUTSIDE, UNIT_COLUMNS, ground_units, no_connections


def test_one_unit_for_each_pair_of_class_and_soil():
    surface = np.array([[1, 1, 6], [1, 6, 6]], np.uint8)
    soil = np.array([[4, 4, 4], [1, 4, 1]], np.uint8)
    sealing = np.array([[1.0, 0.5, 0.2], [0.9, 0.0, 0.0]], np.float32)
    inside = np.ones((2, 3), bool)
    inside[1, 2] = False
    unit_id, units = ground_units(surface, soil, sealing, inside, 4.0)
    assert tuple(units.columns) == UNIT_COLUMNS
    assert unit_id[1, 2] == OUTSIDE
    assert len(units) == 3
    asphalt_on_loam = units.loc[unit_id[0, 0]]
    assert unit_id[0, 0] == unit_id[0, 1]
    assert asphalt_on_loam["area_m2"] == 8.0
    assert asphalt_on_loam["sealed_share"] == pytest.approx(0.75)
    lawn = units.loc[unit_id[0, 2]]
    assert lawn["sealed_share"] == pytest.approx(0.1)
    # Loam: porosity 0.434, root zone 600 mm, under the pervious nine tenths only.
    assert lawn["root_zone_capacity_mm"] == pytest.approx(0.9 * 0.434 * 600.0)


def test_connections_have_their_columns_before_their_first_row():
    assert list(no_connections().columns) == ["from_unit", "to_unit", "share"]
