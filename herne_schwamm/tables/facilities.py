"""Defaults of facilities that hold water, from green roofs to permeable paving."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from herne_schwamm.tables.reading import read_table


@dataclass(frozen=True, slots=True)
class GreenRoof:
    """Substrate: its depth [mm], the share of it that is water for plants, and the plants.

    Above ``intensive_above_mm`` grass and herbs grow, with a
    ``depletion_share`` of their own.
    """

    substrate_depth_mm: float
    available_water: float
    crop_coefficient: float
    depletion_share: float
    intensive_above_mm: float
    intensive_depletion_share: float


@dataclass(frozen=True, slots=True)
class Swale:
    """Depth of ponding, and the rooted soil under it: depth and saturated conductivity (kf)."""

    pond_depth_mm: float
    conductivity_mm_h: float
    soil: str
    soil_depth_mm: float


@dataclass(frozen=True, slots=True)
class Trench:
    """Height, and the share of it that is pores."""

    height_mm: float
    pore_share: float


@dataclass(frozen=True, slots=True)
class TreePit:
    """Rooted soil under a tree, and the crown above it."""

    soil_depth_mm: float
    soil_volume_m3: float
    crown_m2: float
    crop_coefficient: float
    pond_depth_mm: float
    soil: str


@dataclass(frozen=True, slots=True)
class Cistern:
    """Storage, and use per day, both as depth over the roof."""

    roof_depth_mm: float
    roof_use_mm_d: float


@dataclass(frozen=True, slots=True)
class PermeablePaving:
    """Share of joints, their saturated conductivity (kf) and fill, and storage on the stones."""

    joint_share: float
    conductivity_mm_h: float
    storage_mm: float
    soil: str


@dataclass(frozen=True, slots=True)
class Facilities:
    """Defaults of all facilities."""

    green_roof: GreenRoof
    swale: Swale
    trench: Trench
    tree_pit: TreePit
    cistern: Cistern
    permeable_paving: PermeablePaving


@lru_cache(maxsize=None)
def facilities() -> Facilities:
    """The table of facilities."""
    table = read_table("facilities")
    return Facilities(
        GreenRoof(**table["green_roof"]),
        Swale(**table["swale"]),
        Trench(**table["trench"]),
        TreePit(**table["tree_pit"]),
        Cistern(**table["cistern"]),
        PermeablePaving(**table["permeable_paving"]),
    )
