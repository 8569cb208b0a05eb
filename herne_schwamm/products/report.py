"""The report of one storm: everything a reviewer asks for first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import xarray as xr

from herne_schwamm.city.city import City, LayerOrigin
from herne_schwamm.city.forcing import Storm
from herne_schwamm.city.retention import StormRetention
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.event import event_title
from herne_schwamm.products.page_parts import Page, Picture, Pictures, Section
from herne_schwamm.products.report_assumptions import assumptions_section
from herne_schwamm.products.report_balance import Verdict, balance_section
from herne_schwamm.products.report_computation import computation_section
from herne_schwamm.products.report_flooding import flooded_section, maxima_section
from herne_schwamm.products.report_limits import limits_section
from herne_schwamm.products.report_objects import objects_section
from herne_schwamm.products.report_rain import rain_section
from herne_schwamm.products.report_structures import structures_sections
from herne_schwamm.products.retention_table import retention_sections
from herne_schwamm.risk.storm_risk import StormRisk
from herne_schwamm.tables.products import products

__all__ = ["Verdict", "storm_report"]


def storm_report(
    city: City,
    storm: Storm,
    maps: xr.Dataset,
    balance_m3: Mapping[str, float],
    run: Mapping[str, object],
    *,
    verdict: Verdict,
    language: Language,
    software: str,
    source: DataSource,
    risk: StormRisk | None = None,
    pictured: Sequence[str] = (),
    place: str | None = None,
    settings: Mapping[str, LayerOrigin] | None = None,
    structures: pd.DataFrame | None = None,
    retention: StormRetention | None = None,
) -> Page:
    """Tell one storm.

    Parameters
    ----------
    city
        Grid, layers and where they came from, buildings and sites.
    storm
        Rain and assumptions.
    maps
        Rasters by product name.
    balance_m3
        Terms of the balance [m3] with ``error_m3``, and ``relative_error`` [1];
        terms that are missing are not told.
    run
        How the computation went: ``simulated_s``, ``steps``, ``smallest_step_s``,
        ``limited_outflows`` and ``rising_cells``.
    verdict
        What the error of the balance means.
    language
        German or English.
    software
        Name and version of the software.
    source
        Which data, whose, and of which date.
    risk
        What the storm means for buildings and sites; None: not determined.
    pictured
        Products that lie beside the report as ``maps/<product>.png``.
    place
        Which city, in the words of the run file; None: it is not said.
    settings
        How objects were judged, by key of the run file: numbers, with a note
        where they are the default.
    structures
        What culverts and pumps moved, by name; None: nothing is told of them.
    retention
        What the storm leaves where it fell; None: nothing is told of it.
    """
    sections = [
        rain_section(city, storm, balance_m3, language),
        *_maps(pictured, language),
        balance_section(city, balance_m3, verdict, language),
        *retention_sections(retention, language),
        flooded_section(city, maps, language),
        objects_section(city, risk, language),
        *structures_sections(structures, language),
        maxima_section(city.grid, maps, language),
        assumptions_section(
            city,
            source,
            language,
            sewer_neglected=storm.sewer == "neglected",
            settings=settings,
        ),
        computation_section(run, language),
        limits_section(city, storm, language, with_risk=risk is not None),
    ]
    return Page(
        language=language.code,
        title=event_title(storm, language, place),
        subtitle=language.text(N_("Scenario {name}"), name=storm.name),
        contents=language.text(N_("Contents")),
        sections=tuple(sections),
        foot=(
            source.line(language),
            language.text(N_("Computed with {software}."), software=software),
        ),
    )


def _maps(pictured: Sequence[str], language: Language) -> list[Section]:
    if not pictured:
        return []
    pictures = []
    for name in pictured:
        product = products()[name]
        limits = language.label(de=product.limits_de, en=product.limits_en)
        if name == "risk_class":
            own = language.text(
                N_("Buildings have the colour of their own risk, from the water beside them.")
            )
            limits = f"{own} {limits}"
        title = language.label(de=product.label_de, en=product.label_en)
        pictures.append(Picture(f"maps/{name}.png", title, limits))
    return [Section("maps", language.text(N_("Maps")), (Pictures(tuple(pictures)),))]
