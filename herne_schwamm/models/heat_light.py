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
from herne_schwamm.models.radiation_walls import WallLight, follow_walls
from herne_schwamm.tables.dry_surfaces import dry_surfaces

WALL_MATERIAL = "brick_wall"

TILE_CELLS = 128
"""Rows and columns of the tiles worked on: light of six directions of all hours is held."""


@dataclass(frozen=True, slots=True)
class HeatLight:
    """Light of a heat wave, the same whatever water there is.

    Parameters
    ----------
    walls
        What reaches and what leaves the walls.
    ground_w_m2, top_w_m2
        Short-wave and long-wave light, mean of what arrives on the ground of every piece, and
        on its roofs or the tops of its crowns; the whole sky's where it has none.
        (2, hours, pieces)
    """

    walls: WallLight
    ground_w_m2: NDArray[np.float32]
    top_w_m2: NDArray[np.float32]


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
    hours = len(intervals)
    ground, top = (np.zeros((2, hours, pieces.count)) for _ in range(2))
    windows = list(tiles(place.surroundings.heights.shape, TILE_CELLS))
    with threads_for(TILE_CELLS**2):
        for done, window in enumerate(windows):
            short, long, _ = arriving_light(
                place.surroundings, place.walls, walls, intervals, window
            )
            piece = pieces.of_cell[window.slices]
            there = piece != NO_PIECE
            over = there & place.tops.there[window.slices]
            for t, interval in enumerate(intervals):
                above = place.tops.light(place.surroundings, interval, window)
                for kind, light in enumerate((short, long)):
                    for sums, where, values in (
                        (ground, there, light[t, 0]),
                        (top, over, above[kind]),
                    ):
                        sums[kind, t] += np.bincount(
                            piece[where], weights=values[where], minlength=pieces.count
                        )
            progress((done + 1) / len(windows))
    cells = np.bincount(pieces.of_cell[pieces.of_cell != NO_PIECE], minlength=pieces.count)
    ground /= cells
    topped = (pieces.of_cell != NO_PIECE) & place.tops.there
    cells = np.bincount(pieces.of_cell[topped], minlength=pieces.count)
    sky = np.array(
        [
            [interval.beam_down_w_m2 + interval.diffuse_w_m2 for interval in intervals],
            [interval.long_w_m2 for interval in intervals],
        ]
    )
    top = np.where(cells > 0, top / np.maximum(cells, 1), sky[:, :, None])
    return HeatLight(walls, ground.astype(np.float32), top.astype(np.float32))


def light_on_surfaces(
    light: HeatLight, place: HeatPlace, surfaces: Surfaces, hour: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Short-wave and long-wave light of one hour on every surface. [W/m2]"""
    on_top = (surfaces.place == ROOF) | (surfaces.place == CROWN)
    wall = surfaces.place == WALL
    count = surfaces.kind.size
    area_m2 = np.bincount(surfaces.of_wall, weights=place.wall_m2, minlength=count)
    told = []
    for kind in range(2):
        ground = light.ground_w_m2[kind, hour][surfaces.piece].astype(np.float64)
        top = light.top_w_m2[kind, hour][surfaces.piece]
        on_walls = light.walls.arriving[hour, :, kind] * place.wall_m2
        total = np.bincount(surfaces.of_wall, weights=on_walls, minlength=count)
        mean = np.divide(total, area_m2, out=np.zeros(count), where=area_m2 > 0.0)
        told.append(np.where(wall, mean, np.where(on_top, top, ground)))
    return told[0], told[1]
