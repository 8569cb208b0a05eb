"""What a preview leaves behind: depths on the terrain, marked as a preview wherever they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.forcing import Storm
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.event import event_title, with_rain
from herne_schwamm.products.page import render_page
from herne_schwamm.products.pictures import MapTexts, write_picture
from herne_schwamm.products.report_balance import Verdict
from herne_schwamm.products.report_preview import preview_page, stated_error
from herne_schwamm.products.styled_raster import write_styled_raster
from herne_schwamm.products.whole_files import write_whole
from herne_schwamm.tables.products import ProductRow, products

PICTURED = ("water_depth_max_m",)


def write_preview_products(
    folder: Path,
    city: City,
    storm: Storm,
    maps: xr.Dataset,
    balance_m3: Mapping[str, float],
    run: Mapping[str, object],
    across: int,
    *,
    verdict: Verdict,
    software: str,
    source: DataSource,
    language: Language,
    tags: Mapping[str, str],
    place: str | None = None,
) -> list[Path]:
    """Write rasters with styles, the picture and the page.

    Parameters
    ----------
    maps
        Rasters by product name; ``depth_class`` is made of ``water_depth_max_m``.
    balance_m3, run, verdict
        As `products.report.storm_report` takes them, of the coarse run.
    across
        Cells of the terrain along a cell of the preview.
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
    rasters: dict[str, NDArray[np.generic]] = {str(name): maps[name].values for name in maps}
    depth_m = maps["water_depth_max_m"].values
    rasters["depth_class"] = products()["depth_class"].classes.classify(depth_m)
    source = with_rain(source, storm)
    error = stated_error(across, language)
    metadata = {
        "software": software,
        "event": storm.name,
        "preview": error,
        **source.tags(language),
        **tags,
    }
    title = language.text(N_("Preview: {event}"), event=event_title(storm, language, place))
    written: list[Path] = []
    for name, product in products().items():
        if name not in rasters:
            continue
        marked = _marked(product, error, language)
        path = folder / "heavy_rain" / f"{name}.tif"
        written += write_styled_raster(
            path, rasters[name], city.grid, marked, language=language, tags=metadata
        )
    for name in PICTURED:
        picture = folder / "maps" / f"{name}.png"
        texts = MapTexts(title=title, source=source, note=error)
        write_picture(picture, rasters[name], city, products()[name], texts, language=language)
        written.append(picture)
    report = folder / "report.html"
    page = preview_page(
        city,
        storm,
        maps,
        balance_m3,
        run,
        across,
        verdict=verdict,
        software=software,
        source=source,
        language=language,
        title=title,
        pictured=PICTURED,
    )
    write_whole(report, render_page(page).encode("utf-8"))
    return [*written, report]


def _marked(product: ProductRow, error: str, language: Language) -> ProductRow:
    """The product with its label and limits saying that it is a preview's."""
    label = language.text(
        N_("Preview: {event}"), event=language.label(de=product.label_de, en=product.label_en)
    )
    limits = f"{error} {language.label(de=product.limits_de, en=product.limits_en)}"
    return replace(product, label_de=label, label_en=label, limits_de=limits, limits_en=limits)
