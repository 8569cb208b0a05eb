"""Water of the units in a heat wave: the season's stores, emptied by the surfaces' energy balance.

Everything but evaporation is done by the season's own kernel, hour by hour,
with no potential evapotranspiration. What evaporates is offered to the energy
balance, and taken out of the stores afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.roof_drainage import with_ground_beside_roofs
from herne_schwamm.city.water import STORES
from herne_schwamm.kernels import season_layout as at
from herne_schwamm.kernels.season_block import advance_units
from herne_schwamm.models.season_balance import (
    EVAPORATION,
    GAINS,
    LOSSES,
    SeasonBalance,
    season_balance,
    unit_errors,
)
from herne_schwamm.models.season_units import season_units

Depths = NDArray[np.float64]

STEP_H = 1.0

CAME = tuple(flux for flux in GAINS if flux != at.RAIN)
LEFT = tuple(flux for flux in LOSSES if flux not in EVAPORATION)


class Offer(NamedTuple):
    """Water that may evaporate, as depth over the unit, and what its stores hold at most. [mm]

    Parameters
    ----------
    leaf, open_water, root
        On leaves; in films, puddles, swales and on roofs; above the wilting point in
        root zones, tree pits and substrates.
    leaf_capacity, open_capacity, root_capacity
        Of the same, to field capacity.
    """

    leaf: Depths
    open_water: Depths
    root: Depths
    leaf_capacity: Depths
    open_capacity: Depths
    root_capacity: Depths


@dataclass(frozen=True, slots=True)
class WaveSums:
    """What happened to every unit, over its area. (units,) [mm]

    ``left`` is what went to groundwater, sewer, surface, other units and households, less
    what came from other units, groundwater and pipes.
    """

    rain: Depths
    evaporated: Depths
    left: Depths
    begin: Depths
    end: Depths


class WaveWater:
    """Stores of all units of a city while a heat wave goes on.

    Parameters
    ----------
    city
        Its units and connections.
    stores
        Water at the beginning, columns `city.water.STORES`; not changed. [mm]
    """

    def __init__(self, city: City, stores: pd.DataFrame) -> None:
        self._units = units = season_units(
            city.units, with_ground_beside_roofs(city), stores, apart=True
        )
        self.row = units.combination
        """Row of every unit: rows are in the order in which water flows."""
        self.area_m2 = units.area_m2
        self._begin = units.state.copy()
        self._sums = np.zeros((units.count, at.FLUX_COUNT))
        rows = int(np.count_nonzero(units.buffer_row >= 0))
        self._buffer = np.zeros((rows, at.FLOW_COUNT, 1))
        # The kernel also counts days; here nobody asks for them.
        self._filling = np.zeros((units.count, at.STORE_COUNT, 2), np.uint16)
        self._days = np.zeros((2, units.count), np.int32)
        self._never = np.zeros(1, np.bool_)
        p, capacity = units.parameters, units.capacity
        self._roof = p[:, at.WAY] == at.ROOF
        self._root_store = np.where(self._roof, at.SUBSTRATE, p[:, at.SOIL_STORE]).astype(np.int64)
        self._wilting = np.where(self._roof, 0.0, p[:, at.WILTING_POINT])
        field = np.where(self._roof, capacity[:, at.SUBSTRATE], p[:, at.FIELD_CAPACITY])
        self._root_capacity = np.maximum(field - self._wilting, 0.0)
        self._open_capacity = np.where(
            self._roof, capacity[:, at.ROOF_FILM], capacity[:, at.SURFACE_FILM]
        )

    def follow_hour(self, rain_mm: float, leaf: float) -> None:
        """One hour of rain, infiltration, drainage and runoff; nothing evaporates."""
        units = self._units
        begin = 0
        for end in units.level_end:
            advance_units(
                begin,
                end,
                units.parameters,
                units.state,
                self._sums,
                units.capacity,
                units.first_source,
                units.source_row,
                units.source_flow,
                units.source_ratio,
                units.buffer_row,
                self._buffer,
                np.array([rain_mm]),
                np.zeros(1),
                np.array([leaf]),
                self._never,
                self._never,
                self._filling,
                self._days[0],
                self._days[1],
                np.zeros((units.count, 0)),
                STEP_H,
            )
            begin = end

    def offer(self) -> Offer:
        """What may evaporate now, by row."""
        state = self._units.state
        rows = np.arange(state.shape[0])
        root = state[rows, self._root_store] - self._wilting
        ground = state[:, at.SURFACE_FILM] + state[:, at.PONDING] + state[:, at.SWALE]
        return Offer(
            state[:, at.CANOPY].copy(),
            np.where(self._roof, state[:, at.ROOF_FILM], ground),
            np.maximum(root, 0.0),
            self._units.capacity[:, at.CANOPY],
            self._open_capacity,
            self._root_capacity,
        )

    def take(self, leaf: Depths, open_water: Depths, root: Depths) -> None:
        """Take out what evaporated, at most what was offered; dew is negative. [mm]"""
        state, sums = self._units.state, self._sums
        rows = np.arange(state.shape[0])
        state[:, at.CANOPY] -= leaf
        sums[:, at.CANOPY_EVAPORATION] += leaf
        state[rows, self._root_store] -= root
        sums[:, at.SOIL_EVAPOTRANSPIRATION] += root
        # What stands open goes first; dew lies down in the film.
        left = np.where(self._roof, 0.0, open_water)
        for store in (at.PONDING, at.SWALE):
            part = np.clip(left, 0.0, state[:, store])
            state[:, store] -= part
            sums[:, at.PONDING_EVAPORATION] += part
            left = left - part
        state[:, at.SURFACE_FILM] -= left
        on_roof = np.where(self._roof, open_water, 0.0)
        state[:, at.ROOF_FILM] -= on_roof
        sums[:, at.FILM_EVAPORATION] += left + on_roof
        # Rounding of the last drop; the balance knows it.
        np.maximum(state[:, : at.STORE_COUNT], 0.0, out=state[:, : at.STORE_COUNT])

    def stores(self) -> pd.DataFrame:
        """Water of the units now, in the order of the city's table. [mm]"""
        held = self._units.state[self.row, : at.STORE_COUNT]
        return pd.DataFrame(held, columns=list(STORES))

    def balance(self) -> SeasonBalance:
        """Volumes over the city, and the worst error of any store and unit."""
        units = self._units
        return season_balance(units.parameters, self._begin, units.state, self._sums, units.area_m2)

    def worst_error(self) -> float:
        """Greatest error of any unit's water over what it held and got."""
        return float(unit_errors(self._begin, self._units.state, self._sums).max(initial=0.0))

    def sums(self) -> WaveSums:
        """What happened to the units, in the order of the city's table."""
        sums = self._sums[self.row]
        left = sums[:, LEFT].sum(axis=1) - sums[:, CAME].sum(axis=1)
        begin, end = (
            state[self.row, : at.STORE_COUNT].sum(axis=1)
            for state in (self._begin, self._units.state)
        )
        return WaveSums(sums[:, at.RAIN], sums[:, EVAPORATION].sum(axis=1), left, begin, end)
