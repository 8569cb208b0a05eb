"""Water moved by several structures at once: limits, shares, and none lost."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.kernels.structures import move_water


def move(depth, bed, ends, floor, wanted, *, backwards=None, levels=True, waiting=None):
    """Move between pools; two ends for each structure, None outside the city."""
    cells = np.array([cell for end in ends for cell in end or []], dtype=np.int64)
    common = [
        [(k, len(set(end or []) & set(other or [])) / len(other or [1])) for k, other in ends_of]
        for end, ends_of in ((end, list(enumerate(ends))) for end in ends)
    ]
    near = [[pair for pair in row if pair[1] > 0.0] for row in common]
    count = len(wanted)
    return move_water(
        depth,
        bed,
        np.cumsum([0, *(len(end or []) for end in ends)]),
        cells,
        np.cumsum([0, *(len(row) for row in near)]),
        np.array([k for row in near for k, _ in row], dtype=np.int64),
        np.array([share for row in near for _, share in row]),
        np.zeros(count, bool) if backwards is None else np.array(backwards),
        np.array(floor, dtype=np.float64),
        np.array(wanted, dtype=np.float64),
        np.full(count, levels),
        np.zeros(count) if waiting is None else waiting,
    )


def pair():
    return np.array([[0.4, 0.0]], np.float32), np.array([[50.0, 40.0]], np.float32)


def test_nothing_below_the_invert_passes():
    depth, bed = pair()
    waiting = np.zeros(1)
    ends = [[(0, 0)], [(0, 1)]]
    taken, gone = move(depth, bed, ends, [50.25], [9.0], waiting=waiting)
    assert taken[0] == pytest.approx(0.15, abs=1e-6)
    assert gone == 0.0
    assert depth[0, 0] == pytest.approx(0.25, abs=1e-6)
    assert float(depth[0, 1]) + waiting[0] == pytest.approx(taken[0], abs=1e-12)
    assert move(depth, bed, ends, [50.5], [9.0])[0][0] == 0.0


def test_no_more_passes_than_makes_levels_equal_also_backwards():
    for backwards in (False, True):
        depth = np.array([[1.0, 0.0]], np.float32)
        bed = np.full((1, 2), 50.0, np.float32)
        ends = [[(0, 1)], [(0, 0)]] if backwards else [[(0, 0)], [(0, 1)]]
        taken, _ = move(depth, bed, ends, [50.0], [9.0], backwards=[backwards])
        assert taken[0] == pytest.approx(0.5)
        assert depth == pytest.approx(np.array([[0.5, 0.5]]))


def test_two_between_the_same_pools_share_what_makes_levels_equal():
    depth = np.array([[1.0, 0.0]], np.float32)
    bed = np.full((1, 2), 50.0, np.float32)
    ends = [[(0, 0)], [(0, 1)]] * 2
    taken, _ = move(depth, bed, ends, [50.0, 50.0], [0.4, 0.2])
    assert taken == pytest.approx([1.0 / 3.0, 1.0 / 6.0], rel=1e-5)


def test_what_leaves_the_city_is_gone_and_shared_by_the_wishes():
    depth, bed = pair()
    taken, gone = move(depth, bed, [[(0, 0)], None] * 2, [50.0, 50.0], [0.3, 0.3], levels=False)
    assert taken == pytest.approx([0.2, 0.2], rel=1e-5)
    assert gone == pytest.approx(taken.sum())
    assert depth[0, 0] == pytest.approx(0.0, abs=1e-6)
