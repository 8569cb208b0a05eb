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
from herne_schwamm.products.event import event_title, storm_label, with_rain
from herne_schwamm.products.page import render_page
from herne_schwamm.products.pictures import MapTexts, write_picture
from herne_schwamm.products.report_numbers import PERCENT
from herne_schwamm.products.report_uncertainty import (
    Variant,
    flooded_areas_ha,
    uncertainty_page,
)
from herne_schwamm.products.spreadsheet import write_spreadsheet
from herne_schwamm.products.styled_raster import write_styled_raster
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
    rain_share: float | None = None,
    place: str | None = None,
) -> list[Path]:
    """Write rasters with styles, their pictures, the table of areas and the page.

    Parameters
    ----------
    rain_share
        Share by which rain was taken lower and higher; None: the band of
        tolerance of KOSTRA. [0–1]
    place
        Which city, in the words of the run file: stands before the event.

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
    source = with_rain(source, storm)
    metadata = {"software": software, "event": storm.name, **source.tags(language), **tags}
    texts = MapTexts(title=event_title(storm, language, place), source=source)
    written: list[Path] = []
    for name, raster in rasters.items():
        product = products()[name]
        path = folder / "heavy_rain" / f"{name}.tif"
        written += write_styled_raster(
            path, raster, city.grid, product, language=language, tags=metadata
        )
        picture = folder / "maps" / f"{name}.png"
        write_picture(picture, raster, city, product, texts, language=language)
        written.append(picture)
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
        title=language.text(N_("How sure is the depth? {name}"), name=storm_label(storm, language)),
        subtitle=texts.title,
        roughness_share=roughness_share,
        rain_told=_rain_told(storm, rain_share, language),
        foot=(
            source.line(language),
            language.text(N_("Computed with {software}."), software=software),
        ),
    )
    write_whole(report, render_page(page).encode("utf-8"))
    return [*written, table, report]


def _rain_told(storm: Storm, rain_share: float | None, language: Language) -> str:
    """By how much rain was taken lower and higher, and why by so much."""
    if rain_share is not None:
        percent = language.trimmed(round(PERCENT * rain_share, 1))
        return language.text(N_("Rain: ± {percent} %, as asked for."), percent=percent)
    origin = storm.rain_origin
    if origin is None or origin.uncertainty is None:
        return language.text(N_("Rain: lower and upper end of the band of tolerance of KOSTRA."))
    percent = language.trimmed(round(PERCENT * origin.uncertainty, 1))
    return language.text(
        N_("Rain: ± {percent} %, the band of tolerance of KOSTRA."), percent=percent
    )
