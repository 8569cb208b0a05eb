"""Facilities among the drainage units, as types of DWA-M 102-4.

Their parameters come from the columns a unit has; one without them is what the
guideline takes by default. Regressions are not stretched: a parameter outside
its range is told and held at its border.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from herne_schwamm.models.dwa_m102_4 import cut_split, range_warnings, raw_split
from herne_schwamm.models.sewer_connection import Routes
from herne_schwamm.problems import Problem
from herne_schwamm.tables.dwa_m102_4 import dwa_m102_4
from herne_schwamm.tables.yearly_ground import yearly_ground

Numbers = NDArray[np.float64]

SECONDS_PER_HOUR, HOURS_PER_DAY, M2_PER_HA, PERCENT = 3600.0, 24.0, 1e4, 100.0
SATURATED = 2.0
"""Saturated conductivity over that of Green and Ampt, as Rawls et al. (1983) have it."""
HANDS_ON = (1.0, 0.0, 0.0, 0.0)


def facility_splits(
    units: pd.DataFrame,
    routes: Routes,
    effective_m2: Numbers,
    climate_mm_a: tuple[float, float],
) -> tuple[Numbers, list[Problem]]:
    """What each facility makes of the water that reaches it.

    Parameters
    ----------
    units
        Those of the City.
    routes
        Where their runoff goes.
    effective_m2
        Runoff-effective area of units that are no facility (units,). [m2]
    climate_mm_a
        Precipitation and potential evapotranspiration. [mm/a]

    Returns
    -------
    splits
        Runoff, recharge, evapotranspiration and use (units, 4), handing all
        on where a unit is no facility or nothing drains to it. [0–1]
    warnings
        Parameters outside their ranges.
    """
    splits = np.tile(np.array(HANDS_ON), (len(units), 1))
    warnings: list[Problem] = []
    drained_m2 = _drained_area(routes, effective_m2)
    trenches = units["kind"].to_numpy() == "trench"
    above_trench = np.zeros(len(units), dtype=bool)
    above_trench[routes.source[trenches[routes.target]]] = True
    for kind, row in yearly_ground().facilities.items():
        of_kind = (units["kind"] == kind).to_numpy() & (drained_m2 > 0.0)
        throttled = of_kind & (column(units, "throttle_mm_h") > 0.0)
        if row.throttled_type is None:
            throttled[:] = False
        for name, chosen in ((row.type, of_kind & ~throttled), (row.throttled_type, throttled)):
            if kind == "swale":
                chosen = chosen & ~above_trench
            if name is None or not chosen.any():
                continue
            parameters = _parameters(name, units[chosen], drained_m2[chosen])
            warnings += range_warnings(name, *climate_mm_a, **parameters)
            cut = cut_split(name, raw_split(name, *climate_mm_a, **_held(name, parameters)))
            warnings += cut.warnings
            count = int(np.count_nonzero(chosen))
            splits[chosen] = np.column_stack(
                [np.broadcast_to(part, count) for part in cut.split.parts]
            )
    return splits, warnings


def column(units: pd.DataFrame, name: str) -> Numbers:
    """A column that units may have, 0 where it is not there."""
    if name not in units:
        return np.zeros(len(units))
    values: Numbers = units[name].fillna(0.0).to_numpy(np.float64)
    return values


def _drained_area(routes: Routes, effective_m2: Numbers) -> Numbers:
    """Runoff-effective area that drains to each facility, through others as well. [m2]"""
    drained = effective_m2.copy()
    drained[list(routes.order)] = 0.0
    reached = drained.copy()
    from_ground = ~np.isin(routes.source, routes.order)
    np.add.at(
        reached,
        routes.target[from_ground],
        routes.share[from_ground] * drained[routes.source[from_ground]],
    )
    by_source: dict[int, list[int]] = {}
    for place in np.flatnonzero(~from_ground).tolist():
        by_source.setdefault(int(routes.source[place]), []).append(place)
    for facility in routes.order:
        for place in by_source.get(facility, ()):
            reached[routes.target[place]] += routes.share[place] * reached[facility]
    return reached


def _parameters(name: str, units: pd.DataFrame, drained_m2: Numbers) -> dict[str, ArrayLike]:
    """Parameters of a type from the columns of its units."""
    area = units["area_m2"].to_numpy(np.float64) / drained_m2
    known = dwa_m102_4().types[name].parameters
    found: dict[str, ArrayLike] = {}
    if "conductivity_mm_h" in known:
        found["conductivity_mm_h"] = SATURATED * column(units, "conductivity_mm_h")
    if "throttle_l_s_ha" in known:
        # A millimetre on a square metre is a litre.
        rate = column(units, "throttle_mm_h") * area / SECONDS_PER_HOUR
        found["throttle_l_s_ha"] = rate * M2_PER_HA
    if "storage_volume_mm" in known:
        found["storage_volume_mm"] = column(units, "cistern_capacity_mm") * area
        found["demand_mm_d"] = column(units, "cistern_use_mm_h") * HOURS_PER_DAY * area
        found["irrigated_share"] = column(units, "garden_ratio") * area
    elif dwa_m102_4().formulas[str(dwa_m102_4().types[name].formula)].area_share:
        found["area_share_percent"] = PERCENT * area
    return found


def _held(name: str, parameters: Mapping[str, ArrayLike]) -> dict[str, ArrayLike]:
    """Parameters held within the ranges of their formula."""
    table = dwa_m102_4()
    formula = table.formulas[str(table.types[name].formula)]
    held = {
        word: np.clip(value, *formula.ranges[word]) if word in formula.ranges else value
        for word, value in parameters.items()
    }
    if "area_share_percent" in held and formula.area_share:
        kf = held["conductivity_mm_h"]
        held["area_share_percent"] = np.clip(
            held["area_share_percent"],
            formula.area_share_percent("low", kf),
            formula.area_share_percent("high", kf),
        )
    return held
