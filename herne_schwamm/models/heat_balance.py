"""Sums of the energy that surfaces got and gave in a heat wave."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.water import MM_PER_M
from herne_schwamm.kernels.heat_constants import DAY_RATE_1_S
from herne_schwamm.kernels.surface_energy import (
    DEPTH,
    DRY_CAPACITY,
    DRY_DIFFUSIVITY,
    WET_CAPACITY,
    WET_DIFFUSIVITY,
)
from herne_schwamm.models.heat_surfaces import Surfaces
from herne_schwamm.models.town_air import TownAir

MJ = 1.0e-6
HOUR_S = 3600.0


class EnergySums:
    """Energy of every surface, hour by hour and in all.

    Storage is found anew from temperatures before and after each step: that the other
    fluxes leave just as much over is what the balance shows.

    Attributes
    ----------
    net, sensible, latent, stored
        Of every surface. (surfaces,) [J/m2]
    endless_evaporated_m3
        What evaporated from open water, which no store of the city holds. [m3]
    """

    def __init__(self, hours: int, surfaces: Surfaces, table: NDArray[np.float64]) -> None:
        self._surfaces = surfaces
        row = table[surfaces.kind]
        self._capacity = (row[:, DRY_CAPACITY], row[:, WET_CAPACITY])
        self._diffusivity = (row[:, DRY_DIFFUSIVITY], row[:, WET_DIFFUSIVITY])
        self._depth = row[:, DEPTH]
        count = surfaces.kind.size
        self.net, self.sensible, self.latent, self.stored = (np.zeros(count) for _ in range(4))
        self._hourly = {id(self.net): np.zeros(hours), id(self.sensible): np.zeros(hours),
                        id(self.latent): np.zeros(hours)}  # fmt: skip
        self.endless_evaporated_m3 = 0.0

    def count(
        self,
        hour: int,
        air: TownAir,
        before: tuple[NDArray[np.float64], NDArray[np.float64]],
        root_mm: NDArray[np.float64],
        root_capacity_mm: NDArray[np.float64],
        gone_mm: NDArray[np.float64],
        step_s: float,
    ) -> None:
        """Count one step.

        Parameters
        ----------
        hour
            Number of its hour.
        air
            After the step.
        before
            Temperatures of surfaces and deep layers before it. [°C]
        root_mm, root_capacity_mm
            As the step took them. [mm]
        gone_mm
            What evaporated. [mm]
        step_s
            [s]
        """
        area = self._surfaces.area_m2
        for total, flux in (
            (self.net, air.net_w_m2),
            (self.sensible, air.sensible_w_m2),
            (self.latent, air.latent_w_m2),
        ):
            total += flux * step_s
            self._hourly[id(total)][hour] += float((flux * area).sum()) * step_s / HOUR_S
        layer, down = self._layers(root_mm, root_capacity_mm)
        rise = layer * (air.surface_c - before[0])
        self.stored += rise + step_s * down * (air.surface_c - before[1])
        endless = self._surfaces.endless
        self.endless_evaporated_m3 += float((gone_mm * area)[endless].sum()) / MM_PER_M

    def hourly_w(self, flux: NDArray[np.float64]) -> NDArray[np.float64]:
        """One of the fluxes over the whole city, mean of every hour. [W]"""
        return self._hourly[id(flux)]

    def total_mj(self, flux: NDArray[np.float64]) -> float:
        """One of the fluxes over all surfaces and hours. [MJ]"""
        return float((flux * self._surfaces.area_m2).sum()) * MJ

    def worst_error(self) -> float:
        """Greatest error of any surface's energy over the size of its fluxes."""
        error = np.abs(self.net - self.sensible - self.latent - self.stored)
        size = np.abs(self.net) + np.abs(self.sensible) + np.abs(self.latent) + np.abs(self.stored)
        relative = np.divide(error, size, out=np.zeros_like(error), where=size > 0.0)
        return float(relative.max(initial=0.0))

    def _layers(
        self, root_mm: NDArray[np.float64], root_capacity_mm: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """As `kernels.surface_energy.ground_layer`."""
        wet = np.divide(
            root_mm, root_capacity_mm, out=np.zeros_like(root_mm), where=root_capacity_mm > 0.0
        )
        wet = np.minimum(wet, 1.0)
        capacity = self._capacity[0] + wet * (self._capacity[1] - self._capacity[0])
        diffusivity = self._diffusivity[0] + wet * (self._diffusivity[1] - self._diffusivity[0])
        mixed = self._depth > 0.0
        layer = np.where(
            mixed, capacity * self._depth, capacity * np.sqrt(0.5 * diffusivity / DAY_RATE_1_S)
        )
        return layer, np.where(mixed, 0.0, layer * DAY_RATE_1_S)
