"""Coefficients of the all-weather sky of Perez, Seals and Michalsky."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from herne_schwamm.tables.reading import read_table


@dataclass(frozen=True, slots=True)
class PerezClass:
    """Coefficients of one class of clearness; each letter has four numbers."""

    clearness_below: float
    a: tuple[float, ...]
    b: tuple[float, ...]
    c: tuple[float, ...]
    d: tuple[float, ...]
    e: tuple[float, ...]


@lru_cache(maxsize=None)
def perez_classes() -> tuple[PerezClass, ...]:
    """The classes from overcast to clear."""
    letters = ("a", "b", "c", "d", "e")
    return tuple(
        PerezClass(row["clearness_below"], *(tuple(row[letter]) for letter in letters))
        for row in read_table("perez_sky")["row"]
    )
