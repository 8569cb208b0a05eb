"""Risk by hazard class and vulnerability."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.tables.reading import read_table


@lru_cache(maxsize=None)
def risk_matrix() -> NDArray[np.uint8]:
    """Risk class by [hazard class, vulnerability], both from 0 to 4; read-only. (5, 5)"""
    matrix = np.array(read_table("risk_matrix")["risk"], np.uint8)
    matrix.flags.writeable = False
    return matrix
