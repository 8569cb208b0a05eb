"""How dry surfaces take up light and heat."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from herne_schwamm.tables.reading import read_table

DAY_S = 86400.0


@dataclass(frozen=True, slots=True)
class DrySurface:
    """One surface.

    Parameters
    ----------
    name
        Surface class, or a kind of wall.
    albedo, emissivity
        [0–1]
    heat_capacity_j_m3_k
        By volume. [J m-3 K-1]
    diffusivity_m2_s
        Of heat. [m2/s]
    """

    name: str
    albedo: float
    emissivity: float
    heat_capacity_j_m3_k: float
    diffusivity_m2_s: float

    @property
    def inertia_j_m2_k(self) -> float:
        """Half the heat capacity of the layer that the wave of a day fills. [J m-2 K-1]"""
        depth_m = math.sqrt(self.diffusivity_m2_s * DAY_S / math.pi)
        return 0.5 * self.heat_capacity_j_m3_k * depth_m


@lru_cache(maxsize=None)
def dry_surfaces() -> MappingProxyType[str, DrySurface]:
    """Surfaces by name."""
    rows = [DrySurface(**row) for row in read_table("dry_surfaces")["row"]]
    return MappingProxyType({row.name: row for row in rows})
