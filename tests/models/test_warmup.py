"""What is compiled ahead is all that a storm over a city needs."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import replace

import numpy as np

from herne_schwamm import kernels
from herne_schwamm.city.city import NO_BUILDING, OPEN
from herne_schwamm.city.forcing import Storm, block_rain
from herne_schwamm.city.plain import grid_for, plain_city
from herne_schwamm.city.structures import Pump, Structures
from herne_schwamm.city.water import resting_water
from herne_schwamm.models.storm import simulate_storm
from herne_schwamm.models.storm_tiles import TILE_COLUMNS, TILE_ROWS
from herne_schwamm.models.warmup import compile_storm


def compiled() -> dict[str, int]:
    """How many types each kernel is compiled for."""
    found = {}
    for module in pkgutil.iter_modules(kernels.__path__):
        for name, value in vars(
            importlib.import_module(f"{kernels.__name__}.{module.name}")
        ).items():
            if hasattr(value, "signatures"):
                found[f"{value.py_func.__module__}.{name}"] = len(value.signatures)
    return found


def test_a_storm_over_many_tiles_compiles_nothing_that_the_warmup_did_not():
    compile_storm()
    before = compiled()
    rows, columns = 2 * TILE_ROWS + 8, 2 * TILE_COLUMNS + 8
    y, x = np.mgrid[:rows, :columns]
    terrain = 50.0 + 0.01 * x + 0.02 * y
    building = np.full(terrain.shape, NO_BUILDING)
    building[5:9, 5:9] = 0
    city = plain_city(
        terrain,
        grid_for(terrain, 2.0),
        building=building,
        edge=OPEN,
        sewer_mm_h=np.where(x > 20, 20.0, 0.0),
        sealing=np.where(y > 20, 0.3, 0.9),
    )
    city = replace(city, structures=Structures(pumps=(Pump("p", (20, 20), 0.1),)))
    storm = Storm("s", block_rain(5.0, 0.1), after_rain_s=2.0, sewer="design_capacity")
    simulate_storm(city, storm, resting_water(city, 0.5))
    assert compiled() == before
    assert sum(before.values()) > 5
