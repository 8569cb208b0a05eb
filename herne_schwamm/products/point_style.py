"""The style of the observation points: circles in the colours of the depth, labelled."""

from __future__ import annotations

from herne_schwamm.problems import N_, Language
from herne_schwamm.products.qgis_style import short_number
from herne_schwamm.products.vector_style import (
    POINT_GEOMETRY,
    Category,
    add_aliases,
    add_labels,
    add_marker,
    as_qml,
    categories_of,
    categorised,
)
from herne_schwamm.tables.classes import NO_CLASS, ClassTable
from herne_schwamm.tables.products import products

CM_PER_M = 100.0
DRY_COLOUR = "#ffffff"

LABEL = "\"name\" || '\\n' || round(100 * \"water_depth_max_m\") || ' cm'"
"""Name and greatest depth below each other, in the language of QGIS's expressions."""

ALIASES = {
    "name": N_("Observation point"),
    "terrain_m": N_("Ground height [m]"),
    "water_depth_max_m": N_("Greatest water depth [m]"),
    "time_of_peak_min": N_("Minute of the greatest water depth"),
    "depth_class": N_("Depth class"),
    "depth_class_label": N_("Depth class in words"),
    "water_depth_end_m": N_("Water depth at the end [m]"),
}
"""What the columns are called where people see them."""


def below_lowest_class(classes: ClassTable, language: Language) -> str:
    """What is said of a depth below the lowest break."""
    depth = short_number(classes.classes[0].lower * CM_PER_M, language)
    return language.text(N_("below {depth} cm"), depth=depth)


def point_style(language: Language) -> str:
    """The style as QML, for the table ``layer_styles``."""
    classes = products()["depth_class"].classes
    dry = Category(NO_CLASS, below_lowest_class(classes, language), DRY_COLOUR)
    root = categorised("depth_class", [dry, *categories_of(classes, language)], add_marker)
    add_labels(root, LABEL)
    add_aliases(root, ALIASES, language)
    return as_qml(root, POINT_GEOMETRY)
