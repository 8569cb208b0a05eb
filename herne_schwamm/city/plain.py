"""A City from a terrain and single values: for textbook cases, laboratories and tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import ArrayLike, NDArray

from herne_schwamm.city.city import (
    CLOSED,
    LAYER_UNITS,
    NO_BUILDING,
    City,
    LayerOrigin,
    round_terrain,
)
from herne_schwamm.city.grid import Grid
from herne_schwamm.city.units import UnitLayers, UnitStorage, drainage_units
from herne_schwamm.tables import soils, surface_classes


def grid_for(terrain_m: NDArray[np.floating], cell_size_m: float) -> Grid:
    """A grid without a reference system whose south-western corner is (0, 0)."""
    rows, columns = terrain_m.shape
    return Grid("", 0.0, rows * cell_size_m, cell_size_m, rows, columns)


def plain_city(
    terrain_m: NDArray[np.floating],
    grid: Grid,
    *,
    manning_n_s_m13: ArrayLike = 0.03,
    sealing: ArrayLike = 1.0,
    soil: str = "loam",
    surface_class: str = "asphalt",
    depression_storage_mm: float = 0.0,
    edge: ArrayLike = CLOSED,
    edge_level_m: ArrayLike = np.nan,
    building: ArrayLike = NO_BUILDING,
    canopy: ArrayLike = False,
    sewer_mm_h: ArrayLike = 0.0,
    curve_number: ArrayLike | None = None,
    storage: UnitStorage | None = None,
) -> City:
    """A City with one soil and one surface class.

    Parameters
    ----------
    terrain_m
        Ground, NaN outside the city. (rows, columns) [m]
    grid
        Where the cells lie.
    manning_n_s_m13, sealing, edge, edge_level_m
        A value or a raster.
    soil, surface_class
        Names of `tables.soils` and `tables.surface_classes`.
    depression_storage_mm
        Water held by hollows and films, sealed and pervious alike. [mm]
    building
        Number of the building on a cell, 0, 1, … without gaps.
    canopy, sewer_mm_h, curve_number
        As in `UnitLayers`.
    storage
        What units hold; the depression storage is the one above.
    """
    terrain = round_terrain(terrain_m, grid.cell_size_m)
    inside = np.isfinite(terrain)

    def raster(values: ArrayLike, kind: type[np.generic]) -> NDArray[Any]:
        return np.broadcast_to(np.asarray(values), grid.shape).astype(kind)

    class_code = surface_classes()[surface_class].code
    soil_code = soils()[soil].code
    arrays: dict[str, NDArray[Any]] = {
        "terrain_m": terrain,
        "surface_class": np.where(inside, class_code, 0).astype(np.uint8),
        "sealing": raster(sealing, np.float32),
        "soil": np.where(inside, soil_code, 0).astype(np.uint8),
        "manning_n_s_m13": raster(manning_n_s_m13, np.float32),
        "edge": raster(edge, np.uint8),
        "edge_level_m": raster(edge_level_m, np.float32),
        "building": raster(building, np.int32),
    }
    unit_layers = UnitLayers(
        arrays["surface_class"],
        arrays["soil"],
        arrays["sealing"],
        building=arrays["building"],
        canopy=raster(canopy, np.bool_),
        sewer_mm_h=raster(sewer_mm_h, np.float32),
        curve_number=None if curve_number is None else raster(curve_number, np.float32),
    )
    arrays["unit_id"], units, connections = drainage_units(
        unit_layers,
        inside,
        grid.cell_area_m2,
        replace(storage or UnitStorage(), depression_mm=depression_storage_mm),
    )
    layers = xr.Dataset(
        {name: (("y", "x"), arrays[name], {"units": unit}) for name, unit in LAYER_UNITS.items()},
        coords={"y": grid.y_m(), "x": grid.x_m()},
    )
    count = int(arrays["building"].max(initial=NO_BUILDING)) + 1
    return City(
        grid,
        layers,
        units,
        connections,
        {"terrain_m": LayerOrigin("file", "given array")},
        pd.DataFrame(
            {
                "id": [str(number) for number in range(count)],
                "use": "",
                "height_m": np.nan,
                "geometry": None,
            }
        ),
    )
