"""Layers beside the terrain: a file, a number or a class, checked and on the city's grid."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import LayerOrigin
from herne_schwamm.city.grid import Grid
from herne_schwamm.inputs.alignment import onto_grid
from herne_schwamm.inputs.rasters import Raster, read_raster
from herne_schwamm.inputs.run_file_paths import RunPath
from herne_schwamm.problems import N_, InputProblem

LISTED_CODES = 10
ROUNDING = 1e-6
"""Share by which a number may pass its upper limit: shares that were summed in float32."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where layers are needed: the grid and the cells of the city in it."""

    grid: Grid
    inside: NDArray[np.bool_]


def number_layer(
    key: str, source: RunPath | float, place: Place, low: float, high: float
) -> tuple[NDArray[np.float32], LayerOrigin]:
    """A layer of numbers, NaN outside the city.

    Parameters
    ----------
    key
        Key of the run file, for sentences.
    source
        Raster or number.
    place
        Grid and cells of the city.
    low, high
        What the numbers can be.

    Raises
    ------
    InputProblem
        The raster cannot be read, has gaps inside the city, or numbers
        outside the limits.
    """
    if not isinstance(source, RunPath):
        values = np.where(place.inside, np.float32(source), np.float32(np.nan))
        return values, LayerOrigin("number", f"{source:g}")
    raster = read_raster(source.path, place.grid.crs)
    # Checked as they stand in the file: means of wrong numbers can look right.
    with np.errstate(invalid="ignore"):
        wrong = (raster.values < low) | (raster.values > high + ROUNDING * abs(high))
    if wrong.any():
        _refuse_number(key, raster, wrong, low, high)
    values, notes = onto_grid(raster, place.grid, classes=False)
    check_complete(raster.file, key, values, place)
    values = np.where(place.inside, np.clip(values, low, high), np.float32(np.nan))
    return values, LayerOrigin("file", raster.file, notes)


def _refuse_number(
    key: str, raster: Raster, wrong: NDArray[np.bool_], low: float, high: float
) -> None:
    cell, (x_m, y_m) = raster.grid.first_marked(wrong)
    values = raster.values
    facts = {
        "file": raster.file,
        "key": key,
        "value": float(values[cell]),
        "x": x_m,
        "y": y_m,
        "low": low,
        "high": high,
    }
    largest = float(np.nanmax(values))
    divisor = next((scale for scale in (100, 255) if 2 <= largest <= scale), None)
    if key == "sealing" and float(np.nanmin(values)) >= 0 and divisor is not None:
        raise InputProblem(
            N_(
                "{file}: {key} goes up to {largest:g}, but it is a share from 0 to 1; "
                "it looks like values from 0 to {divisor}: divide them by {divisor}"
            ),
            largest=largest,
            divisor=divisor,
            **facts,
        )
    raise InputProblem(
        N_(
            "{file}: {key} is {value:g} at x = {x:.1f}, y = {y:.1f}, "
            "but {low:g} to {high:g} is expected; check unit and nodata value"
        ),
        **facts,
    )


def class_layer(
    key: str, source: RunPath, place: Place, known: Collection[int]
) -> tuple[NDArray[np.uint8], LayerOrigin]:
    """A layer of codes from a raster, 0 outside the city.

    Raises
    ------
    InputProblem
        The raster cannot be read, has gaps inside the city, or codes that
        the table does not know.
    """
    raster = read_raster(source.path, place.grid.crs)
    values, notes = onto_grid(raster, place.grid, classes=True)
    check_complete(raster.file, key, values, place)
    codes, counts = np.unique(values[place.inside], return_counts=True)
    unknown = [
        (code, count) for code, count in zip(codes, counts, strict=True) if code not in known
    ]
    if unknown:
        total = float(counts.sum())
        listed = ", ".join(
            f"{code:g} ({count} = {100.0 * count / total:.2f} %)"
            for code, count in unknown[:LISTED_CODES]
        ) + (", …" if len(unknown) > LISTED_CODES else "")
        raise InputProblem(
            N_(
                "{file}: {key} has codes that the table does not know "
                "(code, cells and share of the area): {listed}; known are {known}"
            ),
            file=raster.file,
            key=key,
            listed=listed,
            known=", ".join(str(code) for code in sorted(known)),
        )
    layer = np.where(place.inside, values, np.float32(0.0)).astype(np.uint8)
    return layer, LayerOrigin("file", raster.file, notes)


def constant_class(name: str, code: int, place: Place) -> tuple[NDArray[np.uint8], LayerOrigin]:
    """One class everywhere inside the city, 0 outside."""
    return np.where(place.inside, np.uint8(code), np.uint8(0)), LayerOrigin("class", name)


def from_class(
    surface_class: NDArray[np.uint8], value_by_code: dict[int, float], place: Place
) -> NDArray[np.float32]:
    """A property of the surface class in every cell, NaN outside the city."""
    table = np.full(256, np.nan, dtype=np.float32)
    for code, value in value_by_code.items():
        table[code] = value
    return np.where(place.inside, table[surface_class], np.float32(np.nan))


def check_complete(file: str, key: str, values: NDArray[np.float32], place: Place) -> None:
    """Refuse a layer that says nothing in cells of the city.

    Raises
    ------
    InputProblem
        With the share of such cells and the place of the first.
    """
    gaps = place.inside & np.isnan(values)
    if not gaps.any():
        return
    _, (x_m, y_m) = place.grid.first_marked(gaps)
    raise InputProblem(
        N_(
            "{file}: {key} is missing in {percent:.3f} % of the city ({cells} cells), first at "
            "x = {x:.1f}, y = {y:.1f}; complete the layer or cut the terrain to it"
        ),
        file=file,
        key=key,
        percent=100.0 * np.count_nonzero(gaps) / np.count_nonzero(place.inside),
        cells=int(np.count_nonzero(gaps)),
        x=x_m,
        y=y_m,
    )
