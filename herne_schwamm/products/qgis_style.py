"""QGIS styles: a ``.qml`` beside each raster is loaded with it, without a click.

QGIS prefers the style to colours inside the GeoTIFF and ignores an ``.sld``.
"""

from __future__ import annotations

import math
from pathlib import Path
from xml.etree import ElementTree as ET

from herne_schwamm.problems import N_, Language
from herne_schwamm.products.whole_files import write_whole
from herne_schwamm.tables.classes import ClassBreak
from herne_schwamm.tables.products import ProductRow

QGIS_VERSION = "3.22.16"
"""Version the order of the elements was tried with."""

MULTIPLY = "6"
"""Blend mode: the streets of a map below stay readable."""

BOUND_SHIFT = 1e-6
"""How far a bound lies below its break, so that the break itself is in the class above."""


def write_qgis_style(path: Path, product: ProductRow, language: Language) -> None:
    """Write the style of a raster product.

    Parameters
    ----------
    path
        ``….qml`` with the base name of the raster.
    product
        Its class table gives colours and labels.
    language
        Language of the legend.

    Raises
    ------
    WriteProblem
        The disk refused, or what it holds is not what was written.
    """
    write_whole(path, qgis_style(product, language).encode("utf-8"))


def qgis_style(product: ProductRow, language: Language) -> str:
    """The style of a raster product as QML."""
    root = ET.Element("qgis", version=QGIS_VERSION, styleCategories="AllStyleCategories")
    pipe = ET.SubElement(root, "pipe")
    if product.kind == "class":
        _add_palette(pipe, product, language)
    else:
        _add_colour_ramp(pipe, product, language)
    ET.SubElement(pipe, "brightnesscontrast", brightness="0", contrast="0", gamma="1")
    ET.SubElement(pipe, "huesaturation", saturation="0", grayscaleMode="0", colorizeOn="0")
    ET.SubElement(pipe, "rasterresampler", maxOversampling="2")
    ET.SubElement(root, "blendMode").text = MULTIPLY
    ET.indent(root)
    declared = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return declared + ET.tostring(root, encoding="unicode") + "\n"


def _renderer(pipe: ET.Element, kind: str, **more: str) -> ET.Element:
    renderer = ET.SubElement(
        pipe,
        "rasterrenderer",
        {"type": kind, "band": "1", "opacity": "1", "alphaBand": "-1", "nodataColor": "", **more},
    )
    ET.SubElement(renderer, "rasterTransparency")
    return renderer


def _add_palette(pipe: ET.Element, product: ProductRow, language: Language) -> None:
    palette = ET.SubElement(_renderer(pipe, "paletted"), "colorPalette")
    for one in product.classes.classes:
        ET.SubElement(
            palette,
            "paletteEntry",
            value=str(one.code),
            color=hex_colour(one),
            label=language.label(de=one.label_de, en=one.label_en),
            alpha="255",
        )


def _add_colour_ramp(pipe: ET.Element, product: ProductRow, language: Language) -> None:
    classes = product.classes.classes
    lowest = classes[0].lower
    highest = classes[-1].lower
    renderer = _renderer(
        pipe,
        "singlebandpseudocolor",
        classificationMin=f"{lowest:g}",
        classificationMax=f"{highest:g}",
    )
    shader = ET.SubElement(
        ET.SubElement(renderer, "rastershader"),
        "colorrampshader",
        colorRampType="DISCRETE",
        classificationMode="1",
        clip="0",
        minimumValue=f"{lowest:g}",
        maximumValue=f"{highest:g}",
    )
    if lowest > 0.0:
        below = language.text(
            N_("below {value} {unit} (not drawn)"),
            value=short_number(lowest, language),
            unit=product.unit,
        )
        _add_item(shader, lowest, below, "#ffffff", "0")
    for one, following in zip(classes, [*classes[1:], None], strict=True):
        label = language.label(de=one.label_de, en=one.label_en)
        upper = following.lower if following else math.inf
        _add_item(shader, upper, label, hex_colour(one), "255")


def _add_item(shader: ET.Element, upper: float, label: str, colour: str, alpha: str) -> None:
    # QGIS counts a value at the bound, and up to 1e-7 beyond it, to the class
    # below (qgscolorrampshader.cpp), the tables to the class above.
    bound = "inf" if math.isinf(upper) else f"{upper - BOUND_SHIFT:.6f}"
    ET.SubElement(shader, "item", value=bound, label=label, color=colour, alpha=alpha)


def hex_colour(one: ClassBreak) -> str:
    """The colour of a class as ``#rrggbb``."""
    return "#{:02x}{:02x}{:02x}".format(*one.rgb)


def short_number(value: float, language: Language) -> str:
    """A break as short as it can be told (0,05 or 10)."""
    return language.number(value, len(f"{value:g}".partition(".")[2]))
