"""Everything a season leaves behind: maps, tables and report of the water balance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.geotiff import write_geotiff
from herne_schwamm.products.page import render_page
from herne_schwamm.products.pictures import MapTexts, write_picture
from herne_schwamm.products.qgis_style import write_qgis_style
from herne_schwamm.products.season_report import (
    METHODS,
    SeasonFacts,
    method_told,
    season_report,
    season_title,
)
from herne_schwamm.products.spreadsheet import write_spreadsheet
from herne_schwamm.products.whole_files import write_whole
from herne_schwamm.tables import soils, surface_classes
from herne_schwamm.tables.products import products

__all__ = ["SeasonFacts", "write_season_products"]

SIGNIFICANT = "%.6g"

MAPS = ("runoff_mm_a", "recharge_mm_a", "evapotranspiration_mm_a", "soil_water_stress")

HEADINGS = {
    "group": N_("Unit"),
    "district": N_("District"),
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
}
"""Headings of the tables."""

KINDS = {
    "ground": N_("ground"),
    "roof": N_("roof"),
    "swale": N_("swale"),
    "trench": N_("trench"),
    "tree_pit": N_("tree pit"),
    "cistern": N_("cistern"),
}


def write_season_products(
    folder: Path,
    city: City,
    of_unit: Mapping[str, NDArray[np.float64]],
    *,
    whole: pd.DataFrame,
    units: pd.DataFrame,
    districts: pd.DataFrame,
    district_names: Sequence[str],
    facts: SeasonFacts,
    software: str,
    source: DataSource,
    language: Language,
    tags: Mapping[str, str] | None = None,
    place: str | None = None,
) -> list[Path]:
    """Write rasters, styles, pictures, tables and the report of a season.

    Parameters
    ----------
    folder
        ``…/water_balance``.
    of_unit
        Values of the units by the names of `MAPS`.
    whole, units, districts
        A row for each group and method: balance [mm/a], shares, ΔW and
        deviations, of the city, of each unit and of each district.
    district_names
        What the groups of ``districts`` are called.
    facts
        Weather, method and balance.
    software, source, language, tags, place
        As of a storm.

    Returns
    -------
    list of Path
        The files, in the order they were written.

    Raises
    ------
    WriteProblem
        The disk refused, or what it holds is not what was written.
    """
    source = replace(source, rain=facts.weather)
    metadata = {
        "software": software,
        "event": f"{facts.years[0]}-{facts.years[-1]}",
        "evapotranspiration": facts.method,
        **source.tags(language),
        **(tags or {}),
    }
    title = f"{season_title(facts, language, place)} · {method_told(facts, language)}"
    unit_id = city.layer("unit_id")
    within = unit_id >= 0
    written: list[Path] = []
    for name in MAPS:
        product = products()[name]
        values = np.full(city.grid.shape, np.nan, dtype=np.float32)
        values[within] = of_unit[name].astype(np.float32)[unit_id[within]]
        raster = folder / f"{name}.tif"
        write_geotiff(raster, values, city.grid, product, language=language, tags=metadata)
        style, picture = raster.with_suffix(".qml"), folder / "maps" / f"{name}.png"
        write_qgis_style(style, product, language)
        write_picture(picture, values, city, product, MapTexts(title, source), language=language)
        written += [raster, style, picture]

    table = folder / "balance.csv"
    write_spreadsheet(table, _of_units(units, city, language), language, float_format=SIGNIFICANT)
    written.append(table)
    if not districts.empty:
        table = folder / "balance_districts.csv"
        names = [district_names[group] for group in districts["group"]]
        named = districts.assign(group=names).rename(columns={"group": "district"})
        told = _told(named, language)
        write_spreadsheet(table, told, language, float_format=SIGNIFICANT)
        written.append(table)

    report = folder / "report.html"
    page = season_report(
        city, whole, districts, district_names, MAPS, facts, source, software, language, place
    )
    write_whole(report, render_page(page).encode("utf-8"))
    return [*written, report]


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
    told = table.assign(method=[language.text(METHODS[name]) for name in table["method"]])
    told.columns = pd.Index([language.text(HEADINGS[name]) for name in told.columns])
    return told.set_index(told.columns[0])
