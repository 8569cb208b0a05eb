"""Section of the report of a heat wave: where its water comes from and what it makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import xarray as xr

from herne_schwamm.city.reference_evapotranspiration import METHOD_TITLES
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.heat_facts import (
    COMPARED,
    DIFFERENCES,
    HeatFacts,
    OtherWave,
)
from herne_schwamm.products.page_parts import (
    Column,
    Pair,
    Pairs,
    Part,
    Picture,
    Pictures,
    Row,
    Section,
    Sentences,
    Table,
)
from herne_schwamm.products.report_numbers import PERCENT, settled
from herne_schwamm.tables.products import products

BEGINNINGS = {
    "dry": N_("dry: water that one of ten summer days does not exceed"),
    "normal": N_("normal: water that half of the summer days do not exceed"),
    "wet": N_("wet: water that nine of ten summer days do not exceed"),
}

LATER = N_(
    "With the same weather and other water: {titles}. The report there shows the difference, map "
    "by map."
)


def water_section(facts: HeatFacts, others: Mapping[str, OtherWave], language: Language) -> Section:
    """What water makes: the cooling of this wave, and against waves that began with other water.

    Parameters
    ----------
    facts, others
        As `heat_products.write_heat_products` takes them.
    language
        Language of the texts.
    """
    balance = facts.balance
    days = (facts.days[1] - facts.days[0]).days + 1
    begin_mm, a_day_mm = balance["water_begin_mm"], balance["evaporated_mm"] / days
    pairs = (
        *_start(facts, language),
        Pair(
            language.text(N_("Water in all stores at the beginning")),
            f"{settled(begin_mm, 1, language)} mm",
        ),
        Pair(
            language.text(N_("Evaporated in a day")),
            f"{settled(a_day_mm, 2, language)} mm",
        ),
        Pair(
            language.text(N_("Cooling by evaporation in the afternoon, mean of the area")),
            f"{settled(mean_of(facts.maps, 'evaporative_cooling_w_m2'), 0, language)} W/m²",
        ),
    )
    parts: list[Part] = [Pairs(pairs)]
    for other in others.values():
        rows = [
            Row(
                (
                    language.label(de=products()[name].label_de, en=products()[name].label_en),
                    settled(mean_of(other.maps, name), 1, language),
                    settled(mean_of(facts.maps, name), 1, language),
                    settled(mean_of(facts.maps, name) - mean_of(other.maps, name), 1, language),
                    settled(_greatest(facts.maps, other.maps, name), 1, language),
                )
            )
            for name in COMPARED
        ]
        evaporated = balance["evaporated_mm"], other.evaporated_mm
        rows.append(
            Row(
                (
                    language.text(N_("Evaporated over the heat wave [mm]")),
                    *(settled(depth_mm, 1, language) for depth_mm in reversed(evaporated)),
                    settled(evaporated[0] - evaporated[1], 1, language),
                    "–",
                )
            )
        )
        columns = (
            Column(language.text(N_("Map")), numbers=False),
            Column(other.title),
            Column(facts.label or facts.name),
            Column(language.text(N_("Difference"))),
            Column(language.text(N_("Greatest difference of a cell"))),
        )
        caption = language.text(N_("The same weather, other water: means of the area [°C, W/m²]"))
        parts.append(Table(caption, columns, tuple(rows)))
    parts += _differences(facts, others, language)
    return Section("water", language.text(N_("What the water makes")), tuple(parts))


def _differences(
    facts: HeatFacts, others: Mapping[str, OtherWave], language: Language
) -> Iterator[Part]:
    """Maps of the difference from the first of the others; or where they are to be found."""
    if facts.later:
        yield Sentences((language.text(LATER, titles=", ".join(facts.later)),))
    for other in list(others.values())[:1]:
        told = language.text(
            N_("This heat wave less: {title}. Blue is cooler, red is warmer."), title=other.title
        )
        yield Pictures(
            tuple(
                Picture(
                    f"maps/{name}.png",
                    language.label(de=products()[name].label_de, en=products()[name].label_en),
                    told,
                )
                for name in DIFFERENCES
            )
        )


def _greatest(one: xr.Dataset, other: xr.Dataset, name: str) -> float:
    apart = one[name].values.astype(np.float64) - other[name].values
    place = np.nanargmax(np.abs(apart))
    return float(apart.ravel()[place])


def _start(facts: HeatFacts, language: Language) -> Iterator[Pair]:
    """Where the water comes from."""
    if facts.before is None:
        yield Pair(language.text(N_("Water on the first morning")), _beginning(facts, language))
        return
    told = N_(
        "{days} days of the weather before, from {begin}: {rain} mm of rain, {evaporated} mm "
        "evaporated ({method})"
    )
    before = facts.before
    yield Pair(
        language.text(N_("Water on the first morning")),
        language.text(
            told,
            days=language.trimmed(round(before.days, 1)),
            begin=_beginning(facts, language),
            rain=settled(before.rain_mm, 1, language),
            evaporated=settled(before.evaporated_mm, 1, language),
            method=language.text(METHOD_TITLES[before.method]),
        ),
    )


def _beginning(facts: HeatFacts, language: Language) -> str:
    if isinstance(facts.begins, float):
        return language.text(
            N_("{percent} % of what the soil holds"),
            percent=language.number(PERCENT * facts.begins),
        )
    if facts.begins in BEGINNINGS:
        return language.text(BEGINNINGS[facts.begins])
    if facts.begins_on is not None:
        day = language.date(facts.begins_on)
        return language.text(N_("as the season left it on {day}"), day=day)
    return language.text(N_("as {event} left it"), event=facts.begins)


def mean_of(maps: xr.Dataset, name: str) -> float:
    """Mean of a map over the cells with a value."""
    return float(np.nanmean(maps[name].values, dtype=np.float64))
