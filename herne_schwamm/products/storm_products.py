"""Everything one storm leaves behind, in its folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from herne_schwamm.city.city import NO_BUILDING, City, LayerOrigin
from herne_schwamm.city.forcing import Storm
from herne_schwamm.city.retention import StormRetention
from herne_schwamm.problems import Language
from herne_schwamm.products.arrow_points import write_arrow_points
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.event import event_title, with_rain
from herne_schwamm.products.exposure import write_exposure
from herne_schwamm.products.flow_arrows import FlowArrows
from herne_schwamm.products.hydrographs import write_hydrographs
from herne_schwamm.products.page import render_page
from herne_schwamm.products.pictures import MapTexts, write_picture
from herne_schwamm.products.points import write_points
from herne_schwamm.products.ranking import write_ranking
from herne_schwamm.products.report import Verdict, storm_report
from herne_schwamm.products.retention_table import write_retention
from herne_schwamm.products.structures_table import write_structures
from herne_schwamm.products.styled_raster import write_styled_raster
from herne_schwamm.products.whole_files import write_whole
from herne_schwamm.risk.storm_risk import StormRisk
from herne_schwamm.tables.products import products

PICTURED = (
    "water_depth_max_m",
    "velocity_max_m_s",
    "hazard_class",
    "risk_class",
    "flooded_duration_min",
    "retained_mm",
)
"""Products that become a picture as well, where they are there."""


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
    risk: StormRisk | None = None,
    points: Mapping[str, tuple[float, float]] | None = None,
    tags: Mapping[str, str] | None = None,
    structures: pd.DataFrame | None = None,
    place: str | None = None,
    settings: Mapping[str, LayerOrigin] | None = None,
    retention: StormRetention | None = None,
) -> list[Path]:
    """Write rasters, styles, vectors, pictures, tables and the report of one storm.

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
    risk
        Hazard, exposure and risk; None: only what the water did is written.
    points
        Easting and northing of the observation points by name, inside the
        city. [m]
    tags
        Further metadata of the GeoTIFFs.
    structures
        What culverts and pumps moved, by name; None: nothing is told of them.
    place
        Which city, in the words of the run file: stands before the event.
    settings
        As `storm_report` takes them.
    retention
        What the storm leaves where it fell; None: nothing is told of it.

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
    if retention is not None:
        rasters["retained_mm"] = retention.retained_mm
    if risk is not None:
        rasters |= {name: risk.rasters[name].values for name in products() if name in risk.rasters}
    source = with_rain(source, storm)
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
        written += write_styled_raster(
            raster, rasters[name], city.grid, product, language=language, tags=metadata
        )

    table = folder / "heavy_rain" / "hydrographs.csv"
    write_hydrographs(table, hydrographs, language)
    written.append(table)

    table = folder / "heavy_rain" / "structures.csv"
    if structures is not None and write_structures(table, structures, language):
        written.append(table)

    table = folder / "retention.csv"
    if retention is not None:
        write_retention(table, retention, city, language)
        written.append(table)

    if points:
        layer = folder / "heavy_rain" / "points.gpkg"
        write_points(layer, points, city, maps, language=language, about=metadata)
        written.append(layer)

    arrows = FlowArrows(depth_m, maps["velocity_max_m_s"].values, maps["flow_direction_deg"].values)
    layer = folder / "heavy_rain" / "flow_arrows.gpkg"
    if write_arrow_points(layer, arrows, city.grid, language, metadata):
        written.append(layer)

    if risk is not None:
        layer = folder / "heavy_rain" / "exposure.gpkg"
        if write_exposure(layer, city, risk, language, metadata):
            table = folder / "risk_ranking.csv"
            write_ranking(table, risk.ranking, language)
            written += [layer, table]

    texts = MapTexts(title=event_title(storm, language, place), source=source)
    if risk is not None:
        rasters["risk_class"] = with_buildings(rasters["risk_class"], city, risk)
    pictured = [name for name in PICTURED if name in rasters]
    for name in pictured:
        picture = folder / "maps" / f"{name}.png"
        write_picture(
            picture,
            rasters[name],
            city,
            products()[name],
            texts,
            language=language,
            arrows=arrows if name == "water_depth_max_m" else None,
            ranking=risk.ranking if risk is not None and name == "risk_class" else None,
            # Roofs hold water back, too.
            roofs_coloured=name == "retained_mm",
        )
        written.append(picture)

    report = folder / "report.html"
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
        risk=risk,
        pictured=pictured,
        place=place,
        settings=settings,
        structures=structures,
        retention=retention,
    )
    write_whole(report, render_page(told).encode("utf-8"))
    return [*written, report]


def with_buildings(risk_class: NDArray[np.uint8], city: City, risk: StormRisk) -> NDArray[np.uint8]:
    """The risk raster for a picture: buildings in the class of their own risk."""
    building = city.layer("building")
    built = building != NO_BUILDING
    shown = risk_class.copy()
    shown[built] = risk.buildings["risk_class"].to_numpy(np.uint8)[building[built]]
    return shown
