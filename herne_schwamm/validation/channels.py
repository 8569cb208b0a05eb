"""MacDonald channels: steady flow over uneven ground with friction, without and with rain."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import CLOSED, FIXED_LEVEL
from herne_schwamm.city.forcing import MM_H_TO_M_S, Inflow, StepSeries, Storm
from herne_schwamm.city.plain import grid_for, plain_city
from herne_schwamm.city.water import resting_water
from herne_schwamm.models.storm import StormSettings, simulate_storm
from herne_schwamm.validation.case import CaseResult, Check, Curves, Figure

ROWS = 3
SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class _Channel:
    """One of the published channels."""

    name: str
    file: str
    title: str
    inflow_m2_s: float
    rain_m_s: float
    manning_n: float
    exact_limit_m: float


CHANNELS = (
    _Channel(
        "macdonald",
        "swashes_1_2_1_2_200.txt",
        "MacDonald channel",
        2.0,
        0.0,
        0.033,
        0.023,
    ),
    _Channel(
        "macdonald_rain",
        "swashes_1_2_4_2_200.txt",
        "MacDonald channel with rain",
        1.0,
        0.001,
        0.033,
        0.036,
    ),
)


def steady_local_inertia_level(
    x_m: NDArray[np.float64],
    terrain_m: NDArray[np.float64],
    discharge_m2_s: NDArray[np.float64],
    manning_n: float,
    level_end_m: float,
) -> NDArray[np.float64]:
    """Water level of steady flow without advection. [m]

    Integrates dη/dx = -n² q² / h^(10/3) upstream from the level at the last
    point, with ground and discharge linear between the points, by 200
    midpoint steps between two points.
    """
    level = np.empty_like(x_m)
    level[-1] = level_end_m
    for i in range(x_m.size - 1, 0, -1):
        eta = level[i]
        fine = 200
        width = (x_m[i] - x_m[i - 1]) / fine
        for k in range(fine):
            at = 1.0 - (k + np.array([0.0, 0.5])) / fine
            ground = terrain_m[i - 1] + at * (terrain_m[i] - terrain_m[i - 1])
            q = discharge_m2_s[i - 1] + at * (discharge_m2_s[i] - discharge_m2_s[i - 1])
            slope = (manning_n * q[0]) ** 2 / (eta - ground[0]) ** (10.0 / 3.0)
            middle = eta + 0.5 * width * slope
            eta += width * (manning_n * q[1]) ** 2 / (middle - ground[1]) ** (10.0 / 3.0)
        level[i - 1] = eta
    return level


def macdonald(channel: _Channel, data_folder: Path) -> CaseResult:
    """Run one channel to steady flow."""
    x, h, _, topo, q, *_ = np.loadtxt(data_folder / "swashes" / channel.file).T
    cell = float(x[1] - x[0])
    terrain = np.tile(topo, (ROWS, 1))
    edge = np.full(terrain.shape, CLOSED)
    edge[:, -1] = FIXED_LEVEL
    city = plain_city(
        terrain,
        grid_for(terrain, cell),
        manning_n_s_m13=channel.manning_n,
        edge=edge,
        edge_level_m=float(topo[-1] + h[-1]),
    )
    whole = np.array([0.0, SECONDS])
    storm = Storm(
        channel.name,
        StepSeries(whole, np.array([channel.rain_m_s / MM_H_TO_M_S])),
        inflows=tuple(
            Inflow(
                f"row {row}",
                *city.grid.centre_of(row, 0),
                StepSeries(whole, np.array([channel.inflow_m2_s * cell])),
            )
            for row in range(ROWS)
        ),
        after_rain_s=0.0,
    )
    # A millimetre of rain in a second: it comes as evenly as the profile asks for.
    settings = StormSettings(synchronisation_s=0.5)
    result = simulate_storm(city, storm, resting_water(city, 0.5), settings=settings)
    ground = city.layer("terrain_m")[1].astype(np.float64)
    level = ground + result.maps["water_depth_end_m"].values[1]
    reference = steady_local_inertia_level(x, topo, q, channel.manning_n, float(topo[-1] + h[-1]))
    exact = topo + h
    return CaseResult(
        name=channel.name,
        title=channel.title,
        setup=f"SWASHES {channel.file}: 1000 m, cells of {cell:g} m in {ROWS} equal rows, "
        f"n = {channel.manning_n}, inflow {channel.inflow_m2_s:g} m²/s, rain "
        f"{channel.rain_m_s:g} m/s, fixed level downstream, dry start, {SECONDS / 60:.0f} min. "
        "Froude numbers up to 0.98.",
        tolerance="Steady profile of the local-inertia equation, integrated upstream: 0.003 m. "
        "Against the exact shallow-water profile neglecting advection alone costs "
        f"{np.abs(reference - exact).mean():.3f} m: the limit there says little about the scheme.",
        checks=(
            Check(
                "mean absolute error, steady local-inertia profile",
                float(np.abs(level - reference).mean()),
                "<=",
                0.003,
                "m",
            ),
            Check(
                "mean absolute error, exact profile",
                float(np.abs(level - exact).mean()),
                "<=",
                channel.exact_limit_m,
                "m",
            ),
            Check("outflows scaled by the limiter", result.run.limited_outflows, "==", 0.0),
        ),
        figures=(
            Figure(
                "local-inertia profile to exact profile",
                float(np.abs(reference - exact).mean()),
                "m",
            ),
            Figure("steps", result.run.steps),
        ),
        curves=Curves(
            "x [m]",
            "water depth [m]",
            {
                "computed": (x, level - topo),
                "steady local inertia": (x, reference - topo),
                "exact (SWASHES)": (x, h),
            },
        ),
    )
