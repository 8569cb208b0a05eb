"""The relief below a map: light from the north-west on an exaggerated terrain."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LIGHT_AZIMUTH_DEG, LIGHT_HEIGHT_DEG = 315.0, 45.0
SHOWN_SLOPE = 0.6
GREATEST_EXAGGERATION = 10.0
"""Heights are exaggerated until all but the steepest slopes reach `SHOWN_SLOPE`."""


def hillshade(terrain_m: NDArray[np.float64], cell_size_m: float) -> NDArray[np.float64]:
    """Brightness against that of flat ground: about -0.7 (shadow) to 0.3 (lit).

    Parameters
    ----------
    terrain_m
        Heights, rows from north to south, NaN outside. [m]
    cell_size_m
        Edge of a cell. [m]

    Returns
    -------
    array
        0 where a cell has no neighbour to tell its slope.
    """
    if min(terrain_m.shape) < 2:
        return np.zeros(terrain_m.shape)
    to_south, to_east = np.gradient(terrain_m, cell_size_m)
    slope = np.hypot(to_south, to_east)
    known = np.isfinite(slope)
    if not known.any():
        return np.zeros(terrain_m.shape)
    # Buildings and walls are few cells and would else flatten everything around them.
    usual = float(np.percentile(slope[known], 90))
    wanted = SHOWN_SLOPE / usual if usual > 0 else 1.0
    exaggeration = min(max(wanted, 1.0), GREATEST_EXAGGERATION)
    azimuth, height = np.radians(LIGHT_AZIMUTH_DEG), np.radians(LIGHT_HEIGHT_DEG)
    # Slope towards the light: to_south falls with northing.
    towards = np.cos(azimuth) * to_south - np.sin(azimuth) * to_east
    lit = (np.sin(height) + np.cos(height) * exaggeration * towards) / np.sqrt(
        1.0 + (exaggeration * slope) ** 2
    )
    return np.where(known, np.maximum(lit, 0.0) - np.sin(height), 0.0)
