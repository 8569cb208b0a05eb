"""Levels of rain against levels of heat: which two a class of the double burden joins."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.tables.reading import read_table

TABLE = "double_burden_9"
LEVELS = 3


@lru_cache(maxsize=None)
def double_burden_codes() -> NDArray[np.uint8]:
    """Class code by [level of rain, level of heat], both from 1 to 3; read-only. (4, 4)

    Row and column 0 are no class.
    """
    codes = np.zeros((LEVELS + 1, LEVELS + 1), np.uint8)
    for row in read_table(TABLE)["class"]:
        codes[row["rain"], row["heat"]] = row["code"]
    codes.flags.writeable = False
    return codes


@lru_cache(maxsize=None)
def burden_level() -> NDArray[np.uint8]:
    """Level of the double burden by class of risk, 0 (no risk) to 4; read-only. (5,)"""
    levels = np.array(read_table("heat_risk")["burden"]["level"], np.uint8)
    levels.flags.writeable = False
    return levels
