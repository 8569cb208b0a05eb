"""Plots of surfaces and facilities; published balances stand among the validation cases."""

from __future__ import annotations

import pytest

from herne_schwamm.models.dwa_m102_4 import raw_split
from herne_schwamm.models.dwa_system import DwaSystem
from herne_schwamm.problems import InputProblem

SYSTEM = DwaSystem(800.0, 620.0)


def test_a_roof_alone():
    balance = SYSTEM.balance([SYSTEM.surface("steep_roof", 100.0)])
    a = float(raw_split("steep_roof", 800.0, 620.0).runoff)
    assert balance.precipitation_m3 == pytest.approx(80.0)
    assert balance.runoff_m3 == pytest.approx(80.0 * a)
    assert balance.shares == pytest.approx((a, 0.0, 1.0 - a, 0.0))


def test_a_chain_loses_no_water():
    roof = SYSTEM.surface("steep_roof", 1000.0)
    cistern = SYSTEM.facility("rainwater_use", [roof])
    street = SYSTEM.facility("pipe", [SYSTEM.surface("asphalt", 500.0)])
    swale = SYSTEM.facility("swale", [cistern, street])
    balance = SYSTEM.balance([swale, SYSTEM.surface("garden_flat", 300.0)])
    assert balance.error_m3 == pytest.approx(0.0, abs=1e-9)
    assert [element.name for element in balance.elements] == [
        "steep_roof",
        "rainwater_use",
        "asphalt",
        "pipe",
        "swale",
        "garden_flat",
    ]
    assert balance.use_m3 == pytest.approx(cistern.use_m3) and cistern.use_m3 > 0.0
    # The swale is measured by the roofs and streets behind cistern and pipe.
    effective = roof.effective_area_m2 + street.inflow[0].effective_area_m2
    assert swale.effective_area_m2 == pytest.approx(effective)
    assert swale.area_m2 == pytest.approx(0.1374 * effective, rel=1e-3)
    assert balance.area_m2 == pytest.approx(1800.0 + swale.area_m2)


def test_a_pond_is_measured_by_the_water_that_reaches_it():
    roof = SYSTEM.surface("steep_roof", 400.0)
    pond = SYSTEM.facility("pond", [roof], area_m2=100.0)
    assert pond.evapotranspiration_m3 == pytest.approx(0.62 * 100.0)
    behind = SYSTEM.facility("pond", [SYSTEM.facility("rainwater_use", [roof])], area_m2=100.0)
    assert behind.evapotranspiration_m3 == pytest.approx(0.62 * 100.0)


def test_a_pond_that_would_evaporate_more_than_it_gets_is_cut_and_told():
    dry = DwaSystem(500.0, 700.0)
    pond = dry.facility("pond", [], area_m2=100.0)
    assert pond.evapotranspiration_m3 == pytest.approx(50.0)
    assert pond.runoff_m3 == 0.0
    assert dry.balance([pond]).warnings


def test_a_stated_area_sets_the_share():
    roof = SYSTEM.surface("steep_roof", 1000.0)
    swale = SYSTEM.facility("swale", [roof], area_m2=150.0)
    share = 100.0 * 150.0 / roof.effective_area_m2
    split = raw_split("swale", 800.0, 620.0, area_share_percent=share)
    water = roof.runoff_m3 + 0.8 * 150.0
    assert swale.evapotranspiration_m3 == pytest.approx(float(split.evapotranspiration) * water)


def test_raw_and_cut_differ_where_shares_leave_their_range():
    raw = DwaSystem(800.0, 620.0, cut=False)
    roof = raw.surface("steep_roof", 1000.0)
    throttled = {"throttle_l_s_ha": 1.0, "conductivity_mm_h": 3.6}
    below = raw.facility("swale_trench_system", [roof], **throttled)
    assert below.runoff_m3 < -50.0
    assert not below.warnings
    cut = SYSTEM.facility(
        "swale_trench_system", [SYSTEM.surface("steep_roof", 1000.0)], **throttled
    )
    assert cut.runoff_m3 == 0.0
    assert len(cut.warnings) == 2


def test_warnings_of_the_climate_come_once():
    wet = DwaSystem(2000.0, 620.0)
    balance = wet.balance([wet.surface("asphalt", 10.0), wet.surface("steep_roof", 10.0)])
    assert len(balance.warnings) == 1


def test_water_cannot_be_led_to_two_places():
    roof = SYSTEM.surface("steep_roof", 1000.0)
    swale = SYSTEM.facility("swale", [roof])
    with pytest.raises(InputProblem, match=r"steep_roof \(1000.0 m2\) goes to more than one"):
        SYSTEM.balance([swale, roof])
    # Another roof of the same size is another roof.
    assert SYSTEM.balance([swale, SYSTEM.surface("steep_roof", 1000.0)]).error_m3 == pytest.approx(
        0.0, abs=1e-9
    )


def test_what_cannot_be_is_refused():
    with pytest.raises(InputProblem, match="swale is a facility"):
        SYSTEM.surface("swale", 10.0)
    with pytest.raises(InputProblem, match="a pond needs its area"):
        SYSTEM.facility("pond", [])
    with pytest.raises(InputProblem, match="no type ditch"):
        SYSTEM.facility("ditch", [])


def test_nothing_has_an_empty_balance():
    assert SYSTEM.balance([]).shares == (0.0, 0.0, 0.0, 0.0)
