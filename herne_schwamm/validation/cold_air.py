"""Cold air: steady flow on slopes, a lake of cold air, and its balance on any ground."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.models.cold_air import ColdAirSettings, ColdAirState, simulate_cold_air
from herne_schwamm.validation.case import CaseResult, Check, Curves, Figure

CELL_M = 20.0
SLOPE_CELLS, SLOPE_DEPTH_M, SLOPE_HOURS = 500, 10.0, 0.7
SLOPES = ((0.01, 0.02), (0.03, 0.05), (0.05, 0.0628), (0.1, 0.2), (0.2, 0.3), (0.3, 0.4))
"""Sine of the slope and drag coefficient, their quotient from 0.5 to 0.8."""

PRODUCTION_M_S = 12.0 / 3600.0


def _lane(ground: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Ground of a lane five cells wide between walls, and its porosity."""
    lane = np.tile(ground, (5, 1))
    porosity = np.ones(lane.shape)
    porosity[[0, -1]] = 0.0
    return lane, porosity


def _slope(sine: float, cells: int) -> NDArray[np.float64]:
    fall = np.tan(np.arcsin(sine)) * CELL_M
    ground: NDArray[np.float64] = fall * np.arange(cells, 0.0, -1.0)
    return ground


def cold_air_slope() -> CaseResult:
    """Steady flow of a layer of one depth: u² = g' h sin s / Cf."""
    settings = ColdAirSettings(hours=(SLOPE_HOURS,))
    middle = slice(SLOPE_CELLS // 2 - 20, SLOPE_CELLS // 2 + 20)
    checks, rows = [], []
    for sine, drag in SLOPES:
        ground, porosity = _lane(_slope(sine, SLOPE_CELLS))
        (state,) = simulate_cold_air(
            ground,
            CELL_M,
            np.zeros(ground.shape),
            np.full(ground.shape, drag),
            porosity,
            settings,
            np.full(ground.shape, SLOPE_DEPTH_M),
        )
        velocity = state.velocity_m_s[2, middle].astype(np.float64)
        depth = state.depth_m[2, middle].astype(np.float64)
        expected = settings.reduced_gravity_m_s2 * depth * sine / drag
        error = float(np.abs(velocity**2 / expected - 1.0).max())
        checks.append(
            Check(f"u² on sin s = {sine:g} with Cf = {drag:g}, relative error", error, "<=", 0.01)
        )
        rows.append(
            [
                f"{sine:g}",
                f"{drag:g}",
                f"{sine / drag:.2f}",
                f"{velocity.mean():.3f}",
                f"{error:.1e}",
            ]
        )
    return CaseResult(
        name="cold_air_slope",
        title="Cold air: steady flow on a slope",
        setup=f"Lanes of {SLOPE_CELLS} cells of {CELL_M:g} m, a layer of {SLOPE_DEPTH_M:g} m at "
        f"rest at the beginning, 4 K colder than the air above; the middle after "
        f"{SLOPE_HOURS:g} h, before the ends of the lane are felt.",
        tolerance="1 % of u² = g' h sin s / Cf, for sin s / Cf below 0.8.",
        checks=checks,
        table=(("sin s", "Cf", "quotient", "u [m/s]", "relative error of u²"), rows),
    )


def _steady_profile(sine: float, drag: float, gravity: float, cells: int) -> NDArray[np.float64]:
    """Depth of the steady flow that production feeds, upstream from a critical outfall. [m]

    g' h (sin s - dh/dx) = Cf u², u h = P x; without advection, as the scheme has it.
    """
    parts = 200
    step = CELL_M / parts
    depth = np.zeros(cells)
    x = cells * CELL_M
    h = (PRODUCTION_M_S * x / np.sqrt(gravity)) ** (2.0 / 3.0)
    for cell in range(cells - 1, -1, -1):
        for part in range(parts):
            discharge = PRODUCTION_M_S * x
            h -= step * (sine - drag * discharge**2 / (gravity * h**3))
            x -= step
            if part == parts // 2 - 1:
                depth[cell] = h
    return depth


def cold_air_production() -> CaseResult:
    """A slope on which cold air forms everywhere: depth and flux in the steady state."""
    sine, drag, cells = 0.05, 0.1, 200
    settings = ColdAirSettings(hours=(8.0,))
    ground, porosity = _lane(_slope(sine, cells))
    (state,) = simulate_cold_air(
        ground,
        CELL_M,
        np.full(ground.shape, PRODUCTION_M_S),
        np.full(ground.shape, drag),
        porosity,
        settings,
    )
    x = (np.arange(cells, dtype=np.float64) + 0.5) * CELL_M
    expected = _steady_profile(sine, drag, settings.reduced_gravity_m_s2, cells)
    depth = state.depth_m[2].astype(np.float64)
    # At the outfall the scheme's depth is not the critical one; above it this is forgotten.
    judged = slice(cells // 10, cells - 10)
    flux = state.flux_m2_s[2].astype(np.float64)
    return CaseResult(
        name="cold_air_production",
        title="Cold air: a slope that makes it",
        setup=f"Slope of 5 % and {cells * CELL_M / 1000:g} km, 12 m³/(m² h) everywhere, Cf = 0.1, "
        "8 h after sunset.",
        tolerance="Steady profile by integrating the momentum equation without advection from the "
        "outfall: 1 % of depth, 0.5 % of flux (production times distance).",
        checks=(
            Check(
                "depth, greatest relative error",
                float(np.abs(depth / expected - 1.0)[judged].max()),
                "<=",
                0.01,
            ),
            Check(
                "flux, greatest relative error",
                float(np.abs(flux / (PRODUCTION_M_S * x) - 1.0)[judged].max()),
                "<=",
                0.005,
            ),
            Check("balance, relative error", abs(state.balance.relative_error), "<=", 1e-6),
        ),
        figures=(
            Figure("greatest depth", float(depth.max()), "m"),
            Figure("greatest velocity", float(state.velocity_m_s[2].max()), "m/s"),
        ),
        curves=Curves(
            "distance [m]",
            "depth of cold air [m]",
            {"computed": (x, depth), "steady profile": (x, expected)},
            points=frozenset({"steady profile"}),
        ),
    )


def rough_ground(seed: int = 5, size: int = 160) -> NDArray[np.float64]:
    """Hills and hollows of some tens of metres with a piece that is not of the area. [m]"""
    rng = np.random.default_rng(seed)
    waves = np.zeros((size, size))
    y, x = np.mgrid[:size, :size] / size
    for k in range(1, 9):
        phase = rng.uniform(0.0, 2.0 * np.pi, 3)
        direction = rng.uniform(0.0, np.pi)
        along = x * np.cos(direction) + y * np.sin(direction)
        waves += 18.0 / k * np.sin(2.0 * np.pi * k * along + phase[0])
    waves[: size // 8, : size // 5] = np.nan
    return waves


def cold_air_lake() -> CaseResult:
    """A closed hollow fills level, and hills, holes and houses keep the balance."""
    size = 61
    y, x = np.mgrid[:size, :size] - size // 2
    hollow = 0.05 * (x**2 + y**2)
    hollow[[0, -1]] = hollow[:, [0, -1]] = hollow.max()
    (lake,) = simulate_cold_air(
        hollow,
        CELL_M,
        np.where(np.hypot(x, y) < 10, PRODUCTION_M_S, 0.0),
        np.full(hollow.shape, 0.1),
        settings=ColdAirSettings(hours=(1.5,)),
    )
    (still,) = simulate_cold_air(
        hollow,
        CELL_M,
        np.zeros(hollow.shape),
        np.full(hollow.shape, 0.1),
        settings=ColdAirSettings(hours=(12.0,)),
        start_depth_m=lake.depth_m,
    )
    level = (still.depth_m + hollow)[still.depth_m > 0.5]
    ground = rough_ground()
    rng = np.random.default_rng(6)
    night: ColdAirState
    *_, night = simulate_cold_air(
        ground,
        10.0,
        rng.uniform(0.0, 2.0 * PRODUCTION_M_S, ground.shape),
        rng.uniform(0.02, 0.4, ground.shape),
        np.where(rng.random(ground.shape) < 0.1, 0.0, rng.uniform(0.3, 1.0, ground.shape)),
        ColdAirSettings(hours=(4.0, 8.0)),
    )
    return CaseResult(
        name="cold_air_lake",
        title="Cold air: a lake in a hollow, and the balance on rough ground",
        setup="A round hollow of 20 m cells fed for 1.5 h and left to rest for 12 h; 160 × 160 "
        "cells of 10 m of hills and hollows with random production, drag, houses and a piece "
        "outside, 8 h.",
        tolerance="Level to 5 cm: a lake swings out slowly under a drag that vanishes with its "
        "speed. Balance to 1e-6 of the air produced.",
        checks=(
            Check("differences of the lake's level", float(np.ptp(level)), "<=", 0.05, "m"),
            Check("balance of the lake", abs(lake.balance.relative_error), "<=", 1e-6),
            Check("balance on rough ground", abs(night.balance.relative_error), "<=", 1e-6),
        ),
        figures=(
            Figure("depth of the lake", float(still.depth_m.max()), "m"),
            Figure("rough ground, greatest depth", float(np.nanmax(night.depth_m)), "m"),
            Figure("rough ground, greatest velocity", float(np.nanmax(night.velocity_m_s)), "m/s"),
            Figure(
                "rough ground, air that left",
                night.balance.left_m3 / night.balance.produced_m3,
                "of that produced",
            ),
        ),
    )
