"""The legend of a map of two things at once: a square of colours with two axes."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.transforms import Transform

from herne_schwamm.problems import N_, Language
from herne_schwamm.products.qgis_style import hex_colour
from herne_schwamm.tables.classes import class_table
from herne_schwamm.tables.double_burden import LEVELS, TABLE, double_burden_codes

INK, PAPER = "#222222", "white"
CELL = 0.5
AXIS_ROW, LEVEL_ROW, GAP = 0.24, 0.2, 0.1
SQUARE_HEIGHT = AXIS_ROW + LEVELS * CELL + LEVEL_ROW + AXIS_ROW + GAP
"""Measures of the square, of the texts around it and of all of it. [inches]"""

LETTERS, SMALL_LETTERS = 9.0, 8.0
DARK = 0.45
"""Colours with less light than this [0–1] carry white numbers."""


@dataclass(frozen=True, slots=True)
class LegendSquare:
    """Colours by two levels.

    Parameters
    ----------
    across, up
        What grows to the right and upwards.
    levels
        What the levels are called, from the lowest.
    colours, codes
        Colour (``#rrggbb``) and class code of [level up][level across].
    """

    across: str
    up: str
    levels: tuple[str, ...]
    colours: tuple[tuple[str, ...], ...]
    codes: tuple[tuple[int, ...], ...]


def burden_square(language: Language) -> LegendSquare:
    """The legend of the double burden: rain to the right, heat upwards."""
    by_code = {one.code: one for one in class_table(TABLE).classes}
    table = double_burden_codes()
    steps = range(1, LEVELS + 1)
    codes = tuple(tuple(int(table[rain, heat]) for rain in steps) for heat in steps)
    return LegendSquare(
        language.text(N_("Risk of heavy rain →")),
        language.text(N_("↑ Risk of heat")),
        tuple(language.text(word) for word in (N_("low"), N_("medium"), N_("high"))),
        tuple(tuple(hex_colour(by_code[code]) for code in row) for row in codes),
        codes,
    )


def draw_square(
    figure: Figure, on_page: Transform, square: LegendSquare, left: float, top: float
) -> None:
    """Draw the square below ``top``; every field holds its class code. [inches on the page]"""

    def write(
        x: float, y: float, text: str, size: float, ink: str = INK, align: str = "left"
    ) -> None:
        figure.text(
            x,
            y,
            text,
            transform=on_page,
            fontsize=size,
            color=ink,
            ha=align,
            va="center",
            parse_math=False,
        )

    write(left, top + AXIS_ROW / 2, square.up, LETTERS)
    bottom = top + AXIS_ROW + LEVELS * CELL
    for up, (colours, codes) in enumerate(zip(square.colours, square.codes, strict=True)):
        y = bottom - (up + 1) * CELL
        for across, (colour, code) in enumerate(zip(colours, codes, strict=True)):
            x = left + across * CELL
            figure.add_artist(
                Rectangle(
                    (x, y), CELL, CELL, facecolor=colour, edgecolor=INK, lw=0.5, transform=on_page
                )
            )
            ink = PAPER if _light(colour) < DARK else INK
            write(x + CELL / 2, y + CELL / 2, str(code), SMALL_LETTERS, ink, "center")
        write(left + LEVELS * CELL + 0.08, y + CELL / 2, square.levels[up], SMALL_LETTERS)
    for across, level in enumerate(square.levels):
        write(
            left + (across + 0.5) * CELL,
            bottom + LEVEL_ROW / 2,
            level,
            SMALL_LETTERS,
            INK,
            "center",
        )
    write(left, bottom + LEVEL_ROW + AXIS_ROW / 2, square.across, LETTERS)


def _light(colour: str) -> float:
    """Relative luminance of a colour, without its gamma. [0–1]"""
    red, green, blue = bytes.fromhex(colour[1:])
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255.0
