"""Rasters on the city's grid: cut where cells coincide, resampled where not, and said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from herne_schwamm.city.grid import Grid
from herne_schwamm.inputs import notes
from herne_schwamm.inputs.alignment import known_share, onto_grid
from herne_schwamm.inputs.rasters import Raster
from herne_schwamm.problems import InputProblem

from .making import NORTH_M, WEST_M, plane

GRID = Grid("EPSG:25832", WEST_M, NORTH_M, 1.0, 8, 10)


def raster(values: NDArray[np.float32], **grid: Any) -> Raster:
    rows, columns = values.shape
    return Raster("layer.tif", replace(GRID, rows=rows, columns=columns, **grid), values)


def codes(rows: int, columns: int) -> NDArray[np.float32]:
    values: NDArray[np.float32] = np.indices((rows, columns)).sum(axis=0).astype(np.float32)
    return values % np.float32(3.0) + np.float32(1.0)


def test_coinciding_raster_is_taken_as_it_is() -> None:
    values, said = onto_grid(raster(plane()), GRID, classes=False)
    np.testing.assert_array_equal(values, plane())
    assert said == ()


def test_larger_raster_on_the_same_lattice_is_cut_without_resampling() -> None:
    large = plane(12, 14)
    values, said = onto_grid(
        raster(large, west_m=WEST_M - 3, north_m=NORTH_M + 2), GRID, classes=False
    )
    np.testing.assert_array_equal(values, large[2:10, 3:13])
    assert said == ()


def test_smaller_raster_leaves_the_rest_unknown() -> None:
    values, _ = onto_grid(
        raster(plane(2, 3), west_m=WEST_M + 4, north_m=NORTH_M - 5), GRID, classes=False
    )
    np.testing.assert_array_equal(values[5:7, 4:7], plane(2, 3))
    assert np.count_nonzero(np.isfinite(values)) == 6


def test_rounding_in_the_position_is_no_shift() -> None:
    values, said = onto_grid(raster(plane(), west_m=WEST_M + 1.2e-4), GRID, classes=False)
    np.testing.assert_array_equal(values, plane())
    assert said == ()


def test_shift_by_half_a_cell_is_said() -> None:
    _, said = onto_grid(raster(plane(), west_m=WEST_M + 0.5), GRID, classes=False)
    assert said == (notes.SHIFTED, notes.INTERPOLATED)
    _, said = onto_grid(raster(codes(8, 10), west_m=WEST_M + 0.5), GRID, classes=True)
    assert said == (notes.SHIFTED, notes.NEAREST)


def test_finer_numbers_are_averaged() -> None:
    fine = plane(16, 20)
    values, said = onto_grid(raster(fine, cell_size_m=0.5), GRID, classes=False)
    np.testing.assert_allclose(values, fine.reshape(8, 2, 10, 2).mean(axis=(1, 3)), rtol=1e-6)
    assert said == (notes.AVERAGED,)


def overlap(start: float, count: int, size: float, cells: int) -> NDArray[np.float64]:
    """Length that each fine cell has in common with each cell of 1 m."""
    low = start + size * np.arange(count)
    edges = np.arange(cells)[:, None]
    return np.clip(np.minimum(low + size, edges + 1) - np.maximum(low, edges), 0.0, None)


def test_cells_that_reach_beyond_a_finer_raster_take_the_mean_of_what_it_covers() -> None:
    fine = plane(17, 21)
    lying = raster(fine, cell_size_m=0.4, west_m=WEST_M + 0.7, north_m=NORTH_M - 0.7)
    values, _ = onto_grid(lying, GRID, classes=False)
    down, right = overlap(0.7, 17, 0.4, 8), overlap(0.7, 21, 0.4, 10)
    area = np.outer(down.sum(axis=1), right.sum(axis=1))
    known = area > 1e-9
    np.testing.assert_array_equal(np.isfinite(values), known)
    mean = (down @ fine @ right.T)[known] / area[known]
    np.testing.assert_allclose(values[known], mean, atol=1e-4)
    np.testing.assert_allclose(known_share(lying, GRID), area, atol=1e-6)


def test_greatest_class_where_it_is_asked_for() -> None:
    fine = np.full((16, 20), np.nan, dtype=np.float32)
    fine[:2, :2] = [[1, 1], [1, 3]]
    fine[15, 19] = 2
    values, said = onto_grid(raster(fine, cell_size_m=0.5), GRID, classes=True, greatest=True)
    assert (values[0, 0], values[7, 9]) == (3.0, 2.0)
    assert np.count_nonzero(np.isfinite(values)) == 2
    assert said == (notes.GREATEST_CODE,)


def test_finer_classes_yield_the_most_frequent() -> None:
    fine = np.full((16, 20), 2.0, dtype=np.float32)
    fine[::2, ::2] = 7.0
    fine[:2, :2] = [[5, 5], [5, 1]]
    values, said = onto_grid(raster(fine, cell_size_m=0.5), GRID, classes=True)
    assert values[0, 0] == 5.0
    assert np.all(values.ravel()[1:] == 2.0)
    assert said == (notes.MOST_FREQUENT,)


def test_coarser_numbers_are_interpolated_between_centres() -> None:
    coarse = np.tile(np.arange(5, dtype=np.float32), (4, 1))
    values, said = onto_grid(raster(coarse, cell_size_m=2.0), GRID, classes=False)
    # Centres of the coarse columns lie at 1, 3, 5 … m: a slope of 0.5 per metre.
    np.testing.assert_allclose(values[3, 1:9], (np.arange(1, 9) + 0.5 - 1.0) / 2.0, atol=1e-6)
    assert said == (notes.INTERPOLATED,)


def test_coarser_classes_are_taken_from_the_nearest_cell() -> None:
    coarse = codes(4, 5)
    values, said = onto_grid(raster(coarse, cell_size_m=2.0), GRID, classes=True)
    np.testing.assert_array_equal(values, np.kron(coarse, np.ones((2, 2))))
    assert said == (notes.NEAREST,)


def test_another_projected_system_is_reprojected_and_said() -> None:
    # EPSG:4647 is the same projection with the zone in front of the easting.
    there = raster(codes(8, 10), crs="EPSG:4647", west_m=WEST_M + 32_000_000.0)
    values, said = onto_grid(there, GRID, classes=True)
    np.testing.assert_array_equal(values, codes(8, 10))
    assert said == (notes.REPROJECTED, notes.NEAREST)


def test_no_overlap_names_both_extents() -> None:
    with pytest.raises(InputProblem) as caught:
        onto_grid(raster(plane(), west_m=WEST_M + 100), GRID, classes=False)
    text = str(caught.value)
    assert "375100.0, 5710992.0, 375110.0, 5711000.0" in text
    assert "375000.0, 5710992.0, 375010.0, 5711000.0" in text


def test_missing_cells_do_not_spread_into_means() -> None:
    fine = np.full((16, 20), 4.0, dtype=np.float32)
    fine[0, 0] = np.nan
    fine[2:4, 2:4] = np.nan
    values, _ = onto_grid(raster(fine, cell_size_m=0.5), GRID, classes=False)
    assert np.argwhere(np.isnan(values)).tolist() == [[1, 1]]
    assert values[0, 0] == 4.0
