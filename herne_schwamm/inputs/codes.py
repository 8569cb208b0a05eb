"""Layers of codes: a raster of numbers, or polygons with a column, on the city's grid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rasterio.enums import MergeAlg
from rasterio.features import rasterize
from rasterio.transform import Affine

from herne_schwamm.city.city import LayerOrigin
from herne_schwamm.inputs.alignment import onto_grid
from herne_schwamm.inputs.layers import Place
from herne_schwamm.inputs.notes import FIRST_POLYGON, OVERLAPS, SMALLEST_POLYGON
from herne_schwamm.inputs.rasters import read_raster
from herne_schwamm.inputs.run_file_paths import RunPath
from herne_schwamm.inputs.vectors import check_meets, read_vector
from herne_schwamm.problems import N_, InputProblem, Problem, RunFileProblem

VECTOR_SUFFIXES = (".gpkg", ".shp", ".geojson", ".json", ".fgb")
"""Endings of files that hold polygons and no raster."""

NOTHING = -1
"""Number of a cell without a code."""

LISTED_CODES = 10

OVERLAP_TOLD = 0.01
"""Share of the city from which overlaps of polygons are told."""

COUNTED_BELOW = 1_000_000
"""Codes below this are counted by number."""

CELLS_PER_STRIP = 4_000_000
"""Cells whose codes are counted at a time: sorting takes many times their memory."""

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

    def listed(self, wanted: Sequence[bool], needed: NDArray[np.bool_]) -> tuple[Problem, ...]:
        """Codes with their cells and share of the area, the most frequent first.

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
        listed = [
            Problem(
                "{code} ({cells} = {percent:.2f} %)",
                code=self.codes[number],
                cells=int(cells[number]),
                percent=float(100.0 * cells[number] / numbers.size),
            )
            for number in found[:LISTED_CODES]
        ]
        return (*listed, *([Problem("…")] if len(found) > LISTED_CODES else []))

    def check_known(
        self,
        unknown: Sequence[bool],
        needed: NDArray[np.bool_],
        sentence: str,
        /,
        **facts: object,
    ) -> None:
        """Refuse codes that mean nothing where the layer is needed.

        Parameters
        ----------
        unknown
            Which of ``codes`` mean nothing.
        needed
            Cells that count.
        sentence, facts
            What to say, with ``{file}`` and ``{listed}``.

        Raises
        ------
        InputProblem
            With the codes, their cells and share of the area.
        """
        listed = self.listed(unknown, needed)
        if listed:
            raise InputProblem(sentence, file=self.file, listed=listed, **facts)

    def of_code(self, values: NDArray[Value], without: object) -> NDArray[Value]:
        """A property of the code in every cell, ``without`` where there is none."""
        # `NOTHING` is the place of the last one.
        table = np.append(values, np.array([without], dtype=values.dtype))
        result: NDArray[Value] = table[self.number]
        return result


def is_vector(source: RunPath) -> bool:
    """Whether a path names polygons, by its ending."""
    return source.path.suffix.lower() in VECTOR_SUFFIXES


def read_codes(
    key: str,
    source: RunPath,
    column: str | None,
    place: Place,
    yields: Callable[[str], bool] | None = None,
) -> CodeLayer:
    """Codes of a raster or of polygons.

    A cell of the grid takes the most frequent of finer cells, the nearest of
    others; of polygons the one that its centre lies in. Where several do it
    is the first in the file, or by `yields` the smallest. Polygons without a
    code count for nothing.

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
    yields
        For lists whose polygons lie upon each other: whether a code gives way
        to any other; None for lists that part the area.

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
        return _of_polygons(f"city.{key}_column", source, column, place, yields)
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
    codes = _codes_in(values, known)
    number = np.full(values.shape, NOTHING, dtype=np.int32)
    for strip in _strips(values.shape):
        there = known[strip]
        number[strip][there] = np.searchsorted(codes, values[strip][there])
    return CodeLayer(
        raster.file,
        number,
        tuple(code_text(code) for code in codes),
        "",
        LayerOrigin("file", raster.file, notes),
    )


def _strips(shape: tuple[int, ...]) -> list[slice]:
    rows = max(1, CELLS_PER_STRIP // max(1, shape[1]))
    return [slice(top, top + rows) for top in range(0, shape[0], rows)]


def _codes_in(values: NDArray[np.float32], known: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The different values of the known cells, rising."""
    found = [_different(values[strip][known[strip]]) for strip in _strips(values.shape)]
    return np.unique(np.concatenate(found))


def _different(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """The different values of a list, rising; whole ones are counted, which needs no sorting."""
    if values.size and values.min() >= 0.0 and values.max() < COUNTED_BELOW:
        whole = values.astype(np.int32)
        if np.array_equal(whole, values):
            return np.flatnonzero(np.bincount(whole)).astype(np.float32)
    return np.unique(values)


def _of_polygons(
    key: str, source: RunPath, column: str, place: Place, yields: Callable[[str], bool] | None
) -> CodeLayer:
    grid = place.grid
    features, origin = read_vector(source.path, grid.crs, columns=(column,), keys={column: key})
    check_meets(origin.source, features, grid)
    codes = [code_text(value) for value in features[column]]
    shapes = [(shape, code) for shape, code in zip(features.geometry, codes, strict=True) if code]
    number_of_code: dict[str, int] = {}
    for _, code in shapes:
        number_of_code.setdefault(code, len(number_of_code))
    # Later shapes overwrite earlier ones: what comes first in the file is burned last.
    shapes.reverse()
    if yields is not None:
        shapes.sort(key=lambda one: (not yields(one[1]), -one[0].area))
    number = np.full(grid.shape, NOTHING, dtype=np.int32)
    notes = (*origin.notes, FIRST_POLYGON if yields is None else SMALLEST_POLYGON)
    numbers = dict(origin.numbers)
    if shapes:
        rasterize(
            [(shape, number_of_code[code]) for shape, code in shapes],
            out=number,
            transform=Affine(*grid.geotransform),
        )
        share = _overlap_share([shape for shape, _ in shapes], place)
        if share > OVERLAP_TOLD:
            notes += (OVERLAPS,)
            numbers["overlap_percent"] = round(100.0 * share)
    origin = LayerOrigin("file", origin.source, notes, numbers)
    return CodeLayer(origin.source, number, tuple(number_of_code), column, origin)


def _overlap_share(shapes: Sequence[object], place: Place) -> float:
    """Share of the city's cells whose centre lies in more than one of the shapes. [0–1]"""
    count = rasterize(
        shapes,
        out_shape=place.grid.shape,
        transform=Affine(*place.grid.geotransform),
        merge_alg=MergeAlg.add,
        dtype=np.uint16,
    )
    several = np.count_nonzero((count > 1) & place.inside)
    return float(several) / max(1, int(np.count_nonzero(place.inside)))


def code_text(value: object) -> str:
    """A code as text: whole numbers without decimals, "" where there is none."""
    if value is None or value is pd.NA:
        return ""
    if isinstance(value, float | np.floating):
        if np.isnan(value):
            return ""
        return str(int(value)) if float(value).is_integer() else f"{value:g}"
    return str(value).strip()
