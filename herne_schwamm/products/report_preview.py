"""The page of a preview: what it shows, and by how much others like it were off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import xarray as xr

from herne_schwamm.city.city import City
from herne_schwamm.city.forcing import Storm
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.page_parts import (
    Column,
    Page,
    Pictures,
    Row,
    Section,
    Sentences,
    Table,
)
from herne_schwamm.products.product_pictures import product_picture
from herne_schwamm.products.report_balance import Verdict, balance_section
from herne_schwamm.products.report_computation import computation_section
from herne_schwamm.products.report_flooding import flooded_section
from herne_schwamm.products.report_limits import limits_section
from herne_schwamm.products.report_rain import rain_section
from herne_schwamm.tables.preview_errors import preview_errors

LEFT_OUT = N_(
    "Velocities, hazard, risk, infiltration and hydrographs are those of large cells and not shown."
)
NO_DECISION = N_("A preview shows where to look closer. Decisions need the run without --preview.")


def stated_error(across: int, language: Language) -> str:
    """In one sentence by how much previews on such cells were off."""
    shares = [row.within_percent for row in preview_errors() if row.across == across]
    return language.text(
        N_(
            "Preview on cells {across} times as large: of the cells at least 10 cm deep, {least} "
            "to {most} % were within 5 cm of the fine run where both were computed."
        ),
        across=str(across),
        least=str(min(shares)),
        most=str(max(shares)),
    )


def preview_page(
    city: City,
    storm: Storm,
    maps: xr.Dataset,
    balance_m3: Mapping[str, float],
    run: Mapping[str, object],
    across: int,
    *,
    verdict: Verdict,
    software: str,
    source: DataSource,
    language: Language,
    title: str,
    pictured: Sequence[str],
) -> Page:
    """Tell a preview; parameters as `products.preview_products` has them."""
    pictures = Pictures(tuple(product_picture(name, language) for name in pictured))
    sections = (
        _error_section(across, language),
        rain_section(city, storm, balance_m3, language),
        Section("maps", language.text(N_("Maps")), (pictures,)),
        balance_section(city, balance_m3, verdict, language),
        flooded_section(city, maps, language),
        computation_section(run, language),
        limits_section(city, storm, language, with_risk=False),
    )
    return Page(
        language=language.code,
        title=title,
        subtitle=language.text(N_("Scenario {name}"), name=storm.name),
        contents=language.text(N_("Contents")),
        sections=sections,
        foot=(
            source.line(language),
            language.text(N_("Computed with {software}."), software=software),
        ),
    )


def _error_section(across: int, language: Language) -> Section:
    told = tuple(language.text(sentence) for sentence in (LEFT_OUT, NO_DECISION))
    caption = language.text(
        N_("Previews beside fine runs: cells at least 10 cm deep in either, greatest depth")
    )
    columns = (
        Column(language.text(N_("Place")), numbers=False),
        Column(language.text(N_("within 5 cm [%]"))),
        Column(language.text(N_("found [%]"))),
        Column(language.text(N_("false alarms [%]"))),
        Column(language.text(N_("times as fast"))),
    )
    rows = tuple(
        Row(
            (
                language.label(de=row.label_de, en=row.label_en),
                str(row.within_percent),
                str(row.hit_percent),
                str(row.false_percent),
                language.trimmed(row.times_faster),
            )
        )
        for row in preview_errors()
        if row.across == across
    )
    parts = (
        Sentences((stated_error(across, language), *told), tone="warning"),
        Table(caption, columns, rows),
    )
    return Section("preview", language.text(N_("A preview")), parts)
