"""Rules by which heat becomes hazard, exposure, vulnerability and risk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.tables.reading import read_table

AGE_GROUPS = ("under_6", "under_18", "from_65", "from_80")
"""Groups of persons by age that may be known: below 6 and 18 years, from 65 and 80 years."""


@dataclass(frozen=True, slots=True)
class SiteLevels:
    """Exposure and vulnerability of one kind of site, 1 to 4."""

    exposure: int
    vulnerability: int


@dataclass(frozen=True, slots=True, eq=False)
class HeatRules:
    """Limits, matrix and levels of the table heat_risk.

    Parameters
    ----------
    homes
        Uses of buildings that are lived in.
    pet_day_c, air_temperature_night_c
        Lowest values of the levels of day and night, from level 1. [°C]
    hazard
        Hazard class by [level of the day, level of the night]; read-only.
    persons_per_ha
        Lowest densities of the exposure classes 1 to 4. [1/ha]
    ages
        Lowest shares of the vulnerability classes 2 to 4 by group of age. [0–1]
    vulnerability_unknown
        Vulnerability where no group of age is known.
    product
        Lowest products of the three classes that have risk 1 to 4.
    sites
        Levels by kind of site; other kinds are not sensitive to heat.
    """

    homes: tuple[str, ...]
    pet_day_c: tuple[float, ...]
    air_temperature_night_c: tuple[float, ...]
    hazard: NDArray[np.uint8]
    persons_per_ha: tuple[float, ...]
    ages: Mapping[str, tuple[float, ...]]
    vulnerability_unknown: int
    product: tuple[int, ...]
    sites: Mapping[str, SiteLevels]


@lru_cache(maxsize=None)
def heat_rules() -> HeatRules:
    """The rules of the table heat_risk."""
    content = read_table("heat_risk")
    hazard, vulnerability = content["hazard"], content["vulnerability"]
    matrix = np.array(hazard["matrix"], np.uint8)
    matrix.flags.writeable = False
    return HeatRules(
        homes=tuple(content["homes"]),
        pet_day_c=tuple(hazard["pet_day_c"]),
        air_temperature_night_c=tuple(hazard["air_temperature_night_c"]),
        hazard=matrix,
        persons_per_ha=tuple(content["exposure"]["persons_per_ha"]),
        ages=MappingProxyType({group: tuple(vulnerability[group]) for group in AGE_GROUPS}),
        vulnerability_unknown=vulnerability["unknown"],
        product=tuple(content["risk"]["product"]),
        sites=MappingProxyType(
            {
                row["kind"]: SiteLevels(row["exposure"], row["vulnerability"])
                for row in content["site"]
            }
        ),
    )
