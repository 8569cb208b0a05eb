"""Tables of the yearly balances: complete, and soils as Rawls' numbers give them."""

from __future__ import annotations

import pytest

from herne_schwamm.tables import soils, surface_classes
from herne_schwamm.tables.bagrov_glugla import SURFACE_CLASSES, bagrov_glugla
from herne_schwamm.tables.dwa_m102_4 import dwa_m102_4
from herne_schwamm.tables.reading import read_table
from herne_schwamm.tables.regional_goals import regional_goals
from herne_schwamm.tables.yearly_ground import natural_runoff_share, yearly_ground

# Rawls et al. (1993): pore size index, bubbling pressure [cm].
RAWLS = {
    "sand": (0.694, 7.26),
    "loamy_sand": (0.553, 8.69),
    "sandy_loam": (0.378, 14.66),
    "loam": (0.252, 11.15),
    "silt_loam": (0.234, 20.76),
    "sandy_clay_loam": (0.319, 28.08),
    "clay_loam": (0.242, 25.89),
    "silty_clay_loam": (0.177, 32.56),
    "sandy_clay": (0.223, 29.17),
    "silty_clay": (0.150, 34.19),
    "clay": (0.165, 37.30),
}
FIELD_CAPACITY_CM, WILTING_CM = 10.0**1.8, 10.0**4.2


def test_every_surface_class_and_soil_has_a_row():
    ground = yearly_ground()
    assert list(ground.surfaces) == list(surface_classes())
    assert list(ground.soils) == list(soils())
    table, types = bagrov_glugla(), dwa_m102_4().types
    for row in ground.surfaces.values():
        assert row.land_type in table.land_types
        assert row.paving is None or row.paving in table.sealed
        assert row.sealed_type in types and row.pervious_type in types
        assert 0.0 < row.paved_from_sealing <= 1.0


@pytest.mark.parametrize("name", list(RAWLS))
def test_usable_field_capacity_is_water_between_two_tensions(name):
    index, pressure_cm = RAWLS[name]
    held = (pressure_cm / FIELD_CAPACITY_CM) ** index - (pressure_cm / WILTING_CM) ** index
    percent = 100.0 * soils()[name].effective_porosity * held
    assert yearly_ground().soils[name].usable_field_capacity_percent == round(percent)


@pytest.mark.parametrize(
    ("soil_class", "slope", "groundwater", "forest", "share"),
    [
        (1, 0.0, 2.0, False, 0.0),
        (2, 1.9, 2.0, False, 0.0),
        (2, 2.0, 2.0, False, 0.15),
        (3, 5.0, 2.0, False, 0.70),
        (4, 10.0, 2.0, False, 1.0),
        (5, 0.0, 1.0, False, 0.65),
        (5, 0.0, 0.9, False, 0.70),
        (1, 0.0, 0.9, True, 0.20),
        (3, 3.0, 5.0, True, 0.42),
    ],
)
def test_natural_runoff(soil_class, slope, groundwater, forest, share):
    assert natural_runoff_share(soil_class, slope, groundwater, forest) == share


def test_natural_runoff_rises_with_slope_and_clay():
    for forest in (False, True):
        for depth in (0.5, 3.0):
            by_slope = [[natural_runoff_share(c, s, depth, forest) for s in (0, 3, 6, 20)]
                        for c in (1, 3, 5)]  # fmt: skip
            for row in by_slope:
                assert row == sorted(row)
            for column in zip(*by_slope, strict=True):
                assert list(column) == sorted(column)


def test_tables_of_the_model_fit_together():
    table = bagrov_glugla()
    assert len(table.g02) == 31
    assert list(table.g02) == sorted(table.g02)
    assert len(table.effectivity) == 13
    assert len(table.wet_summer_wetness) == len(table.wet_summer_factor) == 14
    assert len(table.forest_effectivity) == len(table.forest_g02) + 1
    assert len(table.capillary_rise_mm_d) == len(table.capillary_rise_capacity_percent)
    for row in table.capillary_rise_mm_d:
        assert len(row) == len(table.capillary_rise_height_m)
        assert list(row) == sorted(row, reverse=True)
    assert list(table.sealed)[:2] == ["roof", "green_roof"]
    assert list(table.sealed)[2:] == [f"surface{n}" for n in range(1, SURFACE_CLASSES + 1)]


def test_goals_of_the_region():
    goals = regional_goals()
    assert (goals.target_year, goals.runoff_reduction_share) == (2040, 0.25)
    assert goals.evapotranspiration_gain_percentage_points == 10.0


@pytest.mark.parametrize(
    "name",
    ["bagrov_glugla", "dwa_m102_4", "yearly_ground", "natural_runoff", "regional_goals"],
)
def test_tables_say_where_they_are_from(name):
    content = read_table(name)
    assert content["id"] == name
    assert content["version"]
    assert len(content["source"]) > 40


def test_numbers_of_the_model_are_those_published(data_folder):
    """Coefficients and capillary rise as the published tables have them, digit by digit."""
    import csv

    def rows(file):
        with (data_folder / "rabimo_berlin2020" / file).open(encoding="utf-8") as lines:
            return [[float(cell) for cell in row] for row in list(csv.reader(lines))[1:]]

    table = bagrov_glugla()
    assert [list(row) for row in table.effectivity] == [
        row[1:] for row in rows("abimo_bagrov_coefficients.csv")
    ]
    rise = rows("abimo_capillary_rise_mm_d.csv")
    assert list(table.capillary_rise_capacity_percent) == [row[0] for row in rise]
    assert [list(row) for row in table.capillary_rise_mm_d] == [row[1:] for row in rise]
