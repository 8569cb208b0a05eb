"""Blocks per second of the yearly balance after Bagrov and Glugla.

    python -m benchmarks.yearly_balance [--data DATA] [--page docs/performance.md]

DATA is the folder of the shared cases (default: HERNE_SCHWAMM_DATA, or
../shared/data). The 402 blocks of the sample are repeated to the 58 531 of
Berlin: fewer different ones than the city has, which the plain version, that
solves equal pairs once, gains most from.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numba
import numpy as np
import pandas as pd

from benchmarks.page import page_option, tell
from benchmarks.plain_bagrov_glugla import plain_balance
from herne_schwamm.models.bagrov_glugla import block_balance

BLOCKS = 58_531
"""Block areas of Berlin in 2020."""
PUBLISHED_S = 25.6
"""What kwb.rabimo 2.1.0 (R) takes for them on one core; handbook of this project, measured
elsewhere on another machine. [s]"""
REPEATS = 5
REMARK = (
    "The 402 blocks of the sample repeated to the number of Berlin's. × R: beside "
    f"{PUBLISHED_S} s of kwb.rabimo 2.1.0 for the 58 531 blocks of Berlin, measured on another "
    "machine."
)
DIFFERENT_SHARE = 0.01
"""By how much precipitation is spread so that no two blocks are equal."""


def best_of(work: Callable[[], object]) -> float:
    """Shortest time of some repeats. [s]"""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def rows_of_table(file: Path) -> Iterator[tuple[str, str]]:
    """What is measured, row by row."""
    sample = pd.read_csv(file, dtype={"code": str})
    blocks = pd.concat([sample] * (BLOCKS // len(sample) + 1), ignore_index=True).iloc[:BLOCKS]
    different = blocks.assign(
        prec_yr=blocks["prec_yr"] * (1.0 + DIFFERENT_SHARE * np.arange(BLOCKS) / BLOCKS)
    )
    for solver in ("published", "exact"):
        block_balance(sample, solver)  # compile

    ours = block_balance(blocks, "published").balance.to_numpy()
    worst = float(np.abs(ours - plain_balance(blocks)).max())
    yield "blocks", f"{BLOCKS}, best of {REPEATS}"
    yield "plain numpy and kernel differ by", f"{worst:.1e} mm/a at most"
    for label, table in (("repeated", blocks), ("all different", different)):
        plain = best_of(lambda table=table: plain_balance(table))
        times = {f"plain numpy, approximation, {label}": plain}
        for threads in sorted({1, numba.config.NUMBA_NUM_THREADS}):
            numba.set_num_threads(threads)
            for solver in ("published", "exact"):
                times[f"kernel, {solver}, {label}, {threads} thread(s)"] = best_of(
                    lambda table=table, solver=solver: block_balance(table, solver)
                )
        for name, seconds in times.items():
            yield (
                name,
                f"{seconds:.4f} s, {BLOCKS / seconds:.0f} blocks/s, {plain / seconds:.1f} × plain "
                f"numpy, {PUBLISHED_S / seconds:.0f} × R",
            )


def main() -> int:
    """Measure, print, and write the page where one is asked for."""
    beside = Path(__file__).parents[2] / "shared" / "data"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    page_option(parser)
    asked = parser.parse_args()
    data = asked.data or Path(os.environ.get("HERNE_SCHWAMM_DATA", beside))
    file = data / "rabimo_berlin2020" / "sample_input.csv"
    if not file.is_file():
        print(f"{file} is not there: name the folder of the shared cases")
        return 2
    tell("yearly_balance", REMARK, rows_of_table(file), asked.page)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
