"""Signs of a map's legend: swatches of colour, arrows, and the signs of structures."""

from __future__ import annotations

from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Rectangle
from matplotlib.transforms import Transform

from herne_schwamm.city.grid import Grid
from herne_schwamm.city.structures import Structures
from herne_schwamm.problems import N_, Language

ARROW_BLUE = "#10204a"
SIGN_INK = "#7a1f5c"
"""Of structures: dark, and neither in the classes of depth nor in those of danger."""

SWATCH_WIDTH, SWATCH_HEIGHT, ARROW_INDENT = 0.316, 0.182, 0.02
"""Measures of a sign. [inches]"""

ARROW, CULVERT, WALL, PUMP = "arrow", "culvert", "wall", "pump"
"""Stand in place of a colour in the row of the legend that explains the sign."""

LINE_STYLES: dict[str, Any] = {CULVERT: (0, (2.5, 1.2)), WALL: "solid"}
LINE_WIDTH, PUMP_POINTS = 1.6, 6.0
HALO = "white"


def legend_sign(colour: str, left: float, y: float, on_page: Transform) -> Artist:
    """The sign of a row: of a colour a swatch, else what the word stands for.

    Parameters
    ----------
    colour
        A colour, or one of `ARROW`, `CULVERT`, `WALL` and `PUMP`.
    left, y
        Left end and middle. [inches on the page]
    on_page
        From inches right of the left and below the upper border of the page.
    """
    right = left + SWATCH_WIDTH
    if colour == ARROW:
        return FancyArrowPatch(
            (left + ARROW_INDENT, y),
            (left + 0.3, y),
            arrowstyle="-|>",
            mutation_scale=9,
            color=ARROW_BLUE,
            transform=on_page,
        )
    if colour in LINE_STYLES:
        return Line2D(
            [left, right],
            [y, y],
            color=SIGN_INK,
            linewidth=LINE_WIDTH,
            linestyle=LINE_STYLES[colour],
            transform=on_page,
        )
    if colour == PUMP:
        return Line2D([left + SWATCH_WIDTH / 2], [y], transform=on_page, **_pump_style())
    return Rectangle(
        (left, y - SWATCH_HEIGHT / 2),
        SWATCH_WIDTH,
        SWATCH_HEIGHT,
        facecolor=colour,
        edgecolor="#666666",
        lw=0.6,
        transform=on_page,
    )


def _pump_style() -> dict[str, Any]:
    return {
        "linestyle": "none",
        "marker": "^",
        "markersize": PUMP_POINTS,
        "markerfacecolor": SIGN_INK,
        "markeredgecolor": HALO,
        "markeredgewidth": 0.6,
    }


def structure_rows(structures: Structures, language: Language) -> list[tuple[str, str]]:
    """(sign, label) of the structures a map shows."""
    rows = []
    if structures.culverts:
        rows.append((CULVERT, language.text(N_("culvert"))))
    if structures.walls.lines:
        rows.append((WALL, language.text(N_("wall, kerb"))))
    if structures.pumps:
        rows.append((PUMP, language.text(N_("pump"))))
    return rows


def draw_structures(axes: Axes, structures: Structures, grid: Grid) -> None:
    """Culverts dashed, walls as lines, pumps as triangles, over a map in metres."""
    for sign, lines in (
        (WALL, structures.walls.lines),
        (CULVERT, [one.line for one in structures.culverts]),
    ):
        # On a light line: over deep blue as over white paper it can be seen.
        axes.add_collection(
            LineCollection(lines, colors=HALO, linewidths=LINE_WIDTH + 1.0), autolim=False
        )
        axes.add_collection(
            LineCollection(
                lines, colors=SIGN_INK, linewidths=LINE_WIDTH, linestyles=[LINE_STYLES[sign]]
            ),
            autolim=False,
        )
    if structures.pumps:
        x, y = zip(*(grid.centre_of(*pump.cell) for pump in structures.pumps), strict=True)
        axes.plot(x, y, **_pump_style())
