"""The report of a heat wave: how hot it gets where, what water makes of it, what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import xarray as xr

from herne_schwamm.city.city import City
from herne_schwamm.city.reference_evapotranspiration import METHOD_TITLES
from herne_schwamm.problems import N_, Language, Problem
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.page_parts import (
    Column,
    Page,
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
from herne_schwamm.products.report_assumptions import assumptions_section
from herne_schwamm.products.report_numbers import PERCENT, error_share, settled
from herne_schwamm.tables.classes import class_table
from herne_schwamm.tables.products import products

ASSUMPTIONS = {
    "wind": N_("The weather holds no wind: 2 m/s at 10 m above open ground are assumed."),
    "diffuse": N_("Diffuse light is found from the global radiation (Erbs)."),
    "long_wave": N_(
        "Long-wave light of the sky is found from air, vapour and clouds (Prata, Unsworth and "
        "Monteith)."
    ),
    "pressure": N_("The air pressure is that of the height above the sea."),
    "building_height": N_("Buildings without a height count as 6 m high."),
    "crown_height": N_("Crowns whose height is not known count as 10 m high."),
}

LIMITS = (
    N_(
        "No flow of air between houses is computed (no CFD): wind, and the air of a single "
        "courtyard, are means of their surroundings."
    ),
    N_(
        "The weather is that of one station outside the city; the city's own heat comes on top of "
        "it. Waste heat of traffic and air conditioning is not in it."
    ),
    N_(
        "Water evaporates only as long as the units' stores hold it; watering happens only where "
        "the table of units says so."
    ),
    N_("Cold air forms in the area alone; air that flows in from outside it is not in the maps."),
    N_(
        "PET is that of a healthy man of 35 years; old and ill people and small children suffer "
        "earlier."
    ),
)

BEGINNINGS = {
    "dry": N_("dry: water that one of ten summer days does not exceed"),
    "normal": N_("normal: water that half of the summer days do not exceed"),
    "wet": N_("wet: water that nine of ten summer days do not exceed"),
}

CENTRAL_EUROPEAN_TIME_H = 1.0

DIFFERENCES = {
    "pet_day_difference_k": "pet_day_c",
    "surface_temperature_day_difference_k": "surface_temperature_day_c",
    "air_temperature_day_difference_k": "air_temperature_day_c",
}
"""Maps of a difference, and the map of each wave that it is one of."""

COMPARED = (
    "pet_day_c",
    "air_temperature_day_c",
    "surface_temperature_day_c",
    "air_temperature_night_c",
    "evaporative_cooling_w_m2",
)


LATER = N_(
    "With the same weather and other water: {titles}. The report there shows the difference, map "
    "by map."
)


@dataclass(frozen=True, slots=True)
class OtherWave:
    """A heat wave of the same weather that began with other water.

    ``maps`` has at least those of `COMPARED`.
    """

    title: str
    maps: xr.Dataset
    evaporated_mm: float


@dataclass(frozen=True, slots=True)
class DaysBefore:
    """Days before a heat wave over which its water was followed.

    ``days`` may be less than was asked for; ``method`` is a name of
    `METHOD_TITLES`; rain and evaporation are means over the area. [mm]
    """

    days: float
    method: str
    rain_mm: float
    evaporated_mm: float


@dataclass(frozen=True, slots=True)
class HeatFacts:
    """What a heat wave rests on.

    Parameters
    ----------
    name, label
        Of the run file.
    weather, weather_notes
        Files, and what was done to them.
    clock_utc_offset_h
        By which days and hours are counted: ahead of universal time. [h]
    begins, begins_on
        What the water begins with: a storm, a word of the season, or a share of the soil's
        room [0–1]; a day of the season, else None.
    days, map_day
        First and last day, and that of the maps.
    maps
        Rasters by product name, NaN where there is no value.
    hours
        Means of the city over time.
    balance
        Terms of the balances of water and energy, and their errors.
    assumptions
        Keys of `ASSUMPTIONS`.
    before
        Days before, over which the water was followed; None: none.
    doubts
        What a person should look at.
    later
        Titles of heat waves of the same weather whose reports compare with this one.
    """

    name: str
    label: str | None
    weather: str
    weather_notes: Sequence[Problem]
    clock_utc_offset_h: float
    begins: str | float
    days: tuple[date, date]
    map_day: date
    maps: xr.Dataset
    hours: pd.DataFrame
    balance: Mapping[str, float]
    assumptions: Sequence[str]
    before: DaysBefore | None = None
    doubts: Sequence[Problem] = ()
    later: Sequence[str] = ()
    begins_on: date | None = None


def heat_title(facts: HeatFacts, language: Language, place: str | None = None) -> str:
    """The heat wave in one line: place, name and day of the maps."""
    title = f"{facts.label or facts.name} · {told_day(facts.map_day, language)}"
    return f"{place} – {title}" if place else title


def told_day(day: date, language: Language) -> str:
    """A day as people write it: 26.07.2019 in German."""
    written = day.isoformat()
    return language.label(de=".".join(reversed(written.split("-"))), en=written)


def _clock(facts: HeatFacts, language: Language) -> str:
    offset_h = facts.clock_utc_offset_h
    if offset_h == CENTRAL_EUROPEAN_TIME_H:
        return language.text(N_("Central European Time, without summer time"))
    sign = "+" if offset_h >= 0 else "−"
    return f"UTC {sign} {language.trimmed(abs(offset_h))} h"


def heat_report(
    city: City,
    facts: HeatFacts,
    others: Mapping[str, OtherWave],
    pictured: Sequence[str],
    course: str,
    source: DataSource,
    software: str,
    language: Language,
    place: str | None = None,
    of_risk: Sequence[Section] = (),
) -> Page:
    """Tell a heat wave.

    Parameters
    ----------
    city, facts, others
        As `write_heat_products` takes them.
    pictured, course
        Products and the picture of the course that lie beside the report in ``maps/``.
    source, software, language, place
        As of a storm.
    of_risk
        Sections that tell whom the heat meets, behind the maps.
    """
    sections = [
        _heat_section(city, facts, course, language),
        *_water_sections(facts, others, language),
        _maps_section([name for name in pictured if name not in DIFFERENCES], language),
        *of_risk,
        _weather_section(facts, language),
        _balance_section(facts, language),
        assumptions_section(city, source, language, of_heat=True),
        Section(
            "limits",
            language.text(N_("Limits of validity")),
            (Sentences(tuple(language.text(limit) for limit in LIMITS), listed=True),),
        ),
    ]
    return Page(
        language=language.code,
        title=heat_title(facts, language, place),
        subtitle=language.text(
            N_("Heat wave, {days} days"), days=(facts.days[1] - facts.days[0]).days + 1
        ),
        contents=language.text(N_("Contents")),
        sections=tuple(sections),
        foot=(
            source.line(language),
            language.text(N_("Computed with {software}."), software=software),
        ),
    )


def _mean(maps: xr.Dataset, name: str) -> float:
    return float(np.nanmean(maps[name].values, dtype=np.float64))


def _heat_section(city: City, facts: HeatFacts, course: str, language: Language) -> Section:
    """How hot it gets: means, area by class, course."""
    pairs = tuple(
        Pair(
            language.label(de=products()[name].label_de, en=products()[name].label_en),
            _between(facts.maps, name, language),
        )
        for name in (
            "pet_day_c",
            "air_temperature_day_c",
            "surface_temperature_day_c",
            "air_temperature_night_c",
        )
    )
    table = class_table("pet_vdi_9")
    classes = table.classify(facts.maps["pet_day_c"].values)
    known = np.count_nonzero(classes)
    rows = tuple(
        Row(
            (
                language.label(de=one.label_de, en=one.label_en),
                language.number(count * city.grid.cell_area_m2 / 1e4, 2),
                language.number(PERCENT * count / known, 1),
            ),
            colour="#{:02x}{:02x}{:02x}".format(*one.rgb),
        )
        for one in table.classes
        if (count := int(np.count_nonzero(classes == one.code))) > 0
    )
    columns = (
        Column(language.text(N_("Heat stress in the afternoon")), numbers=False),
        Column("ha"),
        Column("%"),
    )
    parts: tuple[Part, ...] = (
        Pairs(pairs),
        Table(language.text(N_("Open ground by class of felt temperature")), columns, rows),
        Pictures(
            (
                Picture(
                    f"maps/{course}",
                    language.text(N_("Course of the heat wave")),
                    language.text(
                        N_(
                            "Means over the open ground of the city; evaporation over its whole "
                            "area. PET is computed in daylight."
                        )
                    ),
                ),
            )
        ),
    )
    return Section("heat", language.text(N_("How hot it gets")), parts)


def _between(maps: xr.Dataset, name: str, language: Language) -> str:
    values = maps[name].values
    low, high = np.nanpercentile(values, (5, 95))
    return language.text(
        N_("mean {mean} °C, nine of ten cells from {low} to {high} °C"),
        mean=settled(_mean(maps, name), 1, language),
        low=settled(float(low), 1, language),
        high=settled(float(high), 1, language),
    )


def _water_sections(
    facts: HeatFacts,
    others: Mapping[str, OtherWave],
    language: Language,
) -> Iterator[Section]:
    """What water makes: the cooling of this wave, and against waves that began with other water."""
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
            f"{settled(_mean(facts.maps, 'evaporative_cooling_w_m2'), 0, language)} W/m²",
        ),
    )
    parts: list[Part] = [Pairs(pairs)]
    for other in others.values():
        rows = [
            Row(
                (
                    language.label(de=products()[name].label_de, en=products()[name].label_en),
                    settled(_mean(other.maps, name), 1, language),
                    settled(_mean(facts.maps, name), 1, language),
                    settled(_mean(facts.maps, name) - _mean(other.maps, name), 1, language),
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
    yield Section("water", language.text(N_("What the water makes")), tuple(parts))


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
        day = told_day(facts.begins_on, language)
        return language.text(N_("as the season left it on {day}"), day=day)
    return language.text(N_("as {event} left it"), event=facts.begins)


def _maps_section(pictured: Sequence[str], language: Language) -> Section:
    pictures = tuple(
        Picture(
            f"maps/{name}.png",
            language.label(de=products()[name].label_de, en=products()[name].label_en),
            language.label(de=products()[name].limits_de, en=products()[name].limits_en),
        )
        for name in pictured
    )
    return Section("maps", language.text(N_("Maps")), (Pictures(pictures),))


def _weather_section(facts: HeatFacts, language: Language) -> Section:
    air_c = facts.hours["country_air_c"]
    first, last = (told_day(day, language) for day in facts.days)
    parts: list[Part] = [
        Pairs(
            (
                Pair(language.text(N_("Weather")), facts.weather),
                Pair(
                    language.text(N_("Days")),
                    f"{first} – {last}",
                ),
                Pair(language.text(N_("Day of the maps")), told_day(facts.map_day, language)),
                Pair(language.text(N_("Clock of days and hours")), _clock(facts, language)),
                Pair(
                    language.text(N_("Air at the weather station")),
                    f"{settled(float(air_c.min()), 1, language)} – "
                    f"{settled(float(air_c.max()), 1, language)} °C",
                ),
            )
        )
    ]
    told = [note.told_in(language) for note in facts.weather_notes]
    told += [language.text(ASSUMPTIONS[key]) for key in facts.assumptions]
    if told:
        parts.append(Sentences(tuple(dict.fromkeys(told)), listed=True))
    if facts.doubts:
        doubts = tuple(doubt.told_in(language) for doubt in facts.doubts)
        parts.append(Sentences(doubts, tone="warning"))
    return Section("weather", language.text(N_("Weather and assumptions")), tuple(parts))


def _balance_section(facts: HeatFacts, language: Language) -> Section:
    balance = facts.balance
    columns = (Column(language.text(N_("Term")), numbers=False), Column("mm"))
    terms = (
        (N_("In all stores at the beginning"), balance["water_begin_mm"]),
        (N_("Rain"), balance["rain_mm"]),
        (N_("Evaporated"), balance["evaporated_mm"]),
        (N_("of this from brooks and ponds"), balance["open_water_mm"]),
        (N_("Drained, run off and used"), balance["left_mm"]),
        (N_("In all stores at the end"), balance["water_end_mm"]),
    )
    water = Table(
        language.text(N_("Water, mean of the area")),
        columns,
        tuple(Row((language.text(term), settled(value, 2, language))) for term, value in terms),
    )
    fluxes = (
        (N_("Net radiation"), balance["net_radiation_mj_m2"]),
        (N_("Heat to the air"), balance["sensible_mj_m2"]),
        (N_("Latent heat"), balance["latent_mj_m2"]),
        (N_("Into ground and walls"), balance["stored_mj_m2"]),
    )
    energy = Table(
        language.text(N_("Energy of all surfaces, over the area")),
        (columns[0], Column("MJ/m²")),
        tuple(Row((language.text(term), settled(value, 2, language))) for term, value in fluxes),
    )
    worst = max(balance["water_error"], balance["energy_error"], balance["latent_error"])
    label = language.text(N_("Greatest error of a unit's water or a surface's energy"))
    return Section(
        "balance",
        language.text(N_("Balance of water and energy")),
        (
            Sentences((language.text(N_("The balance closes.")),), tone="good"),
            water,
            energy,
            Pairs((Pair(label, error_share(worst, language)),)),
        ),
    )
