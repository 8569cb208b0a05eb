"""Maps as pictures: one product over the relief, with everything a reader needs.

Drawn by matplotlib without pyplot, with its own font and default settings:
the same values give the same bytes on every machine.
"""

from __future__ import annotations

import io
import math
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib
import matplotlib.style
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle
from matplotlib.transforms import Affine2D, Transform
from numpy.typing import NDArray

from herne_schwamm.city.city import NO_BUILDING, City
from herne_schwamm.city.grid import Grid
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.flow_arrows import FlowArrows, arrows_of
from herne_schwamm.products.hillshade import hillshade
from herne_schwamm.products.legend_signs import (
    ARROW,
    ARROW_BLUE,
    draw_structures,
    legend_sign,
    structure_rows,
)
from herne_schwamm.products.legend_square import SQUARE_HEIGHT, LegendSquare, draw_square
from herne_schwamm.products.map_page import (
    CONTENT_TOP,
    FOOT_GAP,
    FOOT_POINTS,
    FOOT_STEP,
    MAP_LEFT,
    PAGE_WIDTH,
    PIXELS_PER_INCH,
    SIDE_LEFT,
    SIDE_WIDTH,
    MapPage,
    foot_lines,
    lay_out,
)
from herne_schwamm.products.overviews import reduced
from herne_schwamm.products.picture_objects import (
    NAME_POINTS,
    RANKED_SITE,
    SITE,
    SiteMark,
    draw_outlines,
    draw_sites,
    fitting_names,
    site_marks,
    site_rows,
    site_sign,
)
from herne_schwamm.products.qgis_style import hex_colour, short_number
from herne_schwamm.products.whole_files import write_whole
from herne_schwamm.tables import surface_classes
from herne_schwamm.tables.classes import NO_CLASS, ClassBreak, ClassTable
from herne_schwamm.tables.products import ProductRow

FLAT_GREY, RELIEF_CONTRAST = 0.90, 0.25
ROOF_GREY = (0.62, 0.62, 0.62)
OUTSIDE_WHITE = (1.0, 1.0, 1.0)
INK = "#222222"
ARROW_INCHES, ARROW_WIDTH, ARROW_HEAD = 0.14, 0.011, 4.5
"""Length and width of an arrow [inches], and its head in widths."""
LEAST_LETTERS, LETTERS_PER_INCH = 14, 10
TITLE_POINTS, LETTERS_OF_TITLE, MOST_OF_TITLE = 14.0, 92, 150
"""Longer titles are written smaller, and end with dots where even that does not do."""

