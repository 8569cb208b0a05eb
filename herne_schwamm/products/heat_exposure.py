"""Census cells and sensitive sites in a heat wave as a GeoPackage, coloured by risk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.population import Population
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.class_labels import NOT_AFFECTED, class_labels
from herne_schwamm.products.geopackage import VectorLayer, write_geopackage
from herne_schwamm.products.kind_labels import kind_label
from herne_schwamm.products.rule_tables import versions_of
from herne_schwamm.products.vector_style import (
    POINT_GEOMETRY,
    POLYGON_GEOMETRY,
    Category,
    SymbolMaker,
    add_aliases,
    add_fill,
    add_labels,
    add_marker,
    as_qml,
    categories_of,
    categorised,
)
from herne_schwamm.risk.heat_risk import HEAT_COLUMNS, LEAST_PERSONS_TOLD, HeatRisk
from herne_schwamm.tables.classes import NO_CLASS
from herne_schwamm.tables.heat_risk import AGE_GROUPS
from herne_schwamm.tables.products import products

CELLS_LAYER, SITES_LAYER = "census_cells", "sensitive_sites"
RISK = "heat_risk_class"
NO_RISK_COLOUR = "#ffffff"
SITE_LABEL = '"name"'
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
SITE_ALIASES = {
    "name": N_("Site"),
    "kind": N_("Kind (as the tables name it)"),
    "kind_label": N_("Kind"),
}


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
                _style(CELL_ALIASES, add_fill, POLYGON_GEOMETRY, language),
                language.text(N_("Census cells by heat risk")),
            )
        )
    if not risk.sites.empty:
        layers.append(
            VectorLayer(
                SITES_LAYER,
                sites_table(city, risk.sites, language),
                _style(SITE_ALIASES, _add_square, POINT_GEOMETRY, language, SITE_LABEL),
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


def cells_table(
    city: City, population: Population, judged: pd.DataFrame, language: Language
) -> geopandas.GeoDataFrame:
    """One row for each census cell: ``id``, groups of age, risk, labels, polygon."""
    cells = population.cells
    told: dict[str, object] = {"id": cells["id"].astype(str).tolist()}
    told |= {group: told_persons(cells[group].to_numpy(np.float64)) for group in AGE_GROUPS}
    shapes = [
        shapely.multipolygons([one]) if one.geom_type == "Polygon" else one
        for one in shapely.force_2d(cells["geometry"].to_numpy(dtype=object))
    ]
    return _with_risk(told, judged, shapes, city, language)


def sites_table(city: City, judged: pd.DataFrame, language: Language) -> geopandas.GeoDataFrame:
    """One row for each sensitive site: ``name``, ``kind``, ``kind_label``, risk, labels, point."""
    sites = city.sites.loc[judged.index]
    told = {
        "name": sites["name"].astype(str).tolist(),
        "kind": sites["kind"].astype(str).tolist(),
        "kind_label": [kind_label("site", str(kind), language) for kind in sites["kind"]],
    }
    points = [
        one if one.geom_type == "Point" else one.representative_point()
        for one in shapely.force_2d(sites["geometry"].to_numpy(dtype=object))
    ]
    return _with_risk(told, judged, points, city, language)


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
    for name in CLASS_COLUMNS:
        codes = judged[name].to_numpy(np.int32)
        columns[f"{name}_label"] = class_labels(codes, products()[name].classes, language)
    return geopandas.GeoDataFrame(columns, geometry=geometry, crs=city.grid.crs or None)


def _style(
    first_aliases: Mapping[str, str],
    add_symbol: SymbolMaker,
    geometry: str,
    language: Language,
    label: str | None = None,
) -> str:
    none = Category(NO_CLASS, language.text(NOT_AFFECTED), NO_RISK_COLOUR)
    root = categorised(RISK, [none, *categories_of(products()[RISK].classes, language)], add_symbol)
    if label is not None:
        add_labels(root, label)
    add_aliases(root, {**first_aliases, **HEAT_ALIASES}, language)
    return as_qml(root, geometry)


def _add_square(symbols: ET.Element, name: str, colour: str) -> None:
    add_marker(symbols, name, colour, shape="square", size_mm="3.6")
