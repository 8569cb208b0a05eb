"""The rasters a storm works on, with a ring of cells around the city."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.water import MM_PER_M, WaterState
from herne_schwamm.kernels.face_flux import GRAVITY
from herne_schwamm.kernels.surface_runoff import WALL_M
from herne_schwamm.models.storm_result import STORM_MAPS

SHOWN_PEAK_M = 0.01
"""Cells that never got deeper tell no time of their peak. [m]"""

CORE = (slice(1, -1), slice(1, -1))
"""The city without its ring."""

ON_ROOFS_TOO = ("sewer_inflow_mm", "sewer_surcharge_mm")
"""Maps that have values on buildings."""

Raster = NDArray[np.float32]


class StormRasters:
    """Ground, water, flow, work space and maxima; float32, (rows + 2, columns + 2).

    Flows have one more column or row: they lie on the faces between cells.
    """

    def __init__(
        self, city: City, water: WaterState, patch_id: NDArray[np.int32], *, has_sewer: bool
    ) -> None:
        ground = city.open_ground
        self.wall = np.pad(~ground, 1, constant_values=True)
        terrain = np.where(ground, city.layer("terrain_m"), WALL_M)
        self.bed: Raster = np.pad(terrain, 1, constant_values=WALL_M).astype(np.float32)
        manning_n = np.where(ground, city.layer("manning_n_s_m13"), 0.0)
        self.gravity_n2: Raster = np.pad((GRAVITY * manning_n**2).astype(np.float32), 1)
        self.sealing: Raster = np.pad(city.layer("sealing").astype(np.float32), 1)
        self.patch_id = np.pad(patch_id, 1, constant_values=-1)

        self.depth: Raster = np.pad(water.surface_depth_m, 1)
        self.film: Raster = np.pad(water.surface_film_m, 1)
        self.infiltrated: Raster = np.pad(water.infiltrated_m, 1)
        rows, columns = self.depth.shape

        def zeros(more_rows: int = 0, more_columns: int = 0) -> Raster:
            return np.zeros((rows + more_rows, columns + more_columns), np.float32)

        self.drained = zeros()
        self.flow_x, self.new_x = zeros(0, 1), zeros(0, 1)
        self.flow_y, self.new_y = zeros(1, 0), zeros(1, 0)
        self.share = np.ones_like(self.depth)
        self.limited_of_row = np.zeros(rows, np.int64)
        self.greatest_of_row = np.zeros(rows, np.int32)
        self.surcharge = zeros() if has_sewer else np.zeros((1, 1), np.float32)
        self.drained_of_row, self.sewered_of_row, self.surcharge_of_row = np.zeros((3, rows))

        self.depth_max = self.depth.copy()
        self.time_of_peak = zeros()
        self.velocity_x, self.velocity_y = zeros(), zeros()
        self.intensity_max = zeros()
        self.flooded_duration = zeros()

    def swap_flows(self) -> None:
        """Take the new flows for the old."""
        self.flow_x, self.new_x = self.new_x, self.flow_x
        self.flow_y, self.new_y = self.new_y, self.flow_y

    def held_m(self) -> tuple[float, float, float]:
        """Sums of surface depth, film and infiltrated depth over the cells. [m]"""
        surface, film, infiltrated = (
            float(raster.sum(axis=1, dtype=np.float64).sum())
            for raster in (self.depth, self.film, self.infiltrated)
        )
        return surface, film, infiltrated

    def deepest_cell(self) -> tuple[int, int]:
        """Row and column, without the ring, of the greatest depth."""
        row, column = np.unravel_index(int(self.depth.argmax()), self.depth.shape)
        return int(row) - 1, int(column) - 1

    def water(self, stores: pd.DataFrame) -> WaterState:
        """What the city holds now, with the units' stores."""
        return WaterState(
            stores,
            *(
                np.ascontiguousarray(raster[CORE])
                for raster in (self.depth, self.film, self.infiltrated)
            ),
        )

    def maps(self, city: City) -> xr.Dataset:
        """The maps of `STORM_MAPS`."""
        speed = np.hypot(self.velocity_x, self.velocity_y)
        # Azimuth the water flows to: 0 = north, clockwise; rows run to the south.
        azimuth = np.degrees(np.arctan2(self.velocity_x, -self.velocity_y))
        azimuth = np.where(azimuth < 0.0, azimuth + 360.0, azimuth)
        # In float32 the smallest negative angles become the full circle.
        azimuth = np.where(azimuth >= 360.0, 0.0, azimuth)
        peaked = self.depth_max >= SHOWN_PEAK_M
        rasters = {
            "water_depth_max_m": self.depth_max,
            "velocity_max_m_s": speed,
            "flow_direction_deg": np.where(speed > 0.0, azimuth, np.nan),
            "hazard_intensity_max_m2_s": self.intensity_max,
            "time_of_peak_min": np.where(peaked, self.time_of_peak / 60.0, np.nan),
            "flooded_duration_min": self.flooded_duration / 60.0,
            "infiltrated_mm": self.infiltrated * MM_PER_M,
            "water_depth_end_m": self.depth,
        }
        if self.drained.any():
            rasters["sewer_inflow_mm"] = self.drained * MM_PER_M
        if self.surcharge.size > 1:
            rasters["sewer_surcharge_mm"] = self.surcharge * MM_PER_M
        ground = city.open_ground
        return xr.Dataset(
            {
                name: (
                    ("y", "x"),
                    np.where(
                        city.inside if name in ON_ROOFS_TOO else ground, rasters[name][CORE], np.nan
                    ).astype(np.float32),
                    {"units": unit},
                )
                for name, unit in STORM_MAPS.items()
                if name in rasters
            },
            coords={"y": city.grid.y_m(), "x": city.grid.x_m()},
        )
