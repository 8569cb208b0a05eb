"""Sums over disks of cells around every cell of a raster."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.risk.rings import ROUNDING


def reach_in_cells(reach_m: float, cell_size_m: float) -> float:
    """Radius of a disk in cells; at least one, so that neighbours count."""
    return max(1.0, reach_m / cell_size_m) * (1.0 + ROUNDING)


def with_margin(strip: slice, rows: int, radius: float) -> tuple[slice, slice]:
    """A strip of rows with all rows its disks reach, and where in these the strip lies."""
    first = max(0, strip.start - math.floor(radius))
    last = min(rows, strip.stop + math.floor(radius))
    return slice(first, last), slice(strip.start - first, strip.stop - first)


def disk_sum(values: NDArray[np.generic], radius: float) -> NDArray[np.float64]:
    """Sum over the cells whose centres lie within ``radius`` [cells] of each cell's centre.

    Disks end at the edge of the raster. Differences of running sums in
    float64: where a disk holds zeros only, the sum may differ from zero by
    rounding. (rows, columns)
    """
    rows, columns = values.shape
    reach = math.floor(radius)
    running = np.zeros((rows, columns + 2 * reach + 1))
    np.cumsum(values, axis=1, dtype=np.float64, out=running[:, reach + 1 : reach + 1 + columns])
    running[:, reach + 1 + columns :] = running[:, reach + columns : reach + 1 + columns]
    summed = np.zeros((rows, columns))
    for down in range(-min(reach, rows - 1), min(reach, rows - 1) + 1):
        sideways = math.floor(math.sqrt(radius * radius - down * down))
        last = reach + 1 + sideways
        first = reach - sideways
        source = running[max(down, 0) : rows + min(down, 0)]
        target = summed[max(-down, 0) : rows - max(down, 0)]
        target += source[:, last : last + columns]
        target -= source[:, first : first + columns]
    return summed
