"""The report of a season: the city's water balance by three methods, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from herne_schwamm.city.city import City
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
    Picture,
    Pictures,
    Row,
    Section,
    Sentences,
    Share,
    Table,
)
from herne_schwamm.products.report_assumptions import assumptions_section
from herne_schwamm.products.report_numbers import M2_PER_HA, PERCENT, error_share, settled
from herne_schwamm.tables.products import products

METHODS = {
    "season": N_("Season, hour by hour"),
    "bagrov_glugla": N_("Bagrov-Glugla (ABIMO)"),
    "dwa_m102_4": N_("DWA-M 102-4"),
}
"""The three answers, by their names in the tables."""

GOAL_POINTS = 10.0
"""DWA-M 102-4: no share may lie further from the unbuilt state. [percentage points]"""

GOAL_MET = N_(
    "By the season the goal of DWA-M 102-4 is met: the share furthest from the unbuilt state lies "
    "{points} percentage points beside it, at most {goal} are wanted."
)
GOAL_MISSED = N_(
    "By the season the goal of DWA-M 102-4 is not met: the share furthest from the unbuilt state "
    "lies {points} percentage points beside it, at most {goal} are wanted."
)

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
        "The unbuilt state is computed, not observed: ΔW of the season is told against that of "
        "Bagrov-Glugla, its deviation in percentage points against that of DWA-M 102-4 on level "
        "ground."
    ),
    N_(
        "Bagrov-Glugla and DWA-M 102-4 know means of years only: no storms, no crowns above sealed "
        "ground, no capacity of the sewer. Where the three answers differ, the difference shows "
        "how sure they are."
    ),
    N_(
        "The goal of DWA-M 102-4 is meant for new quarters; built ones rarely reach it. That less "
        "rain reaches the sewer (−25 % by 2040) and more evaporates (+10 percentage points) can be "
        "told only against an earlier state of the city."
    ),
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
    groundwater_depth_m
        None: out of reach. [m]
    sealed_m2, connected_m2
        Sealed ground, and what of it drains to the sewer. [m2]
    summer_evaporation_w_m2
        June to August, mean of the city. [W/m2]
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
    groundwater_depth_m: float | None
    sealed_m2: float
    connected_m2: float
    summer_evaporation_w_m2: float
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


def season_report(
    city: City,
    whole: pd.DataFrame,
    districts: pd.DataFrame,
    district_names: Sequence[str],
    pictured: Sequence[str],
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
    whole, districts, district_names
        As `write_season_products` takes them.
    pictured
        Products that lie beside the report as ``maps/<product>.png``.
    facts
        Weather, method and balance.
    source, software, language, place
        As of a storm.
    """
    sections = [
        _split_section(whole, facts, language),
        _maps_section(pictured, language),
        *_district_sections(districts, district_names, language),
        _weather_section(facts, language),
        _balance_section(facts, language),
        assumptions_section(city, source, language),
        Section(
            "limits",
            language.text(N_("Limits of validity")),
            (Sentences(tuple(language.text(limit) for limit in LIMITS), listed=True),),
        ),
    ]
    return Page(
        language=language.code,
        title=season_title(facts, language, place),
        subtitle=method_told(facts, language),
        contents=language.text(N_("Contents")),
        sections=tuple(sections),
        foot=(
            source.line(language),
            language.text(N_("Computed with {software}."), software=software),
        ),
    )


def _split_section(whole: pd.DataFrame, facts: SeasonFacts, language: Language) -> Section:
    """What becomes of the rain, by each method, and how far that is from the unbuilt state."""
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
        Row((language.text(METHODS[row["method"]]), *_cells(row, language)))
        for _, row in whole.iterrows()
    )
    parts.append(Table(caption, _columns(N_("Method"), language), rows))
    greatest = float(season["greatest_percentage_points"])
    met = greatest <= GOAL_POINTS
    told = GOAL_MET if met else GOAL_MISSED
    sentence = language.text(
        told, points=language.number(greatest, 1), goal=language.number(GOAL_POINTS)
    )
    parts.append(Sentences((sentence,), tone="good" if met else "plain"))
    parts.append(Pairs(tuple(_indicators(facts, language))))
    return Section("split", language.text(N_("What becomes of the rain")), tuple(parts))


