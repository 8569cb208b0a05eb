"""Previews of a large generated town beside its fine run: how much sooner, and how far off.

    python -m benchmarks.preview [--edge 2000] [--page docs/performance.md]

Newcastle, Dorsten and the demo quarter are previewed by `herne-schwamm validate`.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray

from benchmarks.page import page_option, tell
from benchmarks.storm import forget_peak, peak_bytes, timed_storm
from benchmarks.town import town, town_storm
from herne_schwamm.city.water import resting_water
from herne_schwamm.models.preview import preview_storm
from herne_schwamm.models.warmup import compile_storm
from herne_schwamm.tables.preview_errors import PREVIEW_SIZES
from herne_schwamm.validation.preview import scored

REMARK = (
    "A generated town (synthetic). Of the cells at least 10 cm deep in either: the share within "
    "5 cm, what of the fine run's the preview has, what of the preview's the fine run has not."
)


def previewed(edge: int, across: int) -> tuple[NDArray[np.float32], float, int]:
    """Greatest depths of a preview [m], how long it took [s], and the memory it added. [bytes]"""
    compile_storm()
    city, storm = town(edge, edge), town_storm()
    water = resting_water(city, storm.antecedent)
    least = forget_peak()
    start = time.perf_counter()
    preview = preview_storm(city, storm, water, across)
    seconds = time.perf_counter() - start
    return preview.maps["water_depth_max_m"].values, seconds, peak_bytes() - least


def rows_of_table(edge: int) -> Iterator[tuple[str, str]]:
    """What is measured, row by row."""
    compile_storm()
    city, storm = town(edge, edge), town_storm()
    cells = edge**2
    least = forget_peak()
    fine, fine_s, _ = timed_storm(city, storm)
    added = peak_bytes() - least
    yield (
        f"fine run, {edge} × {edge} cells of 1 m",
        f"{fine_s:.1f} s, {fine.run.simulated_s / 60.0:.0f} min simulated; "
        f"{added / cells:.0f} bytes/cell",
    )
    fine_m = fine.maps["water_depth_max_m"].values
    for across in sorted(PREVIEW_SIZES):
        # In a process of its own: one that has held much before tells too little of its memory.
        with get_context("spawn").Pool(1) as pool:
            depth_m, seconds, added = pool.apply(previewed, (edge, across))
        score = scored(fine_m, depth_m)
        yield (
            f"cells {across} times as large",
            f"{seconds:.1f} s, {fine_s / seconds:.1f} × as fast; "
            f"{score.within_percent:.1f} % within 5 cm, {score.hit_percent:.1f} % found, "
            f"{score.false_percent:.1f} % false alarms; {added / cells:.0f} bytes/cell",
        )


def main() -> None:
    """Measure, print, and write the page where one is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edge", type=int, default=2000)
    page_option(parser)
    asked = parser.parse_args()
    tell("preview", REMARK, rows_of_table(asked.edge), asked.page)


if __name__ == "__main__":
    main()
