"""The report of a heat wave: how hot it gets where, what water makes of it, what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.heat_classes import (
    COMPARED_BY_PLACE,
    DAY,
    NIGHT,
    RELATIVE,
    alike_note,
    mean_and_spread,
)
from herne_schwamm.products.heat_facts import (
    DIFFERENCES,
    OF_COLD_AIR,
    HeatFacts,
    OtherWave,
    heat_title,
    told_after_sunset,
    told_clock,
    told_night,
)
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
from herne_schwamm.products.qgis_style import hex_colour
from herne_schwamm.products.report_assumptions import assumptions_section
from herne_schwamm.products.report_heat_water import mean_of, water_section
from herne_schwamm.products.report_numbers import M2_PER_HA, PERCENT, error_share, settled
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
        "What stands beyond the edge of the area gives no shade: along the edge it is sunnier and "
        "hotter in the maps than it is."
    ),
    N_(
        "PET is that of a healthy man of 35 years; old and ill people and small children suffer "
        "earlier."
    ),
)


def _night(facts: HeatFacts, language: Language) -> str:
    """The night of the maps; where it is not the one after their day, why."""
    night = told_night(facts.night_day, language)
    if facts.night_day > facts.map_day:
        return night
    return language.text(
        N_("{night}: that before the day of the maps, with which the weather ends"), night=night
    )


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
        water_section(facts, others, language),
        _maps_section(facts, [name for name in pictured if name not in DIFFERENCES], language),
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
    day = _by_class(
        city,
        DAY,
        facts.maps["pet_day_c"].values,
        language.text(N_("Heat stress in the afternoon")),
        language.text(N_("Open ground by class of felt temperature")),
        language,
    )
    night = _by_class(
        city,
        NIGHT,
        facts.maps["air_temperature_night_c"].values,
        language.text(N_("Air at 4 h")),
        language.text(
            N_("Open ground by class of the air, {night}"),
            night=told_night(facts.night_day, language),
        ),
        language,
    )
    parts: list[Part] = [Pairs(pairs), day, night]
    if len(night.rows) == 1:
        parts.append(Sentences((_one_class(night, language),)))
    parts.append(
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
        )
    )
    return Section("heat", language.text(N_("How hot it gets")), tuple(parts))


def _by_class(
    city: City,
    table_name: str,
    values: NDArray[np.float32],
    what: str,
    caption: str,
    language: Language,
) -> Table:
    """Area of the open ground by class."""
    table = class_table(table_name)
    classes = table.classify(values)
    known = np.count_nonzero(classes)
    rows = tuple(
        Row(
            (
                language.label(de=one.label_de, en=one.label_en),
                language.number(count * city.grid.cell_area_m2 / M2_PER_HA, 2),
                language.number(PERCENT * count / known, 1),
            ),
            colour=hex_colour(one),
        )
        for one in table.classes
        if (count := int(np.count_nonzero(classes == one.code))) > 0
    )
    return Table(caption, (Column(what, numbers=False), Column("ha"), Column("%")), rows)


def _one_class(night: Table, language: Language) -> str:
    """Says why the map of classes by night has one colour."""
    return language.text(
        N_(
            "In this night all of the open ground is in one class, {words}: the map of heat stress "
            "at night has one colour. Where it is cooler than elsewhere is told by the maps of the "
            "excess of the air and of the comparison with the area."
        ),
        words=night.rows[0].cells[0],
    )


def _between(maps: xr.Dataset, name: str, language: Language) -> str:
    values = maps[name].values
    low, high = np.nanpercentile(values, (5, 95))
    return language.text(
        N_("mean {mean} °C, nine of ten cells from {low} to {high} °C"),
        mean=settled(mean_of(maps, name), 1, language),
        low=settled(float(low), 1, language),
        high=settled(float(high), 1, language),
    )


def _maps_section(facts: HeatFacts, pictured: Sequence[str], language: Language) -> Section:
    pictures = []
    for name in pictured:
        told = language.label(de=products()[name].limits_de, en=products()[name].limits_en)
        if name in COMPARED_BY_PLACE:
            values = facts.maps[COMPARED_BY_PLACE[name]].values
            note = alike_note(values, language)
            told = " ".join(filter(None, (told, _bounds(values, language), note)))
        title = language.label(de=products()[name].label_de, en=products()[name].label_en)
        if name in OF_COLD_AIR:
            title = f"{title}, {told_after_sunset(facts, language)}"
        pictures.append(Picture(f"maps/{name}.png", title, told))
    return Section("maps", language.text(N_("Maps")), (Pictures(tuple(pictures)),))


def _bounds(values: NDArray[np.float32], language: Language) -> str:
    """The numbers behind classes that compare places with the mean of the area."""
    mean, spread = mean_and_spread(values)
    bounds = [mean + one.upper * spread for one in class_table(RELATIVE).classes[:-1]]
    return language.text(
        N_("Mean {mean} °C, standard deviation {spread} K; bounds of the classes: {bounds} °C."),
        mean=settled(mean, 1, language),
        spread=settled(spread, 1, language),
        bounds=" · ".join(settled(bound, 1, language) for bound in bounds),
    )


def _weather_section(facts: HeatFacts, language: Language) -> Section:
    air_c = facts.hours["country_air_c"]
    first, last = (language.date(day) for day in facts.days)
    parts: list[Part] = [
        Pairs(
            (
                Pair(language.text(N_("Weather")), facts.weather),
                Pair(
                    language.text(N_("Days")),
                    f"{first} – {last}",
                ),
                Pair(language.text(N_("Day of the maps")), language.date(facts.map_day)),
                Pair(language.text(N_("Night of the maps")), _night(facts, language)),
                Pair(language.text(N_("Clock of days and hours")), told_clock(facts, language)),
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
