"""Surfaces and air of a town, and cold air, in cells per second.

    python -m benchmarks.town_air [--page docs/performance.md]

Best of interleaved rounds, so that a busy machine hits all alike.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator

import numba
import numpy as np

from benchmarks.page import page_option, tell
from herne_schwamm.kernels.street_shape import FLOOR, ROOF
from herne_schwamm.models.cold_air import ColdAirSettings, simulate_cold_air
from herne_schwamm.models.surface_numbers import surface_kinds
from herne_schwamm.models.town_air import Moment, Tiles, Town, TownAir

REMARK = "A town of 25 km2 on cells of 10 m, three surfaces in each; hills of 300 × 300 cells."
SHAPE = (500, 500)
TILES_PER_CELL = 3
ROUNDS = 5
COLD_AIR_CELLS, COLD_AIR_HOURS = (300, 300), 0.5


def town() -> tuple[TownAir, Callable[[], object]]:
    """A town of 25 km2 on cells of 10 m, three surfaces in each, and one step of it at noon."""
    rng = np.random.default_rng(1)
    cells = SHAPE[0] * SHAPE[1]
    kinds = surface_kinds()
    names = ("roof", "asphalt", "lawn")
    built = rng.uniform(0.0, 0.5, SHAPE)
    shape = Town(10.0, np.ones(SHAPE, bool), rng.uniform(3.0, 20.0, SHAPE), built, 0.5 * built)
    cover = np.stack([built.ravel(), 0.6 * (1.0 - built).ravel(), 0.4 * (1.0 - built).ravel()])
    tiles = Tiles(
        kind=np.repeat([kinds[name] for name in names], cells),
        place=np.repeat([ROOF, FLOOR, FLOOR], cells),
        cell=np.tile(np.arange(cells), TILES_PER_CELL),
        cover=cover.ravel(),
        film_capacity_mm=np.ones(cells * TILES_PER_CELL),
        root_capacity_mm=np.repeat([0.0, 0.0, 60.0], cells),
    )
    air = TownAir(shape, tiles, 28.0, 24.0, 1400.0)
    noon = Moment(30.0, 1400.0, 3.0, 101_325.0, 850.0, 380.0)
    count = tiles.kind.size
    short, long = np.full(count, 850.0), np.full(count, 380.0)
    film, root = np.zeros(count), 0.5 * tiles.root_capacity_mm
    return air, lambda: air.step(noon, short, long, film, root, 300.0)


def rows_of_table() -> Iterator[tuple[str, str]]:
    """What is measured, row by row."""
    air, step = town()
    y, x = np.mgrid[: COLD_AIR_CELLS[0], : COLD_AIR_CELLS[1]] / 30.0
    hills = 20.0 * np.sin(x) * np.cos(y)
    settings = ColdAirSettings(hours=(COLD_AIR_HOURS,))
    producing, drag = np.full(hills.shape, 12.0 / 3600.0), np.full(hills.shape, 0.05)

    def night() -> object:
        return simulate_cold_air(hills, 10.0, producing, drag, settings=settings)

    subjects = {"town, one step": step, "cold air, half an hour": night}
    best = dict.fromkeys(subjects, float("inf"))
    for run in subjects.values():
        run()
    for _ in range(ROUNDS):
        for name, run in subjects.items():
            start = time.perf_counter()
            run()
            best[name] = min(best[name], time.perf_counter() - start)
    yield "threads", f"{numba.get_num_threads()}, best of {ROUNDS} interleaved rounds"
    tiles = air.tiles.kind.size
    yield "town", f"{tiles / best['town, one step'] / 1e6:.2f} million tiles/s"
    night_s = best["cold air, half an hour"]
    hours = hills.size / night_s * COLD_AIR_HOURS
    yield (
        "cold air",
        f"{COLD_AIR_HOURS * 3600 / night_s:.0f} times real time, {hours / 1e6:.3f} million "
        "cell-hours/s",
    )


def main() -> None:
    """Measure, print, and write the page where one is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    page_option(parser)
    tell("town_air", REMARK, rows_of_table(), parser.parse_args().page)


if __name__ == "__main__":
    main()
