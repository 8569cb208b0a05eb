"""The demo quarter with its corrections and without: what a culvert and an opening are worth."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from herne_schwamm.inputs.demo.write import write_quarter
from herne_schwamm.validation.case import Check, Figure
from herne_schwamm.validation.places import PlaceRun, run_place

TITLE = "Demo quarter (synthetic)"
UNCORRECTED_NAME = "demo_without_corrections"
CORRECTIONS_KEY = "corrections ="
UNDERPASS = "underpass"
AROUND_M = 40.0
"""So far from the underpass water still gathers before the bridge. [m]"""


def demo_quarter(run_file: Path, data_folder: Path) -> list[PlaceRun]:
    """Run the first storm of the demo with and without culverts, openings, walls and pumps.

    Parameters
    ----------
    run_file
        The demo's run file as it ships.
    data_folder
        What ``data:`` stands for.
    """
    with TemporaryDirectory() as folder:
        project = Path(folder)
        write_quarter(project / "rasters" / "demo")
        configs = project / "configs"
        configs.mkdir()
        text = run_file.read_text(encoding="utf-8").replace('language = "de"', 'language = "en"')
        corrected = configs / "demo.toml"
        corrected.write_text(text, encoding="utf-8")
        uncorrected = configs / f"{UNCORRECTED_NAME}.toml"
        without = "".join(
            line for line in text.splitlines(keepends=True) if not line.startswith(CORRECTIONS_KEY)
        ).replace('name = "demo"', f'name = "{UNCORRECTED_NAME}"', 1)
        uncorrected.write_text(without, encoding="utf-8")
        pair = [
            run_place(corrected, data_folder, TITLE),
            run_place(uncorrected, data_folder, f"{TITLE}, without its corrections"),
        ]
    with_it, without_it = (_depth_at_underpass(run) for run in pair)
    lower = Check(
        "greatest depth at the underpass, less that without culverts and opening",
        with_it - without_it,
        "<=",
        0.0,
        "m",
    )
    what = f"greatest depth within {AROUND_M:g} m of the underpass"
    told = [
        replace(
            run.case,
            figures=(Figure(what, depth, "m"), *run.case.figures),
            setup=run.case.setup.replace("tests/places/", "configs/"),
        )
        for run, depth in zip(pair, (with_it, without_it), strict=True)
    ]
    told[0] = replace(told[0], checks=(*told[0].checks, lower))
    return [replace(run, case=case) for run, case in zip(pair, told, strict=True)]


def _depth_at_underpass(run: PlaceRun) -> float:
    kinds = list(run.city.sites["kind"])
    place = run.city.sites["geometry"].iloc[kinds.index(UNDERPASS)].representative_point()
    grid = run.city.grid
    away_m = np.hypot(grid.x_m()[None, :] - place.x, grid.y_m()[:, None] - place.y)
    depth = run.result.maps["water_depth_max_m"].values
    return float(np.nanmax(depth[away_m <= AROUND_M]))
