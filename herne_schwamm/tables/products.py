"""The rasters a run leaves behind: labels, units, classes and limits of validity."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from herne_schwamm.tables.classes import ClassTable, class_table
from herne_schwamm.tables.reading import read_table

Kind = Literal["continuous", "class", "direction"]
OverviewRule = Literal["max", "min", "average", "nearest"]


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One raster product.

    Parameters
    ----------
    name
        Stem of its files: ``<name>.tif`` and ``<name>.qml``.
    label_de, label_en
        What the map shows.
    unit
        Unit of the values; "1" for classes.
    kind
        ``continuous`` and ``direction`` are float32, ``class`` is uint8.
    class_table
        Id of the class table it is drawn with.
    overview
        How a coarser level is made: ``max`` and ``min`` never hide a danger.
    nodata
        Value of cells without one.
    limits_de, limits_en
        What the values must not be taken for.
    """

    name: str
    label_de: str
    label_en: str
    unit: str
    kind: Kind
    class_table: str
    overview: OverviewRule
    nodata: int
    limits_de: str
    limits_en: str

    @property
    def dtype(self) -> Literal["uint8", "float32"]:
        """Type of the cells."""
        return "uint8" if self.kind == "class" else "float32"

    @property
    def classes(self) -> ClassTable:
        """The class table it is drawn with."""
        return class_table(self.class_table)


@lru_cache(maxsize=None)
def products() -> MappingProxyType[str, ProductRow]:
    """All raster products by name, in the order they are shown."""
    rows = [ProductRow(**row) for row in read_table("products")["row"]]
    return MappingProxyType({row.name: row for row in rows})
