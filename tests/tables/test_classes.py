"""Class tables: complete, in order, in two languages."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.tables import class_table, soils, surface_classes, table_texts
from herne_schwamm.tables.reading import read_table

CLASS_TABLES = [name[:-5] for name in table_texts() if "class" in read_table(name[:-5])]


@pytest.mark.parametrize("name", CLASS_TABLES)
def test_classes_rise_without_gaps_and_say_where_they_are_from(name):
    table = class_table(name)
    assert table.id == name
    assert table.source
    assert table.version
    for low, high in zip(table.classes, table.classes[1:], strict=False):
        assert low.upper == high.lower
    assert 0 not in {c.code for c in table.classes}
    assert table.classes[-1].upper == float("inf")
    assert all(c.label_de and c.label_en and len(c.rgb) == 3 for c in table.classes)


def test_depth_classes_hold_their_lower_break():
    table = class_table("water_depth_lubw_4")
    depth = np.array([0.0, 0.0499, 0.05, 0.0999, 0.10, 0.5, 0.99, 1.0, 7.0, np.nan])
    assert list(table.classify(depth)) == [0, 0, 1, 1, 2, 3, 3, 4, 4, 0]


def test_rows_have_unique_codes_and_plausible_values():
    for rows in (surface_classes(), soils()):
        assert len({row.code for row in rows.values()}) == len(rows)
        assert all(0 < row.code < 256 and row.label_de and row.label_en for row in rows.values())
    assert all(0.0 <= row.sealing <= 1.0 for row in surface_classes().values())
    assert all(0.01 <= row.manning_n_s_m13 <= 0.2 for row in surface_classes().values())
    assert all(0.3 <= row.effective_porosity <= 0.5 for row in soils().values())


def test_soils_are_those_of_rawls():
    silt_loam = soils()["silt_loam"]
    assert (silt_loam.suction_mm, silt_loam.conductivity_mm_h) == (166.8, 6.5)


def test_residual_water_and_effective_porosity_are_the_total_porosity_of_rawls():
    total = {
        "sand": 0.437,
        "loamy_sand": 0.437,
        "sandy_loam": 0.453,
        "loam": 0.463,
        "silt_loam": 0.501,
        "sandy_clay_loam": 0.398,
        "clay_loam": 0.464,
        "silty_clay_loam": 0.471,
        "sandy_clay": 0.430,
        "silty_clay": 0.479,
        "clay": 0.475,
    }
    for name, row in soils().items():
        assert row.residual_water + row.effective_porosity == pytest.approx(total[name], abs=0.0021)
    for row in soils().values():
        assert 0.0 < row.residual_water < row.wilting_point < row.field_capacity
        assert row.field_capacity < row.residual_water + row.effective_porosity


def test_bubbling_pressure_and_pore_size_index_give_the_suction_of_the_wetting_front():
    """Brakensiek (1977): half of the bubbling pressure times (2 + 3 lambda) / (1 + 3 lambda)."""
    for row in soils().values():
        three = 3.0 * row.pore_size_index
        suction = row.bubbling_pressure_mm / 2.0 * (2.0 + three) / (1.0 + three)
        assert suction == pytest.approx(row.suction_mm, rel=0.035), row.name
