"""Surfaces that reflect, warm up and emit, and a plain balance of dry ones.

The balance stands in where no other gives the temperatures of the surfaces: no
evaporation, one exchange coefficient, storage by force-restore. The first days
repeat the forcing until each surface is drawn to its own daily mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.kernels.dry_surface import warm_surfaces
from herne_schwamm.kernels.heat_constants import DAY_RATE_1_S, ZERO_CELSIUS_K
from herne_schwamm.models.radiation_sky import SkyInterval, black_body_w_m2
from herne_schwamm.tables.dry_surfaces import dry_surfaces

STEP_S = 600.0
"""Time step of the balance. [s]"""

SPIN_UP_DAYS = 3
"""Times the forcing is run before the run that counts: sealed ground and walls are then within
0.2 K of where they end."""

LONGEST_STEP = 2.0
"""Sealed ground and walls need 1.4 to 1.7, see `DrySurfaces.settle`."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Materials of the ground's cells. (rows, columns), float32

    Parameters
    ----------
    albedo, emissivity
        [0–1]
    inertia_j_m2_k
        `herne_schwamm.tables.dry_surfaces.DrySurface.inertia_j_m2_k`. [J m-2 K-1]
    """

    albedo: NDArray[np.float32]
    emissivity: NDArray[np.float32]
    inertia_j_m2_k: NDArray[np.float32]


def ground_of(surface: NDArray[np.integer], names: Mapping[int, str]) -> Ground:
    """Ground from a raster of codes and the dry surface each code stands for.

    Raises
    ------
    ValueError
        A code has no name.
    """
    unnamed = np.setdiff1d(surface, list(names))
    if unnamed.size:
        raise ValueError(f"no dry surface for the code {unnamed[0]}")
    layers = [np.zeros(surface.shape, np.float32) for _ in range(3)]
    for code, name in names.items():
        row = dry_surfaces()[name]
        numbers = (row.albedo, row.emissivity, row.inertia_j_m2_k)
        for layer, number in zip(layers, numbers, strict=True):
            layer[surface == code] = number
    return Ground(*layers)


def air_exchange_w_m2_k(wind_m_s: float) -> float:
    """Coefficient of heat exchange outdoors, 4 + 4 v: EN ISO 6946, annex C. [W m-2 K-1]"""
    return 4.0 + 4.0 * wind_m_s


class DrySurfaces:
    """Temperatures of many surfaces over a forcing.

    Parameters
    ----------
    albedo, emissivity, inertia
        Of every surface. (n,), float32
    start_c
        First temperature of all, inside and out. [°C]
    """

    def __init__(
        self,
        albedo: NDArray[np.float32],
        emissivity: NDArray[np.float32],
        inertia: NDArray[np.float32],
        start_c: float,
    ) -> None:
        self.albedo, self.emissivity, self.inertia = albedo, emissivity, inertia
        self.temperature_c = np.full(albedo.size, start_c, np.float32)
        self.deep_c = np.full(albedo.size, start_c, np.float32)

    def follow(
        self,
        interval: SkyInterval,
        short: NDArray[np.float32],
        long: NDArray[np.float32],
    ) -> None:
        """Follow the surfaces through one interval of constant light [W/m2]."""
        steps = max(round(interval.interval_s / STEP_S), 1)
        warm_surfaces(
            self.temperature_c,
            self.deep_c,
            short,
            long,
            self.albedo,
            self.emissivity,
            self.inertia,
            interval.air_temperature_c,
            air_exchange_w_m2_k(interval.wind_m_s),
            interval.interval_s / steps,
            steps,
        )

    def settle(self, told_c: NDArray[np.float32], intervals: Sequence[SkyInterval]) -> None:
        """Draw every surface to what will be the mean of its temperatures over the forcing.

        The mean moves as the inside does, less what exchange and emission take
        away; a step this much longer than the mean's own hits where it ends.

        Parameters
        ----------
        told_c
            (intervals, n) [°C]
        intervals
            Of the forcing.
        """
        exchange = np.mean([air_exchange_w_m2_k(interval.wind_m_s) for interval in intervals])
        mean = told_c.mean(axis=0, dtype=np.float64)
        emission = 4.0 * self.emissivity * black_body_w_m2(mean) / (mean + ZERO_CELSIUS_K)
        longer = 1.0 + self.inertia * DAY_RATE_1_S / (exchange + emission)
        # Deep water needs weeks: it stays near the air's mean, with which it starts.
        longer = np.minimum(longer, LONGEST_STEP)
        self.deep_c += longer * (mean - self.deep_c)

    def leaving(
        self, short: NDArray[np.float32], long: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Short-wave and long-wave light that leaves, from the light that arrives. [W/m2]"""
        emitted = self.emissivity * black_body_w_m2(self.temperature_c).astype(np.float32)
        reflected = (np.float32(1.0) - self.emissivity) * long
        return self.albedo * short, emitted + reflected
