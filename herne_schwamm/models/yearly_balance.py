"""Both yearly water balances of the city's drainage units, beside the simulated season.

Bagrov-Glugla (ABIMO) and DWA-M 102-4 know neither storms nor stores: two answers
that owe nothing to the season model. What they take our surface classes and
soils for stands in `tables.yearly_ground`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from herne_schwamm.city.units import GROUND, ROOF, TO_SEWER
from herne_schwamm.models.bagrov_glugla import BALANCE_COLUMNS, block_balance
from herne_schwamm.models.block_scenarios import natural_blocks
from herne_schwamm.models.dwa_m102_4 import checked_split, distinct
from herne_schwamm.models.split import Split
from herne_schwamm.problems import N_, InputProblem, Problem
from herne_schwamm.tables import soils, surface_classes
from herne_schwamm.tables.bagrov_glugla import FOREST, SURFACE_CLASSES, WATER
from herne_schwamm.tables.yearly_ground import (
    YearlySoilRow,
    YearlySurfaceRow,
    natural_runoff_share,
    yearly_ground,
)

DEEP_GROUNDWATER_M = 100.0
"""Height above the water table where nothing is known of it: nothing rises to the roots. [m]"""


@dataclass(frozen=True, slots=True)
class YearlyClimate:
    """Means over many years. [mm/a]

    The summer is the half-year from May to October. Potential
    evapotranspiration is that of grass; the method that gave it belongs to
    every result.
    """

    precipitation_mm_a: float
    potential_evapotranspiration_mm_a: float
    summer_precipitation_mm_a: float
    summer_potential_evapotranspiration_mm_a: float


@dataclass(frozen=True, slots=True)
class YearlyAnswers:
    """Balances of every unit, today and unbuilt.

    Tables with `BALANCE_COLUMNS` over the unit's area, indexed as the units
    [mm/a]. ``warnings`` tell what was cut, what lies outside its range, and
    negative recharge.
    """

    bagrov_glugla: pd.DataFrame
    bagrov_glugla_natural: pd.DataFrame
    dwa_m102_4: pd.DataFrame
    dwa_m102_4_natural: pd.DataFrame
    warnings: tuple[Problem, ...]


def yearly_answers(
    units: pd.DataFrame,
    connections: pd.DataFrame,
    climate: YearlyClimate,
    groundwater_m: ArrayLike = DEEP_GROUNDWATER_M,
    slope_percent: ArrayLike = 0.0,
) -> YearlyAnswers:
    """Yearly water balances of drainage units after Bagrov-Glugla and after DWA-M 102-4.

    Sealed ground drains to the sewer as far as its surface class does, roofs as
    far as they are connected; the rest of its runoff seeps beside it, in both
    methods. Crowns above sealed ground, the sewer's capacity and the stores
    of the units are not in these methods.

    Parameters
    ----------
    units, connections
        Those of the City (`city.units`).
    climate
        Means over many years.
    groundwater_m
        Height of the ground above the water table, for all units or each. [m]
    slope_percent
        Slope of the ground, for all units or each; for the unbuilt state of
        DWA-M 102-4 only. [%]

    Returns
    -------
    YearlyAnswers
        Bagrov's relation is solved exactly; splits of DWA-M 102-4 are cut to
        their range.

    Raises
    ------
    InputProblem
        A unit is of a kind these methods have no answer for, or a number of
        the climate cannot be.
    """
    _check_kinds(units)
    blocks = blocks_of_units(units, connections, climate, groundwater_m)
    built = block_balance(blocks)
    unbuilt = block_balance(natural_blocks(blocks))
    dwa, warnings = _dwa_balance(units, connections, climate)
    return YearlyAnswers(
        built.balance,
        unbuilt.balance,
        dwa,
        # Water was there before the city.
        _dwa_natural(units, unbuilt.balance, climate, groundwater_m, slope_percent).where(
            blocks["land_type"] != WATER, dwa
        ),
        distinct((*built.warnings, *warnings)),
    )


def blocks_of_units(
    units: pd.DataFrame,
    connections: pd.DataFrame,
    climate: YearlyClimate,
    groundwater_m: ArrayLike = DEEP_GROUNDWATER_M,
) -> pd.DataFrame:
    """A table of blocks (`models.blocks`) with a row for each unit; parameters as above."""
    surfaces, ground = _surfaces_of(units), _soils_of(units)
    capacity = np.array([row.usable_field_capacity_percent for row in ground])
    is_roof = (units["kind"] == ROOF).to_numpy()
    under_crowns = units["canopy_capacity_mm"].to_numpy() > 0.0
    paved = np.where(is_roof, 0.0, _paved_share(units, surfaces))
    blocks = pd.DataFrame(
        {
            "code": units.index,
            "prec_yr": climate.precipitation_mm_a,
            "prec_s": climate.summer_precipitation_mm_a,
            "epot_yr": climate.potential_evapotranspiration_mm_a,
            "epot_s": climate.summer_potential_evapotranspiration_mm_a,
            "roof": is_roof.astype(np.float64),
            "swg_roof": _roof_share_to_sewer(units, connections),
            "pvd": paved,
            "swg_pvd": _ground_share_to_sewer(units),
            "gw_dist": np.broadcast_to(np.asarray(groundwater_m, np.float64), len(units)),
            # One soil all the way down.
            "ufc30": capacity,
            "ufc150": capacity,
            "land_type": [row.land_type for row in surfaces],
            "veg_class": [
                row.vegetation_class
                if row.vegetation_class_under_crowns is None or not covered
                else row.vegetation_class_under_crowns
                for row, covered in zip(surfaces, under_crowns, strict=True)
            ],
        },
        index=units.index,
    )
    paving = np.array([row.paving or "" for row in surfaces])
    for number in range(1, SURFACE_CLASSES + 1):
        blocks[f"srf{number}_pvd"] = (paving == f"surface{number}").astype(np.float64)
    return blocks


def _check_kinds(units: pd.DataFrame) -> None:
    other = units.index[~units["kind"].isin((GROUND, ROOF))]
    if len(other):
        raise InputProblem(
            N_("yearly balance: unit {unit} is of the kind {kind}, expected: {kinds}"),
            unit=other[0],
            kind=units.loc[other[0], "kind"],
            kinds=f"{GROUND}, {ROOF}",
        )


def _surfaces_of(units: pd.DataFrame) -> list[YearlySurfaceRow]:
    rows = yearly_ground().surfaces
    by_code = {row.code: rows[row.name] for row in surface_classes().values()}
    return [by_code[int(code)] for code in units["surface_class"]]


def _soils_of(units: pd.DataFrame) -> list[YearlySoilRow]:
    rows = yearly_ground().soils
    by_code = {row.code: rows[row.name] for row in soils().values()}
    return [by_code[int(code)] for code in units["soil"]]


def _paved_share(units: pd.DataFrame, surfaces: list[YearlySurfaceRow]) -> NDArray[np.float64]:
    """Share of each unit that is paved or roofed. [0–1]"""
    paved_from = np.array([row.paved_from_sealing for row in surfaces])
    has_paving = np.array([row.paving is not None for row in surfaces], dtype=bool)
    share = np.minimum(units["sealed_share"].to_numpy() / paved_from, 1.0)
    return np.where(has_paving, share, 0.0)


def _roof_share_to_sewer(units: pd.DataFrame, connections: pd.DataFrame) -> NDArray[np.float64]:
    to_sewer = connections[connections["to_unit"] == TO_SEWER]
    share = to_sewer.groupby("from_unit")["share"].sum().reindex(units.index).fillna(0.0)
    is_roof = (units["kind"] == ROOF).to_numpy()
    return np.where(is_roof, np.minimum(share.to_numpy(np.float64), 1.0), 0.0)


def _ground_share_to_sewer(units: pd.DataFrame) -> NDArray[np.float64]:
    by_code = {row.code: row.sewer_connected for row in surface_classes().values()}
    share: NDArray[np.float64] = units["surface_class"].map(by_code).to_numpy(np.float64)
    return share


def _dwa_balance(
    units: pd.DataFrame, connections: pd.DataFrame, climate: YearlyClimate
) -> tuple[pd.DataFrame, list[Problem]]:
    surfaces = _surfaces_of(units)
    is_roof = (units["kind"] == ROOF).to_numpy()
    paved = np.where(is_roof, 1.0, _paved_share(units, surfaces))
    to_sewer = np.where(
        is_roof, _roof_share_to_sewer(units, connections), _ground_share_to_sewer(units)
    )
    p, etp = climate.precipitation_mm_a, climate.potential_evapotranspiration_mm_a
    splits: dict[str, Split] = {}
    warnings: list[Problem] = []
    for name in dict.fromkeys(n for row in surfaces for n in (row.sealed_type, row.pervious_type)):
        checked = checked_split(name, p, etp)
        splits[name] = checked.split
        warnings += checked.warnings

    def shares(types: list[str]) -> NDArray[np.float64]:
        """Runoff, recharge and evapotranspiration of the type each unit has."""
        by_name = {
            name: [float(part) for part in split.parts[:3]] for name, split in splits.items()
        }
        return np.array([by_name[name] for name in types]).reshape(-1, 3)

    sealed = shares([row.sealed_type for row in surfaces])
    pervious = shares([row.pervious_type for row in surfaces])
    beside = sealed[:, 0] * (1.0 - to_sewer)
    sealed[:, 0] -= beside
    sealed[:, 1] += beside
    balance = p * (paved[:, None] * sealed + (1.0 - paved)[:, None] * pervious)
    return pd.DataFrame(balance, units.index, list(BALANCE_COLUMNS)), warnings


def _dwa_natural(
    units: pd.DataFrame,
    unbuilt: pd.DataFrame,
    climate: YearlyClimate,
    groundwater_m: ArrayLike,
    slope_percent: ArrayLike,
) -> pd.DataFrame:
    """Evapotranspiration after Bagrov; of the rest a share runs off by soil and slope."""
    surfaces = _surfaces_of(units)
    evaporated = unbuilt[BALANCE_COLUMNS[2]].to_numpy()
    rest = climate.precipitation_mm_a - evaporated
    share = natural_runoff_share(
        [row.soil_class for row in _soils_of(units)],
        np.broadcast_to(slope_percent, len(units)),
        np.broadcast_to(groundwater_m, len(units)),
        [row.land_type == FOREST for row in surfaces],
    )
    # What the groundwater gives cannot run off.
    runoff = share * np.maximum(rest, 0.0)
    return pd.DataFrame(
        np.column_stack([runoff, rest - runoff, evaporated]), units.index, list(BALANCE_COLUMNS)
    )
