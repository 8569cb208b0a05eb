"""Indicators of yearly water balances, whatever made them: season, ABIMO or DWA-M 102-4.

A balance is a table with `BALANCE_COLUMNS` [mm/a], a row for each unit, block
or district; runoff, recharge and evapotranspiration add up to the water that
fell; where there is a column `USE_COLUMN`, with what houses use. Recharge may be
negative.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from herne_schwamm.models.split import BALANCE_COLUMNS, USE_COLUMN

PERCENT = 100.0
SHARE_COLUMNS = ("runoff_share", "recharge_share", "evapotranspiration_share")
DEVIATION_COLUMNS = (
    "runoff_percentage_points",
    "recharge_percentage_points",
    "evapotranspiration_percentage_points",
)
GREATEST_DEVIATION = "greatest_percentage_points"


def water_shares(balance: pd.DataFrame) -> pd.DataFrame:
    """Runoff, recharge and evapotranspiration as shares of what fell (a, g, v).

    Returns
    -------
    DataFrame
        `SHARE_COLUMNS`, which add up to 1 where nothing is used; NaN where nothing fell.
    """
    parts = balance[list(BALANCE_COLUMNS)].to_numpy(np.float64)
    total = parts.sum(axis=1, keepdims=True)
    if USE_COLUMN in balance:
        total += balance[[USE_COLUMN]].to_numpy(np.float64)
    shares = np.divide(parts, total, out=np.full_like(parts, np.nan), where=total != 0.0)
    return pd.DataFrame(shares, balance.index, list(SHARE_COLUMNS))


def delta_w_percent(balance: pd.DataFrame, natural: pd.DataFrame) -> pd.Series:
    """Deviation from the natural water balance, as ABIMO defines it. [%]

    Half the sum of the absolute differences of runoff, recharge and
    evapotranspiration over the natural sum: the share of the water that takes
    another way than it would in the unbuilt state.

    Parameters
    ----------
    balance, natural
        Tables of one index.
    """
    built, unbuilt = _of_one_index(balance, natural)
    total = unbuilt.sum(axis=1)
    moved = 0.5 * PERCENT * np.abs(built - unbuilt).sum(axis=1)
    delta = np.divide(moved, total, out=np.full_like(total, np.nan), where=total != 0.0)
    return pd.Series(delta, balance.index, name="delta_w_percent")


def natural_deviation_percentage_points(
    balance: pd.DataFrame, natural: pd.DataFrame
) -> pd.DataFrame:
    """By how much the shares a, g and v lie beside those of the unbuilt state.

    Parameters
    ----------
    balance, natural
        Tables of one index.

    Returns
    -------
    DataFrame
        `DEVIATION_COLUMNS`, positive where there is more than in the unbuilt
        state, and `GREATEST_DEVIATION`, the greatest of their sizes: DWA-M
        102-4 wants it to be at most 10. [percentage points]
    """
    _of_one_index(balance, natural)
    difference = PERCENT * (water_shares(balance) - water_shares(natural))
    difference.columns = pd.Index(DEVIATION_COLUMNS)
    # Not a number stays what it is.
    difference[GREATEST_DEVIATION] = difference.abs().max(axis=1, skipna=False)
    return difference


def evapotranspiration_gain_percentage_points(
    balance: pd.DataFrame, before: pd.DataFrame
) -> pd.Series:
    """By how much the share that evaporates has grown (regional goal: 10). [percentage points]

    Parameters
    ----------
    balance, before
        Tables of one index, under the same climate.
    """
    _of_one_index(balance, before)
    share = SHARE_COLUMNS[-1]
    gain = PERCENT * (water_shares(balance)[share] - water_shares(before)[share])
    return gain.rename("evapotranspiration_gain_percentage_points")


def disconnected_share(
    connected_before_m2: ArrayLike, connected_m2: ArrayLike
) -> NDArray[np.float64]:
    """Share of the sealed area on the sewer that is disconnected from it. [0–1]

    Negative where more is connected than before; NaN where nothing was.
    (Zukunftsvereinbarung Regenwasser, 2005: 15 %.)

    Parameters
    ----------
    connected_before_m2, connected_m2
        Sealed area that drains to the sewer before and now. [m2]
    """
    return _reduction(connected_before_m2, connected_m2)


def runoff_reduction_share(
    runoff_before_m3_a: ArrayLike, runoff_m3_a: ArrayLike
) -> NDArray[np.float64]:
    """Share of the runoff into the sewer that is held back (regional goal: 0.25). [0–1]

    Negative where more runs off than before; NaN where nothing did.

    Parameters
    ----------
    runoff_before_m3_a, runoff_m3_a
        Runoff into the sewer before and now. [m3/a]
    """
    return _reduction(runoff_before_m3_a, runoff_m3_a)


def _reduction(before: ArrayLike, now: ArrayLike) -> NDArray[np.float64]:
    was, left = (np.asarray(part, dtype=np.float64) for part in (before, now))
    gone, was = np.broadcast_arrays(was - left, was)
    share: NDArray[np.float64] = np.divide(
        gone, was, out=np.full(was.shape, np.nan), where=was > 0.0
    )
    return share


def sums_by(
    balance: pd.DataFrame, area_m2: pd.Series, group: Sequence[Hashable] | pd.Series | None = None
) -> pd.DataFrame:
    """Balances of blocks, districts or the city from those of their parts.

    Parameters
    ----------
    balance
        A row for each part.
    area_m2
        Area of each part, of the same index. [m2]
    group
        Block or district of each part; parts without one (None, NaN) are left
        out. None: all together, in the single row 0.

    Returns
    -------
    DataFrame
        ``area_m2``, `BALANCE_COLUMNS` and, where it is there, `USE_COLUMN`, means
        by area [mm/a], indexed by group in rising order.

    Raises
    ------
    ValueError
        Area and balance differ in their index.
    """
    if not balance.index.equals(area_m2.index):
        raise ValueError("balance and area have different indices")
    labels = np.zeros(len(balance), dtype=np.int64) if group is None else group
    columns = [name for name in (*BALANCE_COLUMNS, USE_COLUMN) if name in balance]
    volumes = balance[columns].mul(area_m2, axis=0)
    volumes.insert(0, "area_m2", area_m2)
    # By position: a series of groups with an index of its own is still in the parts' order.
    sums = volumes.groupby(pd.Series(np.asarray(labels), volumes.index, name="group")).sum()
    for column in columns:
        sums[column] = sums[column].where(sums["area_m2"] > 0.0) / sums["area_m2"]
    return sums


def _of_one_index(
    first: pd.DataFrame, second: pd.DataFrame
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if not first.index.equals(second.index):
        raise ValueError("the two balances have different indices")
    columns = list(BALANCE_COLUMNS)
    return first[columns].to_numpy(np.float64), second[columns].to_numpy(np.float64)
