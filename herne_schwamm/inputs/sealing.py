"""The sealing degree: a raster in its own scale, a number, or what the land cover says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import NO_BUILDING, LayerOrigin
from herne_schwamm.inputs.alignment import onto_grid
from herne_schwamm.inputs.land_cover import LandCoverLayers
from herne_schwamm.inputs.layers import (
    Place,
    check_complete,
    check_limits,
    from_class,
    number_layer,
)
from herne_schwamm.inputs.notes import DIVIDED, SEALING_LOW, SEALING_OF_CLASS, WATER_TIGHT
from herne_schwamm.inputs.rasters import Raster, read_raster
from herne_schwamm.inputs.run_file_city import CityPart
from herne_schwamm.inputs.run_file_paths import RunPath
from herne_schwamm.problems import N_, InputProblem
from herne_schwamm.tables import surface_classes

KEY = "sealing"
FULL = {"share": 1, "percent": 100, "byte": 255}
"""The number of each scale that means wholly sealed."""

COPERNICUS_MISSING = (254.0, 255.0)
"""Codes of the Copernicus imperviousness in per cent: unclassifiable, outside."""

LEAST_OF_ANOTHER_SCALE = 2.0
"""A layer that was meant as shares does not go up to this."""


def read_sealing(
    part: CityPart, place: Place, cover: LandCoverLayers, building: NDArray[np.int32]
) -> tuple[NDArray[np.float32], LayerOrigin]:
    """The sealing degree of every cell, NaN outside the city. [0–1]

    Buildings are wholly sealed and need no layer; so is water: maps of sealing show it as
    open, but its bed takes no rain. Without a layer it is what the land cover's list of
    codes says of the code, else that of the surface class.

    Raises
    ------
    InputProblem
        The raster cannot be read, has gaps inside the city, or numbers
        beyond its scale.
    """
    on_roof = place.inside & (building != NO_BUILDING)
    needed = place.inside & ~on_roof
    if isinstance(part.sealing, RunPath):
        values, origin = _of_file(part.sealing, part.sealing_scale, place, needed)
    elif part.sealing is not None:
        values, origin = number_layer(KEY, part.sealing, place, 0.0, 1.0)
    else:
        values, origin = _of_land_cover(cover, place, needed)
    water = place.inside & (cover.surface_class == surface_classes()["water"].code)
    let_in = int(np.count_nonzero(water & (values < 1.0)))
    if let_in:
        numbers = {**origin.numbers, "water_cells": let_in}
        origin = replace(origin, notes=(*origin.notes, WATER_TIGHT), numbers=numbers)
    return np.where(on_roof | water, np.float32(1.0), values), origin


def _of_file(
    source: RunPath, scale: str, place: Place, needed: NDArray[np.bool_]
) -> tuple[NDArray[np.float32], LayerOrigin]:
    raster = read_raster(source.path, place.grid.crs)
    missing_codes: tuple[str, ...] = ()
    if scale == "percent":
        missing = np.isin(raster.values, COPERNICUS_MISSING)
        missing_codes = tuple(f"{code:g}" for code in np.unique(raster.values[missing]))
        raster = replace(raster, values=np.where(missing, np.float32(np.nan), raster.values))
    elif scale == "share":
        _ask_for_scale(raster)
    full = FULL[scale]
    check_limits(KEY, raster, 0.0, full)
    # Shares are averaged, not the numbers of the file.
    highest = float(np.nanmax(raster.values, initial=0.0))
    raster = replace(raster, values=raster.values / np.float32(full))
    values, notes = onto_grid(raster, place.grid, classes=False)
    check_complete(raster.file, KEY, np.isfinite(values), place, needed, missing_codes)
    values = np.where(place.inside, np.clip(values, 0.0, 1.0), np.float32(np.nan))
    if scale == "share":
        return values, LayerOrigin("file", raster.file, notes)
    numbers = {"divisor": full}
    if scale == "byte" and 0.0 < highest <= FULL["percent"]:
        notes += (SEALING_LOW,)
        numbers["highest"] = round(highest)
    return values, LayerOrigin("file", raster.file, (DIVIDED, *notes), numbers)


def _ask_for_scale(raster: Raster) -> None:
    """Refuse numbers that are no shares, but fill another scale: with its name."""
    known = raster.values[np.isfinite(raster.values)]
    if known.size == 0 or known.min() < 0.0:
        return
    largest = float(known.max())
    if not LEAST_OF_ANOTHER_SCALE <= largest <= FULL["byte"]:
        return
    classified = known[~np.isin(known, COPERNICUS_MISSING)]
    scale = "percent" if (classified <= FULL["percent"]).all() else "byte"
    raise InputProblem(
        N_(
            "{file}: {key} goes up to {largest:g}, but it is a share from 0 to 1; if its numbers "
            'go from 0 to {full}, set sealing_scale = "{scale}" in the part [city]'
        ),
        file=raster.file,
        key=KEY,
        largest=largest,
        full=FULL[scale],
        scale=scale,
    )


def _of_land_cover(
    cover: LandCoverLayers, place: Place, needed: NDArray[np.bool_]
) -> tuple[NDArray[np.float32], LayerOrigin]:
    by_code = {row.code: row.sealing for row in surface_classes().values()}
    of_class = from_class(cover.surface_class, by_code, place)
    given = needed & np.isfinite(cover.sealing_of_class)
    if not given.any():
        return of_class, LayerOrigin("table", "surface_classes")
    notes = () if given[needed].all() else (SEALING_OF_CLASS,)
    values = np.where(given, cover.sealing_of_class, of_class)
    return values, LayerOrigin("table", cover.scheme, notes)
