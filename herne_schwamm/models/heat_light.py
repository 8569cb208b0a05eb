"""Light that arrives on the surfaces of the energy balance, hour by hour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.kernels.compiling import threads_for
from herne_schwamm.kernels.street_shape import CROWN, ROOF, WALL
from herne_schwamm.models.heat_place import HeatPlace
from herne_schwamm.models.heat_surfaces import NO_PIECE, Pieces, Surfaces
from herne_schwamm.models.heat_weather import HeatWeather
from herne_schwamm.models.heat_windows import tiles
from herne_schwamm.models.radiation import arriving_light
from herne_schwamm.models.radiation_sky import black_body_w_m2
from herne_schwamm.models.radiation_walls import WallLight, follow_walls
from herne_schwamm.tables.dry_surfaces import dry_surfaces

WALL_MATERIAL = "brick_wall"

TILE_CELLS = 128
"""Rows and columns of the tiles worked on: light of six directions of all hours is held."""

HALF = 0.5
"""Of what a wall sees, half is sky and half is warm ground and walls."""


@dataclass(frozen=True, slots=True)
class HeatLight:
    """Light of a heat wave, the same whatever water there is.

    Parameters
    ----------
    walls
        What leaves the walls.
    short_w_m2, long_w_m2
        Mean of what arrives on the ground of every piece. (hours, pieces)
    """

    walls: WallLight
    short_w_m2: NDArray[np.float32]
    long_w_m2: NDArray[np.float32]


def heat_light(
    place: HeatPlace, weather: HeatWeather, pieces: Pieces, progress: Callable[[float], None]
) -> HeatLight:
    """Light on walls and ground.

    Parameters
    ----------
    place, weather, pieces
        City and weather.
    progress
        Told the share that is done. [0–1]
    """
    intervals = weather.intervals
    walls = follow_walls(
        place.surroundings, place.walls, dry_surfaces()[WALL_MATERIAL], place.feet, intervals
    )
    sums = np.zeros((2, len(intervals), pieces.count))
    windows = list(tiles(place.surroundings.heights.shape, TILE_CELLS))
    with threads_for(TILE_CELLS**2):
        for done, window in enumerate(windows):
            short, long, _ = arriving_light(
                place.surroundings, place.walls, walls, intervals, window
            )
            piece = pieces.of_cell[window.slices]
            there = piece != NO_PIECE
            for kind, light in enumerate((short, long)):
                for t in range(len(intervals)):
                    sums[kind, t] += np.bincount(
                        piece[there], weights=light[t, 0][there], minlength=pieces.count
                    )
            progress((done + 1) / len(windows))
    cells = np.bincount(pieces.of_cell[pieces.of_cell != NO_PIECE], minlength=pieces.count)
    sums /= cells
    return HeatLight(walls, *sums.astype(np.float32))


def light_on_surfaces(
    light: HeatLight, place: HeatPlace, weather: HeatWeather, surfaces: Surfaces, hour: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Short-wave and long-wave light of one hour on every surface. [W/m2]

    Roofs and the tops of crowns see the whole sky; walls get what they reflect over
    their albedo.
    """
    interval = weather.intervals[hour]
    piece = np.maximum(surfaces.piece, 0)
    short = light.short_w_m2[hour][piece].astype(np.float64)
    long = light.long_w_m2[hour][piece].astype(np.float64)
    on_top = (surfaces.place == ROOF) | (surfaces.place == CROWN)
    short[on_top] = interval.beam_down_w_m2 + interval.diffuse_w_m2
    long[on_top] = interval.long_w_m2
    wall = surfaces.place == WALL
    if wall.any():
        material = dry_surfaces()[WALL_MATERIAL]
        at = place.air.cell[tuple(place.walls.foot.T)]
        reflected = light.walls.light[hour, :, 0].astype(np.float64)
        count = np.bincount(at, minlength=place.air.size)
        mean = np.bincount(at, weights=reflected, minlength=place.air.size) / np.maximum(count, 1)
        short[wall] = mean[surfaces.air_cell[wall]] / material.albedo
        around = float(black_body_w_m2(interval.air_temperature_c))
        long[wall] = HALF * interval.long_w_m2 + HALF * around
    return short, long
