"""The column beside a map: legend, ranked sites, north arrow and scale."""

from __future__ import annotations

import math
import textwrap

from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle

from herne_schwamm.city.city import City
from herne_schwamm.city.grid import Grid
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.flow_arrows import FlowArrows
from herne_schwamm.products.legend_signs import ARROW, legend_sign, structure_rows
from herne_schwamm.products.legend_square import SQUARE_HEIGHT, LegendSquare, draw_square
from herne_schwamm.products.map_page import CONTENT_TOP, SIDE_LEFT, SIDE_WIDTH, MapPage
from herne_schwamm.products.picture_map import OUTSIDE_WHITE, ROOF_GREY, roofs_of
from herne_schwamm.products.picture_objects import (
    NAME_POINTS,
    RANKED_SITE,
    SITE,
    SiteMark,
    fitting_names,
    site_sign,
)
from herne_schwamm.products.picture_text import INK, label_of, on_page, write_text
from herne_schwamm.products.qgis_style import hex_colour, short_number
from herne_schwamm.tables.classes import ClassTable

LEGEND_TOP, HEADING_STEP, LEGEND_STEP = 0.1, 0.23, 0.265
SWATCH_TO_TEXT, SWATCH_MIDDLE = 0.42, 0.158
LIST_GAP, LIST_STEP = 0.34, 0.19
NORTH_BELOW_LEGEND, NORTH_ABOVE_BOTTOM = 1.075, 0.5
"""Measures of the column. [inches]"""

HEADING_LETTERS = 30
"""In a line."""

Row = tuple[str, str]
"""Colour or sign, and label."""


def class_rows(classes: ClassTable, language: Language) -> list[tuple[str, str]]:
    """(colour, label): every class once, in the order of the table."""
    by_code = {one.code: one for one in reversed(classes.classes)}
    return [
        (hex_colour(by_code[code]), label_of(by_code[code], language)) for code in sorted(by_code)
    ]


def object_rows(
    city: City,
    language: Language,
    *,
    arrows: FlowArrows | None,
    buildings_classed: bool,
    roofs_coloured: bool,
) -> list[tuple[str, str]]:
    """(colour, label): what is drawn besides the classes."""
    rows: list[tuple[str, str]] = []
    if roofs_of(city).any() and not roofs_coloured:
        told = N_("building, not affected") if buildings_classed else N_("building")
        rows.append((to_hex(ROOF_GREY), language.text(told)))
    if not city.inside.all():
        rows.append((to_hex(OUTSIDE_WHITE), language.text(N_("outside the area"))))
    if arrows is not None:
        slowest = short_number(arrows.slowest_m_s, language)
        rows.append((ARROW, language.text(N_("flow direction, from {value} m/s"), value=slowest)))
    return rows + structure_rows(city.structures, language)


class Column:
    """What stands beside a map.

    Parameters
    ----------
    heading
        Of the legend.
    rows
        Of the legend, below each other.
    square
        Stands above them where classes join two things.
    marks
        Sites on the map; those that are ranked are listed.
    """

    def __init__(
        self,
        heading: str,
        rows: list[Row],
        square: LegendSquare | None,
        marks: list[SiteMark],
    ) -> None:
        self._heading = textwrap.wrap(heading, HEADING_LETTERS)
        self._rows, self._square, self._marks = rows, square, marks

    @property
    def _square_height(self) -> float:
        return 0.0 if self._square is None else SQUARE_HEIGHT

    @property
    def _heading_height(self) -> float:
        return LEGEND_TOP + len(self._heading) * HEADING_STEP

    @property
    def _legend_height(self) -> float:
        return self._heading_height + self._square_height + len(self._rows) * LEGEND_STEP

    @property
    def height(self) -> float:
        """Of all but the list of sites, which has what room there is. [inches]"""
        return self._legend_height + NORTH_BELOW_LEGEND + NORTH_ABOVE_BOTTOM

    def draw(self, figure: Figure, grid: Grid, page: MapPage, language: Language) -> None:
        """Draw all of it."""
        self._draw_legend(figure)
        free = page.content_bottom - NORTH_BELOW_LEGEND - NORTH_ABOVE_BOTTOM
        self._list_sites(figure, CONTENT_TOP + self._legend_height, free, language)
        _draw_north_and_scale(figure, grid, page, language)

    def _draw_legend(self, figure: Figure) -> None:
        if self._square is not None:
            top = CONTENT_TOP + self._heading_height
            draw_square(figure, on_page(figure), self._square, SIDE_LEFT, top)
        y = CONTENT_TOP + LEGEND_TOP
        for line in self._heading:
            write_text(figure, SIDE_LEFT, y, line, size=11, weight="bold")
            y += HEADING_STEP
        y += self._square_height
        for colour, text in self._rows:
            y += LEGEND_STEP
            if colour in (SITE, RANKED_SITE):
                sign = site_sign(colour, SIDE_LEFT + SWATCH_MIDDLE, y, on_page(figure))
            else:
                sign = legend_sign(colour, SIDE_LEFT, y, on_page(figure))
            figure.add_artist(sign)
            write_text(figure, SIDE_LEFT + SWATCH_TO_TEXT, y, text, size=9)

    def _list_sites(self, figure: Figure, top: float, bottom: float, language: Language) -> None:
        """Ranks and names between legend and north arrow, as many as there is room for. [inches]"""
        ranked = [mark.lines for mark in self._marks if mark.rank is not None]
        fitting = int((bottom - top - LIST_GAP) / LIST_STEP)
        if not ranked or fitting < 1:
            return
        told, left = fitting_names(ranked, fitting)
        if left:
            more = N_("and {count} more, see the table of the ranking")
            told.append(language.text(more, count=left))
        y = top + LIST_GAP
        write_text(figure, SIDE_LEFT, y, language.text(N_("Sites at risk")), size=9, weight="bold")
        for line in told:
            y += LIST_STEP
            write_text(figure, SIDE_LEFT, y, line, size=NAME_POINTS)


def _draw_north_and_scale(figure: Figure, grid: Grid, page: MapPage, language: Language) -> None:
    """North arrow and a bar of round metres at the foot of the column."""
    placed = on_page(figure)
    x, y = SIDE_LEFT + 0.152, page.content_bottom - NORTH_ABOVE_BOTTOM
    figure.add_artist(
        Polygon(
            [(x, y - 0.455), (x - 0.117, y - 0.083), (x, y - 0.165), (x + 0.117, y - 0.083)],
            closed=True,
            facecolor=INK,
            transform=placed,
        )
    )
    write_text(figure, x, y - 0.595, "N", size=11, weight="bold", align="center")
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
                transform=placed,
            )
        )
    write_text(figure, SIDE_LEFT, y + 0.43, "0", size=9, align="center")
    bar = f"{short_number(bar_m, language)} m"
    write_text(figure, SIDE_LEFT + 2 * half, y + 0.43, bar, size=9, align="center")


def round_length(longest_m: float) -> float:
    """The greatest of 1, 2, 5 times a power of ten that is not longer. [m]"""
    power = 10.0 ** math.floor(math.log10(longest_m))
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= longest_m)
