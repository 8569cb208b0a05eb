"""Surfaces and facilities of the guideline DWA-M 102-4, their parameters and ranges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from herne_schwamm.tables.reading import read_table

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class FormulaRow:
    """What a formula was fitted for.

    ``ranges`` by the parameter's name. ``area_share`` has the entries
    ``default``, ``low`` and ``high``: factor and exponent of the conductivity
    [mm/h] that give the area of a facility over the runoff-effective area that
    drains to it [%]; empty where there is none.
    """

    id: str
    ranges: Mapping[str, Range]
    area_share: Mapping[str, Range]

    def area_share_percent(
        self, which: Literal["default", "low", "high"], conductivity_mm_h: ArrayLike
    ) -> NDArray[np.float64]:
        """Area share at a conductivity. [%]"""
        factor, exponent = self.area_share[which]
        # Infinite where nothing seeps.
        with np.errstate(divide="ignore", invalid="ignore"):
            share: NDArray[np.float64] = factor * np.asarray(conductivity_mm_h, float) ** exponent
        return share


@dataclass(frozen=True, slots=True)
class WaterBalanceTypeRow:
    """A surface or, where ``facility``, a facility that others drain to.

    It has either a ``formula`` with the values its ``parameters`` have by
    default, or a ``split`` into runoff, recharge and evapotranspiration.
    """

    name: str
    label_de: str
    label_en: str
    formula: str | None = None
    parameters: Mapping[str, float] = field(default_factory=dict)
    split: tuple[float, float, float] | None = None
    facility: bool = False


@dataclass(frozen=True, slots=True)
class DwaTable:
    """Formulas by id, types by name, ranges of the climate by its words."""

    version: str
    source: str
    climate: Mapping[str, Range]
    formulas: Mapping[str, FormulaRow]
    types: Mapping[str, WaterBalanceTypeRow]


def _ranges(row: Mapping[str, list[float]]) -> Mapping[str, Range]:
    return MappingProxyType({name: (float(low), float(high)) for name, (low, high) in row.items()})


@lru_cache(maxsize=None)
def dwa_m102_4() -> DwaTable:
    """The types and ranges in use."""
    content = read_table("dwa_m102_4")
    formulas = [
        FormulaRow(row["id"], _ranges(row["range"]), _ranges(row.get("area_share", {})))
        for row in content["formula"]
    ]
    types = []
    for row in content["type"]:
        if "split" in row:
            row["split"] = tuple(row["split"])
        types.append(WaterBalanceTypeRow(**row))
    return DwaTable(
        content["version"],
        content["source"],
        _ranges(content["climate"]),
        MappingProxyType({row.id: row for row in formulas}),
        MappingProxyType({row.name: row for row in types}),
    )
