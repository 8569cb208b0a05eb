"""Lines on the faces of a grid: watertight however they run."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from herne_schwamm.city.grid import Grid
from herne_schwamm.inputs.wall_faces import faces_of_line, walls_on_grid

GRID = Grid("", 0.0, 12.0, 1.0, 12, 15)


def reached(faces, start=(0, 0)):
    """Cells that water reaches over faces without a wall."""
    walled = {tuple(face) for face in faces.tolist()}
    seen = {start}
    queue = [start]
    while queue:
        row, column = queue.pop()
        for near, face in (
            ((row - 1, column), (1, row, column)),
            ((row + 1, column), (1, row + 1, column)),
            ((row, column - 1), (0, row, column)),
            ((row, column + 1), (0, row, column + 1)),
        ):
            inside = 0 <= near[0] < GRID.rows and 0 <= near[1] < GRID.columns
            if inside and near not in seen and face not in walled:
                seen.add(near)
                queue.append(near)
    return seen


@given(
    ends=st.lists(st.floats(-2.0, 17.0), min_size=2, max_size=6),
    whole=st.booleans(),
)
def test_a_line_from_south_to_north_lets_nothing_from_west_to_east(ends, whole):
    x = np.round(np.clip(ends, 1.0, 14.0) * 2) / 2 if whole else np.clip(ends, 1.0, 14.0)
    y = np.linspace(-1.0, 13.0, len(x))
    faces = faces_of_line(tuple(zip(x.tolist(), y.tolist(), strict=True)), GRID)
    assert (0, GRID.columns - 1) not in reached(faces)


@pytest.mark.parametrize("radius", [1.3, 2.0, 4.5])
def test_a_ring_holds_its_inside(radius):
    angle = np.linspace(0.0, 2 * np.pi, 41)
    ring = [(7.5 + radius * np.cos(a), 6.5 + radius * np.sin(a)) for a in angle[:-1]]
    ring.append(ring[0])
    cells = reached(faces_of_line(tuple(ring), GRID), GRID.cell_at(7.5, 6.5))
    assert 1 < len(cells) < 80


def test_a_line_along_a_row_of_centres_is_one_row_of_faces():
    faces = faces_of_line(((0.0, 5.5), (15.0, 5.5)), GRID)
    assert set(faces[:, 0].tolist()) == {1}
    assert len(set(faces[:, 1].tolist())) == 1
    assert len(faces) == GRID.columns


def test_a_short_piece_within_a_cell_raises_nothing():
    assert len(faces_of_line(((5.1, 5.1), (5.3, 5.2)), GRID)) == 0


def test_the_higher_wall_and_the_higher_ground_count():
    terrain = np.full(GRID.shape, 50.0, dtype=np.float32)
    terrain[:, 5:] = 51.0
    line = ((5.0, 0.0), (5.0, 12.0))
    walls = walls_on_grid([line, line], [51.25, None], [None, 0.5], terrain, GRID)
    assert (walls.crest_m == 51.5).all()
    assert len(walls.axis) == GRID.rows


def test_no_wall_stands_at_the_border_of_the_city():
    terrain = np.full(GRID.shape, 50.0, dtype=np.float32)
    terrain[:, 5:] = np.nan
    walls = walls_on_grid([((5.0, 0.0), (5.0, 12.0))], [60.0], [None], terrain, GRID)
    assert walls.axis.size == 0
