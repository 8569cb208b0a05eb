"""Census cells and sensitive sites in a heat wave as a GeoPackage, coloured by risk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.population import Population
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.geopackage import VectorLayer, write_geopackage
from herne_schwamm.products.object_layers import (
    outline_style,
    outlines_of,
    site_columns,
    site_style,
    words_of_classes,
)
from herne_schwamm.products.rule_tables import versions_of
from herne_schwamm.risk.heat_risk import HEAT_COLUMNS, LEAST_PERSONS_TOLD, HeatRisk
from herne_schwamm.risk.spots import spots_of
from herne_schwamm.tables.heat_risk import AGE_GROUPS

CELLS_LAYER, SITES_LAYER = "census_cells", "sensitive_sites"
RISK = "heat_risk_class"
STEP_TOLD = 5.0
DECIMALS = 1
RULES = ("heat_risk", "site_kinds")

CLASS_COLUMNS = tuple(name for name in HEAT_COLUMNS if name.endswith("_class"))

HEAT_ALIASES: Mapping[str, str] = {
    "persons": N_("Persons"),
    "persons_per_ha": N_("Persons per hectare"),
    "pet_day_c": N_("PET by day [°C]"),
    "air_temperature_night_c": N_("Air temperature by night [°C]"),
    "heat_hazard_class": N_("Hazard class"),
    "heat_exposure_class": N_("Exposure class"),
    "heat_vulnerability_class": N_("Vulnerability class"),
    "risk_product": N_("Hazard × exposure × vulnerability"),
    "heat_risk_class": N_("Risk class"),
    "heat_hazard_class_label": N_("Hazard class in words"),
    "heat_exposure_class_label": N_("Exposure class in words"),
    "heat_vulnerability_class_label": N_("Vulnerability class in words"),
    "heat_risk_class_label": N_("Risk class in words"),
}
AGE_HEADINGS: Mapping[str, str] = {
    "under_6": N_("below 6 years"),
    "under_18": N_("below 18 years"),
    "from_65": N_("65 years and older"),
    "from_80": N_("80 years and older"),
}
CELL_ALIASES = {"id": N_("Census cell"), **AGE_HEADINGS}


def write_heat_exposure(
    path: Path,
    city: City,
    population: Population | None,
    risk: HeatRisk,
    language: Language,
    about: Mapping[str, str] | None = None,
) -> bool:
    """Write what a heat wave means for census cells and sites; no file where there are neither.

    Parameters
    ----------
    path
        ``….gpkg`` with the layers ``census_cells`` (polygons) and
        ``sensitive_sites`` (points), each only where it has rows, and their styles.
    city
        Sites and the grid's reference system.
    population
        Census cells; None: they are not known.
    risk
        Of both.
    language
        Language of the labels.
    about
        Run, source, date of the data and software.

    Returns
    -------
    bool
        A file was written.

    Raises
    ------
    WriteProblem
        The disk refused, or what it holds is not what was written.
    """
    layers = []
    if population is not None:
        layers.append(
            VectorLayer(
                CELLS_LAYER,
                cells_table(city, population, risk.cells, language),
                outline_style(RISK, {**CELL_ALIASES, **HEAT_ALIASES}, language),
                language.text(N_("Census cells by heat risk")),
            )
        )
    if not risk.sites.empty:
        layers.append(
            VectorLayer(
                SITES_LAYER,
                sites_table(city, risk.sites, language),
                site_style(RISK, HEAT_ALIASES, language),
                language.text(N_("Sensitive sites by heat risk")),
            )
        )
    if not layers:
        return False
    write_geopackage(path, layers, {**(about or {}), "rule_tables": versions_of(RULES)})
    return True


def told_persons(persons: NDArray[np.floating]) -> NDArray[np.float64]:
    """Whole persons; NaN where there are some, but fewer than may be told of."""
    whole = np.round(persons.astype(np.float64))
    few = (persons > 0.0) & (whole < LEAST_PERSONS_TOLD)
    return np.where(few, np.nan, whole)


def told_count(persons: NDArray[np.floating]) -> NDArray[np.float64]:
    """Persons of a class or a district by fives; NaN where there are some, but too few.

    Of exact numbers, what is not told could be reckoned out of their sum.
    """
    few = np.isnan(told_persons(persons))
    return np.where(few, np.nan, STEP_TOLD * np.round(persons.astype(np.float64) / STEP_TOLD))


def cells_table(
    city: City, population: Population, judged: pd.DataFrame, language: Language
) -> geopandas.GeoDataFrame:
    """One row for each census cell: ``id``, groups of age, risk, labels, polygon."""
    cells = population.cells
    told: dict[str, object] = {"id": cells["id"].astype(str).tolist()}
    told |= {group: told_persons(cells[group].to_numpy(np.float64)) for group in AGE_GROUPS}
    return _with_risk(told, judged, outlines_of(cells), city, language)


def sites_table(city: City, judged: pd.DataFrame, language: Language) -> geopandas.GeoDataFrame:
    """One row for each sensitive site: ``name``, ``kind``, ``kind_label``, risk, labels, point."""
    sites = city.sites.loc[judged.index]
    told = site_columns(sites, language)
    return _with_risk(told, judged, spots_of(sites["geometry"], city), city, language)


def _with_risk(
    told: Mapping[str, object],
    judged: pd.DataFrame,
    geometry: list[shapely.Geometry],
    city: City,
    language: Language,
) -> geopandas.GeoDataFrame:
    columns = dict(told)
    persons = judged["persons"].to_numpy(np.float64)
    hidden = np.isnan(told_persons(persons)) & ~np.isnan(persons)
    for name in HEAT_COLUMNS:
        values = judged[name].to_numpy(np.float64)
        if name in CLASS_COLUMNS or name == "risk_product":
            columns[name] = values.astype(np.int32)
        elif name == "persons":
            columns[name] = told_persons(values)
        else:
            columns[name] = values.round(DECIMALS)
        if name == "persons_per_ha":
            columns[name] = np.where(hidden, np.nan, values.round(DECIMALS))
    columns |= words_of_classes(judged, CLASS_COLUMNS, language)
    return geopandas.GeoDataFrame(columns, geometry=geometry, crs=city.grid.crs or None)
