"""Edges: what leaves, what fixed levels give and take, what enters at points."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.kernels.edges import (
    ListedCells,
    add_inflows,
    empty,
    give_endlessly,
    hold_levels,
    open_flow,
)


def cells(*places, values=None):
    """A list of cells of tile 0 only."""
    values = np.zeros(len(places)) if values is None else np.array(values, dtype=float)
    return ListedCells(np.array([0, len(places)]), np.array(places, np.int64), values)


def test_open_faces_let_out_uniform_flow_up_to_the_froude_limit():
    h, one = np.float32(0.1), np.float32(1.0)
    uniform = 0.1 ** (5 / 3) * np.sqrt(0.01) / 0.03
    assert open_flow(h, np.sqrt(0.01) / 0.03, 1, one) == pytest.approx(uniform, rel=1e-5)
    assert open_flow(h, 1000.0, -1, one) == pytest.approx(-0.1 * np.sqrt(0.981), rel=1e-6)
    assert open_flow(np.float32(0.0), 1000.0, 1, one) == 0.0


def test_water_outside_is_taken():
    depth = np.full(4, 0.25, np.float32)
    empty(depth, cells(1, 3), 0)
    assert depth.tolist() == [0.25, 0.0, 0.25, 0.0]


def test_cells_outside_are_never_limited():
    share = np.array([1.0, 0.0, 0.3, 1.0], np.float32)
    give_endlessly(share, cells(0, 1), 0)
    assert share.tolist() == [1.0, 1.0, np.float32(0.3), 1.0]


def test_fixed_levels_tell_what_they_put_in():
    depth = np.array([0.2, 0.9], np.float32)
    gain = hold_levels(depth, cells(0, 1, values=[0.5, 0.5]), 0)
    assert gain == pytest.approx(0.3 - 0.4, rel=1e-6)
    assert (depth == np.float32(0.5)).all()


def test_inflow_counts_what_the_rounded_cell_took():
    depth = np.array([1000.0], np.float32)
    entered = add_inflows(depth, cells(0, values=[1e-5]), 0, 1.0)
    assert entered == float(depth[0]) - 1000.0
