"""Rain dealt out to the units, and what the crowns above them hold back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.forcing import MM_H_TO_M_S, Storm
from herne_schwamm.city.units import OUTSIDE
from herne_schwamm.city.water import MM_PER_M, WaterState
from herne_schwamm.kernels.surface_cell import dealt_step


def dealt_m(
    rate_m_s: NDArray[np.float64] | float, start_s: float, end_s: float, step_m: float
) -> NDArray[np.float64]:
    """A rate between two moments in whole steps; what rounding leaves comes the next time. [m]"""
    per_second = np.asarray(rate_m_s, dtype=np.float64) / step_m
    depth: NDArray[np.float64] = step_m * (
        np.round(per_second * end_s) - np.round(per_second * start_s)
    )
    return depth


class StormRain:
    """Rain on patches: units, cut by the cells of the rain's own raster where it has one.

    Parameters
    ----------
    city, storm, water
        As the storm takes them.

    Attributes
    ----------
    patch_id
        Patch of each cell, -1 outside; the raster ``unit_id`` itself where it
        rains the same everywhere. (rows, columns)
    unit, cells
        Unit and number of cells of each patch.
    dealt
        Step in which rain is dealt out; see `kernels.surface_cell.dealt_step`. [m]
    """

    def __init__(self, city: City, storm: Storm, water: WaterState) -> None:
        self._storm = storm
        films = city.units[["depression_sealed_mm", "depression_pervious_mm"]]
        self.dealt = dealt_step(float(films.to_numpy().max(initial=0.0)) / MM_PER_M)
        unit_id = city.layer("unit_id")
        inside = unit_id >= 0
        if storm.rain_rasters is None:
            self.patch_id = unit_id
            self.unit = np.arange(len(city.units))
            self._zone = np.zeros(self.unit.size, np.int64)
            self.fallen_m = np.zeros(1)
        else:
            zones = storm.rain_rasters.values.shape[1]
            pair = unit_id[inside].astype(np.int64) * zones + storm.rain_rasters.zone[inside]
            pairs, place = np.unique(pair, return_inverse=True)
            self.patch_id = np.full(unit_id.shape, OUTSIDE, np.int32)
            self.patch_id[inside] = place
            self.unit, self._zone = np.divmod(pairs, zones)
            self.fallen_m = np.zeros(zones)
        self.cells = np.bincount(self.patch_id[inside], minlength=self.unit.size)
        self.cells_of_zone = np.bincount(
            self._zone, weights=self.cells, minlength=self.fallen_m.size
        )
        self.canopy_capacity_m = city.units["canopy_capacity_mm"].to_numpy()[self.unit] / MM_PER_M
        self.canopy_m = water.stores["canopy_mm"].to_numpy()[self.unit] / MM_PER_M
        self._canopy_before_m = self.canopy_m.copy()

    def of_unit(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """A column of the units, for each patch."""
        return np.ascontiguousarray(values[self.unit], dtype=np.float64)

    def until(self, end_s: float) -> NDArray[np.float64]:
        """Rain that reaches each patch from the last call to a moment. [m]"""
        rasters = self._storm.rain_rasters
        fallen = (rasters or self._storm.rain_mm_h).integral(0.0, end_s) * MM_H_TO_M_S
        # In whole steps a film can hold exactly; the remainder falls next time.
        rain = np.round((fallen - self.fallen_m) / self.dealt) * self.dealt
        self.fallen_m += rain
        on_patch = rain[self._zone]
        free = np.floor((self.canopy_capacity_m - self.canopy_m) / self.dealt) * self.dealt
        held = np.clip(free, 0.0, on_patch)
        self.canopy_m += held
        reaching: NDArray[np.float64] = on_patch - held
        return reaching

    @property
    def rain_m(self) -> float:
        """Sum over the cells of what has fallen. [m]"""
        return float(self.fallen_m @ self.cells_of_zone)

    @property
    def canopy_gain_m(self) -> float:
        """Sum over the cells of what crowns hold more than before. [m]"""
        return float((self.canopy_m - self._canopy_before_m) @ self.cells)

    def canopy_of_units_mm(self, units: int) -> NDArray[np.float64]:
        """Water on the crowns over each unit's area. [mm]"""
        volume = np.bincount(self.unit, weights=self.canopy_m * self.cells, minlength=units)
        cells = np.bincount(self.unit, weights=self.cells, minlength=units)
        mean: NDArray[np.float64] = volume / np.maximum(cells, 1) * MM_PER_M
        return mean
