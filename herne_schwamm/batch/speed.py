"""About how long storms, heat waves and a season take: roughly, from the steps to be expected.

Work is cells times time steps as they can be expected before anything is
computed. How much of it a computer does in a second is measured whenever it
computes a storm or a heat wave, and kept beside its compiled kernels: other
kernels are measured anew.
"""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from herne_schwamm.batch.kernel_cache import cache_folder
from herne_schwamm.city.city import City
from herne_schwamm.city.forcing import Storm
from herne_schwamm.city.roof_drainage import with_ground_beside_roofs
from herne_schwamm.models.hand_over import start_stores
from herne_schwamm.models.heat_place import AIR_CELL_M
from herne_schwamm.models.season_units import season_units
from herne_schwamm.models.storm_end import LEAST_AFTER_RAIN_S
from herne_schwamm.models.storm_settings import COURANT, LONGEST_STEP_S

EXPECTED_DEPTH_M = 2.0
"""Greatest depth in the streets and hollows of a city, which sets the time step: 1.9 m in the
demo quarter, 2 to 3 m where an underpass fills. [m]"""

GRAVITY_M_S2 = 9.81

STATED_PER_S = 1.2e8
"""Cells times steps a second of a computer that has not been measured: two cores (AMD EPYC, Zen 4)
did 0.8e8 to 1.6e8 of the demo quarter at 2 m, whether others used them or not, and 2.4e8 of the
fields and woods of the Dorsten tile at 1 m, where little water is deep. [1/s]"""

FIXED_S = 3.0
"""What products and pictures of a storm take in a small city. [s]"""

HEAT_PER_S, HEAT_FIXED_S = 5.0e5, 4.0
"""`expected_heat` that is followed in a second, and what products of a heat wave take: two cores
(Intel, Emerald Rapids) that others used, too, did 4.7e5 to 4.9e5 of the demo quarter at 2 m (90 000
cells) and of a town of 705 600 cells of 5 m, 72 h each. [1/s], [s]"""

SURFACES_OF_AIR, SURFACE_OVER_CELL = 10.0, 1.5
"""A cell of the air has at most so many surfaces that count, a cell of the city at most one; an
hour of one takes so many times as long as light and comfort of a cell."""

SEASON_PER_S = 2.2e7
"""`expected_season` that is followed in a second, today's state and the unbuilt one together: two
cores (Intel, Emerald Rapids) that others used, too, did 2.0e7 to 2.3e7 of the demo quarter under a
conductivity that differs every 4 m (11 000 combinations at 4 m, 13 000 at 2 m), 5 and 10 years.
The plain demo quarter (70 combinations) takes 1 s for 10 years, most of it between days. [1/s]"""

SEASON_MAPS_S, SEASON_CELLS_PER_S = 3.0, 3.0e5
"""What the maps and tables of a season take in a small city, and cells beyond that: each once for
units, for districts and for blocks. All three of the demo quarter took 9 to 10 s at 2 m (90 000
cells), 12 to 13 s at 1 m and 23 s at 0.5 m (1 440 000 cells); tables of 14 000 units 1 s of it.
[s], [1/s]"""

LEAST_MEASURED_S, LEAST_STATED_S = 10.0, 2.0
"""What took less, or should by the stated speed, says more of writing files and of other programs
than of computing: a hamlet tells nothing of a city. [s]"""

FILE = "speed.json"

Kind = Literal["storm", "heat"]
"""What is measured."""

STATED: Mapping[Kind, float] = {"storm": STATED_PER_S, "heat": HEAT_PER_S}
"""Work of a second where nothing was measured. [1/s]"""

FIXED: Mapping[Kind, float] = {"storm": FIXED_S, "heat": HEAT_FIXED_S}
"""What comes beside it each time. [s]"""


@dataclass(frozen=True, slots=True)
class Estimate:
    """How long all of it will take: ``seconds``, and whether all of this was measured here."""

    seconds: float
    measured: bool


