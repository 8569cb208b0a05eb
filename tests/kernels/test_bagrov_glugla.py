"""What makes unsealed ground evaporate, by hand; whole balances stand in tests/models."""

from __future__ import annotations

import pytest

from herne_schwamm.kernels.bagrov_glugla import (
    capillary_rise,
    dry_summer_factor,
    forest_effectivity,
    ground_effectivity,
    usable_field_capacity,
    wet_summer_factor,
)
from herne_schwamm.models.bagrov_glugla import _coefficients

TABLE = _coefficients()


@pytest.mark.parametrize(
    ("upper", "whole", "forest", "capacity"),
    [
        (0.5, 20.0, False, 13.0),  # nothing known
        (18.0, 14.0, False, 18.0),  # differ by less than the smaller one
        (18.0, 14.0, True, 14.0),
        (8.0, 20.0, False, 11.0),  # 0.75 * 8 + 0.25 * 20
        (8.0, 20.0, True, 17.0),
    ],
)
def test_usable_field_capacity(upper, whole, forest, capacity):
    assert usable_field_capacity(upper, whole, forest) == capacity


@pytest.mark.parametrize(
    ("height_m", "capacity", "days", "rise"),
    [
        (-0.2, 18.0, 60.0, 420),  # 7 mm/d where roots reach the water
        (0.0, 18.0, 60.0, 420),
        (0.35, 9.0, 60.0, 300),
        (0.35, 20.0, 100.0, 600),
        (0.50005, 8.0, 60.0, 30),  # a class holds to 1e-4 above its break
        (0.5002, 8.0, 60.0, 12),
        (1.7, 25.0, 75.0, 11),  # 11.25 is cut
        (1.0, 14.0, 100.0, 15),  # 0.15 * 100 is 15 although binary numbers say less
        (9.0, 14.0, 60.0, 0),
    ],
)
def test_capillary_rise_in_whole_millimetres(height_m, capacity, days, rise):
    assert capillary_rise(height_m, capacity, days, TABLE) == rise


def test_forest_follows_g02():
    assert [forest_effectivity(g, TABLE) for g in (5.0, 10.0, 11.0, 25.0, 26.0)] == [3, 3, 4, 4, 8]


@pytest.mark.parametrize(
    ("g02", "vegetation", "n"),
    [
        (0.0, 1.0, 0.218),  # row 1: c3
        (11.0, 35.0, 0.904 + 0.02562 * 11.0 + 0.0007149 * 121.0),  # row 7 - 1
        (26.0, 35.0, 0.06962 * 26.0 + 0.24),  # 2.05 by the square: rich
        (39.4, 35.0, 0.06962 * 39.4 + 0.24),
        (26.0, 50.0, 0.08762 * 26.0 + 1.019),  # row 10 - 1, rich
        (10.0, 60.0, 1.95 + 0.0525 * 10.0 + 0.00125 * 100.0),  # row 11 - 1, g02 below 20
        (20.0, 60.0, 0.11833 * 20.0 + 1.1334),
        (30.0, 200.0, 0.33895 * 30.0 + 3.721),  # beyond the last row
    ],
)
def test_effectivity_by_vegetation_class(g02, vegetation, n):
    assert ground_effectivity(g02, vegetation, TABLE) == pytest.approx(n)


def test_wet_summer_takes_the_middle_between_two_breaks():
    factors = [wet_summer_factor(w, TABLE) for w in (0.1, 0.45, 0.46, 0.5, 0.51, 0.65, 1.1, 3.0)]
    assert factors == pytest.approx([0.65, 0.65, 0.70, 0.70, 0.785, 0.95, 1.70, 1.70])


def test_irrigation_without_a_known_summer():
    assert dry_summer_factor(100.0) == pytest.approx(0.9985 + 0.284 - 0.0379762)
