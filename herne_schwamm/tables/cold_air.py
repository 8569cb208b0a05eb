"""How surface classes make cold air and slow it down."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from herne_schwamm.tables.reading import read_table


@dataclass(frozen=True, slots=True)
class ColdAirRow:
    """One surface class.

    ``production_flat_m_h`` and ``production_steep_m_h`` are volumes of cold
    air over area and time on flat ground and on a slope of 10 % and more
    [m3/(m2 h)], ``drag`` is the drag coefficient of the layer.
    """

    name: str
    production_flat_m_h: float
    production_steep_m_h: float
    drag: float


@lru_cache(maxsize=None)
def cold_air() -> MappingProxyType[str, ColdAirRow]:
    """All surface classes by name."""
    rows = [ColdAirRow(**row) for row in read_table("cold_air")["row"]]
    return MappingProxyType({row.name: row for row in rows})
