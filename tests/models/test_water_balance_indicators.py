"""Indicators by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from herne_schwamm.models.split import BALANCE_COLUMNS
from herne_schwamm.models.water_balance_indicators import (
    DEVIATION_COLUMNS,
    GREATEST_DEVIATION,
    SHARE_COLUMNS,
    delta_w_percent,
    disconnected_share,
    evapotranspiration_gain_percentage_points,
    natural_deviation_percentage_points,
    runoff_reduction_share,
    sums_by,
    water_shares,
)


def balances(*rows, index=None):
    return pd.DataFrame(rows, index, list(BALANCE_COLUMNS), dtype=float)


NATURAL = balances((0.0, 200.0, 600.0), (0.0, -50.0, 850.0))
BUILT = balances((400.0, 100.0, 300.0), (80.0, -90.0, 810.0))


def test_shares_add_up_to_one_even_with_negative_recharge():
    shares = water_shares(BUILT)
    assert shares.to_numpy() == pytest.approx(
        np.array([[0.5, 0.125, 0.375], [0.1, -0.1125, 1.0125]])
    )
    assert tuple(shares) == SHARE_COLUMNS
    assert water_shares(balances((0.0, 0.0, 0.0))).isna().all(axis=None)


def test_delta_w_is_the_share_of_the_water_that_takes_another_way():
    # Half of (400 + 100 + 300) of 800; half of (80 + 40 + 40) of 800.
    assert delta_w_percent(BUILT, NATURAL).tolist() == pytest.approx([50.0, 10.0])
    assert delta_w_percent(NATURAL, NATURAL).tolist() == [0.0, 0.0]


def test_deviation_from_the_unbuilt_state_in_percentage_points():
    deviation = natural_deviation_percentage_points(BUILT, NATURAL)
    assert deviation[list(DEVIATION_COLUMNS)].to_numpy() == pytest.approx(
        np.array([[50.0, -12.5, -37.5], [10.0, -5.0, -5.0]])
    )
    assert deviation[GREATEST_DEVIATION].tolist() == pytest.approx([50.0, 10.0])


def test_evapotranspiration_gained():
    now = balances((300.0, 100.0, 400.0), (80.0, -90.0, 810.0))
    gain = evapotranspiration_gain_percentage_points(now, BUILT)
    assert gain.tolist() == pytest.approx([12.5, 0.0])


def test_tables_of_two_indices_are_not_compared():
    other = balances((0.0, 200.0, 600.0), (0.0, -50.0, 850.0), index=[1, 2])
    for indicator in (
        delta_w_percent,
        natural_deviation_percentage_points,
        evapotranspiration_gain_percentage_points,
    ):
        with pytest.raises(ValueError, match="different indices"):
            indicator(BUILT, other)


def test_disconnected_area_and_runoff_held_back():
    assert disconnected_share(200.0, 150.0) == pytest.approx(0.25)
    assert disconnected_share([200.0, 100.0, 0.0], [150.0, 120.0, 0.0]).tolist() == pytest.approx(
        [0.25, -0.2, np.nan], nan_ok=True
    )
    assert runoff_reduction_share(1000.0, 700.0) == pytest.approx(0.3)


def test_sums_are_means_by_area():
    parts = balances((400.0, 100.0, 300.0), (0.0, 200.0, 600.0), (100.0, 300.0, 400.0))
    area = pd.Series([100.0, 300.0, 50.0])
    by_block = sums_by(parts, area, ["b", "a", "b"])
    assert by_block.index.tolist() == ["a", "b"]
    assert by_block.loc["b"].tolist() == pytest.approx([150.0, 300.0, 500 / 3, 1000 / 3])
    city = sums_by(parts, area).iloc[0]
    assert city["area_m2"] == 450.0
    assert city["runoff_mm_a"] == pytest.approx((400.0 * 100.0 + 100.0 * 50.0) / 450.0)
    # The blocks of the city add up to the city.
    again = sums_by(by_block[list(BALANCE_COLUMNS)], by_block["area_m2"]).iloc[0]
    assert again.tolist() == pytest.approx(city.tolist())


def test_parts_without_a_group_or_an_area():
    parts = balances((400.0, 100.0, 300.0), (0.0, 200.0, 600.0))
    grouped = sums_by(parts, pd.Series([10.0, 10.0]), ["a", None])
    assert grouped.index.tolist() == ["a"]
    assert sums_by(parts, pd.Series([0.0, 0.0]))["runoff_mm_a"].isna().all()
    with pytest.raises(ValueError, match="different indices"):
        sums_by(parts, pd.Series([1.0, 2.0], index=[5, 6]))
