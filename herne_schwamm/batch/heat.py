"""One heat wave of a run: computed, judged by its balances, and only then written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from herne_schwamm.batch.heat_risk import People, StormBeside, write_heat_risk
from herne_schwamm.batch.manifest import product_entries
from herne_schwamm.batch.scenario import SOFTWARE
from herne_schwamm.batch.season import RunSeason, water_of_season
from herne_schwamm.city.city import City
from herne_schwamm.city.roof_drainage import with_ground_beside_roofs
from herne_schwamm.city.water import MM_PER_M, WaterState, resting_water, water_at_rest
from herne_schwamm.city.weather import HOURS_PER_DAY
from herne_schwamm.inputs.heat import WaveWeather
from herne_schwamm.inputs.run_file import RunFile
from herne_schwamm.inputs.run_file_heat import HeatPart
from herne_schwamm.inputs.run_file_values import SEASON_WORDS
from herne_schwamm.models.hand_over import after_storm
from herne_schwamm.models.heat import HeatPlace, HeatResult, HeatSettings, simulate_heat
from herne_schwamm.models.heat_result import HEAT_BALANCE_LIMIT
from herne_schwamm.models.season import SeasonForcing, simulate_season
from herne_schwamm.models.season_balance import FAILURE_SHARE, SeasonBalance
from herne_schwamm.problems import N_, BalanceProblem, Language
from herne_schwamm.products.data_source import source_of
from herne_schwamm.products.heat_facts import (
    COMPARED,
    DaysBefore,
    HeatFacts,
    OtherWave,
    heat_title,
)
from herne_schwamm.products.heat_products import write_heat_products


@dataclass(frozen=True, slots=True)
class RunHeat:
    """A heat wave that passed the gate of its balances."""

    part: HeatPart
    weather: WaveWeather
    result: HeatResult
    before: SeasonBalance | None = None


def compute_heat(
    part: HeatPart,
    city: City,
    weather: WaveWeather,
    water: WaterState,
    place: HeatPlace,
    progress: Callable[[float], None],
) -> RunHeat:
    """Follow a heat wave of the run file.

    Parameters
    ----------
    part, weather
        What the run file says, and the weather of its days and of those before.
    city, place
        The city, and what was made ready of it.
    water
        What the city holds on the first morning; of the days before, where
        its water is followed over them.
    progress
        Told the share that is done. [0–1]

    Raises
    ------
    BalanceProblem
        Water or energy does not add up.
    """
    before = None
    if weather.before is not None:
        water, before = _follow_days_before(part, city, weather, water)
    settings = HeatSettings(
        map_day=weather.map_day,
        cold_air=part.cold_air,
        cold_air_after_sunset_h=part.cold_air_after_sunset_h,
    )
    result = simulate_heat(
        city, weather.weather, water, place=place, settings=settings, progress=progress
    )
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
    return RunHeat(part, weather, result, before)


def _follow_days_before(
    part: HeatPart, city: City, weather: WaveWeather, water: WaterState
) -> tuple[WaterState, SeasonBalance]:
    """The water on the first morning, followed by the season model over the days before.

    Raises
    ------
    BalanceProblem
        The water does not add up.
    """
    if weather.before is None:
        raise ValueError("there are no days before")
    hours, potential = weather.before
    season = simulate_season(
        city.units,
        with_ground_beside_roofs(city),
        SeasonForcing.of_weather(hours, potential.depth_mm),
        after_storm(city, water).stores,
    )
    if season.balance.fails:
        raise BalanceProblem(
            N_(
                "The heat wave {scenario} was not published: the water of the days before it is "
                "off by {share:.3g} of the water that moved, {limit:.3g} is allowed. Check the "
                "weather for outliers; if it is right, report this as a fault."
            ),
            scenario=part.name,
            share=max(
                abs(season.balance.relative_error),
                season.balance.store_error,
                season.balance.unit_error,
            ),
            limit=FAILURE_SHARE,
        )
    return water_at_rest(city, season.stores_at_end()), season.balance


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
    others: Mapping[str, OtherWave],
    later: Sequence[str],
    people: People,
    storm: StormBeside | None,
    part_id: str,
) -> dict[str, Any]:
    """Write maps, risk, tables and report of a heat wave; its entry in the manifest.

    Parameters
    ----------
    folder
        The scenario's folder.
    others
        Heat waves that differ in their water alone and were computed before, by their names.
    later
        Titles of those that are computed after it.
    people, storm
        As `write_heat_risk` takes them.
    """
    part, result, weather = heat.part, heat.result, heat.weather.weather
    facts = HeatFacts(
        name=part.name,
        label=part.label,
        weather=weather.source,
        weather_notes=weather.notes,
        clock_utc_offset_h=weather.utc_offset_h,
        doubts=heat.weather.doubts,
        before=_days_before(heat, city),
        begins=_beginning(part),
        begins_on=_day_of_season(part),
        later=later,
        days=result.days,
        map_day=result.map_day,
        night_day=result.night_day,
        maps=result.maps,
        hours=result.hours,
        balance={name: float(value) for name, value in asdict(result.balance).items()},
        assumptions=result.assumptions,
        cold_air_after_sunset_h=part.cold_air_after_sunset_h,
    )
    of_city = source_of(city, run_file.city.source, run_file.city.as_of)
    source = replace(of_city, weather=weather.source)
    language = Language(run_file.language)
    files, sections = write_heat_risk(
        folder,
        city,
        result,
        people,
        storm,
        title=heat_title(facts, language, run_file.title),
        source=source,
        language=language,
        part_id=part_id,
    )
    files += write_heat_products(
        folder,
        city,
        facts,
        others,
        software=SOFTWARE,
        source=source,
        language=language,
        tags={"part_id": part_id},
        place=run_file.title,
        of_risk=sections,
    )
    return {
        "balance": dict(facts.balance),
        "map_day": result.map_day.isoformat(),
        "night_day": result.night_day.isoformat(),
        "assumptions": list(result.assumptions),
        "products": product_entries(folder, files),
    }


def _days_before(heat: RunHeat, city: City) -> DaysBefore | None:
    if heat.before is None or heat.weather.before is None:
        return None
    weather, potential = heat.weather.before
    mm_per_m3 = MM_PER_M / city.area_m2
    return DaysBefore(
        days=weather.hours / HOURS_PER_DAY,
        method=potential.method,
        rain_mm=heat.before.rain_m3 * mm_per_m3,
        evaporated_mm=heat.before.evaporation_m3 * mm_per_m3,
    )


def kept_of(heat: RunHeat) -> OtherWave:
    """What later heat waves of the same weather are compared with: not all of a result."""
    return OtherWave(
        title=title_of(heat.part),
        maps=heat.result.maps[list(COMPARED)],
        evaporated_mm=heat.result.balance.evaporated_mm,
    )


def title_of(part: HeatPart) -> str:
    """What people call the heat wave."""
    return part.label or part.name


def differ_in_water(one: WaveWeather, other: WaveWeather) -> bool:
    """Whether two heat waves see the same hours and map the same day: these may be compared."""
    own, its = one.weather, other.weather
    return (
        one.map_day == other.map_day
        and own.begin_utc == its.begin_utc
        and all(
            its.has(name) and np.array_equal(values, its.column(name))
            for name, values in own.columns.items()
        )
    )


def _beginning(part: HeatPart) -> str | float:
    """What the water begins with: a storm's name, a word or day of the season, or a share."""
    return part.after_storm or part.antecedent


def _day_of_season(part: HeatPart) -> date | None:
    """The day of the season whose water it begins with."""
    if part.after_storm is not None or not isinstance(part.antecedent, str):
        return None
    return None if part.antecedent in SEASON_WORDS else date.fromisoformat(part.antecedent)
