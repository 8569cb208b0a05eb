"""How precipitation is split: into runoff, recharge, evapotranspiration and use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

BALANCE_COLUMNS = ("runoff_mm_a", "recharge_mm_a", "evapotranspiration_mm_a")
"""Columns of every yearly water balance; they add up to the precipitation. [mm/a]"""
USE_COLUMN = "use_mm_a"
"""What is used in houses; only tables of DWA-M 102-4 have it. [mm/a]"""

Shares = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Split:
    """Shares of the water that reaches a surface or a facility; they add up to 1.

    All of one shape. The guideline's letters: a (runoff), g (recharge), v
    (evapotranspiration), e (use in the house). Raw formulas may leave [0, 1].
    """

    runoff: Shares
    recharge: Shares
    evapotranspiration: Shares
    use: Shares

    @property
    def parts(self) -> tuple[Shares, Shares, Shares, Shares]:
        """The four shares in the order of the guideline: a, g, v, e."""
        return self.runoff, self.recharge, self.evapotranspiration, self.use


def split_of(
    runoff: ArrayLike, recharge: ArrayLike, evapotranspiration: ArrayLike, use: ArrayLike = 0.0
) -> Split:
    """A split of shares that are brought to one shape."""
    parts = np.broadcast_arrays(
        *(
            np.asarray(part, dtype=np.float64)
            for part in (runoff, recharge, evapotranspiration, use)
        )
    )
    return Split(*parts)
