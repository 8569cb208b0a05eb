"""Everything one storm leaves behind, in its folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import xarray as xr

from herne_schwamm.city.city import City
from herne_schwamm.city.forcing import Storm
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.flow_arrows import FlowArrows
from herne_schwamm.products.geotiff import write_geotiff
from herne_schwamm.products.hydrographs import write_hydrographs
from herne_schwamm.products.pictures import MapTexts, write_picture
from herne_schwamm.products.points import write_points
from herne_schwamm.products.qgis_style import write_qgis_style
from herne_schwamm.products.report import Verdict, storm_report
from herne_schwamm.products.whole_files import write_whole
from herne_schwamm.tables.products import products

PICTURED = (
    "water_depth_max_m",
    "velocity_max_m_s",
    "hazard_intensity_max_m2_s",
    "flooded_duration_min",
)
"""Products that become a picture as well."""


def write_storm_products(
    folder: Path,
    city: City,
    storm: Storm,
    maps: xr.Dataset,
    hydrographs: pd.DataFrame,
    balance_m3: Mapping[str, float],
    run: Mapping[str, object],
    *,
    verdict: Verdict,
    software: str,
    source: DataSource,
    language: Language,
    points: Mapping[str, tuple[float, float]] | None = None,
    tags: Mapping[str, str] | None = None,
) -> list[Path]:
    """Write rasters, styles, points, pictures, hydrographs and the report of one storm.

    Parameters
    ----------
    folder
        The scenario's folder.
    city
        Grid and layers.
    storm
        What rained.
    maps
        Rasters by product name, NaN outside the city; ``depth_class`` is made
        of ``water_depth_max_m``.
    hydrographs
        Table over time.
    balance_m3, run, verdict
        As `storm_report` takes them.
    software
        Name and version of the software.
    source
        Which data, whose, and of which date: stands on every map.
    language
        Language of all labels.
    points
        Easting and northing of the observation points by name, inside the
        city. [m]
    tags
        Further metadata of the GeoTIFFs.

    Returns
    -------
    list of Path
        The files, in the order they were written.

    Raises
    ------
    WriteProblem
        The disk refused, or what it holds is not what was written.
    """
    depth_m = maps["water_depth_max_m"].values
    classes = products()["depth_class"].classes.classify(depth_m)
    rasters = {name: maps[name].values for name in products() if name in maps}
    rasters["depth_class"] = classes
    metadata = {
        "software": software,
        "event": storm.name,
        **source.tags(language),
        **(tags or {}),
    }
    written: list[Path] = []
    for name, product in products().items():
        if name not in rasters:
            continue
        raster = folder / "heavy_rain" / f"{name}.tif"
        style = raster.with_suffix(".qml")
        write_geotiff(raster, rasters[name], city.grid, product, language=language, tags=metadata)
        write_qgis_style(style, product, language)
        written += [raster, style]

    table = folder / "heavy_rain" / "hydrographs.csv"
    write_hydrographs(table, hydrographs, language)
    written.append(table)

    if points:
        layer = folder / "heavy_rain" / "points.gpkg"
        write_points(layer, points, city, maps, language=language)
        written.append(layer)

    texts = MapTexts(title=event_title(storm, language), source=source)
    arrows = FlowArrows(depth_m, maps["velocity_max_m_s"].values, maps["flow_direction_deg"].values)
    for name in PICTURED:
        picture = folder / "maps" / f"{name}.png"
        write_picture(
            picture,
            rasters[name],
            city,
            products()[name],
            texts,
            language=language,
            arrows=arrows if name == "water_depth_max_m" else None,
        )
        written.append(picture)

    report = folder / "report.txt"
    told = storm_report(
        city,
        storm,
        maps,
        balance_m3,
        run,
        verdict=verdict,
        language=language,
        software=software,
        source=source,
    )
    write_whole(report, told.encode("utf-8"))
    return [*written, report]


def event_title(storm: Storm, language: Language) -> str:
    """The storm in one line, for the head of a map."""
    rain = storm.rain_mm_h
    first = float(rain.edges_s[rain.values.nonzero()[0][0]]) if rain.values.any() else 0.0
    return language.text(
        N_("Heavy rain {name}: {depth} mm in {duration} min"),
        name=storm.name,
        depth=language.number(storm.rain_depth_mm, 1),
        duration=language.trimmed((rain.end_s - first) / 60.0),
    )
