"""What the terrain does not show: culverts, walls, openings under bridges, pumps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from shapely.geometry import MultiLineString

from herne_schwamm.city.city import NO_BUILDING, LayerOrigin
from herne_schwamm.city.grid import Grid
from herne_schwamm.city.structures import Culvert, Pump, Structures, Walls
from herne_schwamm.inputs.guessing import nearest
from herne_schwamm.inputs.layers import Place
from herne_schwamm.inputs.notes import (
    OPENINGS_IDLE,
    OPENINGS_LOWERED,
    STRUCTURES_COUNTED,
    STRUCTURES_IN_ONE_CELL,
    STRUCTURES_MOVED,
    STRUCTURES_OUTSIDE,
    WALLS_IDLE,
)
from herne_schwamm.inputs.openings import OPENING_COLUMNS, Openings, lower_openings, touched
from herne_schwamm.inputs.rows import rows_of
from herne_schwamm.inputs.run_file_city import CityPart
from herne_schwamm.inputs.structure_rows import (
    CULVERT_COLUMNS,
    PUMP_COLUMNS,
    WALL_COLUMNS,
    Ground,
    WallRow,
    culvert_of,
    pump_of,
    wall_of,
)
from herne_schwamm.inputs.terrain import Terrain
from herne_schwamm.inputs.vectors import check_meets, layers_of, read_vector
from herne_schwamm.inputs.wall_faces import walls_on_grid
from herne_schwamm.problems import N_, InputProblem

LAYERS: Mapping[str, tuple[str, ...]] = {
    "culverts": CULVERT_COLUMNS,
    "walls": WALL_COLUMNS,
    "openings": OPENING_COLUMNS,
    "pumps": PUMP_COLUMNS,
}
"""Layers of the file with the columns that are read."""

MISSPELT = 0.8
"""Likeness from which a column is taken for a misspelt one; others are columns of one's own."""

NEEDED: Mapping[str, tuple[str, ...]] = {
    "culverts": (),
    "walls": (),
    "openings": ("level_m",),
    "pumps": ("capacity_m3_s",),
}
"""Columns a layer has to have; of the others each row says what it lacks."""


@dataclass(frozen=True, slots=True)
class Corrections:
    """Structures, the terrain with its openings, and where they are from (None: no file)."""

    structures: Structures
    openings: Openings
    origin: LayerOrigin | None


def read_corrections(
    part: CityPart, terrain: Terrain, place: Place, building: NDArray[np.int32]
) -> Corrections:
    """Read the file of corrections, if the run file names one.

    Parameters
    ----------
    part
        What the run file says of the city.
    terrain
        The ground; openings are lowered in what is returned.
    place
        Grid and cells of the city.
    building
        Number of the building on a cell; structures stand on open ground.

    Returns
    -------
    Corrections
        What lies outside the city altogether, or has both ends in one cell,
        is left out and told with its number.

    Raises
    ------
    InputProblem
        The file cannot be read, has a layer that is not known or a feature
        that cannot be; see `culvert_of`, `wall_of` and `pump_of`.
    RunFileProblem
        A column is not there.
    """
    if part.corrections is None:
        return Corrections(Structures(), Openings(terrain), None)
    path = part.corrections.path
    layers = _layers(path)
    found: dict[str, GeoDataFrame] = {}
    notes: dict[str, None] = {}
    numbers: Counter[str] = Counter()
    for layer, name in layers.items():
        needed = NEEDED[layer]
        _refuse_misspelt(path, layer, name)
        optional = tuple(column for column in LAYERS[layer] if column not in needed)
        found[layer], read = read_vector(
            path, place.grid.crs, columns=needed, optional=optional, shapes="any", layer=name
        )
        notes |= dict.fromkeys(read.notes)
        numbers.update(read.numbers)
    if found:
        check_meets(path.name, _together(found, place.grid), place.grid)
    rows = {
        layer: list(rows_of(path.name, layers[layer], features))
        for layer, features in found.items()
    }
    openings = lower_openings(rows.get("openings", []), terrain)
    lowered = openings.terrain
    ground = Ground(place.grid, lowered.values_m, place.inside & (building == NO_BUILDING))
    drawn = [wall_of(row) for row in rows.get("walls", [])]
    walls = [wall for wall in drawn if _meets_city(wall, lowered)]
    culverts = [culvert_of(row, ground) for row in rows.get("culverts", [])]
    pumps = [pump_of(row, ground) for row in rows.get("pumps", [])]
    structures = Structures(
        culverts=tuple(one for one in culverts if isinstance(one, Culvert)),
        pumps=tuple(one for one in pumps if isinstance(one, Pump)),
        walls=_on_grid(walls, lowered),
        openings=len(openings.passages),
    )
    numbers.update(
        culverts=len(structures.culverts),
        walls=len(walls),
        openings=len(openings.passages),
        pumps=len(structures.pumps),
    )
    notes[STRUCTURES_COUNTED] = None
    left_out = [*culverts, *pumps]
    for note, name, number in (
        (
            STRUCTURES_OUTSIDE,
            "structures_outside",
            left_out.count("outside") + len(drawn) - len(walls) + openings.outside,
        ),
        (STRUCTURES_MOVED, "moved_ends", len(ground.moved)),
        (STRUCTURES_IN_ONE_CELL, "structures_in_one_cell", left_out.count("one cell")),
        (WALLS_IDLE, "idle_walls", sum(not _raises(wall, lowered) for wall in walls)),
        (OPENINGS_IDLE, "idle_openings", openings.idle),
    ):
        if number:
            notes[note] = None
            numbers[name] = number
    if openings.passages:
        origin = lowered.origin
        lowered = replace(
            lowered,
            origin=replace(
                origin,
                notes=(*origin.notes, OPENINGS_LOWERED),
                numbers={**origin.numbers, "opening_cells": openings.cells},
            ),
        )
    return Corrections(
        structures,
        replace(openings, terrain=lowered),
        LayerOrigin("file", path.name, tuple(notes), dict(numbers)),
    )


