"""Maps as pictures: one product over the relief, with everything a reader needs.

Drawn by matplotlib without pyplot, with its own font and default settings:
the same values give the same bytes on every machine.
"""

from __future__ import annotations

import io
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib
import matplotlib.style
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.grid import Grid
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.flow_arrows import FlowArrows
from herne_schwamm.products.legend_signs import draw_structures
from herne_schwamm.products.legend_square import LegendSquare
from herne_schwamm.products.map_page import (
    FOOT_GAP,
    FOOT_POINTS,
    FOOT_STEP,
    MAP_LEFT,
    PAGE_WIDTH,
    PIXELS_PER_INCH,
    foot_lines,
    lay_out,
)
from herne_schwamm.products.picture_column import Column, class_rows, object_rows
from herne_schwamm.products.picture_map import draw_arrows, draw_map, say_empty
from herne_schwamm.products.picture_objects import (
    draw_outlines,
    draw_sites,
    site_marks,
    site_rows,
)
from herne_schwamm.products.picture_text import label_of, write_text
from herne_schwamm.products.qgis_style import short_number
from herne_schwamm.products.whole_files import write_whole
from herne_schwamm.tables.products import ProductRow

TITLE_POINTS, LETTERS_OF_TITLE, MOST_OF_TITLE = 14.0, 92, 150
"""Longer titles are written smaller, and end with dots where even that does not do."""


@dataclass(frozen=True, slots=True)
class MapTexts:
    """What a map says beside its legend.

    ``title`` is the event, ``note`` a sentence of this map alone, in the reader's language.
    """

    title: str
    source: DataSource
    note: str | None = None


def write_picture(
    path: Path,
    values: NDArray[Any],
    city: City,
    product: ProductRow,
    texts: MapTexts,
    *,
    language: Language,
    arrows: FlowArrows | None = None,
    ranking: pd.DataFrame | None = None,
    roofs_coloured: bool = False,
    buildings_classed: bool = True,
    square: LegendSquare | None = None,
) -> None:
    """Draw one product as a PNG: 1601 pixels wide, at most as high as A4 across.

    Parameters
    ----------
    path
        ``….png``.
    values
        float with NaN for no value, or uint8 classes with 0 for no class, of
        the city's shape.
    city
        Grid, terrain and roofs below the product.
    product
        Labels, unit, class table, overview rule and limits of validity.
    texts
        Title and source.
    language
        Language of everything else.
    arrows
        Depth, velocity and direction where arrows are to be drawn.
    ranking
        Objects at risk as in `StormRisk`, where buildings have the colour of
        their own class and sites are to be numbered by their rank.
    roofs_coloured
        Whether the product has values on buildings, too: the legend needs no
        grey for them.
    buildings_classed
        Whether buildings have the colour of a class where there is a ranking.
    square
        Stands in the legend in place of the classes, where they join two things.

    Raises
    ------
    WriteProblem
        The disk refused, or what it holds is not what was written.
    """
    with matplotlib.style.context("default"):
        marks = site_marks(city, ranking)
        rows = [] if square is not None else class_rows(product.classes, language)
        rows += object_rows(
            city,
            language,
            arrows=arrows,
            buildings_classed=buildings_classed and ranking is not None,
            roofs_coloured=roofs_coloured,
        )
        rows += site_rows(marks, language)
        column = Column(label_of(product.classes, language), rows, square, marks)
        foot = _foot(city.grid, product, texts, language)
        page = lay_out(city.grid, column.height, len(foot))
        figure = Figure(figsize=(PAGE_WIDTH, page.height), dpi=PIXELS_PER_INCH, facecolor="white")
        FigureCanvasAgg(figure)
        axes = figure.add_axes(page.map_place)
        if not draw_map(axes, values, city, product, page):
            say_empty(axes, page, language)
        draw_outlines(axes, city)
        if arrows:
            draw_arrows(axes, city.grid, arrows, page.cell)
        draw_structures(axes, city.structures, city.grid)
        draw_sites(axes, marks)
        _write_head(figure, product, texts, language)
        column.draw(figure, city.grid, page, language)
        for number, line in enumerate(foot):
            y = page.content_bottom + FOOT_GAP + number * FOOT_STEP
            write_text(figure, MAP_LEFT, y, line, size=FOOT_POINTS)
        content = io.BytesIO()
        figure.savefig(
            content,
            format="png",
            dpi=PIXELS_PER_INCH,
            # No version and no clock: they would change the bytes.
            metadata={
                "Software": None,
                "Title": texts.title,
                "Description": label_of(product, language),
            },
        )
    write_whole(path, content.getvalue())


def _write_head(figure: Figure, product: ProductRow, texts: MapTexts, language: Language) -> None:
    label = label_of(product, language)
    # Depths are stored in metres and told in centimetres: a unit that the
    # legend does not use would confuse.
    words = product.classes.classes[0].label_en.replace(":", " ").split()
    unit = product.unit.replace("m2", "m²")
    told = f"{label} [{unit}]" if unit in words else label
    title = textwrap.shorten(texts.title, MOST_OF_TITLE, placeholder=" …")
    size = TITLE_POINTS * min(1.0, LETTERS_OF_TITLE / len(title))
    write_text(figure, MAP_LEFT, 0.39, title, size=size, weight="bold")
    write_text(figure, MAP_LEFT, 0.685, told, size=11.5)


def _foot(grid: Grid, product: ProductRow, texts: MapTexts, language: Language) -> list[str]:
    """The lines below map and column."""
    limits = language.text(
        N_("Limits of validity: {limits}"),
        limits=language.label(de=product.limits_de, en=product.limits_en),
    )
    cells = language.text(
        N_("Reference system: {crs}. Cells of {size} m."),
        crs=grid.crs if grid.crs and len(grid.crs) < 40 else _crs_name(grid, language),
        size=short_number(grid.cell_size_m, language),
    )
    if texts.note:
        limits = f"{limits} {texts.note}"
    told = (limits, texts.source.line(language), cells)
    return [line for text in told for line in foot_lines(text)]


def _crs_name(grid: Grid, language: Language) -> str:
    """The name within a WKT, or that there is none."""
    name = grid.crs.partition('"')[2].partition('"')[0]
    return name or language.text(N_("none"))
