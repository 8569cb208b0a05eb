"""A heat wave over a city: surfaces, air, light on people and comfort, with the units' water.

In every hour water moves first as in a season (rain, infiltration, drainage), then the
surfaces' energy balance takes what evaporates out of the same stores.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.location import location_of
from herne_schwamm.city.water import MM_PER_M, WaterState, water_at_rest
from herne_schwamm.city.weather import Weather
from herne_schwamm.kernels.moist_air import LATENT_HEAT_J_KG
from herne_schwamm.kernels.surface_sums import LATENT, NET, SENSIBLE
from herne_schwamm.models.heat_cold_air import cold_air_maps
from herne_schwamm.models.heat_light import heat_light, light_on_walls
from herne_schwamm.models.heat_people import People
from herne_schwamm.models.heat_place import HeatPlace, heat_place
from herne_schwamm.models.heat_result import HEAT_MAPS, HeatBalance, HeatResult
from herne_schwamm.models.heat_wave import HeatSettings, HeatWave
from herne_schwamm.models.heat_weather import heat_weather

__all__ = ["HeatPlace", "HeatResult", "HeatSettings", "heat_place", "simulate_heat"]

MJ = 1.0e-6

FOLLOWED = 0.95
"""Share of the work that is done when all hours are followed."""


def simulate_heat(
    city: City,
    weather: Weather,
    water: WaterState,
    *,
    place: HeatPlace | None = None,
    settings: HeatSettings | None = None,
    progress: Callable[[float], None] | None = None,
) -> HeatResult:
    """Follow a heat wave over a city.

    Parameters
    ----------
    city
        Layers, units, buildings.
    weather
        Whole days by its own clock, with air temperature, humidity and global radiation.
    water
        What the city holds at the beginning, as season or storm leave it; not changed.
    place
        The city made ready for heat, where it is there already.
    settings
        How finely.
    progress
        Told the share that is done. [0–1]

    Raises
    ------
    InputProblem
        The weather lacks a column.
    """
    settings = settings or HeatSettings()
    tell = progress or _nothing
    place = place or heat_place(city)
    height_m = float(np.nanmean(city.layer("terrain_m")))
    location = location_of(city.grid, height_m)
    told = heat_weather(weather, location, place.surroundings.settings.azimuths)
    wave = HeatWave(city, place, told, water, settings)
    people = People(wave, place, told)
    walls = light_on_walls(place, told)
    for hours in wave.days_at_once():
        block = _part(tell, *(FOLLOWED * hour / told.hours for hour in (hours.start, hours.stop)))
        pieces = wave.surfaces.pieces
        light = heat_light(place, told, pieces, walls, hours, _part(block, 0.0, 0.3))
        wave.follow(light, _part(block, 0.3, 0.55))
        people.follow(light, _part(block, 0.55, 1.0))
    maps = wave.maps(city) | people.maps
    if settings.cold_air:
        maps |= cold_air_maps(
            city, place, float(wave.night_air_c()), settings.cold_air_after_sunset_h
        )
    tell(1.0)
    return _result(wave, maps, people, (*place.assumed, *told.assumed))


def _nothing(_done: float) -> None:
    pass


def _part(tell: Callable[[float], None], begin: float, end: float) -> Callable[[float], None]:
    """Tells a share of a part as one of the whole."""
    return lambda done: tell(begin + (end - begin) * done)


def _result(
    wave: HeatWave,
    maps: dict[str, NDArray[np.float32]],
    people: People,
    assumed: Sequence[str],
) -> HeatResult:
    """Everything together."""
    grid = wave.city.grid
    sums = wave.water.sums()
    area_m2 = wave.city.units["area_m2"].to_numpy(np.float64)
    energy, city_m2 = wave.energy, wave.city.area_m2
    from_stores_mm = float((sums.evaporated * area_m2).sum()) / city_m2
    endless_mm = energy.endless_evaporated_m3 * MM_PER_M / city_m2
    units = pd.DataFrame(
        {
            "rain_mm": sums.rain,
            "evaporated_mm": sums.evaporated,
            "latent_mj_m2": sums.evaporated * LATENT_HEAT_J_KG * MJ,
            "left_mm": sums.left + wave.recharge_mm,
            "begin_mm": sums.begin + wave.recharge_mm,
            "end_mm": sums.end,
        },
        index=wave.city.units.index,
    )

    def mean_mm(column: str) -> float:
        return float((units[column] * area_m2).sum()) / city_m2

    latent = energy.total_mj(energy.latent) / city_m2
    evaporated_mm = from_stores_mm + endless_mm
    heat = evaporated_mm * LATENT_HEAT_J_KG * MJ
    balance = HeatBalance(
        water_begin_mm=mean_mm("begin_mm"),
        water_end_mm=mean_mm("end_mm"),
        rain_mm=mean_mm("rain_mm"),
        evaporated_mm=evaporated_mm,
        open_water_mm=endless_mm,
        left_mm=mean_mm("left_mm"),
        net_radiation_mj_m2=energy.total_mj(energy.net) / city_m2,
        sensible_mj_m2=energy.total_mj(energy.sensible) / city_m2,
        latent_mj_m2=latent,
        stored_mj_m2=energy.total_mj(energy.stored) / city_m2,
        water_error=wave.water.worst_error(),
        energy_error=energy.worst_error(),
        latent_error=abs(heat - latent) / max(abs(latent), 1e-9),
    )
    hours = pd.DataFrame(
        {
            "country_air_c": [moment.air_temperature_c for moment in wave.weather.moments],
            "air_c": wave.air_c[:, wave.place.town.inside.ravel()].mean(axis=1),
            "pet_c": people.pet_mean_c,
            "mean_radiant_c": people.radiant_mean_c,
            "surface_c": wave.ground_c,
            "latent_w_m2": energy.hourly_w(LATENT) / city_m2,
            "sensible_w_m2": energy.hourly_w(SENSIBLE) / city_m2,
            "net_radiation_w_m2": energy.hourly_w(NET) / city_m2,
            "soil_water_mm": wave.soil_mm,
        },
        index=pd.DatetimeIndex(wave.weather.start, name="time"),
    )
    dataset = xr.Dataset(
        {
            name: (("y", "x"), maps[name], {"units": unit})
            for name, unit in HEAT_MAPS.items()
            if name in maps
        },
        coords={"y": grid.y_m(), "x": grid.x_m()},
    )
    days = wave.weather.days
    return HeatResult(
        maps=dataset,
        map_day=wave.map_day,
        night_day=wave.night_day,
        days=(days[0], days[-1]),
        hours=hours,
        units=units,
        water=water_at_rest(wave.city, wave.water.stores()),
        balance=balance,
        assumptions=tuple(assumed),
    )
