"""The three answers on a city's yearly water balance, beside each other.

Season, Bagrov-Glugla (ABIMO) and DWA-M 102-4 owe nothing to one another. A drop
of the season is counted once, where it leaves the city: runoff is what a unit
gives to sewer and street, not what it passes on to another unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.season_columns import complete_units, has_plants
from herne_schwamm.city.water import soil_capacity_mm
from herne_schwamm.city.weather import HOURS_PER_YEAR
from herne_schwamm.models.season_forcing import WATTS_PER_MM_H, SeasonForcing
from herne_schwamm.models.season_result import SeasonResult
from herne_schwamm.models.split import BALANCE_COLUMNS, USE_COLUMN
from herne_schwamm.models.water_balance_indicators import (
    delta_w_percent,
    natural_deviation_percentage_points,
    sums_by,
    water_shares,
)
from herne_schwamm.models.yearly_balance import DEEP_GROUNDWATER_M, YearlyClimate, yearly_answers
from herne_schwamm.problems import Problem

SEASON, BAGROV, DWA = "season", "bagrov_glugla", "dwa_m102_4"
METHODS = (SEASON, BAGROV, DWA)

SUMMER_HALF = (5, 6, 7, 8, 9, 10)
"""Months of the summer half-year of the yearly methods."""
SUMMER = (6, 7, 8)

EVAPORATION = (
    "canopy_evaporation_mm",
    "film_evaporation_mm",
    "ponding_evaporation_mm",
    "soil_evapotranspiration_mm",
)


@dataclass(frozen=True, slots=True)
class WaterBalances:
    """Balances of every unit by every method.

    Parameters
    ----------
    climate
        Means of the season's weather, for the yearly methods.
    tables
        By method of `METHODS`: `BALANCE_COLUMNS` and maybe `USE_COLUMN`,
        indexed as the units. [mm/a]
    natural
        By method: the unbuilt state that it is compared with, by the same method. [mm/a]
    stressed_d_a
        Days a year on which plants lack water; NaN where there is no soil
        with plants. [d/a]
    summer_evaporation_w_m2
        Latent heat of June to August; NaN where the season has no such hours. [W/m2]
    warnings
        Of the yearly methods.
    """

    climate: YearlyClimate
    tables: Mapping[str, pd.DataFrame]
    natural: Mapping[str, pd.DataFrame]
    stressed_d_a: NDArray[np.float64]
    summer_evaporation_w_m2: NDArray[np.float64]
    warnings: tuple[Problem, ...]


def water_balances(
    units: pd.DataFrame,
    connections: pd.DataFrame,
    season: SeasonResult,
    unbuilt: SeasonResult,
    groundwater_depth_m: NDArray[np.float64] | None = None,
) -> WaterBalances:
    """Balances of the units by all three methods, under the season's weather.

    Parameters
    ----------
    units, connections
        Those of the City.
    season, unbuilt
        Over these units, and over the same ground without the city
        (`herne_schwamm.city.unbuilt`), under the same weather.
    groundwater_depth_m
        Depth of the water table below each unit; None, NaN: out of reach. [m]

    Raises
    ------
    InputProblem
        As `yearly_answers`.
    """
    climate = climate_of(season.forcing)
    depth = np.full(len(units), np.nan) if groundwater_depth_m is None else groundwater_depth_m
    known = np.where(np.isfinite(depth), depth, DEEP_GROUNDWATER_M)
    yearly = yearly_answers(units, connections, climate, known)
    return WaterBalances(
        climate=climate,
        tables={
            SEASON: season_table(season, units.index),
            BAGROV: yearly.bagrov_glugla,
            DWA: yearly.dwa_m102_4,
        },
        natural={
            SEASON: season_table(unbuilt, units.index),
            BAGROV: yearly.bagrov_glugla_natural,
            DWA: yearly.dwa_m102_4_natural,
        },
        stressed_d_a=_stressed(season, units),
        summer_evaporation_w_m2=_summer_evaporation(season),
        warnings=yearly.warnings,
    )


def climate_of(forcing: SeasonForcing) -> YearlyClimate:
    """Yearly means of hourly weather. [mm/a]"""
    summer = np.isin(forcing.times.month.to_numpy(), SUMMER_HALF)
    per_year = HOURS_PER_YEAR / forcing.hours
    rain, potential = forcing.rain_mm, forcing.potential_mm
    return YearlyClimate(
        float(rain.sum()) * per_year,
        float(potential.sum()) * per_year,
        float(rain[summer].sum()) * per_year,
        float(potential[summer].sum()) * per_year,
    )


def season_table(season: SeasonResult, index: pd.Index) -> pd.DataFrame:
    """The season as a yearly balance: net recharge, runoff to sewer and street. [mm/a]"""
    mean = season.mean_mm_a()
    parts = (
        mean["sewer_runoff_mm"] + mean["surface_runoff_mm"],
        mean["recharge_mm"] - mean["capillary_rise_mm"],
        mean[list(EVAPORATION)].sum(axis=1),
        mean["cistern_use_mm"] + mean["garden_mm"],
    )
    values = np.column_stack([part.to_numpy() for part in parts])
    return pd.DataFrame(values, index, [*BALANCE_COLUMNS, USE_COLUMN])


def indicator_table(
    balances: WaterBalances,
    area_m2: NDArray[np.float64],
    unit: NDArray[np.int64] | None = None,
    group: NDArray[np.int64] | None = None,
) -> pd.DataFrame:
    """Balances with shares, ΔW and deviations: a row for each group and method.

    Parameters
    ----------
    balances
        Of the units.
    area_m2
        Area of each part. [m2]
    unit
        Row of the unit that each part belongs to; None: parts are the units.
    group
        Which district each part lies in; None: all in 0.

    Returns
    -------
    DataFrame
        ``group``, ``method``, ``area_m2``, the balance [mm/a], its shares [0–1],
        ``delta_w_percent`` and deviations in percentage points.
    """
    found = []
    for method in METHODS:
        built, natural = (
            _summed(table, area_m2, unit, group)
            for table in (balances.tables[method], balances.natural[method])
        )
        rows = pd.concat(
            [
                built,
                water_shares(built),
                delta_w_percent(built, natural),
                natural_deviation_percentage_points(built, natural),
            ],
            axis=1,
        )
        if USE_COLUMN not in rows:
            rows.insert(rows.columns.get_loc(BALANCE_COLUMNS[-1]) + 1, USE_COLUMN, 0.0)
        rows.insert(0, "method", method)
        rows.insert(0, "group", rows.index)
        found.append(rows)
    table = pd.concat(found, ignore_index=True)
    return table.sort_values("group", kind="stable", ignore_index=True)


def _summed(
    table: pd.DataFrame,
    area_m2: NDArray[np.float64],
    unit: NDArray[np.int64] | None,
    group: NDArray[np.int64] | None,
) -> pd.DataFrame:
    parts = (table if unit is None else table.iloc[unit]).reset_index(drop=True)
    area = pd.Series(area_m2, parts.index)
    return sums_by(parts, area, None if group is None else pd.Series(group))


def _stressed(season: SeasonResult, units: pd.DataFrame) -> NDArray[np.float64]:
    complete = complete_units(units)
    rooted = has_plants(units) & (soil_capacity_mm(units) > 0.0)
    rooted |= complete["substrate_capacity_mm"].to_numpy() > 0.0
    days = season.stressed_days().to_numpy().sum(axis=1)
    return np.where(rooted, days * (HOURS_PER_YEAR / season.forcing.hours), np.nan)


def _summer_evaporation(season: SeasonResult) -> NDArray[np.float64]:
    months = season.forcing.times.month.to_numpy()
    hours = int(np.isin(months, SUMMER).sum())
    depth_mm: NDArray[np.float64] = np.sum(
        [season.monthly_mm(month)[list(EVAPORATION)].sum(axis=1).to_numpy() for month in SUMMER],
        axis=0,
    )
    if not hours:
        return np.full_like(depth_mm, np.nan)
    return depth_mm * (WATTS_PER_MM_H / hours)
