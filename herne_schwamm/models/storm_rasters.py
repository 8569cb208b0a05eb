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

ROWS_AT_ONCE = 256

Raster = NDArray[np.float32]


class StormRasters:
    """Slow water and maxima of every cell, (rows, columns).

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
        self.maxima = Maxima(
            water.surface_depth_m, *(np.full(shape, 0, np.uint16) for _ in range(5))
        )

    def held_m(self) -> tuple[float, float, float]:
        """Sums of surface depth, film and infiltrated depth over the cells. [m]"""
        film, infiltrated = (
            float(raster.sum(axis=1, dtype=np.float64).sum())
            for raster in (self.slow.film, self.slow.infiltrated)
        )
        return self._tiles.sum_of(self._tiles.flow.depth), film, infiltrated

    def end(
        self, city: City, stores: pd.DataFrame, moment_s: float
    ) -> tuple[xr.Dataset, WaterState]:
        """The maps of `STORM_MAPS`, and what the city holds with the units' stores.

        To be called once: neither rasters nor tiles are of use afterwards.
        """
        slow, kept = self.slow, self.maxima._asdict()
        # What is told in 32 bits is no longer kept in 16: one after the other.
        del self.maxima
        depth = self._tiles.depth_at_end()
        rasters = {"water_depth_max_m": kept.pop("depth")}
        rasters["velocity_max_m_s"], rasters["flow_direction_deg"] = _velocity(
            kept.pop("velocity_x"), kept.pop("velocity_y")
        )
        intensity = kept.pop("intensity").view(np.float16)
        rasters["hazard_intensity_max_m2_s"] = intensity.astype(np.float32)
        del intensity
        for name, counted in (
            ("time_of_peak_min", "time_of_peak"),
            ("flooded_duration_min", "flooded_duration"),
        ):
            rasters[name] = _scaled(kept.pop(counted), moment_s / 60.0)
        rasters["infiltrated_mm"] = slow.infiltrated * np.float32(MM_PER_M)
        rasters["water_depth_end_m"] = depth.copy()
        never = rasters["water_depth_max_m"] < SHOWN_PEAK_M
        rasters["time_of_peak_min"][never] = np.nan
        del never
        if slow.drained.any():
            rasters["sewer_inflow_mm"] = _in_mm(slow.drained)
        if slow.surcharge.size > 1:
            rasters["sewer_surcharge_mm"] = _in_mm(slow.surcharge)
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


def _in_mm(raster: Raster) -> Raster:
    """A raster in another unit, in place."""
    raster *= np.float32(MM_PER_M)
    return raster


def _scaled(counted: NDArray[np.uint16], factor: float) -> Raster:
    scaled: Raster = np.multiply(counted, np.float32(factor), dtype=np.float32)
    return scaled


def _velocity(to_east: NDArray[np.uint16], to_south: NDArray[np.uint16]) -> tuple[Raster, Raster]:
    """Speed and direction of the velocity's two parts, told in half precision."""
    speed, azimuth = np.empty(to_east.shape, np.float32), np.empty(to_east.shape, np.float32)
    # Some rows at a time: what is needed in between stays small.
    for first in range(0, len(speed), ROWS_AT_ONCE):
        rows = slice(first, first + ROWS_AT_ONCE)
        east = to_east[rows].view(np.float16).astype(np.float32)
        north = -to_south[rows].view(np.float16).astype(np.float32)
        # Azimuth the water flows to: 0 = north, clockwise; rows run to the south.
        of_rows = np.degrees(np.arctan2(east, north))
        of_rows[of_rows < 0.0] += 360.0
        # In float32 the smallest negative angles become the full circle.
        of_rows[of_rows >= 360.0] = 0.0
        np.hypot(east, north, out=speed[rows])
        of_rows[speed[rows] <= 0.0] = np.nan
        azimuth[rows] = of_rows
    return speed, azimuth
