"""About how long storms and heat waves take to compute: roughly, from the steps to be expected.

Work is cells times time steps as they can be expected before anything is
computed. How much of it a computer does in a second is measured whenever it
computes a storm, and kept beside its compiled kernels: other kernels are
measured anew.
"""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from herne_schwamm.batch.kernel_cache import cache_folder
from herne_schwamm.city.city import City
from herne_schwamm.city.forcing import Storm
from herne_schwamm.models.heat_place import AIR_CELL_M
from herne_schwamm.models.storm_loop import COURANT, LEAST_AFTER_RAIN_S, LONGEST_STEP_S

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

LEAST_MEASURED_S = 10.0
"""What took less says more of writing files than of computing. [s]"""

FILE = "speed.json"


@dataclass(frozen=True, slots=True)
class Estimate:
    """How long storms will take: ``seconds``, and whether this computer was measured."""

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


def estimate(
    city: City, storms: Sequence[tuple[Storm, float]], heat_hours: Sequence[int] = ()
) -> Estimate:
    """About how long storms, each with its synchronisation interval [s], take here.

    Parameters
    ----------
    city, storms
        What is computed.
    heat_hours
        Hours of each heat wave.
    """
    measured = _measured_per_s()
    work = sum(expected_work(city, storm, interval_s) for storm, interval_s in storms)
    seconds = len(storms) * FIXED_S + work / (measured or STATED_PER_S)
    seconds += sum(HEAT_FIXED_S + expected_heat(city, hours) / HEAT_PER_S for hours in heat_hours)
    return Estimate(seconds, measured is not None)


def remember_speed(work: float, seconds: float) -> None:
    """Keep how fast this computer was, where it was long enough to tell."""
    file = _file()
    if file is None or seconds < LEAST_MEASURED_S:
        return
    # An estimate is not worth a failure.
    with contextlib.suppress(OSError):
        speed = work / max(seconds - FIXED_S, FIXED_S)
        file.write_text(json.dumps({"work_per_s": speed}) + "\n", encoding="utf-8")


def _measured_per_s() -> float | None:
    file = _file()
    try:
        value = float(json.loads(file.read_text(encoding="utf-8"))["work_per_s"]) if file else 0.0
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return value if math.isfinite(value) and value > 0.0 else None


def _file() -> Path | None:
    folder = cache_folder()
    return None if folder is None else folder / FILE
