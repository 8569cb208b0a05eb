"""One water: what the city holds at one moment.

The same object goes through season, storm and heat. Slow stores live in the
table of drainage units [mm over the unit's area, float64]; three rasters are
truly per cell [m over the cell's area, float32]: water on the surface, water
held by hollows and films, and water infiltrated since the storm began.

Order of operations wherever water moves, in storm and season alike:
1 canopy · 2 sealed store · 3 run-on and inflow of facilities · 4 infiltration,
never more than is there · 5 drainage of soil · 6 sewer · 7 evapotranspiration ·
8 what is left goes to the surface (storm) or to runoff (season).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.kernels.infiltration import pore_space_left

STORES = (
    "canopy_mm",
    "surface_film_mm",
    "ponding_mm",
    "root_zone_mm",
    "lower_soil_mm",
    "roof_mm",
    "substrate_mm",
    "drain_layer_mm",
    "swale_mm",
    "trench_mm",
    "tree_pit_mm",
    "cistern_mm",
)
"""Columns of `WaterState.stores`."""

MM_PER_M = 1000.0


@dataclass(slots=True)
class WaterState:
    """Stores of the units and water of the cells.

    While a storm runs, ``surface_film_mm`` and ``ponding_mm`` of the units
    are zero and the rasters hold that water; `spread_to_cells` and
    `gather_to_units` move it without loss.
    """

    stores: pd.DataFrame
    surface_depth_m: NDArray[np.float32]
    surface_film_m: NDArray[np.float32]
    infiltrated_m: NDArray[np.float32]

    def volume_m3(self, city: City) -> float:
        """All water of the city. [m3]"""
        in_units = float((self.stores.sum(axis=1) * city.units["area_m2"]).sum() / MM_PER_M)
        return in_units + self.cells_volume_m3(city)

    def cells_volume_m3(self, city: City) -> float:
        """Water of the three rasters. [m3]"""
        depth_sum = sum(
            float(raster.sum(dtype=np.float64))
            for raster in (self.surface_depth_m, self.surface_film_m, self.infiltrated_m)
        )
        return depth_sum * city.grid.cell_area_m2

    def copy(self) -> WaterState:
        """An independent copy."""
        return WaterState(
            self.stores.copy(),
            self.surface_depth_m.copy(),
            self.surface_film_m.copy(),
            self.infiltrated_m.copy(),
        )


def resting_water(city: City, antecedent: float) -> WaterState:
    """A city without surface water whose root zones are filled to a share.

    Parameters
    ----------
    antecedent
        Relative soil moisture: share of the root zone's capacity. [0–1]
    """
    stores = pd.DataFrame(0.0, index=city.units.index, columns=list(STORES))
    stores["root_zone_mm"] = antecedent * city.units["root_zone_capacity_mm"]
    return water_at_rest(city, stores)


def water_at_rest(city: City, stores: pd.DataFrame) -> WaterState:
    """A city whose units hold some water and whose cells hold none.

    Parameters
    ----------
    stores
        Columns of `STORES`, one row for each unit. [mm]
    """
    own = pd.DataFrame(
        stores[list(STORES)].to_numpy(dtype=np.float64),
        index=city.units.index,
        columns=list(STORES),
    )
    rasters = (np.zeros(city.grid.shape, dtype=np.float32) for _ in range(3))
    return WaterState(own, *rasters)


def column_or_nothing(units: pd.DataFrame, name: str) -> NDArray[np.float64]:
    """A column of the units that only facilities have; 0 where there is none."""
    if name not in units:
        return np.zeros(len(units))
    values: NDArray[np.float64] = units[name].fillna(0.0).to_numpy(dtype=np.float64)
    return values


def soil_capacity_mm(units: pd.DataFrame) -> NDArray[np.float64]:
    """What the rooted soil of each unit holds: its root zone, or its tree pit. [mm]"""
    root_zone: NDArray[np.float64] = units["root_zone_capacity_mm"].to_numpy(dtype=np.float64)
    return root_zone + column_or_nothing(units, "tree_pit_capacity_mm")


def room_on_roofs_mm(city: City, water: WaterState) -> NDArray[np.float64]:
    """What the substrates and drain layers of green roofs can still take, per unit. [mm]"""
    room = np.zeros(len(city.units))
    for store in ("substrate", "drain_layer"):
        capacity = column_or_nothing(city.units, f"{store}_capacity_mm")
        room += np.maximum(0.0, capacity - water.stores[f"{store}_mm"].to_numpy())
    return room


def moisture_deficit(city: City, water: WaterState) -> NDArray[np.float64]:
    """Pore space the wetting front still finds empty, per unit. [m3/m3]"""
    capacity = soil_capacity_mm(city.units)
    filled = (water.stores["root_zone_mm"] + water.stores["tree_pit_mm"]).to_numpy()
    relative = np.divide(filled, capacity, out=np.ones_like(filled), where=capacity > 0)
    porosity = city.units["effective_porosity"].to_numpy()
    deficit: NDArray[np.float64] = pore_space_left(porosity, relative)
    return deficit


def spread_to_cells(city: City, water: WaterState) -> WaterState:
    """Ponding and films of the units laid evenly on their cells.

    A unit whose area is not that of its cells (a facility lies on some of
    them) lays the same volume on them; one without cells keeps its water.
    """
    spread = water.copy()
    unit_id = city.layer("unit_id")
    inside = unit_id >= 0
    cells = np.bincount(unit_id[inside], minlength=len(city.units))
    on_cells = cells > 0
    ratio = np.zeros(cells.size)
    area_m2 = city.units["area_m2"].to_numpy()
    ratio[on_cells] = area_m2[on_cells] / (cells[on_cells] * city.grid.cell_area_m2)
    for store, raster in (
        ("ponding_mm", spread.surface_depth_m),
        ("surface_film_mm", spread.surface_film_m),
    ):
        depth_mm = spread.stores[store].to_numpy()
        depth_m = ratio * depth_mm / MM_PER_M
        raster[inside] += depth_m[unit_id[inside]].astype(np.float32)
        spread.stores[store] = np.where(on_cells, 0.0, depth_mm)
    return spread


def gather_to_units(city: City, water: WaterState) -> WaterState:
    """Water of the cells summed into the units' stores.

    Infiltrated water fills the root zone, or the tree pit; what finds no room
    there is in the lower soil.
    """
    gathered = water.copy()
    area_m2 = city.units["area_m2"].to_numpy()
    unit_id = city.layer("unit_id").ravel()
    inside = unit_id >= 0

    def mean_mm(raster: NDArray[np.float32]) -> NDArray[np.float64]:
        volume = np.bincount(
            unit_id[inside],
            weights=raster.ravel()[inside].astype(np.float64),
            minlength=area_m2.size,
        )
        mean: NDArray[np.float64] = volume * city.grid.cell_area_m2 / area_m2 * MM_PER_M
        return mean

    gathered.stores["ponding_mm"] += mean_mm(water.surface_depth_m)
    gathered.stores["surface_film_mm"] += mean_mm(water.surface_film_m)
    in_pit = column_or_nothing(city.units, "tree_pit_capacity_mm") > 0.0
    soil = np.where(in_pit, gathered.stores["tree_pit_mm"], gathered.stores["root_zone_mm"])
    soil = soil + mean_mm(water.infiltrated_m)
    held = np.minimum(soil, soil_capacity_mm(city.units))
    gathered.stores["tree_pit_mm"] = np.where(in_pit, held, gathered.stores["tree_pit_mm"])
    gathered.stores["root_zone_mm"] = np.where(in_pit, gathered.stores["root_zone_mm"], held)
    gathered.stores["lower_soil_mm"] += soil - held
    for raster in (gathered.surface_depth_m, gathered.surface_film_m, gathered.infiltrated_m):
        raster[:] = 0.0
    return gathered
