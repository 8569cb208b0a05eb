"""Which thread steps which tile."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from herne_schwamm.kernels.tile_clock import _share_out


def shared(stepping, owner, threads):
    """The tiles of every thread, and who stepped each last."""
    own = np.array(owner, np.int64)
    shares = np.full((threads, -(-own.size // threads)), -1, np.int64)
    counts = np.zeros(threads, np.int64)
    _share_out(np.array(stepping, np.int64), np.int64(len(stepping)), own, shares, counts)
    return [row[:count].tolist() for row, count in zip(shares, counts, strict=True)], own


def test_tiles_stay_with_their_threads_where_there_is_room():
    shares, owner = shared([0, 1, 4, 5], [0, 0, 0, 1, 1, 1], 2)
    assert shares == [[0, 1], [4, 5]]
    assert owner.tolist() == [0, 0, 0, 1, 1, 1]


def test_what_is_more_than_a_part_goes_to_threads_with_less():
    shares, owner = shared([0, 1, 2, 5], [0, 0, 0, 1, 1, 1], 2)
    assert shares == [[0, 1], [5, 2]]
    assert owner[2] == 1


@given(st.data())
def test_each_tile_is_stepped_once_and_no_thread_has_more_than_its_part(data):
    threads = data.draw(st.integers(1, 6))
    tiles = data.draw(st.integers(1, 20))
    owner = data.draw(st.lists(st.integers(0, threads - 1), min_size=tiles, max_size=tiles))
    stepping = sorted(data.draw(st.sets(st.integers(0, tiles - 1), min_size=1)))
    shares, after = shared(stepping, owner, threads)
    assert sorted(tile for share in shares for tile in share) == stepping
    assert max(len(share) for share in shares) <= -(-len(stepping) // threads)
    assert all(after[tile] == thread for thread, share in enumerate(shares) for tile in share)
