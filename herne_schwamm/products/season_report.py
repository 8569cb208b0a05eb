"""The report of a season: the city's water balance by three methods, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from herne_schwamm.city.city import City, LayerOrigin
from herne_schwamm.city.reference_evapotranspiration import METHOD_TITLES
from herne_schwamm.problems import N_, Language, Problem
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.page_parts import (
    Bar,
    Column,
    Page,
    Pair,
    Pairs,
    Part,
    Pictures,
    Row,
    Section,
    Sentences,
    Share,
    Table,
)
from herne_schwamm.products.product_pictures import product_picture
from herne_schwamm.products.report_assumptions import assumptions_section, told_notes
from herne_schwamm.products.report_numbers import M2_PER_HA, PERCENT, error_share, settled
from herne_schwamm.products.season_areas import (
    area_sections,
    balance_cells,
    balance_columns,
    goals_section,
)
from herne_schwamm.products.season_maps import MAPS
from herne_schwamm.products.season_retention import retention_section
from herne_schwamm.products.season_tables import METHODS, SeasonTables
from herne_schwamm.tables.regional_goals import regional_goals

GOAL_MET = N_(
    "By the season the goal of DWA-M 102-4 is met: the share furthest from the unbuilt state lies "
    "{points} percentage points beside it, at most {goal} are wanted."
)
GOAL_MISSED = N_(
    "By the season the goal of DWA-M 102-4 is not met: the share furthest from the unbuilt state "
    "lies {points} percentage points beside it, at most {goal} are wanted."
)

MEANT = N_(
    "a, g and v are the shares that runoff, groundwater recharge and evapotranspiration have of "
    "the water that left; over many years that is the rain. ΔW is the share that takes another "
    "way than it would without the city; the greatest deviation is that of a, g or v which lies "
    "furthest from the unbuilt state."
)

STORED_MORE = N_(
    "In these years soil and stores gained {volume} m³ ({share} % of the rain), which a, g and v "
    "do not count; over more years it weighs less."
)
STORED_LESS = N_(
    "In these years soil and stores lost {volume} m³ ({share} % of the rain), which a, g and v "
    "count as if it had rained; over more years it weighs less."
)
TOLD_STORED = 0.02
"""Share of the rain from which on what stores gained or lost is told."""

PARTS = {
    "runoff": (N_("Runoff (a)"), "#aa4499"),
    "recharge": (N_("Groundwater recharge (g)"), "#332288"),
    "evapotranspiration": (N_("Evapotranspiration (v)"), "#117733"),
}
"""What rain becomes, with colours of the muted scheme of Paul Tol."""

TERMS = {
    "rain_m3": N_("Rain"),
    "irrigation_m3": N_("Irrigation"),
    "capillary_m3": N_("Rise from groundwater"),
    "evaporation_m3": N_("Evaporated"),
    "recharge_m3": N_("To groundwater"),
    "sewer_m3": N_("Into the sewer"),
    "surface_m3": N_("Run off on the surface"),
    "use_m3": N_("Used in houses and gardens"),
    "stored_m3": N_("Gain of all stores"),
}
ALWAYS = ("rain_m3", "evaporation_m3", "recharge_m3", "sewer_m3", "surface_m3", "stored_m3")

LIMITS = (
    N_("Snow is rain, and frost stops nothing."),
    N_(
        "Water moves between surfaces along connections only; flow over terrain is followed in "
        "storms."
    ),
    N_(
        "The unbuilt state is computed, not observed, by each method for itself: in the season it "
        "is the same ground under grass, forest where it stands, level and without a sewer."
    ),
    N_(
        "Bagrov-Glugla and DWA-M 102-4 know means of years only: no storms, no crowns above sealed "
        "ground, no capacity of the sewer. Where the three answers differ, the difference shows "
        "how sure they are."
    ),
    N_("The goal of DWA-M 102-4 is meant for new quarters; built ones rarely reach it."),
)


@dataclass(frozen=True, slots=True)
class SeasonFacts:
    """What a season rests on, and whether its water adds up.

    Parameters
    ----------
    years, hours
        Calendar years and hours that were followed.
    weather, weather_notes
        Files, and what was done to them.
    method
        Reference evapotranspiration: a name of `METHOD_TITLES`.
    rain_mm_a, potential_mm_a
        Means of the weather. [mm/a]
    groundwater
        Where the depth of the water table came from, and its least and greatest value
        below the units [m]; None: out of reach.
    balance_m3
        Terms of the balance [m3], its errors as shares.
    warnings
        What a person should look at.
    """

    years: Sequence[int]
    hours: int
    weather: str
    weather_notes: Sequence[Problem]
    method: str
    rain_mm_a: float
    potential_mm_a: float
    groundwater: tuple[LayerOrigin, tuple[float, float]] | None
    balance_m3: Mapping[str, float]
    warnings: Sequence[Problem] = ()


def season_title(facts: SeasonFacts, language: Language, place: str | None = None) -> str:
    """The season in one line: place and years."""
    title = language.text(
        N_("Water balance {first} to {last}"), first=str(facts.years[0]), last=str(facts.years[-1])
    )
    return f"{place} – {title}" if place else title


def method_told(facts: SeasonFacts, language: Language) -> str:
    """How reference evapotranspiration was computed, in words."""
    return language.text(METHOD_TITLES[facts.method])


def method_line(facts: SeasonFacts, language: Language) -> str:
    """The same for a title, which has to say what the method is of."""
    return language.text(N_("Evapotranspiration: {method}"), method=method_told(facts, language))


def season_report(
    city: City,
    tables: SeasonTables,
    facts: SeasonFacts,
    source: DataSource,
    software: str,
    language: Language,
    place: str | None = None,
) -> Page:
    """Tell a season.

    Parameters
    ----------
    city
        Area, grid and where its layers came from.
    tables
        Balances and indicators.
    facts
        Weather, method and balance.
    source, software, language, place
        As of a storm.
    """
    sections = [
        _split_section(tables, facts, language),
        goals_section(tables.indicators.iloc[0], language),
        _maps_section(language),
        *(section for area in tables.areas for section in area_sections(area, language)),
        retention_section(tables.daily_m3, city.area_m2, language),
        _weather_section(facts, language),
        _balance_section(facts, language),
        assumptions_section(city, source, language, of_season=True),
        Section(
            "limits",
            language.text(N_("Limits of validity")),
            (Sentences(tuple(language.text(limit) for limit in LIMITS), listed=True),),
        ),
    ]
    return Page(
        language=language.code,
        title=season_title(facts, language, place),
        subtitle=method_line(facts, language),
        contents=language.text(N_("Contents")),
        sections=tuple(sections),
        foot=(
            source.line(language),
            language.text(N_("Computed with {software}."), software=software),
        ),
    )


def _split_section(tables: SeasonTables, facts: SeasonFacts, language: Language) -> Section:
    """What becomes of the rain, by each method, and how far that is from the unbuilt state."""
    whole = tables.whole
    season = whole[whole["method"] == "season"].iloc[0]
    parts: list[Part] = []
    shares = {name: float(season[f"{name}_share"]) for name in PARTS}
    if min(shares.values()) >= 0.0:
        bar = tuple(
            Share(
                language.text(PARTS[name][0]),
                share,
                f"{language.number(PERCENT * share, 1)} %",
                PARTS[name][1],
            )
            for name, share in shares.items()
        )
        parts.append(Bar(language.text(N_("What becomes of the rain, by the season")), bar))
    caption = language.text(N_("The whole area: three answers that owe nothing to one another"))
    rows = tuple(
        Row((language.text(METHODS[row["method"]]), *balance_cells(row, language)))
        for _, row in whole.iterrows()
    )
    parts.append(Table(caption, balance_columns(N_("Method"), language), rows))
    parts.append(Sentences((language.text(MEANT),)))
    parts += _stored(facts, language)
    greatest = float(season["greatest_percentage_points"])
    wanted = regional_goals().natural_deviation_percentage_points
    met = greatest <= wanted
    told = GOAL_MET if met else GOAL_MISSED
    sentence = language.text(
        told, points=language.number(greatest, 1), goal=language.number(wanted)
    )
    parts.append(Sentences((sentence,), tone="good" if met else "plain"))
    parts.append(Pairs(tuple(_indicators(tables.indicators.iloc[0], language))))
    return Section("split", language.text(N_("What becomes of the rain")), tuple(parts))


def _stored(facts: SeasonFacts, language: Language) -> list[Part]:
    """What stores gained or lost over the years, where it is more than a, g and v can leave out."""
    rain_m3, stored_m3 = facts.balance_m3["rain_m3"], facts.balance_m3["stored_m3"]
    if abs(stored_m3) < TOLD_STORED * rain_m3 or not rain_m3 > 0.0:
        return []
    told = STORED_MORE if stored_m3 > 0.0 else STORED_LESS
    sentence = language.text(
        told,
        volume=settled(abs(stored_m3), 0, language),
        share=language.number(PERCENT * abs(stored_m3) / rain_m3, 1),
    )
    return [Sentences((sentence,), tone="warning")]


def _indicators(city: pd.Series, language: Language) -> Iterator[Pair]:
    sealed = f"{language.number(city['sealed_m2'] / M2_PER_HA, 2)} ha"
    yield Pair(language.text(N_("Sealed ground and roofs")), sealed)
    connected = f"{language.number(city['connected_m2'] / M2_PER_HA, 2)} ha"
    yield Pair(language.text(N_("of these drained to the sewer")), connected)
    held = language.number(city["retained_m3_a"])
    share = language.number(PERCENT * city["retained_share"], 1)
    yield Pair(
        language.text(N_("Rain held back: it did not run off to sewer and street")),
        f"{held} m³/a ({share} %)",
    )
    watts = settled(city["summer_evaporation_w_m2"], 1, language)
    yield Pair(
        language.text(N_("Heat that evaporation takes from June to August")), f"{watts} W/m²"
    )
    days = settled(city["stressed_d_a"], 0, language)
    yield Pair(
        language.text(N_("Days on which plants lack water, mean of rooted ground")), f"{days} d/a"
    )


def _maps_section(language: Language) -> Section:
    pictures = tuple(product_picture(name, language) for name in MAPS)
    return Section("maps", language.text(N_("Maps")), (Pictures(pictures),))


def _weather_section(facts: SeasonFacts, language: Language) -> Section:
    rows = (
        Pair(language.text(N_("Weather")), facts.weather),
        Pair(language.text(N_("Hours followed")), language.number(facts.hours)),
        Pair(language.text(N_("Precipitation")), f"{language.number(facts.rain_mm_a)} mm/a"),
        Pair(language.text(N_("Reference evapotranspiration")), method_told(facts, language)),
        Pair(
            language.text(N_("Sum of the reference evapotranspiration")),
            f"{language.number(facts.potential_mm_a)} mm/a",
        ),
        Pair(language.text(N_("Depth of the water table")), _groundwater(facts, language)),
    )
    parts: list[Part] = [Pairs(rows)]
    notes = tuple(dict.fromkeys(note.told_in(language) for note in facts.weather_notes))
    if notes:
        parts.append(Sentences(notes, listed=True))
    warnings = tuple(dict.fromkeys(warning.told_in(language) for warning in facts.warnings))
    if warnings:
        parts.append(Sentences(warnings, tone="warning", listed=True))
    return Section("weather", language.text(N_("Weather and evapotranspiration")), tuple(parts))


def _groundwater(facts: SeasonFacts, language: Language) -> str:
    if facts.groundwater is None:
        return language.text(N_("out of reach of the roots"))
    origin, (least_m, greatest_m) = facts.groundwater
    if origin.kind != "file":
        return f"{language.trimmed(least_m)} m"
    told = language.text(
        N_("{least} to {greatest} m, means of the units, from {file}"),
        least=language.number(least_m, 1),
        greatest=language.number(greatest_m, 1),
        file=origin.source,
    )
    notes = told_notes(origin, language)
    return f"{told}; {notes}" if notes else told


def _balance_section(facts: SeasonFacts, language: Language) -> Section:
    told = [name for name in TERMS if name in ALWAYS or facts.balance_m3[name] != 0.0]
    rows = tuple(
        Row((language.text(TERMS[name]), settled(facts.balance_m3[name], 0, language)))
        for name in told
    )
    table = Table(
        language.text(N_("Water of the whole time")),
        (Column(language.text(N_("Term")), numbers=False), Column("m³")),
        rows,
    )
    worst = max(
        abs(facts.balance_m3[name]) for name in ("relative_error", "store_error", "unit_error")
    )
    label = language.text(N_("Greatest error of a store, a unit or the city"))
    return Section(
        "balance",
        language.text(N_("Water balance")),
        (
            Sentences((language.text(N_("The balance closes.")),), tone="good"),
            table,
            Pairs((Pair(label, error_share(worst, language)),)),
        ),
    )
