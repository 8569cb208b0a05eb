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
    """Slow water and maxima of every cell; float32, (rows, columns)."""

    def __init__(self, city: City, water: WaterState, tiles: Tiles, *, has_sewer: bool) -> None:
        self._tiles = tiles
        shape = water.surface_depth_m.shape
        self.slow = SlowWater(
            film=water.surface_film_m.copy(),
            infiltrated=water.infiltrated_m.copy(),
            drained=blank(shape),
            surcharge=blank(shape if has_sewer else (1, 1)),
            sealing=city.layer("sealing").astype(np.float32, copy=False),
        )
        self.maxima = Maxima(water.surface_depth_m.copy(), *(blank(shape) for _ in range(5)))

    def held_m(self) -> tuple[float, float, float]:
        """Sums of surface depth, film and infiltrated depth over the cells. [m]"""
        depth = self._tiles.raster(self._tiles.flow.depth)
        surface, film, infiltrated = (
            float(raster.sum(axis=1, dtype=np.float64).sum())
            for raster in (depth, self.slow.film, self.slow.infiltrated)
        )
        return surface, film, infiltrated

    def water(self, stores: pd.DataFrame) -> WaterState:
        """What the city holds now, with the units' stores."""
        return WaterState(
            stores,
            self._tiles.raster(self._tiles.flow.depth),
            self.slow.film.copy(),
            self.slow.infiltrated.copy(),
        )

    def maps(self, city: City) -> xr.Dataset:
        """The maps of `STORM_MAPS`."""
        maxima, slow = self.maxima, self.slow
        speed = np.hypot(maxima.velocity_x, maxima.velocity_y)
        # Azimuth the water flows to: 0 = north, clockwise; rows run to the south.
        azimuth = np.degrees(np.arctan2(maxima.velocity_x, -maxima.velocity_y))
        azimuth[azimuth < 0.0] += 360.0
        # In float32 the smallest negative angles become the full circle.
        azimuth[azimuth >= 360.0] = 0.0
        azimuth[speed <= 0.0] = np.nan
        peaked = maxima.depth >= SHOWN_PEAK_M
        rasters = {
            "water_depth_max_m": maxima.depth,
            "velocity_max_m_s": speed,
            "flow_direction_deg": azimuth,
            "hazard_intensity_max_m2_s": maxima.intensity,
            "time_of_peak_min": np.where(peaked, maxima.time_of_peak / 60.0, np.nan),
            "flooded_duration_min": maxima.flooded_duration / 60.0,
            "infiltrated_mm": slow.infiltrated * MM_PER_M,
            "water_depth_end_m": self._tiles.raster(self._tiles.flow.depth),
        }
        if slow.drained.any():
            rasters["sewer_inflow_mm"] = slow.drained * MM_PER_M
        if slow.surcharge.size > 1:
            rasters["sewer_surcharge_mm"] = slow.surcharge * MM_PER_M
        ground, inside = city.open_ground, city.inside
        return xr.Dataset(
            {
                name: (
                    ("y", "x"),
                    np.where(
                        inside if name in ON_ROOFS_TOO else ground, rasters[name], np.nan
                    ).astype(np.float32, copy=False),
                    {"units": unit},
                )
                for name, unit in STORM_MAPS.items()
                if name in rasters
            },
            coords={"y": city.grid.y_m(), "x": city.grid.x_m()},
        )
