"""Layers beside the terrain: a file, a number or a class, checked and on the city's grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import LayerOrigin
from herne_schwamm.city.grid import Grid
from herne_schwamm.inputs.alignment import onto_grid
from herne_schwamm.inputs.rasters import Raster, read_raster
from herne_schwamm.inputs.run_file_paths import RunPath
from herne_schwamm.problems import N_, InputProblem

ROUNDING = 1e-6
"""Share by which a number may pass its upper limit: shares that were summed in float32."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where layers are needed: the grid and the cells of the city in it."""

    grid: Grid
    inside: NDArray[np.bool_]


def number_layer(
    key: str,
    source: RunPath | float,
    place: Place,
    low: float,
    high: float,
    needed: NDArray[np.bool_] | None = None,
) -> tuple[NDArray[np.float32], LayerOrigin]:
    """A layer of numbers, NaN outside the city and where a raster says nothing.

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
    needed
        Cells that need a number; None: all of the city.

    Raises
    ------
    InputProblem
        The raster cannot be read, has gaps where numbers are needed, or
        numbers outside the limits.
    """
    if not isinstance(source, RunPath):
        values = np.where(place.inside, np.float32(source), np.float32(np.nan))
        return values, LayerOrigin("number", f"{source:g}")
    raster = read_raster(source.path, place.grid.crs)
    check_limits(key, raster, low, high)
    values, notes = onto_grid(raster, place.grid, classes=False)
    check_complete(raster.file, key, np.isfinite(values), place, needed)
    values = np.where(place.inside, np.clip(values, low, high), np.float32(np.nan))
    return values, LayerOrigin("file", raster.file, notes)


def check_limits(key: str, raster: Raster, low: float, high: float) -> None:
    """Refuse numbers of a raster, as they stand in the file, beyond what they can be.

    Means of wrong numbers can look right: this comes before they are brought
    onto the grid.

    Raises
    ------
    InputProblem
        With the first of them and its place.
    """
    values = raster.values
    with np.errstate(invalid="ignore"):
        wrong = (values < low) | (values > high + ROUNDING * abs(high))
    if not wrong.any():
        return
    cell, (x_m, y_m) = raster.grid.first_marked(wrong)
    raise InputProblem(
        N_(
            "{file}: {key} is {value:g} at x = {x:.1f}, y = {y:.1f}, "
            "but {low:g} to {high:g} is expected; check unit and nodata value"
        ),
        file=raster.file,
        key=key,
        value=float(values[cell]),
        x=x_m,
        y=y_m,
        low=low,
        high=high,
    )


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


def check_complete(
    file: str,
    key: str,
    known: NDArray[np.bool_],
    place: Place,
    needed: NDArray[np.bool_] | None = None,
    missing_codes: Sequence[str] = (),
) -> None:
    """Refuse a layer that says nothing where it is needed.

    Parameters
    ----------
    file, key
        File and key of the run file, for the sentence.
    known
        Cells of which the layer says something.
    place
        Grid and cells of the city.
    needed
        Cells that need it; None: all of the city.
    missing_codes
        Codes of the file that mean that nothing is known.

    Raises
    ------
    InputProblem
        With the share of such cells and the place of the first.
    """
    gaps = (place.inside if needed is None else needed) & ~known
    if not gaps.any():
        return
    _, (x_m, y_m) = place.grid.first_marked(gaps)
    facts = {
        "file": file,
        "key": key,
        "percent": 100.0 * np.count_nonzero(gaps) / np.count_nonzero(place.inside),
        "cells": int(np.count_nonzero(gaps)),
        "x": x_m,
        "y": y_m,
    }
    if missing_codes:
        raise InputProblem(
            N_(
                "{file}: {key} is missing in {percent:.3f} % of the city ({cells} cells; the "
                "codes {codes} mean that nothing is known), first at x = {x:.1f}, y = {y:.1f}; "
                "complete the layer or cut the terrain to it"
            ),
            codes=", ".join(missing_codes),
            **facts,
        )
    raise InputProblem(
        N_(
            "{file}: {key} is missing in {percent:.3f} % of the city ({cells} cells), first at "
            "x = {x:.1f}, y = {y:.1f}; complete the layer or cut the terrain to it"
        ),
        **facts,
    )
