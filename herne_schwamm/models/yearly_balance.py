"""Both yearly water balances of the city's drainage units, beside the simulated season.

Bagrov-Glugla (ABIMO) and DWA-M 102-4 know neither storms nor stores: two answers
that owe nothing to the season model. What they take our surface classes, soils
and facilities for stands in `tables.yearly_ground`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from herne_schwamm.city.units import GROUND, ROOF
from herne_schwamm.models.bagrov_glugla import block_balance
from herne_schwamm.models.block_scenarios import natural_blocks
from herne_schwamm.models.dwa_m102_4 import checked_split, distinct
from herne_schwamm.models.sewer_connection import Routes, drained_shares, routes_of
from herne_schwamm.models.split import BALANCE_COLUMNS, USE_COLUMN
from herne_schwamm.models.yearly_facilities import column, facility_splits
from herne_schwamm.problems import N_, InputProblem, Problem
from herne_schwamm.tables import soils, surface_classes
from herne_schwamm.tables.bagrov_glugla import FOREST, SURFACE_CLASSES, WATER
from herne_schwamm.tables.yearly_ground import (
    YearlySoilRow,
    YearlySurfaceRow,
    natural_runoff_share,
    yearly_ground,
)

RUNOFF = 0
"""Place of the runoff in a split."""

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
    [mm/a]; that of DWA-M 102-4 has `USE_COLUMN`, too. ``warnings`` tell what
    was cut, what lies outside its range, and negative recharge.
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

    Water is told where it fell: what a swale makes of a roof's runoff stands in
    the balance of the roof. Sealed ground drains as `models.sewer_connection`
    says; what it leads nowhere seeps beside it, in both methods. Crowns above
    sealed ground, the sewer's capacity and most stores are not in these methods.

    Parameters
    ----------
    units, connections
        Those of the City (`city.units`), with or without the columns of roofs'
        substrates, swales, trenches, tree pits and cisterns.
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
        A unit is of a kind these methods have no answer for, water would run
        in a circle, or a number of the climate cannot be.
    """
    _check_kinds(units)
    routes = routes_of(units, connections)
    blocks = blocks_of_units(units, routes, climate, groundwater_m)
    built = block_balance(blocks)
    unbuilt = block_balance(natural_blocks(blocks))
    dwa, warnings = _dwa_balance(units, routes, climate)
    dwa_natural = _dwa_natural(units, unbuilt.balance, climate, groundwater_m, slope_percent)
    # Water was there before the city.
    dwa_natural = dwa_natural.where(blocks["land_type"] != WATER, dwa[dwa_natural.columns])
    # What lies underground gets no rain.
    rain = units["rain_share"].fillna(1.0) if "rain_share" in units else 1.0
    return YearlyAnswers(
        bagrov_glugla=built.balance.mul(rain, axis=0),
        bagrov_glugla_natural=unbuilt.balance.mul(rain, axis=0),
        dwa_m102_4=dwa.mul(rain, axis=0),
        dwa_m102_4_natural=dwa_natural.mul(rain, axis=0),
        warnings=distinct((*built.warnings, *warnings)),
    )


def blocks_of_units(
    units: pd.DataFrame,
    routes: Routes,
    climate: YearlyClimate,
    groundwater_m: ArrayLike = DEEP_GROUNDWATER_M,
) -> pd.DataFrame:
    """A table of blocks (`models.blocks`) with a row for each unit.

    Parameters
    ----------
    units, climate, groundwater_m
        As of `yearly_answers`.
    routes
        Where the units' runoff goes.
    """
    surfaces, ground = _surfaces_of(units), _soils_of(units)
    capacity = np.array([row.usable_field_capacity_percent for row in ground])
    is_roof = (units["kind"] == ROOF).to_numpy()
    to_sewer, to_swale = drained_shares(routes)
    drained = np.minimum(to_sewer + to_swale, 1.0)
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
            "green_roof": (_substrate_mm(units) > 0.0).astype(np.float64),
            "swg_roof": drained,
            "pvd": paved,
            "swg_pvd": drained,
            "to_swale": np.divide(
                to_swale, drained, out=np.zeros_like(drained), where=drained > 0.0
            ),
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
    known = (GROUND, ROOF, *yearly_ground().facilities)
    other = units.index[~units["kind"].isin(known)]
    if len(other):
        raise InputProblem(
            N_("yearly balance: unit {unit} is of the kind {kind}, expected: {kinds}"),
            unit=other[0],
            kind=units.loc[other[0], "kind"],
            kinds=", ".join(known),
        )


