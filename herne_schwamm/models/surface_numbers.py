"""The table of surfaces as the kernels take it: one row of numbers per kind."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.kernels import surface_energy as columns
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
    numbers[columns.DEPLETION] = row.depletion
    numbers[columns.SOIL_EVAPORATES] = float(row.soil_evaporates)
    return numbers


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
