"""Everything a season leaves behind: maps, tables and report of the water balance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from herne_schwamm.city.city import City
from herne_schwamm.problems import Language
from herne_schwamm.products.area_layers import AREA_LAYERS, write_area_layers
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.page import render_page
from herne_schwamm.products.pictures import MapTexts
from herne_schwamm.products.season_maps import write_area_pictures, write_unit_maps
from herne_schwamm.products.season_report import (
    SeasonFacts,
    method_line,
    season_report,
    season_title,
)
from herne_schwamm.products.season_tables import SeasonTables, write_season_tables
from herne_schwamm.products.whole_files import write_whole

__all__ = ["SeasonFacts", "write_season_products"]


def write_season_products(
    folder: Path,
    city: City,
    tables: SeasonTables,
    *,
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
    tables
        Balances and indicators, which become maps, too.
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
    source = replace(source, weather=facts.weather)
    metadata = {
        "software": software,
        "event": f"{facts.years[0]}-{facts.years[-1]}",
        "evapotranspiration": facts.method,
        **source.tags(language),
        **(tags or {}),
    }
    title = f"{season_title(facts, language, place)} · {method_line(facts, language)}"
    texts = MapTexts(title, source)
    written = write_unit_maps(folder, tables.unit_indicators, city, texts, language, metadata)
    for areas in tables.areas:
        if not areas.indicators.empty:
            written += write_area_pictures(folder, areas, city, texts, language)
    layers = folder / AREA_LAYERS
    if write_area_layers(layers, tables.areas, city, language, metadata):
        written.append(layers)
    written += write_season_tables(folder, tables, city, language)
    report = folder / "report.html"
    page = season_report(city, tables, facts, source, software, language, place)
    write_whole(report, render_page(page).encode("utf-8"))
    return [*written, report]
