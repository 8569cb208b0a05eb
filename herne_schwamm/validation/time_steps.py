"""What the time step and the tiles do to the maximum depth of a real city."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.water import resting_water
from herne_schwamm.inputs.city import read_city
from herne_schwamm.inputs.run_file import read_run_file
from herne_schwamm.inputs.storms import read_storms
from herne_schwamm.models.storm import StormSettings, simulate_storm
from herne_schwamm.models.storm_result import StormResult
from herne_schwamm.models.storm_settings import COURANT
from herne_schwamm.validation.case import CaseResult, Check, Figure

FOLLOWED_S = 1800.0
WET_M = 0.05
SMALL_TILES = (16, 64)


def time_steps(run_file_path: Path, data_folder: Path) -> CaseResult:
    """Half an hour of rain with one step for all, half of it, and tiles of two sizes."""
    run_file = read_run_file(run_file_path, data_folder=data_folder)
    city = read_city(run_file)
    storm = read_storms(run_file, city)[0]
    storm = replace(storm, after_rain_s=FOLLOWED_S - storm.rain_mm_h.end_s)
    whole = city.grid.shape

    def followed(
        tile: tuple[int, int] | None,
        courant: float = COURANT,
        synchronisation_s: float = StormSettings().synchronisation_s,
    ) -> StormResult:
        settings = StormSettings(synchronisation_s=synchronisation_s, courant=courant)
        if tile is not None:
            settings = replace(settings, tile=tile)
        return simulate_storm(city, storm, resting_water(city, storm.antecedent), settings=settings)

    one, half = followed(whole), followed(whole, COURANT / 2.0)
    tiled, small = followed(None), followed(SMALL_TILES)
    often = followed(None, synchronisation_s=StormSettings().synchronisation_s / 2.0)
    cells = city.grid.rows * city.grid.columns
    pairs = {
        "one step for all": (one, half),
        "tiles": (tiled, half),
        f"tiles of {SMALL_TILES[0]} × {SMALL_TILES[1]}": (small, half),
        "rain and sinks half as often": (tiled, often),
    }
    apart = {name: _apart_m(*pair) for name, pair in pairs.items()}
    return CaseResult(
        name="time_steps",
        title="Time step and tiles: maximum depths of Newcastle",
        setup=f"The first {FOLLOWED_S / 60:g} min of the storm of `newcastle`, with one time step "
        "for all cells, with half of it, with tiles that step as their own depth allows, of "
        "the usual size and of a smaller one, and with rain and sinks at half the interval.",
        tolerance="2 cm at 99 % of the cells wetter than 5 cm, against the run at half the step "
        "or half the interval (uncertainty of terrain and roughness is greater by far).",
        checks=tuple(
            Check(f"{name}: 99 % of the cells", float(np.quantile(d, 0.99)), "<=", 0.02, "m")
            for name, d in apart.items()
        ),
        figures=(
            *(
                Figure(f"{name}, {told}", value, "m")
                for name, d in apart.items()
                for told, value in (("median", float(np.median(d))), ("greatest", float(d.max())))
            ),
            *(
                Figure(
                    f"cell updates saved, {name}",
                    run.run.steps * cells / run.run.cell_updates,
                    "×",
                )
                for name, (run, _) in list(pairs.items())[1:3]
            ),
        ),
    )


def _apart_m(one: StormResult, other: StormResult) -> NDArray[np.float64]:
    """Differences of the maximum depth where either is wetter than 5 cm."""
    a, b = (run.maps["water_depth_max_m"].values.astype(np.float64) for run in (one, other))
    return np.abs(a - b)[(a > WET_M) | (b > WET_M)]
