"""Blocks per second of the yearly balance after Bagrov and Glugla.

    python -m benchmarks.yearly_balance [DATA]

DATA is the folder of the shared cases (default: HERNE_SCHWAMM_DATA, or
../shared/data). The 402 blocks of the sample are repeated to the 58 531 of
Berlin: fewer different ones than the city has, which the plain version, that
solves equal pairs once, gains most from.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numba
import numpy as np
import pandas as pd

from benchmarks.plain_bagrov_glugla import plain_balance
from herne_schwamm.models.bagrov_glugla import block_balance

BLOCKS = 58_531
"""Block areas of Berlin in 2020."""
PUBLISHED_S = 25.6
"""What kwb.rabimo 2.1.0 (R) takes for them on one core; handbook of this project, measured
elsewhere on another machine. [s]"""
REPEATS = 5
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


def main() -> int:
    beside = Path(__file__).parents[2] / "shared" / "data"
    data = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("HERNE_SCHWAMM_DATA", beside))
    file = data / "rabimo_berlin2020" / "sample_input.csv"
    if not file.is_file():
        print(f"{file} is not there: name the folder of the shared cases")
        return 2
    sample = pd.read_csv(file, dtype={"code": str})
    blocks = pd.concat([sample] * (BLOCKS // len(sample) + 1), ignore_index=True).iloc[:BLOCKS]
    different = blocks.assign(
        prec_yr=blocks["prec_yr"] * (1.0 + DIFFERENT_SHARE * np.arange(BLOCKS) / BLOCKS)
    )
    for solver in ("published", "exact"):
        block_balance(sample, solver)  # compile

    ours = block_balance(blocks, "published").balance.to_numpy()
    worst = float(np.abs(ours - plain_balance(blocks)).max())
    print(f"{BLOCKS} blocks, {numba.config.NUMBA_NUM_THREADS} threads at most, best of {REPEATS}")
    print(f"plain numpy and kernel differ by {worst:.1e} mm/a at most")
    print(f"{'':44}{'s':>9}{'blocks/s':>13}{'x plain':>9}{'x R':>8}")
    for label, table in (("repeated", blocks), ("all different", different)):
        plain = best_of(lambda table=table: plain_balance(table))
        rows = {f"plain numpy, approximation, {label}": plain}
        for threads in sorted({1, numba.config.NUMBA_NUM_THREADS}):
            numba.set_num_threads(threads)
            for solver in ("published", "exact"):
                rows[f"kernel, {solver}, {label}, {threads} thread(s)"] = best_of(
                    lambda table=table, solver=solver: block_balance(table, solver)
                )
        for name, seconds in rows.items():
            print(
                f"{name:44}{seconds:9.4f}{BLOCKS / seconds:13.0f}"
                f"{plain / seconds:9.1f}{PUBLISHED_S / seconds:8.0f}"
            )
    print(
        f"x R: against {PUBLISHED_S} s of kwb.rabimo 2.1.0 for the 58 531 blocks of Berlin "
        "(measured earlier, other machine)"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
