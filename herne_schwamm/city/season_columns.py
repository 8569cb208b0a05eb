"""Columns of the unit table that the season needs beside those of the storm.

A table without them gets the values of its surface classes and soils; a
measure that sets some keeps its own. Depths are over the unit's whole area.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.units import GROUND, ROOF, SWALE, TREE_PIT
from herne_schwamm.kernels.soil_water import capillary_rise
from herne_schwamm.tables import soils, surface_classes, surface_seasons

SEASON_COLUMNS: Mapping[str, str] = {
    "rain_share": "share of the unit's area that is open to the rain [0–1]",
    "wet_coefficient": "factor on reference evapotranspiration for wet surfaces",
    "sealed_runon_share": "part of the water of sealed ground that runs onto the unit's soil [0–1]",
    "sewer_connected_share": "part of the surplus of sealed ground that drains to the sewer, "
    "where no capacity of the sewer is known [0–1]",
    "crop_coefficient": "factor on reference evapotranspiration of plants in leaf",
    "crop_coefficient_leaf_off": "the same without leaves",
    "depletion_share": "part of the usable soil water taken without stress [0–1]",
    "interception_capacity_mm": "rain that low plants hold, beside canopy_capacity_mm",
    "interception_leaf_off_share": "part of all interception that remains without leaves [0–1]",
    "field_capacity_share": "share of the pores that is filled at field capacity [0–1]",
    "wilting_point_share": "share of the pores that is filled at the wilting point [0–1]",
    "pore_size_index": "lambda of Brooks and Corey",
    "bubbling_pressure_mm": "bubbling pressure of Brooks and Corey",
    "root_zone_depth_mm": "lower end of the roots",
    "lower_soil_capacity_mm": "water of the soil below the root zone",
    "groundwater_depth_m": "depth of the water table below ground; NaN: out of reach",
    "swale_capacity_mm": "water that stands in a swale, pond or water body",
    "trench_capacity_mm": "water in the pores of a trench",
    "trench_below_throttle_mm": "water of a trench that lies below its throttle",
    "trench_exfiltration_mm_h": "what a trench gives to the soil around it",
    "throttle_mm_h": "what the throttle of a trench or drain layer lets go",
    "tree_pit_capacity_mm": "water in the pores of a tree pit's soil",
    "substrate_capacity_mm": "water that plants find in the substrate of a green roof",
    "drain_layer_capacity_mm": "water in the drain layer of a green roof",
    "cistern_capacity_mm": "water in a cistern",
    "cistern_use_mm_h": "what a household takes from a cistern",
    "garden_ratio": "area of the garden a cistern waters over the area of the cistern",
    "garden_capacity_mm": "usable soil water of that garden",
    "irrigation_mm_h": "greatest rate of irrigation; of a cistern, over its garden",
    "irrigation_trigger_share": "usable soil water below which irrigation begins [0–1]",
}
"""Name and meaning of every column."""

_ALWAYS = {
    "rain_share": 1.0,
    "groundwater_depth_m": np.nan,
    "trench_capacity_mm": 0.0,
    "trench_below_throttle_mm": 0.0,
    "trench_exfiltration_mm_h": 0.0,
    "throttle_mm_h": 0.0,
    "tree_pit_capacity_mm": 0.0,
    "substrate_capacity_mm": 0.0,
    "drain_layer_capacity_mm": 0.0,
    "cistern_capacity_mm": 0.0,
    "cistern_use_mm_h": 0.0,
    "garden_ratio": 0.0,
    "garden_capacity_mm": 0.0,
    "irrigation_mm_h": 0.0,
    "irrigation_trigger_share": 0.5,
}

UNDER_CROWNS = "forest"
"""Class whose plants stand for the trees over a unit under crowns."""

MM_PER_M = 1000.0


def complete_units(units: pd.DataFrame) -> pd.DataFrame:
    """The table of units with every column of `SEASON_COLUMNS`.

    Columns and values that are there stay; what is missing (an absent column,
    or NaN in one other than the depth to groundwater) comes from surface
    class and soil.
    """
    defaults = {**_ALWAYS, **_of_surface(units), **_of_soil(units)}
    complete = units.copy()
    for name in SEASON_COLUMNS:
        default = pd.Series(defaults[name], index=units.index, dtype=np.float64)
        if name in complete:
            complete[name] = complete[name].astype(np.float64).fillna(default)
        else:
            complete[name] = default
    in_reach = complete["groundwater_depth_m"] * MM_PER_M - complete["root_zone_depth_mm"]
    if "lower_soil_capacity_mm" not in units:
        # No soil drains below the water table.
        depth = _lower_depth(units)
        reached = np.clip(in_reach.fillna(np.inf), 0.0, depth) / np.where(depth > 0.0, depth, 1.0)
        complete["lower_soil_capacity_mm"] *= reached
    return complete


def has_soil(units: pd.DataFrame) -> NDArray[np.bool_]:
    """Units with soil that takes water: every kind but roofs, trenches and cisterns."""
    found: NDArray[np.bool_] = units["kind"].isin([GROUND, SWALE, TREE_PIT]).to_numpy()
    return found


def has_plants(units: pd.DataFrame) -> NDArray[np.bool_]:
    """Units whose soil plants root in: by surface class, or under crowns."""
    of_class = {surface_classes()[row.name].code: row.plants for row in surface_seasons().values()}
    grown: NDArray[np.bool_] = units["surface_class"].map(of_class).to_numpy(dtype=np.bool_)
    return has_soil(units) & (grown | _crowned(units))


def capillary_rate_mm_h(complete: pd.DataFrame) -> NDArray[np.float64]:
    """Greatest rise from the water table into dry roots, over the unit's area. [mm/h]"""
    above = complete["groundwater_depth_m"].to_numpy() * MM_PER_M
    above = above - complete["root_zone_depth_mm"].to_numpy()
    conductivity = drainage_conductivity_mm_h(complete)
    return np.array(
        [
            capillary_rise(rate, bubbling, index, distance) if np.isfinite(distance) else 0.0
            for rate, bubbling, index, distance in zip(
                conductivity,
                complete["bubbling_pressure_mm"].to_numpy(),
                complete["pore_size_index"].to_numpy(),
                above,
                strict=True,
            )
        ]
    )


