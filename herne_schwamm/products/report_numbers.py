"""Numbers of a report that are not told like all others."""

from __future__ import annotations

from herne_schwamm.problems import Language

M2_PER_HA = 1e4
MM_PER_M = 1000.0
PERCENT = 100.0


def coordinate(value_m: float, language: Language) -> str:
    """A coordinate to 0.1 m, without grouping: it is copied into other programs."""
    text = f"{value_m:.1f}"
    return text.replace(".", ",") if language.code == "de" else text


def scientific(value: float, language: Language) -> str:
    """A very small number (1,0e-06 in German)."""
    text = f"{value:.1e}"
    return text.replace(".", ",") if language.code == "de" else text


def settled(value: float, digits: int, language: Language) -> str:
    """A number whose negative zero is zero."""
    # Adding zero turns -0.0 into 0.0.
    return language.number(round(value, digits) + 0.0, digits)
