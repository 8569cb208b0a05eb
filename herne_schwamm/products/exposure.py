"""Buildings and sites with their exposure as a GeoPackage, coloured by risk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas
import numpy as np
import pandas as pd
import shapely

from herne_schwamm.city.city import City
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.class_labels import NOT_AFFECTED, class_labels
from herne_schwamm.products.geopackage import VectorLayer, write_geopackage
from herne_schwamm.products.kind_labels import kind_label
from herne_schwamm.products.rule_tables import OBJECT_RULES, versions_of
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
from herne_schwamm.risk.storm_risk import EXPOSURE_COLUMNS, StormRisk
from herne_schwamm.tables.classes import NO_CLASS
from herne_schwamm.tables.products import products

BUILDINGS_LAYER, SITES_LAYER = "buildings", "sites"
NO_RISK_COLOUR = "#ffffff"
SITE_LABEL = '"name"'
"""What stands beside a site, in the language of QGIS's expressions."""

DECIMALS = 3
"""Metres to a millimetre, shares to a thousandth."""

CLASS_COLUMNS = tuple(name for name in EXPOSURE_COLUMNS if name.endswith("_class"))

EXPOSURE_ALIASES: Mapping[str, str] = {
    "depth_max_m": N_("Greatest water depth beside it [m]"),
    "depth_mean_m": N_("Mean of the greatest water depths beside it [m]"),
    "depth_p90_m": N_("Water depth that 90 % of the cells beside it stay below [m]"),
    "depth_class": N_("Depth class"),
    "wetted_facade_share": N_("Share of the facade that gets wet [0–1]"),
    "velocity_max_m_s": N_("Greatest flow velocity [m/s]"),
    "hazard_intensity_max_m2_s": N_("Greatest depth × velocity [m²/s]"),
    "hazard_class": N_("Hazard class"),
    "vulnerability_class": N_("Vulnerability class"),
    "risk_class": N_("Risk class"),
    "depth_class_label": N_("Depth class in words"),
    "hazard_class_label": N_("Hazard class in words"),
    "vulnerability_class_label": N_("Vulnerability class in words"),
    "risk_class_label": N_("Risk class in words"),
}
BUILDING_ALIASES = {
    "id": N_("Building"),
    "use": N_("Use (as the data name it)"),
    "use_label": N_("Use in words"),
    "height_m": N_("Height above ground [m]"),
}
SITE_ALIASES = {
    "name": N_("Site"),
    "kind": N_("Kind (as the tables name it)"),
    "kind_label": N_("Kind"),
}


def write_exposure(
    path: Path,
    city: City,
    risk: StormRisk,
    language: Language,
    about: Mapping[str, str] | None = None,
) -> bool:
    """Write what the storm means for buildings and sites; no file where there are neither.

    Parameters
    ----------
    path
        ``….gpkg`` with the layers ``buildings`` (polygons) and ``sites``
        (points), each only where it has rows, and their styles.
    city
        Buildings, sites and the grid's reference system.
    risk
        Their exposure.
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
    if not city.buildings.empty:
        layers.append(
            VectorLayer(
                BUILDINGS_LAYER,
                buildings_table(city, risk.buildings, language),
                _style(BUILDING_ALIASES, add_fill, POLYGON_GEOMETRY, language),
                language.text(N_("Buildings by risk")),
            )
        )
    if not city.sites.empty:
        layers.append(
            VectorLayer(
                SITES_LAYER,
                sites_table(city, risk.sites, language),
                _style(SITE_ALIASES, _add_square, POINT_GEOMETRY, language, SITE_LABEL),
                language.text(N_("Sites by risk")),
            )
        )
    if not layers:
        return False
    tables = {"rule_tables": versions_of(OBJECT_RULES)}
    write_geopackage(path, layers, {**(about or {}), **tables})
    return True


def buildings_table(
    city: City, exposure: pd.DataFrame, language: Language
) -> geopandas.GeoDataFrame:
    """One row for each building.

    ``id``, ``use`` and ``use_label``, ``height_m`` [m], the columns of
    `EXPOSURE_COLUMNS`, labels of the classes, and the footprint.
    """
    buildings = city.buildings
    told = {
        "id": buildings["id"].astype(str).tolist(),
        "use": buildings["use"].fillna("").astype(str).tolist(),
        "use_label": [kind_label("building", str(use), language) for use in buildings["use"]],
        "height_m": buildings["height_m"].astype(float).round(DECIMALS).to_numpy(),
    }
    # One kind of geometry, without heights.
    footprints = [
        shapely.multipolygons([one]) if one.geom_type == "Polygon" else one
        for one in shapely.force_2d(buildings["geometry"].to_numpy(dtype=object))
    ]
    return _with_exposure(told, exposure.loc[buildings.index], footprints, city, language)


def sites_table(city: City, exposure: pd.DataFrame, language: Language) -> geopandas.GeoDataFrame:
    """One row for each site: ``name``, ``kind``, ``kind_label``, exposure, labels, a point."""
    sites = city.sites
    told = {
        "name": sites["name"].astype(str).tolist(),
        "kind": sites["kind"].astype(str).tolist(),
        "kind_label": [kind_label("site", kind, language) for kind in sites["kind"]],
    }
    # Points stay where they are; of a polygon a point that lies in it.
    points = [
        one if one.geom_type == "Point" else one.representative_point()
        for one in shapely.force_2d(sites["geometry"].to_numpy(dtype=object))
    ]
    return _with_exposure(told, exposure.loc[sites.index], points, city, language)


def _with_exposure(
    told: Mapping[str, object],
    exposure: pd.DataFrame,
    geometry: list[shapely.Geometry],
    city: City,
    language: Language,
) -> geopandas.GeoDataFrame:
    columns = dict(told)
    for name in EXPOSURE_COLUMNS:
        values = exposure[name].to_numpy(dtype=np.float64)
        columns[name] = values.astype(np.int32) if name in CLASS_COLUMNS else values.round(DECIMALS)
    for name in CLASS_COLUMNS:
        codes = exposure[name].to_numpy(dtype=np.int32)
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
    classes = products()["risk_class"].classes
    root = categorised("risk_class", [none, *categories_of(classes, language)], add_symbol)
    if label is not None:
        add_labels(root, label)
    add_aliases(root, {**first_aliases, **EXPOSURE_ALIASES}, language)
    return as_qml(root, geometry)


def _add_square(symbols: ET.Element, name: str, colour: str) -> None:
    # Another shape than the observation points'.
    add_marker(symbols, name, colour, shape="square", size_mm="3.6")
