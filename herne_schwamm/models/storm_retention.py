"""What a storm leaves where it fell: taken up by soil, hollows, crowns and roofs.

Water counts where it was taken up, whether it fell there or flowed in; over the city it is
the rain that neither reached the sewer nor stood or flowed on the surface at the end, nor
left over the edge. Water that stands can flow on: it is not held back.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.forcing import Storm
from herne_schwamm.city.retention import COLUMNS, AreaRetention, StormRetention
from herne_schwamm.city.water import MM_PER_M, WaterState

STRIP_CELLS = 2**22
"""Cells that are worked on at a time: a large city has no memory for copies of all of them."""


def storm_retention(
    city: City, storm: Storm, before: WaterState, after: WaterState
) -> StormRetention:
    """Rain that a storm leaves where it fell.

    Parameters
    ----------
    city, storm
        As the storm took them.
    before, after
        Water at the first drop, as the storm took it, and at its end, as it gave it back.
    """
    unit_id = city.layer("unit_id")
    units = len(city.units)
    sums = [_Sums(1), _Sums(units), *(_Sums(len(areas.names)) for areas in city.areas)]
    retained_mm = np.full(unit_id.shape, np.nan, dtype=np.float32)
    cells = np.zeros(units, np.int64)
    for rows in _strips(*unit_id.shape):
        cells += np.bincount(unit_id[rows][unit_id[rows] >= 0], minlength=units)
    laid = _laid_m(city, cells, before, after).astype(np.float32)
    for rows in _strips(*unit_id.shape):
        inside = unit_id[rows] >= 0
        unit = unit_id[rows][inside]
        infiltrated_m = (after.infiltrated_m[rows] - before.infiltrated_m[rows])[inside]
        held_m = (after.surface_film_m[rows] - before.surface_film_m[rows])[inside]
        held_m += laid[unit]
        retained_mm[rows][inside] = (infiltrated_m + held_m) * np.float32(MM_PER_M)
        depths = _rain_m(storm, rows, inside), infiltrated_m, held_m
        places = [np.zeros_like(unit), unit]
        places += [areas.of_cell[rows][inside] for areas in city.areas]
        for of_groups, place in zip(sums, places, strict=True):
            of_groups.add(place, *depths)
    whole, by_unit, *by_area = (each.table(float(city.grid.cell_area_m2)) for each in sums)
    return StormRetention(
        retained_mm,
        whole,
        by_unit.set_axis(city.units.index),
        tuple(
            AreaRetention(areas.kind, areas.names, table)
            for areas, table in zip(city.areas, by_area, strict=True)
        ),
    )


def _strips(rows: int, columns: int) -> Iterator[slice]:
    """Rows from north to south, some at a time."""
    step = max(1, STRIP_CELLS // max(columns, 1))
    for first in range(0, rows, step):
        yield slice(first, min(first + step, rows))


class _Sums:
    """Cells of groups, and sums over them of rain, of what infiltrated and of what is held. [m]"""

    def __init__(self, groups: int) -> None:
        self._sums = np.zeros((4, groups))

    def add(self, group: NDArray[np.int32], *depths_m: NDArray[np.float32]) -> None:
        """Cells with their depths; a group below 0 is none."""
        within = group >= 0
        where, groups = group[within], self._sums.shape[1]
        self._sums[0] += np.bincount(where, minlength=groups)
        for place, depth_m in enumerate(depths_m, start=1):
            weights = depth_m[within].astype(np.float64)
            self._sums[place] += np.bincount(where, weights, groups)

    def table(self, cell_area_m2: float) -> pd.DataFrame:
        """The sums as `COLUMNS`."""
        area, rain, infiltrated, held = self._sums * cell_area_m2
        retained = infiltrated + held
        share = np.divide(retained, rain, out=np.full_like(rain, np.nan), where=rain > 0.0)
        columns = (area, rain, infiltrated, held, retained, share)
        return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))


def _laid_m(
    city: City, cells: NDArray[np.int64], before: WaterState, after: WaterState
) -> NDArray[np.float64]:
    """What every cell of a unit holds more than before of the stores that the unit keeps. [m]

    Films that the unit had at the beginning were laid on its cells.
    """
    gain_mm = sum(
        (after.stores[name] - before.stores[name]).to_numpy() for name in ("canopy_mm", "roof_mm")
    )
    gain_mm = gain_mm - before.stores["surface_film_mm"].to_numpy()
    volume = gain_mm / MM_PER_M * city.units["area_m2"].to_numpy(np.float64)
    on_cells = cells * float(city.grid.cell_area_m2)
    laid: NDArray[np.float64] = np.divide(
        volume, on_cells, out=np.zeros_like(volume), where=cells > 0
    )
    return laid


def _rain_m(storm: Storm, rows: slice, inside: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Rain on every cell inside of some rows. [m]"""
    if storm.rain_rasters is None:
        depth_m = storm.rain_depth_mm / MM_PER_M
        return np.full(np.count_nonzero(inside), depth_m, dtype=np.float32)
    fallen_mm = storm.rain_rasters.integral(0.0, float("inf")) / 3600.0
    return (fallen_mm / MM_PER_M).astype(np.float32)[storm.rain_rasters.zone[rows][inside]]
