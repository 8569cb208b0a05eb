"""Arrows of cold air as a GeoPackage: where it flows to at night, at one place per piece."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas
import numpy as np
import xarray as xr

from herne_schwamm.city.grid import Grid
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.class_labels import class_labels
from herne_schwamm.products.flow_arrows import FlowArrows, arrow_cells, centres_of
from herne_schwamm.products.geopackage import VectorLayer, write_geopackage
from herne_schwamm.products.vector_style import (
    POINT_GEOMETRY,
    add_aliases,
    add_marker,
    as_qml,
    categories_of,
    categorised,
    rotate_by,
)
from herne_schwamm.tables.products import products

LAYER = "cold_air_arrows"
PIECE_M = 25.0
"""Edge of the square of which the fastest cell has its arrow (maps of 1:10 000). [m]"""

SLOWEST_M_S, SHALLOWEST_M = 0.1, 0.5
"""Cold air that is slower or shallower has no arrow: it rests. Definition of this project."""

FLUX = "cold_air_flux_m2_s"

ALIASES = {
    "azimuth_deg": N_("Direction the cold air flows to [°, 0 = north, clockwise]"),
    FLUX: N_("Flux of cold air [m²/s]"),
    "cold_air_depth_m": N_("Depth of the cold air [m]"),
    "flux_class": N_("Class of the flux"),
    "flux_class_label": N_("Class of the flux in words"),
}


def cold_air_flow(maps: xr.Dataset) -> FlowArrows | None:
    """Depth, velocity (flux over depth) and direction of cold air; None where none was followed."""
    if FLUX not in maps:
        return None
    depth_m = maps["cold_air_depth_m"].values
    deep = depth_m >= np.float32(SHALLOWEST_M)
    velocity_m_s = np.zeros_like(depth_m)
    np.divide(maps[FLUX].values, depth_m, out=velocity_m_s, where=deep)
    azimuth_deg = maps["cold_air_direction_deg"].values
    return FlowArrows(depth_m, velocity_m_s, azimuth_deg, SLOWEST_M_S, SHALLOWEST_M)


def write_cold_air_arrows(
    path: Path, maps: xr.Dataset, grid: Grid, language: Language, about: Mapping[str, str]
) -> bool:
    """Write the arrows; no file where no cold air was followed or all of it rests.

    Parameters
    ----------
    path
        ``….gpkg`` with the layer ``cold_air_arrows`` and its style.
    maps
        Depth, flux and direction of the cold air.
    grid, language, about
        As of `write_arrow_points`.

    Returns
    -------
    bool
        A file was written.

    Raises
    ------
    WriteProblem
        The disk refused, or what it holds is not what was written.
    """
    flow = cold_air_flow(maps)
    if flow is None:
        return False
    rows, columns = arrow_cells(flow, max(1, round(PIECE_M / grid.cell_size_m)))
    if not rows.size:
        return False
    classes = products()[FLUX].classes
    flux_m2_s = maps[FLUX].values[rows, columns]
    codes = classes.classify(flux_m2_s)
    table = geopandas.GeoDataFrame(
        {
            "azimuth_deg": flow.azimuth_deg[rows, columns].astype(np.float64).round(1) % 360.0,
            FLUX: flux_m2_s.astype(np.float64).round(3),
            "cold_air_depth_m": flow.depth_m[rows, columns].astype(np.float64).round(2),
            "flux_class": codes.astype(np.int32),
            "flux_class_label": class_labels(codes, classes, language),
        },
        geometry=geopandas.points_from_xy(*centres_of(rows, columns, grid)),
        crs=grid.crs or None,
    )
    label = language.text(N_("Arrows of cold air"))
    write_geopackage(path, [VectorLayer(LAYER, table, _style(language), label)], about)
    return True


def _style(language: Language) -> str:
    """Arrows that point where the cold air flows, coloured by its flux; as QML."""

    def add_arrow(symbols: ET.Element, name: str, colour: str) -> None:
        rotate_by(add_marker(symbols, name, colour, shape="arrow", size_mm="4"), "azimuth_deg")

    root = categorised("flux_class", categories_of(products()[FLUX].classes, language), add_arrow)
    add_aliases(root, ALIASES, language)
    return as_qml(root, POINT_GEOMETRY)
