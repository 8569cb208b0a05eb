"""How much of the area is flooded, and where the greatest values are."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import xarray as xr

from herne_schwamm.city.city import City
from herne_schwamm.city.grid import Grid
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.page_parts import Column, Part, Row, Section, Sentences, Table
from herne_schwamm.products.qgis_style import hex_colour
from herne_schwamm.products.report_numbers import M2_PER_HA, PERCENT, coordinate
from herne_schwamm.tables.products import products


def flooded_section(city: City, maps: xr.Dataset, language: Language) -> Section:
    """Area of every class of the greatest depth."""
    classes = products()["depth_class"].classes
    codes = classes.classify(maps["water_depth_max_m"].values)
    cells_inside = max(int(np.count_nonzero(city.inside)), 1)

    def row(label: str, cells: int, colour: str = "") -> Row:
        area_m2 = cells * city.grid.cell_area_m2
        numbers = (
            language.number(area_m2),
            language.number(area_m2 / M2_PER_HA, 2),
            language.number(PERCENT * cells / cells_inside, 2),
        )
        return Row((label, *numbers), colour, weight="plain" if colour else "sum")

    rows = [
        row(
            language.label(de=one.label_de, en=one.label_en),
            int(np.count_nonzero(codes == one.code)),
            hex_colour(one),
        )
        for one in classes.classes
    ]
    rows.append(row(language.text(N_("together")), int(np.count_nonzero(codes))))
    columns = (
        Column(language.text(N_("Water depth")), numbers=False),
        Column("m²"),
        Column("ha"),
        Column(language.text(N_("% of the area"))),
    )
    caption = language.text(N_("Area by its greatest water depth"))
    table = Table(caption, columns, tuple(rows))
    return Section("flooded", language.text(N_("Flooded area")), (table,))


def maxima_section(grid: Grid, maps: xr.Dataset, language: Language) -> Section:
    """The greatest value of every map and its place."""
    rows = tuple(_maxima(grid, maps, language))
    columns = (
        Column(language.text(N_("Map")), numbers=False),
        Column(language.text(N_("Value"))),
        Column(language.text(N_("Unit")), numbers=False),
        Column("E [m]"),
        Column("N [m]"),
    )
    caption = language.text(N_("The greatest value of every map, and the centre of its cell"))
    part: Part = Table(caption, columns, rows)
    if not rows:
        part = Sentences((language.text(N_("No map has a value above zero.")),))
    return Section("maxima", language.text(N_("Greatest values")), (part,))


def _maxima(grid: Grid, maps: xr.Dataset, language: Language) -> Iterator[Row]:
    for name, product in products().items():
        if product.kind != "continuous" or name not in maps:
            continue
        values = maps[name].values
        if not (values > 0.0).any():
            continue  # Nowhere anything: a place of the maximum would mislead.
        row, column = np.unravel_index(int(np.nanargmax(values)), values.shape)
        digits = 1 if product.unit in ("min", "mm") else 2
        x_m, y_m = grid.centre_of(int(row), int(column))
        yield Row(
            (
                language.label(de=product.label_de, en=product.label_en),
                language.number(float(values[row, column]), digits),
                product.unit,
                coordinate(x_m, language),
                coordinate(y_m, language),
            )
        )
