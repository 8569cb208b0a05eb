"""The laboratory rain of Cea, Puertas, Pena and Garrido (2008): a measured hydrograph."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from herne_schwamm.city.city import CLOSED, OPEN
from herne_schwamm.city.forcing import Storm, block_rain
from herne_schwamm.city.plain import plain_city
from herne_schwamm.city.water import resting_water
from herne_schwamm.inputs.ascii_grid import read_ascii_grid
from herne_schwamm.models.storm import StormSettings, simulate_storm
from herne_schwamm.validation.case import CaseResult, Check, Curves, Figure, nash_sutcliffe
from herne_schwamm.validation.rain_on_planes import hydrograph

WALL_HEIGHT_M = 900.0
OVERFALL_HEIGHT_M = -0.3
RAIN_MM_H = 317.0
RAIN_S = 45.0
FOLLOWED_S = 150.0


def cea_flume(data_folder: Path) -> CaseResult:
    """Rain of 317 mm/h for 45 s on three planes with two walls, 1 cm cells."""
    folder = data_folder / "cea2008_lab_rain"
    grid, heights = read_ascii_grid(folder / "topo.asc", "", 1_000_000)
    ground = heights.astype(np.float64)
    # The overfall stays dry: it lies outside, the row above it lets the water out.
    basin = (ground < WALL_HEIGHT_M) & (ground > OVERFALL_HEIGHT_M)
    above_overfall = np.roll(ground < OVERFALL_HEIGHT_M, -1, axis=0)
    city = plain_city(
        np.where(basin, ground, np.nan),
        grid,
        manning_n_s_m13=0.009,
        edge=np.where(basin & above_overfall, OPEN, CLOSED),
    )
    storm = Storm(
        "C1",
        block_rain(RAIN_MM_H * RAIN_S / 3600.0, RAIN_S / 60.0),
        after_rain_s=FOLLOWED_S - RAIN_S,
    )
    result = simulate_storm(
        city,
        storm,
        resting_water(city, 0.5),
        settings=StormSettings(synchronisation_s=0.25, record_interval_s=1.0),
    )
    table = np.genfromtxt(folder / "CEA_C1-C3_datasets.csv", delimiter=",", skip_header=2)
    # Digitised by hand: not strictly rising in time.
    measured = table[np.isfinite(table[:, 0])][:, :2]
    measured = measured[np.argsort(measured[:, 0])]
    time_s, outflow = hydrograph(result)
    at_measured = np.interp(measured[:, 0], time_s, outflow)
    measured_m3 = float(np.trapezoid(measured[:, 1], measured[:, 0]))
    return CaseResult(
        name="cea_flume",
        title="Laboratory rain of Cea et al. (2008), measured",
        setup="Flume of three planes and two walls, 1 cm cells, n = 0.009, 317 mm/h for 45 s on "
        f"the {city.area_m2:.3f} m² above the overfall, followed for 150 s.",
        tolerance="Measured hydrograph, digitised; the planes are partly supercritical, where the "
        "Froude cap acts.",
        checks=(
            Check(
                "Nash-Sutcliffe efficiency of the outflow",
                nash_sutcliffe(at_measured, measured[:, 1]),
                ">=",
                0.88,
            ),
            Check("balance, relative error", abs(result.balance.relative_error), "<=", 1e-5),
        ),
        figures=(
            Figure("rain", result.balance.rain_m3 * 1e3, "l"),
            Figure("computed outflow", result.balance.outflow_m3 * 1e3, "l"),
            Figure("measured outflow", measured_m3 * 1e3, "l"),
            Figure("measured outflow to rain", measured_m3 / result.balance.rain_m3 - 1.0),
            Figure("computed peak", float(outflow.max()) * 1e3, "l/s"),
            Figure("measured peak", float(measured[:, 1].max()) * 1e3, "l/s"),
        ),
        remarks="The measured volume is smaller than the rain: no model that keeps its water can "
        "meet the measured peak.",
        curves=Curves(
            "time [s]",
            "outflow [l/s]",
            {
                "computed": (time_s, outflow * 1e3),
                "measured": (measured[:, 0], measured[:, 1] * 1e3),
            },
            points=frozenset({"measured"}),
        ),
    )
