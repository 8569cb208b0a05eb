"""Sealed ground on the sewer."""

from __future__ import annotations

import pandas as pd
import pytest

from herne_schwamm.city.units import TO_SEWER
from herne_schwamm.models.sewer_connection import drained_shares, routes_of, sealed_areas
from herne_schwamm.models.water_balance_indicators import disconnected_share
from herne_schwamm.problems import InputProblem
from herne_schwamm.tables import surface_classes

CLASSES = ("asphalt", "gravel", "lawn", "water", "roof", "roof")
SEALED = (1.0, 0.5, 0.1, 1.0, 1.0, 1.0)
UNITS = pd.DataFrame(
    {
        "kind": ["ground"] * 4 + ["roof"] * 2,
        "area_m2": [100.0, 100.0, 100.0, 100.0, 40.0, 60.0],
        "surface_class": [surface_classes()[name].code for name in CLASSES],
        "sealed_share": SEALED,
    }
)


def roofs_to_sewer(share):
    return pd.DataFrame({"from_unit": [4, 5], "to_unit": [TO_SEWER, 0], "share": [share, 1.0]})


def table_of(*kinds, surface="lawn"):
    return pd.DataFrame(
        {
            "kind": kinds,
            "area_m2": 100.0,
            "surface_class": [
                surface_classes()["roof" if kind == "roof" else surface].code for kind in kinds
            ],
            "sealed_share": [float(kind == "roof") for kind in kinds],
        }
    )


def connected(*rows, **columns):
    return pd.DataFrame(rows, columns=["from_unit", "to_unit", "share"]).assign(**columns)


def test_roofs_drain_by_their_connections_and_ground_by_its_class():
    # The second roof drains to the yard.
    routes = routes_of(UNITS, roofs_to_sewer(0.8))
    assert routes.to_sewer.tolist() == [1.0, 0.0, 0.0, 0.0, 0.8, 0.0]
    assert routes.order == ()
    assert [part.tolist() for part in drained_shares(routes)] == [
        [1.0, 0.0, 0.0, 0.0, 0.8, 0.0],
        [0.0] * 6,
    ]


def test_ground_that_has_connections_drains_by_its_class_what_they_leave():
    units = table_of("ground", "swale", surface="asphalt")
    routes = routes_of(units, connected((0, 1, 0.7)))
    assert routes.to_sewer[0] == pytest.approx(0.3)
    assert routes.share.tolist() == [0.7]


def test_a_cistern_hands_on_and_a_swale_ends_the_connection():
    units = table_of("roof", "cistern", "swale", "roof")
    to_swale = connected((0, 1, 1.0), (1, 2, 0.6), (1, TO_SEWER, 0.4), (2, TO_SEWER, 1.0))
    routes = routes_of(units, to_swale)
    assert routes.order == (1, 2)
    sewer, swale = drained_shares(routes)
    assert sewer[0] == pytest.approx(0.4) and swale[0] == pytest.approx(0.6)
    assert sewer[3] == swale[3] == 0.0
    areas = sealed_areas(units, to_swale)
    assert areas["sealed_m2"].tolist() == [100.0, 0.0, 0.0, 100.0]
    assert areas["connected_m2"].tolist() == pytest.approx([40.0, 0.0, 0.0, 0.0])


def test_only_the_overflow_counts_where_flows_are_told_apart():
    units = table_of("roof", "cistern", "ground")
    rows = ((0, 1, 1.0), (1, TO_SEWER, 1.0), (1, 2, 1.0))
    flows = ["overflow", "overflow", "irrigation"]
    routes = routes_of(units, connected(*rows, flow=flows))
    assert drained_shares(routes)[0][0] == pytest.approx(1.0)


def test_what_no_connection_names_leaves_a_facility_for_the_sewer():
    routes = routes_of(table_of("roof", "cistern"), connected((0, 1, 1.0)))
    assert routes.to_sewer.tolist() == [0.0, 1.0]


def test_water_does_not_run_in_circles():
    units = table_of("cistern", "swale")
    with pytest.raises(InputProblem, match="would come back to it"):
        routes_of(units, connected((0, 1, 1.0), (1, 0, 1.0)))


def test_sealed_areas_leave_water_out():
    areas = sealed_areas(UNITS, roofs_to_sewer(0.5))
    assert areas["sealed_m2"].tolist() == [100.0, 50.0, 10.0, 0.0, 40.0, 60.0]
    assert areas["connected_m2"].tolist() == pytest.approx([100.0, 0.0, 0.0, 0.0, 20.0, 0.0])


def test_a_disconnected_roof_counts():
    before = sealed_areas(UNITS, roofs_to_sewer(1.0))["connected_m2"].sum()
    now = sealed_areas(UNITS, roofs_to_sewer(0.0))["connected_m2"].sum()
    assert disconnected_share(before, now) == pytest.approx(40.0 / 140.0)
