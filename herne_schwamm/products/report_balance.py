"""Where the water came from and where it is at the end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from herne_schwamm.city.city import City
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.page_parts import (
    Bar,
    Column,
    Pair,
    Pairs,
    Part,
    Row,
    Section,
    Sentences,
    Share,
    Table,
)
from herne_schwamm.products.report_numbers import MM_PER_M, PERCENT, error_share, settled

Verdict = Literal["good", "warning"]
"""What the error of a balance means that passed its gate: others are not published."""

VERDICTS: Mapping[Verdict, str] = {
    "good": N_("The balance closes."),
    "warning": N_("The balance closes with a small error; the maps can be used."),
}

BALANCE_IN = {
    "rain_m3": N_("Rain"),
    "inflow_m3": N_("Inflow at points"),
    "level_gain_m3": N_("Over edges of fixed level (net)"),
}
BALANCE_OUT = {
    "infiltrated_m3": N_("Infiltrated"),
    "canopy_m3": N_("Held by crowns"),
    "roofs_m3": N_("Held by roofs"),
    "film_m3": N_("Held by hollows and wet surfaces"),
    "surface_m3": N_("Standing or flowing at the end"),
    "sewer_m3": N_("Taken by the sewer"),
    "drained_m3": N_("Drained to the sewer (constant rate)"),
    "outflow_m3": N_("Flowed over the edge of the area"),
    "hooks_m3": N_("Taken by culverts and pumps"),
}
"""Terms of the balance in the order they are told."""

ALWAYS = ("rain_m3", "infiltrated_m3", "surface_m3", "outflow_m3")
"""Terms that are told even where they are nothing; the others only where there is something."""

COLOURS = {
    "infiltrated_m3": "#117733",
    "canopy_m3": "#44aa99",
    "roofs_m3": "#882255",
    "film_m3": "#ddcc77",
    "surface_m3": "#332288",
    "sewer_m3": "#aa4499",
    "drained_m3": "#cc6677",
    "outflow_m3": "#88ccee",
    "hooks_m3": "#999933",
}
"""Safe for colour-blind readers: the muted scheme of Paul Tol."""


def balance_section(
    city: City, balance_m3: Mapping[str, float], verdict: Verdict, language: Language
) -> Section:
    """The bar, the table and what its error means."""
    taken = _told(BALANCE_IN, balance_m3)
    found = _told(BALANCE_OUT, balance_m3)
    whole_m3 = sum(max(balance_m3[name], 0.0) for name in found)
    parts: list[Part] = [Sentences((language.text(VERDICTS[verdict]),), tone=verdict)]
    if whole_m3 > 0.0:
        parts.append(_bar(found, balance_m3, whole_m3, language))
    parts.append(_table(city, taken, found, balance_m3, language))
    share = error_share(balance_m3["relative_error"], language)
    parts.append(Pairs((Pair(language.text(N_("Error as a share of the water put in")), share),)))
    surcharge_m3 = balance_m3.get("sewer_surcharge_m3", 0.0)
    if surcharge_m3 > 0.0:
        parts.append(Sentences((_surcharge(surcharge_m3, language),)))
    return Section("balance", language.text(N_("Water balance")), tuple(parts))


def _told(terms: Mapping[str, str], balance_m3: Mapping[str, float]) -> list[str]:
    return [name for name in terms if name in ALWAYS or balance_m3.get(name, 0.0) != 0.0]


def _bar(
    found: list[str], balance_m3: Mapping[str, float], whole_m3: float, language: Language
) -> Bar:
    parts = []
    for name in found:
        share = max(balance_m3[name], 0.0) / whole_m3
        if share > 0.0:
            told = f"{language.number(PERCENT * share, 1)} %"
            parts.append(Share(language.text(BALANCE_OUT[name]), share, told, COLOURS[name]))
    return Bar(language.text(N_("Where the water is at the end")), tuple(parts))


def _table(
    city: City,
    taken: list[str],
    found: list[str],
    balance_m3: Mapping[str, float],
    language: Language,
) -> Table:
    def row(label: str, volume_m3: float, digits: int = 1, *, is_sum: bool = False) -> Row:
        depth_mm = volume_m3 / city.area_m2 * MM_PER_M if city.area_m2 > 0 else 0.0
        cells = (
            language.text(label),
            settled(volume_m3, digits, language),
            settled(depth_mm, 2, language),
        )
        return Row(cells, weight="sum" if is_sum else "plain")

    put_in = sum(balance_m3[name] for name in taken)
    found_again = sum(balance_m3[name] for name in found)
    rows = (
        *(row(BALANCE_IN[name], balance_m3[name]) for name in taken),
        row(N_("Put in"), put_in, is_sum=True),
        *(row(BALANCE_OUT[name], balance_m3[name]) for name in found),
        row(N_("Found again"), found_again, is_sum=True),
        row(N_("Error (found minus put in)"), balance_m3["error_m3"], 3),
    )
    caption = language.text(N_("Volumes, and the same as depths over the whole area"))
    columns = (Column(language.text(N_("Term")), numbers=False), Column("m³"), Column("mm"))
    return Table(caption, columns, rows)


def _surcharge(volume_m3: float, language: Language) -> str:
    return language.text(
        N_(
            "Beside the balance: {volume} m³ of the rain on connected surfaces were more than the "
            "sewer could take when they fell (surcharge). This water is among the terms above."
        ),
        volume=language.number(volume_m3, 1),
    )
