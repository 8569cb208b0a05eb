"""Flow arrows as a GeoPackage: the direction and speed of the water at one place per piece."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas
import numpy as np

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

ARROWS_LAYER = "flow_arrows"
PIECE_M = 10.0
"""Edge of the square of which the fastest cell has its arrow (maps of 1:2 500). [m]"""

ALIASES = {
    "azimuth_deg": N_("Direction the water flows to [°, 0 = north, clockwise]"),
    "velocity_max_m_s": N_("Greatest flow velocity [m/s]"),
    "water_depth_max_m": N_("Greatest water depth [m]"),
    "velocity_class": N_("Velocity class"),
    "velocity_class_label": N_("Velocity class in words"),
}


def write_arrow_points(
    path: Path,
    flow: FlowArrows,
    grid: Grid,
    language: Language,
    about: Mapping[str, str] | None = None,
) -> bool:
    """Write the flow arrows; no file where nothing flows fast and deep enough.

    Parameters
    ----------
    path
        ``….gpkg`` with the layer ``flow_arrows`` and its style.
    flow
        Depth, velocity and direction.
    grid
        Where the cells lie.
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
    table = arrows_table(flow, grid, language)
    if table.empty:
        return False
    label = language.text(N_("Flow arrows"))
    layer = VectorLayer(ARROWS_LAYER, table, arrow_style(language), label)
    write_geopackage(path, [layer], about)
    return True


def arrows_table(flow: FlowArrows, grid: Grid, language: Language) -> geopandas.GeoDataFrame:
    """One row for each arrow, from north-west to south-east.

    Returns
    -------
    GeoDataFrame
        ``azimuth_deg`` [degrees, 0 = north, clockwise, towards],
        ``velocity_max_m_s`` [m/s], ``water_depth_max_m`` [m], the code
        ``velocity_class`` and its ``velocity_class_label``. The geometry is the
        centre of the cell.
    """
    rows, columns = arrow_cells(flow, max(1, round(PIECE_M / grid.cell_size_m)))
    classes = products()["velocity_max_m_s"].classes
    velocity_m_s = flow.velocity_m_s[rows, columns].astype(np.float64)
    # Classes of the map's own numbers: rounding could lift one over a break.
    codes = classes.classify(flow.velocity_m_s[rows, columns])
    return geopandas.GeoDataFrame(
        {
            "azimuth_deg": flow.azimuth_deg[rows, columns].astype(np.float64).round(1) % 360.0,
            "velocity_max_m_s": velocity_m_s.round(3),
            "water_depth_max_m": flow.depth_m[rows, columns].astype(np.float64).round(3),
            "velocity_class": codes.astype(np.int32),
            "velocity_class_label": class_labels(codes, classes, language),
        },
        geometry=geopandas.points_from_xy(*centres_of(rows, columns, grid)),
        crs=grid.crs or None,
    )


def arrow_style(language: Language) -> str:
    """Arrows that point where the water flows, coloured by its velocity; as QML."""

    def add_arrow(symbols: ET.Element, name: str, colour: str) -> None:
        rotate_by(add_marker(symbols, name, colour, shape="arrow", size_mm="4"), "azimuth_deg")

    categories = categories_of(products()["velocity_max_m_s"].classes, language)
    root = categorised("velocity_class", categories, add_arrow)
    add_aliases(root, ALIASES, language)
    return as_qml(root, POINT_GEOMETRY)
