"""The list of buildings and sites at risk, the worst first."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from herne_schwamm.problems import N_, Language
from herne_schwamm.products.class_labels import class_labels
from herne_schwamm.products.kind_labels import kind_label
from herne_schwamm.products.report_numbers import PERCENT
from herne_schwamm.products.spreadsheet import write_spreadsheet
from herne_schwamm.tables.products import products

PERCENT_COLUMN = "wetted_facade_percent"

WHAT = {
    "building": N_("Building"),
    "site": N_("Site"),
}
"""What an object is called, by the column ``what`` of the ranking."""


HEADINGS = {
    "rank": N_("Rank"),
    "what": N_("Object"),
    "id": N_("Id or name"),
    "kind": N_("Kind"),
    "risk": N_("Risk"),
    "hazard": N_("Hazard"),
    "vulnerability": N_("Vulnerability"),
    "depth_max_m": N_("Greatest depth [m]"),
    "depth_mean_m": N_("Mean depth [m]"),
    "depth_p90_m": N_("Depth that 90 % stay below [m]"),
    PERCENT_COLUMN: N_("Wet facade [%]"),
    "velocity_max_m_s": N_("Velocity [m/s]"),
    "x_m": N_("Easting [m]"),
    "y_m": N_("Northing [m]"),
}
"""Headings of the spreadsheet."""


def write_ranking(path: Path, ranking: pd.DataFrame, language: Language) -> None:
    """Write the objects at risk as CSV for the reader's spreadsheet.

    Parameters
    ----------
    path
        ``….csv``.
    ranking
        As in `StormRisk`.
    language
        Language of the labels and of the spreadsheet.

    Raises
    ------
    WriteProblem
        The disk refused, or what it holds is not what was written.
    """
    told = {name: language.text(heading) for name, heading in HEADINGS.items()}
    table = ranking_table(ranking, language).rename(columns=told)
    write_spreadsheet(path, table.rename_axis(index=told["rank"]), language)


def ranking_table(ranking: pd.DataFrame, language: Language) -> pd.DataFrame:
    """The ranking in words, with as many decimals as are worth telling.

    Returns
    -------
    DataFrame
        Indexed by ``rank``: ``what``, ``id``, ``kind``, ``risk``, ``hazard``,
        ``vulnerability`` (labels), ``depth_max_m``, ``depth_mean_m``,
        ``depth_p90_m`` [m], ``wetted_facade_percent`` [%], ``velocity_max_m_s``
        [m/s], ``x_m``, ``y_m`` [m].
    """
    kinds = zip(ranking["what"], ranking["kind"], strict=True)
    return pd.DataFrame(
        {
            "what": [language.text(WHAT[what]) for what in ranking["what"]],
            "id": ranking["id"].astype(str).tolist(),
            "kind": [kind_label(what, kind, language) for what, kind in kinds],
            **{
                name.removesuffix("_class"): class_labels(
                    ranking[name], products()[name].classes, language
                )
                for name in ("risk_class", "hazard_class", "vulnerability_class")
            },
            **{
                name: ranking[name].astype(float).round(2).tolist()
                for name in ("depth_max_m", "depth_mean_m", "depth_p90_m")
            },
            PERCENT_COLUMN: (ranking["wetted_facade_share"].astype(float) * PERCENT)
            .round(1)
            .tolist(),
            "velocity_max_m_s": ranking["velocity_max_m_s"].astype(float).round(2).tolist(),
            "x_m": ranking["x_m"].astype(float).round(1).tolist(),
            "y_m": ranking["y_m"].astype(float).round(1).tolist(),
        },
        index=pd.Index(ranking.index, name="rank"),
    )
