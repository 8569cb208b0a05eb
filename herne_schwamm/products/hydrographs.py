"""Hydrographs as a table that opens in the reader's spreadsheet at once."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from herne_schwamm.problems import Language
from herne_schwamm.products.whole_files import write_whole

SIGNIFICANT = "%.6g"
LEAST_TOLD = 1e-9


def write_hydrographs(path: Path, table: pd.DataFrame, language: Language) -> None:
    """Write the hydrographs of a storm as CSV.

    German: semicolons, decimal comma and a byte order mark, as a German Excel
    expects. English: commas, decimal point, no mark. Six significant digits.

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
    german = language.code == "de"
    # What is left of sums that cancel is nothing a gauge could see.
    told = table.where(table.abs() >= LEAST_TOLD, 0.0)
    text = told.to_csv(
        sep=";" if german else ",",
        decimal="," if german else ".",
        float_format=SIGNIFICANT,
        lineterminator="\r\n",
    )
    write_whole(path, text.encode("utf-8-sig" if german else "utf-8"))
