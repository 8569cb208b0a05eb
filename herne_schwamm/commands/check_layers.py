"""What `check` tells of layers, storms and objects: facts for JSON, and their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rasterio.crs import CRS

from herne_schwamm.city.city import EXTRA_LAYER_UNITS, LAYER_UNITS, City, LayerOrigin
from herne_schwamm.city.forcing import Storm
from herne_schwamm.city.grid import Grid
from herne_schwamm.city.reference_evapotranspiration import METHOD_TITLES
from herne_schwamm.city.weather import Weather
from herne_schwamm.commands.table import screen_width, text_table
from herne_schwamm.inputs.reference_systems import readable_name
from herne_schwamm.inputs.run_file import RunFile
from herne_schwamm.inputs.run_file_heat import HeatPart
from herne_schwamm.inputs.run_file_paths import RunPath
from herne_schwamm.inputs.season import SeasonWeather
from herne_schwamm.problems import N_, Language, Problem
from herne_schwamm.products.report_assumptions import LAYER_LABELS, told_notes, told_source
from herne_schwamm.tables import soils, surface_classes
from herne_schwamm.tables.site_kinds import site_kinds

KEYS = {
    "terrain_m": "terrain",
    "surface_class": "land_cover",
    "building": "buildings",
    "canopy_height_m": "canopy",
    "surface_m": "surface_model",
}
"""Keys of [city] for layers that are called otherwise."""

LISTED_CLASSES = 3
HOURS_PER_YEAR = 365.2425 * 24


def layer_facts(
    run_file: RunFile, city: City, grids: Mapping[Path, Grid]
) -> dict[str, dict[str, Any]]:
    """What is known of every layer.

    Parameters
    ----------
    run_file, city
        What was read.
    grids
        Where the cells of the raster files that were read lie.
    """
    return {
        name: {
            "kind": origin.kind,
            "source": origin.source,
            **_lattice(run_file, name, grids),
            **_content(city, name),
            "notes": [Language("en").text(note, **origin.numbers) for note in origin.notes],
        }
        for name, origin in told_origins(city, of_season=run_file.season is not None).items()
    }


def told_origins(city: City, *, of_season: bool = False) -> dict[str, LayerOrigin]:
    """Where what counts came from: no share of roofs where there is no sewer nor a season."""
    sewer = "sewer_capacity_mm_h" in city.origins or (of_season and not city.buildings.empty)
    return {key: one for key, one in city.origins.items() if sewer or key != "roofs_to_sewer"}


def _lattice(run_file: RunFile, name: str, grids: Mapping[Path, Grid]) -> dict[str, Any]:
    named = getattr(run_file.city, KEYS.get(name, name), None)
    if not isinstance(named, RunPath):
        return {}
    own = [grid for path, grid in grids.items() if path.is_relative_to(named.path)]
    if not own:
        return {}
    return {
        "crs": readable_name(CRS.from_user_input(own[0].crs)),
        "cell_size_m": own[0].cell_size_m,
        "files": len(own),
    }


def _content(city: City, name: str) -> dict[str, Any]:
    if name not in city.layers or name == "edge":
        return {}
    unit = {**LAYER_UNITS, **EXTRA_LAYER_UNITS}.get(name, "1")
    values = city.layer(name)
    if name == "building":
        return {"count": len(city.buildings)}
    if name in ("surface_class", "soil"):
        rows = surface_classes() if name == "surface_class" else soils()
        cells = np.bincount(values[city.inside].astype(np.intp), minlength=256)
        shares = {key: int(cells[row.code]) for key, row in rows.items() if cells[row.code]}
        return {"known_cells": sum(shares.values()), "classes": shares}
    known = np.isfinite(values)
    count = int(np.count_nonzero(known))
    if not count:
        return {"known_cells": 0, "unit": unit}
    return {
        "known_cells": count,
        "lowest": float(values.min(where=known, initial=np.inf)),
        "highest": float(values.max(where=known, initial=-np.inf)),
        "unit": unit,
    }


def layer_table(
    facts: Mapping[str, Mapping[str, Any]], origins: Mapping[str, LayerOrigin], language: Language
) -> str:
    """The layers as a table of words."""
    heads = [
        N_("Layer"),
        N_("Source"),
        N_("Reference system"),
        N_("Cell size"),
        N_("Known cells"),
        N_("From … to"),
        N_("What was done to it"),
    ]
    rows = [_layer_row(name, facts[name], origin, language) for name, origin in origins.items()]
    return text_table([language.text(head) for head in heads], rows, screen_width())


def _layer_row(
    name: str, fact: Mapping[str, Any], origin: LayerOrigin, language: Language
) -> list[str]:
    size, known = fact.get("cell_size_m"), fact.get("known_cells")
    return [
        language.text(LAYER_LABELS[name]) if name in LAYER_LABELS else name,
        origin.source if origin.kind == "file" else told_source(origin, language),
        str(fact.get("crs", "")),
        "" if size is None else f"{language.trimmed(size)} m",
        "" if known is None else language.number(known),
        _span(fact, language),
        told_notes(origin, language),
    ]


def _span(fact: Mapping[str, Any], language: Language) -> str:
    if "lowest" in fact:
        low, high = language.trimmed(fact["lowest"]), language.trimmed(fact["highest"])
        span = low if low == high else f"{low} … {high}"
        return span if fact["unit"] == "1" else f"{span} {fact['unit']}"
    cells: Mapping[str, int] = fact.get("classes", {})
    total = sum(cells.values())
    told = [
        f"{_class_label(name, language)} {language.number(100.0 * count / total)} %"
        for name, count in sorted(cells.items(), key=lambda item: (-item[1], item[0]))
    ]
    more = len(told) - LISTED_CLASSES
    return ", ".join(told[:LISTED_CLASSES]) + (", …" if more > 0 else "")


def _class_label(name: str, language: Language) -> str:
    # No surface class is called like a soil.
    row = soils().get(name) or surface_classes().get(name)
    return name if row is None else language.label(de=row.label_de, en=row.label_en)


def storm_facts(run_file: RunFile, storms: Sequence[Storm]) -> dict[str, dict[str, Any]]:
    """Depth, duration, greatest intensity, Starkregenindex and sewer of every storm."""
    return {
        storm.name: {
            "source": part.source,
            "rain_depth_mm": storm.rain_depth_mm,
            "duration_min": storm.rain_mm_h.end_s / 60.0,
            "intensity_max_mm_h": float(storm.rain_mm_h.values.max(initial=0.0)),
            "heavy_rain_index": storm.heavy_rain_index,
            "sewer": storm.sewer,
        }
        for part, storm in zip(run_file.all_storms, storms, strict=True)
    }


def storm_table(facts: Mapping[str, Mapping[str, Any]], language: Language) -> str:
    """The storms as a table of words."""
    heads = [
        N_("Storm"),
        N_("Source"),
        N_("Depth [mm]"),
        N_("Duration [min]"),
        N_("Greatest intensity [mm/h]"),
        N_("Starkregenindex"),
        N_("Sewer"),
    ]
    sewer = {
        "neglected": N_("takes nothing"),
        "design_capacity": N_("takes up to its design capacity"),
    }
    rows = [
        [
            name,
            fact["source"],
            language.number(fact["rain_depth_mm"], 1),
            language.trimmed(fact["duration_min"]),
            language.number(fact["intensity_max_mm_h"], 1),
            "" if fact["heavy_rain_index"] is None else str(fact["heavy_rain_index"]),
            language.text(sewer[fact["sewer"]]),
        ]
        for name, fact in facts.items()
    ]
    return text_table([language.text(head) for head in heads], rows, screen_width())


def season_facts(season: SeasonWeather) -> dict[str, Any]:
    """Hours, yearly sums and method of the season's weather."""
    hours = season.weather.hours
    per_year = HOURS_PER_YEAR / hours
    return {
        "weather": season.weather.source,
        "hours": hours,
        "precipitation_mm_a": float(season.weather.column("rain_mm").sum()) * per_year,
        "evapotranspiration": season.evapotranspiration.method,
        "potential_evapotranspiration_mm_a": float(season.evapotranspiration.depth_mm.sum())
        * per_year,
        "notes": [note.told_in(Language("en")) for note in season.weather.notes],
    }


