"""Columns of the station files of Deutscher Wetterdienst: what their numbers and times mean."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from herne_schwamm.tables.reading import read_table


@dataclass(frozen=True, slots=True)
class DwdColumnRow:
    """One column that is read.

    ``quantity`` is what it is here; ``factor`` turns its number into the unit
    of that. ``clock`` says how its times are written, ``means`` whether a
    number is a sum or a mean of the interval that ends then, or a reading.
    """

    column: str
    clock: Literal["hour", "ten_minutes", "sun"]
    quantity: str
    means: Literal["sum", "mean", "point"]
    factor: float


@lru_cache(maxsize=None)
def dwd_columns() -> MappingProxyType[str, DwdColumnRow]:
    """All columns that are read, by their names at Deutscher Wetterdienst."""
    rows = [DwdColumnRow(**row) for row in read_table("dwd_columns")["row"]]
    return MappingProxyType({row.column: row for row in rows})
