"""Drainage units: pieces of the city that share slow stores.

A cell has one surface class and its own sealing degree; a unit's shares are
the area means of its cells. Here a unit is the ground of one surface class on
one soil; roofs, yards, swales and cisterns become units of their own with the
same columns.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.tables import soils, surface_classes

OUTSIDE = -1
"""Unit id of cells that belong to no unit."""

UNIT_COLUMNS = (
    "kind",
    "area_m2",
    "surface_class",
    "soil",
    "sealed_share",
    "depression_sealed_mm",
    "depression_pervious_mm",
    "conductivity_mm_h",
    "suction_mm",
    "effective_porosity",
    "root_zone_capacity_mm",
)


def ground_units(
    surface_class: NDArray[np.uint8],
    soil: NDArray[np.uint8],
    sealing: NDArray[np.float32],
    inside: NDArray[np.bool_],
    cell_area_m2: float,
) -> tuple[NDArray[np.int32], pd.DataFrame]:
    """Units of the ground: one for each pair of surface class and soil.

    Parameters
    ----------
    surface_class, soil
        Codes of `tables.surface_classes` and `tables.soils`.
    sealing
        Share of the cell that lets no water in. [0–1]
    inside
        Cells of the city.
    cell_area_m2
        Area of a cell. [m2]

    Returns
    -------
    unit_id
        Unit of each cell, `OUTSIDE` elsewhere.
    units
        Table with `UNIT_COLUMNS`, indexed by unit id. Depths are over the
        unit's area: a root zone exists under the pervious share only.
    """
    pair = surface_class.astype(np.int32) * 256 + soil
    kinds, place = np.unique(pair[inside], return_inverse=True)
    unit_id = np.full(pair.shape, OUTSIDE, dtype=np.int32)
    unit_id[inside] = place.astype(np.int32)

    cells = np.bincount(place, minlength=kinds.size)
    sealed = np.bincount(place, weights=sealing[inside].astype(np.float64), minlength=kinds.size)
    sealed_share = sealed / cells

    class_by_code = {row.code: row for row in surface_classes().values()}
    soil_by_code = {row.code: row for row in soils().values()}
    classes_of_unit = [class_by_code[int(kind) // 256] for kind in kinds]
    soils_of_unit = [soil_by_code[int(kind) % 256] for kind in kinds]
    units = pd.DataFrame(
        {
            "kind": "ground",
            "area_m2": cells * cell_area_m2,
            "surface_class": [row.code for row in classes_of_unit],
            "soil": [row.code for row in soils_of_unit],
            "sealed_share": sealed_share,
            "depression_sealed_mm": [row.depression_sealed_mm for row in classes_of_unit],
            "depression_pervious_mm": [row.depression_pervious_mm for row in classes_of_unit],
            "conductivity_mm_h": [row.conductivity_mm_h for row in soils_of_unit],
            "suction_mm": [row.suction_mm for row in soils_of_unit],
            "effective_porosity": [row.effective_porosity for row in soils_of_unit],
            "root_zone_capacity_mm": [
                (1.0 - share) * row.effective_porosity * row.root_zone_depth_mm
                for share, row in zip(sealed_share, soils_of_unit, strict=True)
            ],
        },
        index=pd.RangeIndex(kinds.size, name="unit_id"),
    )
    return unit_id, units[list(UNIT_COLUMNS)]


def no_connections() -> pd.DataFrame:
    """An empty table of connections (share of a unit's overflow that goes to another)."""
    return pd.DataFrame(
        {
            "from_unit": pd.Series(dtype=np.int32),
            "to_unit": pd.Series(dtype=np.int32),
            "share": pd.Series(dtype=np.float64),
        }
    )
