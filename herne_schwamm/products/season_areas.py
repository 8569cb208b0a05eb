"""Districts and blocks in a season's report: balances, indicators and the goals of the region."""

from __future__ import annotations

import pandas as pd

from herne_schwamm.city.areas import BLOCK
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.area_layers import AREA_LAYERS
from herne_schwamm.products.page_parts import (
    Column,
    Part,
    Picture,
    Pictures,
    Row,
    Section,
    Sentences,
    Table,
)
from herne_schwamm.products.report_numbers import M2_PER_HA, PERCENT, settled
from herne_schwamm.products.season_maps import MAPS, area_picture, area_product
from herne_schwamm.products.season_tables import (
    AREA_KINDS,
    AREA_PLURALS,
    FILES,
    METHODS,
    AreaTables,
)
from herne_schwamm.tables.regional_goals import regional_goals

PARTS = ("runoff", "recharge", "evapotranspiration")

LISTED = 15
"""Areas that a table of the report lists; the spreadsheets hold all of them."""

MORE = N_(
    "The table shows the {listed} of {all} with the greatest ΔW; all of them stand in {file} and "
    "indicators.csv."
)
LAYERS = N_(
    "For QGIS: all areas with all indicators and their outlines are layers of {file}; their "
    "colours are those of ΔW."
)

REGION = N_(
    "The 53 municipalities of the Ruhr region want by {year}, against the state in which they "
    "began (Klimaresiliente Region, KRiS): {less} % less rain in combined sewers and {more} "
    "percentage points more evaporation. Below stands today's state of this area and what the "
    "goals would mean in it; how far a measure leads is told by comparing it with this state. "
    "Which sewers are combined is not known here: all runoff into sewers counts."
)


def balance_columns(
    first: str, language: Language, *, with_method: bool = False
) -> tuple[Column, ...]:
    """Headings of balances: whose they are, maybe by which method, and `balance_cells`."""
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


def balance_cells(row: pd.Series, language: Language) -> tuple[str, ...]:
    """A balance with its shares and how far it is from the unbuilt state."""
    depths = (settled(float(row[f"{name}_mm_a"]), 0, language) for name in PARTS)
    shares = (settled(PERCENT * float(row[f"{name}_share"]), 0, language) for name in PARTS)
    return (
        *depths,
        " / ".join(shares),
        settled(float(row["delta_w_percent"]), 1, language),
        settled(float(row["greatest_percentage_points"]), 1, language),
    )


def goals_section(city: pd.Series, language: Language) -> Section:
    """Today's state of the city, and what the goals of the region would mean in it."""
    goals = regional_goals()
    less = language.number(PERCENT * goals.runoff_reduction_share)
    points = language.number(goals.evapotranspiration_gain_percentage_points)
    share = PERCENT * float(city["evapotranspiration_share"])
    sewer_m3, less_m3 = city["sewer_runoff_m3_a"], city["goal_sewer_runoff_less_m3_a"]
    more_mm, more_m3 = (city[f"goal_evapotranspiration_more_{unit}_a"] for unit in ("mm", "m3"))
    rows = (
        (
            N_("Runoff into the sewer"),
            f"{language.number(sewer_m3)} m³/a",
            f"−{less} %",
            language.text(N_("{volume} m³/a less"), volume=language.number(less_m3)),
        ),
        (
            N_("Sealed ground on the sewer"),
            _connected(city, language),
            f"−{less} %",
            language.text(
                N_("{area} m² to be disconnected, if all yield alike"),
                area=language.number(city["goal_disconnected_m2"]),
            ),
        ),
        (
            N_("Evapotranspiration"),
            f"{settled(float(city['evapotranspiration_mm_a']), 0, language)} mm/a "
            f"({language.number(share, 1)} %)",
            language.text(
                N_("+{points} points ({share} %)"),
                points=points,
                share=language.number(share + goals.evapotranspiration_gain_percentage_points, 1),
            ),
            language.text(
                N_("{depth} mm/a or {volume} m³/a more"),
                depth=language.number(more_mm),
                volume=language.number(more_m3),
            ),
        ),
    )
    columns = (
        Column(language.text(N_("Indicator")), numbers=False),
        # Short sentences: as numbers they would not wrap and leave the page.
        Column(language.text(N_("Today")), numbers=False),
        Column(language.text(N_("Goal by {year}"), year=str(goals.target_year)), numbers=False),
        Column(language.text(N_("What that means here")), numbers=False),
    )
    told = language.text(REGION, year=str(goals.target_year), less=less, more=points)
    return Section(
        "goals",
        language.text(N_("Goals of the region")),
        (
            Sentences((told,)),
            Table(
                language.text(N_("Today, and what the goals would mean")),
                columns,
                tuple(Row((language.text(name), *cells)) for name, *cells in rows),
            ),
        ),
    )


