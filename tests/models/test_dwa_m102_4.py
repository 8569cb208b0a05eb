"""Types of DWA-M 102-4: numbers of the handbook's table, ranges, and what is cut."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

from herne_schwamm.models.dwa_m102_4 import (
    FORMULAS,
    area_share_percent,
    checked_split,
    cut_split,
    distinct,
    range_warnings,
    raw_split,
)
from herne_schwamm.models.split import split_of
from herne_schwamm.problems import InputProblem, Language
from herne_schwamm.tables.dwa_m102_4 import dwa_m102_4

HERNE = (800.0, 620.0)
EVERY_TYPE = list(dwa_m102_4().types)
DE, EN = Language("de"), Language("en")


@pytest.mark.parametrize(
    ("name", "parameters", "shares"),
    [
        # P 800, ETp 620 mm/a: printed by an independent transcription, three decimals.
        ("garden_flat", {}, (0.1, 0.3, 0.6, 0.0)),
        ("steep_roof", {}, (0.909, 0.0, 0.091, 0.0)),
        ("smooth_flat_roof", {}, (0.866, 0.0, 0.134, 0.0)),
        ("asphalt", {}, (0.744, 0.0, 0.256, 0.0)),
        ("green_roof", {"substrate_mm": 40.0}, (0.582, 0.0, 0.418, 0.0)),
        ("green_roof", {"substrate_mm": 300.0}, (0.361, 0.0, 0.639, 0.0)),
        ("shallow_green_roof", {}, (0.622, 0.0, 0.378, 0.0)),
        ("storage_roof", {}, (0.663, 0.0, 0.337, 0.0)),
        ("narrow_joints", {}, (0.485, 0.346, 0.169, 0.0)),
        ("wide_joints", {}, (0.215, 0.607, 0.178, 0.0)),
        ("porous_paving", {}, (0.003, 0.586, 0.412, 0.0)),
        ("grass_pavers", {}, (0.044, 0.736, 0.220, 0.0)),
        ("gravel_cover", {}, (0.087, 0.501, 0.412, 0.0)),
        ("area_infiltration", {}, (0.0, 0.832, 0.168, 0.0)),
        ("swale", {}, (0.004, 0.949, 0.047, 0.0)),
        ("swale_trench_element", {}, (0.004, 0.961, 0.035, 0.0)),
        ("swale_trench_system", {}, (0.463, 0.496, 0.041, 0.0)),
        ("rainwater_use", {}, (0.579, 0.0, 0.151, 0.270)),
    ],
)
def test_raw_splits_of_a_climate_like_hernes(name, parameters, shares):
    split = raw_split(name, *HERNE, **parameters)
    assert [float(part) for part in split.parts] == pytest.approx(shares, abs=0.00101)


def test_the_green_roof_of_the_draft_stays_at_hand():
    # A published plot: 92 m2 of 100 mm under 700 and 575 mm/a, a 0.506 and v 0.494.
    split = raw_split("green_roof_draft_2020", 700.0, 575.0)
    assert float(split.runoff) == pytest.approx(0.506, abs=0.0005)
    assert float(raw_split("green_roof", 700.0, 575.0).runoff) == pytest.approx(0.467, abs=0.0005)


@pytest.mark.parametrize("name", EVERY_TYPE)
def test_every_type_adds_up_and_takes_arrays(name):
    p = np.linspace(500.0, 1700.0, 7)[:, None]
    etp = np.linspace(450.0, 700.0, 5)
    split = raw_split(name, p, etp)
    assert all(part.shape == (7, 5) for part in split.parts)
    assert sum(split.parts) == pytest.approx(np.ones((7, 5)), abs=1e-12)
    assert float(split.runoff[3, 2]) == float(raw_split(name, 1100.0, 575.0).runoff)
    cut = cut_split(name, split).split
    assert sum(cut.parts) == pytest.approx(np.ones((7, 5)), abs=1e-12)
    assert all(((part >= 0.0) & (part <= 1.0)).all() for part in cut.parts)
    assert not range_warnings(name, p, etp)


def test_parameters_may_be_arrays():
    heights = np.array([40.0, 100.0, 500.0])
    split = raw_split("green_roof", *HERNE, substrate_mm=heights)
    assert split.evapotranspiration.tolist() == pytest.approx([0.418, 0.518, 0.695], abs=0.001)


def test_table_and_formulas_know_each_other():
    table = dwa_m102_4()
    assert set(table.formulas) == set(FORMULAS)
    assert {row.formula for row in table.types.values() if row.formula} == set(FORMULAS)
    for row in table.types.values():
        assert (row.formula is None) == (row.split is not None)
        if row.split:
            assert sum(row.split) == pytest.approx(1.0)
            continue
        taken = set(inspect.signature(FORMULAS[row.formula]).parameters) - {"p", "etp"}
        assert taken - {"area_share_percent"} == set(row.parameters)
        ranges = table.formulas[row.formula].ranges
        assert set(ranges) <= set(row.parameters)
        for word, (low, high) in ranges.items():
            assert low <= row.parameters[word] <= high


def test_shares_beyond_the_range_are_cut_divided_and_told():
    raw = raw_split("swale_trench_system", *HERNE, throttle_l_s_ha=1.0, conductivity_mm_h=3.6)
    assert float(raw.runoff) == pytest.approx(-0.124, abs=0.001)
    assert float(raw.recharge) == pytest.approx(1.083, abs=0.001)
    cut = cut_split("swale_trench_system", raw)
    evaporated = float(raw.evapotranspiration)
    assert [float(part) for part in cut.split.parts] == pytest.approx(
        [0.0, 1.0 / (1.0 + evaporated), evaporated / (1.0 + evaporated), 0.0]
    )
    first, second = (warning.told_in(EN) for warning in cut.warnings)
    assert "Swale-trench system" in first
    assert "-0.124 as the share of runoff" in first
    assert "1.083 as the share of recharge" in second
    assert "Mulden-Rigolen-System" in cut.warnings[0].told_in(DE)


def test_what_stays_within_its_range_is_left_alone():
    raw = raw_split("asphalt", *HERNE)
    cut = cut_split("asphalt", raw)
    assert [float(part) for part in cut.split.parts] == [float(part) for part in raw.parts]
    assert not cut.warnings


def test_a_cut_tells_the_most_extreme_of_many_values():
    raw = split_of([0.2, -0.1, -0.3], [0.8, 1.1, 1.3], [0.0, 0.0, 0.0])
    warnings = [warning.told_in(EN) for warning in cut_split("swale", raw).warnings]
    assert len(warnings) == 2
    assert "-0.3 as the share of runoff" in warnings[0]
    assert "(2 of 3 values)" in warnings[0]


@pytest.mark.parametrize(
    ("name", "climate", "parameters", "says"),
    [
        ("asphalt", (400.0, 620.0), {}, "precipitation_mm_a is 400.0, the formula holds from 500"),
        (
            "asphalt",
            (800.0, 720.0),
            {},
            "potential_evapotranspiration_mm_a is 720.0, the formula holds from 450.0 to 700.0",
        ),
        (
            "asphalt",
            HERNE,
            {"storage_mm": 4.0},
            "asphalt (Asphalt, concrete without joints): storage_mm is",
        ),
        ("swale", HERNE, {"conductivity_mm_h": 10.0}, "conductivity_mm_h is 10.0"),
        ("swale", HERNE, {"area_share_percent": 30.0}, "area_share_percent is 30.0, the formula"),
        ("rainwater_use", HERNE, {"demand_mm_d": 6.0}, "demand_mm_d is 6.0"),
    ],
)
def test_numbers_outside_their_range_are_told(name, climate, parameters, says):
    (warning,) = range_warnings(name, *climate, **parameters)
    assert says in warning.told_in(EN)
    assert warning in checked_split(name, *climate, **parameters).warnings or says in " ".join(
        told.told_in(EN) for told in checked_split(name, *climate, **parameters).warnings
    )


def test_the_climate_is_told_once():
    warnings = [*range_warnings("asphalt", 400.0, 620.0), *range_warnings("swale", 400.0, 620.0)]
    assert len(warnings) == 2
    assert len(distinct(warnings)) == 1


@pytest.mark.parametrize(
    ("name", "parameters", "percent"),
    [
        ("swale", {"conductivity_mm_h": 36.0}, 13.74),  # handbook: 13.7 %
        ("swale_trench_element", {"conductivity_mm_h": 10.0}, 21.86 * 10.0**-0.348),
        ("swale_trench_system", {"throttle_l_s_ha": 1.0, "conductivity_mm_h": 1.0}, 11.60406),
        ("area_infiltration", {"conductivity_mm_h": 360.0}, 94741.0 * 360.0**-1.195),
    ],
)
def test_area_of_a_facility(name, parameters, percent):
    assert float(area_share_percent(name, **parameters)) == pytest.approx(percent, abs=0.005)


def test_nothing_is_used_or_watered_where_nothing_is_wanted():
    no_garden = raw_split("rainwater_use", *HERNE, irrigated_share=0.0)
    assert float(no_garden.evapotranspiration) == 0.0
    no_house = raw_split("rainwater_use", *HERNE, demand_mm_d=0.0)
    assert float(no_house.use) == 0.0
    assert float(no_house.runoff) == pytest.approx(1.0 - float(no_house.evapotranspiration))


def test_a_pond_evaporates_at_the_potential_rate_of_its_area():
    # 100 m2 of water, 300 m2 of runoff-effective area.
    split = raw_split("pond", *HERNE, inflow_area_ratio=3.0)
    assert float(split.evapotranspiration) == pytest.approx(620.0 * 100.0 / (800.0 * 400.0))


@pytest.mark.parametrize(
    ("name", "climate", "parameters", "says"),
    [
        ("lawn", HERNE, {}, "no type lawn; it has garden_flat"),
        ("asphalt", HERNE, {"kf": 3.0}, "no parameter kf; it has storage_mm"),
        ("garden_flat", HERNE, {"slope": 3.0}, "no parameter slope; it has –"),
        ("asphalt", (0.0, 620.0), {}, "P is 0.0 mm/a"),
        ("asphalt", (800.0, -1.0), {}, "ETp is -1.0 mm/a"),
        ("asphalt", (float("nan"), 620.0), {}, "P is nan mm/a"),
        ("swale", HERNE, {"conductivity_mm_h": 0.0}, "no answer for conductivity_mm_h = 0.0"),
        ("green_roof", HERNE, {"substrate_mm": [50.0, -1.0]}, "no answer for substrate_mm"),
    ],
)
def test_what_cannot_be_is_refused(name, climate, parameters, says):
    with pytest.raises(InputProblem) as caught:
        raw_split(name, *climate, **parameters)
    assert says in caught.value.told_in(EN)


def test_a_cistern_has_no_area():
    with pytest.raises(InputProblem, match="no area"):
        area_share_percent("rainwater_use")
