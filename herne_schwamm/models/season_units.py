"""Units of a city brought to what the season computes: each combination once.

Two units whose parameters and water are the same, and that receive water
from the same combinations by the same ratios, have the same season.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.connections import Drainage, drainage_of
from herne_schwamm.city.season_columns import (
    capillary_rate_mm_h,
    complete_units,
    drainage_conductivity_mm_h,
    has_soil,
)
from herne_schwamm.city.units import CISTERN, GROUND, ROOF, TREE_PIT
from herne_schwamm.city.water import STORES
from herne_schwamm.kernels import season_layout as at
from herne_schwamm.kernels.infiltration import recovery_time
from herne_schwamm.kernels.soil_water import LEAST_EASY_MM, drainage_factor, per_easy_water

LONG_DRY_H = 1e9
"""No rain for ages: the first drop meets a new wetting front. [h]"""

NO_BUFFER = -1


@dataclass(frozen=True, slots=True)
class SeasonUnits:
    """What `kernels.season_block.advance_units` works on, one row for each combination.

    Parameters
    ----------
    combination
        Row of each unit of the table.
    parameters, capacity, state
        See the kernel.
    first_source, source_row, source_flow, source_ratio, buffer_row
        See the kernel.
    level_end
        One after the last row of each level: rows of a level receive from
        earlier levels only.
    area_m2
        Area of all units of each combination. [m2]
    """

    combination: NDArray[np.int64]
    parameters: NDArray[np.float64]
    capacity: NDArray[np.float64]
    state: NDArray[np.float64]
    first_source: NDArray[np.int64]
    source_row: NDArray[np.int64]
    source_flow: NDArray[np.int64]
    source_ratio: NDArray[np.float64]
    buffer_row: NDArray[np.int64]
    level_end: NDArray[np.int64]
    area_m2: NDArray[np.float64]

    @property
    def count(self) -> int:
        """Number of combinations."""
        return int(self.parameters.shape[0])


def season_units(
    units: pd.DataFrame,
    connections: pd.DataFrame,
    stores: pd.DataFrame,
    *,
    apart: bool = False,
) -> SeasonUnits:
    """Combinations of parameters, water and connections.

    Parameters
    ----------
    units, connections
        Tables of the city; columns of the season that are missing are filled.
    stores
        Water of the units at the beginning. [mm]
    apart
        Every unit has a row of its own, though others are like it: something else than
        the season will act on them.
    """
    complete = complete_units(units)
    drainage = drainage_of(complete, connections)
    parameters = season_parameters(complete, drainage)
    capacity = season_capacities(complete)
    state = np.zeros((len(units), at.STATE_COUNT))
    state[:, : at.STORE_COUNT] = stores[list(STORES)].to_numpy()
    state[:, at.DRY_HOURS] = LONG_DRY_H
    area_m2 = units["area_m2"].to_numpy(dtype=np.float64)
    return _combined(parameters, capacity, state, drainage, area_m2, apart=apart)


def season_capacities(complete: pd.DataFrame) -> NDArray[np.float64]:
    """What each store of each unit holds. (units, stores) [mm]"""
    capacity = np.zeros((len(complete), at.STORE_COUNT))
    sealed = complete["sealed_share"]
    soil = has_soil(complete)
    capacity[:, at.CANOPY] = complete["canopy_capacity_mm"] + complete["interception_capacity_mm"]
    capacity[:, at.SURFACE_FILM] = (
        sealed * complete["depression_sealed_mm"]
        + (1.0 - sealed) * complete["depression_pervious_mm"]
    )
    tree_pit = (complete["kind"] == TREE_PIT).to_numpy()
    capacity[:, at.ROOT_ZONE] = complete["root_zone_capacity_mm"] * (soil & ~tree_pit)
    capacity[:, at.LOWER_SOIL] = complete["lower_soil_capacity_mm"] * soil
    capacity[:, at.ROOF_FILM] = complete["roof_capacity_mm"]
    capacity[:, at.SUBSTRATE] = complete["substrate_capacity_mm"]
    capacity[:, at.DRAIN_LAYER] = complete["drain_layer_capacity_mm"]
    capacity[:, at.SWALE] = complete["swale_capacity_mm"]
    capacity[:, at.TRENCH] = complete["trench_capacity_mm"]
    capacity[:, at.TREE_PIT] = complete["tree_pit_capacity_mm"] * tree_pit
    capacity[:, at.CISTERN] = complete["cistern_capacity_mm"]
    return capacity


def season_parameters(complete: pd.DataFrame, drainage: Drainage) -> NDArray[np.float64]:
    """Parameters of each unit in the places of `kernels.season_layout`."""
    p = np.zeros((len(complete), at.PARAMETER_COUNT))
    kind = complete["kind"]
    way = kind.map({ROOF: at.ROOF, CISTERN: at.TANK}).fillna(at.SOIL_COLUMN)
    p[:, at.WAY] = way.to_numpy(dtype=np.float64)
    direct = {
        at.RAIN_SHARE: "rain_share",
        at.WET_COEFFICIENT: "wet_coefficient",
        at.SEALED: "sealed_share",
        at.SEALED_RUNON: "sealed_runon_share",
        at.CONDUCTIVITY: "conductivity_mm_h",
        at.SUCTION: "suction_mm",
        at.POROSITY: "effective_porosity",
        at.CROP: "crop_coefficient",
        at.CROP_LEAF_OFF: "crop_coefficient_leaf_off",
        at.CANOPY_LEAF_OFF: "interception_leaf_off_share",
        at.EXFILTRATION: "trench_exfiltration_mm_h",
        at.THROTTLE_RATE: "throttle_mm_h",
        at.BELOW_THROTTLE: "trench_below_throttle_mm",
        at.USE_RATE: "cistern_use_mm_h",
        at.IRRIGATION_RATE: "irrigation_mm_h",
        at.IRRIGATION_TRIGGER: "irrigation_trigger_share",
        at.GARDEN_RATIO: "garden_ratio",
        at.GARDEN_CAPACITY: "garden_capacity_mm",
    }
    for place, column in direct.items():
        p[:, place] = complete[column].to_numpy(dtype=np.float64)
    capacity = season_capacities(complete)
    for place, store in {
        at.FILM_CAPACITY: at.SURFACE_FILM,
        at.LOWER_CAPACITY: at.LOWER_SOIL,
        at.CANOPY_CAPACITY: at.CANOPY,
        at.POND_CAPACITY: at.SWALE,
        at.TRENCH_CAPACITY: at.TRENCH,
        at.ROOF_CAPACITY: at.ROOF_FILM,
        at.SUBSTRATE_CAPACITY: at.SUBSTRATE,
        at.DRAIN_CAPACITY: at.DRAIN_LAYER,
        at.CISTERN_CAPACITY: at.CISTERN,
    }.items():
        p[:, place] = capacity[:, store]
    p[:, at.SEALED_FILM] = p[:, at.SEALED] * complete["depression_sealed_mm"]
    p[:, at.SOIL_STORE] = np.where(kind == TREE_PIT, at.TREE_PIT, at.ROOT_ZONE)
    soil_capacity = capacity[:, at.ROOT_ZONE] + capacity[:, at.TREE_PIT]
    p[:, at.SOIL_CAPACITY] = soil_capacity
    p[:, at.FIELD_CAPACITY] = soil_capacity * complete["field_capacity_share"]
    p[:, at.WILTING_POINT] = soil_capacity * complete["wilting_point_share"]
    p[:, at.PER_DROUGHT] = 1.0 / np.maximum(
        p[:, at.FIELD_CAPACITY] - p[:, at.WILTING_POINT], LEAST_EASY_MM
    )
    substrate = capacity[:, at.SUBSTRATE]
    for unit, depletion in enumerate(complete["depletion_share"]):
        limits = p[unit, at.WILTING_POINT], p[unit, at.FIELD_CAPACITY] + substrate[unit]
        p[unit, at.PER_EASY_WATER] = per_easy_water(*limits, depletion)
    conductivity = drainage_conductivity_mm_h(complete)
    exponent = 3.0 + 2.0 / complete["pore_size_index"].to_numpy()
    p[:, at.DRAINAGE_POWER] = exponent - 1.0
    p[:, at.DRAINAGE_ROOT] = 1.0 / (exponent - 1.0)
    for factor, layer in (
        (at.SOIL_DRAINAGE, soil_capacity),
        (at.LOWER_DRAINAGE, capacity[:, at.LOWER_SOIL]),
    ):
        p[:, factor] = [
            drainage_factor(*of_unit) for of_unit in zip(layer, conductivity, exponent, strict=True)
        ]
    p[:, at.CAPILLARY_RATE] = capillary_rate_mm_h(complete)
    p[:, at.RECOVERY_HOURS] = [
        recovery_time(rate) if rate > 0.0 else 0.0 for rate in p[:, at.CONDUCTIVITY]
    ]
    p[:, at.SEWER_SHARE], p[:, at.SEWER_RATE] = _sewer(complete, drainage)
    to_units = (at.OVERFLOW_TO_UNITS, at.THROTTLE_TO_UNITS, at.SUPPLY_TO_UNITS)
    p[:, to_units] = np.minimum(drainage.to_units, 1.0)
    return p


def _sewer(
    complete: pd.DataFrame, drainage: Drainage
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Share of the overflow that the sewer is offered, and what it takes at most. [mm/h]

    Ground offers what is left on it, as in a storm, up to the capacity of its
    sealed share. Where the city has no capacities, surface classes tell which
    share drains to the sewer, and that without limit.
    """
    capacity = complete["sewer_capacity_mm_h"].to_numpy(dtype=np.float64)
    is_known = bool((capacity > 0.0).any())
    sealed = complete["sealed_share"].to_numpy()
    told = drainage.to_sewer > 0.0
    left = np.maximum(0.0, 1.0 - drainage.to_units[:, 0] - drainage.to_street)
    ground = (complete["kind"] == GROUND).to_numpy() & ~told
    connected = complete["sewer_connected_share"].to_numpy() * (sealed > 0.0)
    share = np.where(ground, left * (1.0 if is_known else connected), drainage.to_sewer)
    if not is_known:
        return share, np.full(share.size, np.inf)
    roof = (complete["kind"] == ROOF).to_numpy()
    rate = np.where(ground, capacity * sealed, np.inf)
    return share, np.where(roof, capacity * drainage.to_sewer, rate)


