"""A storm in words: its title, where its rain comes from, and whom to name for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from herne_schwamm.city.forcing import RainOrigin, Storm
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.report_numbers import PERCENT, SECONDS_PER_MINUTE

SHAPES: Mapping[str, str] = {
    "euler2": N_("Euler type II"),
    "dvwk": N_("three parts with a peak (DVWK)"),
    "block": N_("constant intensity"),
}
"""How a rain falls over time."""

TOLERANCES: Mapping[str, str] = {
    "minus": N_("lower end of the band of tolerance (hN - {percent} %)"),
    "none": N_("middle of the band of tolerance (hN, ± {percent} %)"),
    "plus": N_("upper end of the band of tolerance (hN + {percent} %)"),
}

ORIGINS: Mapping[str, str] = {
    "block": N_("depth and duration of the run file"),
    "dvwk": N_("depth and duration of the run file"),
    "euler2": N_("depths by duration of {source}"),
    "series": N_("series of {source}"),
    "raster": N_("rasters of {source}"),
}
"""Sources of rain but KOSTRA; those with a shape of their own tell it as well."""


def duration_min(storm: Storm) -> float:
    """From the first to the last rain; 0 where none fell. [min]"""
    rain = storm.rain_mm_h
    wet = np.flatnonzero(rain.values)
    start_s = float(rain.edges_s[wet[0]]) if wet.size else 0.0
    return (rain.end_s - start_s) / SECONDS_PER_MINUTE


def storm_label(storm: Storm, language: Language) -> str:
    """What people call the storm: its label (that of a preset in their language) or name."""
    return language.text(storm.label) if storm.label else storm.name


def event_title(storm: Storm, language: Language, place: str | None = None) -> str:
    """The storm in one line: place, label or name, rain and index."""
    label = storm_label(storm, language)
    title = language.text(
        N_("Heavy rain {name}: {depth} mm in {duration} min"),
        name=label,
        depth=language.number(storm.rain_depth_mm, 1),
        duration=language.trimmed(duration_min(storm)),
    )
    # A label may give an index by convention, another than the depth's: both would confuse.
    if storm.heavy_rain_index and "SRI" not in label:
        title = f"{title} · SRI {storm.heavy_rain_index}"
    return f"{place} – {title}" if place else title


def rain_origin_text(storm: Storm, language: Language) -> str | None:
    """Where the rain comes from, and how it falls; None where the storm does not know."""
    origin = storm.rain_origin
    if origin is None:
        return None
    if origin.kind == "kostra":
        return _kostra_text(origin, language)
    source = language.text(ORIGINS[origin.kind], source=origin.source)
    shape = SHAPES.get(origin.kind)
    return f"{source}, {language.text(shape)}" if shape else source


def _kostra_text(origin: RainOrigin, language: Language) -> str:
    if origin.return_period_a is None:
        raise AssertionError("a rain of KOSTRA without its return period")
    parts = [
        language.text(
            N_("{years}-year rain of {source}"),
            years=language.trimmed(origin.return_period_a),
            source=origin.source,
        ),
        language.text(SHAPES[origin.shape or "euler2"]),
    ]
    if origin.uncertainty is not None:
        percent = language.trimmed(round(PERCENT * origin.uncertainty, 1))
        parts.append(language.text(TOLERANCES[origin.tolerance], percent=percent))
    return ", ".join(parts)


def with_rain(source: DataSource, storm: Storm) -> DataSource:
    """The source of the data, and whom the law wants named for the statistics of rain."""
    origin = storm.rain_origin
    if origin is None or origin.kind != "kostra":
        return source
    return replace(source, rain=origin.source)
