"""Light of six directions and mean radiant temperature of a city's cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.kernels.compiling import HEAVY, threads_for
from herne_schwamm.kernels.ground_light import (
    DIRECTIONS,
    add_ground_light,
    ground_weights,
    leaving_light,
    open_shares,
)
from herne_schwamm.kernels.mean_radiant import add_beam, mean_radiant_temperature
from herne_schwamm.models.heat_geometry import Surroundings
from herne_schwamm.models.heat_walls import Walls
from herne_schwamm.models.heat_windows import Window, cut, tiles, whole
from herne_schwamm.models.person import STANDING, Person
from herne_schwamm.models.radiation_sky import LOWEST_SUN_DEG, SkyInterval
from herne_schwamm.models.radiation_surfaces import SPIN_UP_DAYS, DrySurfaces, Ground
from herne_schwamm.models.radiation_walls import (
    TILE_CELLS,
    WallLight,
    sum_upper_light,
)


@dataclass(frozen=True, slots=True)
class SixDirections:
    """Light on the six sides of a body in every cell of a window, in one interval.

    Rows: from above, the four sides, from below. The sides are without the
    beam where the person is a cylinder. What a building's cell holds means nothing.

    Parameters
    ----------
    window
        The cells.
    number
        Of the interval.
    short, long
        (DIRECTIONS, rows, columns), float32 [W/m2]
    sunlit
        Share of the beam that arrives. (rows, columns), float32 [0–1]
    ground_c
        Temperature of the ground. (rows, columns), float32 [°C]
    mean_radiant_c
        Mean radiant temperature. (rows, columns), float32 [°C]
    """

    window: Window
    number: int
    short: NDArray[np.float32]
    long: NDArray[np.float32]
    sunlit: NDArray[np.float32]
    ground_c: NDArray[np.float32]
    mean_radiant_c: NDArray[np.float32]


GroundTemperature = Callable[
    [Window, Sequence[SkyInterval], NDArray[np.float32], NDArray[np.float32]],
    NDArray[np.float32],
]
"""Gives the ground's temperature (intervals, rows, columns) [°C] from the short-wave and
long-wave light that arrives there, of the same shape [W/m2]."""


def dry_ground(ground: Ground) -> GroundTemperature:
    """The ground's temperature from the plain balance of dry surfaces."""

    def temperature(
        window: Window,
        intervals: Sequence[SkyInterval],
        short: NDArray[np.float32],
        long: NDArray[np.float32],
    ) -> NDArray[np.float32]:
        surfaces = DrySurfaces(
            cut(ground.albedo, window, 0.0).ravel(),
            cut(ground.emissivity, window, 1.0).ravel(),
            cut(ground.inertia_j_m2_k, window, 1.0e5).ravel(),
            float(np.mean([interval.air_temperature_c for interval in intervals])),
        )
        told = np.empty(short.shape, np.float32)
        for _day in range(SPIN_UP_DAYS + 1):
            for t, interval in enumerate(intervals):
                before = surfaces.temperature_c.copy()
                surfaces.follow(interval, short[t].ravel(), long[t].ravel())
                mean = (before + surfaces.temperature_c) * np.float32(0.5)
                told[t] = mean.reshape(short.shape[1:])
            surfaces.settle(told.reshape(len(intervals), -1), intervals)
        return told

    return temperature


def radiate(
    surroundings: Surroundings,
    walls: Walls,
    wall_light: WallLight,
    ground: Ground,
    ground_temperature: GroundTemperature,
    intervals: Sequence[SkyInterval],
    receive: Callable[[SixDirections], None],
    *,
    person: Person = STANDING,
    window: Window | None = None,
    tile_cells: int = TILE_CELLS,
) -> None:
    """Mean radiant temperature of a window of a city over a forcing, tile by tile.

    Parameters
    ----------
    surroundings, walls
        The city and its walls.
    wall_light
        What leaves the walls, `follow_walls`.
    ground
        Materials of the ground.
    ground_temperature
        Gives the ground's temperature, for example `dry_ground`.
    intervals
        Sun and sky.
    receive
        Called with every interval of every tile.
    person
        The body.
    window
        Cells to tell; None: all.
    tile_cells
        Rows and columns of the tiles worked on.
    """
    part = window or whole(surroundings.heights.shape)
    weights = ground_weights(
        surroundings.heights.cell_size_m,
        surroundings.settings.eye_height_m,
        intervals[0].side_azimuth_deg,
    )
    with threads_for(min(tile_cells**2, part.rows * part.columns), HEAVY):
        for tile in tiles((part.rows, part.columns), tile_cells):
            _radiate_tile(
                surroundings,
                walls,
                wall_light,
                ground,
                ground_temperature,
                intervals,
                receive,
                person,
                Window(part.row + tile.row, part.column + tile.column, tile.rows, tile.columns),
                weights,
            )


