"""Numbers of a report that are not told like all others."""

from __future__ import annotations

from herne_schwamm.problems import N_, Language

M2_PER_HA = 1e4
MM_PER_M = 1000.0
PERCENT = 100.0
SECONDS_PER_MINUTE = 60.0

LEAST_PERCENT_TOLD = 1e-6
"""A smaller error of a balance says nothing to anybody."""


def coordinate(value_m: float, language: Language) -> str:
    """A coordinate to 0.1 m, without grouping: it is copied into other programs."""
    text = f"{value_m:.1f}"
    return text.replace(".", ",") if language.code == "de" else text


def error_share(share: float, language: Language) -> str:
    """The error of a balance as a share of the water, in percent and without powers of ten."""
    percent = PERCENT * abs(share)
    if percent < LEAST_PERCENT_TOLD:
        return language.text(
            N_("less than {percent} %"), percent=language.trimmed(LEAST_PERCENT_TOLD)
        )
    return f"{language.trimmed(percent)} %"


def settled(value: float, digits: int, language: Language) -> str:
    """A number whose negative zero is zero."""
    # Adding zero turns -0.0 into 0.0.
    return language.number(round(value, digits) + 0.0, digits)
