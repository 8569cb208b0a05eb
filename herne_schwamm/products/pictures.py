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
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Polygon, Rectangle
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.grid import Grid
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.flow_arrows import SLOWEST_M_S, FlowArrows, arrows_of
from herne_schwamm.products.hillshade import hillshade
from herne_schwamm.products.overviews import reduced
from herne_schwamm.products.qgis_style import hex_colour, short_number
from herne_schwamm.products.whole_files import write_whole
from herne_schwamm.tables import surface_classes
from herne_schwamm.tables.classes import ClassTable
from herne_schwamm.tables.products import ProductRow

PAGE_INCHES = (11.69, 8.27)
PIXELS_PER_INCH = 137
"""A4 across: 1601 x 1132 pixels."""

MAP_PLACE = (0.03, 0.125, 0.66, 0.77)
SIDE_LEFT, SIDE_WIDTH = 0.715, 0.255
"""Left, bottom, width, height of the map and of the column beside it. [share of the page]"""

MAP_PIXELS = (
    int(MAP_PLACE[3] * PAGE_INCHES[1] * PIXELS_PER_INCH),
    int(MAP_PLACE[2] * PAGE_INCHES[0] * PIXELS_PER_INCH),
)
"""Most rows and columns a map can show."""

FLAT_GREY, RELIEF_CONTRAST = 0.90, 0.25
ROOF_GREY = (0.62, 0.62, 0.62)
OUTSIDE_WHITE = (1.0, 1.0, 1.0)
INK = "#222222"
ARROW_BLUE = "#10204a"
ARROW_INCHES = 0.14
LEGEND_STEP = 0.032


@dataclass(frozen=True, slots=True)
class MapTexts:
    """What a map says beside its legend.

    ``title`` is the event, ``source`` names data, date and owner. Both in the
    reader's language.
    """

    title: str
    source: str


def write_picture(
    path: Path,
    values: NDArray[Any],
    city: City,
    product: ProductRow,
    texts: MapTexts,
    *,
    language: Language,
    arrows: FlowArrows | None = None,
) -> None:
    """Draw one product as a PNG of A4 proportions.

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

    Raises
    ------
    WriteProblem
        The disk refused, or what it holds is not what was written.
    """
    with matplotlib.style.context("default"):
        figure = Figure(figsize=PAGE_INCHES, dpi=PIXELS_PER_INCH, facecolor="white")
        FigureCanvasAgg(figure)
        axes = figure.add_axes(_map_place(city.grid))
        _draw_map(axes, values, city, product)
        if arrows:
            _draw_arrows(axes, city, arrows)
        _write_head(figure, product, texts, language)
        below = _draw_legend(figure, city, product, language, with_arrows=arrows is not None)
        below = _draw_north_and_scale(figure, axes, city.grid, below, language)
        # Beside a flat map the column reaches further down than the map.
        below = min(below, axes.get_position().y0)
        _write_foot(figure, below, city.grid, product, texts, language)
        content = io.BytesIO()
        figure.savefig(
            content,
            format="png",
            dpi=PIXELS_PER_INCH,
            # No version and no clock: they would change the bytes.
            metadata={
                "Software": None,
                "Title": texts.title,
                "Description": language.label(de=product.label_de, en=product.label_en),
            },
        )
    write_whole(path, content.getvalue())


def _map_place(grid: Grid) -> tuple[float, float, float, float]:
    """The largest place of the grid's proportions within `MAP_PLACE`, at its top left."""
    left, bottom, width, height = MAP_PLACE
    page_width, page_height = PAGE_INCHES
    inches_per_m = min(
        width * page_width / (grid.columns * grid.cell_size_m),
        height * page_height / (grid.rows * grid.cell_size_m),
    )
    map_width = inches_per_m * grid.columns * grid.cell_size_m / page_width
    map_height = inches_per_m * grid.rows * grid.cell_size_m / page_height
    return left + (width - map_width) / 2, bottom + height - map_height, map_width, map_height


def _draw_map(axes: Axes, values: NDArray[Any], city: City, product: ProductRow) -> None:
    grid = city.grid
    # Whole cells are merged by the product's rule before drawing: leaving out
    # rows and columns would hide narrow deep spots.
    factor = max(1, math.ceil(max(n / p for n, p in zip(grid.shape, MAP_PIXELS, strict=True))))
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


def _relief(city: City, factor: int) -> NDArray[np.float64]:
    """Light grey relief with darker roofs; cells outside the city plain. [rows, columns, rgb]"""
    terrain_m = reduced(city.layer("terrain_m"), factor, "average").astype(np.float64)
    grey = FLAT_GREY + RELIEF_CONTRAST * hillshade(terrain_m, city.grid.cell_size_m * factor)
    image = np.repeat(grey[..., None], 3, axis=2)
    image[reduced(_roofs(city).astype(np.float32), factor, "average") >= 0.5] = ROOF_GREY
    image[np.isnan(terrain_m)] = OUTSIDE_WHITE
    return image


def _roofs(city: City) -> NDArray[np.bool_]:
    roofs: NDArray[np.bool_] = city.layer("surface_class") == surface_classes()["roof"].code
    return roofs & city.inside


