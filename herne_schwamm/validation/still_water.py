"""Water at rest stays at rest; a mirrored city floods as the mirror image."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import OPEN
from herne_schwamm.city.forcing import StepSeries, Storm, block_rain
from herne_schwamm.city.plain import grid_for, plain_city
from herne_schwamm.city.water import resting_water
from herne_schwamm.models.storm import StormSettings, simulate_storm
from herne_schwamm.validation.case import CaseResult, Check, Figure

DRY_WEATHER = StepSeries(np.array([0.0, 1.0]), np.array([0.0]))


def lake_at_rest(seconds: float = 1250.0) -> CaseResult:
    """A lake with islands over rough ground, 10 000 steps: nothing moves."""
    rng = np.random.default_rng(2)
    terrain = 60.0 + rng.uniform(0.0, 2.5, (60, 83))
    city = plain_city(terrain, grid_for(terrain, 1.0))
    water = resting_water(city, 0.5)
    water.surface_depth_m[:] = np.maximum(62.0 - city.layer("terrain_m"), 0.0)
    storm = Storm("still", DRY_WEATHER, after_rain_s=seconds)
    # Never asleep: what is at rest would be left alone after the first step.
    result = simulate_storm(city, storm, water, settings=StormSettings(still_m2_s=-1.0))
    moved = np.abs(result.maps["water_depth_end_m"].values - water.surface_depth_m).max()
    return CaseResult(
        name="lake_at_rest",
        title="Lake at rest over rough ground",
        setup="60 × 83 cells of 1 m, random ground of 60 to 62.5 m rounded to 1/1024 m, water "
        "level 62 m with dry islands, closed edges.",
        tolerance="Exact: levels that are multiples of 1/1024 m have exact differences in float32.",
        checks=(
            Check("greatest change of depth", float(moved), "==", 0.0, "m"),
            Check("steps", result.run.steps, ">=", 10_000.0 * seconds / 1250.0),
            Check(
                "greatest velocity",
                float(result.maps["velocity_max_m_s"].max()),
                "==",
                0.0,
                "m/s",
            ),
        ),
        figures=(
            Figure("dry islands", float(np.mean(water.surface_depth_m == 0.0)), "of the area"),
        ),
    )


def symmetry() -> CaseResult:
    """The same storm on all mirror images and transposes of a random grid."""
    rng = np.random.default_rng(7)
    terrain = np.cumsum(rng.normal(0.0, 0.15, (30, 32)), axis=1) + rng.uniform(0.0, 0.4, (30, 32))

    terrain[rng.random(terrain.shape) < 0.02] = np.nan

    def flood(ground: NDArray[np.float64]) -> NDArray[np.float64]:
        city = plain_city(ground, grid_for(ground, 2.0), edge=OPEN)
        storm = Storm("mirror", block_rain(60.0, 1.0), after_rain_s=0.0)
        result = simulate_storm(
            city, storm, resting_water(city, 0.5), settings=StormSettings(synchronisation_s=0.25)
        )
        steps.append(result.run.steps)
        depth: NDArray[np.float64] = result.maps["water_depth_end_m"].values
        return depth

    steps: list[int] = []
    plain = flood(terrain)
    images = {
        "mirrored east-west": flood(terrain[:, ::-1])[:, ::-1],
        "mirrored north-south": flood(terrain[::-1])[::-1],
        "transposed": flood(np.ascontiguousarray(terrain.T)).T,
        "turned by 90°": np.rot90(flood(np.ascontiguousarray(np.rot90(terrain))), -1),
    }
    return CaseResult(
        name="symmetry",
        title="Symmetry under mirror images and transposition",
        setup="30 × 32 cells of 2 m (within one tile: the lattice of tiles begins at the "
        "north-western cell and has no images), random steep ground with holes, open edges, 60 mm "
        "of rain within one minute.",
        tolerance="1e-6 m is asked; sums are paired so that every image gives the same bytes.",
        checks=(
            *(
                Check(
                    f"greatest difference, {name}",
                    float(np.nanmax(np.abs(image - plain))),
                    "<=",
                    1e-6,
                    "m",
                )
                for name, image in images.items()
            ),
            Check("steps", float(min(steps)), ">=", 200.0),
        ),
    )
