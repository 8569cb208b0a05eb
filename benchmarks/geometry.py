"""Cells per CPU-second of horizons, sky view, shade and mean radiant temperature.

    python -m benchmarks.geometry [--cells 500] [--rounds 5] [--page docs/performance.md]

A made-up dense town of 1 m cells. Every part runs once per round, so that a
busy machine hits all alike; the best round is told. Beside the horizons the
plain way is timed in the same rounds: one cell after the other, each ray stopped as soon as
nothing higher can follow.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable, Iterator

import numba
import numpy as np
import pandas as pd

from benchmarks.page import page_option, tell
from herne_schwamm.city.location import Location
from herne_schwamm.kernels.compiling import kernel
from herne_schwamm.kernels.horizon import NOTHING, horizons
from herne_schwamm.kernels.shade import shadow_tops
from herne_schwamm.kernels.view_shares import sky_views
from herne_schwamm.models.heat_geometry import Heights, Surroundings
from herne_schwamm.models.heat_walls import find_walls
from herne_schwamm.models.heat_windows import cut, whole
from herne_schwamm.models.radiation import dry_ground, radiate
from herne_schwamm.models.radiation_sky import RadiationForcing, SkySettings, sky_intervals
from herne_schwamm.models.radiation_surfaces import ground_of
from herne_schwamm.models.radiation_walls import follow_walls
from herne_schwamm.models.sun import clear_global, interval_middles, split_global, sun_positions
from herne_schwamm.tables.dry_surfaces import dry_surfaces

REMARK = "A made-up dense town; every part runs once per round, the best round is told."
SKY_VIEW_TARGET = 120_000.0
SHADE_TARGET = 10.0e6
RADIATION_TARGET = 1.0e6
HERNE = Location(51.54, 7.22, 60.0, -1.4)


def town(cells: int) -> Heights:
    """Blocks of 8 to 25 m height on a third of the ground, trees on a tenth of the rest."""
    random = np.random.default_rng(1)
    ground = np.zeros((cells, cells), np.float32)
    surface = ground.copy()
    building = np.zeros(ground.shape, np.bool_)
    while building.mean() < 0.33:
        row, column = random.integers(0, cells - 10, 2)
        height, width = random.integers(8, 30, 2)
        block = (slice(row, row + height), slice(column, column + width))
        building[block] = True
        surface[block] = np.float32(random.uniform(8.0, 25.0))
    crown = np.zeros_like(ground)
    while (crown > 0.0).mean() < 0.07:
        row, column = random.integers(0, cells - 8, 2)
        crown[row : row + 6, column : column + 6] = random.uniform(5.0, 16.0)
    crown[building] = 0.0
    return Heights(ground, surface, building, crown, 1.0)


@kernel
def plain_horizons(eye, surface, margin, row_step, column_step, near, count, highest, sky_view):
    """Sky view one cell after the other, the plain way."""
    rows, columns = eye.shape
    for row in range(rows):
        for column in range(columns):
            own = eye[row, column]
            total = 0.0
            for a in range(count.size):
                tangent = 0.0
                for k in range(count[a]):
                    if highest - own <= tangent * near[a, k]:
                        break
                    there = surface[
                        row + margin + row_step[a, k], column + margin + column_step[a, k]
                    ]
                    tangent = max(tangent, (there - own) / near[a, k])
                total += 1.0 / (1.0 + tangent * tangent)
            sky_view[row, column] = total / count.size


def best(rounds: int, parts: dict[str, Callable[[], object]]) -> dict[str, tuple[float, float]]:
    """Least CPU and wall seconds of every part. [s]"""
    for part in parts.values():
        part()
    told = {name: (math.inf, math.inf) for name in parts}
    for _ in range(rounds):
        for name, part in parts.items():
            wall, cpu = time.perf_counter(), time.process_time()
            part()
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
            told[name] = min(told[name][0], cpu), min(told[name][1], wall)
    return told


def clear_day() -> RadiationForcing:
    """A clear July day."""
    start = pd.date_range("2019-07-25", periods=24, freq="h", tz="Etc/GMT-1")
    middles = interval_middles(start, 3600.0)
    sun = sun_positions(middles, HERNE)
    air = 26.0 + 8.0 * np.sin((np.arange(24) - 9.0) / 24.0 * 2.0 * np.pi)
    vapour = np.full(24, 14.0)
    light = clear_global(sun.elevation_deg, vapour, air)
    diffuse, direct = split_global(light, sun.zenith_deg, middles)
    return RadiationForcing(start, 3600.0, air, vapour, np.full(24, 2.0), light, diffuse, direct)


def rows_of_table(edge: int, rounds: int) -> Iterator[tuple[str, str]]:
    """What is measured, row by row."""
    heights = town(edge)
    around = Surroundings(heights, reach=300.0)
    rays, margin = around.rays, around.margin
    beyond = whole(heights.shape).grown(margin)
    surface = cut(around.surface, beyond, NOTHING)
    steps = (margin, rays.row_step, rays.column_step, rays.near_m, rays.count)
    horizon = np.empty((*heights.shape, 32), np.uint8)
    view, plain_view = (np.empty(heights.shape, np.float32) for _ in range(2))
    open_sky = (np.cos(np.arange(256) * np.pi / 2.0 / 255.0) ** 2).astype(np.float32)
    shadow = np.empty(heights.shape, np.float32)
    walls = find_walls(heights)
    ground = ground_of(np.ones(heights.shape, int), {1: "asphalt"})
    brick = dry_surfaces()["brick_wall"]
    forcing = clear_day()

    def sky_view() -> None:
        horizons(around.eye, surface, *steps, horizon)
        sky_views(horizon, open_sky, view)

    def shade(elevation_deg: float) -> Callable[[], object]:
        return lambda: around.shade(213.0, elevation_deg)

    def shade_of_buildings(elevation_deg: float) -> Callable[[], object]:
        slope = math.tan(math.radians(elevation_deg))
        count = min(int(heights.range_m / slope) + 2, margin)
        fall = (rays.near_m[17, :count] * slope).astype(np.float32)
        towards = (rays.row_step[17, :count], rays.column_step[17, :count])
        return lambda: shadow_tops(surface, margin, *towards, fall, shadow)

    def day(settings: SkySettings) -> Callable[[], object]:
        def run() -> None:
            fresh = Surroundings(heights, reach=300.0)
            intervals = sky_intervals(forcing, HERNE, 32, settings)
            light = follow_walls(fresh, walls, brick, ground, intervals)
            given: list[int] = []
            radiate(
                fresh,
                walls,
                light,
                ground,
                dry_ground(ground),
                intervals,
                lambda told: given.append(told.number),
            )

        return run

    told = best(
        rounds,
        {
            "sky view": sky_view,
            "plain sky view": lambda: plain_horizons(
                around.eye, surface, *steps, float(heights.surface_m.max()), plain_view
            ),
            "horizons, crowns and walls": lambda: around.geometry(wall_number=walls.number),
            "shade 45": shade_of_buildings(45.0),
            "shade 10": shade_of_buildings(10.0),
            "shade 10 with crowns": shade(10.0),
            "day, Perez, shade of 4 moments": day(SkySettings()),
            "day, even sky, shade of 1 moment": day(SkySettings(perez=False, shade_moments=1)),
        },
    )
    cells = heights.ground_m.size
    yield (
        "the town",
        f"{edge} x {edge} cells of 1 m, {len(walls)} walls, 32 rays of 300 m, "
        f"{numba.get_num_threads()} threads, best of {rounds} rounds",
    )
    apart = float(np.abs(view - plain_view).max())
    yield "largest difference from the plain way", f"{apart:.5f}"
    for name, target in (
        ("sky view", SKY_VIEW_TARGET),
        ("plain sky view", None),
        ("horizons, crowns and walls", None),
        ("shade 45", SHADE_TARGET),
        ("shade 10", SHADE_TARGET),
        ("shade 10 with crowns", None),
        ("day, Perez, shade of 4 moments", RADIATION_TARGET),
        ("day, even sky, shade of 1 moment", RADIATION_TARGET),
    ):
        hours = 24 if name.startswith("day") else 1
        cpu, wall = told[name]
        line = (
            f"{cells * hours / cpu / 1e6:.3f} million cells per CPU-s, "
            f"{cells * hours / wall / 1e6:.3f} per wall-s"
        )
        if target:
            share = cells * hours / (wall if hours > 1 else cpu) / target
            line += f", {share:.2f} × the target"
        yield name, line
    ratio = told["plain sky view"][0] / told["sky view"][0]
    yield "sky view beside the plain way", f"{ratio:.1f} ×"


def main() -> None:
    """Measure, print, and write the page where one is asked for."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--cells", type=int, default=500)
    arguments.add_argument("--rounds", type=int, default=5)
    page_option(arguments)
    given = arguments.parse_args()
    tell("geometry", REMARK, rows_of_table(given.cells, given.rounds), given.page)


if __name__ == "__main__":
    main()
