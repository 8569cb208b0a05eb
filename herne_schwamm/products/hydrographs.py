"""Hydrographs as a table that opens in the reader's spreadsheet at once."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from herne_schwamm.problems import Language
from herne_schwamm.products.spreadsheet import write_spreadsheet

SIGNIFICANT = "%.6g"
LEAST_TOLD = 1e-9


def write_hydrographs(path: Path, table: pd.DataFrame, language: Language) -> None:
    """Write the hydrographs of a storm as CSV, with six significant digits.

    Parameters
    ----------
    path
        ``….csv``.
    table
        Numbers by time; the index becomes the first column.
    language
        Whose spreadsheet it is for.

    Raises
    ------
    WriteProblem
        The disk refused, or what it holds is not what was written.
    """
    # What is left of sums that cancel is nothing a gauge could see.
    told = table.where(table.abs() >= LEAST_TOLD, 0.0)
    write_spreadsheet(path, told, language, float_format=SIGNIFICANT)
