"""The balance on random terrain, storms and soils."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from herne_schwamm.city.city import CLOSED, OPEN
from herne_schwamm.city.forcing import Inflow, StepSeries, Storm
from herne_schwamm.city.plain import grid_for, plain_city
from herne_schwamm.city.water import resting_water
from herne_schwamm.models.storm import simulate_storm
from herne_schwamm.models.storm_result import StormResult
from herne_schwamm.tables import soils
from herne_schwamm.validation.case import CaseResult, Check

CASES = 24


@dataclass(frozen=True, slots=True)
class RandomStorm:
    """A storm over a random city with its result."""

    soil: str
    result: StormResult


def random_storm(seed: int, rows: int = 40, columns: int = 37) -> RandomStorm:
    """A steep, rough city with walls and holes, of one random soil, under random rain."""
    rng = np.random.default_rng(seed)
    terrain = rng.normal(0.0, 1.0, (rows, columns)).cumsum(axis=0) * 0.1
    terrain += rng.uniform(0.0, rng.choice([0.0, 0.3, 3.0]), terrain.shape)
    terrain += 5.0 * (rng.random(terrain.shape) < 0.05)
    terrain[rng.random(terrain.shape) < 0.03] = np.nan
    terrain[0, 0] = 0.0
    soil = str(rng.choice(list(soils())))
    grid = grid_for(terrain, float(rng.choice([0.5, 1.0, 2.0, 5.0])))
    city = plain_city(
        terrain,
        grid,
        manning_n_s_m13=rng.uniform(0.01, 0.1, terrain.shape),
        sealing=rng.choice([0.0, 1.0, 0.5, 0.93], terrain.shape),
        soil=soil,
        depression_storage_mm=float(rng.choice([0.0, 2.0, 5.0])),
        edge=CLOSED if rng.random() < 0.5 else OPEN,
    )
    edges = np.concatenate([[0.0], np.cumsum(rng.uniform(30.0, 300.0, 5))])
    inflow = Inflow(
        "spring",
        *grid.centre_of(0, 0),
        StepSeries(np.array([0.0, 600.0]), np.array([0.01 * grid.cell_area_m2])),
    )
    storm = Storm(
        f"random {seed}",
        StepSeries(edges, rng.uniform(0.0, 300.0, 5) * (rng.random(5) < 0.8)),
        drainage_loss_mm_h=float(rng.choice([0.0, 12.0])),
        after_rain_s=300.0,
        inflows=(inflow,) if rng.random() < 0.5 else (),
    )
    return RandomStorm(soil, simulate_storm(city, storm, resting_water(city, rng.random())))


def random_balances() -> CaseResult:
    """Balance, sign and finiteness of many random storms."""
    storms = [random_storm(seed) for seed in range(CASES)]
    depths = [storm.result.water.surface_depth_m for storm in storms]
    films = [storm.result.water.surface_film_m for storm in storms]
    return CaseResult(
        name="random_balances",
        title="Balance on random terrain, storms and soils",
        setup=f"{CASES} cities of 40 × 37 cells: steep and rough, with walls and holes, every "
        "cell its own roughness and sealing, closed or open edges, five steps of rain of up to "
        "300 mm/h, drainage and inflow in half of them.",
        tolerance="1e-5 of the water put in. Depth is kept in float32 without loss, by moving "
        "whole rounding steps only; nothing is ever clipped.",
        checks=(
            Check(
                "greatest relative error of the balance",
                max(abs(storm.result.balance.relative_error) for storm in storms),
                "<=",
                1e-5,
            ),
            Check(
                "smallest depth or film",
                float(min(array.min() for array in depths + films)),
                ">=",
                0.0,
                "m",
            ),
            Check(
                "cells that are not a number",
                float(sum(np.count_nonzero(~np.isfinite(array)) for array in depths + films)),
                "==",
                0.0,
            ),
            Check(
                "soils met",
                float(len({storm.soil for storm in storms})),
                ">=",
                6.0,
            ),
        ),
    )
