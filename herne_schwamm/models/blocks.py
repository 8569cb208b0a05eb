"""The table of blocks that the yearly balance after Bagrov and Glugla is made of.

It has the columns of the published model (kwb.rabimo), so that tables made for
it can be used as they are.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.kernels.bagrov_glugla import Blocks
from herne_schwamm.problems import N_, InputProblem
from herne_schwamm.tables.bagrov_glugla import SURFACE_CLASSES, bagrov_glugla

SURFACES = range(1, SURFACE_CLASSES + 1)

DEPTHS = ("prec_yr", "prec_s", "epot_yr", "epot_s")
SHARES = ("roof", "swg_roof", "pvd", "swg_pvd")
GROUND = ("gw_dist", "ufc30", "ufc150", "land_type", "veg_class")
NEEDED_COLUMNS = (*DEPTHS, *SHARES, *GROUND)
"""Columns without which there is no balance.

Precipitation and potential evapotranspiration of the year and of its summer
from May to October [mm]; shares [0–1] of roofs in the area, of the roofs'
area connected to the sewer, of paving in the area, of the paving connected;
height above the water table [m], usable field capacity of the upper 30 and
150 cm [%], name of the land type, vegetation class.
"""

DEFAULT_COLUMNS: Mapping[str, float] = {
    "main_frac": 1.0,
    "green_roof": 0.0,
    **{f"srf{number}_pvd": 0.0 for number in SURFACES},
    "road_frac": 0.0,
    "pvd_r": 0.0,
    "swg_pvd_r": 0.0,
    **{f"srf{number}_pvd_r": 0.0 for number in SURFACES},
    "to_swale": 0.0,
    "irrigation": 0.0,
}
"""Columns that may be missing, and what is taken then.

Share of the block without its road; of the roofs that are green; of each class
of paving; the same of the road; of the runoff that flows to swales [0–1];
irrigation [mm/a].
"""

LARGEST_FIELD_CAPACITY = 30.0
SHARE_TOLERANCE = 0.005
"""By this roofs and paving, or the classes of paving, may miss the whole (rounded tables)."""


def block_arrays(blocks: pd.DataFrame) -> Blocks:
    """The columns of a table of blocks as the kernel takes them.

    Parameters
    ----------
    blocks
        A row for each block with `NEEDED_COLUMNS` and, where they are there,
        `DEFAULT_COLUMNS`; other columns are left alone. A column ``code``
        names the blocks in sentences, else their index does.

    Raises
    ------
    InputProblem
        A column is missing, or a value cannot be.
    """
    columns = _checked(blocks)
    return Blocks(
        precipitation=columns["prec_yr"],
        summer_precipitation=columns["prec_s"],
        potential=columns["epot_yr"],
        summer_potential=columns["epot_s"],
        irrigation=columns["irrigation"],
        land_type=columns["land_type"].astype(np.int64),
        vegetation=columns["veg_class"],
        capacity_30=columns["ufc30"],
        capacity_150=columns["ufc150"],
        groundwater=columns["gw_dist"],
        main=columns["main_frac"],
        roof=columns["roof"],
        green_roof=columns["green_roof"],
        roof_connected=columns["swg_roof"],
        paved=columns["pvd"],
        paved_connected=columns["swg_pvd"],
        surface=np.column_stack([columns[f"srf{number}_pvd"] for number in SURFACES]),
        road=columns["road_frac"],
        road_paved=columns["pvd_r"],
        road_connected=columns["swg_pvd_r"],
        road_surface=np.column_stack([columns[f"srf{number}_pvd_r"] for number in SURFACES]),
        to_swale=columns["to_swale"],
        # The last class of paving that the table tells apart.
        unsealed_road_class=SURFACE_CLASSES if f"srf{SURFACE_CLASSES}_pvd" in blocks else 4,
    )


def _checked(blocks: pd.DataFrame) -> dict[str, NDArray[np.float64]]:
    """The columns as numbers, land types as their codes."""
    missing = [name for name in NEEDED_COLUMNS if name not in blocks]
    if missing:
        raise InputProblem(
            N_("the table of blocks lacks these columns: {columns}; it needs {needed}"),
            columns=", ".join(missing),
            needed=", ".join(NEEDED_COLUMNS),
        )
    land_types = bagrov_glugla().land_types
    code = {name: float(row.code) for name, row in land_types.items()}
    columns = {"land_type": blocks["land_type"].map(code).to_numpy(np.float64)}
    _refuse(blocks, "land_type", ~np.isfinite(columns["land_type"]), ", ".join(land_types))
    for name in (*DEPTHS, *SHARES, *GROUND, *DEFAULT_COLUMNS):
        if name == "land_type":
            continue
        if name in blocks:
            # Columns of a frame may be strided or read-only: the kernel would be compiled anew.
            values = np.array(pd.to_numeric(blocks[name], errors="coerce"), np.float64, order="C")
            _refuse(blocks, name, ~np.isfinite(values), N_("a number"))
        else:
            values = np.full(len(blocks), DEFAULT_COLUMNS[name])
        columns[name] = values
    for name in (*SHARES, *DEFAULT_COLUMNS):
        if name != "irrigation":
            outside = (columns[name] < 0.0) | (columns[name] > 1.0)
            _refuse(blocks, name, outside, N_("a share from 0 to 1"))
    for name in ("prec_yr", "prec_s", "epot_s", "irrigation", "gw_dist", "veg_class"):
        _refuse(blocks, name, columns[name] < 0.0, N_("0 or more"))
    _refuse(blocks, "epot_yr", columns["epot_yr"] <= 0.0, N_("more than 0"))
    for name in ("ufc30", "ufc150"):
        outside = (columns[name] < 0.0) | (columns[name] > LARGEST_FIELD_CAPACITY)
        _refuse(blocks, name, outside, N_("0 to 30 per cent"))
    too_much = columns["roof"] + columns["pvd"] > 1.0 + SHARE_TOLERANCE
    _refuse(blocks, "pvd", too_much, N_("with roof together at most 1"))
    for part in ("pvd", "pvd_r"):
        paved = np.sum([columns[f"srf{number}_{part}"] for number in SURFACES], axis=0)
        share = columns[part] * (columns["road_frac"] if part == "pvd_r" else 1.0)
        wrong = (share > 0.0) & (abs(paved - 1.0) > SHARE_TOLERANCE)
        _refuse(blocks, f"srf1_{part}", wrong, N_("with the other classes of paving together 1"))
    return columns


def _refuse(blocks: pd.DataFrame, column: str, wrong: NDArray[np.bool_], expected: str) -> None:
    if not wrong.any():
        return
    place = int(np.flatnonzero(wrong)[0])
    names = blocks["code"] if "code" in blocks else blocks.index.to_series()
    raise InputProblem(
        N_("block {block}: {column} is {value}, expected: {expected}; so in {count} blocks"),
        block=names.iloc[place],
        column=column,
        value=blocks[column].iloc[place] if column in blocks else DEFAULT_COLUMNS[column],
        # A part of a sentence is a sentence of the catalogue itself.
        expected=InputProblem(expected),
        count=int(wrong.sum()),
    )
