"""Numbers of the yearly water balance after Bagrov and Glugla (ABIMO)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from herne_schwamm.tables.reading import read_table

WATER = "waterbody"
FOREST = "forested"
SURFACE_CLASSES = 5
"""Classes of paving, ``surface1`` to ``surface5``."""


@dataclass(frozen=True, slots=True)
class LandTypeRow:
    """A kind of unsealed ground.

    ``root_depth_m`` [m] and ``growth_days`` [d/a] each for vegetation classes
    up to 50 and above. ``code`` is its place in the table.
    """

    code: int
    name: str
    label_de: str
    label_en: str
    root_depth_m: tuple[float, float]
    growth_days: tuple[float, float]


@dataclass(frozen=True, slots=True)
class SealedRow:
    """A kind of sealed ground: Bagrov's effectivity, and the share of the rest that runs off."""

    name: str
    label_de: str
    label_en: str
    effectivity: float
    runoff_factor: float


@dataclass(frozen=True, slots=True)
class BagrovGluglaTable:
    """All numbers of the model; what they mean stands beside them in the TOML file."""

    version: str
    source: str
    swale_evaporation_share: float
    natural_vegetation_class: float
    g02: tuple[float, ...]
    effectivity: tuple[tuple[float, ...], ...]
    forest_g02: tuple[float, ...]
    forest_effectivity: tuple[float, ...]
    wet_summer_wetness: tuple[float, ...]
    wet_summer_factor: tuple[float, ...]
    capillary_rise_most_mm_d: float
    capillary_rise_capacity_percent: tuple[float, ...]
    capillary_rise_height_m: tuple[float, ...]
    capillary_rise_mm_d: tuple[tuple[float, ...], ...]
    land_types: MappingProxyType[str, LandTypeRow]
    sealed: MappingProxyType[str, SealedRow]


@lru_cache(maxsize=None)
def bagrov_glugla() -> BagrovGluglaTable:
    """The numbers in use."""
    content = read_table("bagrov_glugla")
    del content["id"]
    land_types = [
        LandTypeRow(
            code=code,
            root_depth_m=tuple(row.pop("root_depth_m")),
            growth_days=tuple(row.pop("growth_days")),
            **row,
        )
        for code, row in enumerate(content.pop("land_type"))
    ]
    sealed = [SealedRow(**row) for row in content.pop("sealed")]
    for name, value in content.items():
        if isinstance(value, list):
            content[name] = tuple(tuple(part) if isinstance(part, list) else part for part in value)
    return BagrovGluglaTable(
        land_types=MappingProxyType({row.name: row for row in land_types}),
        sealed=MappingProxyType({row.name: row for row in sealed}),
        **content,
    )
