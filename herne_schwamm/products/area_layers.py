"""Blocks and districts as a GeoPackage: every indicator of the season, coloured by ΔW."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas
import numpy as np
import rasterio.features
import shapely
from rasterio.transform import Affine

from herne_schwamm.city.areas import NO_AREA, Areas
from herne_schwamm.city.city import City
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.class_labels import class_labels
from herne_schwamm.products.geopackage import VectorLayer, short_decimals, write_geopackage
from herne_schwamm.products.season_tables import AREA_PLURALS, HEADINGS, AreaTables
from herne_schwamm.products.vector_style import (
    POLYGON_GEOMETRY,
    add_aliases,
    add_fill,
    add_labels,
    as_qml,
    categories_of,
    categorised,
)
from herne_schwamm.tables.products import products

AREA_LAYERS = "areas.gpkg"
COLOURED_BY, CLASS_COLUMN, LABEL_COLUMN = "delta_w_percent", "delta_w_class", "delta_w_label"


def write_area_layers(
    path: Path,
    areas: Sequence[AreaTables],
    city: City,
    language: Language,
    about: Mapping[str, str] | None = None,
) -> bool:
    """Write the areas with their indicators; no file where none is known.

    Parameters
    ----------
    path
        ``….gpkg`` with the layers ``blocks`` and ``districts`` (polygons along the
        cells that were summed up), each only where it has rows, and their styles.
    areas
        Indicators of blocks and districts.
    city
        Cells of the areas, and the grid.
    language
        Language of the labels.
    about
        Run, source, date of the data and software.

    Returns
    -------
    bool
        A file was written.

    Raises
    ------
    WriteProblem
        The disk refused, or what it holds is not what was written.
    """
    layers = [
        VectorLayer(
            f"{one.kind}s",
            _table(
                one, next(found for found in city.areas if found.kind == one.kind), city, language
            ),
            _style(one, language),
            language.text(AREA_PLURALS[one.kind]),
        )
        for one in areas
        if not one.indicators.empty
    ]
    if not layers:
        return False
    write_geopackage(path, layers, about)
    return True


def _table(
    tables: AreaTables, areas: Areas, city: City, language: Language
) -> geopandas.GeoDataFrame:
    """One row for each area: ``name``, indicators, class of ΔW, outline of its cells."""
    outlines = _outlines(areas, city)
    columns: dict[str, object] = {
        "name": [tables.names[place] for place in tables.indicators.index]
    }
    columns |= {
        name: short_decimals(tables.indicators[name].to_numpy(np.float64))
        for name in tables.indicators.columns
    }
    classes = products()[COLOURED_BY].classes
    delta_w = tables.indicators[COLOURED_BY].to_numpy(np.float64)
    codes = classes.classify(delta_w).astype(np.int32)
    columns |= {CLASS_COLUMN: codes, LABEL_COLUMN: class_labels(codes, classes, language)}
    return geopandas.GeoDataFrame(
        columns,
        geometry=[outlines[place] for place in tables.indicators.index],
        crs=city.grid.crs or None,
    )


def _outlines(areas: Areas, city: City) -> dict[int, shapely.MultiPolygon]:
    """Outline of each area's cells by its place among the names."""
    traced = rasterio.features.shapes(
        areas.of_cell,
        mask=areas.of_cell != NO_AREA,
        connectivity=4,
        transform=Affine(*city.grid.geotransform),
    )
    pieces: dict[int, list[shapely.Polygon]] = {}
    for shape, place in traced:
        pieces.setdefault(int(place), []).append(shapely.geometry.shape(shape))
    return {place: shapely.multipolygons(found) for place, found in pieces.items()}


def _style(tables: AreaTables, language: Language) -> str:
    aliases = {name: HEADINGS[name] for name in ("name", *tables.indicators.columns)}
    root = categorised(
        CLASS_COLUMN, categories_of(products()[COLOURED_BY].classes, language), add_fill
    )
    add_labels(root, '"name"')
    aliases |= {CLASS_COLUMN: N_("Class of Delta W"), LABEL_COLUMN: N_("Delta W in words")}
    add_aliases(root, aliases, language)
    return as_qml(root, POLYGON_GEOMETRY)