def _connected(city: pd.Series, language: Language) -> str:
    """How much sealed ground is on the sewer; a share only of sealed ground that there is."""
    told = N_("{connected} ha of {sealed} ha")
    if city["sealed_m2"] > 0.0:
        told = N_("{connected} ha of {sealed} ha ({off} % disconnected)")
    return language.text(
        told,
        connected=language.number(city["connected_m2"] / M2_PER_HA, 2),
        sealed=language.number(city["sealed_m2"] / M2_PER_HA, 2),
        off=language.number(PERCENT * city["disconnected_share"], 1),
    )


def area_sections(area: AreaTables, language: Language) -> list[Section]:
    """Districts by all methods, blocks by the season; indicators of both."""
    if area.balances.empty:
        return []
    parts: list[Part] = []
    worst = area.indicators.sort_values("delta_w_percent", ascending=False, kind="stable")
    listed = worst.index[:LISTED]
    shown = sorted(listed) if len(worst) <= LISTED else list(listed)
    balances = area.balances[area.balances["group"].isin(shown)]
    if area.kind == BLOCK:
        balances = balances[balances["method"] == "season"]
    order = {group: place for place, group in enumerate(shown)}
    balances = balances.iloc[balances["group"].map(order).argsort(kind="stable")]
    by_method = area.kind != BLOCK
    rows = tuple(
        Row(
            (
                area.names[int(row["group"])],
                *((language.text(METHODS[row["method"]]),) if by_method else ()),
                *balance_cells(row, language),
            )
        )
        for _, row in balances.iterrows()
    )
    columns = balance_columns(AREA_KINDS[area.kind], language, with_method=by_method)
    caption = N_("Balances by the season") if area.kind == BLOCK else N_("Balances by all methods")
    parts.append(Table(language.text(caption), columns, rows))
    parts.append(_indicator_table(area, shown, language))
    if len(worst) > LISTED:
        told = language.text(
            MORE,
            listed=str(LISTED),
            all=language.number(len(worst)),
            file=FILES[area.kind],
        )
        parts.append(Sentences((told,)))
    parts.append(Sentences((language.text(LAYERS, file=AREA_LAYERS),)))
    pictures = tuple(_picture(name, area.kind, language) for name in MAPS)
    parts.append(Pictures(pictures, small=True))
    return [Section(f"{area.kind}s", language.text(AREA_PLURALS[area.kind]), tuple(parts))]


def _picture(name: str, kind: str, language: Language) -> Picture:
    product = area_product(name, kind, language)
    return Picture(
        area_picture(name, kind), language.label(de=product.label_de, en=product.label_en), ""
    )


def _indicator_table(area: AreaTables, shown: list[int], language: Language) -> Table:
    headings = (
        N_("Sealed [ha]"),
        N_("on the sewer [ha]"),
        N_("Into the sewer [m³/a]"),
        N_("Held back [m³/a]"),
        N_("Cooling June to August [W/m²]"),
        N_("Days of stress [d/a]"),
        N_("Goal: disconnect [m²]"),
    )
    rows = []
    for place in shown:
        row = area.indicators.loc[place]
        rows.append(
            Row(
                (
                    area.names[place],
                    language.number(row["sealed_m2"] / M2_PER_HA, 2),
                    language.number(row["connected_m2"] / M2_PER_HA, 2),
                    settled(float(row["sewer_runoff_m3_a"]), 0, language),
                    settled(float(row["retained_m3_a"]), 0, language),
                    settled(float(row["summer_evaporation_w_m2"]), 1, language),
                    settled(float(row["stressed_d_a"]), 0, language),
                    settled(float(row["goal_disconnected_m2"]), 0, language),
                )
            )
        )
    return Table(
        language.text(N_("Indicators, by the season")),
        (
            Column(language.text(AREA_KINDS[area.kind]), numbers=False),
            *(Column(language.text(heading)) for heading in headings),
        ),
        tuple(rows),
    )
