"""The Starkregenindex of depths."""

from __future__ import annotations

import pytest

from herne_schwamm.tables.heavy_rain_index import heavy_rain_index, heavy_rain_indices

# A published cell of KOSTRA-DWD-2020, 60 min.
DEPTHS = {
    1: 13.5, 2: 16.4, 3: 18.3, 5: 20.7, 10: 24.2, 20: 27.8, 30: 30.2, 50: 33.3, 100: 37.7,
}  # fmt: skip


def index_of(depth_mm, depths=DEPTHS):
    row = heavy_rain_index(depth_mm, depths)
    return row.index if row else None


@pytest.mark.parametrize(
    ("depth_mm", "index"),
    [
        (13.4, None),
        (13.5, 1),
        (18.2, 1),
        (18.3, 2),
        (24.2, 3),
        (27.8, 4),
        (30.2, 5),
        (33.3, 6),
        (37.7, 7),
        (44.0, 7),
        (1.2 * 37.7 + 0.01, 8),
        (1.45 * 37.7, 9),
        (2.9 * 37.7, 12),
    ],
)
def test_index_of_a_depth(depth_mm, index):
    assert index_of(depth_mm) == index


@pytest.mark.parametrize("depth_100a_mm", [45.0, 46.5, 48.0])
def test_90_mm_in_an_hour_are_index_10_by_convention_of_nrw(depth_100a_mm):
    depths = {**DEPTHS, 100: depth_100a_mm}
    assert index_of(90.0, depths) == 10


def test_indices_are_1_to_12_with_one_threshold_each():
    rows = heavy_rain_indices()
    assert [row.index for row in rows] == list(range(1, 13))
    assert all((row.return_period_a is None) != (row.factor_100a is None) for row in rows)


def test_without_the_100_year_depth_there_is_no_index():
    with pytest.raises(KeyError):
        heavy_rain_index(50.0, {30: 30.2})


@pytest.mark.parametrize(
    ("depth_mm", "index"), [(24.1, 2), (24.2, 3), (33.8, 6), (33.6, 5), (37.7, 7), (13.5, 1)]
)
def test_thresholds_that_are_not_tabulated_lie_between_their_neighbours(depth_mm, index):
    # 50 years lie at 24.2 + 13.5 * lg 5 = 33.64 mm.
    few = {period: DEPTHS[period] for period in (1, 10, 100)}
    assert index_of(depth_mm, few) == index


def test_rain_more_frequent_than_the_table_begins_has_no_known_index():
    late = {period: DEPTHS[period] for period in (10, 100)}
    assert index_of(24.2, late) == 3
    with pytest.raises(KeyError):
        index_of(24.1, late)
