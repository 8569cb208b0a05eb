"""Buildings and sites on a map: outlines, symbols, and the ranks of sites at risk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.transforms import Transform

from herne_schwamm.city.city import City
from herne_schwamm.city.grid import Grid
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.map_page import SIDE_WIDTH, lines_within, text_width
from herne_schwamm.risk.spots import spots_of

SITE, RANKED_SITE = "site", "ranked site"
"""Stand in place of a colour in the row of the legend that explains the symbol."""

INK = "#222222"
PAPER = "white"
OUTLINE_POINTS = 0.35
MOST_OUTLINED = 5000
"""Outlines of more buildings would run together."""

SITE_POINTS, RANK_POINTS, POINTS_PER_DIGIT, RANK_LETTERS = 4.5, 8.0, 2.6, 6.5
"""Sizes of the symbols, wider for every digit of a rank, and of its digits."""

MOST_RANKED = 40
"""Sites that get a number; ranks behind them are told in the table of the ranking."""

NAME_POINTS, NAME_LINES = 8.0, 2
"""Size of the letters of a site's name beside the map, and the most lines it may have."""


@dataclass(frozen=True, slots=True)
class SiteMark:
    """A site on a map; ``rank`` is its place among all objects at risk, None: it has none."""

    name: str
    x_m: float
    y_m: float
    rank: int | None = None

    @property
    def lines(self) -> list[str]:
        """Rank and name in the list beside the map; a long name goes on below itself."""
        rank = f"{self.rank}  "
        width = SIDE_WIDTH - text_width(rank, NAME_POINTS)
        first, *below = lines_within(self.name, width, NAME_POINTS, most_lines=NAME_LINES) or [""]
        # A digit is as wide as two spaces.
        indent = "  " * (len(str(self.rank)) + 1)
        return [rank + first, *(indent + line for line in below)]


def fitting_names(names: list[list[str]], most_lines: int) -> tuple[list[str], int]:
    """Lines of the first names for which there is room, and how many names are left out.

    Where names are left out, one line is kept free to say so.
    """
    if sum(map(len, names)) <= most_lines:
        return [line for name in names for line in name], 0
    shown: list[str] = []
    told = 0
    while len(shown) + len(names[told]) < most_lines:
        shown += names[told]
        told += 1
    return shown, len(names) - told


def site_marks(city: City, ranking: pd.DataFrame | None) -> list[SiteMark]:
    """Sites within the grid, those with a rank first and in its order.

    Parameters
    ----------
    city
        Its sites; of a polygon a point that lies in it and, where it can, in the area.
    ranking
        Objects at risk as in `StormRisk`; None: no ranks are shown.
    """
    ranked = []
    if ranking is not None:
        of_sites = ranking[ranking["what"] == "site"].iloc[:MOST_RANKED]
        ranked = [
            SiteMark(str(one["id"]), float(one["x_m"]), float(one["y_m"]), int(rank))
            for rank, one in of_sites.iterrows()
        ]
    taken = {(mark.x_m, mark.y_m) for mark in ranked}
    spots = spots_of(city.sites["geometry"], city)
    others = [
        SiteMark(str(name), spot.x, spot.y)
        for name, spot in zip(city.sites["name"], spots, strict=True)
        # The ranking tells coordinates to a decimetre.
        if (round(spot.x, 1), round(spot.y, 1)) not in taken
    ]
    return [mark for mark in (*ranked, *others) if _is_within(mark, city.grid)]


def _is_within(mark: SiteMark, grid: Grid) -> bool:
    west, south, east, north = grid.bounds
    return west <= mark.x_m <= east and south <= mark.y_m <= north


def draw_outlines(axes: Axes, city: City) -> None:
    """Thin dark lines around the buildings, where there are not too many."""
    if len(city.buildings) > MOST_OUTLINED:
        return
    parts = shapely.get_parts(city.buildings["geometry"].to_numpy(dtype=object))
    rings = shapely.get_rings(parts)
    axes.add_collection(
        LineCollection(
            [shapely.get_coordinates(ring) for ring in rings],
            colors=INK,
            linewidths=OUTLINE_POINTS,
        ),
        autolim=False,
    )


def draw_sites(axes: Axes, marks: list[SiteMark]) -> None:
    """Small squares; of sites with a rank circles with its number, the worst on top."""
    for mark in reversed(marks):
        axes.add_artist(_symbol([mark.x_m], [mark.y_m], mark.rank, axes.transData))
        if mark.rank is not None:
            axes.text(
                mark.x_m,
                mark.y_m,
                str(mark.rank),
                ha="center",
                va="center_baseline",
                fontsize=RANK_LETTERS,
                fontweight="bold",
                color=INK,
            )


def site_rows(marks: list[SiteMark], language: Language) -> list[tuple[str, str]]:
    """(symbol, label) of the symbols a map shows."""
    rows = []
    if any(mark.rank is not None for mark in marks):
        rows.append((RANKED_SITE, language.text(N_("site, with its rank by risk"))))
    if any(mark.rank is None for mark in marks):
        rows.append((SITE, language.text(N_("site"))))
    return rows


def site_sign(sign: str, middle: float, y: float, on_page: Transform) -> Artist:
    """The symbol of a row of the legend around a spot. [inches on the page]"""
    return _symbol([middle], [y], 0 if sign == RANKED_SITE else None, on_page)


def _symbol(x: list[float], y: list[float], rank: int | None, transform: Transform) -> Line2D:
    size = SITE_POINTS if rank is None else RANK_POINTS + POINTS_PER_DIGIT * (len(str(rank)) - 1)
    return Line2D(
        np.asarray(x),
        np.asarray(y),
        linestyle="none",
        marker="s" if rank is None else "o",
        markersize=size,
        markerfacecolor=PAPER,
        markeredgecolor=INK,
        markeredgewidth=0.9,
        transform=transform,
        # At the frame a symbol is cut by nothing: its number is to be read.
        clip_on=False,
    )
