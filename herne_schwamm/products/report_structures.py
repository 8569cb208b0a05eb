"""What every culvert and pump moved, as a table of the report."""

from __future__ import annotations

import pandas as pd

from herne_schwamm.problems import N_, Language
from herne_schwamm.products.page_parts import Column, Part, Row, Section, Sentences, Table
from herne_schwamm.products.structures_table import HEADINGS, kind_of_structure

MOST_TOLD = 50
"""Structures that stand in the report; the rest is in the table beside it."""

NUMBERS = {"peak_m3_s": 3, "time_of_peak_min": 0, "volume_m3": 0, "volume_back_m3": 0}
"""Columns of numbers, and how many decimals they are told with."""


def structures_sections(table: pd.DataFrame | None, language: Language) -> list[Section]:
    """A section with a row for every culvert and pump; none where there are none.

    Parameters
    ----------
    table
        Kind, peak [m3/s], its time [min] and volumes [m3] by name; None: not
        known.
    language
        German or English.
    """
    if table is None or table.empty:
        return []
    columns = (
        Column(language.text(HEADINGS["name"]), numbers=False),
        Column(language.text(HEADINGS["kind"]), numbers=False),
        *(Column(language.text(HEADINGS[name])) for name in NUMBERS),
    )
    rows = [
        Row(
            (
                str(name),
                kind_of_structure(one["kind"], language),
                *(language.number(one[column], digits) for column, digits in NUMBERS.items()),
            )
        )
        for name, one in table.iloc[:MOST_TOLD].iterrows()
    ]
    caption = language.text(N_("What culverts and pumps moved"))
    parts: list[Part] = [Table(caption, columns, tuple(rows))]
    if len(table) > MOST_TOLD:
        more = language.text(
            N_("The table heavy_rain/structures.csv holds all {count} of them."),
            count=language.number(len(table)),
        )
        parts.append(Sentences((more,)))
    return [Section("structures", language.text(N_("Culverts and pumps")), tuple(parts))]