def drainage_conductivity_mm_h(complete: pd.DataFrame) -> NDArray[np.float64]:
    """Conductivity of the saturated soil, over the unit's area. [mm/h]

    The one of Green and Ampt is half of it: air is left behind the wetting front.
    """
    rate: NDArray[np.float64] = (
        2.0 * (1.0 - complete["sealed_share"]) * complete["conductivity_mm_h"] * has_soil(complete)
    ).to_numpy()
    return rate


def _by_code(units: pd.DataFrame, column: str, values: Mapping[int, float]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = units[column].map(dict(values)).to_numpy(dtype=np.float64)
    return found


def _crowned(units: pd.DataFrame) -> NDArray[np.bool_]:
    crowned: NDArray[np.bool_] = (
        (units["canopy_capacity_mm"] > 0.0) & (units["kind"] == GROUND)
    ).to_numpy()
    return crowned


def _of_surface(units: pd.DataFrame) -> dict[str, NDArray[np.float64]]:
    code = {name: row.code for name, row in surface_classes().items()}
    crowned = _crowned(units)
    trees = surface_seasons()[UNDER_CROWNS]

    def of_class(name: str) -> NDArray[np.float64]:
        values = {code[row.name]: float(getattr(row, name)) for row in surface_seasons().values()}
        return _by_code(units, "surface_class", values)

    def of_plants(name: str) -> NDArray[np.float64]:
        return np.where(crowned, getattr(trees, name), of_class(name))

    pervious = (1.0 - units["sealed_share"]).to_numpy()
    connected = {row.code: row.sewer_connected for row in surface_classes().values()}
    return {
        "wet_coefficient": of_class("wet_coefficient"),
        "sealed_runon_share": of_class("sealed_runon_share"),
        "sewer_connected_share": _by_code(units, "surface_class", connected),
        "crop_coefficient": of_plants("crop_coefficient"),
        "crop_coefficient_leaf_off": of_plants("crop_coefficient_leaf_off"),
        "depletion_share": of_plants("depletion_share"),
        "interception_capacity_mm": of_class("interception_mm")
        * pervious
        * ((units["kind"] != ROOF) & ~crowned),
        "interception_leaf_off_share": of_plants("interception_leaf_off_share"),
        "swale_capacity_mm": of_class("open_water_mm"),
    }


def _of_soil(units: pd.DataFrame) -> dict[str, NDArray[np.float64]]:
    def of_soil(name: str) -> NDArray[np.float64]:
        values = {row.code: float(getattr(row, name)) for row in soils().values()}
        return _by_code(units, "soil", values)

    pervious = (1.0 - units["sealed_share"]).to_numpy() * has_soil(units)
    return {
        "field_capacity_share": of_soil("field_capacity_share"),
        "wilting_point_share": of_soil("wilting_point_share"),
        "pore_size_index": of_soil("pore_size_index"),
        "bubbling_pressure_mm": of_soil("bubbling_pressure_mm"),
        "root_zone_depth_mm": of_soil("root_zone_depth_mm"),
        "lower_soil_capacity_mm": pervious
        * units["effective_porosity"].to_numpy()
        * _lower_depth(units),
    }


def _lower_depth(units: pd.DataFrame) -> NDArray[np.float64]:
    values = {row.code: row.lower_soil_depth_mm for row in soils().values()}
    return _by_code(units, "soil", values)
