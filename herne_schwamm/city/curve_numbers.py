"""Curve numbers for dry and wet ground."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def curve_number_for(normal: NDArray[np.float64], antecedent: float) -> NDArray[np.float64]:
    """Curve number at a soil moisture.

    Parameters
    ----------
    normal
        Curve number for normal moisture (II), NaN where there is none. [1–100]
    antecedent
        Relative soil moisture: 0 is dry (I), 0.5 normal (II), 1 wet (III);
        linear between them. [0–1]

    References
    ----------
    Chow, Maidment and Mays (1988), Applied Hydrology, equations 5.5.6 and
    5.5.7; that moisture lies linearly between the three is a definition of
    this project.
    """
    dry = 4.2 * normal / (10.0 - 0.058 * normal)
    wet = 23.0 * normal / (10.0 + 0.13 * normal)
    if antecedent <= 0.5:
        return dry + (normal - dry) * (2.0 * antecedent)
    return normal + (wet - normal) * (2.0 * antecedent - 1.0)