LEGEND_TOP, HEADING_STEP, LEGEND_STEP = 0.1, 0.23, 0.265
SWATCH_TO_TEXT, SWATCH_MIDDLE = 0.42, 0.158
LIST_GAP, LIST_STEP = 0.34, 0.19
NORTH_BELOW_LEGEND, NORTH_ABOVE_BOTTOM = 1.075, 0.5
"""Measures of the column. [inches]"""


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
        heading = textwrap.wrap(_label(product.classes, language), 30)
        marks = site_marks(city, ranking)
        rows = [] if square is not None else _class_rows(product.classes, language)
        rows += _legend_rows(
            city,
            language,
            arrows=arrows,
            buildings_classed=buildings_classed and ranking is not None,
            roofs_coloured=roofs_coloured,
        )
        rows += site_rows(marks, language)
        foot = _foot(city.grid, product, texts, language)
        heading_height = LEGEND_TOP + len(heading) * HEADING_STEP
        square_height = 0.0 if square is None else SQUARE_HEIGHT
        legend_height = heading_height + square_height + len(rows) * LEGEND_STEP
        column_height = legend_height + NORTH_BELOW_LEGEND + NORTH_ABOVE_BOTTOM
        page = lay_out(city.grid, column_height, len(foot))
        figure = Figure(figsize=(PAGE_WIDTH, page.height), dpi=PIXELS_PER_INCH, facecolor="white")
        FigureCanvasAgg(figure)
        axes = figure.add_axes(page.map_place)
        if not _draw_map(axes, values, city, product, page):
            _say_empty(axes, page, language)
        draw_outlines(axes, city)
        if arrows:
            _draw_arrows(axes, city.grid, arrows, page.cell)
        draw_structures(axes, city.structures, city.grid)
        draw_sites(axes, marks)
        _write_head(figure, product, texts, language)
        if square is not None:
            draw_square(figure, _on_page(figure), square, SIDE_LEFT, CONTENT_TOP + heading_height)
        _draw_legend(figure, heading, rows, square_height)
        free = page.content_bottom - NORTH_BELOW_LEGEND - NORTH_ABOVE_BOTTOM
        _list_sites(figure, marks, CONTENT_TOP + legend_height, free, language)
        _draw_north_and_scale(figure, city.grid, page, language)
        for number, line in enumerate(foot):
            y = page.content_bottom + FOOT_GAP + number * FOOT_STEP
            _text(figure, MAP_LEFT, y, line, size=FOOT_POINTS)
        content = io.BytesIO()
        figure.savefig(
            content,
            format="png",
            dpi=PIXELS_PER_INCH,
            # No version and no clock: they would change the bytes.
            metadata={
                "Software": None,
                "Title": texts.title,
                "Description": _label(product, language),
            },
        )
    write_whole(path, content.getvalue())


def _label(named: ProductRow | ClassTable | ClassBreak, language: Language) -> str:
    return language.label(de=named.label_de, en=named.label_en)


def _draw_map(
    axes: Axes, values: NDArray[Any], city: City, product: ProductRow, page: MapPage
) -> bool:
    """The product over the relief; tells whether any cell has a class."""
    grid = city.grid
    # Whole cells are merged by the product's rule before drawing: leaving out
    # rows and columns would hide narrow deep spots.
    factor = max(1, math.ceil(1.0 / (page.cell * PIXELS_PER_INCH)))
    shown = reduced(values, factor, product.overview)
    image = _relief(city, factor)
    codes = shown if product.kind == "class" else product.classes.classify(shown)
    for one in product.classes.classes:
        image[codes == one.code] = np.array(one.rgb) / 255.0
    west, south, east, north = grid.bounds
    block_m = grid.cell_size_m * factor
    axes.imshow(
        image,
        extent=(west, west + image.shape[1] * block_m, north - image.shape[0] * block_m, north),
        interpolation="nearest",
        aspect="auto",
    )
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_color("#666666")
    return bool((codes != NO_CLASS).any())


def _say_empty(axes: Axes, page: MapPage, language: Language) -> None:
    """A map without a class could be taken for one that was not made."""
    told = language.text(N_("Nowhere reached: no cell is in any class of the legend."))
    letters = max(LEAST_LETTERS, int(page.map_width * LETTERS_PER_INCH))
    axes.text(
        0.5,
        0.5,
        "\n".join(textwrap.wrap(told, letters)),
        transform=axes.transAxes,
        ha="center",
        va="center",
        fontsize=11,
        color=INK,
        bbox={"facecolor": "white", "edgecolor": "#666666", "boxstyle": "round,pad=0.6"},
    )


def _relief(city: City, factor: int) -> NDArray[np.float64]:
    """Light grey relief with darker roofs; cells outside the city plain. [rows, columns, rgb]"""
    terrain_m = reduced(city.layer("terrain_m"), factor, "average").astype(np.float64)
    grey = FLAT_GREY + RELIEF_CONTRAST * hillshade(terrain_m, city.grid.cell_size_m * factor)
    image = np.repeat(grey[..., None], 3, axis=2)
    image[reduced(_roofs(city).astype(np.float32), factor, "average") >= 0.5] = ROOF_GREY
    image[np.isnan(terrain_m)] = OUTSIDE_WHITE
    return image


