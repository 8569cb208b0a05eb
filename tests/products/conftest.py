"""A small city under a storm, made up from formulas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from herne_schwamm.city.city import NO_BUILDING, City, LayerOrigin, round_terrain
from herne_schwamm.city.grid import Grid
from herne_schwamm.city.units import UnitLayers, drainage_units
from herne_schwamm.problems import Language
from herne_schwamm.tables import surface_classes

CELL_M = 2.0
WALL = (slice(10, 14), slice(20, 30))


def small_city(rows: int = 60, columns: int = 90, crs: str = "EPSG:25832") -> City:
    """A tilted plain with one roof; the north-western corner lies outside."""
    grid = Grid(crs, 374000.0, 5711000.0, CELL_M, rows, columns)
    y, x = np.mgrid[0:rows, 0:columns] * CELL_M
    terrain_m = round_terrain(50.0 + 0.01 * x + 0.5 * np.sin(y / 20.0), CELL_M)
    terrain_m[: rows // 8, : columns // 8] = np.nan
    inside = np.isfinite(terrain_m)
    surface_class = np.full(grid.shape, surface_classes()["asphalt"].code, np.uint8)
    surface_class[WALL] = surface_classes()["roof"].code
    soil = np.ones(grid.shape, np.uint8)
    sealing = np.full(grid.shape, 0.6, np.float32)
    unit_id, units, connections = drainage_units(
        UnitLayers(surface_class, soil, sealing), inside, grid.cell_area_m2
    )
    edge = np.zeros(grid.shape, np.uint8)
    edge[-1] = 2
    layers = {
        "terrain_m": terrain_m,
        "surface_class": surface_class,
        "sealing": sealing,
        "soil": soil,
        "manning_n_s_m13": np.full(grid.shape, 0.03, np.float32),
        "edge": edge,
        "edge_level_m": np.full(grid.shape, np.nan, np.float32),
        "building": np.full(grid.shape, NO_BUILDING, np.int32),
        "unit_id": unit_id,
    }
    origins = {
        "terrain_m": LayerOrigin(
            "file",
            "dgm1.tif",
            ("mean of finer cells", "{stray_cells} cells taken as missing"),
            {"stray_cells": 1234},
        ),
        "sealing": LayerOrigin("number", "0.6"),
        "soil": LayerOrigin("class", "loam"),
        "edge": LayerOrigin("class", "open"),
    }
    dataset = xr.Dataset({name: (("y", "x"), values) for name, values in layers.items()})
    return City(grid, dataset, units, connections, origins)


def storm_maps(city: City) -> xr.Dataset:
    """Made-up maps of a storm: depth grows to the east, nothing in the wall."""
    rows, columns = city.grid.shape
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    depth = x / columns * 1.5
    depth[WALL] = 0.0
    velocity = y / rows * 2.5
    arrays = {
        "water_depth_max_m": depth,
        "velocity_max_m_s": velocity,
        "flow_direction_deg": np.where(velocity > 0, (x * 7.0) % 360.0, np.nan),
        "hazard_intensity_max_m2_s": depth * velocity,
        "time_of_peak_min": np.where(depth > 0.01, x, np.nan),
        "flooded_duration_min": depth * 100.0,
        "infiltrated_mm": 30.0 - y / 10.0,
        "sewer_inflow_mm": y / 10.0,
        "sewer_surcharge_mm": y / 20.0,
        "water_depth_end_m": depth / 2.0,
    }
    return xr.Dataset(
        {
            name: (("y", "x"), np.where(city.inside, values, np.nan).astype(np.float32))
            for name, values in arrays.items()
        }
    )


@pytest.fixture
def city() -> City:
    return small_city()


@pytest.fixture
def maps(city: City) -> xr.Dataset:
    return storm_maps(city)


@pytest.fixture
def hydrographs() -> pd.DataFrame:
    times = pd.Index([0.0, 1.0, 2.5], name="time_min")
    return pd.DataFrame(
        {"rain_mm_h": [0.0, 48.2, 48.2], "Brücke_m": [0.0, 1.0 / 3.0, 0.5]}, index=times
    )


@pytest.fixture
def balance_m3() -> dict[str, float]:
    return {
        "rain_m3": 1000.0,
        "inflow_m3": 0.0,
        "level_gain_m3": 0.0,
        "infiltrated_m3": 400.0,
        "film_m3": 50.0,
        "surface_m3": 350.0,
        "drained_m3": 100.0,
        "outflow_m3": 100.001,
        "hooks_m3": 0.0,
        "error_m3": 0.001,
        "relative_error": 1e-6,
    }


@pytest.fixture
def run() -> dict[str, object]:
    return {
        "simulated_s": 9000.0,
        "steps": 12345,
        "cell_updates": 66663000,
        "smallest_step_s": 0.0625,
        "limiting_cell": (3, 4),
        "limited_outflows": 7,
        "rising_cells": 0,
    }


@pytest.fixture
def english() -> Language:
    return Language("en")


@pytest.fixture
def german() -> Language:
    return Language("de")
