"""The page of several computations of one storm: areas, where they differ, their balances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.problems import N_, Language
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
from herne_schwamm.products.report_balance import Verdict
from herne_schwamm.products.report_numbers import M2_PER_HA, PERCENT, error_share
from herne_schwamm.tables.products import products

VARIANTS: Mapping[str, str] = {
    "as_given": N_("as in the run file"),
    "less_rain": N_("less rain"),
    "more_rain": N_("more rain"),
    "smoother": N_("smoother ground"),
    "rougher": N_("rougher ground"),
}


@dataclass(frozen=True, slots=True)
class Variant:
    """One computation.

    Parameters
    ----------
    name
        One of `VARIANTS`.
    rain_depth_mm
        What rained. [mm]
    depth_max_m
        Greatest depth, NaN outside the city and on buildings. (rows, columns) [m]
    verdict
        What the error of its balance means.
    relative_error
        Error of its balance as a share of the water put in.
    """

    name: str
    rain_depth_mm: float
    depth_max_m: NDArray[np.float32]
    verdict: Verdict
    relative_error: float


def flooded_areas_ha(variants: Sequence[Variant], city: City, language: Language) -> pd.DataFrame:
    """Flooded area of each class by computation. [ha]"""
    table = products()["depth_class"].classes
    rows = {}
    for variant in variants:
        counts = np.bincount(table.classify(variant.depth_max_m).ravel(), minlength=256)
        rows[language.text(VARIANTS[variant.name])] = {
            language.text(N_("Rain [mm]")): variant.rain_depth_mm,
            **{
                f"{language.label(de=one.label_de, en=one.label_en)} [ha]": counts[one.code]
                * city.grid.cell_area_m2
                / M2_PER_HA
                for one in table.classes
            },
        }
    frame = pd.DataFrame.from_dict(rows, orient="index")
    frame.index.name = language.text(N_("Computation"))
    return frame


def uncertainty_page(
    areas: pd.DataFrame,
    variants: Sequence[Variant],
    rasters: Mapping[str, NDArray[np.uint8]],
    city: City,
    language: Language,
    *,
    title: str,
    subtitle: str,
    roughness_share: float,
    rain_told: str,
    foot: tuple[str, ...],
) -> Page:
    """Tell how far the computations lie apart.

    ``rain_told`` says by how much rain was varied, and why by so much.
    """
    columns = (
        Column(str(areas.index.name), numbers=False),
        *(Column(str(name)) for name in areas.columns),
    )
    rows = tuple(
        Row((str(name), *(language.number(float(value), 2) for value in row)))
        for name, row in zip(areas.index, areas.to_numpy(), strict=True)
    )
    caption = language.text(N_("Flooded area by class of the greatest water depth"))
    wet = int(np.count_nonzero(rasters["depth_class_highest"]))
    changed = int(np.count_nonzero(rasters["depth_class_change"]))
    varied = language.text(
        N_(
            "The storm was computed with less and with more rain, and with the roughness of the "
            "ground (Manning's coefficient n) lower and higher by {share} %."
        ),
        share=language.number(PERCENT * roughness_share),
    )
    told = language.text(
        N_(
            "In {changed} ha the class of the greatest depth depends on rain and roughness; that "
            "is {share} % of the {wet} ha that are flooded in any of the computations."
        ),
        changed=language.number(changed * city.grid.cell_area_m2 / M2_PER_HA, 2),
        wet=language.number(wet * city.grid.cell_area_m2 / M2_PER_HA, 2),
        share=language.number(PERCENT * changed / max(wet, 1), 1),
    )
    pictures = Pictures(tuple(product_picture(name, language) for name in rasters))
    errors = tuple(
        Row((language.text(VARIANTS[one.name]), error_share(one.relative_error, language)))
        for one in variants
    )
    error_columns = (
        Column(str(areas.index.name), numbers=False),
        Column(language.text(N_("Error as a share of the water put in"))),
    )
    limits = products()["depth_class_change"]
    sections = (
        Section(
            "areas", caption, (Sentences((varied, rain_told, told)), Table(caption, columns, rows))
        ),
        Section("maps", language.text(N_("Maps")), (pictures,)),
        Section(
            "balance",
            language.text(N_("Water balance")),
            (Table(language.text(N_("Water balance")), error_columns, errors),),
        ),
        Section(
            "limits",
            language.text(N_("Limits of validity")),
            (Sentences((language.label(de=limits.limits_de, en=limits.limits_en),)),),
        ),
    )
    return Page(
        language=language.code,
        title=title,
        subtitle=subtitle,
        contents=language.text(N_("Contents")),
        sections=sections,
        foot=foot,
    )
