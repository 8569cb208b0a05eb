"""Compile every kernel ahead of the first run."""

from __future__ import annotations

import numpy as np

from herne_schwamm.city.city import OPEN
from herne_schwamm.city.forcing import Storm, block_rain
from herne_schwamm.city.plain import grid_for, plain_city
from herne_schwamm.city.water import resting_water
from herne_schwamm.models.hand_over import start_stores
from herne_schwamm.models.season import SeasonForcing, simulate_season
from herne_schwamm.models.storm import simulate_storm
from herne_schwamm.models.yearly_balance import YearlyClimate, yearly_answers


def compile_kernels() -> None:
    """Run a tiny storm, a season and a year: every kernel is compiled for its types."""
    terrain = np.add.outer(np.arange(4.0), np.arange(5.0))
    city = plain_city(terrain, grid_for(terrain, 1.0), edge=OPEN)
    simulate_storm(
        city, Storm("warmup", block_rain(1.0, 1 / 30), after_rain_s=1.0), resting_water(city, 0.5)
    )
    yearly_answers(city.units, city.connections, YearlyClimate(800.0, 620.0, 420.0, 500.0))
    hours = np.ones(48)
    simulate_season(
        city.units,
        city.connections,
        SeasonForcing(np.datetime64("2000-01-01T00"), hours, hours),
        start_stores(city),
    )
