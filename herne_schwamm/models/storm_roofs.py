"""Roofs in a storm: their stores, the sewer, and the ground before the walls."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import NO_BUILDING, OPEN, City
from herne_schwamm.city.footprints import perimeter_of
from herne_schwamm.city.units import ROOF, TO_SEWER
from herne_schwamm.city.water import MM_PER_M, WaterState, room_on_roofs_mm
from herne_schwamm.kernels.roofs import drain_roofs, spread_to_perimeter
from herne_schwamm.models.storm_rain import StormRain

Places = Callable[[NDArray[np.int64]], NDArray[np.int64]]


class StormRoofs:
    """All roofs of the city; sums are sums of depth over cells. [m]"""

    def __init__(
        self,
        city: City,
        rain: StormRain,
        water: WaterState,
        places: Places,
    ) -> None:
        """Find roofs and the cells around them.

        Parameters
        ----------
        city, rain, water
            As the storm takes them.
        places
            Indices of cells (row, column) in the array of depths. (n, 2) to (n, 2)
        """
        units = city.units
        unit_is_roof = (units["kind"] == ROOF).to_numpy()
        self.patch = np.flatnonzero(unit_is_roof[rain.unit])
        unit = rain.unit[self.patch]
        self.cells = rain.cells[self.patch].astype(np.float64)
        self.building = units["building"].to_numpy()[unit].astype(np.int64)
        self.store_m = water.stores["roof_mm"].to_numpy()[unit] / MM_PER_M
        self._before_m = self.store_m.copy()
        capacity_mm = units["roof_capacity_mm"].to_numpy() + room_on_roofs_mm(city, water)
        self.capacity_m = capacity_mm[unit] / MM_PER_M
        to_sewer = city.connections[city.connections["to_unit"] == TO_SEWER]
        connected = np.zeros(len(units))
        connected[to_sewer["from_unit"].to_numpy()] = to_sewer["share"].to_numpy()
        self.connected = connected[unit]
        self.sewer_m = np.zeros(self.patch.size)
        self.surcharge_m = np.zeros(self.patch.size)
        perimeter = perimeter_of(city)
        place = places(np.stack([perimeter.row, perimeter.column], axis=1))
        self._entries = perimeter.cells
        # By cell, as they lie in memory; of one cell in the order of the buildings.
        order = np.lexsort((place[:, 1], place[:, 0]))
        place = place[order]
        self._entry_building = perimeter.building[order]
        another = np.ones(order.size, np.bool_)
        another[1:] = (place[1:] != place[:-1]).any(axis=1)
        self._first = np.append(np.flatnonzero(another), order.size)
        self._row, self._column = (np.ascontiguousarray(index) for index in place[another].T)
        self._waiting_m = np.zeros(order.size)
        self._overflow_m = np.zeros(len(city.buildings))
        # Without ground around its block a roof hangs over the edge of the city, where that is
        # open; else it keeps its water.
        enclosed = self._entries == 0
        at_open_edge = np.zeros(enclosed.size, np.bool_)
        building = city.layer("building")
        at_open_edge[building[(city.layer("edge") == OPEN) & (building != NO_BUILDING)]] = True
        self._leaves = enclosed & at_open_edge
        self._keeps = enclosed & ~at_open_edge
        self._kept_m = np.zeros(enclosed.size)
        self.outflow_m = 0.0

    def synchronise(
        self,
        rain_of_patch: NDArray[np.float64],
        sewer_of_patch: NDArray[np.float64],
        depth: NDArray[np.float32],
    ) -> None:
        """Rain and what the sewer can take of it [m]; overflow is added to the depths around."""
        if not self.patch.size or not rain_of_patch.any():
            return  # What a roof cannot hold leaves it with the rain.
        drain_roofs(
            rain_of_patch[self.patch],
            self.store_m,
            self.capacity_m,
            self.connected,
            sewer_of_patch[self.patch],
            self.sewer_m,
            self.surcharge_m,
            self.cells,
            self.building,
            self._overflow_m,
        )
        self.outflow_m += float(self._overflow_m[self._leaves].sum())
        self._kept_m += self._overflow_m * self._keeps
        spread_to_perimeter(
            self._overflow_m,
            self._entries,
            self._row,
            self._column,
            self._first,
            self._entry_building,
            self._waiting_m,
            depth,
        )

    @property
    def gain_m(self) -> float:
        """What roofs and their gutters hold more than before."""
        held_m = (self.store_m - self._before_m) @ self.cells
        return float(held_m + self._waiting_m.sum() + self._kept_m.sum())

    @property
    def to_sewer_m(self) -> float:
        """What the sewer took."""
        return float(self.sewer_m @ self.cells)

    @property
    def to_surcharge_m(self) -> float:
        """What the sewer could not take."""
        return float(self.surcharge_m @ self.cells)

    def store_of_units_mm(self, unit: NDArray[np.int64], units: int) -> NDArray[np.float64]:
        """Water on the roofs over each unit's area; what waits in gutters is theirs. [mm]"""
        volume = np.bincount(unit[self.patch], weights=self.store_m * self.cells, minlength=units)
        cells = np.bincount(unit[self.patch], weights=self.cells, minlength=units)
        waiting = self._kept_m.copy()
        np.add.at(waiting, self._entry_building, self._waiting_m)
        # A roof cut by rain cells shares its building's gutters by area.
        cells_of_building = np.bincount(self.building, weights=self.cells, minlength=waiting.size)
        # A roof may have no cell of its own on a coarse grid, and then no water either.
        share = self.cells / np.maximum(cells_of_building, 1.0)[self.building]
        volume += np.bincount(
            unit[self.patch], weights=share * waiting[self.building], minlength=units
        )
        mean: NDArray[np.float64] = volume / np.maximum(cells, 1) * MM_PER_M
        return mean