def _combined(
    parameters: NDArray[np.float64],
    capacity: NDArray[np.float64],
    state: NDArray[np.float64],
    drainage: Drainage,
    area_m2: NDArray[np.float64],
    *,
    apart: bool,
) -> SeasonUnits:
    own = np.ascontiguousarray(np.concatenate([parameters, capacity, state], axis=1))
    count = own.shape[0]
    combination = np.full(count, -1, np.int64)
    order = np.argsort(drainage.to_unit, kind="stable")
    from_unit, to_unit = drainage.from_unit[order], drainage.to_unit[order]
    flow, ratio = drainage.flow[order], drainage.ratio[order]
    begin = np.searchsorted(to_unit, np.arange(count + 1))
    first_unit: list[int] = []
    sources: list[NDArray[np.float64]] = []
    level_end: list[int] = []
    for level in range(int(drainage.level.max(initial=0)) + 1):
        known: dict[bytes, int] = {}
        for unit in np.flatnonzero(drainage.level == level):
            entries = slice(begin[unit], begin[unit + 1])
            received = _received(combination[from_unit[entries]], flow[entries], ratio[entries])
            key = unit.tobytes() if apart else own[unit].tobytes() + received.tobytes()
            row = known.get(key)
            if row is None:
                row = known[key] = len(first_unit)
                first_unit.append(int(unit))
                sources.append(received)
            combination[unit] = row
        level_end.append(len(first_unit))
    received = np.concatenate(sources) if sources else np.zeros((0, 3))
    source_row = received[:, 0].astype(np.int64)
    buffer_row = np.full(len(first_unit), NO_BUFFER, np.int64)
    giving = np.unique(source_row)
    buffer_row[giving] = np.arange(giving.size)
    return SeasonUnits(
        combination,
        np.ascontiguousarray(parameters[first_unit]),
        np.ascontiguousarray(capacity[first_unit]),
        np.ascontiguousarray(state[first_unit]),
        np.concatenate([[0], np.cumsum([part.shape[0] for part in sources])]).astype(np.int64),
        buffer_row[source_row],
        received[:, 1].astype(np.int64),
        np.ascontiguousarray(received[:, 2]),
        buffer_row,
        np.array(level_end, np.int64),
        np.bincount(combination, weights=area_m2, minlength=len(first_unit)).astype(np.float64),
    )


def _received(
    combination: NDArray[np.int64], flow: NDArray[np.int64], ratio: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Rows (combination, flow, sum of ratios) in rising order."""
    if not combination.size:
        return np.zeros((0, 3))
    order = np.lexsort((ratio, flow, combination))
    pairs = np.stack([combination[order], flow[order]], axis=1)
    first = np.flatnonzero(np.any(np.diff(pairs, axis=0, prepend=-1) != 0, axis=1))
    sums = np.add.reduceat(ratio[order], first)
    return np.column_stack([pairs[first].astype(np.float64), sums])
