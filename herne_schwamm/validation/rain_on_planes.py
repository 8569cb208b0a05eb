"""Rain on planes: the kinematic closed form and the tilted V-catchment."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import CLOSED, OPEN
from herne_schwamm.city.forcing import MM_H_TO_M_S, Storm, block_rain
from herne_schwamm.city.plain import grid_for, plain_city
from herne_schwamm.city.water import resting_water
from herne_schwamm.models.storm import StormSettings, simulate_storm
from herne_schwamm.models.storm_result import StormResult
from herne_schwamm.validation.case import CaseResult, Check, Curves, Figure, nash_sutcliffe

# name, slope, Manning n; slopes are multiples of the terrain's step of 1/1024 m
PLANES = (("gentle", 1.0 / 128.0, 0.03), ("rough", 1.0 / 64.0, 0.06))
PLANE_LENGTH_M = 100.0
PLANE_RAIN_MM_H = 50.0

PUBLISHED_CODES = ("hgs", "parflow", "tribs")
SECONDS_PER_MINUTE = 60.0


def kinematic_wave(
    time_s: NDArray[np.float64], length_m: float, slope: float, manning_n: float, rain_m_s: float
) -> NDArray[np.float64]:
    """Unit discharge at the foot of a plane under steady rain from dry. [m2/s]

    Rising limb ``sqrt(S)/n (i t)^(5/3)``, then ``i L`` (kinematic wave).
    """
    rising = np.sqrt(slope) / manning_n * (rain_m_s * time_s) ** (5.0 / 3.0)
    discharge: NDArray[np.float64] = np.minimum(rising, rain_m_s * length_m)
    return discharge


def hydrograph(result: StormResult) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Middle of each record interval [s] and the mean outflow within it [m3/s]."""
    ends = result.hydrographs.index.to_numpy() * SECONDS_PER_MINUTE
    middles = 0.5 * (ends[1:] + ends[:-1])
    return middles, result.hydrographs["outflow_m3_s"].to_numpy()[1:]


def plane(name: str, slope: float, manning_n: float) -> CaseResult:
    """A plane of constant slope under steady rain against the kinematic wave."""
    cells = int(PLANE_LENGTH_M)
    terrain = np.tile(slope * (cells - np.arange(cells)), (1, 1))
    edge = np.full(terrain.shape, CLOSED)
    edge[:, -1] = OPEN
    city = plain_city(terrain, grid_for(terrain, 1.0), manning_n_s_m13=manning_n, edge=edge)
    rain_m_s = PLANE_RAIN_MM_H * MM_H_TO_M_S
    equilibrium_s = (PLANE_LENGTH_M * manning_n / (np.sqrt(slope) * rain_m_s ** (2 / 3))) ** 0.6
    duration_min = float(np.ceil(2.0 * equilibrium_s / SECONDS_PER_MINUTE))
    storm = Storm(
        name,
        block_rain(PLANE_RAIN_MM_H * duration_min / 60.0, duration_min),
        after_rain_s=0.0,
    )
    result = simulate_storm(
        city, storm, resting_water(city, 0.5), settings=StormSettings(record_interval_s=5.0)
    )
    time_s, outflow = hydrograph(result)
    exact = kinematic_wave(time_s, PLANE_LENGTH_M, slope, manning_n, rain_m_s)
    rising = time_s <= equilibrium_s
    plateau = time_s >= 1.5 * equilibrium_s
    q_end = rain_m_s * PLANE_LENGTH_M
    h_end = (q_end * manning_n / np.sqrt(slope)) ** 0.6
    return CaseResult(
        name=f"plane_{name}",
        title=f"Plane under rain, slope 1/{1 / slope:.0f}, n = {manning_n}",
        setup=f"{PLANE_LENGTH_M:.0f} m in cells of 1 m, {PLANE_RAIN_MM_H:.0f} mm/h for "
        f"{duration_min:.0f} min from dry, open foot. Froude number at the foot "
        f"{q_end / h_end / np.sqrt(9.81 * h_end):.2f}.",
        tolerance="Kinematic wave in closed form; water of the scheme is kept exactly, so the "
        "plateau can differ by what is still stored only.",
        checks=(
            Check(
                "Nash-Sutcliffe efficiency of the rising limb",
                nash_sutcliffe(outflow[rising], exact[rising]),
                ">=",
                0.995,
            ),
            Check(
                "plateau, relative error",
                float(np.abs(outflow[plateau] / q_end - 1.0).max()),
                "<=",
                0.005,
            ),
            Check("outflows scaled by the limiter", result.run.limited_outflows, "==", 0.0),
        ),
        figures=(Figure("time to equilibrium", equilibrium_s, "s"),),
        curves=Curves(
            "time [min]",
            "outflow [l/s]",
            {
                "computed": (time_s / 60.0, outflow * 1e3),
                "kinematic wave": (time_s / 60.0, exact * 1e3),
            },
        ),
    )


