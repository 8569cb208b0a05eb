"""The rasters a storm works on beside its tiles, on the City's grid."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.water import MM_PER_M, WaterState
from herne_schwamm.kernels.maxima import Maxima
from herne_schwamm.kernels.surface_water import SlowWater
from herne_schwamm.models.storm_result import STORM_MAPS
from herne_schwamm.models.storm_tiles import Tiles, blank

SHOWN_PEAK_M = 0.01
"""Cells that never got deeper tell no time of their peak. [m]"""

ON_ROOFS_TOO = ("sewer_inflow_mm", "sewer_surcharge_mm")
"""Maps that have values on buildings."""

Raster = NDArray[np.float32]


class StormRasters:
    """Slow water and maxima of every cell; float32, (rows, columns).

    A city has a hundred million cells: nothing is held twice. The water's rasters are
    taken over, and at the end the rasters of the loop become the maps.

    Parameters
    ----------
    water
        Its rasters are changed from now on.
    """

    def __init__(self, city: City, water: WaterState, tiles: Tiles, *, has_sewer: bool) -> None:
        self._tiles = tiles
        shape = water.surface_depth_m.shape
        self.slow = SlowWater(
            film=water.surface_film_m,
            infiltrated=water.infiltrated_m,
            drained=blank(shape),
            surcharge=blank(shape if has_sewer else (1, 1)),
            sealing=city.layer("sealing").astype(np.float32, copy=False),
        )
        self.maxima = Maxima(water.surface_depth_m, *(blank(shape) for _ in range(5)))

    def held_m(self) -> tuple[float, float, float]:
        """Sums of surface depth, film and infiltrated depth over the cells. [m]"""
        depth = self._tiles.raster(self._tiles.flow.depth)
        surface, film, infiltrated = (
            float(raster.sum(axis=1, dtype=np.float64).sum())
            for raster in (depth, self.slow.film, self.slow.infiltrated)
        )
        return surface, film, infiltrated

    def end(self, city: City, stores: pd.DataFrame) -> tuple[xr.Dataset, WaterState]:
        """The maps of `STORM_MAPS`, and what the city holds with the units' stores.

        To be called once: neither rasters nor tiles are of use afterwards.
        """
        maxima, slow = self.maxima, self.slow
        depth = self._tiles.raster(self._tiles.flow.depth)
        self._tiles.give_back()
        rasters = {
            "water_depth_max_m": maxima.depth,
            **_velocity(maxima.velocity_x, maxima.velocity_y),
            "hazard_intensity_max_m2_s": maxima.intensity,
            "time_of_peak_min": _scaled(maxima.time_of_peak, 1.0 / 60.0),
            "flooded_duration_min": _scaled(maxima.flooded_duration, 1.0 / 60.0),
            "infiltrated_mm": slow.infiltrated * np.float32(MM_PER_M),
            "water_depth_end_m": depth.copy(),
        }
        rasters["time_of_peak_min"][maxima.depth < SHOWN_PEAK_M] = np.nan
        if slow.drained.any():
            rasters["sewer_inflow_mm"] = _scaled(slow.drained, MM_PER_M)
        if slow.surcharge.size > 1:
            rasters["sewer_surcharge_mm"] = _scaled(slow.surcharge, MM_PER_M)
        beyond, not_ground = ~city.inside, ~city.open_ground
        for name, raster in rasters.items():
            raster[beyond if name in ON_ROOFS_TOO else not_ground] = np.nan
        maps = xr.Dataset(
            {
                name: (("y", "x"), rasters[name], {"units": unit})
                for name, unit in STORM_MAPS.items()
                if name in rasters
            },
            coords={"y": city.grid.y_m(), "x": city.grid.x_m()},
        )
        return maps, WaterState(stores, depth, slow.film, slow.infiltrated)


def _scaled(raster: Raster, factor: float) -> Raster:
    """A raster in another unit, in place."""
    raster *= np.float32(factor)
    return raster


def _velocity(to_east: Raster, to_south: Raster) -> dict[str, Raster]:
    """Speed and direction of the velocity's two parts, which are used up."""
    to_north = np.negative(to_south, out=to_south)
    # Azimuth the water flows to: 0 = north, clockwise; rows run to the south.
    azimuth = np.degrees(np.arctan2(to_east, to_north))
    azimuth[azimuth < 0.0] += 360.0
    # In float32 the smallest negative angles become the full circle.
    azimuth[azimuth >= 360.0] = 0.0
    speed = np.hypot(to_east, to_north, out=to_east)
    azimuth[speed <= 0.0] = np.nan
    return {"velocity_max_m_s": speed, "flow_direction_deg": azimuth}
