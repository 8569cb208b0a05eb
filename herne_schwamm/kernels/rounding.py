"""Depths in single precision without loss: rounded down, the remainder kept elsewhere."""

from __future__ import annotations

import numpy as np

from herne_schwamm.kernels.compiling import kernel


@kernel
def float32_below(value):
    """The greatest float32 that is not above a float64 of 0 or more."""
    rounded = np.float32(value)
    # One rounding step less of a positive float: its bits less one.
    below = np.int32(rounded.view(np.int32) - np.int32(1)).view(np.float32)
    return below if np.float64(rounded) > value else rounded
