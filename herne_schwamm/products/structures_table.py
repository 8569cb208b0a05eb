"""What culverts and pumps moved, as a table that opens in the reader's spreadsheet at once."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from herne_schwamm.problems import N_, Language
from herne_schwamm.products.spreadsheet import write_spreadsheet

SIGNIFICANT = "%.6g"

KINDS = {"culvert": N_("Culvert"), "pump": N_("Pump")}
"""What a structure is called, by the column ``kind``."""

HEADINGS = {
    "name": N_("Name"),
    "kind": N_("Kind"),
    "peak_m3_s": N_("Greatest discharge [m3/s]"),
    "time_of_peak_min": N_("Time of the greatest discharge [min]"),
    "volume_m3": N_("Volume [m3]"),
    "volume_back_m3": N_("Volume backwards [m3]"),
}
"""Headings of the columns; those that are missing here keep their names."""


def write_structures(path: Path, table: pd.DataFrame, language: Language) -> bool:
    """Write a row for every culvert and pump, with six significant digits.

    Parameters
    ----------
    path
        ``….csv``.
    table
        Kind, peak, its time and volumes by name, as a storm tells them.
    language
        Of headings and kinds, and whose spreadsheet it is for.

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
    headings = {name: language.text(heading) for name, heading in HEADINGS.items()}
    kinds = [kind_of_structure(kind, language) for kind in table["kind"]]
    told = table.assign(kind=kinds).rename(columns=headings)
    named = told.rename_axis(index=headings["name"])
    write_spreadsheet(path, named, language, float_format=SIGNIFICANT)
    return True


def kind_of_structure(kind: str, language: Language) -> str:
    """What a structure of a kind is called."""
    return language.text(KINDS[kind])
