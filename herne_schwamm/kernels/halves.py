"""Half precision for what is only told: 16 bits, 11 of them significant.

Bits as of numpy's float16 (IEEE 754 binary16), but for numbers below `SMALLEST`, which
are 0. Plain integer and float32 operations, so that rows become vector instructions on
any processor. Greatest values are kept in it: rounding comes once, and is at most
1/2048 of the value.
"""

from __future__ import annotations

import numpy as np

from herne_schwamm.kernels.compiling import inlined_kernel
from herne_schwamm.kernels.face_flux import ZERO

SMALLEST = np.float32(2.0**-14)
GREATEST = np.float32(65504.0)

SIGN = np.int32(0x8000)
SIZE = np.int32(0x7FFF)
DOWN, UP = np.float32(2.0**-112), np.float32(2.0**112)
"""Moves the exponent from that of float32 to that of half precision, and back."""
HALF_STEP = np.int32(0x1000)
DROPPED_BITS, SIGN_BITS = np.int32(13), np.int32(16)


@inlined_kernel
def half_of(value):
    """Bits of the nearest number in half precision, as an int32 below 65536."""
    size = min(abs(value), GREATEST)
    scaled = np.float32((size if size >= SMALLEST else ZERO) * DOWN)
    rounded = (np.int32(scaled.view(np.int32)) + HALF_STEP) >> DROPPED_BITS
    return rounded | (SIGN if value < ZERO else np.int32(0))


@inlined_kernel
def value_of(half):
    """The float32 of bits of half precision."""
    bits = np.int32(half)
    scaled = np.int32((bits & SIZE) << DROPPED_BITS)
    size = np.float32(scaled.view(np.float32)) * UP
    return -size if bits & SIGN else size