def _substrate_mm(units: pd.DataFrame) -> NDArray[np.float64]:
    """Height of a roof's substrate; 0 where there is none. [mm]"""
    usable = column(units, "substrate_capacity_mm") * (units["kind"] == ROOF).to_numpy()
    height: NDArray[np.float64] = usable / yearly_ground().green_roof_water_capacity
    return height


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


def _dwa_balance(
    units: pd.DataFrame, routes: Routes, climate: YearlyClimate
) -> tuple[pd.DataFrame, list[Problem]]:
    surfaces = _surfaces_of(units)
    is_roof = (units["kind"] == ROOF).to_numpy()
    paved = np.where(is_roof, 1.0, _paved_share(units, surfaces))
    p, etp = climate.precipitation_mm_a, climate.potential_evapotranspiration_mm_a
    sealed, warnings = _splits([row.sealed_type for row in surfaces], p, etp)
    pervious, of_pervious = _splits([row.pervious_type for row in surfaces], p, etp)
    warnings += of_pervious
    warnings += _green_roofs(sealed, _substrate_mm(units), p, etp)

    effective_m2 = units["area_m2"].to_numpy(np.float64) * paved * sealed[:, RUNOFF]
    facility, of_facilities = facility_splits(units, routes, effective_m2, (p, etp))
    warnings += of_facilities
    nowhere = np.zeros(len(units))
    linked = np.bincount(routes.source, weights=routes.share, minlength=len(units))
    beside = np.clip(1.0 - routes.to_sewer - linked, 0.0, 1.0)
    outlets = np.column_stack([routes.to_sewer, beside, nowhere, nowhere])
    ends = np.column_stack([facility[:, RUNOFF], nowhere, facility[:, 1:]])
    becomes = routes.upstream(outlets, ends)

    def drained(splits: NDArray[np.float64]) -> NDArray[np.float64]:
        """Splits with what becomes of the runoff in place of it."""
        kept = splits.copy()
        kept[:, RUNOFF] = 0.0
        return kept + splits[:, [RUNOFF]] * becomes

    balance = paved[:, None] * drained(sealed) + (1.0 - paved)[:, None] * pervious
    receives = np.zeros(len(units), dtype=bool)
    receives[routes.target] = True
    balance = p * np.where(receives[:, None], drained(facility), balance)
    return pd.DataFrame(balance, units.index, [*BALANCE_COLUMNS, USE_COLUMN]), warnings


def _splits(types: list[str], p: float, etp: float) -> tuple[NDArray[np.float64], list[Problem]]:
    """Split of the type each unit has (units, 4)."""
    warnings: list[Problem] = []
    of_type: dict[str, list[float]] = {}
    for name in dict.fromkeys(types):
        checked = checked_split(name, p, etp)
        of_type[name] = [float(part) for part in checked.split.parts]
        warnings += checked.warnings
    return np.array([of_type[name] for name in types]).reshape(-1, 4), warnings


def _green_roofs(
    sealed: NDArray[np.float64], substrate_mm: NDArray[np.float64], p: float, etp: float
) -> list[Problem]:
    """Put the splits of green roofs in place of those of plain roofs."""
    shallow_below_mm = yearly_ground().shallow_below_mm
    shallow = (substrate_mm > 0.0) & (substrate_mm < shallow_below_mm)
    deep = substrate_mm >= shallow_below_mm
    warnings: list[Problem] = []
    if shallow.any():
        checked = checked_split("shallow_green_roof", p, etp)
        sealed[shallow] = [float(part) for part in checked.split.parts]
        warnings += checked.warnings
    if deep.any():
        checked = checked_split("green_roof", p, etp, substrate_mm=substrate_mm[deep])
        sealed[deep] = np.column_stack(checked.split.parts)
        warnings += checked.warnings
    return warnings


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
