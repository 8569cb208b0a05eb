"""How deep the water table lies below the units of the city."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import City, LayerOrigin
from herne_schwamm.inputs.alignment import onto_grid
from herne_schwamm.inputs.layers import check_limits
from herne_schwamm.inputs.notes import GROUNDWATER_ABOVE, GROUNDWATER_UNKNOWN
from herne_schwamm.inputs.rasters import read_raster
from herne_schwamm.inputs.run_file_paths import RunPath

KEY = "groundwater_depth_m"
HIGHEST_M, DEEPEST_M = -10.0, 1000.0
"""What a raster may hold: one that was interpolated between wells rises above ground here and
there. [m]"""


@dataclass(frozen=True, slots=True)
class Groundwater:
    """The water table below the units.

    Parameters
    ----------
    depth_m
        Depth below ground of each unit; NaN: out of the roots' reach. [m]
    origin
        Where it came from.
    """

    depth_m: NDArray[np.float64]
    origin: LayerOrigin

    @property
    def range_m(self) -> tuple[float, float]:
        """Least and greatest depth of all units that have one. [m]"""
        known = self.depth_m[np.isfinite(self.depth_m)]
        return float(known.min(initial=np.inf)), float(known.max(initial=-np.inf))


def read_groundwater(source: RunPath | float, city: City) -> Groundwater:
    """Depth of the water table below every unit.

    A unit gets the mean of its cells of which the raster says something, at least 0; one
    without such cells, or without cells at all, has it out of reach.

    Raises
    ------
    InputProblem
        The raster cannot be read, does not meet the city, or holds depths that cannot be.
    """
    units = len(city.units)
    if not isinstance(source, RunPath):
        return Groundwater(np.full(units, source), LayerOrigin("number", f"{source:g}"))
    raster = read_raster(source.path, city.grid.crs)
    check_limits(KEY, raster, HIGHEST_M, DEEPEST_M)
    values, notes = onto_grid(raster, city.grid, classes=False)
    inside = city.inside
    numbers = {
        "artesian_cells": int(np.count_nonzero(inside & (values < 0.0))),
        "dry_cells": int(np.count_nonzero(inside & ~np.isfinite(values))),
    }
    told = (("artesian_cells", GROUNDWATER_ABOVE), ("dry_cells", GROUNDWATER_UNKNOWN))
    notes += tuple(note for name, note in told if numbers[name])
    unit_id = city.layer("unit_id")
    known = (unit_id >= 0) & np.isfinite(values)
    depth = np.maximum(values[known].astype(np.float64), 0.0)
    sums = np.bincount(unit_id[known], weights=depth, minlength=units)
    cells = np.bincount(unit_id[known], minlength=units)
    mean = np.divide(sums, cells, out=np.full(units, np.nan), where=cells > 0)
    return Groundwater(mean, LayerOrigin("file", raster.file, notes, numbers))
