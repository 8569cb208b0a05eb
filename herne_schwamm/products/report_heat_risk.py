"""Sections of a report: whom the heat meets, where it matters most, and rain beside heat."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.class_labels import class_labels, words_of
from herne_schwamm.products.heat_exposure import AGE_HEADINGS, told_count, told_persons
from herne_schwamm.products.heat_tables import CLASSED, WHAT, class_words, district_labels
from herne_schwamm.products.kind_labels import kind_label
from herne_schwamm.products.page_parts import Column, Part, Row, Section, Sentences, Table
from herne_schwamm.products.qgis_style import hex_colour
from herne_schwamm.products.report_numbers import M2_PER_HA, PERCENT, coordinate
from herne_schwamm.risk.heat_people import WHOLE_CITY
from herne_schwamm.risk.heat_risk import LEAST_PERSONS_TOLD, HeatRisk
from herne_schwamm.tables.classes import NO_CLASS, class_table
from herne_schwamm.tables.double_burden import TABLE
from herne_schwamm.tables.heat_risk import AGE_GROUPS, heat_rules
from herne_schwamm.tables.products import products

MOST_TOLD = 20
"""Objects of the ranking that stand in the report; the rest is in the table beside it."""

NO_COLOUR = "#ffffff"

STRONG_DAY, STRONG_NIGHT, HIGH_RISK = 8, 4, 3
"""Classes from which a district's people are told of: PET from 35 °C (table pet_vdi_9), air by
night from 20 °C (heat_night_4), high risk (heat_risk_4)."""


def people_section(
    risk: HeatRisk, district_names: Sequence[str], language: Language
) -> Section | None:
    """Persons by class of day and night, of risk, and by district; None where nobody is known.

    Parameters
    ----------
    risk
        What the heat wave means.
    district_names
        What the districts are called.
    language
        Language of the texts.
    """
    if risk.persons.empty:
        return None
    felt = language.text(
        N_(
            "What people of a census cell feel is the mean over its open ground within {reach} m "
            "of homes, at 1.1 m above the ground; how hot it is in their rooms is not computed."
        ),
        reach=language.trimmed(risk.near_home_m),
    )
    parts: list[Part] = [Sentences((felt,))]
    whole = risk.persons[risk.persons["district"] == WHOLE_CITY]
    captions = {
        "day": N_("People by heat stress by day (PET at 15 h)"),
        "night": N_("People by overheating by night (air temperature at 4 h)"),
        "risk": N_("People by heat risk"),
    }
    for what, caption in captions.items():
        parts.append(_counts(whole[whole["what"] == what], what, caption, language))
    if (risk.persons["district"] != WHOLE_CITY).any():
        parts.append(_districts(risk.persons, district_names, language))
    few = language.text(
        N_(
            "Census cells and groups of fewer than {count} persons count in no table; other "
            "numbers are told by fives."
        ),
        count=str(LEAST_PERSONS_TOLD),
    )
    return Section("people", language.text(N_("People in the heat")), (*parts, Sentences((few,))))


def _counts(table: pd.DataFrame, what: str, caption: str, language: Language) -> Table:
    name, table_name = CLASSED[what]
    classes = class_table(table_name)
    words = class_words(what, classes, language)
    colours = {NO_CLASS: NO_COLOUR} | {one.code: hex_colour(one) for one in classes.classes}
    groups = [group for group in AGE_GROUPS if group in table]
    whole = float(table["persons"].sum())
    rows = [
        Row(
            (
                words[int(one["class_code"])],
                _persons(one["persons"], language),
                _share(float(one["persons"]), whole, language, 1),
                *(_persons(one[group], language) for group in groups),
            ),
            colours[int(one["class_code"])],
        )
        for _, one in table.iterrows()
    ]
    together = Row(
        (
            language.text(N_("together")),
            _persons(whole, language),
            "",
            *(_persons(table[group].sum(), language) for group in groups),
        ),
        weight="sum",
    )
    columns = (
        Column(language.text(name), numbers=False),
        Column(language.text(N_("Persons"))),
        Column(language.text(N_("Share"))),
        *(Column(language.text(AGE_HEADINGS[group])) for group in groups),
    )
    return Table(language.text(caption), columns, (*rows, together))


def _districts(persons: pd.DataFrame, district_names: Sequence[str], language: Language) -> Table:
    names = district_labels(district_names, language)
    columns = (
        Column(language.text(N_("District")), numbers=False),
        Column(language.text(N_("Persons"))),
        Column(language.text(N_("strong or extreme heat stress by day"))),
        Column(language.text(N_("20 °C or more at 4 h"))),
        Column(language.text(N_("high or very high risk"))),
    )

    def row(district: int) -> Row:
        own = persons[persons["district"] == district]
        whole = float(own.loc[own["what"] == "day", "persons"].sum())
        told = [_persons(whole, language)]
        for what, lowest in (("day", STRONG_DAY), ("night", STRONG_NIGHT), ("risk", HIGH_RISK)):
            met = own[(own["what"] == what) & (own["class_code"] >= lowest)]
            count = float(met["persons"].sum())
            told.append(f"{_persons(count, language)} ({_share(count, whole, language)})")
        return Row((names[district], *told), weight="sum" if district == WHOLE_CITY else "plain")

    there = set(persons["district"])
    order = [number for number in names if number in there and number != WHOLE_CITY]
    rows = tuple(row(number) for number in (*order, WHOLE_CITY))
    return Table(language.text(N_("People in the heat by district")), columns, rows)


def _persons(count: float, language: Language) -> str:
    """Persons of a class or a district, by fives."""
    return _at_least(float(told_count(np.array([count]))[0]), language)


def _share(count: float, whole: float, language: Language, digits: int = 0) -> str:
    """The share of what is told, which gives no more away than the numbers do."""
    part, all_of_them = told_count(np.array([count, whole]))
    if np.isnan(part) or np.isnan(all_of_them):
        return "–"
    share = PERCENT * part / all_of_them if all_of_them else 0.0
    return f"{language.number(share, digits)} %"


def _at_least(told: float, language: Language) -> str:
    return f"< {LEAST_PERSONS_TOLD}" if np.isnan(told) else language.number(told)


def _of_cell(count: float, language: Language) -> str:
    return _at_least(float(told_persons(np.array([count]))[0]), language)


def heat_risk_section(risk: HeatRisk, language: Language) -> Section:
    """How the three layers make the risk, how many census cells have which, and the worst.

    Parameters
    ----------
    risk
        What the heat wave means.
    language
        Language of the texts.
    """
    rules = heat_rules()
    how: tuple[str, ...] = (
        language.text(
            N_(
                "Heat risk is the product of three classes from 1 to 4: hazard (PET by day and air "
                "temperature by night by a matrix), exposure (persons per hectare around, or the "
                "kind of a sensitive site) and vulnerability (shares of small children and older "
                "people, or the kind of the site). From a product of {two}, {three} and {four} the "
                "risk is medium, high and very high."
            ),
            two=str(rules.product[1]),
            three=str(rules.product[2]),
            four=str(rules.product[3]),
        ),
        language.text(
            N_(
                "Limits, matrix and classes are a definition of this project (table heat_risk), to "
                "be confirmed by the city. The three layers are maps of their own: read them with "
                "the risk."
            )
        ),
    )
    title = language.text(N_("Heat risk"))
    if not risk.people_known:
        untold = N_(
            "Where people live is not known: the run file has no part [population]. Hazard is "
            "told; of risk only that of sensitive sites ({sites} in this area) can be."
        )
        warned = language.text(untold, sites=language.number(len(risk.sites)))
        if risk.sites.empty:
            return Section("heat_risk", title, (Sentences((warned,), tone="warning"),))
        how = (warned, *how)
    parts: list[Part] = [Sentences(how)]
    if len(risk.cells):
        parts.append(_cells(risk, language))
    if risk.ranking.empty:
        nobody = language.text(N_("No census cell and no sensitive site is at risk."))
        return Section("heat_risk", title, (*parts, Sentences((nobody,))))
    parts.append(_worst(risk.ranking.iloc[:MOST_TOLD], language))
    if len(risk.ranking) > MOST_TOLD:
        more = language.text(
            N_("The table risk_ranking.csv holds all {count} census cells and sites at risk."),
            count=language.number(len(risk.ranking)),
        )
        parts.append(Sentences((more,)))
    return Section("heat_risk", title, tuple(parts))


def _cells(risk: HeatRisk, language: Language) -> Table:
    classes = class_table("heat_risk_4")
    words = class_words("risk", classes, language)
    colours = {NO_CLASS: NO_COLOUR} | {one.code: hex_colour(one) for one in classes.classes}
    code = risk.cells["heat_risk_class"].to_numpy(np.int64)
    site_code = risk.sites["heat_risk_class"].to_numpy(np.int64)
    persons = np.nan_to_num(told_persons(risk.cells["persons"].to_numpy(np.float64)))
    rows = [
        Row(
            (
                word,
                language.number(int(np.count_nonzero(code == one))),
                _persons(float(persons[code == one].sum()), language),
                language.number(int(np.count_nonzero(site_code == one))),
            ),
            colours[one],
        )
        for one, word in words.items()
    ]
    columns = (
        Column(language.text(N_("Risk")), numbers=False),
        Column(language.text(N_("Census cells"))),
        Column(language.text(N_("Persons"))),
        Column(language.text(N_("Sensitive sites"))),
    )
    return Table(
        language.text(N_("Census cells and sensitive sites by risk")), columns, tuple(rows)
    )


def _worst(ranking: pd.DataFrame, language: Language) -> Table:
    classes = products()["heat_risk_class"].classes
    colours = {one.code: hex_colour(one) for one in classes.classes}
    rows = []
    for (rank, one), risk in zip(
        ranking.iterrows(), class_labels(ranking["heat_risk_class"], classes, language), strict=True
    ):
        kind = f" ({kind_label('site', one['kind'], language)})" if one["kind"] else ""
        three = " × ".join(
            str(int(one[f"heat_{layer}_class"]))
            for layer in ("hazard", "exposure", "vulnerability")
        )
        cells = (
            str(rank),
            f"{language.text(WHAT[one['what']])} {one['id']}{kind}",
            risk,
            three,
            "" if np.isnan(one["persons"]) else _of_cell(float(one["persons"]), language),
            language.number(float(one["pet_day_c"]), 1),
            language.number(float(one["air_temperature_night_c"]), 1),
            coordinate(float(one["x_m"]), language),
            coordinate(float(one["y_m"]), language),
        )
        rows.append(Row(cells, colours[int(one["heat_risk_class"])]))
    columns = (
        Column(language.text(N_("Rank"))),
        Column(language.text(N_("Object")), numbers=False),
        Column(language.text(N_("Risk")), numbers=False),
        Column(language.text(N_("the three classes"))),
        Column(language.text(N_("Persons"))),
        Column(language.text(N_("PET by day [°C]"))),
        Column(language.text(N_("Air by night [°C]"))),
        Column("E [m]"),
        Column("N [m]"),
    )
    caption = language.text(N_("Where the heat matters most"))
    return Table(caption, columns, tuple(rows))


def double_burden_section(
    city: City, burden: NDArray[np.uint8], storm: str, wave: str, language: Language
) -> Section:
    """Areas where heavy rain and heat come together.

    Parameters
    ----------
    city
        Size of its cells.
    burden
        As `double_burden` makes it.
    storm, wave
        What the storm and the heat wave are called.
    language
        Language of the texts.
    """
    classes = class_table(TABLE)
    cells = np.bincount(burden.reshape(-1), minlength=len(classes.classes) + 1)
    whole = int(cells[1:].sum())
    words = words_of(classes, language)
    colours = {one.code: hex_colour(one) for one in classes.classes}
    rows = [
        Row(
            (
                words[code],
                language.number(cells[code] * city.grid.cell_area_m2 / M2_PER_HA, 2),
                f"{language.number(PERCENT * cells[code] / whole if whole else 0.0, 1)} %",
            ),
            colours[code],
        )
        for code in sorted(words, reverse=True)
    ]
    columns = (
        Column(language.text(N_("Rain and heat")), numbers=False),
        Column(language.text(N_("Area [ha]"))),
        Column(language.text(N_("Share of the open ground"))),
    )
    which = language.text(
        N_("The risk of heavy rain “{storm}” against that of heat “{wave}”."),
        storm=storm,
        wave=wave,
    )
    what = language.text(
        N_(
            "Three levels of the risk of heavy rain against three of the risk of heat on every "
            "cell of open ground; high is high or very high, low is low or none. Where both are "
            "high, unsealing, shade and room for water help twice."
        )
    )
    return Section(
        "double_burden",
        language.text(N_("Heavy rain and heat together")),
        (
            Sentences((which, what)),
            Table(language.text(N_("Open ground by double burden")), columns, tuple(rows)),
        ),
    )
