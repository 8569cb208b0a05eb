"""Sums over squares of cells around every cell of a raster."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def reach_in_cells(reach_m: float, cell_size_m: float) -> int:
    """Whole cells to each side that a reach covers, at least one."""
    return max(1, round(reach_m / cell_size_m))


def window_sum(values: NDArray[np.generic], reach: int) -> NDArray[np.float64]:
    """Sum over the square of cells up to ``reach`` cells away in rows and columns.

    Squares end at the edge of the raster. Running sums in float64: where the
    square holds zeros only the sum may differ from zero by rounding.
    (rows, columns)
    """
    return _along_rows(_along_rows(values.astype(np.float64), reach).T, reach).T


def _along_rows(values: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    rows, columns = values.shape
    running = np.zeros((rows, columns + 1))
    np.cumsum(values, axis=1, out=running[:, 1:])
    place = np.arange(columns)
    last = np.minimum(place + reach + 1, columns)
    summed: NDArray[np.float64] = running[:, last] - running[:, np.maximum(place - reach, 0)]
    return summed
