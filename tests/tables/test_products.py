import math
from itertools import pairwise

import pytest

from herne_schwamm.tables.products import products

DANGERS = {
    "water_depth_max_m",
    "depth_class",
    "velocity_max_m_s",
    "hazard_intensity_max_m2_s",
    "flooded_duration_min",
    "water_depth_end_m",
    "velocity_class",
    "hazard_intensity_class",
    "hazard_class",
    "vulnerability_class",
    "risk_class",
    "depth_class_lowest",
    "depth_class_highest",
    "depth_class_change",
    "hours_above_pet_35_h",
    "hot_days",
    "tropical_nights",
    "cold_air_flux_m2_s",
    "heat_class_day",
    "heat_class_night",
    "heat_relative_day",
    "heat_relative_night",
    "heat_hazard_class",
    "heat_exposure_class",
    "heat_vulnerability_class",
    "heat_risk_class",
    "double_burden",
}

FROM_COLD_TO_HOT = {
    "utci_day_c",
    "pet_day_difference_k",
    "surface_temperature_day_difference_k",
    "air_temperature_day_difference_k",
}
"""Light where people feel well, or nothing changes; darker towards both ends, blue and red."""


def test_overviews_of_dangers_take_the_maximum():
    assert {name for name, row in products().items() if row.overview == "max"} == DANGERS
    assert products()["time_of_peak_min"].overview == "min"


@pytest.mark.parametrize("name", list(products()))
def test_row_is_complete_in_both_languages(name):
    row = products()[name]
    assert row.label_de and row.label_en and row.limits_de and row.limits_en and row.unit
    assert row.label_de != row.label_en and row.limits_de != row.limits_en
    assert (row.dtype, row.nodata) == (("uint8", 0) if row.kind == "class" else ("float32", -9999))


@pytest.mark.parametrize("name", list(products()))
def test_classes_rise_without_gaps_and_fit_the_unit(name):
    row = products()[name]
    table = row.classes
    assert table.source and table.version
    if row.kind != "class":
        assert table.unit == row.unit
    for lower, upper in zip(table.classes, table.classes[1:], strict=False):
        assert lower.lower < lower.upper == upper.lower
    assert math.isinf(table.classes[-1].upper)
    for one in table.classes:
        assert 1 <= one.code <= 255
        assert all(0 <= channel <= 255 for channel in one.rgb)


@pytest.mark.parametrize("name", [n for n, row in products().items() if row.kind == "continuous"])
def test_lightness_changes_steadily_so_that_colour_blind_readers_see_the_order(name):
    weights = (0.2126, 0.7152, 0.0722)
    lightness = [
        sum(w * channel for w, channel in zip(weights, c.rgb, strict=True))
        for c in products()[name].classes.classes
    ]
    steps = [b - a for a, b in pairwise(lightness)]
    if name in FROM_COLD_TO_HOT:
        lightest = lightness.index(max(lightness))
        assert all(step > 5 for step in steps[:lightest])
        steps = steps[lightest:]
    assert all(step < -5 for step in steps) or all(step > 5 for step in steps)


def test_both_halves_of_north_share_one_class():
    classes = products()["flow_direction_deg"].classes.classes
    assert (classes[0].code, classes[0].rgb) == (classes[-1].code, classes[-1].rgb)
    assert (classes[0].lower, classes[-1].lower) == (0.0, 337.5)
