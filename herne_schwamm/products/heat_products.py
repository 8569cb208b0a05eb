"""Everything a heat wave leaves behind: maps, classes, tables and report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.structures import Structures
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.cold_air_arrows import cold_air_flow, write_cold_air_arrows
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.geotiff import write_geotiff
from herne_schwamm.products.heat_course import write_heat_course
from herne_schwamm.products.heat_report import (
    DIFFERENCES,
    DaysBefore,
    HeatFacts,
    OtherWave,
    heat_report,
    heat_title,
)
from herne_schwamm.products.page import render_page
from herne_schwamm.products.page_parts import Section
from herne_schwamm.products.pictures import MapTexts, write_picture
from herne_schwamm.products.qgis_style import write_qgis_style
from herne_schwamm.products.spreadsheet import write_spreadsheet
from herne_schwamm.products.whole_files import write_whole
from herne_schwamm.tables.classes import class_table
from herne_schwamm.tables.products import products

__all__ = ["DaysBefore", "HeatFacts", "OtherWave", "write_heat_products"]

PICTURED = (
    "pet_day_c",
    "air_excess_day_k",
    "air_excess_night_k",
    "surface_temperature_day_c",
    "evaporative_cooling_w_m2",
    "hours_above_pet_35_h",
    "cold_air_flux_m2_s",
    "heat_relative_day",
    "heat_class_night",
    "heat_relative_night",
)
"""Products that become a picture as well."""

ROOFED = (
    "surface_temperature_day_c",
    "evaporative_cooling_w_m2",
    "surface_temperature_day_difference_k",
)
"""Products that have values on buildings, too."""

DIRECTION = "cold_air_direction_deg"
COURSE = "course.png"

HOUR_HEADINGS = {
    "time": N_("Time"),
    "country_air_c": N_("Air at the weather station [°C]"),
    "air_c": N_("Air in the city [°C]"),
    "pet_c": N_("Felt temperature, PET [°C]"),
    "mean_radiant_c": N_("Mean radiant temperature [°C]"),
    "surface_c": N_("Surface of the ground [°C]"),
    "latent_w_m2": N_("Latent heat [W/m2]"),
    "sensible_w_m2": N_("Sensible heat [W/m2]"),
    "net_radiation_w_m2": N_("Net radiation [W/m2]"),
    "soil_water_mm": N_("Water in the soil above the wilting point [mm]"),
}
SIGNIFICANT = "%.5g"


def class_maps(
    maps: Mapping[str, NDArray[np.float32]],
) -> dict[str, NDArray[np.uint8]]:
    """Classes by day and night: absolute, and against the mean of the area (VDI 3785)."""
    relative = class_table("heat_z_score_4")
    return {
        "heat_class_day": class_table("pet_vdi_9").classify(maps["pet_day_c"]),
        "heat_class_night": class_table("heat_night_5").classify(maps["air_temperature_night_c"]),
        "heat_relative_day": relative.classify(z_score(maps["pet_day_c"])),
        "heat_relative_night": relative.classify(z_score(maps["air_temperature_night_c"])),
    }


def z_score(values: NDArray[np.floating]) -> NDArray[np.float64]:
    """Distance from the mean of the area in standard deviations; 0 where all are alike."""
    known = np.isfinite(values)
    told = np.full(values.shape, np.nan)
    if known.any():
        of_known = values[known].astype(np.float64)
        spread = float(of_known.std())
        told[known] = (of_known - of_known.mean()) / spread if spread > 0.0 else 0.0
    return told


def write_heat_products(
    folder: Path,
    city: City,
    facts: HeatFacts,
    others: Mapping[str, OtherWave],
    *,
    software: str,
    source: DataSource,
    language: Language,
    tags: Mapping[str, str] | None = None,
    place: str | None = None,
    of_risk: Sequence[Section] = (),
) -> list[Path]:
    """Write rasters, styles, pictures, tables and the report of a heat wave.

    Parameters
    ----------
    folder
        ``…/<scenario>/heat``.
    facts
        What was computed, its weather, and the water it began with.
    others
        Heat waves of the same weather that were computed before, by their names: the first
        is taken off this one, map by map: what does the water make?
    software, source, language, tags, place
        As of a storm.
    of_risk
        Sections of the report that tell whom the heat meets.

    Returns
    -------
    list of Path
        The files, in the order they were written.

    Raises
    ------
    WriteProblem
        The disk refused, or what it holds is not what was written.
    """
    metadata = {
        "software": software,
        "event": facts.name,
        "day": facts.map_day.isoformat(),
        "weather": facts.weather,
        **source.tags(language),
        **(tags or {}),
    }
    title = heat_title(facts, language, place)
    maps: dict[str, NDArray[np.float32]] = {
        str(name): raster.values for name, raster in facts.maps.items()
    }
    rasters: dict[str, NDArray[np.float32] | NDArray[np.uint8]] = {
        name: values for name, values in maps.items() if name != DIRECTION
    }
    rasters |= class_maps(maps)
    for other in list(others.values())[:1]:
        for name, of_wave in DIFFERENCES.items():
            rasters[name] = maps[of_wave] - other.maps[of_wave].values
    # Culverts and pumps mean nothing to heat.
    bare = replace(city, structures=Structures())
    texts = MapTexts(title, source)
    written: list[Path] = []
    pictured = [name for name in (*PICTURED, *DIFFERENCES) if name in rasters]
    for name, values in rasters.items():
        product = products()[name]
        raster = folder / f"{name}.tif"
        write_geotiff(raster, values, city.grid, product, language=language, tags=metadata)
        style = raster.with_suffix(".qml")
        write_qgis_style(style, product, language)
        written += [raster, style]
        if name in pictured:
            picture = folder / "maps" / f"{name}.png"
            write_picture(
                picture,
                values,
                bare,
                product,
                texts,
                language=language,
                arrows=cold_air_flow(facts.maps) if name == "cold_air_flux_m2_s" else None,
                roofs_coloured=name in ROOFED,
            )
            written.append(picture)
    arrows = folder / "cold_air_arrows.gpkg"
    if write_cold_air_arrows(arrows, facts.maps, city.grid, language, metadata):
        written.append(arrows)
    course = folder / "maps" / COURSE
    write_heat_course(course, facts.hours, title, language)
    table = folder / "hours.csv"
    hours = facts.hours.copy()
    hours.index = hours.index.strftime("%Y-%m-%d %H:%M")
    hours.index.name = language.text(HOUR_HEADINGS["time"])
    hours.columns = [language.text(HOUR_HEADINGS[name]) for name in hours.columns]
    write_spreadsheet(table, hours, language, float_format=SIGNIFICANT)
    report = folder / "report.html"
    page = heat_report(
        city, facts, others, pictured, COURSE, source, software, language, place, of_risk
    )
    write_whole(report, render_page(page).encode("utf-8"))
    return [*written, course, table, report]
