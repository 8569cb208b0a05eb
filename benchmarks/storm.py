"""The storm beside the machine's memory: flow step, whole storm, tiles, memory, compiling.

    python -m benchmarks.storm [--cells N] [--minutes M] [--data DATA] [--page docs/performance.md]

Everything is measured in one run, on a generated town (synthetic) and, where `--data` names
the folder of shared data, what tiles save on Newcastle. A cell-update is counted as 32 bytes:
ground and roughness read, depth and two discharges read and written in single precision.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numba
import numpy as np

from benchmarks.page import page_option, tell
from benchmarks.peers import newcastle, ours, updates_saved
from benchmarks.town import town, town_storm
from herne_schwamm.city.city import City
from herne_schwamm.city.forcing import Storm
from herne_schwamm.city.water import resting_water
from herne_schwamm.kernels.compiling import parallel_kernel
from herne_schwamm.models.storm import simulate_storm
from herne_schwamm.models.storm_result import StormResult
from herne_schwamm.models.warmup import compile_storm

REMARK = (
    "A generated town (synthetic); Newcastle with `--data`. Flow step and streaming ran in turns, "
    "the storm stopped for it every ten minutes; told are medians."
)
ROUNDS = 15
BYTES_PER_UPDATE = 32
PROBE_BYTES = 512 * 2**20
COMPILING = "from herne_schwamm.models.warmup import compile_storm; compile_storm()"


@parallel_kernel
def _scaled_in_place(rows: np.ndarray, factor: float) -> None:
    for j in numba.prange(rows.shape[0]):
        row = rows[j]
        for i in range(row.size):
            row[i] *= factor


@contextmanager
def threads(count: int) -> Iterator[None]:
    """Use so many threads."""
    before = numba.get_num_threads()
    numba.set_num_threads(count)
    try:
        yield
    finally:
        numba.set_num_threads(before)


Probe = Callable[[], float]


def streaming_probe() -> Probe:
    """A probe of the bytes read and written in a second by an in-place scaling of 512 MB."""
    rows = np.ones((512, PROBE_BYTES // 4 // 512), np.float32)
    one = np.float32(1.0)
    _scaled_in_place(rows, one)

    def probe() -> float:
        start = time.perf_counter()
        for _ in range(4):
            _scaled_in_place(rows, one)
        return 4 * 2 * PROBE_BYTES / (time.perf_counter() - start)

    return probe


def flow_probe(city: City) -> Probe:
    """A probe of the cell-updates of the flow alone in a second, all tiles with the same step."""
    from herne_schwamm.kernels.tile_clock import advance, tell_deepest
    from herne_schwamm.models.storm_loop import StormLoop
    from herne_schwamm.models.storm_settings import StormSettings

    depth = np.random.default_rng(0).uniform(0.0, 0.2, city.grid.shape).astype(np.float32)
    water = resting_water(city, 0.5)
    water.surface_depth_m[:] = np.where(city.open_ground, depth, 0.0)
    loop = StormLoop(city, town_storm(), water, StormSettings(), {})
    tiles = loop.tiles
    # So short that all tiles take it in one step.
    step_s = 1.0 / 64.0

    def probe() -> float:
        tiles.awake[:] = True
        tell_deepest(tiles.flow, tiles.lattice, tiles.awake, tiles.told.deepest)
        before = int((tiles.told.steps * tiles.cells).sum())
        start = time.perf_counter()
        for _ in range(8):
            advance(
                tiles.flow,
                tiles.lattice,
                loop.edges,
                tiles.seams,
                tiles.work,
                tiles.told,
                tiles.awake,
                step_s,
                loop.scheme,
            )
        seconds = time.perf_counter() - start
        return (int((tiles.told.steps * tiles.cells).sum()) - before) / seconds

    return probe


def _on(count: int, probe: Probe) -> Probe:
    def limited() -> float:
        with threads(count):
            return probe()

    return limited


def in_turns(probes: Sequence[Probe], rounds: int = ROUNDS) -> list[float]:
    """The median of every probe.

    On lent cores the memory may be twice as fast from one minute to the next: what is compared is
    measured in turns.
    """
    told = np.array([[probe() for probe in probes] for _ in range(rounds)])
    return [float(value) for value in np.median(told, axis=0)]


def forget_peak() -> int:
    """Let the greatest memory be that of now, where the system can (Linux). [bytes]"""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return peak_bytes()


def peak_bytes() -> int:
    """Greatest memory of this process so far. [bytes]"""
    # Linux counts what a process was before it became this program into the general figure.
    status = Path("/proc/self/status")
    if status.is_file():
        lines = status.read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def timed_storm(
    city: City, storm: Storm, beside: Probe | None = None
) -> tuple[StormResult, float, float]:
    """A storm, how long it took [s], and the median of a probe every ten minutes of it."""
    water = resting_water(city, storm.antecedent)
    told: list[float] = []
    paused_s = 0.0

    def progress(now_s: float, _: float) -> None:
        nonlocal paused_s
        if beside is not None and now_s >= 600.0 * (len(told) + 1):
            begin = time.perf_counter()
            told.append(beside())
            paused_s += time.perf_counter() - begin

    start = time.perf_counter()
    result = simulate_storm(city, storm, water, progress=progress)
    seconds = time.perf_counter() - start - paused_s
    return result, seconds, float(np.median(told)) if told else float("nan")


def compile_seconds() -> tuple[float, float]:
    """Time to compile the storm's kernels, and to load them from the cache. [s]"""
    told = []
    with tempfile.TemporaryDirectory() as cache:
        for _ in range(2):
            start = time.perf_counter()
            subprocess.run(
                [sys.executable, "-c", COMPILING],
                check=True,
                env={**os.environ, "NUMBA_CACHE_DIR": cache},
            )
            told.append(time.perf_counter() - start)
    return told[0], told[1]


