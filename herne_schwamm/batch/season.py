"""The season of a run: computed once, judged by its balance, handed to storms, written."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.batch.manifest import product_entries
from herne_schwamm.batch.scenario import SOFTWARE, write_part_manifest
from herne_schwamm.city.areas import Areas, parts_of_areas
from herne_schwamm.city.city import City
from herne_schwamm.city.forcing import Storm
from herne_schwamm.city.roof_drainage import with_ground_beside_roofs
from herne_schwamm.city.unbuilt import no_connections, unbuilt_units
from herne_schwamm.city.water import WaterState, resting_water, soil_capacity_mm
from herne_schwamm.inputs.run_file import RunFile
from herne_schwamm.inputs.run_file_values import SEASON_WORDS
from herne_schwamm.inputs.season import SeasonWeather
from herne_schwamm.models.hand_over import before_storm, start_stores
from herne_schwamm.models.season import (
    ForeignSums,
    SeasonForcing,
    SeasonResult,
    SeasonSettings,
    SeasonSums,
    simulate_season,
)
from herne_schwamm.models.season_balance import FAILURE_SHARE
from herne_schwamm.models.sponge_indicators import sponge_indicators
from herne_schwamm.models.water_balance import (
    WaterBalances,
    indicator_table,
    water_balances,
)
from herne_schwamm.problems import N_, BalanceProblem, Language
from herne_schwamm.products.data_source import source_of
from herne_schwamm.products.season_products import SeasonFacts, write_season_products
from herne_schwamm.products.season_tables import AreaTables, SeasonTables


@dataclass(frozen=True, slots=True)
class RunSeason:
    """A season that passed the gate of its balance, with the answers beside it."""

    weather: SeasonWeather
    result: SeasonResult
    balances: WaterBalances


def compute_season(
    run_file: RunFile,
    city: City,
    weather: SeasonWeather,
    progress: Callable[[float], None],
    *,
    on_year: Callable[[SeasonSums], None] | None = None,
    resume: SeasonSums | None = None,
) -> RunSeason:
    """Follow the city's water over the years of the run file.

    Parameters
    ----------
    run_file
        Its storms and heat waves tell the days whose water is wanted.
    weather
        Of its part [season].
    progress
        Told the share that is done. [0–1]
    on_year
        Given the sums at the end of every year, to be kept.
    resume
        Such sums of an earlier attempt; those of other inputs are not used.

    Raises
    ------
    BalanceProblem
        The water does not add up.
    """
    forcing = SeasonForcing.of_weather(weather.weather, weather.evapotranspiration.depth_mm)
    city = with_groundwater(city, weather)
    begun = [storm.antecedent for storm in run_file.storms]
    begun += [heat.antecedent for heat in run_file.heats]
    days = [antecedent for antecedent in begun if isinstance(antecedent, str)]
    connections, stores = with_ground_beside_roofs(city), start_stores(city)

    def followed(begun: SeasonSums | None) -> SeasonResult:
        return simulate_season(
            city.units,
            connections,
            forcing,
            stores,
            settings=SeasonSettings(dates=_hours_of(days, forcing)),
            progress=lambda done_h, all_h: progress(done_h / all_h),
            on_year=on_year,
            resume=begun,
        )

    try:
        result = followed(resume)
    except ForeignSums:
        # Another version of a library may round the weather otherwise.
        result = followed(None)
    _require_balance(result)
    natural = replace(city, units=unbuilt_units(city.units), connections=no_connections())
    unbuilt = simulate_season(natural.units, natural.connections, forcing, start_stores(natural))
    _require_balance(unbuilt)
    depth_m = None if weather.groundwater is None else weather.groundwater.depth_m
    balances = water_balances(city.units, city.connections, result, unbuilt, depth_m)
    return RunSeason(weather, result, balances)


def with_groundwater(city: City, weather: SeasonWeather | None) -> City:
    """The city whose units draw on the groundwater that is known of, if any is."""
    if weather is None or weather.groundwater is None:
        return city
    return replace(city, units=city.units.assign(groundwater_depth_m=weather.groundwater.depth_m))


def _require_balance(result: SeasonResult) -> None:
    if result.balance.fails:
        raise BalanceProblem(
            N_(
                "The water balance over the years was not published: it is off by {share:.3g} of "
                "the water that moved, {limit:.3g} is allowed. Check the weather for outliers; if "
                "it is right, report this as a fault."
            ),
            share=max(
                abs(result.balance.relative_error),
                result.balance.store_error,
                result.balance.unit_error,
            ),
            limit=FAILURE_SHARE,
        )


def day_reached(weather: SeasonWeather, sums: SeasonSums) -> str:
    """First day that is still to be followed."""
    begin = weather.weather.begin_utc + np.timedelta64(
        round(weather.weather.utc_offset_h * 60), "m"
    )
    return str((begin + np.timedelta64(sums.next_hour, "h")).astype("datetime64[D]"))


def _hours_of(days: Collection[str], forcing: SeasonForcing) -> tuple[np.datetime64, ...]:
    """First hour of each day; a season may begin some hours into its first day."""
    dates = sorted({day for day in days if day not in SEASON_WORDS})
    return tuple(_hour_of(day, forcing) for day in dates)


def _hour_of(day: str, forcing: SeasonForcing) -> np.datetime64:
    return max(np.datetime64(day, "m"), forcing.start.astype("datetime64[m]"))


def water_of_season(city: City, begins: str, season: RunSeason) -> WaterState:
    """The city's water before what begins on "dry", "normal" or "wet" ground, or on a day."""
    if begins in SEASON_WORDS:
        return before_storm(city, season.result, begins)
    return before_storm(city, season.result, _hour_of(begins, season.result.forcing))


