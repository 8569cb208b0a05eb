"""Buildings and sites with their exposure as a GeoPackage, coloured by risk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import shapely

from herne_schwamm.city.city import City
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.geopackage import VectorLayer, write_geopackage
from herne_schwamm.products.kind_labels import kind_label
from herne_schwamm.products.object_layers import (
    outline_style,
    outlines_of,
    site_columns,
    site_style,
    words_of_classes,
)
from herne_schwamm.products.rule_tables import OBJECT_RULES, versions_of
from herne_schwamm.risk.spots import spots_of
from herne_schwamm.risk.storm_risk import EXPOSURE_COLUMNS, StormRisk

BUILDINGS_LAYER, SITES_LAYER = "buildings", "sites"
RISK = "risk_class"

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
                outline_style(RISK, {**BUILDING_ALIASES, **EXPOSURE_ALIASES}, language),
                language.text(N_("Buildings by risk")),
            )
        )
    if not city.sites.empty:
        layers.append(
            VectorLayer(
                SITES_LAYER,
                sites_table(city, risk.sites, language),
                site_style(RISK, EXPOSURE_ALIASES, language),
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
    return _with_exposure(
        told, exposure.loc[buildings.index], outlines_of(buildings), city, language
    )


def sites_table(city: City, exposure: pd.DataFrame, language: Language) -> geopandas.GeoDataFrame:
    """One row for each site: ``name``, ``kind``, ``kind_label``, exposure, labels, a point."""
    sites = city.sites
    told = site_columns(sites, language)
    return _with_exposure(
        told, exposure.loc[sites.index], spots_of(sites["geometry"], city), city, language
    )


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
    columns |= words_of_classes(exposure, CLASS_COLUMNS, language)
    return geopandas.GeoDataFrame(columns, geometry=geometry, crs=city.grid.crs or None)
