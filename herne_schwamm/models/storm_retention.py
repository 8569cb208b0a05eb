"""What a storm leaves where it fell: taken up by soil, hollows, crowns and roofs.

Water counts where it was taken up, whether it fell there or flowed in; over the city it is
the rain that neither reached the sewer nor stood or flowed on the surface at the end, nor
left over the edge. Water that stands can flow on: it is not held back.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.areas import Areas
from herne_schwamm.city.city import City
from herne_schwamm.city.forcing import Storm
from herne_schwamm.city.retention import COLUMNS, AreaRetention, StormRetention
from herne_schwamm.city.water import MM_PER_M, WaterState


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
    inside = unit_id >= 0
    units = len(city.units)
    place = unit_id[inside]
    cells = np.bincount(place, minlength=units)
    laid = _laid_m(city, cells, before, after)
    infiltrated_m = (after.infiltrated_m - before.infiltrated_m)[inside]
    held_m = (after.surface_film_m - before.surface_film_m)[inside]
    held_m += laid.astype(np.float32)[place]
    rain_m = _rain_m(storm, inside)
    retained_mm = np.full(unit_id.shape, np.nan, dtype=np.float32)
    retained_mm[inside] = (infiltrated_m + held_m) * np.float32(MM_PER_M)
    cell_area_m2 = float(city.grid.cell_area_m2)

    def table(group: NDArray[np.integer], groups: int) -> pd.DataFrame:
        """Sums over the cells of each group; a group below 0 is none."""
        within = group >= 0
        where = group[within]

        def volume(depth_m: NDArray[np.float32] | np.float64) -> NDArray[np.float64]:
            depth = np.broadcast_to(depth_m, within.shape)[within].astype(np.float64)
            sums = np.bincount(where, weights=depth, minlength=groups).astype(np.float64)
            return sums * cell_area_m2

        rain, infiltrated, held = volume(rain_m), volume(infiltrated_m), volume(held_m)
        retained = infiltrated + held
        share = np.divide(retained, rain, out=np.full(groups, np.nan), where=rain > 0.0)
        area = np.bincount(where, minlength=groups) * cell_area_m2
        columns = (area, rain, infiltrated, held, retained, share)
        return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))

    def of_areas(areas: Areas) -> AreaRetention:
        return AreaRetention(
            areas.kind, areas.names, table(areas.of_cell[inside], len(areas.names))
        )

    return StormRetention(
        retained_mm,
        table(np.zeros(place.size, np.int64), 1),
        table(place, units).set_axis(city.units.index),
        tuple(of_areas(areas) for areas in city.areas),
    )


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


def _rain_m(storm: Storm, inside: NDArray[np.bool_]) -> NDArray[np.float32] | np.float64:
    """Rain on every cell inside, or the same on all. [m]"""
    if storm.rain_rasters is None:
        return np.float64(storm.rain_depth_mm / MM_PER_M)
    fallen_mm = storm.rain_rasters.integral(0.0, float("inf")) / 3600.0
    return (fallen_mm / MM_PER_M).astype(np.float32)[storm.rain_rasters.zone[inside]]
