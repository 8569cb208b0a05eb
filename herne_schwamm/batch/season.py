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
from herne_schwamm.batch.scenario import SOFTWARE
from herne_schwamm.city.city import City
from herne_schwamm.city.forcing import Storm
from herne_schwamm.city.roof_drainage import with_ground_beside_roofs
from herne_schwamm.city.water import WaterState, resting_water, soil_capacity_mm
from herne_schwamm.inputs.districts import read_district_areas
from herne_schwamm.inputs.layers import Place
from herne_schwamm.inputs.run_file import RunFile
from herne_schwamm.inputs.run_file_values import SEASON_WORDS
from herne_schwamm.inputs.season import SeasonWeather
from herne_schwamm.models.hand_over import before_storm, start_stores
from herne_schwamm.models.season import SeasonForcing, SeasonResult, SeasonSettings, simulate_season
from herne_schwamm.models.season_balance import FAILURE_SHARE
from herne_schwamm.models.sewer_connection import sealed_areas
from herne_schwamm.models.water_balance import (
    SEASON,
    WaterBalances,
    indicator_table,
    water_balances,
)
from herne_schwamm.problems import N_, BalanceProblem, Language
from herne_schwamm.products.data_source import source_of
from herne_schwamm.products.season_products import SeasonFacts, write_season_products


@dataclass(frozen=True, slots=True)
class RunSeason:
    """A season that passed the gate of its balance, with the answers beside it."""

    weather: SeasonWeather
    result: SeasonResult
    balances: WaterBalances


def compute_season(
    run_file: RunFile, city: City, weather: SeasonWeather, progress: Callable[[float], None]
) -> RunSeason:
    """Follow the city's water over the years of the run file.

    Parameters
    ----------
    run_file
        Has a part [season].
    weather
        Of that part.
    progress
        Told the share that is done. [0–1]

    Raises
    ------
    InputProblem
        Connections that cannot be.
    BalanceProblem
        The water does not add up.
    """
    part = run_file.season
    if part is None:
        raise ValueError("the run file names no season")
    forcing = SeasonForcing.of_weather(weather.weather, weather.evapotranspiration.depth_mm)
    if part.groundwater_depth_m is not None:
        city = replace(city, units=city.units.assign(groundwater_depth_m=part.groundwater_depth_m))
    begun = [storm.antecedent for storm in run_file.storms]
    begun += [heat.antecedent for heat in run_file.heats]
    days = [antecedent for antecedent in begun if isinstance(antecedent, str)]
    result = simulate_season(
        city.units,
        with_ground_beside_roofs(city),
        forcing,
        start_stores(city),
        settings=SeasonSettings(dates=_hours_of(days, forcing)),
        progress=lambda done_h, all_h: progress(done_h / all_h),
    )
    if result.balance.fails:
        raise BalanceProblem(
            N_(
                "Nothing was published: the water balance of the season is off by {share:.3g} of "
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
    balances = water_balances(city.units, city.connections, result, part.groundwater_depth_m)
    return RunSeason(weather, result, balances)


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
    folder: Path, run_file: RunFile, city: City, season: RunSeason, run_id: str
) -> dict[str, Any]:
    """Write maps, tables and report of a season; its entry in the manifest."""
    balances, weather = season.balances, season.weather
    area_m2 = city.units["area_m2"].to_numpy(np.float64)
    table = balances.tables[SEASON]
    of_unit = {
        **{name: table[name].to_numpy() for name in table.columns if name != "use_mm_a"},
        "soil_water_stress": balances.stressed_d_a,
    }
    sealed = sealed_areas(city.units, city.connections)
    balance = season.result.balance
    facts = SeasonFacts(
        years=season.result.years,
        hours=season.result.forcing.hours,
        weather=weather.weather.source,
        weather_notes=weather.weather.notes,
        method=weather.evapotranspiration.method,
        rain_mm_a=balances.climate.precipitation_mm_a,
        potential_mm_a=balances.climate.potential_evapotranspiration_mm_a,
        groundwater_depth_m=None
        if run_file.season is None
        else run_file.season.groundwater_depth_m,
        sealed_m2=float(sealed["sealed_m2"].sum()),
        connected_m2=float(sealed["connected_m2"].sum()),
        summer_evaporation_w_m2=balances.summer_evaporation_w_m2,
        balance_m3={**asdict(balance), "relative_error": balance.relative_error},
        warnings=(*weather.doubts, *balances.warnings),
    )
    names, district = read_district_areas(run_file.sewer, Place(city.grid, city.inside))
    files = write_season_products(
        folder,
        city,
        of_unit,
        whole=indicator_table(balances, area_m2),
        units=indicator_table(balances, area_m2, group=np.arange(len(area_m2))),
        districts=_of_districts(balances, city, district),
        district_names=names,
        facts=facts,
        software=SOFTWARE,
        source=source_of(city, run_file.city.source, run_file.city.as_of),
        language=Language(run_file.language),
        tags={"run_id": run_id},
        place=run_file.title,
    )
    return {
        "balance": facts.balance_m3,
        "evapotranspiration": facts.method,
        "products": product_entries(folder, files),
    }


def _of_districts(balances: WaterBalances, city: City, district: NDArray[np.int64]) -> pd.DataFrame:
    """Indicators of the districts, from the cells of each unit that lie in them."""
    unit_id = city.layer("unit_id").astype(np.int64)
    within = (district >= 0) & (unit_id >= 0)
    units = len(city.units)
    parts, cells = np.unique(district[within] * units + unit_id[within], return_counts=True)
    group, unit = np.divmod(parts, units)
    area_m2 = cells.astype(np.float64) * float(city.grid.cell_area_m2)
    return indicator_table(balances, area_m2, unit, group)
