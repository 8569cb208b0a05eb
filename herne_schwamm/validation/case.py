"""What a validation case says: checks with their limits, and how it was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Check:
    """One number against its limit.

    ``relation`` is "<=", ">=" or "==". A number that is not a number passes
    nothing.
    """

    what: str
    value: float
    relation: str
    limit: float
    unit: str = ""

    @property
    def passes(self) -> bool:
        """Whether the number keeps its limit."""
        if self.relation == "<=":
            return self.value <= self.limit
        if self.relation == ">=":
            return self.value >= self.limit
        if self.relation == "==":
            return self.value == self.limit
        raise ValueError(f"unknown relation {self.relation}")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that is reported without a limit."""

    what: str
    value: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Curves:
    """Lines for a picture: label to (x, y), the reference as points where asked."""

    x_label: str
    y_label: str
    lines: dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]
    points: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CaseResult:
    """The outcome of one case."""

    name: str
    title: str
    setup: str
    tolerance: str
    checks: Sequence[Check]
    figures: Sequence[Figure] = ()
    remarks: str = ""
    curves: Curves | None = None
    table: tuple[Sequence[str], Sequence[Sequence[str]]] | None = field(default=None)

    @property
    def passes(self) -> bool:
        """Whether every check passes."""
        return all(check.passes for check in self.checks)


def nash_sutcliffe(simulated: NDArray[np.float64], reference: NDArray[np.float64]) -> float:
    """Nash-Sutcliffe efficiency: 1 is perfect, 0 no better than the reference's mean."""
    spread = np.sum((reference - reference.mean()) ** 2)
    return float(1.0 - np.sum((simulated - reference) ** 2) / spread)
