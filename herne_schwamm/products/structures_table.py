"""What culverts and pumps moved, as a table that opens in the reader's spreadsheet at once."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from herne_schwamm.problems import Language
from herne_schwamm.products.spreadsheet import write_spreadsheet

SIGNIFICANT = "%.6g"


def write_structures(path: Path, table: pd.DataFrame, language: Language) -> bool:
    """Write a row for every culvert and pump, with six significant digits.

    Parameters
    ----------
    path
        ``….csv``.
    table
        Kind, peak, its time and volumes by name, as a storm tells them.
    language
        Whose spreadsheet it is for.

    Returns
    -------
    bool
        Whether there was anything to write.

    Raises
    ------
    WriteProblem
        The disk refused, or what it holds is not what was written.
    """
    if table.empty:
        return False
    write_spreadsheet(path, table, language, float_format=SIGNIFICANT)
    return True
