"""Levels of heat, of the people it meets and of their risk, by the table heat_risk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.tables.heat_risk import heat_rules

LEAST_VULNERABLE = 1
"""Vulnerability of people none of whose groups of age reaches a limit."""


def day_level(pet_day_c: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Level of the day by PET [°C], 0 to 4; 0 where it is not a number."""
    return _level(pet_day_c, heat_rules().pet_day_c)


def night_level(air_temperature_night_c: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Level of the night by air temperature [°C], 0 to 3; 0 where it is not a number."""
    return _level(air_temperature_night_c, heat_rules().air_temperature_night_c)


def hazard_class(
    pet_day_c: NDArray[np.floating], air_temperature_night_c: NDArray[np.floating]
) -> NDArray[np.uint8]:
    """Hazard by heat, 0 to 4, from the matrix of day and night; 0 where one of them is missing."""
    matrix = heat_rules().hazard
    hazard: NDArray[np.uint8] = matrix[day_level(pet_day_c), night_level(air_temperature_night_c)]
    missing = np.isnan(pet_day_c) | np.isnan(air_temperature_night_c)
    return np.where(missing, np.uint8(0), hazard)


def exposure_class(persons_per_ha: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Exposure by people around, 0 to 4."""
    return _level(persons_per_ha, heat_rules().persons_per_ha)


def vulnerability_class(
    shares: Mapping[str, NDArray[np.floating]], like: NDArray[np.floating]
) -> NDArray[np.uint8]:
    """Vulnerability by age, 1 to 4: the highest of the groups that are known.

    Parameters
    ----------
    shares
        Shares of the persons by group of age [0–1]; NaN where there is nobody.
    like
        An array of the shape wanted, for where no group is known.
    """
    rules = heat_rules()
    if not shares:
        return np.full(like.shape, rules.vulnerability_unknown, np.uint8)
    highest = np.zeros(like.shape, np.uint8)
    for group, share in shares.items():
        if group == "under_18" and "under_6" in shares:
            continue
        highest = np.maximum(highest, _level(share, rules.ages[group]))
    return highest + np.uint8(LEAST_VULNERABLE)


def risk_product(
    hazard: NDArray[np.uint8], exposure: NDArray[np.uint8], vulnerability: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """Product of the three classes, 0 to 64."""
    return hazard * exposure * vulnerability


def risk_class(product: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Risk by the product of hazard, exposure and vulnerability, 0 to 4."""
    limits = np.array(heat_rules().product)
    return np.searchsorted(limits, product, side="right").astype(np.uint8)


def _level(values: NDArray[np.floating], limits: Sequence[float]) -> NDArray[np.uint8]:
    """How many limits a value reaches; 0 where it is not a number."""
    level = np.searchsorted(np.array(limits), values, side="right").astype(np.uint8)
    # NaN sorts behind every limit.
    return np.where(np.isnan(values), np.uint8(0), level)
