"""Structures that change how water moves: culverts, pumps and walls finer than a cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Line = tuple[tuple[float, float], ...]
"""Points (x, y) of a line in the city's reference system. [m]"""

CulvertShape = Literal["pipe", "box"]


@dataclass(frozen=True, slots=True)
class Culvert:
    """A pipe or box under a dam, a road or a house.

    Parameters
    ----------
    name
        As its source names it.
    line
        From the inlet to the outlet.
    inlet, outlet
        Cells (row, column) of its ends.
    shape
        ``pipe`` or ``box``.
    width_m, height_m
        Inner measures of one barrel; of a pipe both are its diameter. [m]
    inlet_level_m, outlet_level_m
        Level of the invert at its ends. [m]
    length_m
        Length of the barrel. [m]
    manning_n_s_m13
        Roughness of the barrel. [s/m(1/3)]
    entrance_loss
        Loss at the entrance as a share of the velocity head (Ke).
    count
        Number of equal barrels side by side.
    """

    name: str
    line: Line
    inlet: tuple[int, int]
    outlet: tuple[int, int]
    shape: CulvertShape
    width_m: float
    height_m: float
    inlet_level_m: float
    outlet_level_m: float
    length_m: float
    manning_n_s_m13: float = 0.013
    entrance_loss: float = 0.5
    count: int = 1

    @property
    def opening_m2(self) -> float:
        """Area of the opening of all barrels. [m2]"""
        area_m2 = self.width_m * self.height_m
        return self.count * (area_m2 * np.pi / 4.0 if self.shape == "pipe" else area_m2)


@dataclass(frozen=True, slots=True)
class Pump:
    """A pump that keeps a low place dry.

    Parameters
    ----------
    name
        As its source names it.
    cell
        Where it stands (row, column).
    capacity_m3_s
        Discharge while it runs. [m3/s]
    start_depth_m
        It takes the water above this depth over the ground of its cell. [m]
    outlet
        Cell (row, column) it delivers to; None: out of the city.
    """

    name: str
    cell: tuple[int, int]
    capacity_m3_s: float
    start_depth_m: float = 0.05
    outlet: tuple[int, int] | None = None


def _no_index() -> NDArray[np.int64]:
    return np.zeros(0, dtype=np.int64)


def _no_level() -> NDArray[np.float64]:
    return np.zeros(0, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Walls:
    """Faces between cells that a wall, a kerb or a dam wall raises.

    Face (axis 0, row, column) is the western face of cell (row, column), axis
    1 its northern one; every face stands once. ``crest_m`` is the level of the
    crest [m], above the ground on either side. ``lines`` are the walls as they
    were drawn; several may have raised one face.
    """

    axis: NDArray[np.int64] = field(default_factory=_no_index)
    row: NDArray[np.int64] = field(default_factory=_no_index)
    column: NDArray[np.int64] = field(default_factory=_no_index)
    crest_m: NDArray[np.float64] = field(default_factory=_no_level)
    lines: Sequence[Line] = ()


@dataclass(frozen=True, slots=True)
class Structures:
    """All structures of a city, in the order of their source.

    ``openings`` counts the passages whose ground was lowered; they are in the
    terrain.
    """

    culverts: tuple[Culvert, ...] = ()
    pumps: tuple[Pump, ...] = ()
    walls: Walls = field(default_factory=Walls)
    openings: int = 0

    @property
    def given(self) -> bool:
        """Whether there is any."""
        return bool(self.culverts or self.pumps or self.walls.lines or self.openings)
