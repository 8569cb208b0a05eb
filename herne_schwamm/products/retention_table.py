"""What a storm leaves where it fell: the table for spreadsheets and the section of the report."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from herne_schwamm.city.areas import BLOCK
from herne_schwamm.city.city import City
from herne_schwamm.city.retention import StormRetention
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.page_parts import (
    Column,
    Pair,
    Pairs,
    Part,
    Row,
    Section,
    Sentences,
    Table,
)
from herne_schwamm.products.report_numbers import PERCENT, settled
from herne_schwamm.products.season_tables import AREA_KINDS, KINDS, SIGNIFICANT
from herne_schwamm.products.spreadsheet import write_spreadsheet
from herne_schwamm.tables import surface_classes

LISTED = 15
"""Areas that a table of the report lists: those that hold back least."""

HEADINGS = {
    "level": N_("Level"),
    "name": N_("Name"),
    "kind": N_("Kind"),
    "surface": N_("Surface class"),
    "area_m2": N_("Area [m2]"),
    "rain_m3": N_("Rain [m3]"),
    "infiltrated_m3": N_("Infiltrated [m3]"),
    "held_m3": N_("Held by hollows, crowns and roofs [m3]"),
    "retained_m3": N_("Held back [m3]"),
    "retained_share": N_("Share held back [0-1]"),
}

MEANT = N_(
    "Held back is what soil, hollows, crowns and roofs have taken up by the end of the "
    "computation, where it fell or where it flowed to. Water that stands does not count: it can "
    "flow on."
)


def write_retention(path: Path, retention: StormRetention, city: City, language: Language) -> None:
    """Write what was held back, by city, districts, blocks and units, as CSV.

    Raises
    ------
    WriteProblem
        The disk refused, or what it holds is not what was written.
    """
    surface = {
        row.code: language.label(de=row.label_de, en=row.label_en)
        for row in surface_classes().values()
    }
    kinds = city.units["kind"]
    units = retention.units.assign(
        level=language.text(N_("Unit")),
        name=[str(unit) for unit in retention.units.index],
        kind=[language.text(KINDS[kind]) if kind in KINDS else kind for kind in kinds],
        surface=city.units["surface_class"].map(surface).to_numpy(),
    )
    parts = [
        retention.whole.assign(
            level=language.text(N_("City")), name=language.text(N_("whole area"))
        ),
        *(
            areas.table.assign(level=language.text(AREA_KINDS[areas.kind]), name=list(areas.names))
            for areas in retention.areas
        ),
        # What lies below the ground gets no rain in a storm.
        units[units["area_m2"] > 0.0],
    ]
    table = pd.concat(parts, ignore_index=True)[list(HEADINGS)]
    table[["kind", "surface"]] = table[["kind", "surface"]].fillna("")
    table.columns = pd.Index([language.text(heading) for heading in HEADINGS.values()])
    table = table.set_index(table.columns[0])
    write_spreadsheet(path, table, language, float_format=SIGNIFICANT)


def retention_sections(retention: StormRetention | None, language: Language) -> list[Section]:
    """Volume and share of the whole area, and of districts and blocks."""
    if retention is None:
        return []
    parts: list[Part] = [
        Pairs(
            (
                Pair(
                    language.text(N_("Held back by the whole area")),
                    _whole(retention.whole.iloc[0], language),
                ),
            )
        ),
        Sentences((language.text(MEANT),)),
    ]
    for areas in retention.areas:
        table = areas.table[areas.table["rain_m3"] > 0.0]
        if table.empty:
            continue
        least = table.sort_values("retained_share", kind="stable").index[:LISTED]
        rows = tuple(
            Row((areas.names[place], *_cells(table.loc[place], language))) for place in least
        )
        columns = (
            Column(language.text(AREA_KINDS[areas.kind]), numbers=False),
            Column(language.text(N_("Rain [m³]"))),
            Column(language.text(N_("Held back [m³]"))),
            Column(language.text(N_("Share held back [%]"))),
        )
        caption = N_("Blocks") if areas.kind == BLOCK else N_("Districts")
        if len(table) > LISTED:
            caption = N_("The {listed} of {all} that hold back least; all stand in retention.csv")
        told = language.text(caption, listed=str(LISTED), all=language.number(len(table)))
        parts.append(Table(told, columns, rows))
    return [Section("retention", language.text(N_("Rain held back")), tuple(parts))]


def _whole(row: pd.Series, language: Language) -> str:
    """What the whole area holds back; a share only of rain that there was."""
    _, volume, share = _cells(row, language)
    if not row["rain_m3"] > 0.0:
        return f"{volume} m³"
    return language.text(N_("{volume} m³, {share} % of the rain"), volume=volume, share=share)


def _cells(row: pd.Series, language: Language) -> tuple[str, str, str]:
    return (
        settled(float(row["rain_m3"]), 0, language),
        settled(float(row["retained_m3"]), 0, language),
        language.number(PERCENT * row["retained_share"], 1),
    )
