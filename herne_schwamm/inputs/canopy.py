"""Height of the crowns above ground."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import LayerOrigin
from herne_schwamm.inputs.alignment import onto_grid
from herne_schwamm.inputs.layers import Place, number_layer
from herne_schwamm.inputs.notes import CANOPY_GAPS, CANOPY_PARTLY, CANOPY_TOO_HIGH
from herne_schwamm.inputs.rasters import Raster, read_raster
from herne_schwamm.inputs.run_file_city import CityPart
from herne_schwamm.inputs.run_file_paths import RunPath
from herne_schwamm.problems import N_, InputProblem

HIGHEST_MEDIAN_M = 30.0
"""Median height of all crowns above which these are no heights above ground. [m]"""

BELOW_GROUND_M = -0.5
"""Heights down to this are noise of the terrain. [m]"""

GAPS_EXPECTED = 0.05
"""Share of the city without a value above which a tile or a neighbouring town may be missing."""


def read_canopy_height(
    part: CityPart, place: Place
) -> tuple[NDArray[np.float32], LayerOrigin] | None:
    """Height of the crowns [m], 0 where none are and NaN outside the city; None where not given.

    Raises
    ------
    InputProblem
        The raster cannot be read, or holds heights far below the ground
        or above any tree.
    """
    source = part.canopy
    if source is None:
        return None
    if not isinstance(source, RunPath):
        return number_layer("canopy", source, place, 0.0, 100.0)
    raster, known, high_cells = crown_heights(source.path, place.grid.crs, part.canopy_height_max_m)
    heights_m, notes = onto_grid(raster, place.grid, classes=False)
    told = np.isfinite(heights_m)
    if not known.all():
        known_raster = replace(raster, values=known.astype(np.float32))
        told &= onto_grid(known_raster, place.grid, classes=False)[0] > 0.0
    gaps = float(np.mean(~told[place.inside]))
    numbers = {}
    if gaps > GAPS_EXPECTED:
        notes += (CANOPY_PARTLY,)
        numbers["canopy_gap_percent"] = round(100.0 * gaps)
    elif gaps:
        notes += (CANOPY_GAPS,)
    if high_cells:
        notes += (CANOPY_TOO_HIGH,)
        numbers["high_crown_cells"] = high_cells
    heights_m = np.where(place.inside, np.nan_to_num(heights_m), np.float32(np.nan))
    return heights_m, LayerOrigin("file", raster.file, notes, numbers)


def crown_heights(path: Path, crs: str, highest_m: float) -> tuple[Raster, NDArray[np.bool_], int]:
    """A raster of crowns, which of its cells have a value, and the number of power lines' cells.

    Cells without a value, below the ground by noise, and higher than `highest_m` are 0: no tree
    is that high.

    Raises
    ------
    InputProblem
        The file cannot be read, or holds heights far below the ground
        or above any tree.
    """
    raster = read_raster(path, crs)
    with np.errstate(invalid="ignore"):
        wrong = raster.values < BELOW_GROUND_M
        high = raster.values > highest_m
    if wrong.any():
        cell, (x_m, y_m) = raster.grid.first_marked(wrong)
        raise InputProblem(
            N_(
                "{file}: a crown of {height:g} m above ground at x = {x:.1f}, y = {y:.1f}; heights "
                "are not below {limit:g} m: check unit, nodata value, and that these are heights "
                "above ground"
            ),
            file=raster.file,
            height=float(raster.values[cell]),
            x=x_m,
            y=y_m,
            limit=BELOW_GROUND_M,
        )
    standing = raster.values[raster.values > 0.0]
    median_m = float(np.median(standing)) if standing.size else 0.0
    if median_m > HIGHEST_MEDIAN_M:
        raise InputProblem(
            N_(
                "{file}: half of the crowns are higher than {median:g} m; are these heights above "
                "ground (canopy) or above sea level? take the terrain off the surface model"
            ),
            file=raster.file,
            median=median_m,
        )
    known = np.isfinite(raster.values)
    heights_m = np.where(~known | high, np.float32(0.0), np.maximum(raster.values, np.float32(0.0)))
    return replace(raster, values=heights_m), known, int(np.count_nonzero(high))
