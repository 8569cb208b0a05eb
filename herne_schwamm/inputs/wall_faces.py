"""Lines burned onto the faces between cells, so that no water slips through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import round_terrain
from herne_schwamm.city.grid import Grid
from herne_schwamm.city.structures import Line, Walls

BESIDE_CELLS = np.array([1.7e-6, 2.9e-6])
"""Lines are shifted by this, so that none goes exactly through the centre of a cell. [cells]"""

Faces = NDArray[np.int64]


def faces_of_line(line: Line, grid: Grid) -> Faces:
    """Faces of the grid that part what a line parts: rows of (axis, row, column).

    A face is raised where the line crosses the way between the centres of its
    two cells. Water moves along these ways only: from one side of a line to
    the other it has to pass such a face, however the line runs.
    """
    points = np.asarray(line, dtype=np.float64)
    # In cells from the north-western corner, x to the east, y to the south.
    x = (points[:, 0] - grid.west_m) / grid.cell_size_m + BESIDE_CELLS[0]
    y = (grid.north_m - points[:, 1]) / grid.cell_size_m + BESIDE_CELLS[1]
    found = [np.empty((0, 3), dtype=np.int64)]
    for number in range(len(x) - 1):
        start, stop = (x[number], y[number]), (x[number + 1], y[number + 1])
        found.extend(_crossed(start, stop, grid))
    return np.unique(np.concatenate(found), axis=0)


def _crossed(start: tuple[float, float], stop: tuple[float, float], grid: Grid) -> Iterator[Faces]:
    """Faces one straight piece crosses, by axis."""
    rows, columns = grid.shape
    for axis, along, across, count, length in (
        (0, 0, 1, rows, columns),
        (1, 1, 0, columns, rows),
    ):
        low, high = sorted((start[across], stop[across]))
        first, last = int(np.ceil(low - 0.5)), int(np.ceil(high - 0.5))
        lanes = np.arange(max(first, 0), min(last, count))
        if not lanes.size:
            continue
        share = (lanes + 0.5 - start[across]) / (stop[across] - start[across])
        place = start[along] + share * (stop[along] - start[along])
        # The face behind the cell whose centre lies before the crossing.
        face = np.floor(place - 0.5).astype(np.int64) + 1
        inner = (face >= 1) & (face < length)
        lanes, face = lanes[inner], face[inner]
        row, column = (lanes, face) if axis == 0 else (face, lanes)
        yield np.stack([np.full(lanes.size, axis), row, column], axis=1)


def walls_on_grid(
    lines: Sequence[Line],
    crest_m: Sequence[float | None],
    height_m: Sequence[float | None],
    terrain_m: NDArray[np.float32],
    grid: Grid,
) -> Walls:
    """Walls on the faces of a grid.

    Parameters
    ----------
    lines
        The walls as they were drawn.
    crest_m, height_m
        Of each wall one of them: its crest as a level, or its height above the
        higher ground beside the face; the other is None. [m]
    terrain_m
        Ground, NaN outside the city. [m]
    grid
        Where the cells lie.

    Returns
    -------
    Walls
        Every face once, with the highest crest of the walls on it, in the order
        of axis, row and column; none at the border of the grid or of the city.
    """
    ground = terrain_m.astype(np.float64)
    faces: list[Faces] = []
    crests: list[NDArray[np.float64]] = []
    for line, crest, height in zip(lines, crest_m, height_m, strict=True):
        one = faces_of_line(line, grid)
        axis, row, column = one.T
        higher = np.maximum(ground[row, column], ground[row - (axis == 1), column - (axis == 0)])
        faces.append(one)
        crests.append(np.full(len(one), crest) if crest is not None else higher + (height or 0.0))
        known = np.isfinite(higher)
        faces[-1], crests[-1] = one[known], crests[-1][known]
    if not faces:
        return Walls()
    every, number = np.unique(np.concatenate(faces), axis=0, return_inverse=True)
    highest = np.full(len(every), -np.inf)
    np.maximum.at(highest, number.ravel(), np.concatenate(crests))
    # On the step of the terrain: a lake at rest beside a wall stays at rest.
    crest_of_face = round_terrain(highest, grid.cell_size_m).astype(np.float64)
    axis, row, column = (np.ascontiguousarray(part) for part in every.T)
    return Walls(axis, row, column, crest_of_face, tuple(lines))