def expected_work(city: City, storm: Storm, synchronisation_s: float) -> float:
    """Cells of the city times the time steps to be expected of a storm."""
    longest_s = COURANT * city.grid.cell_size_m / math.sqrt(GRAVITY_M_S2 * EXPECTED_DEPTH_M)
    longest_s = min(longest_s, LONGEST_STEP_S)
    # Steps are the synchronisation interval over a power of two.
    halvings = max(0, math.ceil(math.log2(synchronisation_s / longest_s)))
    after_s = LEAST_AFTER_RAIN_S if storm.after_rain_s is None else storm.after_rain_s
    steps: float = (storm.forcing_end_s + after_s) / (synchronisation_s / 2**halvings)
    return int(np.count_nonzero(city.inside)) * steps


def expected_heat(city: City, hours: int) -> float:
    """Cells and surfaces of the city times the hours of a heat wave."""
    cells_of_air = max((AIR_CELL_M / city.grid.cell_size_m) ** 2, 1.0)
    surfaces = min(1.0, SURFACES_OF_AIR / cells_of_air)
    each = 1.0 + SURFACE_OVER_CELL * surfaces
    return int(np.count_nonzero(city.inside)) * hours * each


def expected_season(city: City, hours: int) -> float:
    """Combinations that the units of the city come to times the hours of a season."""
    units = season_units(city.units, with_ground_beside_roofs(city), start_stores(city))
    return float(units.count * hours)


def estimate(
    city: City,
    storms: Sequence[tuple[Storm, float]],
    heat_hours: Sequence[int] = (),
    season_hours: int | None = None,
) -> Estimate:
    """About how long storms, each with its synchronisation interval [s], take here.

    Parameters
    ----------
    city, storms
        What is computed.
    heat_hours
        Hours of each heat wave.
    season_hours
        Hours of the season; None: there is none.

    Raises
    ------
    InputProblem
        Connections of the units that cannot be.
    """
    work: Mapping[Kind, list[float]] = {
        "storm": [expected_work(city, storm, interval_s) for storm, interval_s in storms],
        "heat": [expected_heat(city, hours) for hours in heat_hours],
    }
    asked: list[Kind] = [kind for kind, each in work.items() if each]
    measured = {kind: _measured_per_s(kind) for kind in asked}
    seconds = sum(
        len(work[kind]) * FIXED[kind] + sum(work[kind]) / (measured[kind] or STATED[kind])
        for kind in asked
    )
    if season_hours is not None:
        mapped = SEASON_MAPS_S + np.count_nonzero(city.inside) / SEASON_CELLS_PER_S
        seconds += expected_season(city, season_hours) / SEASON_PER_S
        seconds += (1 + len(city.areas)) * mapped
    return Estimate(seconds, bool(measured) and None not in measured.values())


def remember_speed(kind: Kind, work: float, seconds: float) -> None:
    """Keep how fast this computer was, where it was long enough to tell."""
    file = _file()
    if file is None or seconds < LEAST_MEASURED_S or work < LEAST_STATED_S * STATED[kind]:
        return
    speeds = {one: _measured_per_s(one) for one in FIXED}
    speeds[kind] = work / max(seconds - FIXED[kind], FIXED[kind])
    kept = {f"{one}_per_s": speed for one, speed in speeds.items() if speed is not None}
    # An estimate is not worth a failure.
    with contextlib.suppress(OSError):
        file.write_text(json.dumps(kept) + "\n", encoding="utf-8")


def _measured_per_s(kind: Kind) -> float | None:
    file = _file()
    if file is None:
        return None
    try:
        value = float(json.loads(file.read_text(encoding="utf-8"))[f"{kind}_per_s"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return value if math.isfinite(value) and value > 0.0 else None


def _file() -> Path | None:
    folder = cache_folder()
    return None if folder is None else folder / FILE