def _refuse_misspelt(path: Path, layer: str, name: str) -> None:
    """Stop at a column that is nearly one that is read: its values would be lost silently."""
    there = [str(field) for field in pyogrio.read_info(path, layer=name)["fields"]]
    small = {field.lower() for field in there}
    missing = [column for column in LAYERS[layer] if column not in small]
    for field in there:
        guess = nearest(field, missing, MISSPELT)
        if field.lower() not in LAYERS[layer] and guess is not None:
            raise InputProblem(
                N_(
                    "{file}, layer {layer}: the column {column} is not known; did you mean "
                    "{guess}? Rename or remove it"
                ),
                file=path.name,
                layer=name,
                column=field,
                guess=guess,
            )


def _layers(path: Path) -> dict[str, str]:
    """Name in the file of every known layer that has features, in the order of `LAYERS`."""
    named: dict[str, str] = {}
    for name, features in layers_of(path).items():
        if name.casefold() not in LAYERS:
            raise InputProblem(
                N_(
                    '{file}: the layer "{layer}" is not known; corrections have the layers '
                    "{known}; rename it or take it out"
                ),
                file=path.name,
                layer=name,
                known=", ".join(LAYERS),
            )
        if features:
            named[name.casefold()] = name
    return {layer: named[layer] for layer in LAYERS if layer in named}


def _together(found: Mapping[str, GeoDataFrame], grid: Grid) -> GeoDataFrame:
    shapes = pd.concat([features.geometry for features in found.values()], ignore_index=True)
    together = GeoDataFrame(geometry=shapes, crs=grid.crs or None)
    # All layers of a file have its reference system.
    together.attrs.update(next(iter(found.values())).attrs)
    return together


def _on_grid(walls: list[WallRow], terrain: Terrain) -> Walls:
    lines = [(line, wall.crest_m, wall.height_m) for wall in walls for line in wall.lines]
    return walls_on_grid(
        [line for line, _, _ in lines],
        [crest_m for _, crest_m, _ in lines],
        [height_m for _, _, height_m in lines],
        terrain.values_m,
        terrain.grid,
    )


def _meets_city(wall: WallRow, terrain: Terrain) -> bool:
    """Whether a line of a wall touches a cell of the city."""
    cells = touched(MultiLineString(wall.lines), terrain.grid)
    return bool((cells & np.isfinite(terrain.values_m)).any())


def _raises(wall: WallRow, terrain: Terrain) -> bool:
    """Whether a wall stands above the ground on both sides of a face."""
    faces = _on_grid([wall], terrain)
    ground = terrain.values_m
    beside = ground[faces.row - (faces.axis == 1), faces.column - (faces.axis == 0)]
    return bool((faces.crest_m > np.maximum(ground[faces.row, faces.column], beside)).any())
