"""The tables of a season: balances and indicators of units, blocks, districts and the city."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from herne_schwamm.city.areas import BLOCK, DISTRICT
from herne_schwamm.city.city import City
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.spreadsheet import write_spreadsheet
from herne_schwamm.tables import soils, surface_classes

SIGNIFICANT = "%.6g"

METHODS = {
    "season": N_("Season, hour by hour"),
    "bagrov_glugla": N_("Bagrov-Glugla (ABIMO)"),
    "dwa_m102_4": N_("DWA-M 102-4"),
}
"""The three answers, by their names in the tables."""

KINDS = {
    "ground": N_("ground"),
    "roof": N_("roof"),
    "swale": N_("swale"),
    "trench": N_("trench"),
    "tree_pit": N_("tree pit"),
    "cistern": N_("cistern"),
}

AREA_KINDS = {DISTRICT: N_("District"), BLOCK: N_("Block")}
AREA_PLURALS = {DISTRICT: N_("Districts"), BLOCK: N_("Blocks")}
FILES = {DISTRICT: "balance_districts.csv", BLOCK: "balance_blocks.csv"}
"""Files with the balances of areas, by their kind."""

HEADINGS = {
    "group": N_("Unit"),
    "level": N_("Level"),
    "name": N_("Name"),
    "day": N_("Day"),
    "district": N_("District"),
    "block": N_("Block"),
    "kind": N_("Kind"),
    "surface": N_("Surface class"),
    "soil": N_("Soil"),
    "method": N_("Method"),
    "area_m2": N_("Area [m2]"),
    "runoff_mm_a": N_("Runoff [mm/a]"),
    "recharge_mm_a": N_("Groundwater recharge [mm/a]"),
    "evapotranspiration_mm_a": N_("Evapotranspiration [mm/a]"),
    "use_mm_a": N_("Use in houses and gardens [mm/a]"),
    "runoff_share": N_("Share of runoff a [0-1]"),
    "recharge_share": N_("Share of recharge g [0-1]"),
    "evapotranspiration_share": N_("Share of evapotranspiration v [0-1]"),
    "delta_w_percent": N_("Delta W against the unbuilt state [%]"),
    "runoff_percentage_points": N_("Deviation of a [percentage points]"),
    "recharge_percentage_points": N_("Deviation of g [percentage points]"),
    "evapotranspiration_percentage_points": N_("Deviation of v [percentage points]"),
    "greatest_percentage_points": N_("Greatest deviation [percentage points]"),
    "precipitation_m3_a": N_("Precipitation [m3/a]"),
    "retained_m3_a": N_("Held back [m3/a]"),
    "retained_share": N_("Share held back [0-1]"),
    "sewer_runoff_m3_a": N_("Runoff into the sewer [m3/a]"),
    "sealed_m2": N_("Sealed ground and roofs [m2]"),
    "connected_m2": N_("of these drained to the sewer [m2]"),
    "disconnected_share": N_("Share of sealed ground not on the sewer [0-1]"),
    "summer_evaporation_w_m2": N_("Cooling by evaporation June to August [W/m2]"),
    "stressed_d_a": N_("Days on which plants lack water [d/a]"),
    "goal_disconnected_m2": N_("Goal: disconnect [m2]"),
    "goal_sewer_runoff_less_m3_a": N_("Goal: less into the sewer [m3/a]"),
    "goal_evapotranspiration_more_mm_a": N_("Goal: evaporate more [mm/a]"),
    "goal_evapotranspiration_more_m3_a": N_("Goal: evaporate more [m3/a]"),
    "rain_m3": N_("Rain [m3]"),
    "runoff_m3": N_("Runoff into sewer and street [m3]"),
    "retained_m3": N_("Held back [m3]"),
}
"""Headings of the tables."""


@dataclass(frozen=True, slots=True)
class AreaTables:
    """Balances and indicators of areas of one kind.

    Parameters
    ----------
    kind
        Of `herne_schwamm.city.areas.Areas`.
    names
        What the areas are called.
    balances
        A row for each area and method, column ``group``: place of its name.
    indicators
        A row for each area, indexed by the place of its name.
    """

    kind: str
    names: Sequence[str]
    balances: pd.DataFrame
    indicators: pd.DataFrame


@dataclass(frozen=True, slots=True)
class SeasonTables:
    """Everything of a season that is told in numbers.

    Parameters
    ----------
    whole, units
        A row for each group and method: balance [mm/a], shares, ΔW and deviations, of
        the city and of each unit.
    indicators
        One row: the city's.
    unit_indicators
        The same of each unit, in the order of the city's table.
    areas
        Districts and blocks, as far as they are known.
    daily_m3
        Rain, runoff and what was held back, day by day: ``rain_m3``, ``runoff_m3``,
        ``retained_m3``.
    """

    whole: pd.DataFrame
    units: pd.DataFrame
    indicators: pd.DataFrame
    unit_indicators: pd.DataFrame
    areas: Sequence[AreaTables]
    daily_m3: pd.DataFrame


def write_season_tables(
    folder: Path, tables: SeasonTables, city: City, language: Language
) -> list[Path]:
    """Write all tables as CSV; the files, in the order they were written.

    Raises
    ------
    WriteProblem
        The disk refused, or what it holds is not what was written.
    """
    contents = {"balance.csv": _of_units(tables.units, city, language)}
    for area in tables.areas:
        if not area.balances.empty:
            names = [area.names[group] for group in area.balances["group"]]
            named = area.balances.assign(group=names).rename(columns={"group": area.kind})
            contents[FILES[area.kind]] = _told(named, language)
    contents["indicators.csv"] = _told(_indicators(tables, language), language)
    of_units = tables.unit_indicators.rename_axis("group").reset_index()
    contents["indicators_units.csv"] = _of_units(of_units, city, language)
    daily = tables.daily_m3.reset_index()
    daily["day"] = daily["day"].dt.strftime("%Y-%m-%d")
    contents["retention_days.csv"] = _told(daily, language)
    for name, content in contents.items():
        write_spreadsheet(folder / name, content, language, float_format=SIGNIFICANT)
    return [folder / name for name in contents]


def _indicators(tables: SeasonTables, language: Language) -> pd.DataFrame:
    """The indicators of the city, then of its districts and blocks."""
    parts = [
        tables.indicators.assign(
            level=language.text(N_("City")), name=language.text(N_("whole area"))
        )
    ]
    parts += [
        area.indicators.assign(
            level=language.text(AREA_KINDS[area.kind]),
            name=[area.names[place] for place in area.indicators.index],
        )
        for area in tables.areas
        if not area.indicators.empty
    ]
    table = pd.concat(parts, ignore_index=True)
    return table[["level", "name", *tables.indicators.columns]]


def _of_units(table: pd.DataFrame, city: City, language: Language) -> pd.DataFrame:
    """The table of the units with what they are."""
    surface = {
        row.code: language.label(de=row.label_de, en=row.label_en)
        for row in surface_classes().values()
    }
    soil = {row.code: language.label(de=row.label_de, en=row.label_en) for row in soils().values()}
    units = city.units.iloc[table["group"].to_numpy()]
    told = table.copy()
    kinds = [language.text(KINDS[kind]) if kind in KINDS else kind for kind in units["kind"]]
    told.insert(1, "kind", kinds)
    told.insert(2, "surface", units["surface_class"].map(surface).to_numpy())
    told.insert(3, "soil", units["soil"].map(soil).to_numpy())
    return _told(told, language)


def _told(table: pd.DataFrame, language: Language) -> pd.DataFrame:
    told = table.copy()
    if "method" in told:
        told["method"] = [language.text(METHODS[name]) for name in told["method"]]
    told.columns = pd.Index([language.text(HEADINGS[name]) for name in told.columns])
    return told.set_index(told.columns[0])
