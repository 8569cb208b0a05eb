"""The report of a season, where there is nothing of which a share or a mean could be told."""

from __future__ import annotations

import dataclasses
from collections import defaultdict

import numpy as np
import pandas as pd
import pytest

from herne_schwamm.city.areas import DISTRICT
from herne_schwamm.city.city import City
from herne_schwamm.problems import Language
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.page_parts import Page, Pairs, Sentences, Table
from herne_schwamm.products.season_report import SeasonFacts, season_report
from herne_schwamm.products.season_tables import HEADINGS, AreaTables, SeasonTables

FACTS = SeasonFacts(
    years=(2019,),
    hours=8760,
    weather="w.csv",
    weather_notes=(),
    method="given",
    rain_mm_a=800.0,
    potential_mm_a=600.0,
    groundwater=None,
    balance_m3=defaultdict(float),
)


def of_places(*sealed_m2: float, stressed_d_a: float) -> pd.DataFrame:
    """Indicators of places that differ in how much of them is sealed; half of it is on the sewer.

    All other numbers are made up.
    """
    sealed = np.array(sealed_m2)
    table = pd.DataFrame(0.25, index=range(len(sealed)), columns=list(HEADINGS))
    return table.assign(
        sealed_m2=sealed,
        connected_m2=0.5 * sealed,
        disconnected_share=np.where(sealed > 0.0, 0.5, np.nan),
        stressed_d_a=stressed_d_a,
        method="season",
        group=table.index,
    )


@pytest.fixture
def tell(city: City, english: Language):
    def told(sealed_m2: float, stressed_d_a: float, facts: SeasonFacts = FACTS) -> Page:
        whole = of_places(sealed_m2, stressed_d_a=stressed_d_a)
        days = pd.date_range("2019-01-01", periods=2, name="day")
        daily = pd.DataFrame({"rain_m3": 2.0, "runoff_m3": 0.5, "retained_m3": 1.5}, index=days)
        areas = AreaTables(DISTRICT, ("Mitte",), whole, whole)
        tables = SeasonTables(whole, whole, whole, whole, (areas,), daily)
        return season_report(city, tables, facts, DataSource("Herne"), "herne_schwamm", english)

    return told


def rows_of(page: Page) -> list[tuple[str, ...]]:
    """All rows of all tables and pairs."""
    parts = [part for section in page.sections for part in section.parts]
    pairs = [
        (row.label, row.value) for part in parts if isinstance(part, Pairs) for row in part.rows
    ]
    return pairs + [row.cells for part in parts if isinstance(part, Table) for row in part.rows]


def row(page: Page, first: str) -> tuple[str, ...]:
    """The last row that begins so."""
    return [cells for cells in rows_of(page) if cells[0].startswith(first)][-1]


def test_shares_and_means_are_told(tell):
    page = tell(2e4, 12.0)
    assert row(page, "Sealed ground on the sewer")[1] == "1.00 ha of 2.00 ha (50.0 % disconnected)"
    assert row(page, "Days on which plants lack")[1] == "12 d/a"
    assert row(page, "Mitte")[6] == "12"


@pytest.mark.parametrize(
    ("stored_m3", "said"),
    [
        (50.0, "gained 50 m³ (5.0 % of the rain)"),
        (-30.0, "lost 30 m³ (3.0 % of the rain)"),
        (19.0, None),
    ],
)
def test_what_stores_gained_is_told_where_it_is_much(tell, stored_m3, said):
    balance = defaultdict(float, rain_m3=1000.0, stored_m3=stored_m3)
    page = tell(2e4, 12.0, dataclasses.replace(FACTS, balance_m3=balance))
    sentences = [
        line
        for section in page.sections
        for part in section.parts
        if isinstance(part, Sentences)
        for line in part.texts
    ]
    found = [line for line in sentences if "In these years soil and stores" in line]
    assert [said in line for line in found] == ([] if said is None else [True])


def test_without_sealed_ground_no_share_of_it_is_told(tell):
    assert row(tell(0.0, 12.0), "Sealed ground on the sewer")[1] == "0.00 ha of 0.00 ha"


def test_without_rooted_ground_no_days_are_told(tell):
    page = tell(2e4, np.nan)
    assert row(page, "Days on which plants lack")[1] == "– d/a"
    assert row(page, "Mitte")[6] == "–"
    assert not any("nan" in cell.split() for cells in rows_of(page) for cell in cells)
