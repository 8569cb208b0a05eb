"""Layers of codes: a raster of numbers, or polygons with a column, on the city's grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rasterio.features import rasterize
from rasterio.transform import Affine

from herne_schwamm.city.city import LayerOrigin
from herne_schwamm.inputs.alignment import onto_grid
from herne_schwamm.inputs.layers import Place
from herne_schwamm.inputs.notes import FIRST_POLYGON
from herne_schwamm.inputs.rasters import read_raster
from herne_schwamm.inputs.run_file_paths import RunPath
from herne_schwamm.inputs.vectors import check_meets, read_vector
from herne_schwamm.problems import N_, RunFileProblem

VECTOR_SUFFIXES = (".gpkg", ".shp", ".geojson", ".json", ".fgb")
"""Endings of files that hold polygons and no raster."""

NOTHING = -1
"""Number of a cell without a code."""

LISTED_CODES = 10

Value = TypeVar("Value", bound=np.generic)


@dataclass(frozen=True, slots=True)
class CodeLayer:
    """Codes on the grid.

    ``number`` (int32) is the place of a cell's code in ``codes``, `NOTHING`
    where the file says nothing; ``column`` the column of polygons, "" for
    rasters.
    """

    file: str
    number: NDArray[np.int32]
    codes: tuple[str, ...]
    column: str
    origin: LayerOrigin

    def listed(self, wanted: Sequence[bool], needed: NDArray[np.bool_]) -> str:
        """Codes with their cells and share of the area, the most frequent first; "" for none.

        Parameters
        ----------
        wanted
            Which of ``codes`` to list.
        needed
            Cells that count.
        """
        numbers = self.number[needed]
        cells = np.bincount(numbers[numbers != NOTHING], minlength=len(self.codes))
        order = np.argsort(-cells, kind="stable")
        found = [number for number in order if wanted[number] and cells[number]]
        listed = ", ".join(
            f"{self.codes[number]} ({cells[number]} = {100.0 * cells[number] / numbers.size:.2f} %)"
            for number in found[:LISTED_CODES]
        )
        return listed + (", …" if len(found) > LISTED_CODES else "")

    def of_code(self, values: NDArray[Value], without: object) -> NDArray[Value]:
        """A property of the code in every cell, ``without`` where there is none."""
        # `NOTHING` is the place of the last one.
        table = np.append(values, np.array([without], dtype=values.dtype))
        result: NDArray[Value] = table[self.number]
        return result


def is_vector(source: RunPath) -> bool:
    """Whether a path names polygons, by its ending."""
    return source.path.suffix.lower() in VECTOR_SUFFIXES


def read_codes(key: str, source: RunPath, column: str | None, place: Place) -> CodeLayer:
    """Codes of a raster or of polygons.

    A cell of the grid takes the most frequent of finer cells, the nearest of
    others; of polygons the one that its centre lies in, the first in the file
    where several do. Polygons without a code count for nothing.

    Parameters
    ----------
    key
        Key of the run file, for sentences.
    source
        Raster, or polygons.
    column
        Column with the code: for polygons, and only for them.
    place
        Grid and cells of the city.

    Raises
    ------
    InputProblem
        The file cannot be read or lies elsewhere.
    RunFileProblem
        The column is not named, not there, or named for a raster.
    """
    file = source.path.name
    if is_vector(source):
        if column is None:
            raise RunFileProblem(
                N_("{file}: these are polygons; name their column with the code in city.{key}"),
                file=file,
                key=f"{key}_column",
            )
        return _of_polygons(source, column, place)
    if column is not None:
        raise RunFileProblem(
            N_("{file}: a raster has no columns; take city.{key} out of the run file"),
            file=file,
            key=f"{key}_column",
        )
    return _of_raster(source, place)


def _of_raster(source: RunPath, place: Place) -> CodeLayer:
    raster = read_raster(source.path, place.grid.crs)
    values, notes = onto_grid(raster, place.grid, classes=True)
    known = np.isfinite(values)
    codes, number_of_known = np.unique(values[known], return_inverse=True)
    number = np.full(values.shape, NOTHING, dtype=np.int32)
    number[known] = number_of_known
    return CodeLayer(
        raster.file,
        number,
        tuple(code_text(code) for code in codes),
        "",
        LayerOrigin("file", raster.file, notes),
    )


def _of_polygons(source: RunPath, column: str, place: Place) -> CodeLayer:
    grid = place.grid
    features, origin = read_vector(source.path, grid.crs, columns=(column,))
    check_meets(origin.source, features, grid)
    number_of_code: dict[str, int] = {}
    shapes = []
    for value, shape in zip(features[column], features.geometry, strict=True):
        code = code_text(value)
        if code:
            shapes.append((shape, number_of_code.setdefault(code, len(number_of_code))))
    number = np.full(grid.shape, NOTHING, dtype=np.int32)
    if shapes:
        # Later shapes overwrite earlier ones: the first in the file comes last.
        rasterize(shapes[::-1], out=number, transform=Affine(*grid.geotransform))
    origin = LayerOrigin("file", origin.source, (*origin.notes, FIRST_POLYGON), origin.numbers)
    return CodeLayer(origin.source, number, tuple(number_of_code), column, origin)


def code_text(value: object) -> str:
    """A code as text: whole numbers without decimals, "" where there is none."""
    if value is None or value is pd.NA:
        return ""
    if isinstance(value, float | np.floating):
        if np.isnan(value):
            return ""
        return str(int(value)) if float(value).is_integer() else f"{value:g}"
    return str(value).strip()
