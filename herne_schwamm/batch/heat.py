"""One heat wave of a run: computed, judged by its balances, and only then written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from herne_schwamm.batch.manifest import product_entries
from herne_schwamm.batch.scenario import SOFTWARE
from herne_schwamm.batch.season import RunSeason, water_of_season
from herne_schwamm.city.city import City
from herne_schwamm.city.water import WaterState, resting_water
from herne_schwamm.city.weather import Weather
from herne_schwamm.inputs.run_file import RunFile
from herne_schwamm.inputs.run_file_heat import HeatPart
from herne_schwamm.models.heat import HeatPlace, HeatResult, HeatSettings, simulate_heat
from herne_schwamm.models.heat_result import HEAT_BALANCE_LIMIT
from herne_schwamm.problems import N_, BalanceProblem, Language
from herne_schwamm.products.data_source import source_of
from herne_schwamm.products.heat_products import HeatFacts, write_heat_products


@dataclass(frozen=True, slots=True)
class RunHeat:
    """A heat wave that passed the gate of its balances."""

    part: HeatPart
    weather: Weather
    result: HeatResult


def compute_heat(
    part: HeatPart,
    city: City,
    weather: Weather,
    water: WaterState,
    place: HeatPlace,
    progress: Callable[[float], None],
) -> RunHeat:
    """Follow a heat wave of the run file.

    Parameters
    ----------
    part, weather
        What the run file says, and the weather of its days.
    city, place
        The city, and what was made ready of it.
    water
        What the city holds on the first morning.
    progress
        Told the share that is done. [0–1]

    Raises
    ------
    BalanceProblem
        Water or energy does not add up.
    """
    settings = HeatSettings(map_day=part.map_day, cold_air=part.cold_air)
    result = simulate_heat(city, weather, water, place=place, settings=settings, progress=progress)
    balance = result.balance
    if balance.fails:
        raise BalanceProblem(
            N_(
                "The heat wave {scenario} was not published: water or energy is off by {share:.3g} "
                "of what moved, {limit:.3g} is allowed. Check the weather for outliers; if it is "
                "right, report this as a fault."
            ),
            scenario=part.name,
            share=max(balance.water_error, balance.energy_error, balance.latent_error),
            limit=HEAT_BALANCE_LIMIT,
        )
    return RunHeat(part, weather, result)


def start_of_heat(
    part: HeatPart, city: City, season: RunSeason | None, storms: Mapping[str, WaterState]
) -> WaterState:
    """The water a heat wave starts from: of a storm, of the season, or a share of the soil's room.

    Parameters
    ----------
    storms
        Water that storms left behind, by their names.
    """
    if part.after_storm is not None:
        return storms[part.after_storm]
    if isinstance(part.antecedent, str):
        if season is None:
            raise AssertionError("the run file was not checked: a heat wave without its season")
        return water_of_season(city, part.antecedent, season)
    return resting_water(city, part.antecedent)


def write_heat(
    folder: Path,
    run_file: RunFile,
    city: City,
    heat: RunHeat,
    others: Mapping[str, xr.Dataset],
    run_id: str,
) -> dict[str, Any]:
    """Write maps, tables and report of a heat wave; its entry in the manifest.

    Parameters
    ----------
    others
        Maps of heat waves of the same weather that were computed before, by their titles.
    """
    part, result = heat.part, heat.result
    facts = HeatFacts(
        name=part.name,
        label=part.label,
        weather=heat.weather.source,
        weather_notes=heat.weather.notes,
        begins=_beginning(part),
        days=result.days,
        map_day=result.map_day,
        maps=result.maps,
        hours=result.hours,
        balance={name: float(value) for name, value in asdict(result.balance).items()},
        assumptions=result.assumptions,
    )
    files = write_heat_products(
        folder,
        city,
        facts,
        others,
        software=SOFTWARE,
        source=source_of(city, run_file.city.source, run_file.city.as_of),
        language=Language(run_file.language),
        tags={"run_id": run_id},
        place=run_file.title,
    )
    return {
        "balance": dict(facts.balance),
        "map_day": result.map_day.isoformat(),
        "assumptions": list(result.assumptions),
        "products": product_entries(folder, files),
    }


def same_weather(one: Weather, other: Weather) -> bool:
    """Whether two heat waves see the same hours: their maps may be compared."""
    return one.begin_utc == other.begin_utc and all(
        other.has(name) and np.array_equal(values, other.column(name))
        for name, values in one.columns.items()
    )


def _beginning(part: HeatPart) -> str | float:
    """What the water begins with: a storm's name, a word or day of the season, or a share."""
    return part.after_storm or part.antecedent
