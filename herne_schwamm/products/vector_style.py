"""QGIS styles of vector layers, piece by piece: symbols by class, names of columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from herne_schwamm.problems import Language
from herne_schwamm.products.qgis_style import QGIS_VERSION, hex_colour
from herne_schwamm.tables.classes import ClassTable

INK = "#222222"
LABEL_GROUND = "#ffffff"
POINT_GEOMETRY, POLYGON_GEOMETRY = "0", "2"


@dataclass(frozen=True, slots=True)
class Category:
    """A value of the column that decides, its label in the legend and its colour."""

    value: int
    label: str
    colour: str


SymbolMaker = Callable[[ET.Element, str, str], object]
"""Adds a symbol to its parent; takes the parent, the symbol's name and its colour."""


def categories_of(classes: ClassTable, language: Language) -> list[Category]:
    """The classes of a table as categories."""
    return [
        Category(one.code, language.label(de=one.label_de, en=one.label_en), hex_colour(one))
        for one in classes.classes
    ]


def categorised(column: str, categories: Sequence[Category], add_symbol: SymbolMaker) -> ET.Element:
    """The root of a style with one symbol for each value of a column."""
    root = ET.Element("qgis", version=QGIS_VERSION, styleCategories="AllStyleCategories")
    renderer = ET.SubElement(
        root,
        "renderer-v2",
        type="categorizedSymbol",
        attr=column,
        enableorderby="0",
        forceraster="0",
        symbollevels="0",
    )
    places = ET.SubElement(renderer, "categories")
    symbols = ET.SubElement(renderer, "symbols")
    for number, one in enumerate(categories):
        ET.SubElement(
            places,
            "category",
            value=str(one.value),
            type="long",
            label=one.label,
            symbol=str(number),
            render="true",
        )
        add_symbol(symbols, str(number), one.colour)
    return root


def add_aliases(root: ET.Element, sentences: Mapping[str, str], language: Language) -> None:
    """What the columns are called where people see them."""
    aliases = ET.SubElement(root, "aliases")
    for index, (column, sentence) in enumerate(sentences.items(), start=1):
        # The first column is the identifier.
        ET.SubElement(
            aliases, "alias", field=column, index=str(index), name=language.text(sentence)
        )


def add_labels(root: ET.Element, expression: str) -> None:
    """Write beside every feature what an expression of QGIS says of it."""
    root.set("labelsEnabled", "1")
    settings = ET.SubElement(
        ET.SubElement(root, "labeling", type="simple"), "settings", calloutType="simple"
    )
    style = ET.SubElement(
        settings,
        "text-style",
        fieldName=expression,
        isExpression="1",
        fontFamily="Sans Serif",
        fontSize="9",
        fontSizeUnit="Point",
        textColor=rgba(INK),
        textOpacity="1",
    )
    ET.SubElement(
        style,
        "text-buffer",
        bufferDraw="1",
        bufferSize="0.8",
        bufferSizeUnits="MM",
        bufferColor=rgba(LABEL_GROUND),
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


def as_qml(root: ET.Element, geometry: str) -> str:
    """The finished style."""
    ET.SubElement(root, "layerGeometryType").text = geometry
    declared = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return declared + ET.tostring(root, encoding="unicode") + "\n"


def rgba(colour: str) -> str:
    """A colour as QGIS writes it: ``255,0,0,255``."""
    return ",".join(str(part) for part in (*bytes.fromhex(colour[1:]), 255))


def add_marker(
    symbols: ET.Element, name: str, colour: str, *, shape: str = "circle", size_mm: str = "3"
) -> ET.Element:
    """A simple marker; returns its layer."""
    return _add_symbol(
        symbols,
        name,
        "marker",
        "SimpleMarker",
        {
            "name": shape,
            "color": rgba(colour),
            "outline_color": rgba(INK),
            "outline_style": "solid",
            "outline_width": "0.3",
            "outline_width_unit": "MM",
            "size": size_mm,
            "size_unit": "MM",
        },
    )


def add_fill(symbols: ET.Element, name: str, colour: str) -> ET.Element:
    """A filled polygon with a thin border; returns its layer."""
    return _add_symbol(
        symbols,
        name,
        "fill",
        "SimpleFill",
        {
            "color": rgba(colour),
            "style": "solid",
            "outline_color": rgba(INK),
            "outline_style": "solid",
            "outline_width": "0.2",
            "outline_width_unit": "MM",
        },
    )


def rotate_by(layer: ET.Element, column: str) -> None:
    """Let a marker point to the azimuth a column holds. [degrees, clockwise]"""
    options = ET.SubElement(ET.SubElement(layer, "data_defined_properties"), "Option", type="Map")
    ET.SubElement(options, "Option", name="name", type="QString", value="")
    properties = ET.SubElement(options, "Option", name="properties", type="Map")
    angle = ET.SubElement(properties, "Option", name="angle", type="Map")
    ET.SubElement(angle, "Option", name="active", type="bool", value="true")
    ET.SubElement(angle, "Option", name="field", type="QString", value=column)
    # 2: the value of a field.
    ET.SubElement(angle, "Option", name="type", type="int", value="2")
    ET.SubElement(options, "Option", name="type", type="QString", value="collection")


def _add_symbol(
    symbols: ET.Element, name: str, kind: str, layer_class: str, options: Mapping[str, str]
) -> ET.Element:
    symbol = ET.SubElement(symbols, "symbol", type=kind, name=name, alpha="1", clip_to_extent="1")
    layer = ET.SubElement(
        symbol, "layer", {"class": layer_class, "enabled": "1", "locked": "0", "pass": "0"}
    )
    for key, value in options.items():
        ET.SubElement(layer, "prop", k=key, v=value)
    return layer
