"""Everything a season leaves behind: maps, tables and report of the water balance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.areas import BLOCK, DISTRICT
from herne_schwamm.city.city import NO_BUILDING, City
from herne_schwamm.problems import Language
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.geotiff import write_geotiff
from herne_schwamm.products.page import render_page
from herne_schwamm.products.pictures import MapTexts, write_picture
from herne_schwamm.products.qgis_style import write_qgis_style
from herne_schwamm.products.season_report import (
    SeasonFacts,
    method_line,
    season_report,
    season_title,
)
from herne_schwamm.products.season_tables import SeasonTables, write_season_tables
from herne_schwamm.products.whole_files import write_whole
from herne_schwamm.tables.products import products

__all__ = ["SeasonFacts", "write_season_products"]

MAPS = (
    "runoff_mm_a",
    "recharge_mm_a",
    "evapotranspiration_mm_a",
    "summer_evaporation_w_m2",
    "soil_water_stress",
    "delta_w_percent",
    "natural_deviation_points",
)
"""Maps of the units."""

AREA_MAPS = {BLOCK: "delta_w_block_percent", DISTRICT: "delta_w_district_percent"}
"""Maps of blocks and districts, where they are known."""


def write_season_products(
    folder: Path,
    city: City,
    of_unit: Mapping[str, NDArray[np.float64]],
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
    of_unit
        Values of the units by the names of `MAPS`.
    tables
        Balances and indicators; those of areas become maps, too.
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
    roofs = city.layer("building") != NO_BUILDING
    rasters = {name: _on_units(of_unit[name], city) for name in MAPS}
    for area in tables.areas:
        of_cell = next(one.of_cell for one in city.areas if one.kind == area.kind)
        values = np.full(len(area.names), np.nan)
        values[area.indicators.index] = area.indicators["delta_w_percent"]
        rasters[AREA_MAPS[area.kind]] = _on_cells(values, of_cell)
    written: list[Path] = []
    for name, raster_values in rasters.items():
        product = products()[name]
        raster = folder / f"{name}.tif"
        write_geotiff(raster, raster_values, city.grid, product, language=language, tags=metadata)
        style, picture = raster.with_suffix(".qml"), folder / "maps" / f"{name}.png"
        write_qgis_style(style, product, language)
        write_picture(
            picture,
            raster_values,
            city,
            product,
            MapTexts(title, source),
            language=language,
            roofs_coloured=bool(np.isfinite(raster_values[roofs]).all()),
        )
        written += [raster, style, picture]
    written += write_season_tables(folder, tables, city, language)
    report = folder / "report.html"
    page = season_report(city, tables, tuple(rasters), facts, source, software, language, place)
    write_whole(report, render_page(page).encode("utf-8"))
    return [*written, report]


def _on_units(values: NDArray[np.float64], city: City) -> NDArray[np.float32]:
    return _on_cells(values, city.layer("unit_id"))


def _on_cells(values: NDArray[np.float64], place: NDArray[np.int32]) -> NDArray[np.float32]:
    """Values by the place each cell has among them, NaN where it has none."""
    raster = np.full(place.shape, np.nan, dtype=np.float32)
    within = place >= 0
    raster[within] = values.astype(np.float32)[place[within]]
    return raster
