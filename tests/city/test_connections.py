"""Connections: an order for any chain, and a clear word where there is none."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from herne_schwamm.city.connections import FLOWS, drainage_of
from herne_schwamm.city.facilities import roof, swale, unit_table
from herne_schwamm.city.plain import grid_for, plain_city
from herne_schwamm.city.roof_drainage import with_ground_beside_roofs
from herne_schwamm.city.units import TO_SEWER, TO_STREET, UnitStorage
from herne_schwamm.problems import InputProblem


def table(*rows):
    names = ["from_unit", "to_unit", "share", "flow"]
    return pd.DataFrame([(*row, FLOWS[0])[:4] for row in rows], columns=names)


def units(count=4):
    return unit_table([roof(10.0 * (number + 1)) for number in range(count)])


def test_ratios_are_shares_by_area_and_levels_follow_the_water():
    drainage = drainage_of(
        units(),
        table(
            (2, 1, 0.5),
            (1, 0, 1.0),
            (2, 0, 0.25),
            (2, TO_SEWER, 0.2),
            (2, TO_STREET, 0.05),
            (3, 0, 1.0, "throttle"),
        ),
    )
    assert drainage.level.tolist() == [2, 1, 0, 0]
    assert drainage.ratio.tolist() == pytest.approx([0.5 * 30 / 20, 20 / 10, 0.25 * 30 / 10, 4.0])
    assert drainage.to_units[2].tolist() == pytest.approx([0.75, 0.0, 0.0])
    assert drainage.to_units[3].tolist() == [0.0, 1.0, 0.0]
    assert drainage.to_sewer[2] == 0.2
    assert drainage.to_street[2] == pytest.approx(0.05)


@given(data=st.data(), count=st.integers(2, 8))
def test_every_source_stands_before_what_it_feeds(data, count):
    order = data.draw(st.permutations(range(count)))
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    links = [(order[a], order[b], 0.1) for a, b in data.draw(st.lists(pairs)) if a < b]
    # Of a source at most ten tenths.
    kept = [link for n, link in enumerate(links) if [x[0] for x in links[:n]].count(link[0]) < 10]
    drainage = drainage_of(units(count), table(*kept))
    for source, target, _ in kept:
        assert drainage.level[source] < drainage.level[target]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([(0, 1, 1.0), (1, 2, 1.0), (2, 0, 1.0)], "would come back"),
        ([(3, 3, 0.5)], "unit 3 would come back"),
        ([(0, 1, 0.7), (0, TO_SEWER, 0.4)], "unit 0 are not between 0 and 1"),
        ([(0, 1, -0.1)], "unit 0 are not between 0 and 1"),
        ([(0, 1, float("nan"))], "not between 0 and 1"),
        ([(0, 9, 1.0)], "no unit 9; the units are 0 to 3"),
        ([(-2, 1, 1.0)], "no unit -2"),
        ([(0, -7, 1.0)], "no unit -7"),
        ([(0, 1, 1.0, "leak")], "flow is leak, expected one of overflow, throttle, irrigation"),
    ],
)
def test_connections_that_cannot_be_are_refused(rows, words):
    with pytest.raises(InputProblem, match=words):
        drainage_of(units(), table(*rows))


def houses(roofs_to_sewer):
    terrain = np.zeros((8, 9))
    building = np.full(terrain.shape, -1)
    building[2:4, 2:4] = 0
    building[5:7, 5:8] = 1
    sealing = np.where(np.arange(9) < 3, 1.0, 0.0)
    return plain_city(
        terrain,
        grid_for(terrain, 1.0),
        building=building,
        sealing=sealing,
        canopy=np.tile(np.arange(9) < 4, (8, 1)),
        storage=UnitStorage(roofs_to_sewer=roofs_to_sewer, canopy_mm=1.0),
    )


def test_what_a_roof_has_left_falls_on_the_ground_around_it():
    city = houses(0.6)
    links = with_ground_beside_roofs(city)
    assert links.iloc[:2].equals(city.connections)
    added = links.iloc[2:]
    assert added.groupby("from_unit")["share"].sum().tolist() == pytest.approx([0.4, 0.4])
    # Around the first house, with 8 cells: those under crowns (columns 0 to 3) and the two others.
    first = added[added["from_unit"] == links["from_unit"].iloc[0]].set_index("to_unit")["share"]
    unit_id = city.layer("unit_id")
    assert first[unit_id[2, 1]] == pytest.approx(0.4 * 6 / 8)
    assert first[unit_id[2, 4]] == pytest.approx(0.4 * 2 / 8)
    assert drainage_of(city.units, links).level.max() == 1


def test_roofs_that_are_all_connected_stay_as_they_are():
    city = houses(1.0)
    assert with_ground_beside_roofs(city) is city.connections
    with_flow = city.connections.assign(flow="overflow", share=0.5)
    links = with_ground_beside_roofs(dataclasses.replace(city, connections=with_flow))
    assert set(links["flow"]) == {"overflow"}
    assert links.groupby("from_unit")["share"].sum().tolist() == pytest.approx([1.0, 1.0])


def test_a_swale_can_stand_between_roof_and_sewer():
    chain = unit_table([roof(100.0), swale(10.0)])
    drainage = drainage_of(chain, table((0, 1, 1.0), (1, TO_SEWER, 1.0)))
    assert drainage.ratio.tolist() == [10.0]
    assert drainage.to_sewer.tolist() == [0.0, 1.0]
