"""Green roofs, swales, trenches, tree pits and cisterns in the yearly balances of units."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from herne_schwamm.city.units import TO_SEWER
from herne_schwamm.kernels.bagrov import exact_ratio
from herne_schwamm.models.dwa_m102_4 import raw_split
from herne_schwamm.models.dwa_system import DwaSystem
from herne_schwamm.models.split import BALANCE_COLUMNS, USE_COLUMN
from herne_schwamm.models.yearly_balance import YearlyClimate, yearly_answers
from herne_schwamm.tables import soils, surface_classes

CLIMATE = YearlyClimate(800.0, 620.0, 420.0, 500.0)
SYSTEM = DwaSystem(800.0, 620.0)
RUNOFF, RECHARGE, EVAPORATED = BALANCE_COLUMNS
ALL = [*BALANCE_COLUMNS, USE_COLUMN]


def unit(kind, area_m2, *, surface="lawn", **columns):
    row = surface_classes()["roof" if kind == "roof" else surface]
    return {
        "kind": kind,
        "area_m2": area_m2,
        "surface_class": row.code,
        "soil": soils()["loam"].code,
        "sealed_share": row.sealing,
        "canopy_capacity_mm": 0.0,
        **columns,
    }


def answers(units, *rows):
    connections = pd.DataFrame(rows, columns=["from_unit", "to_unit", "share"])
    return yearly_answers(pd.DataFrame(units), connections, CLIMATE)


def volumes(table, units):
    area = pd.DataFrame(units)["area_m2"]
    return (table[ALL].mul(area, axis=0).sum() / 1000.0).tolist()


def of(balance):
    return [
        balance.runoff_m3,
        balance.recharge_m3,
        balance.evapotranspiration_m3,
        balance.use_m3,
    ]


def test_a_swale_is_that_of_the_guideline():
    # A conductivity of 18 mm/h with entrapped air is a saturated one of 36 mm/h.
    roof = SYSTEM.surface("steep_roof", 1000.0)
    swale = SYSTEM.facility("swale", [roof], conductivity_mm_h=36.0)
    units = [unit("roof", 1000.0), unit("swale", swale.area_m2, conductivity_mm_h=18.0)]
    found = answers(units, (0, 1, 1.0), (1, TO_SEWER, 1.0))
    assert volumes(found.dwa_m102_4, units) == pytest.approx(of(SYSTEM.balance([swale])))
    assert not found.warnings
    # Told where the rain fell: the roof's balance is the roof's precipitation.
    assert found.dwa_m102_4.sum(axis=1).tolist() == pytest.approx([800.0, 800.0])


def test_abimo_has_swales_too():
    units = [unit("roof", 1000.0), unit("swale", 137.0, conductivity_mm_h=18.0)]
    roof = answers(units, (0, 1, 0.75), (0, TO_SEWER, 0.25)).bagrov_glugla.iloc[0]
    left = 800.0 - exact_ratio(800.0 / 620.0, 0.05) * 620.0
    assert roof[RUNOFF] == pytest.approx(0.25 * left)
    assert roof[RECHARGE] == pytest.approx(0.9 * 0.75 * left)


def test_a_cistern_before_a_swale():
    roof = SYSTEM.surface("steep_roof", 1000.0)
    parameters = {"storage_volume_mm": 30.0, "demand_mm_d": 1.0, "irrigated_share": 2.0}
    cistern = SYSTEM.facility("rainwater_use", [roof], **parameters)
    swale = SYSTEM.facility("swale", [cistern], conductivity_mm_h=36.0)
    effective = roof.effective_area_m2
    units = [
        unit("roof", 1000.0),
        unit(
            "cistern",
            1000.0,
            rain_share=0.0,
            cistern_capacity_mm=30.0 * effective / 1000.0,
            cistern_use_mm_h=effective / 1000.0 / 24.0,
            garden_ratio=2.0 * effective / 1000.0,
        ),
        unit("swale", swale.area_m2, conductivity_mm_h=18.0, rain_share=1.0),
    ]
    found = answers(units, (0, 1, 1.0), (1, 2, 1.0), (2, TO_SEWER, 1.0))
    assert volumes(found.dwa_m102_4, units) == pytest.approx(of(SYSTEM.balance([swale])))
    assert found.dwa_m102_4.iloc[1].tolist() == [0.0, 0.0, 0.0, 0.0]
    assert found.dwa_m102_4.iloc[0][USE_COLUMN] > 100.0


def test_a_throttled_trench_below_a_swale_is_a_system():
    roof = SYSTEM.surface("steep_roof", 1000.0)
    rate = 5.0 / 1e4 * 3600.0 * roof.effective_area_m2 / 100.0  # 5 l/(s ha) on 100 m2
    units = [
        unit("roof", 1000.0, rain_share=1.0),
        unit("swale", 100.0, conductivity_mm_h=0.5, rain_share=0.0),
        unit("trench", 100.0, conductivity_mm_h=0.5, throttle_mm_h=rate, rain_share=0.0),
    ]
    found = answers(units, (0, 1, 1.0), (1, 2, 1.0), (2, TO_SEWER, 1.0))
    split = raw_split("swale_trench_system", 800.0, 620.0)
    assert found.dwa_m102_4.iloc[0][RUNOFF] == pytest.approx(float(split.runoff) * roof.runoff_m3)
    # The unbuilt state has no rain underground either.
    assert found.bagrov_glugla_natural.iloc[2].tolist() == [0.0, 0.0, 0.0]


def test_parameters_are_held_at_the_border_of_their_range_and_told():
    units = [unit("roof", 1000.0), unit("tree_pit", 200.0, conductivity_mm_h=3.4)]
    found = answers(units, (0, 1, 1.0))
    told = [str(warning) for warning in found.warnings]
    assert any("conductivity_mm_h is 6.8, the formula holds from 14.0" in text for text in told)
    at_border = raw_split("swale", 800.0, 620.0, conductivity_mm_h=14.0, area_share_percent=21.983)
    a = float(raw_split("steep_roof", 800.0, 620.0).runoff)
    expected = a * float(at_border.evapotranspiration) + (1.0 - a)
    assert found.dwa_m102_4.iloc[0][EVAPORATED] / 800.0 == pytest.approx(expected, abs=1e-4)


def test_a_facility_that_nothing_drains_to_is_ground():
    lawn, swale = answers([unit("ground", 50.0), unit("swale", 50.0)]).dwa_m102_4.iloc
    assert swale.tolist() == lawn.tolist()


def test_green_roofs_by_the_height_of_their_substrate():
    units = [
        unit("roof", 100.0, substrate_capacity_mm=0.0),
        unit("roof", 100.0, substrate_capacity_mm=10.0),
        unit("roof", 100.0, substrate_capacity_mm=50.0),
    ]
    found = answers(units, *((place, TO_SEWER, 1.0) for place in range(3)))
    runoff = [
        float(raw_split("steep_roof", 800.0, 620.0).runoff),
        float(raw_split("shallow_green_roof", 800.0, 620.0).runoff),
        float(raw_split("green_roof", 800.0, 620.0, substrate_mm=100.0).runoff),
    ]
    assert found.dwa_m102_4[RUNOFF].tolist() == pytest.approx([800.0 * part for part in runoff])
    roof, shallow, deep = found.bagrov_glugla[EVAPORATED]
    assert roof == pytest.approx(exact_ratio(800.0 / 620.0, 0.05) * 620.0)
    assert shallow == deep == pytest.approx(exact_ratio(800.0 / 620.0, 0.65) * 620.0)


def test_no_water_is_lost_in_a_quarter_of_chains():
    rng = np.random.default_rng(3)
    units, rows = [], []
    for _ in range(30):
        first = len(units)
        kinds = ("roof", "cistern", "swale", "trench", "tree_pit")
        units += [
            unit(
                kind,
                float(rng.uniform(20.0, 900.0)),
                conductivity_mm_h=float(rng.uniform(0.1, 50.0)),
                throttle_mm_h=float(rng.choice([0.0, 5.0])) if kind == "trench" else 0.0,
                cistern_capacity_mm=float(rng.uniform(0.0, 200.0)),
                cistern_use_mm_h=float(rng.choice([0.0, 0.1])),
                garden_ratio=float(rng.choice([0.0, 1.0])),
            )
            for kind in kinds
        ]
        share = float(rng.uniform(0.0, 1.0))
        rows += [(first, first + 1, share), (first, first + 4, 1.0 - share)]
        rows += [(first + 1, first + 2, 1.0), (first + 2, first + 3, 0.5)]
    found = answers(units, *rows)
    assert found.dwa_m102_4.sum(axis=1).tolist() == pytest.approx([800.0] * len(units))
    assert (found.dwa_m102_4.to_numpy() >= -1e-9).all()
    assert found.bagrov_glugla.sum(axis=1).tolist() == pytest.approx([800.0] * len(units))
