"""What a heat wave means for the people of a city: the value that products write."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import xarray as xr

LEAST_PERSONS_TOLD = 3
"""Census cells with fewer persons are counted, but nothing is told of them alone."""

HEAT_COLUMNS = {
    "persons": "1",
    "persons_per_ha": "ha-1",
    "pet_day_c": "degree_Celsius",
    "air_temperature_night_c": "degree_Celsius",
    "heat_hazard_class": "1",
    "heat_exposure_class": "1",
    "heat_vulnerability_class": "1",
    "risk_product": "1",
    "heat_risk_class": "1",
}
"""Columns of census cells and sites with their units. ``pet_day_c`` and
``air_temperature_night_c`` are what people feel there, NaN where no open ground is near; the
classes go from 0 to 4 and ``risk_product``, their product, from 0 to 64. ``persons`` and
``persons_per_ha`` of sites are NaN."""


@dataclass(frozen=True, slots=True)
class HeatRisk:
    """Hazard, exposure, vulnerability and risk of one heat wave.

    Parameters
    ----------
    rasters
        On the city's grid: ``heat_hazard_class``; where people or sensitive sites are
        known ``heat_exposure_class``, ``heat_vulnerability_class`` and ``heat_risk_class``
        (uint8 on open ground, 0 where there is no class); where people are known
        ``persons_per_ha`` (float32, NaN outside the city).
    cells
        Indexed like `Population.cells`, with the columns of `HEAT_COLUMNS`.
    sites
        The sites that are sensitive to heat, by their index in `City.sites`.
    ranking
        Census cells (of at least `LEAST_PERSONS_TOLD` persons) and sites with a risk, the worst
        first, indexed by rank from 1: ``what`` ("census_cell" or "site"), ``id`` (of a site: its
        name), ``kind`` (of a site: a name of the table site_kinds, else ""), ``x_m``, ``y_m`` and
        the columns of `HEAT_COLUMNS`.
    persons
        As `persons_by_class` tells them, with ``what`` "day" (codes of the
        table pet_vdi_9), "night" (heat_night_4), "hazard" and "risk"; empty
        where no people are known.
    near_home_m
        How far open ground counts for homes and sites. [m]
    people_known
        Whether anything is known of where people live: if not, no risk does not mean that
        nobody is at risk.
    """

    rasters: xr.Dataset
    cells: pd.DataFrame
    sites: pd.DataFrame
    ranking: pd.DataFrame
    persons: pd.DataFrame
    near_home_m: float
    people_known: bool