def _roofs(city: City) -> NDArray[np.bool_]:
    """Cells of buildings; of roofs in the land cover where no buildings are given."""
    built: NDArray[np.bool_] = city.layer("building") != NO_BUILDING
    if city.buildings.empty:
        built = built | (city.layer("surface_class") == surface_classes()["roof"].code)
    return built & city.inside


def _draw_arrows(axes: Axes, grid: Grid, arrows: FlowArrows, cell_inches: float) -> None:
    x_m, y_m, azimuth_deg = arrows_of(arrows, grid)
    angle = np.radians(azimuth_deg)
    # An arrow that the frame would cut in two says less than none.
    m_per_inch = grid.cell_size_m / cell_inches
    length_m = ARROW_INCHES / 2 * m_per_inch
    head_m = ARROW_WIDTH * ARROW_HEAD / 2 * m_per_inch
    west, south, east, north = grid.bounds
    reach_x = np.maximum(length_m * np.abs(np.sin(angle)), head_m)
    reach_y = np.maximum(length_m * np.abs(np.cos(angle)), head_m)
    whole = (
        (x_m - reach_x >= west)
        & (x_m + reach_x <= east)
        & (y_m - reach_y >= south)
        & (y_m + reach_y <= north)
    )
    if not whole.any():
        return
    x_m, y_m, angle = x_m[whole], y_m[whole], angle[whole]
    axes.quiver(
        x_m,
        y_m,
        np.sin(angle),
        np.cos(angle),
        pivot="mid",
        units="inches",
        scale_units="inches",
        scale=1.0 / ARROW_INCHES,
        width=ARROW_WIDTH,
        headwidth=ARROW_HEAD,
        headlength=ARROW_HEAD,
        headaxislength=4.0,
        color=ARROW_BLUE,
        clip_on=True,
    )


def _write_head(figure: Figure, product: ProductRow, texts: MapTexts, language: Language) -> None:
    label = _label(product, language)
    # Depths are stored in metres and told in centimetres: a unit that the
    # legend does not use would confuse.
    words = product.classes.classes[0].label_en.replace(":", " ").split()
    unit = product.unit.replace("m2", "m²")
    told = f"{label} [{unit}]" if unit in words else label
    title = textwrap.shorten(texts.title, MOST_OF_TITLE, placeholder=" …")
    size = TITLE_POINTS * min(1.0, LETTERS_OF_TITLE / len(title))
    _text(figure, MAP_LEFT, 0.39, title, size=size, weight="bold")
    _text(figure, MAP_LEFT, 0.685, told, size=11.5)


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


def _on_page(figure: Figure) -> Transform:
    """From inches right of the left and below the upper border of the page."""
    return Affine2D().scale(1.0, -1.0).translate(0.0, figure.get_figheight()) + (
        figure.dpi_scale_trans
    )


def _text(
    figure: Figure,
    x: float,
    y: float,
    text: str,
    *,
    size: float,
    weight: str = "normal",
    align: str = "left",
) -> None:
    # A "$" in the name of a storm is no formula.
    figure.text(
        x,
        y,
        text,
        transform=_on_page(figure),
        fontsize=size,
        fontweight=weight,
        ha=align,
        va="center",
        color=INK,
        parse_math=False,
    )


def _crs_name(grid: Grid, language: Language) -> str:
    """The name within a WKT, or that there is none."""
    name = grid.crs.partition('"')[2].partition('"')[0]
    return name or language.text(N_("none"))


def _class_rows(classes: ClassTable, language: Language) -> list[tuple[str, str]]:
    """(colour, label): every class once, in the order of the table."""
    by_code = {one.code: one for one in reversed(classes.classes)}
    return [
        (hex_colour(by_code[code]), _label(by_code[code], language)) for code in sorted(by_code)
    ]


