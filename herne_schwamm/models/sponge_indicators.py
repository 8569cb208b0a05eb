"""How much of a sponge a city is: what it holds back, evaporates, and still leads to its sewer.

A row for each part of the city: the whole, a district, a block. The goals of the region
(`tables.regional_goals`) are changes against an earlier state of the city; today's state is
told with what they would mean in it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.models.season_result import SeasonResult
from herne_schwamm.models.sewer_connection import sealed_areas
from herne_schwamm.models.split import BALANCE_COLUMNS, USE_COLUMN
from herne_schwamm.models.water_balance import SEASON, WaterBalances
from herne_schwamm.models.water_balance_indicators import (
    GREATEST_DEVIATION,
    delta_w_percent,
    disconnected_share,
    evapotranspiration_gain_percentage_points,
    natural_deviation_percentage_points,
    runoff_reduction_share,
    sums_by,
    water_shares,
)
from herne_schwamm.tables.regional_goals import regional_goals

PERCENT, MM_PER_M = 100.0, 1000.0
RAIN_SPREAD = 1e-6
"""Relative difference up to which two states have the same rain."""


def sponge_indicators(
    units: pd.DataFrame,
    connections: pd.DataFrame,
    season: SeasonResult,
    balances: WaterBalances,
    area_m2: NDArray[np.float64],
    unit: NDArray[np.int64] | None = None,
    group: NDArray[np.int64] | None = None,
) -> pd.DataFrame:
    """Indicators of the season for parts of the city, with what the regional goals mean there.

    Parameters
    ----------
    units, connections
        Those of the City.
    season, balances
        Over these units.
    area_m2, unit, group
        Pieces of units: size [m2], row of the unit (None: pieces are the units), and the
        part of the city they lie in (None: all in 0).

    Returns
    -------
    DataFrame
        Indexed by part: ``area_m2``; ``precipitation_m3_a``; ``retained_m3_a`` and
        ``retained_share``, the rain that did not run off to sewer and street;
        ``sewer_runoff_m3_a``; ``sealed_m2``, ``connected_m2`` (of it to the sewer) and
        ``disconnected_share``; the balance [mm/a] with its shares [0–1];
        ``delta_w_percent`` and the greatest deviation [percentage points];
        ``summer_evaporation_w_m2``; ``stressed_d_a`` (mean of rooted ground);
        ``goal_disconnected_m2``, ``goal_sewer_runoff_less_m3_a``,
        ``goal_evapotranspiration_more_mm_a`` and ``goal_evapotranspiration_more_m3_a``.
    """
    place = np.arange(len(units)) if unit is None else unit
    label = np.zeros(len(place), np.int64) if group is None else group
    index = pd.RangeIndex(len(place))
    area = pd.Series(np.asarray(area_m2, np.float64), index)

    def summed(table: pd.DataFrame) -> pd.DataFrame:
        return sums_by(table.iloc[place].set_axis(index), area, pd.Series(label))

    def total(of_unit: NDArray[np.float64]) -> pd.Series:
        """Sums of what is told per square metre."""
        return pd.Series(of_unit[place] * area.to_numpy(), index).groupby(label).sum()

    balance = summed(balances.tables[SEASON])
    natural = summed(balances.natural[SEASON])
    size = balance["area_m2"]
    mean = season.mean_mm_a()
    unit_m2 = units["area_m2"].to_numpy(np.float64)
    sealed = sealed_areas(units, connections)
    rain_m3 = total(mean["rain_mm"].to_numpy()) / MM_PER_M
    runoff_m3 = balance[BALANCE_COLUMNS[0]] * size / MM_PER_M
    connected_m2 = total(sealed["connected_m2"].to_numpy() / unit_m2)
    sealed_m2 = total(sealed["sealed_m2"].to_numpy() / unit_m2)
    stressed = balances.stressed_d_a
    rooted = np.isfinite(stressed)
    rooted_m2 = total(rooted.astype(np.float64))
    sewer_m3 = total(mean["sewer_runoff_mm"].to_numpy()) / MM_PER_M
    goals = regional_goals()
    more = goals.evapotranspiration_gain_percentage_points / PERCENT
    columns = {
        "area_m2": size,
        "precipitation_m3_a": rain_m3,
        "retained_m3_a": rain_m3 - runoff_m3,
        "retained_share": (rain_m3 - runoff_m3) / rain_m3.where(rain_m3 > 0.0),
        "sewer_runoff_m3_a": sewer_m3,
        "sealed_m2": sealed_m2,
        "connected_m2": connected_m2,
        "disconnected_share": 1.0 - connected_m2 / sealed_m2.where(sealed_m2 > 0.0),
        **{name: balance[name] for name in (*BALANCE_COLUMNS, USE_COLUMN)},
        **dict(water_shares(balance).items()),
        "delta_w_percent": delta_w_percent(balance, natural),
        GREATEST_DEVIATION: natural_deviation_percentage_points(balance, natural)[
            GREATEST_DEVIATION
        ],
        "summer_evaporation_w_m2": total(balances.summer_evaporation_w_m2) / size,
        "stressed_d_a": total(np.where(rooted, stressed, 0.0)) / rooted_m2.where(rooted_m2 > 0.0),
        "goal_disconnected_m2": goals.runoff_reduction_share * connected_m2,
        "goal_sewer_runoff_less_m3_a": goals.runoff_reduction_share * sewer_m3,
        "goal_evapotranspiration_more_mm_a": more * rain_m3 / size * MM_PER_M,
        "goal_evapotranspiration_more_m3_a": more * rain_m3,
    }
    return pd.DataFrame(columns)


def against_earlier_state(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """What has changed since an earlier state of the city, held against the regional goals.

    Parameters
    ----------
    now, before
        Of `sponge_indicators`, for the same parts of the city and under the same weather.

    Returns
    -------
    DataFrame
        Indexed as they are: ``runoff_reduction_share`` of the runoff into the sewer,
        ``disconnected_share`` of the sealed area that was connected,
        ``evapotranspiration_gain_percentage_points``, ``retained_gain_m3_a``,
        ``delta_w_change_percentage_points`` (below zero: nearer to the unbuilt state), and
        ``runoff_goal_met`` and ``evapotranspiration_goal_met``.

    Raises
    ------
    ValueError
        Parts or weather differ: a rainier year is no measure.
    """
    if not now.index.equals(before.index):
        raise ValueError("the two states are told for different parts of the city")
    rain, rain_before = (table["precipitation_m3_a"] / table["area_m2"] for table in (now, before))
    if not np.allclose(rain, rain_before, rtol=RAIN_SPREAD, atol=0.0, equal_nan=True):
        raise ValueError("the two states had different rain")
    goals = regional_goals()
    reduced = runoff_reduction_share(before["sewer_runoff_m3_a"], now["sewer_runoff_m3_a"])
    gained = evapotranspiration_gain_percentage_points(now, before)
    return pd.DataFrame(
        {
            "runoff_reduction_share": reduced,
            "disconnected_share": disconnected_share(before["connected_m2"], now["connected_m2"]),
            "evapotranspiration_gain_percentage_points": gained,
            "retained_gain_m3_a": now["retained_m3_a"] - before["retained_m3_a"],
            "delta_w_change_percentage_points": now["delta_w_percent"] - before["delta_w_percent"],
            "runoff_goal_met": reduced >= goals.runoff_reduction_share,
            "evapotranspiration_goal_met": gained
            >= goals.evapotranspiration_gain_percentage_points,
        },
        index=now.index,
    )
