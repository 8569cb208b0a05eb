"""Yearly water balance of a table of blocks after Bagrov and Glugla (ABIMO)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.kernels.bagrov import evaporation_ratios
from herne_schwamm.kernels.bagrov_glugla import (
    EFFECTIVITY,
    FIELD_CAPACITY,
    G02,
    RISE,
    RISE_HEIGHT,
    UNSEALED,
    WET_SUMMER,
    Coefficients,
    block_balances,
)
from herne_schwamm.kernels.compiling import threads_for
from herne_schwamm.models.blocks import block_arrays
from herne_schwamm.models.split import BALANCE_COLUMNS
from herne_schwamm.problems import N_, InputProblem, Problem
from herne_schwamm.tables.bagrov_glugla import FOREST, WATER, bagrov_glugla

Solver = Literal["exact", "published"]
"""Whether Bagrov's integral is solved, or approximated as the published model does."""


@dataclass(frozen=True, slots=True)
class BlockBalance:
    """The balance of every block, and what it came from.

    Parameters
    ----------
    balance
        Columns `BALANCE_COLUMNS`, indexed as the blocks.
    unsealed
        Of the unsealed ground: effectivity, factor of a wet summer, usable
        field capacity [%], height of the roots above the water table [m],
        capillary rise [mm/a], g02, evapotranspiration [mm/a].
    sealed_evapotranspiration_mm_a
        A column for each kind of sealed ground. [mm/a]
    warnings
        What to look at: negative recharge.
    """

    balance: pd.DataFrame
    unsealed: pd.DataFrame
    sealed_evapotranspiration_mm_a: pd.DataFrame
    warnings: tuple[Problem, ...] = ()


@lru_cache(maxsize=None)
def _coefficients() -> Coefficients:
    table = bagrov_glugla()
    return Coefficients(
        g02=np.array(table.g02),
        effectivity=np.array(table.effectivity),
        forest_g02=np.array(table.forest_g02),
        forest_effectivity=np.array(table.forest_effectivity),
        wet_summer_wetness=np.array(table.wet_summer_wetness),
        wet_summer_factor=np.array(table.wet_summer_factor),
        rise_most_mm_d=table.capillary_rise_most_mm_d,
        rise_capacity_percent=np.array(table.capillary_rise_capacity_percent),
        rise_height_m=np.array(table.capillary_rise_height_m),
        rise_mm_d=np.array(table.capillary_rise_mm_d),
        root_depth_m=np.array([row.root_depth_m for row in table.land_types.values()]),
        growth_days=np.array(
            [row.growth_days for row in table.land_types.values()], dtype=np.float64
        ),
        runoff_factor=np.array([row.runoff_factor for row in table.sealed.values()]),
        swale_evaporation_share=table.swale_evaporation_share,
        forest=table.land_types[FOREST].code,
        water=table.land_types[WATER].code,
    )


def block_balance(
    blocks: pd.DataFrame, solver: Solver = "exact", decimals: int | None = None
) -> BlockBalance:
    """The yearly water balance of blocks.

    Parameters
    ----------
    blocks
        A row for each block with the columns of `models.blocks`.
    solver
        "exact" solves Bagrov's integral; "published" meets the numbers of
        ABIMO, which differ by up to 1.8 % of the potential evapotranspiration
        where precipitation is at most twice as much.
    decimals
        Digits the balance is rounded to; the published model rounds to 3.

    Returns
    -------
    BlockBalance
        Recharge is negative where roots draw more from the groundwater than
        seeps; it is kept and told as a warning.

    Raises
    ------
    InputProblem
        A column is missing, or a value cannot be.
    """
    arrays = block_arrays(blocks)
    wetness, wetness_of_block = np.unique(
        arrays.precipitation / arrays.potential, return_inverse=True
    )
    kinds = tuple(bagrov_glugla().sealed.values())
    ratio = np.empty((wetness.size, len(kinds)))
    of_effectivity: dict[float, NDArray[np.float64]] = {}
    with threads_for(len(blocks)):
        for place, kind in enumerate(kinds):
            n = kind.effectivity
            if n not in of_effectivity:
                of_effectivity[n] = np.empty(wetness.size)
                evaporation_ratios(
                    wetness, np.full(wetness.size, n), solver == "exact", of_effectivity[n]
                )
            ratio[:, place] = of_effectivity[n]
        balance = np.empty((len(blocks), len(BALANCE_COLUMNS)))
        known = np.empty((len(blocks), UNSEALED + 1))
        block_balances(
            arrays, _coefficients(), solver == "exact", ratio, wetness_of_block, balance, known
        )
    if decimals is not None:
        balance = np.round(balance, decimals)
    return BlockBalance(
        pd.DataFrame(balance, blocks.index, BALANCE_COLUMNS),
        pd.DataFrame(
            {
                "effectivity": known[:, EFFECTIVITY],
                "wet_summer_factor": known[:, WET_SUMMER],
                "usable_field_capacity_percent": known[:, FIELD_CAPACITY],
                "rise_height_m": known[:, RISE_HEIGHT],
                "capillary_rise_mm_a": known[:, RISE],
                "g02": known[:, G02],
                "evapotranspiration_mm_a": known[:, UNSEALED],
            },
            blocks.index,
        ),
        pd.DataFrame(
            ratio[wetness_of_block] * arrays.potential[:, None],
            blocks.index,
            [kind.name for kind in kinds],
        ),
        _warnings(balance[:, BALANCE_COLUMNS.index("recharge_mm_a")]),
    )


def _warnings(recharge_mm_a: NDArray[np.float64]) -> tuple[Problem, ...]:
    negative = int(np.count_nonzero(recharge_mm_a < 0.0))
    if not negative:
        return ()
    return (
        InputProblem(
            N_(
                "Bagrov-Glugla: areas with negative recharge (plants draw on the groundwater): "
                "{negative} of {areas}, down to {least} mm/a; they are kept as they are"
            ),
            negative=negative,
            areas=recharge_mm_a.size,
            least=round(float(recharge_mm_a.min()), 1),
        ),
    )
