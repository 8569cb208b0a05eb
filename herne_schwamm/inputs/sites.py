"""Sites: places whose flooding matters more than others'."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NoReturn

import numpy as np
import pandas as pd
import rasterio.features
from geopandas import GeoDataFrame
from rasterio.transform import Affine

from herne_schwamm.city.city import LayerOrigin
from herne_schwamm.inputs.layers import Place
from herne_schwamm.inputs.notes import SITES_COUNTED, SITES_OUTSIDE, own_words
from herne_schwamm.inputs.run_file_city import SitesPart
from herne_schwamm.inputs.vectors import check_meets, read_vector
from herne_schwamm.problems import N_, InputProblem, Language
from herne_schwamm.tables.site_kinds import SiteKindRow, site_kind, site_kinds

POINT_OR_POLYGON = ("Point", "Polygon", "MultiPolygon")
DEFAULT_NAME = "name"


def read_sites(
    part: SitesPart | None, place: Place, language: Language | None = None
) -> tuple[GeoDataFrame, LayerOrigin | None]:
    """Read the sites of a city, none where the run file names none.

    Parameters
    ----------
    part
        What the run file says of sites.
    place
        Grid and cells of the city: sites beyond are left out.
    language
        For sites without a name, which are called by their kind and row;
        without it German.

    Returns
    -------
    sites
        ``name``, ``kind`` (a name of the table site_kinds) and ``geometry``
        (point or polygon), indexed 0, 1, … in the order of the file.
    origin
        Where they are from; None where the run file names none.

    Raises
    ------
    InputProblem
        The file cannot be read, holds lines, a kind that is not known, or no
        site within the city.
    RunFileProblem
        A column is not there.
    """
    if part is None:
        return _table([], [], [], place), None
    # Many files have no names: only a column that is asked for has to be there.
    named = part.name != DEFAULT_NAME
    found, origin = read_vector(
        part.file.path,
        place.grid.crs,
        columns=(part.kind, part.name) if named else (part.kind,),
        optional=() if named else (DEFAULT_NAME,),
        shapes="any",
        keys={part.name: "sites.name", part.kind: "sites.kind"},
    )
    shapes = [_single(shape) for shape in found.geometry]
    _check_shapes(origin.source, found, shapes)
    language = language or Language()
    kinds = _kinds(origin.source, part.kind, found, language)
    names = _names(found, part.name, kinds, language)
    kept = [number for number, shape in enumerate(shapes) if _lies_inside(shape, place)]
    outside = sorted(set(range(len(shapes))) - set(kept))
    if not kept:
        _refuse_all_outside(origin.source, found, place)
    notes, numbers = origin.notes, dict(origin.numbers)
    if outside:
        notes += (SITES_OUTSIDE, own_words([names[number] for number in outside]))
        numbers["sites_outside"] = len(outside)
    notes += (SITES_COUNTED,)
    numbers["sites"] = len(kept)
    sites = _table(
        [names[number] for number in kept],
        [kinds[number].name for number in kept],
        [shapes[number] for number in kept],
        place,
    )
    return sites, replace(origin, notes=notes, numbers=numbers)


def _refuse_all_outside(file: str, found: GeoDataFrame, place: Place) -> NoReturn:
    """Say where the sites lie, of which none is in the city."""
    check_meets(file, found, place.grid)
    raise InputProblem(
        N_(
            "{file}: none of its {count} sites lies in the city; give a file of this area, or take "
            "the part [sites] out"
        ),
        file=file,
        count=len(found),
    )


def _table(names: list[str], kinds: list[str], shapes: list[Any], place: Place) -> GeoDataFrame:
    return GeoDataFrame(
        {"name": pd.Series(names, dtype=object), "kind": pd.Series(kinds, dtype=object)},
        geometry=shapes,
        crs=place.grid.crs or None,
    )


def _single(shape: Any) -> Any:
    """A point in brackets is a point."""
    if shape.geom_type == "MultiPoint" and len(shape.geoms) == 1:
        return shape.geoms[0]
    return shape


def _check_shapes(file: str, found: GeoDataFrame, shapes: list[Any]) -> None:
    wrong = [
        (row, shape.geom_type)
        for row, shape in zip(found.index, shapes, strict=True)
        if shape.geom_type not in POINT_OR_POLYGON
    ]
    if wrong:
        raise InputProblem(
            N_(
                "{file}: the site in row {row} is a {shape}, but points and polygons are expected "
                "({count} such rows)"
            ),
            file=file,
            row=int(wrong[0][0]) + 1,
            shape=wrong[0][1],
            count=len(wrong),
        )


def _kinds(file: str, column: str, found: GeoDataFrame, language: Language) -> list[SiteKindRow]:
    words = ["" if pd.isna(value) else str(value).strip() for value in found[column]]
    kinds = [site_kind(word) for word in words]
    unknown = [number for number, kind in enumerate(kinds) if kind is None]
    if unknown:
        first = unknown[0]
        facts = {
            "file": file,
            "row": int(found.index[first]) + 1,
            "column": column,
            "kinds": ", ".join(
                word if language.code == "en" else f"{kind.label_de} ({word})"
                for word, kind in site_kinds().items()
            ),
        }
        others = len(unknown) - 1
        if not words[first]:
            raise InputProblem(
                N_(
                    "{file}, row {row}: the column {column} names no kind of site ({others} more "
                    "such rows); give each one of {kinds}"
                ),
                others=sum(not words[number] for number in unknown[1:]),
                **facts,
            )
        if not others:
            raise InputProblem(
                N_(
                    '{file}, row {row}: the kind of site "{value}" (column {column}) is not known; '
                    "give one of {kinds}"
                ),
                value=words[first],
                **facts,
            )
        raise InputProblem(
            N_(
                '{file}, row {row}: the kind of site "{value}" (column {column}) is not known, nor '
                "that of further rows ({others}); give each one of {kinds}"
            ),
            value=words[first],
            others=others,
            **facts,
        )
    return [kind for kind in kinds if kind is not None]


def _names(
    found: GeoDataFrame, column: str, kinds: list[SiteKindRow], language: Language
) -> list[str]:
    if column in found.columns:
        texts = ["" if pd.isna(value) else str(value).strip() for value in found[column]]
    else:
        texts = [""] * len(found)
    return [
        text or f"{language.label(de=kind.label_de, en=kind.label_en)} {row + 1}"
        for text, kind, row in zip(texts, kinds, found.index, strict=True)
    ]


def _lies_inside(shape: Any, place: Place) -> bool:
    """Whether a site touches a cell of the city."""
    grid = place.grid
    if shape.geom_type == "Point":
        cell = grid.cell_at(shape.x, shape.y)
        return cell is not None and bool(place.inside[cell])
    west, south, east, north = shape.bounds
    size = grid.cell_size_m
    rows = _range(grid.north_m - north, grid.north_m - south, size, grid.rows)
    columns = _range(west - grid.west_m, east - grid.west_m, size, grid.columns)
    if not (rows and columns):
        return False
    window = np.zeros((len(rows), len(columns)), dtype=np.uint8)
    rasterio.features.rasterize(
        [shape],
        out=window,
        transform=Affine(
            size, 0.0, grid.west_m + columns[0] * size, 0.0, -size, grid.north_m - rows[0] * size
        ),
        all_touched=True,
    )
    touched = place.inside[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return bool((touched & (window == 1)).any())


def _range(start_m: float, stop_m: float, size_m: float, count: int) -> range:
    """Rows or columns between two distances from the edge of the grid."""
    first = max(0, int(np.floor(start_m / size_m)))
    last = min(count - 1, int(np.floor(stop_m / size_m)))
    return range(first, last + 1)
