"""Roofs and tops of crowns: what they see of the sky, and when the sun reaches them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.kernels.compiling import HEAVY, threads_for
from herne_schwamm.kernels.horizon import LEVELS, NOTHING, horizons
from herne_schwamm.kernels.view_shares import sky_views
from herne_schwamm.models.heat_geometry import Surroundings
from herne_schwamm.models.heat_windows import Window, cut, tiles
from herne_schwamm.models.radiation_sky import LOWEST_SUN_DEG, SkyInterval, black_body_w_m2
from herne_schwamm.models.radiation_walls import TERRAIN_ALBEDO

TILE_CELLS = 256


@dataclass(frozen=True, slots=True)
class Tops:
    """Tops of a city's roofs and crowns. (rows, columns)

    Crowns do not shade roofs, nor one another.

    Parameters
    ----------
    there
        Cells with a roof or a crown.
    height_m
        Above sea level; 0 elsewhere. float32 [m]
    sky_view
        Sky that terrain and buildings leave to a horizontal plate there. float32 [0–1]
    """

    there: NDArray[np.bool_]
    height_m: NDArray[np.float32]
    sky_view: NDArray[np.float32]

    def light(
        self, surroundings: Surroundings, interval: SkyInterval, window: Window
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Short-wave and long-wave light on the tops of a window; 0 where there are none. [W/m2]

        What rises above them reflects as terrain does, and is as warm as the air.
        """
        there, height_m = cut(self.there, window, False), cut(self.height_m, window, 0.0)
        view = np.where(there, cut(self.sky_view, window, 0.0), np.float32(0.0))
        hidden = np.where(there, np.float32(1.0) - view, np.float32(0.0))
        sunlit = np.zeros_like(view)
        if interval.beam_w_m2 > 0.0:
            for azimuth, elevation in interval.shade_sun:
                if elevation >= LOWEST_SUN_DEG:
                    sunlit += there & (surroundings.shadow(azimuth, elevation, window) <= height_m)
            sunlit /= np.float32(len(interval.shade_sun))
        beam, diffuse = interval.beam_down_w_m2, interval.diffuse_w_m2
        reflected = TERRAIN_ALBEDO * (beam + diffuse)
        around = float(black_body_w_m2(interval.air_temperature_c))
        short = beam * sunlit + diffuse * view + reflected * hidden
        long = interval.long_w_m2 * view + around * hidden
        return short.astype(np.float32), long.astype(np.float32)


def tops_of(surroundings: Surroundings) -> Tops:
    """Tops of the roofs and crowns of a city."""
    heights = surroundings.heights
    there = heights.building & surroundings.known
    height_m = np.where(there, heights.surface_m, np.float32(0.0))
    if heights.crown_m is not None:
        crowned = (heights.crown_m > 0.0) & surroundings.open_ground
        height_m = np.where(crowned, heights.ground_m + heights.crown_m, height_m)
        there = there | crowned
    height_m = height_m.astype(np.float32)
    view = np.zeros(heights.shape, np.float32)
    rays, margin = surroundings.rays, surroundings.margin
    open_sky = (np.cos(np.arange(LEVELS + 1) * (np.pi / 2.0 / LEVELS)) ** 2).astype(np.float32)
    with threads_for(TILE_CELLS**2, HEAVY):
        for window in tiles(heights.shape, TILE_CELLS):
            horizon = np.empty((window.rows, window.columns, rays.count.size), np.uint8)
            horizons(
                cut(height_m, window, 0.0),
                cut(surroundings.surface, window.grown(margin), NOTHING),
                margin,
                rays.row_step,
                rays.column_step,
                rays.near_m,
                rays.count,
                horizon,
            )
            told = np.empty((window.rows, window.columns), np.float32)
            sky_views(horizon, open_sky, told)
            view[window.slices] = told
    return Tops(there, height_m, np.where(there, view, np.float32(0.0)))
