"""Sums of the energy that surfaces got and gave in a heat wave."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.water import MM_PER_M
from herne_schwamm.kernels.compiling import threads_for
from herne_schwamm.kernels.surface_sums import ENDLESS, sum_energy
from herne_schwamm.models.heat_surfaces import Surfaces
from herne_schwamm.models.town_air import TownAir

MJ = 1.0e-6
HOUR_S = 3600.0


class EnergySums:
    """Energy of every surface, hour by hour and in all.

    Attributes
    ----------
    net, sensible, latent, stored
        Of every surface. (surfaces,) [J/m2]
    endless_evaporated_m3
        What evaporated from open water, which no store of the city holds. [m3]
    """

    def __init__(self, hours: int, surfaces: Surfaces, table: NDArray[np.float64]) -> None:
        self._surfaces, self._table = surfaces, table
        self._sums = np.zeros((4, surfaces.kind.size))
        self.net, self.sensible, self.latent, self.stored = self._sums
        self._hourly_w = np.zeros((hours, ENDLESS))
        self.endless_evaporated_m3 = 0.0

    def count(
        self,
        hour: int,
        air: TownAir,
        before: tuple[NDArray[np.float64], NDArray[np.float64]],
        root_mm: NDArray[np.float64],
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
        root_mm
            As the step took it. [mm]
        gone_mm
            What evaporated. [mm]
        step_s
            [s]
        """
        surfaces = self._surfaces
        with threads_for(surfaces.kind.size):
            total = sum_energy(
                self._table,
                surfaces.kind,
                surfaces.area_m2,
                surfaces.endless,
                *before,
                air.surface_c,
                root_mm,
                air.tiles.root_capacity_mm,
                gone_mm,
                air.net_w_m2,
                air.sensible_w_m2,
                air.latent_w_m2,
                step_s,
                self._sums,
            )
        self._hourly_w[hour] += total[:ENDLESS] * (step_s / HOUR_S)
        self.endless_evaporated_m3 += float(total[ENDLESS]) / MM_PER_M

    def hourly_w(self, flux: int) -> NDArray[np.float64]:
        """One of the fluxes of `kernels.surface_sums` over the city, mean of every hour. [W]"""
        return self._hourly_w[:, flux]

    def total_mj(self, flux: NDArray[np.float64]) -> float:
        """One of the fluxes over all surfaces and hours. [MJ]"""
        return float((flux * self._surfaces.area_m2).sum()) * MJ

    def worst_error(self) -> float:
        """Greatest error of any surface's energy over the size of its fluxes."""
        error = np.abs(self.net - self.sensible - self.latent - self.stored)
        size = np.abs(self._sums).sum(axis=0)
        relative = np.divide(error, size, out=np.zeros_like(error), where=size > 0.0)
        return float(relative.max(initial=0.0))
