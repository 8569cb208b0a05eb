"""Indicators of a city as a sponge, and what has changed since an earlier state."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from herne_schwamm.city.facilities import green_roof, ground, roof, swale, unit_table
from herne_schwamm.city.unbuilt import no_connections, unbuilt_units
from herne_schwamm.city.units import TO_SEWER
from herne_schwamm.models.season import simulate_season
from herne_schwamm.models.sponge_indicators import against_earlier_state, sponge_indicators
from herne_schwamm.models.water_balance import SEASON, indicator_table, water_balances
from tests.models.seasons import connections, half_wet, weather

HOURS = 8766 * 2


def state(units: pd.DataFrame, links: pd.DataFrame, seed: int = 3):
    """Season and balances of some units."""
    season = simulate_season(units, links, weather(HOURS, seed=seed), half_wet(units))
    natural = unbuilt_units(units)
    unbuilt = simulate_season(
        natural, no_connections(), weather(HOURS, seed=seed), half_wet(natural)
    )
    return season, water_balances(units, links, season, unbuilt)


def quarter(*, measures: bool):
    """A roof, a street and a lawn; with measures the roof is green and drains to a swale."""
    if measures:
        units = unit_table([green_roof(200.0), ground(100.0, "asphalt", "loam"), swale(40.0)])
        return units, connections((0, 2, 1.0))
    units = unit_table(
        [roof(200.0), ground(100.0, "asphalt", "loam"), ground(40.0, "lawn", "sandy_loam")]
    )
    return units, connections((0, TO_SEWER, 1.0))


def indicators(*, measures: bool, seed: int = 3, **pieces) -> pd.DataFrame:
    units, links = quarter(measures=measures)
    season, balances = state(units, links, seed)
    pieces = pieces or {"area_m2": units["area_m2"].to_numpy()}
    return sponge_indicators(units, links, season, balances, **pieces)


def test_the_city_is_what_its_balance_says():
    units, links = quarter(measures=False)
    season, balances = state(units, links)
    row = sponge_indicators(units, links, season, balances, units["area_m2"].to_numpy()).loc[0]
    balance, per_year = season.balance, 8765.82 / HOURS
    assert row["precipitation_m3_a"] == pytest.approx(balance.rain_m3 * per_year)
    assert row["sewer_runoff_m3_a"] == pytest.approx(balance.sewer_m3 * per_year)
    ran_off = balance.sewer_m3 + balance.surface_m3
    assert row["retained_m3_a"] == pytest.approx((balance.rain_m3 - ran_off) * per_year)
    assert row["retained_share"] == pytest.approx(1.0 - ran_off / balance.rain_m3)
    assert row["sealed_m2"] == 300.0
    assert row["connected_m2"] == 300.0
    assert row["disconnected_share"] == 0.0
    # A quarter of the runoff, a tenth of the rain: the goals of the region.
    assert row["goal_sewer_runoff_less_m3_a"] == pytest.approx(0.25 * row["sewer_runoff_m3_a"])
    assert row["goal_disconnected_m2"] == 75.0
    assert row["goal_evapotranspiration_more_m3_a"] == pytest.approx(
        0.1 * row["precipitation_m3_a"]
    )
    rain_mm = row["precipitation_m3_a"] / 340.0 * 1000.0
    assert row["goal_evapotranspiration_more_mm_a"] == pytest.approx(0.1 * rain_mm)
    told = indicator_table(balances, units["area_m2"].to_numpy())
    told = told[told["method"] == SEASON].iloc[0]
    for name in ("delta_w_percent", "greatest_percentage_points", "runoff_mm_a"):
        assert row[name] == pytest.approx(told[name])
    # Only the lawn has roots; 1 mm/d is 28.4 W/m2.
    assert row["stressed_d_a"] == pytest.approx(balances.stressed_d_a[2])
    summer_mm = sum(
        season.monthly_mm(month).filter(like="evapo").sum(axis=1) for month in (6, 7, 8)
    )
    days = np.isin(season.forcing.times.month, (6, 7, 8)).sum() / 24
    mean = (summer_mm * units["area_m2"]).sum() / 340.0 / days
    assert row["summer_evaporation_w_m2"] == pytest.approx(mean * 2.45e6 / 86400.0, rel=1e-9)


def test_parts_of_the_city_add_up():
    # Half of the roof and the lawn in part 4, the rest in part 9.
    pieces = {
        "area_m2": np.array([100.0, 40.0, 100.0, 100.0]),
        "unit": np.array([0, 2, 0, 1]),
        "group": np.array([4, 4, 9, 9]),
    }
    parts, whole = indicators(measures=False, **pieces), indicators(measures=False).loc[0]
    assert parts.index.tolist() == [4, 9]
    for name in ("area_m2", "precipitation_m3_a", "retained_m3_a", "connected_m2"):
        assert parts[name].sum() == pytest.approx(whole[name])
    assert parts.loc[9, "retained_share"] < parts.loc[4, "retained_share"]
    assert np.isnan(parts.loc[9, "stressed_d_a"])


def test_measures_are_told_against_the_state_before_them():
    before, now = indicators(measures=False), indicators(measures=True)
    changed = against_earlier_state(now, before).loc[0]
    less = 1.0 - now.loc[0, "sewer_runoff_m3_a"] / before.loc[0, "sewer_runoff_m3_a"]
    assert changed["runoff_reduction_share"] == pytest.approx(less)
    assert less > 0.25
    assert changed["runoff_goal_met"]
    assert changed["disconnected_share"] == pytest.approx(200.0 / 300.0)
    gain = now.loc[0, "evapotranspiration_share"] - before.loc[0, "evapotranspiration_share"]
    assert changed["evapotranspiration_gain_percentage_points"] == pytest.approx(100.0 * gain)
    assert changed["evapotranspiration_goal_met"] == (gain >= 0.1)
    assert changed["retained_gain_m3_a"] > 0.0
    assert changed["delta_w_change_percentage_points"] < 0.0
    same = against_earlier_state(before, before).loc[0]
    assert same["runoff_reduction_share"] == 0.0
    assert not same["runoff_goal_met"]
    assert not same["evapotranspiration_goal_met"]
    worse = against_earlier_state(before, now).loc[0]
    assert worse["runoff_reduction_share"] < 0.0


def test_other_parts_and_other_rain_cannot_be_compared():
    before = indicators(measures=False)
    with pytest.raises(ValueError, match="different parts"):
        against_earlier_state(before.set_axis([3]), before)
    with pytest.raises(ValueError, match="different rain"):
        against_earlier_state(indicators(measures=True, seed=4), before)