def _draw_arrows(axes: Axes, city: City, arrows: FlowArrows) -> None:
    x_m, y_m, azimuth_deg = arrows_of(arrows, city.grid)
    if not x_m.size:
        return
    angle = np.radians(azimuth_deg)
    axes.quiver(
        x_m,
        y_m,
        np.sin(angle),
        np.cos(angle),
        pivot="mid",
        units="inches",
        scale_units="inches",
        scale=1.0 / ARROW_INCHES,
        width=0.011,
        headwidth=4.5,
        headlength=4.5,
        headaxislength=4.0,
        color=ARROW_BLUE,
        clip_on=True,
    )


def _write_head(figure: Figure, product: ProductRow, texts: MapTexts, language: Language) -> None:
    left = MAP_PLACE[0]
    label = language.label(de=product.label_de, en=product.label_en)
    # Depths are stored in metres and told in centimetres: a unit that the
    # legend does not use would confuse.
    words = product.classes.classes[0].label_en.replace(":", " ").split()
    told = f"{label} [{product.unit}]" if product.unit in words else label
    title = textwrap.shorten(texts.title, 92, placeholder=" …")
    _text(figure, left, 0.953, title, size=14, weight="bold")
    _text(figure, left, 0.917, told, size=11.5)


def _write_foot(
    figure: Figure,
    below: float,
    grid: Grid,
    product: ProductRow,
    texts: MapTexts,
    language: Language,
) -> None:
    limits = language.text(
        N_("Limits of validity: {limits}"),
        limits=language.label(de=product.limits_de, en=product.limits_en),
    )
    source = language.text(N_("Source: {source}"), source=texts.source)
    cells = language.text(
        N_("Reference system: {crs}. Cells of {size} m."),
        crs=grid.crs if grid.crs and len(grid.crs) < 40 else _crs_name(grid, language),
        size=short_number(grid.cell_size_m, language),
    )
    y = below - 0.027
    for line in [line for text in (limits, source, cells) for line in textwrap.wrap(text, 185)]:
        _text(figure, MAP_PLACE[0], y, line, size=8)
        y -= 0.0185


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


def _legend_rows(classes: ClassTable, language: Language) -> list[tuple[str, str]]:
    """(colour, label) of every class once, in the order of the table."""
    rows = {one.code: one for one in reversed(classes.classes)}
    return [
        (hex_colour(rows[code]), language.label(de=rows[code].label_de, en=rows[code].label_en))
        for code in sorted(rows)
    ]


def _draw_legend(
    figure: Figure, city: City, product: ProductRow, language: Language, *, with_arrows: bool
) -> float:
    """Classes with their colours; returns where the legend ends. [share of the page]"""
    classes = product.classes
    y = MAP_PLACE[1] + MAP_PLACE[3] - 0.012
    for line in textwrap.wrap(language.label(de=classes.label_de, en=classes.label_en), 30):
        _text(figure, SIDE_LEFT, y, line, size=11, weight="bold")
        y -= 0.028
    rows = _legend_rows(classes, language)
    if _roofs(city).any():
        rows.append((to_hex(ROOF_GREY), language.text(N_("building"))))
    if not city.inside.all():
        rows.append((to_hex(OUTSIDE_WHITE), language.text(N_("outside the area"))))
    for colour, text in rows:
        y -= LEGEND_STEP
        figure.add_artist(
            Rectangle(
                (SIDE_LEFT, y - 0.011), 0.027, 0.022, facecolor=colour, edgecolor="#666666", lw=0.6
            )
        )
        _text(figure, SIDE_LEFT + 0.036, y, text, size=9)
    if with_arrows:
        y -= LEGEND_STEP
        figure.add_artist(
            FancyArrowPatch(
                (SIDE_LEFT + 0.002, y),
                (SIDE_LEFT + 0.026, y),
                arrowstyle="-|>",
                mutation_scale=9,
                color=ARROW_BLUE,
            )
        )
        slowest = short_number(SLOWEST_M_S, language)
        text = language.text(N_("flow direction, from {value} m/s"), value=slowest)
        _text(figure, SIDE_LEFT + 0.036, y, text, size=9)
    return y


def _draw_north_and_scale(
    figure: Figure, axes: Axes, grid: Grid, below: float, language: Language
) -> float:
    """North arrow and a bar of round metres below the legend; returns where it ends."""
    place = axes.get_position()
    y = min(below - 0.13, place.y0 + 0.06)
    x = SIDE_LEFT + 0.013
    figure.add_artist(
        Polygon(
            [(x, y + 0.055), (x - 0.010, y + 0.010), (x, y + 0.020), (x + 0.010, y + 0.010)],
            closed=True,
            facecolor=INK,
        )
    )
    _text(figure, x, y + 0.072, "N", size=11, weight="bold", align="center")
    share_per_m = place.width / (grid.columns * grid.cell_size_m)
    bar_m = round_length(0.6 * SIDE_WIDTH / share_per_m)
    half = bar_m * share_per_m / 2
    for number, colour in enumerate((INK, "white")):
        figure.add_artist(
            Rectangle(
                (SIDE_LEFT + number * half, y - 0.035),
                half,
                0.009,
                facecolor=colour,
                edgecolor=INK,
                lw=0.8,
            )
        )
    _text(figure, SIDE_LEFT, y - 0.052, "0", size=9, align="center")
    bar = f"{short_number(bar_m, language)} m"
    _text(figure, SIDE_LEFT + 2 * half, y - 0.052, bar, size=9, align="center")
    return float(y - 0.06)


def round_length(longest_m: float) -> float:
    """The greatest of 1, 2, 5 times a power of ten that is not longer. [m]"""
    power = 10.0 ** math.floor(math.log10(longest_m))
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= longest_m)
