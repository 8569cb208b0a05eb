"""Tables of heat risk for a spreadsheet: the ranking, and persons by class and district."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from herne_schwamm.problems import N_, Language
from herne_schwamm.products.class_labels import class_labels, words_of
from herne_schwamm.products.heat_exposure import AGE_HEADINGS, told_count, told_persons
from herne_schwamm.products.kind_labels import kind_label
from herne_schwamm.products.report_numbers import PERCENT
from herne_schwamm.products.spreadsheet import write_spreadsheet
from herne_schwamm.risk.heat_people import NO_DISTRICT, WHOLE_CITY
from herne_schwamm.tables.classes import NO_CLASS, ClassTable, class_table
from herne_schwamm.tables.heat_risk import AGE_GROUPS
from herne_schwamm.tables.products import products

WHAT = {"census_cell": N_("Census cell"), "site": N_("Site")}
"""What an object of the ranking is called."""

CLASSED = {
    "day": (N_("PET by day"), "pet_vdi_9"),
    "night": (N_("Air temperature by night"), "heat_night_4"),
    "hazard": (N_("Hazard by heat"), "heat_hazard_4"),
    "risk": (N_("Heat risk"), "heat_risk_4"),
}
"""What persons are counted by: its name and its class table."""

CLASS_COLUMNS = (
    "heat_risk_class",
    "heat_hazard_class",
    "heat_exposure_class",
    "heat_vulnerability_class",
)

RANKING_HEADINGS = {
    "rank": N_("Rank"),
    "what": N_("Object"),
    "id": N_("Id or name"),
    "kind": N_("Kind"),
    "heat_risk_class": N_("Risk"),
    "heat_hazard_class": N_("Hazard"),
    "heat_exposure_class": N_("Exposure"),
    "heat_vulnerability_class": N_("Vulnerability"),
    "risk_product": N_("Hazard × exposure × vulnerability"),
    "persons": N_("Persons"),
    "persons_per_ha": N_("Persons per hectare"),
    "pet_day_c": N_("PET by day [°C]"),
    "air_temperature_night_c": N_("Air temperature by night [°C]"),
    "x_m": N_("Easting [m]"),
    "y_m": N_("Northing [m]"),
}

PERSONS_HEADINGS = {
    "district": N_("District"),
    "what": N_("Classed by"),
    "class_code": N_("Class"),
    "label": N_("Class in words"),
    "persons": N_("Persons"),
    "percent": N_("Share of the district [%]"),
    **AGE_HEADINGS,
}
UNKNOWN_HEAT = N_("not known (no open ground near)")
NO_STRESS = N_("none")


def write_heat_ranking(path: Path, ranking: pd.DataFrame, language: Language) -> None:
    """Write census cells and sites at risk as CSV, the worst first.

    Parameters
    ----------
    path
        ``….csv``.
    ranking
        As in `HeatRisk`.
    language
        Language of the labels and of the spreadsheet.

    Raises
    ------
    WriteProblem
        The disk refused, or what it holds is not what was written.
    """
    told = {name: language.text(heading) for name, heading in RANKING_HEADINGS.items()}
    table = heat_ranking_table(ranking, language).rename(columns=told)
    write_spreadsheet(path, table.rename_axis(index=told["rank"]), language)


def heat_ranking_table(ranking: pd.DataFrame, language: Language) -> pd.DataFrame:
    """The ranking in words, indexed by ``rank``: the other names of `RANKING_HEADINGS`."""
    one_decimal = ("persons_per_ha", "pet_day_c", "air_temperature_night_c", "x_m", "y_m")
    columns: dict[str, list[object]] = {
        "what": [language.text(WHAT[what]) for what in ranking["what"]],
        "id": ranking["id"].astype(str).tolist(),
        "kind": [
            kind_label("site", str(kind), language) if kind else "" for kind in ranking["kind"]
        ],
        **{
            name: list(class_labels(ranking[name], products()[name].classes, language))
            for name in CLASS_COLUMNS
        },
        "risk_product": ranking["risk_product"].astype(int).tolist(),
        "persons": _whole(ranking["persons"]),
        **{name: ranking[name].astype(float).round(1).tolist() for name in one_decimal},
    }
    names = [name for name in RANKING_HEADINGS if name != "rank"]
    return pd.DataFrame(
        {name: columns[name] for name in names}, index=pd.Index(ranking.index, name="rank")
    )


def write_persons(
    path: Path, persons: pd.DataFrame, district_names: Sequence[str], language: Language
) -> None:
    """Write how many people live in each class, of the city and of each district, as CSV.

    Fewer than three persons are left out, others told by fives.

    Parameters
    ----------
    path
        ``….csv``.
    persons
        As in `HeatRisk`, not empty.
    district_names
        What the districts are called.
    language
        Language of the labels and of the spreadsheet.

    Raises
    ------
    WriteProblem
        The disk refused, or what it holds is not what was written.
    """
    table = persons_table(persons, district_names, language)
    told = {name: language.text(heading) for name, heading in PERSONS_HEADINGS.items()}
    table = table.rename(columns=told).set_index(told["district"])
    write_spreadsheet(path, table, language)


def persons_table(
    persons: pd.DataFrame, district_names: Sequence[str], language: Language
) -> pd.DataFrame:
    """Persons by class in words: the names of `PERSONS_HEADINGS` that are known."""
    names = district_labels(district_names, language)
    groups = [group for group in AGE_GROUPS if group in persons]
    whole = persons.groupby(["district", "what"])["persons"].transform("sum").to_numpy(np.float64)
    counted = told_count(persons["persons"].to_numpy(np.float64))
    together = told_count(whole)
    share = np.divide(counted, together, out=np.full_like(counted, np.nan), where=together > 0.0)
    labels = {
        what: class_words(what, class_table(table), language)
        for what, (_, table) in CLASSED.items()
    }
    return pd.DataFrame(
        {
            "district": [names[int(number)] for number in persons["district"]],
            "what": [language.text(CLASSED[what][0]) for what in persons["what"]],
            "class_code": persons["class_code"].astype(int).tolist(),
            "label": [
                labels[what][int(code)]
                for what, code in zip(persons["what"], persons["class_code"], strict=True)
            ],
            "persons": _counted(persons["persons"]),
            "percent": (PERCENT * share).round(1).tolist(),
            **{group: _counted(persons[group]) for group in groups},
        }
    )


def _whole(persons: pd.Series) -> pd.Series:
    """Whole persons as a spreadsheet tells them, nothing where they are too few."""
    told = told_persons(persons.to_numpy(np.float64))
    return pd.Series(told, index=persons.index).astype("Int64")


def _counted(persons: pd.Series) -> pd.Series:
    told = told_count(persons.to_numpy(np.float64))
    return pd.Series(told, index=persons.index).astype("Int64")


def district_labels(district_names: Sequence[str], language: Language) -> Mapping[int, str]:
    """What the districts are called by their number."""
    return {
        WHOLE_CITY: language.text(N_("whole city")),
        **dict(enumerate(district_names)),
        NO_DISTRICT: language.text(N_("in no district")),
    }


def class_words(what: str, classes: ClassTable, language: Language) -> Mapping[int, str]:
    """Labels of the classes people are counted by, with that of no class."""
    none = UNKNOWN_HEAT if what in ("day", "night") else NO_STRESS
    return {NO_CLASS: language.text(none), **words_of(classes, language)}
