"""Blocks in their natural state, and with measures spread over them.

Both as the published model (kwb.rabimo) defines them, for comparison with it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.models.blocks import DEFAULT_COLUMNS, SHARES
from herne_schwamm.problems import N_, InputProblem
from herne_schwamm.tables.bagrov_glugla import bagrov_glugla

AREA_DIGITS, SHARE_DIGITS = 2, 2
"""The published model compares areas [m2] and shares with so many decimals."""

BUILT_COLUMNS = (
    *SHARES,
    "green_roof",
    *(name for name in DEFAULT_COLUMNS if "pvd" in name),
)
"""Columns that are 0 in the natural state."""


def natural_blocks(blocks: pd.DataFrame) -> pd.DataFrame:
    """The blocks without roofs, paving and sewer; soil, land type and irrigation stay.

    Roads that the table tells apart become unpaved, and evaporate as the
    published model has unpaved roads evaporate.

    Parameters
    ----------
    blocks
        A table of `models.blocks`.
    """
    natural = blocks.copy()
    for name in BUILT_COLUMNS:
        if name in natural:
            natural[name] = 0.0
    natural["veg_class"] = bagrov_glugla().natural_vegetation_class
    return natural


def blocks_with_measures(
    blocks: pd.DataFrame, green_roof: float, unpaved: float, to_swale: float
) -> pd.DataFrame:
    """The blocks with green roofs, unsealing and swales, as much as there shall be in all of them.

    A block takes part in a measure where its own share is below the aim, in
    proportion to the area it could still give.

    Parameters
    ----------
    blocks
        A table of `models.blocks` with the column ``total_area``. [m2]
    green_roof, unpaved, to_swale
        Area of green roofs, of unpaved ground, and of sealed ground that
        drains to swales, in all blocks together over the area of all blocks.
        [0–1]

    Raises
    ------
    InputProblem
        An aim is more than there is room for.
    """
    changed = blocks.copy()
    area = _column(blocks, "total_area") * _column(blocks, "main_frac")
    roof = area * _column(blocks, "roof")
    paved = area * _column(blocks, "pvd")
    sealed = roof + paved

    roof_aim = _aim("green_roof", green_roof * area.sum(), roof.sum())
    green = roof * _column(blocks, "green_roof")
    green = green + _spread(green, roof, roof - green, roof_aim)
    changed["green_roof"] = _share(green, roof)

    unpaved_aim = _aim("unpaved", unpaved * area.sum(), area.sum())
    unsealed = _spread(area - sealed, area, paved, unpaved_aim)
    paved_left = np.maximum(paved - unsealed, 0.0)
    changed["pvd"] = _share(paved_left, area)

    # The aim of swales is a share of what was sealed before.
    swale_aim = _aim("to_swale", to_swale * area.sum(), sealed.sum())
    sealed_left = np.maximum(sealed - unsealed, 0.0)
    drained_share = np.minimum(
        _column(blocks, "to_swale") * np.where(sealed_left > 0.0, _share(sealed, sealed_left), 1.0),
        1.0,
    )
    drained = drained_share * sealed_left
    change = swale_aim * sealed_left.sum() - drained.sum()
    room = np.where(drained_share < swale_aim, sealed_left - drained, 0.0)
    if change <= 0.0:
        room = np.where(drained_share > swale_aim, drained, 0.0)
    drained = np.maximum(drained + _weights(room) * change, 0.0)
    changed["to_swale"] = _share(drained, sealed_left)
    return changed


def _column(blocks: pd.DataFrame, name: str) -> NDArray[np.float64]:
    if name in blocks:
        values: NDArray[np.float64] = blocks[name].to_numpy(np.float64)
        return values
    return np.full(len(blocks), DEFAULT_COLUMNS[name])


def _share(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0.0)


def _weights(room: NDArray[np.float64]) -> NDArray[np.float64]:
    return _share(room, np.broadcast_to(room.sum(), room.shape))


def _aim(name: str, wanted_m2: float, whole_m2: float) -> float:
    aim = wanted_m2 / whole_m2 if whole_m2 > 0.0 else 0.0
    if not 0.0 <= aim <= 1.0:
        raise InputProblem(
            N_("measure {measure}: {wanted} m2 are wanted, there is room for 0 to {room} m2"),
            measure=name,
            wanted=round(wanted_m2),
            room=round(whole_m2),
        )
    return aim


def _spread(
    part: NDArray[np.float64],
    whole: NDArray[np.float64],
    rest: NDArray[np.float64],
    aim: float,
) -> NDArray[np.float64]:
    """By how much the part grows in each block. [m2]"""
    change = round(float((aim * whole).sum() - part.sum()), AREA_DIGITS)
    share, target = np.round(_share(part, whole), SHARE_DIGITS), round(aim, SHARE_DIGITS)
    room = (
        np.where(share < target, rest, 0.0) if change > 0.0 else np.where(share > target, part, 0.0)
    )
    return _weights(room) * change
