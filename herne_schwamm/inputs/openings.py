"""Openings under bridges: the ground is lowered, and what lies on it is what passes through.

A dam hides what runs below its bridge: in the terrain and in the land cover.
An opening brings both back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import rasterio.features
from numpy.typing import NDArray
from rasterio.transform import Affine

from herne_schwamm.city.city import NO_BUILDING, LayerOrigin, round_terrain
from herne_schwamm.city.grid import Grid
from herne_schwamm.inputs.guessing import or_guess
from herne_schwamm.inputs.land_cover import NO_CLASS, ROOF, LandCoverLayers
from herne_schwamm.inputs.notes import OPENINGS_GROUND
from herne_schwamm.inputs.rows import FeatureRow
from herne_schwamm.inputs.structure_rows import LEVEL
from herne_schwamm.inputs.terrain import Terrain
from herne_schwamm.problems import N_, RunFileProblem
from herne_schwamm.tables import surface_classes

OPENING_COLUMNS = ("name", "level_m", "surface_class")
"""Columns of the layer; without a surface class it is that of the low ground beside the opening."""

LOW_M = 0.5
"""Ground beside an opening that rises over its level by no more than this leads into it. [m]"""

STREET = "asphalt"
"""What passes where no low ground lies beside an opening."""


@dataclass(frozen=True, slots=True)
class Passage:
    """An opening that lowered the ground.

    Parameters
    ----------
    cells
        Its lowered cells, by their number row after row.
    level_m
        Of its ground. [m]
    surface_class
        As its row names it; None: it does not.
    """

    cells: NDArray[np.intp]
    level_m: float
    surface_class: str | None


@dataclass(frozen=True, slots=True)
class Openings:
    """Terrain with its passages; how many openings lowered nothing, or lie outside the city."""

    terrain: Terrain
    passages: tuple[Passage, ...] = ()
    idle: int = 0
    outside: int = 0

    @property
    def cells(self) -> int:
        """Cells that were lowered."""
        every = [one.cells for one in self.passages]
        return np.unique(np.concatenate(every)).size if every else 0


def lower_openings(rows: Sequence[FeatureRow], terrain: Terrain) -> Openings:
    """Lower the ground in openings; they never raise it.

    Raises
    ------
    InputProblem
        A row is no polygon, has a level that cannot be or an unknown class.
    """
    values = terrain.values_m.copy()
    passages: list[Passage] = []
    idle = outside = 0
    for row in rows:
        shape = row.geometry
        if shape.geom_type not in ("Polygon", "MultiPolygon"):
            raise row.problem(
                N_("it is a {shape}, but a {expected} is expected"),
                shape=shape.geom_type,
                expected="Polygon",
            )
        level_m = row.number("level_m", LEVEL)
        surface_class = _surface_class(row)
        within = cells_of(shape, terrain.grid) & np.isfinite(values)
        level = round_terrain(np.array([level_m]), terrain.grid.cell_size_m)[0]
        lowered = within & (terrain.values_m > level)
        if lowered.any():
            passages.append(Passage(np.flatnonzero(lowered), float(level), surface_class))
        elif within.any():
            idle += 1
        else:
            outside += 1
        values[within] = np.minimum(values[within], level)
    return Openings(replace(terrain, values_m=values), tuple(passages), idle, outside)


def _surface_class(row: FeatureRow) -> str | None:
    word = row.text("surface_class")
    known = [name for name in surface_classes() if name != ROOF]
    if word is None or word in known:
        return word
    problem = RunFileProblem(
        N_("the surface class {word} is not known; the classes are {known}"),
        word=word,
        known=", ".join(known),
    )
    raise row.problem("{what}", what=or_guess(problem, word, known))


def with_passages(
    cover: LandCoverLayers,
    openings: Openings,
    building: NDArray[np.int32],
) -> LandCoverLayers:
    """The land cover with what passes through the openings instead of what lies above.

    That is the class of their row, else the most frequent one of the low
    ground beside them, else asphalt.
    """
    if not openings.passages:
        return cover
    classes = cover.surface_class.copy()
    passed = np.zeros(classes.shape, dtype=np.bool_)
    for passage in openings.passages:
        cells = _open_cells(passage, building)
        classes.flat[cells] = _code_of(passage, cover.surface_class, openings.terrain, building)
        passed.flat[cells] = True
    changed = int(np.count_nonzero(classes != cover.surface_class))
    origin = cover.origin
    if changed:
        origin = replace(
            origin,
            notes=(*origin.notes, OPENINGS_GROUND),
            numbers={**origin.numbers, "opening_ground_cells": changed},
        )
    return replace(
        cover,
        surface_class=classes,
        sealing_of_class=np.where(passed, np.float32(np.nan), cover.sealing_of_class),
        canopy=cover.canopy & ~passed,
        origin=origin,
    )


def _open_cells(passage: Passage, building: NDArray[np.int32]) -> NDArray[np.intp]:
    """Cells of a passage without a building on them."""
    cells: NDArray[np.intp] = passage.cells[building.flat[passage.cells] == NO_BUILDING]
    return cells


def _code_of(
    passage: Passage,
    surface_class: NDArray[np.uint8],
    terrain: Terrain,
    building: NDArray[np.int32],
) -> int:
    if passage.surface_class is not None:
        return surface_classes()[passage.surface_class].code
    beside = _beside(passage, terrain.grid)
    low = terrain.values_m.flat[beside] <= passage.level_m + LOW_M
    found = surface_class.flat[beside][low & (building.flat[beside] == NO_BUILDING)]
    found = found[(found != NO_CLASS) & (found != surface_classes()[ROOF].code)]
    if not found.size:
        return surface_classes()[STREET].code
    return int(np.bincount(found).argmax())


def _beside(passage: Passage, grid: Grid) -> NDArray[np.intp]:
    """Cells that share an edge with a passage and do not belong to it."""
    rows, columns = np.divmod(passage.cells, grid.columns)
    near = [
        passage.cells[rows > 0] - grid.columns,
        passage.cells[rows < grid.rows - 1] + grid.columns,
        passage.cells[columns > 0] - 1,
        passage.cells[columns < grid.columns - 1] + 1,
    ]
    return np.setdiff1d(np.concatenate(near), passage.cells)


def with_passages_sealed(
    sealing: NDArray[np.float32],
    origin: LayerOrigin,
    cover: LandCoverLayers,
    openings: Openings,
    building: NDArray[np.int32],
) -> NDArray[np.float32]:
    """Sealing degrees with those of what passes, where a map shows what lies above. [0–1]"""
    if origin.kind != "file":
        return sealing
    by_code = {row.code: row.sealing for row in surface_classes().values()}
    sealing = sealing.copy()
    for passage in openings.passages:
        cells = _open_cells(passage, building)
        sealing.flat[cells] = [by_code[code] for code in cover.surface_class.flat[cells].tolist()]
    return sealing


def cells_of(shape: object, grid: Grid) -> NDArray[np.bool_]:
    """Cells whose centre lies in a polygon; of one too narrow for that, those it touches."""
    marks = touched(shape, grid, all_touched=False)
    return marks if marks.any() else touched(shape, grid)


def touched(shape: object, grid: Grid, *, all_touched: bool = True) -> NDArray[np.bool_]:
    """Cells that a shape touches; else those whose centre lies in it."""
    marks = rasterio.features.rasterize(
        [shape],
        out_shape=grid.shape,
        transform=Affine(*grid.geotransform),
        all_touched=all_touched,
        dtype="uint8",
    )
    return np.asarray(marks == 1)
