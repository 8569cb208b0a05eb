"""What the ground is made of and what grows on it: surface classes and soils."""

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
class SurfaceSeasonRow:
    """What one surface class does with water between storms.

    ``plants`` tells whether plants grow there, crowns above it aside.
    ``crop_coefficient`` is the factor on reference evapotranspiration of
    plants in leaf and ``crop_coefficient_leaf_off`` without leaves,
    ``depletion_share`` the part of the usable soil water they take without
    stress [0–1]; ``interception_mm`` the rain that leaves of low plants and
    of crowns of the class hold [mm] and ``interception_leaf_off_share`` what
    remains of it without leaves [0–1]. ``wet_coefficient`` is the factor for
    wet surfaces, ``sealed_runon_share`` the part of the water of sealed
    ground that runs onto soil of the same area first [0–1], and
    ``open_water_mm`` the depth of open water that can evaporate [mm].
    """

    name: str
    plants: bool
    crop_coefficient: float
    crop_coefficient_leaf_off: float
    depletion_share: float
    interception_mm: float
    interception_leaf_off_share: float
    wet_coefficient: float
    sealed_runon_share: float
    open_water_mm: float


@dataclass(frozen=True, slots=True)
class SoilRow:
    """Green-Ampt parameters, the root zone and the water retention of one soil texture.

    ``residual_water``, ``field_capacity`` and ``wilting_point`` are shares of
    the soil's volume [m3/m3]; pores hold ``effective_porosity`` above the
    residual water.
    """

    code: int
    name: str
    label_de: str
    label_en: str
    effective_porosity: float
    suction_mm: float
    conductivity_mm_h: float
    root_zone_depth_mm: float
    lower_soil_depth_mm: float
    residual_water: float
    field_capacity: float
    wilting_point: float
    pore_size_index: float
    bubbling_pressure_mm: float

    @property
    def field_capacity_share(self) -> float:
        """Share of the pores that is filled at field capacity. [0–1]"""
        return (self.field_capacity - self.residual_water) / self.effective_porosity

    @property
    def wilting_point_share(self) -> float:
        """Share of the pores that is filled at the wilting point. [0–1]"""
        return (self.wilting_point - self.residual_water) / self.effective_porosity


Row = TypeVar("Row", SurfaceClassRow, SurfaceSeasonRow, SoilRow)


def _rows(table: str, row_type: type[Row]) -> MappingProxyType[str, Row]:
    rows = [row_type(**row) for row in read_table(table)["row"]]
    return MappingProxyType({row.name: row for row in rows})


@lru_cache(maxsize=None)
def surface_classes() -> MappingProxyType[str, SurfaceClassRow]:
    """Surface classes by name, in the order of their codes."""
    return _rows("surface_classes", SurfaceClassRow)


@lru_cache(maxsize=None)
def surface_seasons() -> MappingProxyType[str, SurfaceSeasonRow]:
    """What surface classes do between storms, by the name of the class."""
    return _rows("surface_seasons", SurfaceSeasonRow)


@lru_cache(maxsize=None)
def soils() -> MappingProxyType[str, SoilRow]:
    """Soil textures by name, in the order of their codes."""
    return _rows("soils", SoilRow)
