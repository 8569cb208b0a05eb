"""The page of a map: as wide as A4 across, and only as high as its content."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from herne_schwamm.city.grid import Grid

PAGE_WIDTH, GREATEST_PAGE_HEIGHT = 11.69, 8.27
PIXELS_PER_INCH = 137
"""A4 across is 1601 x 1132 pixels. All lengths on the page are in inches."""

MAP_LEFT, GREATEST_MAP_WIDTH = 0.35, 7.715
SIDE_LEFT, SIDE_WIDTH = 8.36, 2.98
"""The map and the column of legend, north arrow and scale beside it."""

CONTENT_TOP = 0.87
"""Where map and column begin, below title and label."""

FOOT_WIDTH, FOOT_POINTS = 10.9, 8.0
MOST_COLUMNS = 220
POINTS_PER_INCH = 72.0
"""Width and size of the letters of the foot; no line of it has more of them."""

FOOT_GAP, FOOT_STEP, BOTTOM_MARGIN = 0.225, 0.153, 0.3
"""From the content to the first line of the foot, from line to line, and below the last."""

DOTS = " …"
"""Behind the last word of a text for which there is no more room."""

FOOT_LINES_KEPT = 6
"""Lines of the foot a map leaves room for, even where there are fewer: all maps of a run have
the same frame, and one can be laid over another."""


@dataclass(frozen=True, slots=True)
class MapPage:
    """Where things stand, from the left and upper border of the page. [inches]

    Parameters
    ----------
    height
        Height of the page.
    map_left, map_width, map_height
        The map; it begins at `CONTENT_TOP`.
    cell
        Edge of a cell of the grid.
    content_bottom
        Where the longer of map and column ends.
    """

    height: float
    map_left: float
    map_width: float
    map_height: float
    cell: float
    content_bottom: float

    @property
    def map_place(self) -> tuple[float, float, float, float]:
        """Left, bottom, width and height of the map as shares of the page."""
        return (
            self.map_left / PAGE_WIDTH,
            1.0 - (CONTENT_TOP + self.map_height) / self.height,
            self.map_width / PAGE_WIDTH,
            self.map_height / self.height,
        )


def lay_out(grid: Grid, column_height: float, lines: int) -> MapPage:
    """The largest map of the grid's proportions, and the page around it.

    A narrow map stands in the middle of its place.

    Parameters
    ----------
    grid
        Its rows and columns.
    column_height
        What the column beside the map needs. [inches]
    lines
        Lines of the foot below map and column.
    """
    foot = _foot_height(lines)
    kept = _foot_height(max(lines, FOOT_LINES_KEPT))
    greatest_height = GREATEST_PAGE_HEIGHT - CONTENT_TOP - kept
    cell = min(GREATEST_MAP_WIDTH / grid.columns, greatest_height / grid.rows)
    width, height = cell * grid.columns, cell * grid.rows
    content_bottom = CONTENT_TOP + max(height, column_height)
    return MapPage(
        height=content_bottom + foot,
        map_left=MAP_LEFT + (GREATEST_MAP_WIDTH - width) / 2,
        map_width=width,
        map_height=height,
        cell=cell,
        content_bottom=content_bottom,
    )


def _foot_height(lines: int) -> float:
    return FOOT_GAP + (lines - 1) * FOOT_STEP + BOTTOM_MARGIN


def foot_lines(text: str) -> list[str]:
    """A text in as few lines as fit below the map."""
    return lines_within(text, FOOT_WIDTH, FOOT_POINTS)


def text_width(text: str, size: float) -> float:
    """Width of a line of letters of a size in points. [inches]"""
    points, _, _ = TextToPath().get_text_width_height_descent(
        text, FontProperties(size=size), ismath=False
    )
    return float(points) / POINTS_PER_INCH


def lines_within(
    text: str, width: float, size: float, *, most_lines: int | None = None
) -> list[str]:
    """A text in as few lines as a width holds.

    Parameters
    ----------
    text
        What is to be written.
    width
        Of the longest line. [inches]
    size
        Of the letters. [points]
    most_lines
        A text that needs more ends with dots behind a whole word; None: there is no limit.
    """
    columns = max(len(DOTS), min(MOST_COLUMNS, len(text)))
    while True:
        lines = textwrap.wrap(text, columns, max_lines=most_lines, placeholder=DOTS)
        if all(text_width(line, size) <= width for line in lines):
            return lines
        columns -= 1
