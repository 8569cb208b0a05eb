"""Rays over a raster: which cells a ray from any cell meets, and how far away they are.

A ray steps along its longer axis, one cell at a time, and takes the nearest
cell across. The steps are the same for every cell, so that a whole row of
cells marches at once, and for every tile of a city.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FACE = 0.5
"""A raised cell is a block: the ray meets its near face half a step before its centre. [cells]"""

CENTRE = 0.0
"""A raised cell is a point at its centre, as in the programs of others. [cells]"""


@dataclass(frozen=True, slots=True)
class Rays:
    """Steps of rays in several directions.

    Parameters
    ----------
    azimuth_deg
        Directions, clockwise from the raster's north. (A,) [degrees]
    row_step, column_step
        Offset of the cell met at every step. (A, K), int64
    near_m, far_m
        Horizontal distance at which the ray enters and leaves that cell. (A, K), float32 [m]
    count
        Number of steps of each ray; what lies behind it in the tables is unused. (A,)
    """

    azimuth_deg: NDArray[np.float64]
    row_step: NDArray[np.int64]
    column_step: NDArray[np.int64]
    near_m: NDArray[np.float32]
    far_m: NDArray[np.float32]
    count: NDArray[np.int64]


def even_azimuths(number: int) -> NDArray[np.float64]:
    """Directions that share the circle evenly, the first to the north. [degrees]"""
    return np.arange(number, dtype=np.float64) * (360.0 / number)


def rays(
    azimuth_deg: NDArray[np.float64], reach_m: float, cell_size_m: float, edge: float = FACE
) -> Rays:
    """Rays in the given directions.

    Parameters
    ----------
    azimuth_deg
        Directions, clockwise from the raster's north. [degrees]
    reach_m
        Cells farther away are not met. [m]
    cell_size_m
        Edge of a cell. [m]
    edge
        `FACE` or `CENTRE`: how far before its centre a cell is entered. [cells]
    """
    angle = np.radians(np.atleast_1d(np.asarray(azimuth_deg, dtype=np.float64)))
    east, south = np.sin(angle), -np.cos(angle)
    longer = np.maximum(np.abs(east), np.abs(south))
    count = np.floor(reach_m / cell_size_m * longer + 1e-9).astype(np.int64)
    step = np.arange(1, max(int(count.max()), 1) + 1)
    # Sines of right angles are not exactly 0: a hair keeps the halves on one side.
    across = step * (np.stack([south, east]) / longer)[..., None]
    row_step, column_step = np.floor(across + 0.5 + 1e-9).astype(np.int64)
    per_step_m = (cell_size_m / longer)[:, None]
    return Rays(
        azimuth_deg=np.degrees(angle),
        row_step=row_step,
        column_step=column_step,
        near_m=((step - edge) * per_step_m).astype(np.float32),
        far_m=((step + edge) * per_step_m).astype(np.float32),
        count=count,
    )
