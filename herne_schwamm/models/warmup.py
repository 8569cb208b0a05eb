"""Compile every kernel ahead of the first run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from herne_schwamm.city.city import NO_BUILDING, OPEN, City
from herne_schwamm.city.forcing import Storm, block_rain
from herne_schwamm.city.plain import grid_for, plain_city
from herne_schwamm.city.structures import Culvert, Pump, Structures, Walls
from herne_schwamm.city.water import resting_water
from herne_schwamm.city.weather import StationPlace, Weather
from herne_schwamm.models.hand_over import start_stores
from herne_schwamm.models.heat import simulate_heat
from herne_schwamm.models.season import SeasonForcing, simulate_season
from herne_schwamm.models.storm import simulate_storm
from herne_schwamm.models.yearly_balance import YearlyClimate, yearly_answers


def compile_kernels() -> None:
    """Run everything once, tiny: every kernel is compiled for the types of real ones."""
    compile_storm()
    compile_season()
    compile_heat()


def compile_heat() -> None:
    """Run one tiny hot day."""
    city = _tiny_city()
    city = replace(city, grid=replace(city.grid, crs="EPSG:25832", west_m=375e3, north_m=5.711e6))
    crowns = np.zeros(city.grid.shape, np.float32)
    crowns[3, 3] = 5.0
    city = replace(city, layers=city.layers.assign(crown_m=(("y", "x"), crowns)))
    hours = np.arange(24.0)
    sun_w_m2 = np.maximum(800.0 * np.sin((hours - 5.0) / 15.0 * np.pi), 0.0)
    weather = Weather(
        StationPlace(51.5, 7.2, 60.0),
        np.datetime64("2000-07-01T00"),
        {
            "air_temperature_c": 25.0 - 6.0 * np.cos((hours - 3.0) / 12.0 * np.pi),
            "relative_humidity": np.full(24, 0.5),
            "global_radiation_w_m2": np.where((hours < 5) | (hours > 19), 0.0, sun_w_m2),
        },
    )
    simulate_heat(city, weather, resting_water(city, 0.5))


def compile_season() -> None:
    """Run a tiny season and year."""
    city = _tiny_city()
    yearly_answers(city.units, city.connections, YearlyClimate(800.0, 620.0, 420.0, 500.0))
    hours = np.ones(48)
    simulate_season(
        city.units,
        city.connections,
        SeasonForcing(np.datetime64("2000-01-01T00"), hours, hours),
        start_stores(city),
    )


def compile_storm() -> None:
    """Run a tiny storm over a city with all there may be in one."""
    city = _tiny_city()
    storm = Storm("warmup", block_rain(1.0, 1 / 30), after_rain_s=1.0, sewer="design_capacity")
    simulate_storm(city, storm, resting_water(city, 0.5), points={"point": (0, 0)})


def _tiny_city() -> City:
    """Four by five cells with a house, a sewer, a culvert, a wall and a pump."""
    terrain = np.add.outer(np.arange(4.0), np.arange(5.0))
    building = np.full(terrain.shape, NO_BUILDING)
    building[1, 1] = 0
    city = plain_city(
        terrain, grid_for(terrain, 1.0), edge=OPEN, building=building, sewer_mm_h=10.0
    )
    culvert = Culvert(
        name="culvert",
        line=((4.5, 0.5), (0.5, 3.5)),
        inlet=(3, 4),
        outlet=(0, 0),
        shape="pipe",
        width_m=0.5,
        height_m=0.5,
        inlet_level_m=7.0,
        outlet_level_m=0.0,
        length_m=10.0,
    )
    one = np.ones(1, dtype=np.int64)
    wall = Walls(0 * one, 2 * one, 2 * one, np.full(1, 9.0), (((2.0, 1.0), (2.0, 2.0)),))
    pump = Pump("pump", (2, 3), 0.01)
    return replace(city, structures=Structures((culvert,), (pump,), wall))
