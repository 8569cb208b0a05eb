"""Previews of a storm beside its fine run: how far off, how much faster, and where."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib.style
import numpy as np
from matplotlib.colors import Normalize
from matplotlib.figure import Figure as Drawing
from numpy.typing import NDArray

from herne_schwamm.city.water import resting_water
from herne_schwamm.inputs.demo.write import write_quarter
from herne_schwamm.models.preview import preview_storm
from herne_schwamm.tables.preview_errors import PREVIEW_SIZES, preview_errors
from herne_schwamm.validation.case import CaseResult, Check, Figure
from herne_schwamm.validation.places import PlaceRun, run_place

DEEP_M = 0.10
CLOSE_M = 0.05
AIM = "90 % within 5 cm, 30 times as fast"

DEMO_AT_1_M = "demo_1m"
PREVIEWED = tuple(sorted({row.place for row in preview_errors()}))
SHOWN_M = 0.30
"""Differences from here on have the darkest colour. [m]"""


@dataclass(frozen=True, slots=True)
class PreviewRun:
    """Previews of a place, and greatest depth less that of the fine run by size. [m]"""

    case: CaseResult
    difference_m: dict[int, NDArray[np.float64]]

    def write_picture(self, folder: Path) -> Path:
        """Draw the map of differences; its path."""
        path = folder / f"{self.case.name}.png"
        rows, columns = next(iter(self.difference_m.values())).shape
        count = len(self.difference_m)
        with matplotlib.style.context("default"):
            drawing = Drawing(figsize=(6.0 * count, 6.0 * rows / columns + 1.2))
            axes = drawing.subplots(1, count, squeeze=False)[0]
            for axis, (across, difference) in zip(axes, self.difference_m.items(), strict=True):
                image = axis.imshow(
                    difference,
                    cmap="RdBu",
                    norm=Normalize(-SHOWN_M, SHOWN_M),
                    interpolation="nearest",
                )
                axis.set_title(f"cells {across} times as large")
                axis.set_axis_off()
            drawing.colorbar(
                image,
                ax=list(axes),
                location="bottom",
                fraction=0.05,
                label="greatest depth, preview less fine run [m]",
            )
            drawing.savefig(path, dpi=100, metadata={"Software": None})
        return path


@dataclass(frozen=True, slots=True)
class PreviewScore:
    """Greatest depths of a preview beside those of the fine run.

    Counted are cells that are at least `DEEP_M` deep in either.

    Parameters
    ----------
    within_percent, hit_percent, false_percent
        As in `tables.preview_errors.PreviewError`.
    mean_m
        Mean of preview less fine run over those cells. [m]
    difference_m
        Preview less fine run, (rows, columns), NaN where they are within 1 cm. [m]
    """

    within_percent: float
    hit_percent: float
    false_percent: float
    mean_m: float
    difference_m: NDArray[np.float64]


def scored(fine_m: NDArray[np.float32], preview_m: NDArray[np.float32]) -> PreviewScore:
    """How far a preview is off; depths [m] (rows, columns) of one grid, NaN counts as dry.

    Raises
    ------
    ValueError
        No cell is deep in either.
    """
    fine, told = (np.nan_to_num(depth).astype(np.float64) for depth in (fine_m, preview_m))
    deep, found = fine >= DEEP_M, told >= DEEP_M
    difference = told - fine
    of_deep = difference[deep | found]
    if not of_deep.size:
        raise ValueError("no cell is deep enough to be counted")
    hits, alarms = (int(np.count_nonzero(found & cells)) for cells in (deep, ~deep))
    return PreviewScore(
        100.0 * float((np.abs(of_deep) <= CLOSE_M).mean()),
        100.0 * hits / max(int(np.count_nonzero(deep)), 1),
        100.0 * alarms / max(hits + alarms, 1),
        float(of_deep.mean()),
        np.where(np.abs(difference) > 0.01, difference, np.nan),
    )


def demo_at_1_m(run_file: Path, data_folder: Path) -> PlaceRun:
    """The first storm of the demo on the cells of its terrain."""
    with TemporaryDirectory() as folder:
        project = Path(folder)
        write_quarter(project / "rasters" / "demo")
        lines = run_file.read_text(encoding="utf-8").splitlines(keepends=True)
        text = "".join(line for line in lines if not line.startswith("resolution_m"))
        path = project / "configs" / f"{DEMO_AT_1_M}.toml"
        path.parent.mkdir()
        path.write_text(
            text.replace('name = "demo"', f'name = "{DEMO_AT_1_M}"', 1), encoding="utf-8"
        )
        return run_place(path, data_folder, "Demo quarter at 1 m (synthetic)")


def preview_of_place(place: PlaceRun) -> PreviewRun:
    """Preview the storm of a place on cells of every size."""
    fine_m = place.result.maps["water_depth_max_m"].values
    checks: list[Check] = []
    figures: list[Figure] = []
    differences = {}
    for stated in (row for row in preview_errors() if row.place == place.case.name):
        across = stated.across
        started = time.monotonic()
        result = preview_storm(
            place.city,
            place.storm,
            resting_water(place.city, place.storm.antecedent),
            across,
        )
        wall_s = time.monotonic() - started
        score = scored(fine_m, result.maps["water_depth_max_m"].values)
        told = f"cells {across} times as large"
        checks += [
            Check(f"{told}: within 5 cm", score.within_percent, ">=", stated.within_percent, "%"),
            Check(f"{told}: found", score.hit_percent, ">=", stated.hit_percent, "%"),
            Check(f"{told}: false alarms", score.false_percent, "<=", stated.false_percent, "%"),
            Check(
                f"{told}: balance, relative error",
                max(abs(one.relative_error) for one in (result.balance, result.look)),
                "<=",
                1e-5,
            ),
        ]
        figures += [
            Figure(f"{told}: mean difference", score.mean_m, "m"),
            Figure(
                f"{told}: time of the fine run over that of the preview (varies with the machine)",
                place.wall_s / wall_s,
                "×",
            ),
        ]
        differences[across] = score.difference_m
    case = CaseResult(
        name=f"preview_{place.case.name}",
        title=f"Preview: {place.case.title}",
        setup=f"The storm of `{place.case.name}` by `run --preview` on cells "
        f"{' and '.join(map(str, sorted(PREVIEW_SIZES)))} times as large as the terrain's, "
        "beside the fine run; counted are cells at least 10 cm deep at their peak in either.",
        tolerance="What `tables/preview_errors.toml` states, which every preview tells its reader. "
        f"The aim is {AIM}; where a place misses it, so the table says.",
        checks=tuple(checks),
        figures=tuple(figures),
        remarks="Blue: the preview is deeper, red: shallower; cells within 1 cm are blank.",
    )
    return PreviewRun(case, differences)
