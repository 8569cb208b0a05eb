"""The map of a picture: a product over the relief, with arrows where water or air flows."""

from __future__ import annotations

import math
import textwrap
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from herne_schwamm.city.city import NO_BUILDING, City
from herne_schwamm.city.grid import Grid
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.flow_arrows import FlowArrows, arrows_of
from herne_schwamm.products.hillshade import hillshade
from herne_schwamm.products.legend_signs import ARROW_BLUE
from herne_schwamm.products.map_page import PIXELS_PER_INCH, MapPage
from herne_schwamm.products.overviews import reduced
from herne_schwamm.products.picture_text import INK
from herne_schwamm.tables import surface_classes
from herne_schwamm.tables.classes import NO_CLASS
from herne_schwamm.tables.products import ProductRow

FLAT_GREY, RELIEF_CONTRAST = 0.90, 0.25
ROOF_GREY = (0.62, 0.62, 0.62)
OUTSIDE_WHITE = (1.0, 1.0, 1.0)
ARROW_INCHES, ARROW_WIDTH, ARROW_HEAD = 0.14, 0.011, 4.5
"""Length and width of an arrow [inches], and its head in widths."""

LEAST_LETTERS, LETTERS_PER_INCH = 14, 10


def draw_map(
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


def say_empty(axes: Axes, page: MapPage, language: Language) -> None:
    """Say that nothing is shown: a map without a class could be taken for one not made."""
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
    image[reduced(roofs_of(city).astype(np.float32), factor, "average") >= 0.5] = ROOF_GREY
    image[np.isnan(terrain_m)] = OUTSIDE_WHITE
    return image


def roofs_of(city: City) -> NDArray[np.bool_]:
    """Cells of buildings; of roofs in the land cover where no buildings are given."""
    built: NDArray[np.bool_] = city.layer("building") != NO_BUILDING
    if city.buildings.empty:
        built = built | (city.layer("surface_class") == surface_classes()["roof"].code)
    return built & city.inside


def draw_arrows(axes: Axes, grid: Grid, arrows: FlowArrows, cell_inches: float) -> None:
    """Arrows of one length where it flows fast enough, whole ones only."""
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
