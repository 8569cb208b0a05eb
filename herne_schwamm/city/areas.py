"""Parts of the city that results are summed up for: districts and blocks.

Units share stores, not places: the lawn of a soil is one unit wherever it lies. An area
is told by its cells, and what belongs to a unit is spread evenly over the unit's cells.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DISTRICT, BLOCK = "district", "block"
"""Kinds of areas."""

NO_AREA = -1


@dataclass(frozen=True, slots=True)
class Areas:
    """Areas of one kind, side by side.

    Parameters
    ----------
    kind
        `DISTRICT` or `BLOCK`.
    names
        What each is called.
    of_cell
        Which of them each cell lies in, `NO_AREA` in none. (rows, columns)
    """

    kind: str
    names: tuple[str, ...]
    of_cell: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class AreaParts:
    """Pieces of units that lie in one area.

    Parameters
    ----------
    area, unit
        Place of the area among its names, and of the unit in the table.
    area_m2
        Size of the piece. [m2]
    """

    area: NDArray[np.int64]
    unit: NDArray[np.int64]
    area_m2: NDArray[np.float64]


def parts_of_areas(areas: Areas, unit_id: NDArray[np.int32], cell_area_m2: float) -> AreaParts:
    """Pieces of units by area, in the order of areas, then units.

    Units without cells (cisterns, facilities below the ground) lie in no area.

    Parameters
    ----------
    areas
        Districts or blocks.
    unit_id
        Unit of each cell, below 0 outside. (rows, columns)
    cell_area_m2
        [m2]
    """
    within = (areas.of_cell >= 0) & (unit_id >= 0)
    of_cell, unit = areas.of_cell[within].astype(np.int64), unit_id[within].astype(np.int64)
    units = int(unit.max(initial=0)) + 1
    pieces, cells = np.unique(of_cell * units + unit, return_counts=True)
    area, unit = np.divmod(pieces, units)
    return AreaParts(area, unit, cells.astype(np.float64) * cell_area_m2)
