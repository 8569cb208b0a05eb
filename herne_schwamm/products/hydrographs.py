"""Hydrographs as a table that opens in the reader's spreadsheet at once."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from herne_schwamm.problems import N_, Language
from herne_schwamm.products.spreadsheet import write_spreadsheet

HEADINGS = {
    "time_min": N_("Time [min]"),
    "rain_mm_h": N_("Rain [mm/h]"),
    "outflow_m3_s": N_("Outflow over the edge [m³/s]"),
}
DEPTH = N_("{point}: depth [m]")
DEPTH_SUFFIX = "_m"
"""Ends the column of an observation point."""

SIGNIFICANT = "%.6g"
LEAST_TOLD = 1e-9


def write_hydrographs(path: Path, table: pd.DataFrame, language: Language) -> None:
    """Write the hydrographs of a storm as CSV, with six significant digits.

    Parameters
    ----------
    path
        ``….csv``.
    table
        As a storm's result holds it; the index becomes the first column.
    language
        Whose spreadsheet it is for.

    Raises
    ------
    WriteProblem
        The disk refused, or what it holds is not what was written.
    """
    # What is left of sums that cancel is nothing a gauge could see.
    told = table.where(table.abs() >= LEAST_TOLD, 0.0)
    told = told.rename(columns=lambda name: _heading(name, language))
    told.index.name = _heading(str(table.index.name), language)
    write_spreadsheet(path, told, language, float_format=SIGNIFICANT)


def _heading(name: str, language: Language) -> str:
    if name in HEADINGS:
        return language.text(HEADINGS[name])
    return language.text(DEPTH, point=name.removesuffix(DEPTH_SUFFIX))
