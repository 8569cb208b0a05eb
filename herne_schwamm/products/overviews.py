"""Coarser levels of a raster that do not hide a danger.

GDAL knows no overview by maximum, and a mean understates a small deep spot.
Cells without a value (NaN, or 0 in class rasters) take no part.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.tables.products import OverviewRule

SMALLEST_LEVEL = 256
"""Levels are halved until the larger side is below this. [cells]"""


def reduced(values: NDArray[Any], factor: int, rule: OverviewRule) -> NDArray[Any]:
    """Blocks of ``factor`` x ``factor`` cells as one cell each.

    Blocks begin at the north-west corner; those at the eastern and southern
    border may be smaller.

    Parameters
    ----------
    values
        float with NaN for no value, or uint8 classes with 0 for no class.
    factor
        Cells along the edge of a block.
    rule
        ``nearest`` takes the north-western cell of the block.

    Returns
    -------
    array
        ceil(rows / factor) x ceil(columns / factor), same type.
    """
    if rule == "nearest":
        nearest: NDArray[Any] = np.ascontiguousarray(values[::factor, ::factor])
        return nearest
    if rule == "average":
        known = ~np.isnan(values)
        total = _over_blocks(np.add, np.where(known, values, 0.0).astype(np.float64), factor)
        count = _over_blocks(np.add, known.astype(np.int64), factor)
        mean = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
        return np.asarray(mean, dtype=values.dtype)
    return _over_blocks(np.fmax if rule == "max" else np.fmin, values, factor)


def pyramid(values: NDArray[Any], rule: OverviewRule) -> list[NDArray[Any]]:
    """Levels of half, a quarter, … of the resolution; none for a small raster.

    Every level of a mean is made from the full resolution, so that blocks
    with few known cells do not count too much.
    """
    levels: list[NDArray[Any]] = []
    finest, factor = values, 1
    while max(finest.shape) >= SMALLEST_LEVEL:
        factor *= 2
        finest = reduced(values, factor, rule) if rule == "average" else reduced(finest, 2, rule)
        levels.append(finest)
    return levels


def _over_blocks(operation: np.ufunc, values: NDArray[Any], factor: int) -> NDArray[Any]:
    """A ufunc over the blocks; reduceat ends the last block at the border."""
    rows = operation.reduceat(values, np.arange(0, values.shape[0], factor), axis=0)
    blocks: NDArray[Any] = operation.reduceat(rows, np.arange(0, values.shape[1], factor), axis=1)
    return blocks
