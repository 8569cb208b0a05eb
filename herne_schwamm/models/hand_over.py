"""Water handed over from season to storm and back, without loss.

To a storm the units give what stands on their ground: ponding and films are
laid on the cells; all other stores stay with the units, and the wetness of
the soil decides how much the ground takes in. After a storm the water of the
cells comes back: what has infiltrated fills the soil from above, what is
left on the surface is the units' ponding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.season_columns import complete_units
from herne_schwamm.city.water import STORES, WaterState, gather_to_units, water_at_rest
from herne_schwamm.kernels import season_layout as at
from herne_schwamm.models.season_result import SeasonResult
from herne_schwamm.models.season_units import season_capacities


@dataclass(frozen=True, slots=True)
class HandOver:
    """Water of the units after a storm.

    Parameters
    ----------
    stores
        Units × stores. [mm]
    recharge_mm
        What infiltrated within the storm beyond all that soil and trench
        hold: it is groundwater. [mm]
    """

    stores: pd.DataFrame
    recharge_mm: NDArray[np.float64]


def start_stores(city: City) -> pd.DataFrame:
    """Units as a wet winter leaves them: soil at field capacity, water bodies full. [mm]

    For the beginning of a season; swales, cisterns and trenches are empty.
    """
    complete = complete_units(city.units)
    capacity = season_capacities(complete)
    share = complete["field_capacity_share"].to_numpy()
    stores = water_at_rest(city, pd.DataFrame(0.0, city.units.index, list(STORES))).stores
    for place in (at.ROOT_ZONE, at.LOWER_SOIL, at.TREE_PIT):
        stores[STORES[place]] = share * capacity[:, place]
    stores["substrate_mm"] = capacity[:, at.SUBSTRATE]
    stores["swale_mm"] = capacity[:, at.SWALE] * (complete["sealed_share"] == 1.0)
    return stores


def before_storm(city: City, season: SeasonResult, antecedent: str | np.datetime64) -> WaterState:
    """The city as a storm meets it.

    Parameters
    ----------
    city, season
        The season is one of the city's units.
    antecedent
        "dry", "normal" or "wet": percentiles of the season; or one of the
        season's dates.
    """
    if isinstance(antecedent, str):
        return water_at_rest(city, season.stores_before(antecedent))
    return water_at_rest(city, season.stores_at(antecedent))


def after_storm(city: City, water: WaterState) -> HandOver:
    """The units as the season goes on with them.

    Water of the cells is summed over the units. Soil (the root zone, or a tree
    pit) fills first, then what lies under it: lower soil, or a trench. Rain
    that a green roof took up in the storm sinks from its surface into
    substrate and drain layer.

    Parameters
    ----------
    water
        As `simulate_storm` gives it back.
    """
    stores = gather_to_units(city, water).stores
    complete = complete_units(city.units)
    capacity = season_capacities(complete)
    over_trench = capacity[:, at.TRENCH] > 0.0
    for giver, receiver, where in (
        ("lower_soil_mm", "trench_mm", over_trench),
        ("roof_mm", "substrate_mm", capacity[:, at.SUBSTRATE] > 0.0),
        ("roof_mm", "drain_layer_mm", capacity[:, at.DRAIN_LAYER] > 0.0),
    ):
        given, received = STORES.index(giver), STORES.index(receiver)
        held = capacity[:, given] * ~(over_trench & (given == at.LOWER_SOIL))
        surplus = np.maximum(0.0, stores[giver].to_numpy() - held)
        room = np.maximum(0.0, capacity[:, received] - stores[receiver].to_numpy())
        moved = np.minimum(surplus, room) * where
        stores[giver] -= moved
        stores[receiver] += moved
    lower_capacity = capacity[:, at.LOWER_SOIL] * ~over_trench
    recharge_mm = np.maximum(0.0, stores["lower_soil_mm"].to_numpy() - lower_capacity)
    stores["lower_soil_mm"] -= recharge_mm
    return HandOver(stores, recharge_mm)
