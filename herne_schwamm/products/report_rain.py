"""What rained, and what the sewer takes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from herne_schwamm.city.city import City
from herne_schwamm.city.forcing import Storm
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.event import duration_min, rain_origin_text
from herne_schwamm.products.page_parts import Pair, Pairs, Section
from herne_schwamm.products.report_numbers import PERCENT
from herne_schwamm.tables import surface_classes
from herne_schwamm.tables.heavy_rain_index import heavy_rain_indices

BEGINNINGS = {
    "dry": N_("dry: one of ten summer days of the season is as dry"),
    "normal": N_("normal: half of the summer days of the season are wetter"),
    "wet": N_("wet: one of ten summer days of the season is as wet"),
}
"""What a storm starts from, in words; else it is a day."""

SEWER_COLUMN = "sewer_capacity_mm_h"


def rain_section(
    city: City, storm: Storm, balance_m3: Mapping[str, float], language: Language
) -> Section:
    """Depth, duration, greatest intensity, rareness, inflows and the sewer."""
    rows = (*_rain(storm, language), *_sewer(city, storm, balance_m3, language))
    return Section("rain", language.text(N_("Rain")), (Pairs(rows),))


def _rain(storm: Storm, language: Language) -> Iterator[Pair]:
    rain = storm.rain_mm_h
    peak_mm_h = float(rain.values.max()) if rain.values.size else 0.0
    minutes = language.trimmed(duration_min(storm))
    peak = language.number(peak_mm_h, 1)
    origin = rain_origin_text(storm, language)
    if origin is not None:
        yield Pair(language.text(N_("Origin of the rain")), origin)
    yield Pair(language.text(N_("Rain depth")), f"{language.number(storm.rain_depth_mm, 1)} mm")
    yield Pair(language.text(N_("Duration")), f"{minutes} min")
    yield Pair(language.text(N_("Greatest intensity")), f"{peak} mm/h")
    if storm.rain_rasters is not None:
        yield Pair(
            language.text(N_("Distribution")),
            language.text(N_("differs from place to place; the figures are means of the area")),
        )
    yield _index(storm, language)
    for inflow in storm.inflows:
        volume = language.number(inflow.discharge_m3_s.integral(0.0, float("inf")))
        yield Pair(language.text(N_("Inflow {name}"), name=inflow.name), f"{volume} m³")
    moisture = f"{language.number(PERCENT * storm.antecedent)} %"
    if storm.begins is not None:
        moisture = f"{_begins(storm.begins, language)} ({moisture})"
    yield Pair(language.text(N_("Soil moisture before the storm")), moisture)


def _begins(begins: str, language: Language) -> str:
    """What of a season the storm starts from, in words."""
    if begins in BEGINNINGS:
        return language.text(BEGINNINGS[begins])
    return language.text(N_("the season's water of {day}"), day=language.date(begins))


def _index(storm: Storm, language: Language) -> Pair:
    index = storm.heavy_rain_index
    label = language.text(N_("Heavy rain index (SRI, 1 to 12)"))
    if storm.rain_rasters is not None:
        label = language.text(N_("Heavy rain index (SRI, 1 to 12) of the mean of the area"))
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
    loss = language.number(storm.drainage_loss_mm_h, 1)
    if storm.sewer == "neglected":
        if storm.drainage_loss_mm_h > 0.0:
            constant = N_("represented as a constant loss of {loss} mm/h outside buildings")
            yield Pair(label, language.text(constant, loss=loss))
        else:
            yield Pair(label, language.text(N_("neglected, as the hazard maps of NRW assume")))
        return
    yield Pair(label, _capacity(city, language))
    if storm.drainage_loss_mm_h > 0.0:
        yield Pair(
            language.text(N_("Loss besides the sewer")),
            language.text(N_("{loss} mm/h everywhere outside buildings"), loss=loss),
        )
    surcharge_m3 = balance_m3.get("sewer_surcharge_m3")
    if surcharge_m3 is not None:
        yield Pair(language.text(N_("Sewer surcharge")), f"{language.number(surcharge_m3, 1)} m³")


def _capacity(city: City, language: Language) -> str:
    known = city.units[SEWER_COLUMN].to_numpy(dtype=np.float64)
    known = known[known > 0.0]
    if not known.size:
        if _is_connected(city):
            return language.text(N_("takes nothing: its capacity is 0 mm/h everywhere"))
        return language.text(N_("takes nothing: no surface is connected to it"))
    least, most = language.trimmed(float(known.min())), language.trimmed(float(known.max()))
    if least == most:
        return language.text(
            N_("takes up to its design capacity of {capacity} mm/h"), capacity=most
        )
    return language.text(
        N_("takes up to its design capacity of {least} to {most} mm/h"), least=least, most=most
    )


def _is_connected(city: City) -> bool:
    """Whether there is any surface that leads to the sewer, if it had a capacity."""
    connected = {row.code for row in surface_classes().values() if row.sewer_connected > 0.0}
    return bool(city.units["surface_class"].isin(connected).any())
