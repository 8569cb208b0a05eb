"""How surfaces take up light, heat and water."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from herne_schwamm.tables.reading import read_table


@dataclass(frozen=True, slots=True)
class SurfaceEnergyRow:
    """Numbers of the energy balance of one kind of surface.

    ``dry`` and ``wet`` stand for a root zone at the wilting point and at field
    capacity. ``depth_m`` is that of what is mixed through (water, leaves)
    instead of ground [m]; 0: ground. ``leaf_area_index`` and ``leaf_width_m``
    belong to crowns that stand in the air; 0: the surface lies on the ground.
    ``leaf_resistance_s_m`` is that of the whole canopy under full light with
    enough water [s/m]; 0: no leaves. ``half_light_w_m2`` is the light at which
    leaves are half open, ``vapour_response_1_pa`` the share they close per
    deficit of vapour; what water they take without stress stands in the table
    of the season. ``film_mm`` is the water that lies open to the
    air at most; infinite on water bodies.
    """

    name: str
    albedo: float
    emissivity: float
    heat_capacity_dry_j_m3_k: float
    heat_capacity_wet_j_m3_k: float
    diffusivity_dry_m2_s: float
    diffusivity_wet_m2_s: float
    depth_m: float
    roughness_m: float
    heat_roughness_m: float
    leaf_area_index: float
    leaf_width_m: float
    leaf_resistance_s_m: float
    half_light_w_m2: float
    vapour_response_1_pa: float
    soil_evaporates: bool
    film_mm: float


@lru_cache(maxsize=None)
def surface_energy() -> MappingProxyType[str, SurfaceEnergyRow]:
    """Kinds of surfaces by name; every surface class has its row."""
    rows = [SurfaceEnergyRow(**row) for row in read_table("surface_energy")["row"]]
    return MappingProxyType({row.name: row for row in rows})
