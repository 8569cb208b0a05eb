"""What a storm leaves behind: maps, hydrographs, the balance and the water itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from herne_schwamm.city.water import WaterState
from herne_schwamm.models.balance import StormBalance

STORM_MAPS = {
    "water_depth_max_m": "m",
    "velocity_max_m_s": "m s-1",
    "flow_direction_deg": "degree",
    "hazard_intensity_max_m2_s": "m2 s-1",
    "time_of_peak_min": "min",
    "flooded_duration_min": "min",
    "infiltrated_mm": "mm",
    "sewer_inflow_mm": "mm",
    "sewer_surcharge_mm": "mm",
    "water_depth_end_m": "m",
}
"""Maps of a storm with their units; float32 on the City's grid, NaN outside, and on buildings
but for the two of the sewer.

``flow_direction_deg`` is the azimuth (0 = north, clockwise) the water flows to
at the moment of the greatest velocity, NaN where nothing flowed;
``time_of_peak_min`` counts from the first moment of the storm, NaN where the
depth never reached 1 cm; ``flooded_duration_min`` is the time deeper than 10 cm; both in whole
looks at the water (every 4 s in storms up to three days, above half as often, and so on).
Velocity and intensity are exact to 1/2048;
``sewer_inflow_mm`` is what constant loss and sewer took, there only where they took something;
``sewer_surcharge_mm``, rain the sewer could not take when it fell, only where the storm counts on
the sewer.
"""


@dataclass(frozen=True, slots=True)
class StormRun:
    """How the computation went: for the report and the log, never for a map.

    ``limited_outflows`` counts how often a cell's outflow was scaled down to
    the water it had. ``rising_cells`` is the number of cells that rose by more
    than 2 mm within the last whole ten minutes after rain and inflows; None
    where the storm was followed for less.
    """

    simulated_s: float
    steps: int
    cell_updates: int
    smallest_step_s: float
    limiting_cell: tuple[int, int] | None
    limited_outflows: int
    rising_cells: int | None


@dataclass(frozen=True, slots=True)
class MovingWater:
    """Water of the cells at one moment, float32 rasters of the City's grid.

    Parameters
    ----------
    moment_s
        Since the first drop. [s]
    depth_m
        Water depth. [m]
    film_m, infiltrated_m
        What hollows and films hold, and what has infiltrated since the first drop. [m]
    flow_x_m2_s, flow_y_m2_s
        Unit discharge over the western and northern face of each cell, to the east and to the
        south; that over the eastern and southern edge of the grid is not among them. [m2/s]
    """

    moment_s: float
    depth_m: NDArray[np.float32]
    film_m: NDArray[np.float32]
    infiltrated_m: NDArray[np.float32]
    flow_x_m2_s: NDArray[np.float32]
    flow_y_m2_s: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class StormResult:
    """The answer of the storm model.

    ``hydrographs`` is indexed by ``time_min`` with the columns
    ``rain_mm_h``, ``outflow_m3_s`` (over the edge, negative where a fixed level
    lets water in), and ``<point>_m`` (water depth) for every observation point.
    ``structures`` is indexed by ``name``, a row for every culvert and pump, with
    the columns ``kind`` ("culvert" or "pump"), ``peak_m3_s`` (greatest
    discharge either way), ``time_of_peak_min`` (NaN where there was none),
    ``volume_m3`` (from inlet to outlet, or pumped) and ``volume_back_m3``.
    ``kept`` has the water of the cells at the synchronisation that reached each moment asked for,
    or at the end where the storm was over before.
    """

    maps: xr.Dataset
    hydrographs: pd.DataFrame
    balance: StormBalance
    water: WaterState
    run: StormRun
    structures: pd.DataFrame
    kept: tuple[MovingWater, ...] = ()
