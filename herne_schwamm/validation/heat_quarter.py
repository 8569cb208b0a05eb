"""A heat wave over a small invented quarter: one water, closed balances, what water cools."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import NO_BUILDING, City
from herne_schwamm.city.forcing import Storm, block_rain
from herne_schwamm.city.grid import Grid
from herne_schwamm.city.plain import plain_city
from herne_schwamm.city.units import UnitStorage
from herne_schwamm.city.water import WaterState, resting_water, water_at_rest
from herne_schwamm.city.weather import HOURS_PER_DAY, StationPlace, Weather
from herne_schwamm.kernels.moist_air import LATENT_HEAT_J_KG
from herne_schwamm.models.hand_over import after_storm, start_stores
from herne_schwamm.models.heat import HeatResult, HeatSettings, heat_place, simulate_heat
from herne_schwamm.models.season import SeasonForcing, simulate_season
from herne_schwamm.models.storm import simulate_storm
from herne_schwamm.validation.case import CaseResult, Check, Curves, Figure

ROWS, COLUMNS, CELL_M = 40, 60, 2.0
DAY_HOUR, NIGHT_HOUR = 14, 3
DAYS = 2
SEASON_DAYS = 40

DRY, WET = 0.15, 0.6
"""Relative soil moisture: a little below the wilting point of loam, and above field capacity."""

YARD = (slice(22, 36), slice(8, 26))
"""A car park, sealed; in another quarter it is the lawn around it."""

HOUSES = ((slice(6, 12), slice(8, 26)), (slice(6, 20), slice(36, 44)))
HOUSE_M = 9.0
TREES = (slice(26, 32), slice(46, 54))
CROWN_M = 8.0
STREET = slice(28, 33)


@dataclass(frozen=True, slots=True)
class _Places:
    """Cells that are told of."""

    lawn: NDArray[np.bool_]
    yard: NDArray[np.bool_]


def quarter(sealed_yard: bool = True) -> City:
    """Lawns on loam with two houses, a street, trees and a yard that is sealed or not."""
    terrain = 60.0 + 0.01 * np.add.outer(np.arange(ROWS), np.arange(COLUMNS))
    building = np.full(terrain.shape, NO_BUILDING)
    for number, house in enumerate(HOUSES):
        building[house] = number
    sealing = np.zeros(terrain.shape)
    sealing[:, STREET] = 1.0
    if sealed_yard:
        sealing[YARD] = 1.0
    crowns = np.zeros(terrain.shape, np.float32)
    crowns[TREES] = CROWN_M
    grid = Grid("EPSG:25832", 375_000.0, 5_711_000.0, CELL_M, ROWS, COLUMNS)
    city = plain_city(
        terrain,
        grid,
        surface_class="lawn",
        sealing=sealing,
        depression_storage_mm=2.0,
        building=building,
        canopy=crowns > 0.0,
        storage=UnitStorage(canopy_mm=1.0),
    )
    layers = city.layers.assign(crown_m=(("y", "x"), crowns))
    buildings = city.buildings.assign(height_m=HOUSE_M)
    return replace(city, layers=layers, buildings=buildings)


def hot_weather(damp: bool = False) -> Weather:
    """Clear days of 18 to 34 °C in July; or days that turn from cool to muggy, with dew."""
    hour = np.arange(HOURS_PER_DAY * DAYS) % HOURS_PER_DAY
    air = 26.0 - 8.0 * np.cos((hour - 3.0) / 12.0 * np.pi)
    humidity = 0.5 + 0.25 * np.cos((hour - 3.0) / 12.0 * np.pi)
    light = np.maximum(830.0 * np.sin((hour + 0.5 - 5.0) / 15.5 * np.pi), 0.0)
    light = np.where((hour >= 5) & (hour <= 19), light, 0.0)
    if damp:
        first = np.arange(hour.size) < HOURS_PER_DAY
        air, humidity, light = np.where(first, 12.0, 26.0), np.full(hour.size, 0.97), 0.2 * light
    return Weather(
        StationPlace(51.5, 7.2, 60.0),
        np.datetime64("2019-07-23T23:00"),
        {
            "air_temperature_c": air,
            "relative_humidity": humidity,
            "global_radiation_w_m2": light,
            "wind_speed_m_s": np.full(hour.size, 2.5),
        },
        utc_offset_h=1.0,
    )


def season_and_storm(city: City) -> WaterState:
    """What forty days of July and a storm of 20 mm leave behind."""
    hours = np.arange(HOURS_PER_DAY * SEASON_DAYS)
    season = simulate_season(
        city.units,
        city.connections,
        SeasonForcing(
            np.datetime64("2019-06-13T00"),
            np.where(hours % 70 == 0, 6.0, 0.0),
            np.maximum(0.45 * np.sin((hours % HOURS_PER_DAY - 6.0) / 12.0 * np.pi), 0.0),
        ),
        start_stores(city),
    )
    storm = Storm("storm", block_rain(20.0, 10.0), after_rain_s=600.0)
    return simulate_storm(city, storm, water_at_rest(city, season.stores_at_end())).water


def water_error(city: City, before: WaterState, result: HeatResult) -> float:
    """Worst error of a unit's water from stores before to stores after, relative.

    Found from the two water states and the fluxes that the result tells, not from its balance.
    """
    begun = after_storm(city, before)
    stores = begun.stores.sum(axis=1).to_numpy() + begun.recharge_mm
    units = result.units
    fluxes = (units["rain_mm"] - units["evaporated_mm"] - units["left_mm"]).to_numpy()
    error = np.abs(result.water.stores.sum(axis=1).to_numpy() - stores - fluxes)
    return float((error / np.maximum(stores + units["rain_mm"].to_numpy(), 1e-3)).max())


def heat_quarter() -> CaseResult:
    """A heat wave on dry and on wet soil, after a storm, on a damp night and without the yard."""
    city, unsealed = quarter(), quarter(sealed_yard=False)
    weather, settings = hot_weather(), HeatSettings()
    place = heat_place(city)
    states = {
        "dry": resting_water(city, DRY),
        "wet": resting_water(city, WET),
        "after": season_and_storm(city),
    }
    told = {
        name: simulate_heat(city, weather, water, place=place, settings=settings)
        for name, water in states.items()
    }
    damp = simulate_heat(city, hot_weather(damp=True), states["wet"], place=place)
    opened = simulate_heat(unsealed, weather, resting_water(unsealed, WET), settings=settings)
    everything = [*told.values(), damp, opened]
    worst = {
        name: max(abs(getattr(one.balance, name)) for one in everything)
        for name in ("water_error", "energy_error", "latent_error")
    }
    by_stores = max(water_error(city, states[name], one) for name, one in told.items())
    latent_mm = LATENT_HEAT_J_KG * 1e-6 * damp.balance.evaporated_mm
    places = _places(city)
    surface, air = "surface_temperature_day_c", "air_temperature_day_c"
    lawns = _mean(told["dry"], surface, places.lawn) - _mean(told["wet"], surface, places.lawn)
    cooled = _mean(told["wet"], surface, places.yard) - _mean(opened, surface, places.yard)
    shade = max(
        float(np.nanmax(np.abs(told["dry"].maps[name].values - told["wet"].maps[name].values)))
        for name in ("cold_air_depth_m", "cold_air_flux_m2_s")
    )
    hour = np.arange(float(HOURS_PER_DAY * DAYS))
    return CaseResult(
        name="heat_quarter",
        title="A heat wave over an invented quarter: one water",
        setup=f"{ROWS} × {COLUMNS} cells of {CELL_M:g} m near Herne: lawns on loam, two houses, a "
        "street, trees and a car park. Two clear days of 18 to 34 °C, wind 2.5 m/s. Soil filled to "
        f"{DRY:.0%} and to {WET:.0%}; after forty days of July and a storm of 20 mm; two damp days "
        f"that warm up; and the car park as lawn, soil filled to {WET:.0%}.",
        tolerance="Water of every unit, energy of every surface, λ times evaporated water against "
        "the latent heat: 1e-6 in all of the five. The same lawn dry and wet at 15 h: 5 to 15 K.",
        checks=(
            Check("water of any unit, relative error", worst["water_error"], "<=", 1e-6),
            Check("the same from stores before and after", by_stores, "<=", 1e-6),
            Check("energy of any surface, relative error", worst["energy_error"], "<=", 1e-6),
            Check("latent heat against evaporated water", worst["latent_error"], "<=", 1e-6),
            Check("dew of the damp days", -damp.balance.evaporated_mm, ">=", 0.1, "mm"),
            Check(
                "its heat against λ times its water",
                abs(damp.balance.latent_mj_m2 / latent_mm - 1.0),
                "<=",
                1e-6,
            ),
            Check("dry minus wet lawn, surface at 15 h", lawns, ">=", 5.0, "K"),
            Check("the same, not more", lawns, "<=", 15.0, "K"),
            Check("the yard is cooler as lawn, surface at 15 h", cooled, ">=", 5.0, "K"),
            Check("water does not move the cold air", shade, "==", 0.0),
        ),
        figures=(
            Figure("wet lawn, surface at 15 h", _mean(told["wet"], surface, places.lawn), "°C"),
            Figure("dry lawn, surface at 15 h", _mean(told["dry"], surface, places.lawn), "°C"),
            Figure("sealed yard, surface at 15 h", _mean(told["wet"], surface, places.yard), "°C"),
            *(
                Figure(f"yard less the same as lawn, {label}", difference, "K")
                for label, difference in (
                    (
                        "air at 15 h",
                        _mean(told["wet"], air, places.yard) - _mean(opened, air, places.yard),
                    ),
                    (
                        "air at 4 h",
                        _mean(told["wet"], "air_temperature_night_c", places.yard)
                        - _mean(opened, "air_temperature_night_c", places.yard),
                    ),
                    (
                        "PET at 15 h",
                        _mean(told["wet"], "pet_day_c", places.yard)
                        - _mean(opened, "pet_day_c", places.yard),
                    ),
                )
            ),
            *(
                Figure(f"evaporated in two days, {name}", one.balance.evaporated_mm, "mm")
                for name, one in told.items()
            ),
        ),
        remarks="A dry lawn is hotter than a wet one by what does not evaporate; the difference is "
        "a little less than in `wet_and_dry_lawn`, where the air is held. Cold air is computed "
        "from terrain and surface classes and does not know of the water.",
        curves=Curves(
            "hour",
            "°C",
            {
                f"{what}, {name}": (hour, told[name].hours[column].to_numpy())
                for name in ("dry", "wet")
                for what, column in (
                    ("ground", "surface_c"),
                    ("air in the streets", "air_c"),
                    ("PET", "pet_c"),
                )
            },
        ),
    )


def _places(city: City) -> _Places:
    sealing = city.layer("sealing")
    lawn = city.open_ground & (sealing == 0.0) & (city.layer("crown_m") == 0.0)
    yard = np.zeros(city.grid.shape, np.bool_)
    yard[YARD] = True
    return _Places(lawn, yard)


def _mean(result: HeatResult, name: str, where: NDArray[np.bool_]) -> float:
    return float(np.nanmean(result.maps[name].values[where]))
