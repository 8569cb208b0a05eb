"""Walls over time: what they receive, how warm they get, and what leaves them.

A wall is judged at its foot, at the height of the eye: the light of a vertical
plate there that faces as the wall does. The beam is shared out over its
height by the shadow that stands before it. Walls see each other, so all walls
of a city are followed together; what leaves them is then the same for every
tile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.kernels.compiling import HEAVY, threads_for
from herne_schwamm.kernels.upper_light import upper_light
from herne_schwamm.kernels.view_shares import SIDES
from herne_schwamm.models.heat_geometry import Surroundings, View
from herne_schwamm.models.heat_walls import Walls
from herne_schwamm.models.heat_windows import tiles
from herne_schwamm.models.radiation_sky import LOWEST_SUN_DEG, SkyInterval, black_body_w_m2
from herne_schwamm.models.radiation_surfaces import SPIN_UP_DAYS, DrySurfaces, Ground
from herne_schwamm.tables.dry_surfaces import DrySurface

TERRAIN_ALBEDO = 0.20
"""Of terrain that hides the sky and is no wall."""

BOUNCES = 2
"""Times the light of walls is thrown on between them within an interval."""

TILE_CELLS = 256
"""Rows and columns of the tiles worked on."""


@dataclass(frozen=True, slots=True)
class WallLight:
    """What reaches and what leaves the walls over a forcing.

    Parameters
    ----------
    light, arriving
        Short-wave and long-wave light that leaves, and that arrives.
        (intervals, walls, 2), float32 [W/m2]
    temperature_c
        Mean of the interval. (intervals, walls), float32 [°C]
    """

    light: NDArray[np.float32]
    arriving: NDArray[np.float32]
    temperature_c: NDArray[np.float32]

    def of(self, intervals: slice | list[int]) -> WallLight:
        """That of some of the intervals."""
        return WallLight(
            self.light[intervals], self.arriving[intervals], self.temperature_c[intervals]
        )


@dataclass(frozen=True, slots=True)
class _Feet:
    """What the feet of all walls see, (walls, 1, azimuths).

    And the share of the beam on walls and on feet, (intervals, walls).
    """

    view: View
    wall_sun: NDArray[np.float32]
    foot_sun: NDArray[np.float32]


def walls_at_air_temperature(
    walls: Walls, intervals: Sequence[SkyInterval], material: DrySurface
) -> WallLight:
    """The plain twin: every wall as warm as the air, without beam and reflection of its own.

    It gets half the short-wave light of an open horizontal and the long-wave light of
    the whole sky, and emits at the temperature of the air.
    """
    shape = (len(intervals), len(walls))
    temperature = np.empty(shape, np.float32)
    light, arriving = (np.empty((*shape, 2), np.float32) for _ in range(2))
    for t, interval in enumerate(intervals):
        black = float(black_body_w_m2(interval.air_temperature_c))
        temperature[t] = interval.air_temperature_c
        horizontal = interval.beam_down_w_m2 + interval.diffuse_w_m2
        arriving[t] = 0.5 * horizontal, interval.long_w_m2
        light[t, :, 0] = material.albedo * 0.5 * horizontal
        reflected = (1.0 - material.emissivity) * interval.long_w_m2
        light[t, :, 1] = material.emissivity * black + reflected
    return WallLight(light, arriving, temperature)


def follow_walls(
    surroundings: Surroundings,
    walls: Walls,
    material: DrySurface,
    ground: Ground,
    intervals: Sequence[SkyInterval],
) -> WallLight:
    """Follow all walls of a city through a forcing of whole days.

    Parameters
    ----------
    surroundings
        The city.
    walls
        Its walls, `find_walls`.
    material
        Of all walls.
    ground
        Of the cells before them.
    intervals
        Sun and sky.
    """
    shape = (len(intervals), len(walls))
    told = WallLight(
        np.zeros((*shape, 2), np.float32),
        np.zeros((*shape, 2), np.float32),
        np.zeros(shape, np.float32),
    )
    if len(walls):
        with threads_for(TILE_CELLS**2, HEAVY):
            feet = _feet(surroundings, walls, intervals)
        with threads_for(len(walls), HEAVY):
            _follow(feet, walls, material, ground, intervals, told)
    return told


def _follow(
    feet: _Feet,
    walls: Walls,
    material: DrySurface,
    ground: Ground,
    intervals: Sequence[SkyInterval],
    told: WallLight,
) -> None:
    """Follow the walls from their feet; `told` is set."""
    count = len(walls)
    start_c = float(np.mean([interval.air_temperature_c for interval in intervals]))
    at_foot = tuple(walls.foot.T)
    wall = DrySurfaces(
        np.full(count, material.albedo, np.float32),
        np.full(count, material.emissivity, np.float32),
        np.full(count, material.inertia_j_m2_k, np.float32),
        start_c,
    )
    foot = DrySurfaces(
        ground.albedo[at_foot], ground.emissivity[at_foot], ground.inertia_j_m2_k[at_foot], start_c
    )
    sides = np.array(intervals[0].side_azimuth_deg)
    from_side = np.radians(walls.normal_deg[None, :] - sides[:, None])
    # Squared cosines of four sides at right angles add up to one.
    part = (np.maximum(np.cos(from_side), 0.0) ** 2).astype(np.float32)
    half = np.float32(0.5)
    everywhere = np.ones((count, 1), np.bool_)
    short = np.empty((SIDES, count, 1), np.float32)
    long = np.empty_like(short)
    foot_temperature = np.empty_like(told.temperature_c)
    left = np.zeros((count, 2), np.float32)
    left[:, 1] = black_body_w_m2(start_c)
    for day in range(SPIN_UP_DAYS + 1):
        for t, interval in enumerate(intervals):
            beam = interval.beam_on(walls.normal_deg).astype(np.float32) * feet.wall_sun[t]
            foot_beam = np.float32(interval.beam_down_w_m2) * feet.foot_sun[t]
            # Short-wave light is the same every day: what bounced before goes on from there.
            left[:, 0] = told.light[t, :, 0] if day else wall.albedo * beam
            for _bounce in range(1 if day else BOUNCES):
                sum_upper_light(everywhere, feet.view, left, interval, short, long)
                foot_short = short[0, :, 0] + foot_beam
                foot_left = foot.leaving(foot_short, long[0, :, 0])
                wall_short = beam + (part * short[1:, :, 0]).sum(axis=0) + half * foot_left[0]
                wall_long = (part * long[1:, :, 0]).sum(axis=0) + half * foot_left[1]
                left[:, 0] = wall.albedo * wall_short
            before, foot_before = wall.temperature_c.copy(), foot.temperature_c.copy()
            wall.follow(interval, wall_short, wall_long)
            foot.follow(interval, foot_short, long[0, :, 0])
            told.temperature_c[t] = (before + wall.temperature_c) * half
            foot_temperature[t] = (foot_before + foot.temperature_c) * half
            emitted = wall.emissivity * black_body_w_m2(told.temperature_c[t]).astype(np.float32)
            left[:, 1] = emitted + (np.float32(1.0) - wall.emissivity) * wall_long
            told.light[t] = left
            told.arriving[t, :, 0], told.arriving[t, :, 1] = wall_short, wall_long
        wall.settle(told.temperature_c, intervals)
        foot.settle(foot_temperature, intervals)


def sum_upper_light(
    wanted: NDArray[np.bool_],
    view: View,
    wall_light: NDArray[np.float32],
    interval: SkyInterval,
    short: NDArray[np.float32],
    long: NDArray[np.float32],
) -> None:
    """Sum what cells get from above in one interval, without the beam.

    Parameters
    ----------
    wanted
        Cells to sum. (rows, columns)
    view
        Their view.
    wall_light
        What leaves every wall. (walls, 2) [W/m2]
    interval
        Sun and sky.
    short, long
        Set. (SIDES, rows, columns), float32 [W/m2]

    Raises
    ------
    ValueError
        The sky was prepared for another number of rays.
    """
    if interval.light.shape[0] != view.horizon.shape[2]:
        raise ValueError("the sky was prepared for another number of rays than the geometry")
    horizontal = interval.beam_down_w_m2 + interval.diffuse_w_m2
    upper_light(
        wanted,
        *view,
        interval.light,
        wall_light,
        np.float32(TERRAIN_ALBEDO * horizontal),
        np.float32(interval.crown_long_w_m2),
        np.float32(interval.crown_short_w_m2),
        np.float32(interval.crown_long_w_m2),
        np.float32(interval.transmissivity),
        short,
        long,
    )


def _feet(surroundings: Surroundings, walls: Walls, intervals: Sequence[SkyInterval]) -> _Feet:
    """Gather what the feet see, tile by tile."""
    count, azimuths = len(walls), surroundings.settings.azimuths
    banded = 0 if surroundings.crown_top is None else azimuths
    view = View(
        np.empty((count, 1, azimuths), np.uint8),
        np.empty((count, 1, banded), np.uint8),
        np.empty((count, 1, banded), np.uint8),
        np.empty((count, 1, azimuths), np.int32),
    )
    feet = _Feet(
        view,
        np.zeros((len(intervals), count), np.float32),
        np.zeros((len(intervals), count), np.float32),
    )
    row, column = walls.foot.T
    for window in tiles(surroundings.heights.shape, TILE_CELLS):
        inside = (row >= window.row) & (row < window.row + window.rows)
        inside &= (column >= window.column) & (column < window.column + window.columns)
        members = np.flatnonzero(inside)
        if members.size == 0:
            continue
        at = (row[members] - window.row, column[members] - window.column)
        geometry = surroundings.geometry(window, walls.number)
        for k in range(len(view)):
            view[k][members, 0] = geometry.view[k][at]
        low, high = walls.foot_m[members], walls.top_m[members]
        for t, interval in enumerate(intervals):
            if interval.beam_w_m2 <= 0.0:
                continue
            share = 1.0 / len(interval.shade_sun)
            for azimuth, elevation in interval.shade_sun:
                if elevation < LOWEST_SUN_DEG:
                    continue
                shadow, through = surroundings.shade(
                    azimuth, elevation, window, interval.transmissivity
                )
                lit = (high - np.clip(shadow[at], low, high)) / (high - low)
                feet.wall_sun[t, members] += share * lit * through[at]
                on_foot = (shadow[at] <= geometry.eye_m[at]) * through[at]
                feet.foot_sun[t, members] += share * on_foot
    return feet
