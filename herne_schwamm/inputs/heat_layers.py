"""Layers that only heat needs: the surface with its buildings, and the crowns above ground."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import NO_BUILDING, LayerOrigin
from herne_schwamm.inputs.alignment import onto_grid
from herne_schwamm.inputs.buildings import Buildings
from herne_schwamm.inputs.layers import Place
from herne_schwamm.inputs.notes import ROOFS_LEVEL, ROOFS_OF_MEDIAN, ROOFS_OF_SURFACE
from herne_schwamm.inputs.rasters import is_raster, read_raster
from herne_schwamm.inputs.run_file_city import CityPart
from herne_schwamm.inputs.run_file_paths import RunPath
from herne_schwamm.inputs.terrain import Terrain

CROWN_OVER_ROOF_M = 2.0
"""Height from which a crown hides the roof below it in a surface model. [m]"""


def read_surface(
    part: CityPart,
    terrain: Terrain,
    buildings: Buildings,
    crown_m: NDArray[np.float32] | None,
    place: Place,
) -> tuple[NDArray[np.float32], LayerOrigin] | None:
    """Height of terrain and buildings above the sea, without crowns; NaN outside the city. [m]

    Roofs are those of the surface model, or of the raster of building heights,
    cell by cell, where their height above ground is one of a building and no
    crown hides them; elsewhere all of a building is as high as its median. A
    building of unknown height is as high as the median of all.

    Parameters
    ----------
    part
        What the run file says of the city.
    terrain, buildings, crown_m
        As they were read; crowns above ground. [m]
    place
        Grid and cells of the city.

    Returns
    -------
    tuple or None
        None where nothing tells how high the buildings are.

    Raises
    ------
    InputProblem
        A raster cannot be read.
    """
    built = (buildings.building != NO_BUILDING) & place.inside
    known_m = buildings.table["height_m"].to_numpy(np.float64)
    if not built.any():
        if part.surface_model is None and part.buildings is None:
            return None
        return terrain.values_m.copy(), replace(terrain.origin, notes=(), numbers={})
    if not np.isfinite(known_m).any():
        return None
    unknown = ~np.isfinite(known_m)
    roof_m = np.where(unknown, np.nanmedian(known_m), known_m)
    height_m = np.zeros(place.grid.shape, dtype=np.float32)
    height_m[built] = roof_m[buildings.building[built]]
    notes: tuple[str, ...] = (ROOFS_LEVEL,)
    file = buildings.origin.source
    own = _heights_of_cells(part, terrain, place)
    if own is not None:
        own_m, file = own
        with np.errstate(invalid="ignore"):
            trusted = (own_m >= part.building_height_min_m) & (own_m <= part.building_height_max_m)
            if crown_m is not None:
                trusted &= ~(crown_m >= CROWN_OVER_ROOF_M)
        height_m = np.where(built & trusted, own_m, height_m)
        notes = (ROOFS_OF_SURFACE,)
    numbers = {}
    if unknown.any():
        notes += (ROOFS_OF_MEDIAN,)
        numbers["roofs_of_median"] = int(np.count_nonzero(unknown))
    surface_m = (terrain.values_m + height_m).astype(np.float32)
    return surface_m, LayerOrigin("file", file, notes, numbers)


def _heights_of_cells(
    part: CityPart, terrain: Terrain, place: Place
) -> tuple[NDArray[np.float32], str] | None:
    """Heights above ground of a raster, and its file. [m]"""
    if part.surface_model is not None:
        raster = read_raster(part.surface_model.path, place.grid.crs)
        surface_m, _ = onto_grid(raster, place.grid, classes=False)
        return surface_m - terrain.values_m, raster.file
    if isinstance(part.buildings, RunPath) and is_raster(part.buildings.path):
        raster = read_raster(part.buildings.path, place.grid.crs)
        heights_m, _ = onto_grid(raster, place.grid, classes=False)
        return heights_m, raster.file
    return None


def crowns_beside_roofs(
    crown_m: NDArray[np.float32], building: NDArray[np.int32]
) -> NDArray[np.float32]:
    """Height of the crowns above ground, 0 over buildings: what hangs over a roof shades it only.

    NaN outside the city. [m]
    """
    over_roof = (building != NO_BUILDING) & np.isfinite(crown_m)
    beside: NDArray[np.float32] = np.where(over_roof, np.float32(0.0), crown_m)
    return beside
