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
from herne_schwamm.products.heat_classes import COMPARED_BY_PLACE, alike_note, class_maps
from herne_schwamm.products.heat_course import write_heat_course
from herne_schwamm.products.heat_facts import (
    DIFFERENCES,
    OF_COLD_AIR,
    HeatFacts,
    OtherWave,
    cold_air_title,
    days_title,
    heat_title,
    night_title,
    told_clock,
)
from herne_schwamm.products.heat_report import heat_report
from herne_schwamm.products.heat_risk_products import HEAT_FOLDER
from herne_schwamm.products.page import render_page
from herne_schwamm.products.page_parts import Section
from herne_schwamm.products.pictures import MapTexts, write_picture
from herne_schwamm.products.spreadsheet import write_spreadsheet
from herne_schwamm.products.styled_raster import write_styled_raster
from herne_schwamm.products.whole_files import write_whole
from herne_schwamm.tables.products import products

PICTURED = (
    "pet_day_c",
    "air_excess_day_k",
    "air_excess_night_k",
    "surface_temperature_day_c",
    "evaporative_cooling_w_m2",
    "hours_above_pet_35_h",
    "cold_air_velocity_m_s",
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

OF_NIGHT = (
    "air_temperature_night_c",
    "air_excess_night_k",
    "heat_class_night",
    "heat_relative_night",
)
"""Products of the night, not of the day of the maps."""

OF_ALL_DAYS = ("hours_above_pet_35_h", "hot_days", "tropical_nights")
"""Products that are counted over the whole heat wave."""

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
        The scenario's folder: rasters, ``hours.csv`` and the arrows go to ``heat/``, pictures
        to ``maps/``.
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
        **source.tags(language),
        **(tags or {}),
    }
    maps: dict[str, NDArray[np.float32]] = {
        str(name): raster.values for name, raster in facts.maps.items()
    }
    rasters: dict[str, NDArray[np.float32] | NDArray[np.uint8]] = {
        name: values for name, values in maps.items() if name != DIRECTION
    }
    rasters |= class_maps(maps)
    notes = {
        name: note
        for name, compared in COMPARED_BY_PLACE.items()
        if (note := alike_note(maps[compared], language)) is not None
    }
    for other in list(others.values())[:1]:
        notes |= dict.fromkeys(
            DIFFERENCES, language.text(N_("The other heat wave: {title}."), title=other.title)
        )
        for name, of_wave in DIFFERENCES.items():
            rasters[name] = maps[of_wave] - other.maps[of_wave].values
    # Culverts and pumps mean nothing to heat.
    bare = replace(city, structures=Structures())
    written: list[Path] = []
    pictured = [name for name in (*PICTURED, *DIFFERENCES) if name in rasters]
    for name, values in rasters.items():
        product = products()[name]
        title, when = _title(name, facts, language, place)
        raster = folder / HEAT_FOLDER / f"{name}.tif"
        written += write_styled_raster(
            raster, values, city.grid, product, language=language, tags=metadata | when
        )
        if name in pictured:
            picture = folder / "maps" / f"{name}.png"
            write_picture(
                picture,
                values,
                bare,
                product,
                MapTexts(title, source, notes.get(name)),
                language=language,
                arrows=cold_air_flow(facts.maps) if name == "cold_air_flux_m2_s" else None,
                roofs_coloured=name in ROOFED,
            )
            written.append(picture)
    arrows = folder / HEAT_FOLDER / "cold_air_arrows.gpkg"
    about = metadata | _cold_air_tags(facts)
    if write_cold_air_arrows(arrows, facts.maps, city.grid, language, about):
        written.append(arrows)
    course = folder / "maps" / COURSE
    write_heat_course(
        course,
        facts.hours,
        MapTexts(days_title(facts, language, place), source),
        told_clock(facts, language),
        language,
    )
    table = folder / HEAT_FOLDER / "hours.csv"
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


def _title(
    name: str, facts: HeatFacts, language: Language, place: str | None
) -> tuple[str, dict[str, str]]:
    """The title of a product's map, and the tags that tell its day, night or days."""
    if name in OF_COLD_AIR:
        return cold_air_title(facts, language, place), _cold_air_tags(facts)
    if name in OF_NIGHT:
        return night_title(facts, language, place), {"night_before": facts.night_day.isoformat()}
    if name in OF_ALL_DAYS:
        first, last = facts.days
        days = {"days": f"{first.isoformat()}/{last.isoformat()}"}
        return days_title(facts, language, place), days
    return heat_title(facts, language, place), {"day": facts.map_day.isoformat()}


def _cold_air_tags(facts: HeatFacts) -> dict[str, str]:
    return {
        "night_before": facts.night_day.isoformat(),
        "hours_after_sunset": f"{facts.cold_air_after_sunset_h:g}",
    }
