"""The heat waves of the demo, on the clock: ``python -m benchmarks.heat``.

Both waves of the demo's run file, from light to comfort and cold air, after the kernels are
compiled. Every part of the chain is timed on its own, too.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import numba

from benchmarks.page import page_option, tell
from herne_schwamm.city.city import City
from herne_schwamm.city.location import location_of
from herne_schwamm.city.water import resting_water
from herne_schwamm.city.weather import Weather
from herne_schwamm.inputs.city import read_city
from herne_schwamm.inputs.demo.write import write_quarter
from herne_schwamm.inputs.heat import read_heat_weather
from herne_schwamm.inputs.run_file import read_run_file
from herne_schwamm.models.heat import HeatSettings, heat_place, simulate_heat
from herne_schwamm.models.heat_light import heat_light, light_on_walls
from herne_schwamm.models.heat_people import People
from herne_schwamm.models.heat_wave import HeatWave
from herne_schwamm.models.heat_weather import heat_weather
from herne_schwamm.models.warmup import compile_heat

REMARK = (
    "Both heat waves of the demo's run file on soil of two wetnesses, kernels compiled before; "
    "the target is all of them within a minute on two cores. Below, the parts of one of them."
)
TARGET_S = 60.0
WETNESS = (0.25, 0.6)
RUN_FILE = Path(__file__).parents[1] / "configs" / "demo.toml"

Told = TypeVar("Told")


def demo(folder: Path) -> tuple[City, list[Weather]]:
    """The demo quarter and the weather of its heat waves, made in a folder."""
    write_quarter(folder / "rasters" / "demo")
    run_file_path = folder / "configs" / "demo.toml"
    run_file_path.parent.mkdir()
    run_file_path.write_text(RUN_FILE.read_text(encoding="utf-8"), encoding="utf-8")
    run_file = read_run_file(run_file_path)
    city = read_city(run_file)
    return city, [read_heat_weather(part, city).weather for part in run_file.heats]


def timed(work: Callable[[], Told]) -> tuple[Told, float, float]:
    """What came out, seconds on the wall and of the processor."""
    wall, spent = time.perf_counter(), time.process_time()
    told = work()
    return told, time.perf_counter() - wall, time.process_time() - spent


def nothing(_done: float) -> None:
    """Progress that nobody looks at."""


def rows_of_table() -> Iterator[tuple[str, str]]:
    """What is measured, row by row."""
    with TemporaryDirectory() as folder:
        city, waves = demo(Path(folder))
    compile_heat()
    rows, columns = city.grid.shape
    hours = sum(weather.hours for weather in waves)
    yield "threads", f"{numba.get_num_threads()}"
    yield "city", f"{rows} × {columns} cells of {city.grid.cell_size_m:g} m, {hours} hours"
    place, wall, spent = timed(lambda: heat_place(city))
    total, total_spent = wall, spent
    yield "place, once", f"{wall:.2f} s, {spent:.2f} CPU s"
    for weather, wetness in zip(waves, WETNESS, strict=False):
        water = resting_water(city, wetness)
        _, wall, spent = timed(
            lambda weather=weather, water=water: simulate_heat(city, weather, water, place=place)
        )
        total, total_spent = total + wall, total_spent + spent
        yield f"heat wave, soil filled to {wetness:.0%}", f"{wall:.1f} s, {spent:.1f} CPU s"
    yield "all heat waves", f"{total:.1f} s, {total_spent:.1f} CPU s"
    yield "all heat waves, target over time", f"× {TARGET_S / total:.2f}"
    yield "cells and hours", f"{city.inside.sum() * hours / total / 1e3:.0f} thousand per s"

    location = location_of(city.grid, 60.0)
    told = heat_weather(waves[0], location, place.surroundings.settings.azimuths)
    wave = HeatWave(city, place, told, resting_water(city, WETNESS[0]), HeatSettings())
    light, wall, spent = timed(
        lambda: heat_light(
            place,
            told,
            wave.surfaces.pieces,
            light_on_walls(place, told),
            range(told.hours),
            nothing,
        )
    )
    yield "light on walls, ground, roofs and crowns", f"{wall:.1f} s, {spent:.1f} CPU s"
    _, wall, spent = timed(lambda: wave.follow(light, nothing))
    yield f"air, water and {wave.tiles.kind.size} surfaces", f"{wall:.1f} s, {spent:.1f} CPU s"
    people = People(wave, place, told)
    _, wall, spent = timed(lambda: people.follow(light, nothing))
    yield "mean radiant temperature, PET, UTCI", f"{wall:.1f} s, {spent:.1f} CPU s"


def main() -> None:
    """Measure, print, and write the page where one is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    page_option(parser)
    tell("heat", REMARK, rows_of_table(), parser.parse_args().page)


if __name__ == "__main__":
    main()
