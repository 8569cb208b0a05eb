"""Numbers of files as float32, without making infinity of what is finite."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

GREATEST = float(np.finfo(np.float32).max)


def single_precision(values: NDArray[np.generic]) -> NDArray[np.float32]:
    """Values as float32: finite ones beyond its range become its greatest number.

    What is finite in the file stays finite, so that the limits of a layer
    judge it; NaN and infinity stay what they are.
    """
    if values.dtype == np.float64:
        values = np.where(np.isinf(values), values, np.clip(values, -GREATEST, GREATEST))
    return values.astype(np.float32)
