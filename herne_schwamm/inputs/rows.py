"""Values of a vector layer, row by row: read, checked, and refused with their place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from herne_schwamm.problems import N_, InputProblem, Problem


@dataclass(frozen=True, slots=True)
class Limits:
    """What a number can be: from `low` (or above it) to `high`."""

    low: float
    high: float
    above: bool = False
    whole: bool = False

    def hold(self, value: float) -> bool:
        """Whether a number is within them."""
        if self.whole and value != round(value):
            return False
        return (self.low < value if self.above else self.low <= value) and value <= self.high

    def told(self) -> Problem:
        """The limits in words."""
        facts = {"low": self.low, "high": self.high}
        if self.whole:
            return Problem(N_("a whole number from {low:g} to {high:g}"), **facts)
        if self.above:
            return Problem(N_("a number above {low:g} and up to {high:g}"), **facts)
        return Problem(N_("a number from {low:g} to {high:g}"), **facts)


@dataclass(frozen=True, slots=True)
class FeatureRow:
    """One feature of a layer, with where it stands in its file.

    ``values`` are those of its columns by the name that was asked for.
    """

    file: str
    layer: str
    row: int
    values: dict[str, Any]
    geometry: Any

    def text(self, column: str) -> str | None:
        """A text without blanks around it; None where the column says nothing."""
        value = self.values.get(column)
        if value is None or pd.isna(value):
            return None
        return str(value).strip() or None

    def name(self) -> str:
        """Its name, or that of its layer and its row."""
        return self.text("name") or f"{self.layer} {self.row}"

    def has(self, column: str) -> bool:
        """Whether the column says something here."""
        return self.text(column) is not None

    def number(self, column: str, limits: Limits, default: float | None = None) -> float:
        """A number within limits.

        Raises
        ------
        InputProblem
            It is missing and has no default, or is none, or lies beyond the limits.
        """
        text = self.text(column)
        if text is None and default is not None:
            return default
        value = pd.to_numeric(text, errors="coerce") if text is not None else np.nan
        if not (np.isfinite(value) and limits.hold(float(value))):
            raise self.problem(
                N_("{column} is {value}, but {expected} is expected"),
                column=column,
                value="–" if text is None else text,
                expected=limits.told(),
            )
        return float(value)

    def problem(self, sentence: str, /, **facts: object) -> InputProblem:
        """What is wrong with it, with its place before."""
        return InputProblem(
            N_("{file}, layer {layer}, row {row}: {what}"),
            file=self.file,
            layer=self.layer,
            row=self.row,
            what=Problem(sentence, **facts),
        )


def rows_of(file: str, layer: str, found: GeoDataFrame) -> Iterator[FeatureRow]:
    """The features of a layer in the order of the file; rows count from 1."""
    columns = [name for name in found.columns if name != found.geometry.name]
    for position, (index, geometry) in enumerate(zip(found.index, found.geometry, strict=True)):
        values = {name: found[name].iloc[position] for name in columns}
        yield FeatureRow(file, layer, int(index) + 1, values, geometry)