def start_of(city: City, storm: Storm, season: RunSeason | None) -> tuple[Storm, WaterState]:
    """The water a storm starts from, and the storm with the mean soil moisture of that water."""
    if storm.begins is None:
        return storm, resting_water(city, storm.antecedent)
    if season is None:
        raise AssertionError("the run file was not checked: a storm without its season")
    water = water_of_season(city, storm.begins, season)
    area_m2 = city.units["area_m2"].to_numpy(np.float64)
    soil_mm = (water.stores["root_zone_mm"] + water.stores["tree_pit_mm"]).to_numpy()
    room_m3 = float((soil_capacity_mm(city.units) * area_m2).sum())
    share = float((soil_mm * area_m2).sum()) / room_m3 if room_m3 > 0.0 else 0.0
    return replace(storm, antecedent=min(share, 1.0)), water


def write_season(
    folder: Path, run_file: RunFile, city: City, season: RunSeason, part_id: str
) -> dict[str, Any]:
    """Write maps, tables and report of a season; its entry in the manifest."""
    balances, weather, balance = season.balances, season.weather, season.result.balance
    area_m2 = city.units["area_m2"].to_numpy(np.float64)
    units = indicator_table(balances, area_m2, group=np.arange(len(area_m2)))
    groundwater = weather.groundwater
    facts = SeasonFacts(
        years=season.result.years,
        hours=season.result.forcing.hours,
        weather=weather.weather.source,
        weather_notes=weather.weather.notes,
        method=weather.evapotranspiration.method,
        rain_mm_a=balances.climate.precipitation_mm_a,
        potential_mm_a=balances.climate.potential_evapotranspiration_mm_a,
        groundwater=None if groundwater is None else (groundwater.origin, groundwater.range_m),
        balance_m3={**asdict(balance), "relative_error": balance.relative_error},
        warnings=(*weather.doubts, *balances.warnings),
    )
    tables = SeasonTables(
        whole=indicator_table(balances, area_m2),
        units=units,
        indicators=_indicators(city, season, area_m2),
        unit_indicators=_indicators(city, season, area_m2, group=np.arange(len(area_m2))),
        areas=tuple(_of_areas(city, season, areas) for areas in city.areas),
        daily_m3=season.result.daily_volumes(),
    )
    files = write_season_products(
        folder,
        city,
        tables,
        facts=facts,
        software=SOFTWARE,
        source=source_of(city, run_file.city.source, run_file.city.as_of),
        language=Language(run_file.language),
        tags={"part_id": part_id},
        place=run_file.title,
    )
    entry = {
        "balance": facts.balance_m3,
        "evapotranspiration": facts.method,
        "products": product_entries(folder, files),
    }
    return write_part_manifest(folder, entry, part_id)


def _indicators(
    city: City,
    season: RunSeason,
    area_m2: NDArray[np.float64],
    unit: NDArray[np.int64] | None = None,
    group: NDArray[np.int64] | None = None,
) -> pd.DataFrame:
    return sponge_indicators(
        city.units, city.connections, season.result, season.balances, area_m2, unit, group
    )


def _of_areas(city: City, season: RunSeason, areas: Areas) -> AreaTables:
    """Balances and indicators of districts or blocks, from the cells of each unit in them."""
    parts = parts_of_areas(areas, city.layer("unit_id"), float(city.grid.cell_area_m2))
    pieces = parts.area_m2, parts.unit, parts.area
    return AreaTables(
        areas.kind,
        areas.names,
        indicator_table(season.balances, *pieces),
        _indicators(city, season, *pieces),
    )
