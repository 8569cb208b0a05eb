"""Where heavy rain and heat come together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.tables.double_burden import burden_level, double_burden_codes


def double_burden(
    rain_risk_class: NDArray[np.uint8],
    heat_risk_class: NDArray[np.uint8],
    ground: NDArray[np.bool_],
) -> NDArray[np.uint8]:
    """Class of the double burden, 1 to 9 on open ground, 0 elsewhere. (rows, columns)

    Parameters
    ----------
    rain_risk_class, heat_risk_class
        Classes of risk of a storm and of a heat wave, 0 (none) to 4. Hazard
        classes may stand in for both.
    ground
        Cells of open ground in the city.
    """
    level = burden_level()
    codes = double_burden_codes()[level[rain_risk_class], level[heat_risk_class]]
    burden: NDArray[np.uint8] = np.where(ground, codes, np.uint8(0))
    return burden
