"""From the maps of a heat wave and the people of a city to hazard, exposure and risk."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.population import Population
from herne_schwamm.risk.footprints import building_runs
from herne_schwamm.risk.heat_levels import (
    exposure_class,
    hazard_class,
    risk_class,
    risk_product,
    vulnerability_class,
)
from herne_schwamm.risk.heat_people import (
    ages_of_cells,
    density_of_cells,
    felt_by_cell,
    people_around,
    persons_by_class,
    without_few,
)
from herne_schwamm.risk.heat_risk import HEAT_COLUMNS, LEAST_PERSONS_TOLD, HeatRisk
from herne_schwamm.risk.rings import Surroundings
from herne_schwamm.risk.sites import site_cells
from herne_schwamm.risk.spots import spots_of
from herne_schwamm.risk.strips import row_strips
from herne_schwamm.tables.classes import class_table
from herne_schwamm.tables.heat_risk import heat_rules

NEAR_HOME_M = 50.0
"""How far open ground counts where no people are known, for sites. [m]"""

FELT = ("pet_day_c", "air_temperature_night_c")

FALLING = ["risk_product", "pet_day_c", "air_temperature_night_c", "persons"]
"""Ranked by these, the greatest first; then by id."""


def assess_heat(
    city: City,
    maps: xr.Dataset,
    population: Population | None = None,
    *,
    near_home_m: float = NEAR_HOME_M,
    districts: int = 0,
    district: NDArray[np.integer] | None = None,
) -> HeatRisk:
    """What a heat wave means for people and sites.

    Exposure and vulnerability of a cell are those of the people within
    ``near_home_m`` of it, at least those of sensitive sites near it.
    What people of a census cell feel: see `felt_by_cell`; around a site it is
    the mean over the open ground within ``near_home_m`` of its building, or of
    it. Hazard of them by these means.

    Parameters
    ----------
    city
        Its sites, buildings and grid.
    maps
        On the city's grid, NaN outside and on buildings: ``pet_day_c`` and
        ``air_temperature_night_c``. [°C]
    population
        Who lives where; None: only sites are known.
    near_home_m
        How far open ground counts for homes and sites. [m]
    districts
        How many districts there are.
    district
        The district of every cell, -1 in none; None: no districts.
    """
    ground = city.open_ground
    felt = {name: maps[name].values for name in FELT}
    hazard = np.zeros(ground.shape, np.uint8)
    for strip in row_strips(ground.shape):
        told = hazard_class(felt["pet_day_c"][strip], felt[FELT[1]][strip])
        hazard[strip] = np.where(ground[strip], told, np.uint8(0))
    exposure = np.zeros(ground.shape, np.uint8)
    vulnerability = np.zeros(ground.shape, np.uint8)
    rasters: dict[str, NDArray[Any]] = {"heat_hazard_class": hazard}
    cells, persons = _no_cells(), pd.DataFrame()
    if population is not None:
        ages = ages_of_cells(population)
        inside, around_ha = city.inside, np.empty(ground.shape, np.float32)
        counted = without_few(population)
        strips = people_around(city, counted, ages_of_cells(counted), near_home_m)
        for strip, density, shares in strips:
            around_ha[strip] = np.where(inside[strip], density, np.nan)
            exposure[strip] = np.where(ground[strip], exposure_class(density), np.uint8(0))
            vulnerability[strip] = np.where(
                exposure[strip] > 0, vulnerability_class(shares, density), np.uint8(0)
            )
        rasters["persons_per_ha"] = around_ha
        cells = _of_cells(city, population, ages, felt, near_home_m)
        if district is None:
            district = np.full(ground.shape, -1, np.int64)
        codes = {
            "day": class_table("pet_vdi_9").classify(cells["pet_day_c"].to_numpy()),
            "night": class_table("heat_night_4").classify(cells[FELT[1]].to_numpy()),
            "hazard": cells["heat_hazard_class"].to_numpy(np.uint8),
            "risk": cells["heat_risk_class"].to_numpy(np.uint8),
        }
        counted = without_few(population, groups=True)
        persons = persons_by_class(counted, codes, ages_of_cells(counted), district, districts)

    sites, around = _of_sites(city, ground, felt, near_home_m)
    for raster, column in (
        (exposure, "heat_exposure_class"),
        (vulnerability, "heat_vulnerability_class"),
    ):
        level = sites[column].to_numpy(np.uint8)[around.owner]
        np.maximum.at(raster.reshape(-1), around.cell, level)
    if population is not None or len(sites):
        risk = np.empty(ground.shape, np.uint8)
        for strip in row_strips(ground.shape):
            product = risk_product(hazard[strip], exposure[strip], vulnerability[strip])
            risk[strip] = risk_class(product)
        rasters |= {
            "heat_exposure_class": exposure,
            "heat_vulnerability_class": vulnerability,
            "heat_risk_class": risk,
        }
    return HeatRisk(
        xr.Dataset(
            {name: (("y", "x"), values) for name, values in rasters.items()},
            coords={"y": city.grid.y_m(), "x": city.grid.x_m()},
        ),
        cells,
        sites,
        _ranking(city, population, cells, sites),
        persons,
        near_home_m,
        population is not None,
    )


def _no_cells() -> pd.DataFrame:
    return pd.DataFrame({name: np.empty(0) for name in HEAT_COLUMNS})


def _of_cells(
    city: City,
    population: Population,
    ages: dict[str, NDArray[np.float64]],
    maps: dict[str, NDArray[np.floating]],
    near_home_m: float,
) -> pd.DataFrame:
    """Columns of `HEAT_COLUMNS` for every census cell."""
    persons = population.cells["persons"].to_numpy(np.float64)
    density = density_of_cells(population)
    felt = {name: felt_by_cell(maps[name], city, population, near_home_m) for name in FELT}
    shares = {group: of_group / persons for group, of_group in ages.items()}
    return _judged(
        {"persons": persons, "persons_per_ha": density, **felt},
        exposure_class(density),
        vulnerability_class(shares, density),
        population.cells.index,
    )


def _of_sites(
    city: City,
    ground: NDArray[np.bool_],
    maps: dict[str, NDArray[np.floating]],
    near_home_m: float,
) -> tuple[pd.DataFrame, Surroundings]:
    """The same for every site that is sensitive to heat, and the cells that count for each."""
    levels = heat_rules().sites
    sensitive = city.sites[city.sites["kind"].astype(str).isin(list(levels))]
    known = ground & np.isfinite(maps[FELT[0]]) & np.isfinite(maps[FELT[1]])
    around = site_cells(
        replace(city, sites=sensitive),
        known,
        building_runs(city.layer("building")),
        {},
        ring_m=near_home_m,
        site_radius_m=near_home_m,
    ).around
    count = np.bincount(around.owner, minlength=len(sensitive))
    felt = {}
    for name in FELT:
        values = maps[name].reshape(-1)[around.cell].astype(np.float64)
        with np.errstate(invalid="ignore"):
            felt[name] = np.bincount(around.owner, weights=values, minlength=len(sensitive)) / count
    unknown = np.full(len(sensitive), np.nan)
    table = _judged(
        {"persons": unknown, "persons_per_ha": unknown, **felt},
        np.array([levels[str(kind)].exposure for kind in sensitive["kind"]], np.uint8),
        np.array([levels[str(kind)].vulnerability for kind in sensitive["kind"]], np.uint8),
        sensitive.index,
    )
    return table, around


def _judged(
    numbers: dict[str, NDArray[np.float64]],
    exposure: NDArray[np.uint8],
    vulnerability: NDArray[np.uint8],
    index: pd.Index,
) -> pd.DataFrame:
    hazard = hazard_class(numbers["pet_day_c"], numbers["air_temperature_night_c"])
    product = risk_product(hazard, exposure, vulnerability)
    columns = {
        **numbers,
        "heat_hazard_class": hazard,
        "heat_exposure_class": exposure,
        "heat_vulnerability_class": vulnerability,
        "risk_product": product,
        "heat_risk_class": risk_class(product),
    }
    return pd.DataFrame({name: columns[name] for name in HEAT_COLUMNS}, index=index)


def _ranking(
    city: City, population: Population | None, cells: pd.DataFrame, sites: pd.DataFrame
) -> pd.DataFrame:
    """Census cells and sites at risk, the worst first."""
    listed = [_listed("site", city.sites.loc[sites.index], "name", sites, city)]
    if population is not None:
        told = cells[cells["persons"] >= LEAST_PERSONS_TOLD]
        listed.insert(0, _listed("census_cell", population.cells.loc[told.index], "id", told, city))
    table = pd.concat(listed, ignore_index=True)
    table = table[table["heat_risk_class"] > 0]
    table = table.sort_values(
        [*FALLING, "id"], ascending=[False] * len(FALLING) + [True], ignore_index=True
    )
    table.index = pd.RangeIndex(1, len(table) + 1, name="rank")
    return table


def _listed(
    what: str, objects: pd.DataFrame, name: str, judged: pd.DataFrame, city: City
) -> pd.DataFrame:
    spots = spots_of(objects["geometry"], city)
    kinds = objects["kind"].astype(str) if "kind" in objects else [""] * len(objects)
    return pd.DataFrame(
        {
            "what": pd.Series([what] * len(objects), dtype=object),
            "id": pd.Series(objects[name].astype(str).tolist(), dtype=object),
            "kind": pd.Series(list(kinds), dtype=object),
            "x_m": np.round(np.array([spot.x for spot in spots], np.float64), 1),
            "y_m": np.round(np.array([spot.y for spot in spots], np.float64), 1),
            **{column: judged[column].to_numpy() for column in HEAT_COLUMNS},
        }
    )
