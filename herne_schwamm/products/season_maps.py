"""The maps of a season: every indicator of the units as a raster, of blocks and districts drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.areas import BLOCK, DISTRICT
from herne_schwamm.city.city import NO_BUILDING, City
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.pictures import MapTexts, write_picture
from herne_schwamm.products.season_tables import AREA_PLURALS, AreaTables
from herne_schwamm.products.styled_raster import write_styled_raster
from herne_schwamm.tables.products import ProductRow, products

PERCENT = 100.0

AREA_NOTES = {
    BLOCK: N_("All surfaces of a block together; what lies between blocks has no value."),
    DISTRICT: N_("All surfaces of a district together; what lies in none has no value."),
}


@dataclass(frozen=True, slots=True)
class Mapped:
    """An indicator of `sponge_indicators` that is drawn.

    ``factor`` takes it to the unit of the map; ``of_sealed``: units are drawn where their
    ground is sealed or roofed only, though others of their cells are not.
    """

    column: str
    factor: float = 1.0
    of_sealed: bool = False


MAPS: Mapping[str, Mapped] = {
    "runoff_mm_a": Mapped("runoff_mm_a"),
    "recharge_mm_a": Mapped("recharge_mm_a"),
    "evapotranspiration_mm_a": Mapped("evapotranspiration_mm_a"),
    "runoff_share_percent": Mapped("runoff_share", PERCENT),
    "recharge_share_percent": Mapped("recharge_share", PERCENT),
    "evapotranspiration_share_percent": Mapped("evapotranspiration_share", PERCENT),
    "delta_w_percent": Mapped("delta_w_percent"),
    "natural_deviation_points": Mapped("greatest_percentage_points"),
    "disconnected_percent": Mapped("disconnected_share", PERCENT, of_sealed=True),
    "summer_evaporation_w_m2": Mapped("summer_evaporation_w_m2"),
    "soil_water_stress": Mapped("stressed_d_a"),
}
"""Indicators by the name of their product, in the order they are shown."""


def area_picture(name: str, kind: str) -> str:
    """Path of an indicator's picture for areas of a kind, beside the report."""
    return f"maps/{kind}s/{name}.png"


def area_product(name: str, kind: str, language: Language) -> ProductRow:
    """The product of an indicator, called after the areas it is told for."""
    product, areas = products()[name], language.text(AREA_PLURALS[kind])
    return replace(
        product,
        label_de=f"{product.label_de} – {areas}",
        label_en=f"{product.label_en} – {areas}",
    )


def write_unit_maps(
    folder: Path,
    indicators: pd.DataFrame,
    city: City,
    texts: MapTexts,
    language: Language,
    tags: Mapping[str, str],
) -> list[Path]:
    """Write raster, style and picture of every indicator of the units.

    Parameters
    ----------
    folder
        ``…/water_balance``.
    indicators
        Of the units, in the order of the city's table.
    city, texts, language, tags
        As of other maps.

    Returns
    -------
    list of Path
        The files, in the order they were written.

    Raises
    ------
    WriteProblem
        The disk refused, or what it holds is not what was written.
    """
    written: list[Path] = []
    for name, mapped in MAPS.items():
        product = products()[name]
        place = city.layer("unit_id")
        if mapped.of_sealed:
            place = np.where(_sealed(city), place, -1)
        values = _on_cells(_values(indicators, mapped), place)
        written += write_styled_raster(
            folder / f"{name}.tif", values, city.grid, product, language=language, tags=tags
        )
        picture = folder / "maps" / f"{name}.png"
        _draw(picture, values, city, product, texts, language)
        written.append(picture)
    return written


def write_area_pictures(
    folder: Path, areas: AreaTables, city: City, texts: MapTexts, language: Language
) -> list[Path]:
    """Draw every indicator of blocks or districts; the values stand in the GeoPackage.

    Raises
    ------
    WriteProblem
        The disk refused, or what it holds is not what was written.
    """
    of_cell = next(one.of_cell for one in city.areas if one.kind == areas.kind)
    noted = replace(texts, note=language.text(AREA_NOTES[areas.kind]))
    written = []
    for name, mapped in MAPS.items():
        of_area = np.full(len(areas.names), np.nan)
        of_area[areas.indicators.index] = _values(areas.indicators, mapped)
        values = _on_cells(of_area, of_cell)
        picture = folder / area_picture(name, areas.kind)
        _draw(picture, values, city, area_product(name, areas.kind, language), noted, language)
        written.append(picture)
    return written


def _values(indicators: pd.DataFrame, mapped: Mapped) -> NDArray[np.float64]:
    values: NDArray[np.float64] = indicators[mapped.column].to_numpy(np.float64)
    return mapped.factor * values


def _sealed(city: City) -> NDArray[np.bool_]:
    sealed: NDArray[np.bool_] = (city.layer("sealing") > 0.0) | (
        city.layer("building") != NO_BUILDING
    )
    return sealed


def _on_cells(values: NDArray[np.float64], place: NDArray[np.int32]) -> NDArray[np.float32]:
    """Values by the place each cell has among them, NaN where it has none."""
    raster = np.full(place.shape, np.nan, dtype=np.float32)
    within = place >= 0
    raster[within] = values.astype(np.float32)[place[within]]
    return raster


def _draw(
    path: Path,
    values: NDArray[np.float32],
    city: City,
    product: ProductRow,
    texts: MapTexts,
    language: Language,
) -> None:
    roofs = city.layer("building") != NO_BUILDING
    write_picture(
        path,
        values,
        city,
        product,
        texts,
        language=language,
        roofs_coloured=bool(np.isfinite(values[roofs]).all()),
    )
