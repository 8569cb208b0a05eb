"""Class breaks with colours and labels: what a map's legend shows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.tables.reading import read_table

NO_CLASS = 0


@dataclass(frozen=True, slots=True)
class ClassBreak:
    """One class: values from `lower` to below `upper`."""

    code: int
    lower: float
    upper: float
    rgb: tuple[int, int, int]
    label_de: str
    label_en: str


@dataclass(frozen=True, slots=True)
class ClassTable:
    """The classes of one quantity, in rising order and without gaps."""

    id: str
    version: str
    quantity: str
    unit: str
    label_de: str
    label_en: str
    source: str
    classes: tuple[ClassBreak, ...]

    def classify(self, values: NDArray[np.floating]) -> NDArray[np.uint8]:
        """Class code of each value; 0 below the lowest break and where not a number."""
        breaks = np.array([c.lower for c in self.classes])
        codes = np.array([NO_CLASS, *(c.code for c in self.classes)], dtype=np.uint8)
        # NaN sorts behind every break: it has to be set apart by hand.
        place = np.searchsorted(breaks, values, side="right")
        return np.where(np.isnan(values), np.uint8(NO_CLASS), codes[place])


@lru_cache(maxsize=None)
def class_table(name: str) -> ClassTable:
    """A class table by its id, for example ``water_depth_lubw_4``."""
    content = read_table(name)
    classes = tuple(
        ClassBreak(
            code=row["code"],
            lower=float(row["lower"]),
            upper=float(row["upper"]),
            rgb=tuple(row["rgb"]),
            label_de=row["label_de"],
            label_en=row["label_en"],
        )
        for row in content.pop("class")
    )
    return ClassTable(classes=classes, **content)
