"""What several computations of one storm leave behind: where they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.forcing import Storm
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.geotiff import write_geotiff
from herne_schwamm.products.page import render_page
from herne_schwamm.products.pictures import MapTexts, write_picture
from herne_schwamm.products.qgis_style import write_qgis_style
from herne_schwamm.products.report_uncertainty import (
    Variant,
    flooded_areas_ha,
    uncertainty_page,
)
from herne_schwamm.products.spreadsheet import write_spreadsheet
from herne_schwamm.products.storm_products import event_title
from herne_schwamm.products.whole_files import write_whole
from herne_schwamm.tables.products import products


def change_rasters(variants: Sequence[Variant]) -> dict[str, NDArray[np.uint8]]:
    """Lowest and highest depth class of each cell, and the number of classes between them."""
    table = products()["depth_class"].classes
    classes = np.stack([table.classify(variant.depth_max_m) for variant in variants])
    lowest, highest = classes.min(axis=0), classes.max(axis=0)
    return {
        "depth_class_lowest": lowest,
        "depth_class_highest": highest,
        "depth_class_change": products()["depth_class_change"].classes.classify(
            (highest - lowest).astype(np.float32)
        ),
    }


def write_uncertainty_products(
    folder: Path,
    city: City,
    storm: Storm,
    variants: Sequence[Variant],
    *,
    software: str,
    source: DataSource,
    language: Language,
    roughness_share: float,
    tags: Mapping[str, str],
) -> list[Path]:
    """Write rasters with styles, their pictures, the table of areas and the page.

    Returns
    -------
    list of Path
        The files, in the order they were written.

    Raises
    ------
    WriteProblem
        The disk refused, or what it holds is not what was written.
    """
    rasters = change_rasters(variants)
    metadata = {"software": software, "event": storm.name, **source.tags(language), **tags}
    texts = MapTexts(title=event_title(storm, language), source=source)
    written: list[Path] = []
    for name, raster in rasters.items():
        product = products()[name]
        path = folder / "heavy_rain" / f"{name}.tif"
        write_geotiff(path, raster, city.grid, product, language=language, tags=metadata)
        write_qgis_style(path.with_suffix(".qml"), product, language)
        picture = folder / "maps" / f"{name}.png"
        write_picture(picture, raster, city, product, texts, language=language)
        written += [path, path.with_suffix(".qml"), picture]
    areas = flooded_areas_ha(variants, city, language)
    table = folder / "flooded_areas.csv"
    write_spreadsheet(table, areas, language, float_format="%.3f")
    report = folder / "report.html"
    page = uncertainty_page(
        areas,
        variants,
        rasters,
        city,
        language,
        title=language.text(N_("How sure is the depth? {name}"), name=storm.name),
        subtitle=texts.title,
        roughness_share=roughness_share,
        foot=(
            source.line(language),
            language.text(N_("Computed with {software}."), software=software),
        ),
    )
    write_whole(report, render_page(page).encode("utf-8"))
    return [*written, table, report]
