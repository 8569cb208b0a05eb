"""Light that arrives on the surfaces of the energy balance, hour by hour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.kernels.compiling import HEAVY, threads_for
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
    """Light of some hours of a heat wave, the same whatever water there is.

    Parameters
    ----------
    hours
        Numbers of the hours.
    walls
        What reaches and what leaves the walls, of all hours of the wave.
    ground_w_m2, top_w_m2
        Short-wave and long-wave light, mean of what arrives on the ground of every piece, and
        on its roofs or the tops of its crowns; the whole sky's where it has none.
        (2, hours, pieces)
    """

    hours: range
    walls: WallLight
    ground_w_m2: NDArray[np.float32]
    top_w_m2: NDArray[np.float32]


def light_on_walls(place: HeatPlace, weather: HeatWeather) -> WallLight:
    """What reaches and what leaves the walls in all hours of a wave."""
    return follow_walls(
        place.surroundings,
        place.walls,
        dry_surfaces()[WALL_MATERIAL],
        place.feet,
        weather.intervals,
    )


def heat_light(
    place: HeatPlace,
    weather: HeatWeather,
    pieces: Pieces,
    walls: WallLight,
    hours: range,
    progress: Callable[[float], None],
) -> HeatLight:
    """Light on ground, roofs and crowns.

    Parameters
    ----------
    place, weather, pieces
        City and weather.
    walls
        Light of the walls.
    hours
        Numbers of the hours that are asked for.
    progress
        Told the share that is done. [0–1]
    """
    asked = slice(hours.start, hours.stop)
    intervals, of_hours = weather.intervals[asked], walls.of(asked)
    ground, top = (np.zeros((2, len(hours), pieces.count), np.float32) for _ in range(2))
    known = pieces.of_cell != NO_PIECE
    topped = known & place.tops.there
    cells, top_cells = (
        np.bincount(pieces.of_cell[which], minlength=pieces.count) for which in (known, topped)
    )
    windows = list(tiles(place.surroundings.heights.shape, TILE_CELLS))
    with threads_for(TILE_CELLS**2, HEAVY):
        for done, window in enumerate(windows):
            short, long, _ = arriving_light(
                place.surroundings, place.walls, of_hours, intervals, window
            )
            on_ground = _Share(pieces.of_cell[window.slices], known[window.slices], cells)
            on_top = _Share(pieces.of_cell[window.slices], topped[window.slices], top_cells)
            for t, interval in enumerate(intervals):
                above = place.tops.light(place.surroundings, interval, window)
                for kind, light in enumerate((short, long)):
                    on_ground.add(light[t, 0], ground[kind, t])
                    on_top.add(above[kind], top[kind, t])
            progress((done + 1) / len(windows))
    bare = top_cells == 0
    for t, interval in enumerate(intervals):
        sky = interval.beam_down_w_m2 + interval.diffuse_w_m2, interval.long_w_m2
        for kind in range(2):
            top[kind, t, bare] = sky[kind]
    return HeatLight(hours, walls, ground, top)


class _Share:
    """What one window adds to the means of its pieces."""

    def __init__(
        self, piece: NDArray[np.int32], which: NDArray[np.bool_], cells: NDArray[np.int64]
    ) -> None:
        """Cells of the window that count, and how many there are of every piece of the city."""
        self._which = which
        self._pieces, self._local = np.unique(piece[which], return_inverse=True)
        self._cells = cells[self._pieces]

    def add(self, values: NDArray[np.floating], means: NDArray[np.float32]) -> None:
        """Add a raster of the window to the means of all pieces of the city."""
        sums = np.bincount(self._local, values[self._which], minlength=self._pieces.size)
        means[self._pieces] += sums / self._cells


def light_on_surfaces(
    light: HeatLight, place: HeatPlace, surfaces: Surfaces, hour: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Short-wave and long-wave light of one hour on every surface. [W/m2]"""
    on_top = (surfaces.place == ROOF) | (surfaces.place == CROWN)
    wall = surfaces.place == WALL
    count = surfaces.kind.size
    row = light.hours.index(hour)
    area_m2 = np.bincount(surfaces.of_wall, weights=place.wall_m2, minlength=count)
    told = []
    for kind in range(2):
        ground = light.ground_w_m2[kind, row][surfaces.piece].astype(np.float64)
        top = light.top_w_m2[kind, row][surfaces.piece]
        on_walls = light.walls.arriving[hour, :, kind] * place.wall_m2
        total = np.bincount(surfaces.of_wall, weights=on_walls, minlength=count)
        mean = np.divide(total, area_m2, out=np.zeros(count), where=area_m2 > 0.0)
        told.append(np.where(wall, mean, np.where(on_top, top, ground)))
    return told[0], told[1]
