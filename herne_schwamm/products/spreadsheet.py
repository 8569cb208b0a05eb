"""Tables as CSV that opens in the reader's spreadsheet at once."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from herne_schwamm.problems import Language
from herne_schwamm.products.whole_files import write_whole


def write_spreadsheet(
    path: Path, table: pd.DataFrame, language: Language, *, float_format: str | None = None
) -> None:
    """Write a table as CSV.

    German: semicolons, decimal comma and a byte order mark, as a German Excel
    expects. English: commas, decimal point, no mark.

    Parameters
    ----------
    path
        ``….csv``.
    table
        The index becomes the first column.
    language
        Whose spreadsheet it is for.
    float_format
        How decimals are told, for example ``%.6g``; None: as they are.

    Raises
    ------
    WriteProblem
        The disk refused, or what it holds is not what was written.
    """
    german = language.code == "de"
    text = table.to_csv(
        sep=";" if german else ",",
        decimal="," if german else ".",
        float_format=float_format,
        lineterminator="\r\n",
    )
    write_whole(path, text.encode("utf-8-sig" if german else "utf-8"))