def _indicators(facts: SeasonFacts, language: Language) -> Iterator[Pair]:
    sealed = f"{language.number(facts.sealed_m2 / M2_PER_HA, 2)} ha"
    yield Pair(language.text(N_("Sealed ground and roofs")), sealed)
    connected = f"{language.number(facts.connected_m2 / M2_PER_HA, 2)} ha"
    yield Pair(language.text(N_("of these drained to the sewer")), connected)
    watts = language.number(facts.summer_evaporation_w_m2, 1)
    yield Pair(
        language.text(N_("Heat that evaporation takes from June to August")), f"{watts} W/m²"
    )


def _columns(first: str, language: Language, *, with_method: bool = False) -> tuple[Column, ...]:
    names = [N_("Method")] if with_method else []
    headings = (
        N_("Runoff [mm/a]"),
        N_("Recharge [mm/a]"),
        N_("Evaporation [mm/a]"),
        N_("a / g / v [%]"),
        N_("ΔW [%]"),
        N_("Greatest deviation [points]"),
    )
    return (
        Column(language.text(first), numbers=False),
        *(Column(language.text(name), numbers=False) for name in names),
        *(Column(language.text(heading)) for heading in headings),
    )


def _cells(row: pd.Series, language: Language) -> tuple[str, ...]:
    depths = (settled(float(row[f"{name}_mm_a"]), 0, language) for name in PARTS)
    shares = (settled(PERCENT * float(row[f"{name}_share"]), 0, language) for name in PARTS)
    return (
        *depths,
        " / ".join(shares),
        settled(float(row["delta_w_percent"]), 1, language),
        settled(float(row["greatest_percentage_points"]), 1, language),
    )


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


def _district_sections(
    districts: pd.DataFrame, names: Sequence[str], language: Language
) -> list[Section]:
    if districts.empty:
        return []
    rows = tuple(
        Row(
            (
                names[int(row["group"])],
                language.text(METHODS[row["method"]]),
                *_cells(row, language),
            )
        )
        for _, row in districts.iterrows()
    )
    columns = _columns(N_("District"), language, with_method=True)
    table = Table(language.text(N_("Balances of the districts")), columns, rows)
    return [Section("districts", language.text(N_("Districts")), (table,))]


def _weather_section(facts: SeasonFacts, language: Language) -> Section:
    deep = language.text(N_("out of reach of the roots"))
    depth_m = facts.groundwater_depth_m
    rows = (
        Pair(language.text(N_("Weather")), facts.weather),
        Pair(language.text(N_("Hours followed")), language.number(facts.hours)),
        Pair(language.text(N_("Precipitation")), f"{language.number(facts.rain_mm_a)} mm/a"),
        Pair(language.text(N_("Reference evapotranspiration")), method_told(facts, language)),
        Pair(
            language.text(N_("Sum of the reference evapotranspiration")),
            f"{language.number(facts.potential_mm_a)} mm/a",
        ),
        Pair(
            language.text(N_("Depth of the water table")),
            deep if depth_m is None else f"{language.trimmed(depth_m)} m",
        ),
    )
    parts: list[Part] = [Pairs(rows)]
    notes = tuple(dict.fromkeys(note.told_in(language) for note in facts.weather_notes))
    if notes:
        parts.append(Sentences(notes, listed=True))
    warnings = tuple(dict.fromkeys(warning.told_in(language) for warning in facts.warnings))
    if warnings:
        parts.append(Sentences(warnings, tone="warning", listed=True))
    return Section("weather", language.text(N_("Weather and evapotranspiration")), tuple(parts))


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
