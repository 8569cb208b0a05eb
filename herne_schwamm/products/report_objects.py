"""What the storm means for buildings and sites: how many of each class, and the worst."""

from __future__ import annotations

import numpy as np
import pandas as pd

from herne_schwamm.city.city import City
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.class_labels import NOT_AFFECTED, class_labels, words_of
from herne_schwamm.products.kind_labels import kind_label
from herne_schwamm.products.page_parts import Column, Part, Row, Section, Sentences, Table
from herne_schwamm.products.qgis_style import hex_colour
from herne_schwamm.products.ranking import WHAT
from herne_schwamm.products.report_numbers import coordinate
from herne_schwamm.risk.storm_risk import StormRisk
from herne_schwamm.tables.classes import NO_CLASS
from herne_schwamm.tables.products import products

MOST_TOLD = 20
"""Objects of the ranking that stand in the report; the rest is in the table beside it."""

NO_COLOUR = "#ffffff"


def objects_section(city: City, risk: StormRisk | None, language: Language) -> Section:
    """Counts by class and the worst objects, or why there are none."""
    return Section(
        "objects",
        language.text(N_("Buildings and sites")),
        tuple(_parts(city, risk, language)),
    )


def _parts(city: City, risk: StormRisk | None, language: Language) -> list[Part]:
    if city.buildings.empty and city.sites.empty:
        none = N_("No buildings and no sites are given: nothing is said of single objects.")
        return [Sentences((language.text(none),))]
    if risk is None:
        return [Sentences((language.text(N_("Exposure and risk were not determined.")),))]
    parts: list[Part] = [
        _counts("risk_class", N_("Objects by risk"), N_("Risk"), risk, language),
        _counts(
            "depth_class",
            N_("Objects by the greatest water depth beside them"),
            N_("Water depth"),
            risk,
            language,
        ),
    ]
    if risk.ranking.empty:
        parts.append(Sentences((language.text(N_("No building and no site is at risk.")),)))
        return parts
    parts.append(_worst(risk.ranking.iloc[:MOST_TOLD], language))
    if len(risk.ranking) > MOST_TOLD:
        more = language.text(
            N_("The table risk_ranking.csv holds all {count} objects at risk."),
            count=language.number(len(risk.ranking)),
        )
        parts.append(Sentences((more,)))
    return parts


def _counts(column: str, caption: str, heading: str, risk: StormRisk, language: Language) -> Table:
    classes = products()[column].classes
    colours = {NO_CLASS: NO_COLOUR} | {one.code: hex_colour(one) for one in classes.classes}
    words = {NO_CLASS: language.text(NOT_AFFECTED), **words_of(classes, language)}

    def count(table: pd.DataFrame, code: int) -> str:
        return language.number(int(np.count_nonzero(table[column] == code)))

    rows = [
        Row((label, count(risk.buildings, code), count(risk.sites, code)), colours[code])
        for code, label in words.items()
    ]
    together = (
        language.text(N_("together")),
        language.number(len(risk.buildings)),
        language.number(len(risk.sites)),
    )
    columns = (
        Column(language.text(heading), numbers=False),
        Column(language.text(N_("Buildings"))),
        Column(language.text(N_("Sites"))),
    )
    return Table(language.text(caption), columns, (*rows, Row(together, weight="sum")))


def _worst(ranking: pd.DataFrame, language: Language) -> Table:
    classes = products()["risk_class"].classes
    colours = {one.code: hex_colour(one) for one in classes.classes}
    risks = class_labels(ranking["risk_class"], classes, language)
    hazards = class_labels(ranking["hazard_class"], products()["hazard_class"].classes, language)
    rows = []
    for (rank, one), risk, hazard in zip(ranking.iterrows(), risks, hazards, strict=True):
        what = language.text(WHAT[one["what"]])
        cells = (
            str(rank),
            f"{what} {one['id']}",
            kind_label(one["what"], one["kind"], language),
            risk,
            hazard,
            language.number(float(one["depth_max_m"]), 2),
            language.number(float(one["velocity_max_m_s"]), 2),
            coordinate(float(one["x_m"]), language),
            coordinate(float(one["y_m"]), language),
        )
        rows.append(Row(cells, colours[int(one["risk_class"])]))
    columns = (
        Column(language.text(N_("Rank"))),
        Column(language.text(N_("Object")), numbers=False),
        Column(language.text(N_("Kind")), numbers=False),
        Column(language.text(N_("Risk")), numbers=False),
        Column(language.text(N_("Hazard")), numbers=False),
        Column(language.text(N_("Depth [m]"))),
        Column(language.text(N_("Velocity [m/s]"))),
        Column("E [m]"),
        Column("N [m]"),
    )
    caption = language.text(N_("The objects most at risk, and the water beside them"))
    return Table(caption, columns, tuple(rows))