def arriving_light(
    surroundings: Surroundings,
    walls: Walls,
    wall_light: WallLight,
    intervals: Sequence[SkyInterval],
    window: Window,
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Light from sun, sky, crowns and walls in every cell of a window.

    Parameters
    ----------
    surroundings, walls, wall_light, intervals
        As `radiate`.
    window
        Cells; may lie partly outside the city.

    Returns
    -------
    tuple of numpy.ndarray
        Short-wave and long-wave light of the `DIRECTIONS`, nothing from the ground yet,
        (intervals, DIRECTIONS, rows, columns) [W/m2]; share of the beam that arrives,
        (intervals, rows, columns) [0–1].
    """
    standing = cut(surroundings.open_ground, window, False)
    geometry = surroundings.geometry(window, walls.number)
    shape = (len(intervals), DIRECTIONS, window.rows, window.columns)
    short, long = np.empty(shape, np.float32), np.empty(shape, np.float32)
    sunlit = np.zeros((len(intervals), window.rows, window.columns), np.float32)
    for t, interval in enumerate(intervals):
        sum_upper_light(
            standing, geometry.view, wall_light.light[t], interval, short[t, :-1], long[t, :-1]
        )
        if interval.beam_w_m2 > 0.0:
            sunlit[t] = interval_sunlit(surroundings, interval, window)
            add_beam(short[t], sunlit[t], np.array([interval.beam_down_w_m2], np.float32))
    return short, long, sunlit


def _radiate_tile(
    surroundings: Surroundings,
    walls: Walls,
    wall_light: WallLight,
    ground: Ground,
    ground_temperature: GroundTemperature,
    intervals: Sequence[SkyInterval],
    receive: Callable[[SixDirections], None],
    person: Person,
    window: Window,
    weights: NDArray[np.float32],
) -> None:
    ring = weights.shape[1] // 2
    around = window.grown(ring)
    inner = (slice(ring, ring + window.rows), slice(ring, ring + window.columns))
    standing = cut(surroundings.open_ground, around, False)
    short, long, sunlit = arriving_light(surroundings, walls, wall_light, intervals, around)
    warm = ground_temperature(around, intervals, short[:, 0], long[:, 0])

    albedo = cut(ground.albedo, around, 0.0)
    emissivity = cut(ground.emissivity, around, 1.0)
    open_ground = standing.astype(np.float32)
    share = np.empty((weights.shape[0], window.rows, window.columns), np.float32)
    open_shares(open_ground, weights, share)
    short_left, long_left = np.empty_like(open_ground), np.empty_like(open_ground)
    for t, interval in enumerate(intervals):
        leaving_light(
            short[t, 0],
            long[t, 0],
            warm[t],
            albedo,
            emissivity,
            open_ground,
            short_left,
            long_left,
        )
        told_short = np.ascontiguousarray(short[t][:, inner[0], inner[1]])
        told_long = np.ascontiguousarray(long[t][:, inner[0], inner[1]])
        told_sunlit = np.ascontiguousarray(sunlit[t][inner])
        add_ground_light(short_left, weights, share, told_short)
        add_ground_light(long_left, weights, share, told_long)
        temperature = _person_temperature(person, interval, told_short, told_long, told_sunlit)
        temperature[~standing[inner]] = np.nan
        receive(
            SixDirections(
                window, t, told_short, told_long, told_sunlit, warm[t][inner], temperature
            )
        )


def interval_sunlit(
    surroundings: Surroundings, interval: SkyInterval, window: Window
) -> NDArray[np.float32]:
    """Share of the beam that arrives at the eye, mean of the interval's moments. [0–1]"""
    total = np.zeros((window.rows, window.columns), np.float32)
    for azimuth, elevation in interval.shade_sun:
        if elevation >= LOWEST_SUN_DEG:
            total += surroundings.sunlit(azimuth, elevation, window, interval.transmissivity)
    return total / np.float32(len(interval.shade_sun))


def _person_temperature(
    person: Person,
    interval: SkyInterval,
    short: NDArray[np.float32],
    long: NDArray[np.float32],
    sunlit: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Mean radiant temperature; a box's sides get the beam added. [°C]"""
    cylinder = person.beam_factor(interval.beam_across_w_m2)
    if person.cylinder == 0.0:
        beam = np.zeros(DIRECTIONS, np.float32)
        beam[1:-1] = interval.beam_on(np.array(interval.side_azimuth_deg))
        add_beam(short, sunlit, beam)
    temperature = np.empty(sunlit.shape, np.float32)
    factors = (np.float32(factor) for factor in person.factors)
    mean_radiant_temperature(short, long, sunlit, *factors, np.float32(cylinder), temperature)
    return temperature
