"""What the yearly balances take surface classes and soils for, and how natural ground drains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from herne_schwamm.tables.reading import read_table


@dataclass(frozen=True, slots=True)
class YearlySurfaceRow:
    """A surface class as the yearly balances see it.

    Parameters
    ----------
    name
        Name of the surface class.
    land_type, vegetation_class, vegetation_class_under_crowns
        Its unsealed ground in `tables.bagrov_glugla`; None: crowns change nothing.
    paving, paved_from_sealing
        Its sealed ground there, and the sealing from which all of it is
        paving; None: it has no paving. [0–1]
    sealed_type, pervious_type
        Names of types in `tables.dwa_m102_4`.
    """

    name: str
    land_type: str
    vegetation_class: float
    sealed_type: str
    pervious_type: str
    vegetation_class_under_crowns: float | None = None
    paving: str | None = None
    paved_from_sealing: float = 1.0


@dataclass(frozen=True, slots=True)
class YearlySoilRow:
    """A soil: water plants can use [%], and its class in DWA-M 102-4 (1 light to 5 clay)."""

    name: str
    usable_field_capacity_percent: float
    soil_class: int


@dataclass(frozen=True, slots=True)
class YearlyFacilityRow:
    """A kind of unit that others drain to.

    ``type`` and, where it has a throttle, ``throttled_type`` are names in
    `tables.dwa_m102_4`; ``infiltrates``: ABIMO has it as a swale.
    """

    kind: str
    type: str
    infiltrates: bool
    throttled_type: str | None = None


@dataclass(frozen=True, slots=True)
class YearlyGround:
    """Surface classes and soils by name, facilities by the kind of unit.

    ``green_roof_water_capacity`` is the usable water of a substrate over its
    volume [0–1]; below ``shallow_below_mm`` it is a shallow green roof [mm].
    """

    version: str
    source: str
    green_roof_water_capacity: float
    shallow_below_mm: float
    surfaces: Mapping[str, YearlySurfaceRow]
    soils: Mapping[str, YearlySoilRow]
    facilities: Mapping[str, YearlyFacilityRow]


@lru_cache(maxsize=None)
def yearly_ground() -> YearlyGround:
    """The rows in use."""
    content = read_table("yearly_ground")
    surfaces = [YearlySurfaceRow(**row) for row in content["surface"]]
    soils = [YearlySoilRow(**row) for row in content["soil"]]
    facilities = [YearlyFacilityRow(**row) for row in content["facility"]]
    return YearlyGround(
        content["version"],
        content["source"],
        content["green_roof_water_capacity"],
        content["shallow_below_mm"],
        MappingProxyType({row.name: row for row in surfaces}),
        MappingProxyType({row.name: row for row in soils}),
        MappingProxyType({row.kind: row for row in facilities}),
    )


@lru_cache(maxsize=None)
def _natural_runoff() -> tuple[NDArray[np.float64], list[float], float, list[int]]:
    content = read_table("natural_runoff")
    # (forest, groundwater near, soil group, slope group)
    shares = np.full((2, 2, 3, 4), np.nan)
    for row in content["row"]:
        shares[int(row["forest"]), int(row["groundwater_near"])] = row["runoff_share"]
    return (
        shares,
        content["slope_breaks_percent"],
        content["groundwater_near_below_m"],
        content["soil_class_up_to"],
    )


def natural_runoff_share(
    soil_class: ArrayLike, slope_percent: ArrayLike, groundwater_m: ArrayLike, forest: ArrayLike
) -> NDArray[np.float64]:
    """Share of what does not evaporate that runs off unbuilt ground. [0–1]

    Parameters
    ----------
    soil_class
        1 (light) to 5 (clay).
    slope_percent
        Slope of the ground. [%]
    groundwater_m
        Height above the water table. [m]
    forest
        Whether it is forest.
    """
    shares, slopes, near_below_m, classes = _natural_runoff()
    share: NDArray[np.float64] = shares[
        np.asarray(forest, dtype=int),
        (np.asarray(groundwater_m) < near_below_m).astype(int),
        np.searchsorted(classes, soil_class),
        np.searchsorted(slopes, slope_percent, side="right"),
    ]
    return share
