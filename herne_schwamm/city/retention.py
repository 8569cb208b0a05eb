"""Rain that a storm leaves where it fell, by city, districts, blocks and units: a value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

COLUMNS = ("area_m2", "rain_m3", "infiltrated_m3", "held_m3", "retained_m3", "retained_share")
"""Columns of the tables: ``retained_m3`` is the sum of ``infiltrated_m3`` and ``held_m3`` (by
hollows, films, crowns and roofs); its share is that of the rain on the area, above 1 where more
flowed in than ran off."""


@dataclass(frozen=True, slots=True)
class AreaRetention:
    """Rows of `COLUMNS` for areas of one kind, in the order of their names."""

    kind: str
    names: tuple[str, ...]
    table: pd.DataFrame


@dataclass(frozen=True, slots=True)
class StormRetention:
    """Rain held back by a storm's end.

    Parameters
    ----------
    retained_mm
        Of every cell, NaN outside the city. (rows, columns) [mm]
    whole, units
        `COLUMNS` of the city (one row), and of the units in their order; units without
        cells have no rain here.
    areas
        Districts and blocks.
    """

    retained_mm: NDArray[np.float32]
    whole: pd.DataFrame
    units: pd.DataFrame
    areas: tuple[AreaRetention, ...]
