"""Edges: what leaves, what fixed levels give and take, what enters at points."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.kernels.edges import (
    add_inflows,
    collect_outside,
    free_outside,
    hold_levels,
    let_out,
)


def test_open_faces_let_out_uniform_flow_up_to_the_froude_limit():
    depth = np.zeros((3, 4), np.float32)
    depth[1, 2] = 0.1
    depth[1, 1] = 0.1
    x, y = np.zeros((3, 5), np.float32), np.zeros((4, 4), np.float32)
    faces = np.array([[0, 1, 3, 1, 1, 2], [1, 1, 1, -1, 1, 1]])
    conveyance = np.array([np.sqrt(0.01) / 0.03, 1000.0])
    let_out(x, y, depth, faces, conveyance, np.empty((0, 5), np.int64), np.float32(1.0))
    assert x[1, 3] == pytest.approx(0.1 ** (5 / 3) * np.sqrt(0.01) / 0.03, rel=1e-6)
    assert y[1, 1] == pytest.approx(-0.1 * np.sqrt(9.81 * 0.1), rel=1e-6)


def test_water_outside_is_taken_once():
    depth = np.full((2, 2), 0.25, np.float32)
    assert collect_outside(depth, np.array([[0, 1], [1, 1]])) == 0.5
    assert collect_outside(depth, np.array([[0, 1], [1, 1]])) == 0.0
    assert depth[0, 0] == np.float32(0.25)


def test_cells_outside_are_never_limited():
    share = np.array([[1.0, 0.0], [0.3, 1.0]], np.float32)
    limited_of_row = np.array([1, 1])
    free_outside(share, limited_of_row, np.array([[0, 0], [0, 1]]))
    assert share.tolist() == [[1.0, 1.0], [np.float32(0.3), 1.0]]
    assert limited_of_row.tolist() == [0, 1]


def test_fixed_levels_tell_what_they_put_in():
    depth = np.array([[0.2, 0.9]], np.float32)
    gain = hold_levels(depth, np.array([[0, 0], [0, 1]]), np.array([0.5, 0.5], np.float32))
    assert gain == pytest.approx(0.3 - 0.4, rel=1e-6)
    assert (depth == np.float32(0.5)).all()


def test_inflow_counts_what_the_rounded_cell_took():
    depth = np.array([[1000.0]], np.float32)
    entered = add_inflows(depth, np.array([[0, 0]]), np.array([1e-5]), 1.0)
    assert entered == float(depth[0, 0]) - 1000.0
