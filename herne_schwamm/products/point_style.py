"""The style of the observation points: circles in the colours of the depth, labelled."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from herne_schwamm.problems import N_, Language
from herne_schwamm.products.qgis_style import QGIS_VERSION, hex_colour, short_number
from herne_schwamm.tables.classes import NO_CLASS, ClassTable
from herne_schwamm.tables.products import products

CM_PER_M = 100.0
DRY_COLOUR = "#ffffff"
INK = "#222222"
POINT_GEOMETRY = "0"

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
    rows = [(NO_CLASS, below_lowest_class(classes, language), DRY_COLOUR)] + [
        (one.code, language.label(de=one.label_de, en=one.label_en), hex_colour(one))
        for one in classes.classes
    ]
    root = ET.Element("qgis", version=QGIS_VERSION, styleCategories="AllStyleCategories")
    root.set("labelsEnabled", "1")
    renderer = ET.SubElement(
        root,
        "renderer-v2",
        type="categorizedSymbol",
        attr="depth_class",
        enableorderby="0",
        forceraster="0",
        symbollevels="0",
    )
    categories = ET.SubElement(renderer, "categories")
    symbols = ET.SubElement(renderer, "symbols")
    for number, (code, label, colour) in enumerate(rows):
        ET.SubElement(
            categories,
            "category",
            value=str(code),
            type="long",
            label=label,
            symbol=str(number),
            render="true",
        )
        _add_circle(symbols, str(number), colour)
    _add_labels(root)
    aliases = ET.SubElement(root, "aliases")
    for index, (column, sentence) in enumerate(ALIASES.items(), start=1):
        # The first column is the identifier.
        ET.SubElement(
            aliases, "alias", field=column, index=str(index), name=language.text(sentence)
        )
    ET.SubElement(root, "layerGeometryType").text = POINT_GEOMETRY
    declared = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return declared + ET.tostring(root, encoding="unicode") + "\n"


def _rgba(colour: str) -> str:
    """A colour as QGIS writes it: ``255,0,0,255``."""
    return ",".join(str(part) for part in (*bytes.fromhex(colour[1:]), 255))


def _add_circle(symbols: ET.Element, name: str, colour: str) -> None:
    symbol = ET.SubElement(
        symbols, "symbol", type="marker", name=name, alpha="1", clip_to_extent="1"
    )
    layer = ET.SubElement(
        symbol, "layer", {"class": "SimpleMarker", "enabled": "1", "locked": "0", "pass": "0"}
    )
    options = {
        "name": "circle",
        "color": _rgba(colour),
        "outline_color": _rgba(INK),
        "outline_style": "solid",
        "outline_width": "0.3",
        "outline_width_unit": "MM",
        "size": "3",
        "size_unit": "MM",
    }
    for key, value in options.items():
        ET.SubElement(layer, "prop", k=key, v=value)


def _add_labels(root: ET.Element) -> None:
    settings = ET.SubElement(
        ET.SubElement(root, "labeling", type="simple"), "settings", calloutType="simple"
    )
    style = ET.SubElement(
        settings,
        "text-style",
        fieldName=LABEL,
        isExpression="1",
        fontFamily="Sans Serif",
        fontSize="9",
        fontSizeUnit="Point",
        textColor=_rgba(INK),
        textOpacity="1",
    )
    ET.SubElement(
        style,
        "text-buffer",
        bufferDraw="1",
        bufferSize="0.8",
        bufferSizeUnits="MM",
        bufferColor=_rgba(DRY_COLOUR),
        bufferOpacity="1",
    )
    ET.SubElement(settings, "text-format", multilineAlign="0", multilineHeight="1")
    # Beside the point, at a distance; no label is left out.
    ET.SubElement(
        settings,
        "placement",
        placement="0",
        dist="2",
        distUnits="MM",
    )
    ET.SubElement(settings, "rendering", displayAll="1", obstacle="1", scaleVisibility="0")
