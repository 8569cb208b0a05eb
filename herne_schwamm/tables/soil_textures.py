"""Textures of the German soil survey (KA5) and the soil each is put to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from herne_schwamm.tables.reading import read_table


@dataclass(frozen=True, slots=True)
class SoilTextureRow:
    """One texture of the fine earth.

    ``clay_percent`` and ``silt_percent`` are its limits (per cent of mass; the
    rest is sand), None for peat, which has no texture; ``soil`` is a name of
    `tables.soils`.
    """

    code: int
    name: str
    label_de: str
    label_en: str
    soil: str
    clay_percent: tuple[float, float] | None = None
    silt_percent: tuple[float, float] | None = None


@lru_cache(maxsize=None)
def soil_textures_ka5() -> MappingProxyType[str, SoilTextureRow]:
    """Textures of KA5 by name (for example ``Uls``), in the order of their codes."""
    rows = []
    for row in read_table("soil_ka5")["row"]:
        for part in ("clay_percent", "silt_percent"):
            if part in row:
                row[part] = (float(row[part][0]), float(row[part][1]))
        rows.append(SoilTextureRow(**row))
    return MappingProxyType({row.name: row for row in rows})
