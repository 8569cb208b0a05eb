"""Crowns: a raster or a number, no crown where nothing is said, no power lines."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.city.city import LayerOrigin
from herne_schwamm.inputs import notes
from herne_schwamm.inputs.canopy import read_canopy_height
from herne_schwamm.inputs.layers import Place
from herne_schwamm.inputs.terrain import read_terrain
from herne_schwamm.problems import InputProblem

from .making import Project, plane


def canopy(
    project: Project, values: np.ndarray, **options: object
) -> tuple[np.ndarray, LayerOrigin]:
    project.raster("crowns.tif", values.astype(np.float32), **options)
    project.city["canopy"] = '"../rasters/crowns.tif"'
    return read(project)


def read(project: Project) -> tuple[np.ndarray, LayerOrigin]:
    part = project.read().city
    terrain = read_terrain(part)
    found = read_canopy_height(part, Place(terrain.grid, np.isfinite(terrain.values_m)))
    assert found is not None
    return found


def test_no_canopy_is_none(project: Project) -> None:
    part = project.read().city
    terrain = read_terrain(part)
    assert read_canopy_height(part, Place(terrain.grid, np.isfinite(terrain.values_m))) is None


def test_a_number_is_the_height_everywhere(project: Project) -> None:
    values = plane()
    values[0, 0] = -9999.0
    project.raster("terrain.tif", values)
    project.city["canopy"] = "12.0"
    heights, origin = read(project)
    assert np.isnan(heights[0, 0])
    assert np.count_nonzero(heights == 12.0) == 79
    assert origin == LayerOrigin("number", "12")


def test_heights_are_taken_as_they_are(project: Project) -> None:
    heights, origin = canopy(project, plane() - 50.0)
    np.testing.assert_array_equal(heights, plane() - 50.0)
    assert heights.dtype == np.float32
    assert origin == LayerOrigin("file", "crowns.tif")


def test_gaps_and_the_land_beyond_the_raster_have_no_crown(project: Project) -> None:
    values = np.full((8, 6), 10.0)
    values[2, 3] = -9999.0
    heights, origin = canopy(project, values)
    assert heights[2, 3] == 0.0
    assert np.all(heights[:, 6:] == 0.0)
    assert np.count_nonzero(heights == 10.0) == 47
    # 32 cells beyond the raster and one within it, of 80.
    assert origin.notes == (notes.CANOPY_PARTLY,)
    assert origin.numbers == {"canopy_gap_percent": 41}


def test_a_few_gaps_are_told_without_their_share(project: Project) -> None:
    values = np.full((8, 10), 10.0)
    values[2, 3:7] = -9999.0
    heights, origin = canopy(project, values)
    assert np.all(heights[2, 3:7] == 0.0)
    assert (origin.notes, origin.numbers) == ((notes.CANOPY_GAPS,), {})


def test_a_gap_counts_as_no_crown_in_the_mean_of_finer_cells(project: Project) -> None:
    values = np.full((16, 20), -9999.0)
    values[0, 0] = 8.0
    heights, _ = canopy(project, values, cell_size_m=0.5)
    assert heights[0, 0] == 2.0


def test_power_lines_are_no_crown_and_counted(project: Project) -> None:
    values = np.full((8, 10), 5.0)
    values[3, :4] = 46.0
    heights, origin = canopy(project, values)
    assert np.all(heights[3, :4] == 0.0)
    assert origin.notes == (notes.CANOPY_TOO_HIGH,)
    assert origin.numbers == {"high_crown_cells": 4}
    assert notes.CANOPY_TOO_HIGH in notes.DOUBTS


def test_how_high_trees_grow_is_told_by_the_run_file(project: Project) -> None:
    values = np.full((8, 10), 5.0)
    values[3, :4] = 46.0
    project.city["canopy_height_max_m"] = "50"
    heights, origin = canopy(project, values)
    assert np.all(heights[3, :4] == 46.0)
    assert origin.notes == ()


def test_noise_below_the_ground_is_no_crown(project: Project) -> None:
    heights, _ = canopy(project, np.full((8, 10), -0.4))
    assert np.all(heights == 0.0)


def test_heights_far_below_the_ground_are_refused(project: Project) -> None:
    values = np.full((8, 10), 5.0)
    values[1, 2] = -3.0
    with pytest.raises(InputProblem) as caught:
        canopy(project, values)
    assert "crowns.tif: a crown of -3 m above ground at x = 375002.5, y = 5710998.5" in str(
        caught.value
    )


def test_heights_above_sea_level_are_no_crowns(project: Project) -> None:
    with pytest.raises(InputProblem, match="half of the crowns are higher than 5"):
        canopy(project, plane())
    few = np.zeros((8, 10))
    few[0, 0] = 28.0
    heights, _ = canopy(project, few)
    assert heights[0, 0] == 28.0
