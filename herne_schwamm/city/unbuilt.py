"""The same ground without the city: what water balances are told against."""

from __future__ import annotations

import numpy as np
import pandas as pd

from herne_schwamm.city.city import NO_BUILDING
from herne_schwamm.city.units import GROUND, NO_CURVE_NUMBER, UNIT_COLUMNS
from herne_schwamm.tables import soils, surface_classes

KEPT_COLUMNS = ("groundwater_depth_m", "rain_share")
"""Columns beside `UNIT_COLUMNS` that the city did not change."""

WATER, FOREST, GRASS = "water", "forest", "lawn"


def unbuilt_units(units: pd.DataFrame) -> pd.DataFrame:
    """The units as grass on their own soil, without roofs, paving, crowns, facilities and sewer.

    Forest stays forest, and water is where it was. Grass stands for the vegetation of ABIMO's
    natural state (its class 50).

    Parameters
    ----------
    units
        Those of the City, with or without the columns of the season.

    Returns
    -------
    DataFrame
        `UNIT_COLUMNS` and, where they are there, `KEPT_COLUMNS`; nothing is connected.
    """
    kept = [*UNIT_COLUMNS, *(name for name in KEPT_COLUMNS if name in units)]
    natural = units[kept].copy()
    classes = surface_classes()
    water = (units["surface_class"] == classes[WATER].code).to_numpy()
    forest = (units["surface_class"] == classes[FOREST].code).to_numpy()
    surface = np.where(forest, classes[FOREST].code, classes[GRASS].code)
    hollows = [classes[FOREST if wooded else GRASS].depression_pervious_mm for wooded in forest]
    by_code = {row.code: row for row in soils().values()}
    earth = [by_code[int(code)] for code in units["soil"]]
    conductivity = units["conductivity_mm_h"].to_numpy(np.float64)
    of_soil = np.array([row.conductivity_mm_h for row in earth])
    columns = {
        "kind": GROUND,
        "surface_class": surface,
        "building": NO_BUILDING,
        "sealed_share": 0.0,
        "depression_sealed_mm": 0.0,
        "depression_pervious_mm": hollows,
        # Under a roof nothing was measured.
        "conductivity_mm_h": np.where(units["kind"] == GROUND, conductivity, of_soil),
        "suction_mm": [row.suction_mm for row in earth],
        "effective_porosity": [row.effective_porosity for row in earth],
        "root_zone_capacity_mm": [row.effective_porosity * row.root_zone_depth_mm for row in earth],
        "curve_number": NO_CURVE_NUMBER,
        "canopy_capacity_mm": np.where(forest, units["canopy_capacity_mm"], 0.0),
        "roof_capacity_mm": 0.0,
        "sewer_capacity_mm_h": 0.0,
    }
    for name, values in columns.items():
        natural[name] = pd.Series(values, units.index).where(~water, units[name])
    return natural


def no_connections() -> pd.DataFrame:
    """A table of connections in which nothing is connected."""
    return pd.DataFrame({"from_unit": [], "to_unit": [], "share": []}).astype(
        {"from_unit": np.int64, "to_unit": np.int64}
    )
