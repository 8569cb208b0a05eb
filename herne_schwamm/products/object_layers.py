"""Objects that were judged, as layers of QGIS: shapes, words, colours by class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.etree import ElementTree as ET

import geopandas
import numpy as np
import pandas as pd
import shapely

from herne_schwamm.problems import N_, Language
from herne_schwamm.products.class_labels import NOT_AFFECTED, class_labels
from herne_schwamm.products.kind_labels import kind_label
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
from herne_schwamm.tables.classes import NO_CLASS
from herne_schwamm.tables.products import products

NO_RISK_COLOUR = "#ffffff"
SITE_LABEL = '"name"'
"""What stands beside a site, in the language of QGIS's expressions."""

SITE_ALIASES = {
    "name": N_("Site"),
    "kind": N_("Kind (as the tables name it)"),
    "kind_label": N_("Kind"),
}


def outlines_of(objects: geopandas.GeoDataFrame) -> list[shapely.MultiPolygon]:
    """Outlines of one kind of geometry, without heights."""
    return [
        shapely.multipolygons([one]) if one.geom_type == "Polygon" else one
        for one in shapely.force_2d(objects["geometry"].to_numpy(dtype=object))
    ]


def site_columns(sites: geopandas.GeoDataFrame, language: Language) -> dict[str, list[str]]:
    """``name``, ``kind`` and ``kind_label`` of sites."""
    return {
        "name": sites["name"].astype(str).tolist(),
        "kind": sites["kind"].astype(str).tolist(),
        "kind_label": [kind_label("site", str(kind), language) for kind in sites["kind"]],
    }


def words_of_classes(
    judged: pd.DataFrame, names: Iterable[str], language: Language
) -> dict[str, list[str]]:
    """``<name>_label`` for columns that hold the classes of the product of their name."""
    return {
        f"{name}_label": class_labels(
            judged[name].to_numpy(np.int32), products()[name].classes, language
        )
        for name in names
    }


def outline_style(column: str, aliases: Mapping[str, str], language: Language) -> str:
    """Polygons coloured by a column of classes."""
    return as_qml(_by_class(column, aliases, add_fill, language), POLYGON_GEOMETRY)


def site_style(column: str, aliases: Mapping[str, str], language: Language) -> str:
    """Named squares coloured by a column of classes."""
    # Another shape than the observation points'.
    root = _by_class(column, {**SITE_ALIASES, **aliases}, _add_square, language)
    return as_qml(root, POINT_GEOMETRY)


def _by_class(
    column: str, aliases: Mapping[str, str], add_symbol: SymbolMaker, language: Language
) -> ET.Element:
    none = Category(NO_CLASS, language.text(NOT_AFFECTED), NO_RISK_COLOUR)
    classes = categories_of(products()[column].classes, language)
    root = categorised(column, [none, *classes], add_symbol)
    if add_symbol is _add_square:
        add_labels(root, SITE_LABEL)
    add_aliases(root, aliases, language)
    return root


def _add_square(symbols: ET.Element, name: str, colour: str) -> None:
    add_marker(symbols, name, colour, shape="square", size_mm="3.6")
