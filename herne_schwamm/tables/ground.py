"""What the ground is made of: surface classes and soils."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TypeVar

from herne_schwamm.tables.reading import read_table


@dataclass(frozen=True, slots=True)
class SurfaceClassRow:
    """Properties of one surface class.

    ``sealing`` is the share that lets no water in [0–1], ``sewer_connected``
    the share of the sealed ground that drains to the sewer [0–1], ``depression_*_mm``
    the water that stays in hollows and films on the sealed and on the
    pervious part [mm].
    """

    code: int
    name: str
    label_de: str
    label_en: str
    sealing: float
    sewer_connected: float
    manning_n_s_m13: float
    depression_sealed_mm: float
    depression_pervious_mm: float


@dataclass(frozen=True, slots=True)
class SoilRow:
    """Green-Ampt parameters and the root zone of one soil texture."""

    code: int
    name: str
    label_de: str
    label_en: str
    effective_porosity: float
    suction_mm: float
    conductivity_mm_h: float
    root_zone_depth_mm: float


Row = TypeVar("Row", SurfaceClassRow, SoilRow)


def _rows(table: str, row_type: type[Row]) -> MappingProxyType[str, Row]:
    rows = [row_type(**row) for row in read_table(table)["row"]]
    return MappingProxyType({row.name: row for row in rows})


@lru_cache(maxsize=None)
def surface_classes() -> MappingProxyType[str, SurfaceClassRow]:
    """Surface classes by name, in the order of their codes."""
    return _rows("surface_classes", SurfaceClassRow)


@lru_cache(maxsize=None)
def soils() -> MappingProxyType[str, SoilRow]:
    """Soil textures by name, in the order of their codes."""
    return _rows("soils", SoilRow)