def tilted_v(data_folder: Path) -> CaseResult:
    """The V-catchment of Di Giammarco et al. (1996) against three published codes."""
    columns, rows, cell = 162, 100, 10.0
    from_channel = np.abs(np.arange(columns) - 80.5) * cell - cell
    across = 0.05 * np.maximum(from_channel, 0.0)
    along = 0.02 * cell * np.arange(rows)[::-1, None]
    terrain = across[None, :] + along
    channel = np.zeros(terrain.shape, dtype=bool)
    channel[:, 80:82] = True
    edge = np.full(terrain.shape, CLOSED)
    edge[-1, 80:82] = OPEN
    city = plain_city(
        terrain,
        grid_for(terrain, cell),
        manning_n_s_m13=np.where(channel, 0.15, 0.015),
        edge=edge,
    )
    storm = Storm("tilted V", block_rain(16.2, 90.0), after_rain_s=90.0 * SECONDS_PER_MINUTE)
    result = simulate_storm(city, storm, resting_water(city, 0.5))
    time_s, outflow_m3_s = hydrograph(result)
    minutes, outflow = time_s / SECONDS_PER_MINUTE, outflow_m3_s * SECONDS_PER_MINUTE
    published = {}
    for code in PUBLISHED_CODES:
        table = np.loadtxt(
            data_folder / "tilted_v_ihmip" / f"{code}.csv", delimiter=",", skiprows=1
        )
        published[code] = (table[:, 0], table[:, 1])
    window = (minutes >= 14.0) & (minutes <= 162.0)
    mean = np.mean([np.interp(minutes, *published[code]) for code in PUBLISHED_CODES], axis=0)
    plateau = (minutes > 85.0) & (minutes < 90.0)
    return CaseResult(
        name="tilted_v",
        title="Tilted V-catchment",
        setup="1620 × 1000 m in cells of 10 m, planes 5 % with n = 0.015, channel 2 % with "
        "n = 0.15, 10.8 mm/h for 90 min, free outlet at the channel's mouth.",
        tolerance="The three published codes differ by 9 to 18 m³/min among themselves.",
        checks=(
            Check(
                "plateau, relative error to 4.86 m³/s",
                float(np.abs(outflow_m3_s[plateau] / 4.86 - 1.0).max()),
                "<=",
                0.005,
            ),
            Check(
                "mean absolute difference to the mean of the codes, 14 to 162 min",
                float(np.abs(outflow - mean)[window].mean()),
                "<=",
                14.0,
                "m³/min",
            ),
            Check("balance, relative error", abs(result.balance.relative_error), "<=", 1e-5),
        ),
        remarks="At equilibrium the planes would run at a Froude number of 1.8. Local inertia "
        "neglects advection and blows up there without a bound; the cap at Froude 1 keeps it "
        "stable and slows the planes, which shows as a later rise and a longer tail.",
        curves=Curves(
            "time [min]",
            "outflow [m³/min]",
            {"computed": (minutes, outflow), **published},
            points=frozenset(PUBLISHED_CODES),
        ),
    )
