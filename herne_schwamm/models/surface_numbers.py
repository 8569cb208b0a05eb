"""The table of surfaces as the kernels take it: one row of numbers per kind."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.season_columns import UNDER_CROWNS
from herne_schwamm.kernels import surface_energy as columns
from herne_schwamm.tables.facilities import facilities
from herne_schwamm.tables.ground import surface_seasons
from herne_schwamm.tables.surface_energy import SurfaceEnergyRow, surface_energy


def _numbers(row: SurfaceEnergyRow) -> NDArray[np.float64]:
    numbers = np.zeros(columns.NUMBERS)
    numbers[columns.ALBEDO] = row.albedo
    numbers[columns.EMISSIVITY] = row.emissivity
    numbers[columns.DRY_CAPACITY] = row.heat_capacity_dry_j_m3_k
    numbers[columns.WET_CAPACITY] = row.heat_capacity_wet_j_m3_k
    numbers[columns.DRY_DIFFUSIVITY] = row.diffusivity_dry_m2_s
    numbers[columns.WET_DIFFUSIVITY] = row.diffusivity_wet_m2_s
    numbers[columns.DEPTH] = row.depth_m
    numbers[columns.ROUGHNESS] = row.roughness_m
    numbers[columns.HEAT_ROUGHNESS] = row.heat_roughness_m
    numbers[columns.LEAF_AREA] = row.leaf_area_index
    numbers[columns.LEAF_WIDTH] = row.leaf_width_m
    numbers[columns.LEAF_RESISTANCE] = row.leaf_resistance_s_m
    numbers[columns.HALF_LIGHT] = row.half_light_w_m2
    numbers[columns.VAPOUR_RESPONSE] = row.vapour_response_1_pa
    numbers[columns.DEPLETION] = _depletion_share(row)
    numbers[columns.SOIL_EVAPORATES] = float(row.soil_evaporates)
    return numbers


def _depletion_share(row: SurfaceEnergyRow) -> float:
    """Part of the root zone's water that leaves take without stress: that of the season."""
    if row.leaf_resistance_s_m == 0.0:
        return 0.0
    if row.name == "green_roof":
        return facilities().green_roof.depletion_share
    return surface_seasons()[UNDER_CROWNS if row.name == "tree" else row.name].depletion_share


@lru_cache(maxsize=None)
def surface_numbers() -> NDArray[np.float64]:
    """Numbers of all kinds of surfaces, in the order of their table. (kinds, numbers)"""
    numbers = np.stack([_numbers(row) for row in surface_energy().values()])
    numbers.flags.writeable = False
    return numbers


@lru_cache(maxsize=None)
def surface_kinds() -> dict[str, int]:
    """Row of every kind of surface in `surface_numbers`, by name."""
    return {name: place for place, name in enumerate(surface_energy())}
