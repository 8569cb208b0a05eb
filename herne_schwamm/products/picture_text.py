"""Text on the page of a picture, and labels of tables in the reader's language."""

from __future__ import annotations

from typing import Protocol

from matplotlib.figure import Figure
from matplotlib.transforms import Affine2D, Transform

from herne_schwamm.problems import Language

INK = "#222222"


class Named(Protocol):
    """A row of a table that people know by a label."""

    @property
    def label_de(self) -> str:
        """In German."""

    @property
    def label_en(self) -> str:
        """In English."""


def label_of(named: Named, language: Language) -> str:
    """What people call it."""
    return language.label(de=named.label_de, en=named.label_en)


def on_page(figure: Figure) -> Transform:
    """From inches right of the left and below the upper border of the page."""
    return Affine2D().scale(1.0, -1.0).translate(0.0, figure.get_figheight()) + (
        figure.dpi_scale_trans
    )


def write_text(
    figure: Figure,
    x: float,
    y: float,
    text: str,
    *,
    size: float,
    weight: str = "normal",
    align: str = "left",
) -> None:
    """Write a line, ``x`` and ``y`` as of `on_page`, ``y`` its middle."""
    # A "$" in the name of a storm is no formula.
    figure.text(
        x,
        y,
        text,
        transform=on_page(figure),
        fontsize=size,
        fontweight=weight,
        ha=align,
        va="center",
        color=INK,
        parse_math=False,
    )
