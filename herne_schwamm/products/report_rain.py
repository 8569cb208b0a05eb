"""What rained, and what the sewer takes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from herne_schwamm.city.city import City
from herne_schwamm.city.forcing import Storm
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.page_parts import Pair, Pairs, Section
from herne_schwamm.products.report_numbers import PERCENT
from herne_schwamm.tables.heavy_rain_index import heavy_rain_indices

SEWER_COLUMN = "sewer_capacity_mm_h"

SECONDS_PER_MINUTE = 60.0


def rain_section(
    city: City, storm: Storm, balance_m3: Mapping[str, float], language: Language
) -> Section:
    """Depth, duration, greatest intensity, rareness, inflows and the sewer."""
    rows = (*_rain(storm, language), *_sewer(city, storm, balance_m3, language))
    return Section("rain", language.text(N_("Rain")), (Pairs(rows),))


def duration_min(storm: Storm) -> float:
    """From the first to the last rain; 0 where none fell. [min]"""
    rain = storm.rain_mm_h
    wet = np.flatnonzero(rain.values)
    start_s = float(rain.edges_s[wet[0]]) if wet.size else 0.0
    return (rain.end_s - start_s) / SECONDS_PER_MINUTE


def _rain(storm: Storm, language: Language) -> Iterator[Pair]:
    rain = storm.rain_mm_h
    peak_mm_h = float(rain.values.max()) if rain.values.size else 0.0
    minutes = language.trimmed(duration_min(storm))
    peak = language.number(peak_mm_h, 1)
    yield Pair(language.text(N_("Rain depth")), f"{language.number(storm.rain_depth_mm, 1)} mm")
    yield Pair(language.text(N_("Duration")), f"{minutes} min")
    yield Pair(language.text(N_("Greatest intensity")), f"{peak} mm/h")
    if storm.rain_rasters is not None:
        yield Pair(
            language.text(N_("Distribution")),
            language.text(N_("differs from place to place; the figures are means of the area")),
        )
    yield _index(storm.heavy_rain_index, language)
    for inflow in storm.inflows:
        volume = language.number(inflow.discharge_m3_s.integral(0.0, float("inf")))
        yield Pair(language.text(N_("Inflow {name}"), name=inflow.name), f"{volume} m³")
    moisture = language.number(PERCENT * storm.antecedent)
    yield Pair(language.text(N_("Soil moisture before the storm")), f"{moisture} %")


def _index(index: int | None, language: Language) -> Pair:
    label = language.text(N_("Heavy rain index (SRI, 1 to 12)"))
    if index is None:
        none = N_("not determinable: there is no table of depths for this place and duration")
        return Pair(label, language.text(none))
    if index == 0:
        return Pair(label, language.text(N_("below index 1: more frequent than once a year")))
    row = next(row for row in heavy_rain_indices() if row.index == index)
    words = language.label(de=row.label_de, en=row.label_en)
    return Pair(label, f"{index} – {words}", "#{:02x}{:02x}{:02x}".format(*row.rgb))


def _sewer(
    city: City, storm: Storm, balance_m3: Mapping[str, float], language: Language
) -> Iterator[Pair]:
    label = language.text(N_("Sewer"))
    if storm.sewer == "neglected":
        yield Pair(label, language.text(N_("neglected, as the hazard maps of NRW assume")))
    else:
        yield Pair(label, _capacity(city, language))
        surcharge_m3 = balance_m3.get("sewer_surcharge_m3")
        if surcharge_m3 is not None:
            yield Pair(
                language.text(N_("Sewer surcharge")), f"{language.number(surcharge_m3, 1)} m³"
            )
    if storm.drainage_loss_mm_h > 0.0:
        loss = language.number(storm.drainage_loss_mm_h, 1)
        yield Pair(language.text(N_("Loss to the sewer")), f"{loss} mm/h")


def _capacity(city: City, language: Language) -> str:
    known = city.units[SEWER_COLUMN].to_numpy(dtype=np.float64)
    known = known[known > 0.0]
    if not known.size:
        return language.text(N_("takes nothing: no surface is connected to it"))
    least, most = language.trimmed(float(known.min())), language.trimmed(float(known.max()))
    if least == most:
        return language.text(
            N_("takes up to its design capacity of {capacity} mm/h"), capacity=most
        )
    return language.text(
        N_("takes up to its design capacity of {least} to {most} mm/h"), least=least, most=most
    )