def season_told(season: SeasonWeather) -> tuple[str, dict[str, Any]]:
    """The same in words: a sentence of the catalogue and its facts."""
    facts = season_facts(season)
    return (
        N_(
            "Season: {hours} h of {file}, precipitation {rain:.0f} mm/a, reference "
            "evapotranspiration {potential:.0f} mm/a ({method})."
        ),
        {
            "hours": facts["hours"],
            "file": facts["weather"],
            "rain": facts["precipitation_mm_a"],
            "potential": facts["potential_evapotranspiration_mm_a"],
            "method": Problem(METHOD_TITLES[facts["evapotranspiration"]]),
        },
    )


def object_facts(city: City) -> dict[str, Any]:
    """Buildings, sites by kind, and what the sewer takes."""
    capacity = city.units["sewer_capacity_mm_h"].to_numpy(dtype=np.float64)
    kinds = city.sites["kind"].value_counts(sort=False)
    return {
        "buildings": len(city.buildings),
        "sites": {name: int(kinds[name]) for name in site_kinds() if name in kinds.index},
        "sewer_capacity_max_mm_h": float(capacity.max(initial=0.0)),
    }


def object_lines(facts: Mapping[str, Any], language: Language) -> list[str]:
    """The same in words, a line each."""
    kinds = site_kinds()
    sites = ", ".join(
        f"{language.label(de=kinds[name].label_de, en=kinds[name].label_en)} {count}"
        for name, count in facts["sites"].items()
    )
    buildings = language.number(facts["buildings"]) if facts["buildings"] else ""
    none = language.text(N_("none given"))
    capacity = facts["sewer_capacity_max_mm_h"]
    return [
        language.text(N_("Buildings: {count}"), count=buildings or none),
        language.text(N_("Sites: {sites}"), sites=sites or none),
        language.text(N_("Sewer: up to {capacity} mm/h"), capacity=language.trimmed(capacity))
        if capacity
        else language.text(N_("Sewer: {sites}"), sites=none),
    ]


def heat_facts(part: HeatPart, weather: Weather) -> dict[str, Any]:
    """Hours and temperatures of a heat wave's weather."""
    air_c = weather.column("air_temperature_c")
    return {
        "name": part.name,
        "weather": weather.source,
        "hours": weather.hours,
        "coldest": float(air_c.min()),
        "warmest": float(air_c.max()),
    }