def rows_of_table(cells: int, minutes: float, data: Path | None) -> Iterator[tuple[str, str]]:
    """What is measured, row by row."""
    most = numba.config.NUMBA_NUM_THREADS
    yield "threads", f"{most}"
    edge = round(cells**0.5)
    city = town(edge, edge)
    compile_storm()
    streaming, flow = streaming_probe(), flow_probe(city)
    counts = sorted({1, most})
    before, *rates = in_turns([streaming, *(_on(count, flow) for count in counts)])
    for count, rate in zip(counts, rates, strict=True):
        yield (
            f"flow step, {edge} × {edge} cells, {count} thread{'s' if count > 1 else ''}",
            f"{rate / 1e6:.0f} million cell-updates/s, "
            f"{rate * BYTES_PER_UPDATE / before:.0%} of the streaming rate",
        )
    del flow
    storm = town_storm()
    steps = storm.rain_mm_h
    end_s = 60.0 * minutes
    cut = dataclasses.replace(storm, after_rain_s=end_s - steps.end_s)
    least = forget_peak()
    result, seconds, during = timed_storm(city, cut, streaming)
    added = peak_bytes() - least
    run = result.run
    whole = run.cell_updates / seconds
    yield (
        "streaming in place, 512 MB",
        f"{before / 1e9:.1f} GB/s beside the flow step, {during / 1e9:.1f} GB/s in the storm",
    )
    yield (
        f"whole storm, {minutes:g} min simulated, all processes",
        f"{seconds:.1f} s, {whole / 1e6:.0f} million cell-updates/s, "
        f"{whole * BYTES_PER_UPDATE / during:.0%} of the streaming rate",
    )
    yield "time steps of the fastest tile", f"{run.steps}"
    yield "cell-updates saved by tiles", f"{updates_saved(city, run):.2f} ×"
    if data is not None:
        place = newcastle(data, minutes)
        saved = float(ours(place)["saved"])
        yield f"the same, {place.name}, houses in the terrain", f"{saved:.2f} ×"
    yield "balance, relative error", f"{result.balance.relative_error:.1e}"
    yield (
        "memory the storm adds at its peak",
        f"{added / city.grid.rows / city.grid.columns:.0f} bytes/cell",
    )
    cold, warm = compile_seconds()
    yield "compiling all kernels of the storm", f"{cold:.0f} s"
    yield "starting with the kernels in the cache", f"{warm:.1f} s"


def main() -> None:
    """Measure, print, and write the page where one is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cells", type=int, default=4_000_000)
    parser.add_argument("--minutes", type=float, default=120.0)
    parser.add_argument("--data", type=Path)
    page_option(parser)
    asked = parser.parse_args()
    rows = rows_of_table(asked.cells, asked.minutes, asked.data)
    tell("storm", REMARK, rows, asked.page)


if __name__ == "__main__":
    main()