def _legend_rows(
    city: City,
    language: Language,
    *,
    arrows: FlowArrows | None,
    buildings_classed: bool,
    roofs_coloured: bool,
) -> list[tuple[str, str]]:
    """(colour, label): what is drawn besides the classes."""
    rows: list[tuple[str, str]] = []
    if _roofs(city).any() and not roofs_coloured:
        told = N_("building, not affected") if buildings_classed else N_("building")
        rows.append((to_hex(ROOF_GREY), language.text(told)))
    if not city.inside.all():
        rows.append((to_hex(OUTSIDE_WHITE), language.text(N_("outside the area"))))
    if arrows is not None:
        slowest = short_number(arrows.slowest_m_s, language)
        rows.append((ARROW, language.text(N_("flow direction, from {value} m/s"), value=slowest)))
    return rows + structure_rows(city.structures, language)


def _draw_legend(
    figure: Figure, heading: list[str], rows: list[tuple[str, str]], square_height: float
) -> None:
    """Heading and rows, with room for a square between them. [inches]"""
    y = CONTENT_TOP + LEGEND_TOP
    on_page = _on_page(figure)
    for line in heading:
        _text(figure, SIDE_LEFT, y, line, size=11, weight="bold")
        y += HEADING_STEP
    y += square_height
    for colour, text in rows:
        y += LEGEND_STEP
        if colour in (SITE, RANKED_SITE):
            figure.add_artist(site_sign(colour, SIDE_LEFT + SWATCH_MIDDLE, y, on_page))
        else:
            figure.add_artist(legend_sign(colour, SIDE_LEFT, y, on_page))
        _text(figure, SIDE_LEFT + SWATCH_TO_TEXT, y, text, size=9)


def _list_sites(
    figure: Figure, marks: list[SiteMark], top: float, bottom: float, language: Language
) -> None:
    """Ranks and names between legend and north arrow, as many as there is room for. [inches]"""
    ranked = [mark.lines for mark in marks if mark.rank is not None]
    fitting = int((bottom - top - LIST_GAP) / LIST_STEP)
    if not ranked or fitting < 1:
        return
    told, left = fitting_names(ranked, fitting)
    if left:
        more = N_("and {count} more, see the table of the ranking")
        told.append(language.text(more, count=left))
    y = top + LIST_GAP
    _text(figure, SIDE_LEFT, y, language.text(N_("Sites at risk")), size=9, weight="bold")
    for line in told:
        y += LIST_STEP
        _text(figure, SIDE_LEFT, y, line, size=NAME_POINTS)


def _draw_north_and_scale(figure: Figure, grid: Grid, page: MapPage, language: Language) -> None:
    """North arrow and a bar of round metres at the foot of the column."""
    on_page = _on_page(figure)
    x, y = SIDE_LEFT + 0.152, page.content_bottom - NORTH_ABOVE_BOTTOM
    figure.add_artist(
        Polygon(
            [(x, y - 0.455), (x - 0.117, y - 0.083), (x, y - 0.165), (x + 0.117, y - 0.083)],
            closed=True,
            facecolor=INK,
            transform=on_page,
        )
    )
    _text(figure, x, y - 0.595, "N", size=11, weight="bold", align="center")
    inches_per_m = page.cell / grid.cell_size_m
    bar_m = round_length(0.6 * SIDE_WIDTH / inches_per_m)
    half = bar_m * inches_per_m / 2
    for number, colour in enumerate((INK, "white")):
        figure.add_artist(
            Rectangle(
                (SIDE_LEFT + number * half, y + 0.215),
                half,
                0.075,
                facecolor=colour,
                edgecolor=INK,
                lw=0.8,
                transform=on_page,
            )
        )
    _text(figure, SIDE_LEFT, y + 0.43, "0", size=9, align="center")
    bar = f"{short_number(bar_m, language)} m"
    _text(figure, SIDE_LEFT + 2 * half, y + 0.43, bar, size=9, align="center")


def round_length(longest_m: float) -> float:
    """The greatest of 1, 2, 5 times a power of ten that is not longer. [m]"""
    power = 10.0 ** math.floor(math.log10(longest_m))
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= longest_m)
