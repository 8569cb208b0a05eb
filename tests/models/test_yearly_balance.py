"""Both yearly balances of drainage units."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from herne_schwamm.city.units import (
    TO_SEWER,
    UnitLayers,
    UnitStorage,
    drainage_units,
)
from herne_schwamm.kernels.bagrov import exact_ratio
from herne_schwamm.models.dwa_m102_4 import raw_split
from herne_schwamm.models.sewer_connection import routes_of
from herne_schwamm.models.split import BALANCE_COLUMNS
from herne_schwamm.models.water_balance_indicators import sums_by
from herne_schwamm.models.yearly_balance import YearlyClimate, blocks_of_units, yearly_answers
from herne_schwamm.problems import InputProblem
from herne_schwamm.tables import soils, surface_classes

CLIMATE = YearlyClimate(800.0, 620.0, 420.0, 500.0)
RUNOFF, RECHARGE, EVAPORATED = BALANCE_COLUMNS
LOAM = soils()["loam"].code
SAND = soils()["sand"].code


def unit(surface, *, soil=LOAM, sealed=None, kind="ground", crowns=0.0):
    row = surface_classes()[surface]
    return {
        "kind": kind,
        "area_m2": 100.0,
        "surface_class": row.code,
        "soil": soil,
        "sealed_share": row.sealing if sealed is None else sealed,
        "canopy_capacity_mm": crowns,
    }


def answers(*units, share=1.0, **settings):
    table = pd.DataFrame(list(units))
    roofs = table.index[table["kind"] == "roof"]
    connections = pd.DataFrame({"from_unit": roofs, "to_unit": TO_SEWER, "share": share})
    return yearly_answers(table, connections, CLIMATE, **settings)


def test_every_surface_class_on_every_soil_has_all_its_water():
    units = [
        unit(name, soil=soil.code, kind="roof" if name == "roof" else "ground")
        for name in surface_classes()
        for soil in soils().values()
    ]
    found = answers(*units)
    for table in (
        found.bagrov_glugla,
        found.bagrov_glugla_natural,
        found.dwa_m102_4,
        found.dwa_m102_4_natural,
    ):
        assert table.sum(axis=1).to_numpy() == pytest.approx(800.0, rel=1e-12)
        assert tuple(table)[:3] == BALANCE_COLUMNS
        assert (table[RUNOFF] >= 0.0).all()
    assert not found.warnings


def test_asphalt_is_paving_of_the_first_class_and_asphalt_of_the_guideline():
    found = answers(unit("asphalt"))
    evaporated = exact_ratio(800.0 / 620.0, 0.11) * 620.0
    assert found.bagrov_glugla.iloc[0].tolist() == pytest.approx(
        [0.9 * (800.0 - evaporated), 0.1 * (800.0 - evaporated), evaporated]
    )
    a = float(raw_split("asphalt", 800.0, 620.0).runoff)
    assert found.dwa_m102_4.iloc[0].tolist() == pytest.approx([800 * a, 0.0, 800 * (1 - a), 0.0])


def test_pavers_count_as_paving_joints_and_all():
    full, half = answers(unit("paving", sealed=0.9), unit("paving", sealed=0.45)).dwa_m102_4.iloc
    a, g, v, _ = (float(part) for part in raw_split("narrow_joints", 800.0, 620.0).parts)
    assert full.tolist() == pytest.approx([800.0 * a, 800.0 * g, 800.0 * v, 0.0])
    assert half[RUNOFF] == pytest.approx(0.5 * 800.0 * (a + 0.1))


def test_what_a_roof_does_not_lead_to_the_sewer_seeps():
    whole = answers(unit("roof", kind="roof"))
    part = answers(unit("roof", kind="roof"), share=0.75)
    for before, now in (
        (whole.bagrov_glugla.iloc[0], part.bagrov_glugla.iloc[0]),
        (whole.dwa_m102_4.iloc[0], part.dwa_m102_4.iloc[0]),
    ):
        assert now[RUNOFF] == pytest.approx(0.75 * before[RUNOFF])
        assert now[RECHARGE] == pytest.approx(0.25 * before[RUNOFF])
        assert now[EVAPORATED] == pytest.approx(before[EVAPORATED])


def test_sealed_ground_off_the_sewer_runs_off_to_no_sewer():
    found = answers(unit("gravel"))
    assert found.bagrov_glugla.iloc[0][RUNOFF] == 0.0
    assert found.dwa_m102_4.iloc[0][RUNOFF] == 0.0


def test_unbuilt_ground_is_that_of_its_soil():
    roof, lawn = answers(unit("roof", kind="roof"), unit("lawn")).bagrov_glugla_natural.iloc
    assert roof.tolist() == pytest.approx(lawn.tolist())
    sand, loam = answers(unit("lawn", soil=SAND), unit("lawn")).bagrov_glugla_natural.iloc
    assert sand[EVAPORATED] < loam[EVAPORATED]
    # Soil class 3, flat: a fifth of what does not evaporate; light soil lets all of it seep.
    natural = answers(unit("lawn", soil=SAND), unit("lawn")).dwa_m102_4_natural
    rest = 800.0 - natural[EVAPORATED]
    assert natural[RUNOFF].tolist() == pytest.approx([0.0, 0.2 * rest[1]])


def test_slope_and_groundwater_act_on_the_unbuilt_state():
    flat = answers(unit("lawn"), groundwater_m=5.0).dwa_m102_4_natural.iloc[0]
    steep = answers(unit("lawn"), groundwater_m=5.0, slope_percent=12.0).dwa_m102_4_natural.iloc[0]
    assert flat[RUNOFF] < steep[RUNOFF]
    assert steep[RECHARGE] == pytest.approx(0.0)
    wet = answers(unit("lawn"), unit("lawn"), groundwater_m=np.array([0.4, 5.0]))
    assert wet.bagrov_glugla[EVAPORATED][0] > wet.bagrov_glugla[EVAPORATED][1]


def test_water_stays_water():
    found = answers(unit("water"))
    assert found.bagrov_glugla.iloc[0].tolist() == pytest.approx([0.0, 180.0, 620.0])
    assert found.dwa_m102_4.iloc[0].tolist() == pytest.approx([180.0, 0.0, 620.0, 0.0])
    assert found.dwa_m102_4_natural.equals(found.dwa_m102_4[list(BALANCE_COLUMNS)])


def test_green_under_crowns_evaporates_more():
    bed, under = answers(unit("garden"), unit("garden", crowns=1.0)).bagrov_glugla[EVAPORATED]
    assert under > bed
    # Deeper roots reach water that rises; without it parks with and without trees are alike.
    lawn, under = answers(unit("lawn"), unit("lawn", crowns=1.0), groundwater_m=1.5).bagrov_glugla[
        EVAPORATED
    ]
    assert under > lawn


def test_negative_recharge_and_cut_splits_are_told_once():
    dry = YearlyClimate(450.0, 700.0, 200.0, 560.0)
    units = pd.DataFrame([unit("lawn"), unit("water"), unit("asphalt")])
    none = pd.DataFrame({"from_unit": [], "to_unit": [], "share": []})
    found = yearly_answers(units, none, dry, groundwater_m=0.3)
    told = [str(warning) for warning in found.warnings]
    assert len(told) == len(set(told))
    assert any("negative recharge" in sentence for sentence in told)
    assert any("pond" in sentence and "cut" in sentence for sentence in told)
    assert sum("precipitation_mm_a is 450.0" in sentence for sentence in told) == 1
    assert found.bagrov_glugla[RECHARGE][0] < 0.0
    assert (found.dwa_m102_4.to_numpy() >= 0.0).all()


def test_units_of_a_city():
    surface = np.array([[1, 1, 6], [2, 6, 6]], np.uint8)
    soil = np.full((2, 3), LOAM, np.uint8)
    sealing = np.array([[1.0, 0.8, 0.0], [0.9, 0.0, 0.1]], np.float32)
    building = np.array([[-1, -1, -1], [-1, 0, 0]], np.int32)
    _, units, connections = drainage_units(
        UnitLayers(surface, soil, sealing, building=building),
        np.ones((2, 3), bool),
        4.0,
        UnitStorage(roofs_to_sewer=0.6),
    )
    found = yearly_answers(units, connections, CLIMATE)
    assert found.bagrov_glugla.index.equals(units.index)
    city = sums_by(found.dwa_m102_4, units["area_m2"]).iloc[0]
    assert city["area_m2"] == 24.0
    assert city[list(BALANCE_COLUMNS)].sum() == pytest.approx(800.0)
    blocks = blocks_of_units(units, routes_of(units, connections), CLIMATE)
    assert blocks.loc[units["kind"] == "roof", "swg_roof"].tolist() == [0.6]
    assert blocks["pvd"].tolist() == pytest.approx([0.9, 1.0, 0.0, 0.0])


def test_no_units_have_no_balance():
    units = pd.DataFrame([unit("lawn")]).iloc[:0]
    none = pd.DataFrame({"from_unit": [], "to_unit": [], "share": []})
    assert yearly_answers(units, none, CLIMATE).dwa_m102_4.empty


def test_a_kind_without_an_answer_is_refused():
    with pytest.raises(InputProblem, match="unit 1 is of the kind pond, expected: ground, roof, "):
        answers(unit("lawn"), unit("lawn", kind="pond"))
