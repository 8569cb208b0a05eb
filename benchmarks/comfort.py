"""PET and UTCI in cells per second.

    python -m benchmarks.comfort [--page docs/performance.md]

Best of interleaved rounds, so that a busy machine hits all alike. Where the
library pythermalcomfort is installed, its PET is timed in the same run.
"""

from __future__ import annotations

import argparse
import importlib
import time
from collections.abc import Callable, Iterator

import numba
import numpy as np

from benchmarks.page import page_option, tell
from herne_schwamm.models.comfort import pet_c, utci_c

REMARK = "A million cells of a hot afternoon (synthetic)."
CELLS = (1000, 1000)
ROUNDS = 5
LIBRARY_CELLS = 300


def weather(shape: tuple[int, int]) -> list[np.ndarray]:
    """A hot day's afternoon: air, mean radiant temperature, wind and vapour of every cell."""
    rng = np.random.default_rng(1)
    air = rng.uniform(25.0, 40.0, shape)
    radiant = air + rng.uniform(-5.0, 35.0, shape)
    return [
        x.astype(np.float32)
        for x in (air, radiant, rng.uniform(0.3, 5.0, shape), rng.uniform(800.0, 2500.0, shape))
    ]


def library_pet() -> Callable[[], object] | None:
    """PET by the library, over fewer cells; None where it is not installed."""
    try:
        pet_steady = importlib.import_module("pythermalcomfort.models").pet_steady
    except ImportError:
        return None
    air, radiant, wind, _ = (x[0].astype(float).tolist() for x in weather((1, LIBRARY_CELLS)))
    return lambda: pet_steady(tdb=air, tr=radiant, v=wind, rh=40.0, met=1.37, clo=0.9)


def rows_of_table() -> Iterator[tuple[str, str]]:
    """What is measured, row by row."""
    inputs = weather(CELLS)
    cells = inputs[0].size
    subjects: dict[str, tuple[Callable[[], object], int]] = {
        "PET, corrected": (lambda: pet_c(*inputs), cells),
        "PET, VDI 3787-2": (lambda: pet_c(*inputs, version="vdi"), cells),
        "UTCI": (lambda: utci_c(*inputs), cells),
    }
    library = library_pet()
    if library:
        subjects["PET, pythermalcomfort"] = (library, LIBRARY_CELLS)
    best = dict.fromkeys(subjects, float("inf"))
    for run, _ in subjects.values():
        run()
    for _ in range(ROUNDS):
        for name, (run, _) in subjects.items():
            start = time.perf_counter()
            run()
            best[name] = min(best[name], time.perf_counter() - start)
    yield "threads", f"{numba.get_num_threads()}, best of {ROUNDS} interleaved rounds"
    for name, (_, count) in subjects.items():
        yield name, f"{count / best[name] / 1e6:.4f} million cells/s"
    if library:
        ratio = (cells / best["PET, corrected"]) / (LIBRARY_CELLS / best["PET, pythermalcomfort"])
        yield "PET beside the library", f"{ratio:.0f} ×"


def main() -> None:
    """Measure, print, and write the page where one is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    page_option(parser)
    tell("comfort", REMARK, rows_of_table(), parser.parse_args().page)


if __name__ == "__main__":
    main()
