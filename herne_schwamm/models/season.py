"""The season: the water of the units over months and years, hour by hour."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from herne_schwamm.models.season_balance import season_balance
from herne_schwamm.models.season_forcing import SeasonForcing
from herne_schwamm.models.season_loop import ForeignSums, SeasonLoop, SeasonSettings, SeasonSums
from herne_schwamm.models.season_result import SeasonResult
from herne_schwamm.models.season_units import season_units

__all__ = [
    "ForeignSums",
    "SeasonForcing",
    "SeasonResult",
    "SeasonSettings",
    "SeasonSums",
    "simulate_season",
]


def simulate_season(
    units: pd.DataFrame,
    connections: pd.DataFrame,
    forcing: SeasonForcing,
    stores: pd.DataFrame,
    *,
    settings: SeasonSettings | None = None,
    progress: Callable[[float, float], None] | None = None,
    on_year: Callable[[SeasonSums], None] | None = None,
    resume: SeasonSums | None = None,
) -> SeasonResult:
    """Follow the units of a city through hourly weather.

    Units with the same parameters, water and sources are computed once; the
    result is that of computing each.

    Parameters
    ----------
    units, connections
        Tables of the city (`City.units`, `City.connections`); columns of
        `herne_schwamm.city.season_columns.SEASON_COLUMNS` that are missing
        are filled from surface classes and soils.
    forcing
        Hourly rain and reference evapotranspiration.
    stores
        Water of the units at the beginning, columns `city.water.STORES`; not
        changed. [mm]
    settings
        What is recorded.
    progress
        Told (done, expected) hours after every month.
    on_year
        Given the sums at the end of every calendar year, to be kept
        (`SeasonSums.as_arrays`); what it gets goes on to change.
    resume
        Such sums, to go on from.

    Raises
    ------
    InputProblem
        Connections that cannot be.
    ForeignSums
        Sums to resume that belong to other inputs.
    ValueError
        A date outside the season.
    """
    settings = settings or SeasonSettings()
    loop = SeasonLoop(season_units(units, connections, stores), forcing, settings, resume)
    loop.run(progress, on_year)
    sums = loop.sums
    balance = season_balance(
        loop.units.parameters,
        sums.begin,
        sums.state,
        sums.yearly.sum(axis=0),
        loop.units.area_m2,
    )
    return SeasonResult(loop.units, forcing, settings, sums, balance)
