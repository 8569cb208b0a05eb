"""The terrain: its system, its heights, its holes and its resolution."""

from __future__ import annotations

import numpy as np
import pytest
from rasterio.transform import Affine

from herne_schwamm.city.grid import Grid
from herne_schwamm.inputs import notes
from herne_schwamm.inputs.terrain import Terrain, read_terrain
from herne_schwamm.problems import InputProblem

from .making import NODATA, NORTH_M, WEST_M, Project, plane


def read(project: Project) -> Terrain:
    return read_terrain(project.read().city)


def refusal(project: Project) -> str:
    with pytest.raises(InputProblem) as caught:
        read(project)
    assert "terrain.tif" in str(caught.value)
    return str(caught.value)


def test_terrain_gives_the_grid(project: Project) -> None:
    terrain = read(project)
    assert terrain.grid == Grid("EPSG:25832", WEST_M, NORTH_M, 1.0, 8, 10)
    np.testing.assert_array_equal(terrain.values_m, plane())
    assert (terrain.origin.kind, terrain.origin.source) == ("file", "terrain.tif")
    assert terrain.origin.notes == ()


def test_terrain_is_rounded(project: Project) -> None:
    project.raster("terrain.tif", plane() + np.float32(0.0001))
    np.testing.assert_array_equal(read(project).values_m, plane())


def test_terrain_in_another_system_is_not_reprojected(project: Project) -> None:
    project.raster("terrain.tif", plane(), crs="EPSG:31466")
    text = refusal(project)
    assert "EPSG:31466" in text
    assert "EPSG:25832" in text


def test_terrain_in_a_compound_system_lies_in_the_city(project: Project) -> None:
    project.raster("terrain.tif", plane(), crs="EPSG:5555")
    assert read(project).grid.crs == "EPSG:25832"


def test_ascii_terrain_takes_the_system_of_the_run_file(project: Project) -> None:
    (project.folder / "rasters" / "t.asc").write_text(
        "ncols 2\nnrows 1\nxllcorner 375000\nyllcorner 5711000\ncellsize 1\n50 51\n"
    )
    project.city["terrain"] = '"../rasters/t.asc"'
    terrain = read(project)
    assert terrain.grid.crs == "EPSG:25832"
    assert terrain.origin.notes == (notes.SYSTEM_TAKEN,)


@pytest.mark.parametrize("height", [-700.0, 9500.0, 3.4e38])
def test_heights_that_are_none_name_cell_and_coordinates(project: Project, height: float) -> None:
    values = plane()
    values[2, 3] = height
    project.raster("terrain.tif", values, nodata=None)
    text = refusal(project)
    assert "x = 375003.5, y = 5710997.5" in text
    assert "-500 to 9000" in text
    assert "cells beyond: 1" in text


@pytest.mark.parametrize(
    ("change", "note", "number"),
    [
        ("centimetres", notes.TERRAIN_HIGH, {"highest_m": 6862}),
        ("zeros", notes.TERRAIN_ZERO, {"zero_cells": 20, "usual_m": 55}),
        ("few zeros", None, {}),
        ("by the sea", None, {}),
    ],
)
def test_heights_that_hardly_are_raise_a_doubt(
    project: Project, change: str, note: str | None, number: dict[str, int]
) -> None:
    heights = plane()
    if change == "centimetres":
        heights = heights * 100.0
    elif change == "by the sea":
        heights = np.round(heights - 50.0)
    else:
        heights[:2] = 0.0
        heights[0, 0] = 50.0 if change == "few zeros" else 0.0
    project.raster("terrain.tif", heights.astype(np.float32))
    origin = read(project).origin
    told = [one for one in origin.notes if one in (notes.TERRAIN_HIGH, notes.TERRAIN_ZERO)]
    assert told == ([] if note is None else [note])
    assert number.items() <= origin.numbers.items()
    assert note is None or note in notes.DOUBTS


@pytest.mark.parametrize("nodata", [-9999.0, -3.4e38, -1.7e308])
def test_untagged_nodata_is_missing_and_said_with_its_number(
    project: Project, nodata: float
) -> None:
    values = plane().astype(np.float64)
    values[:, 0] = nodata
    project.raster("terrain.tif", values, nodata=None)
    terrain = read(project)
    assert np.isnan(terrain.values_m[:, 0]).all()
    assert terrain.origin.notes == (notes.STRAY_NODATA,)
    assert notes.STRAY_NODATA.format(**terrain.origin.numbers).startswith("8 cells below -1000 m")


@pytest.mark.parametrize("nodata", [NODATA, None])
@pytest.mark.parametrize("infinity", [np.inf, -np.inf])
def test_infinite_terrain_is_no_outside(
    project: Project, infinity: float, nodata: float | None
) -> None:
    values = plane()
    values[0, :2] = infinity
    project.raster("terrain.tif", values, nodata=nodata)
    text = refusal(project)
    assert "2 cells hold infinity" in text
    assert "x = 375000.5, y = 5710999.5" in text


@pytest.mark.parametrize("crs", ["EPSG:3395", "EPSG:4087"])
def test_system_that_stretches_lengths_is_refused_with_the_factor(
    project: Project, crs: str
) -> None:
    project.city["crs"] = f'"{crs}"'
    transform = Affine(1, 0, 803_000, 0, -1, 6_700_000)
    project.raster("terrain.tif", plane(), crs=crs, transform=transform)
    text = refusal(project)
    assert crs in text
    assert "1.608 times" in text or "2.0" in text
    assert "such as EPSG:25832" in text


def test_heights_in_centimetres_fail_the_expected_range(project: Project) -> None:
    project.city["terrain_range_m"] = "[20, 150]"
    read(project)
    project.raster("terrain.tif", plane() * 100)
    assert "20 to 150 m" in refusal(project)


def test_bounds(project: Project) -> None:
    project.city["bounds"] = "[370000, 5707000, 381000, 5716000]"
    read(project)
    project.city["bounds"] = "[375001, 5707000, 381000, 5716000]"
    assert "leaves the bounds" in refusal(project)


def test_swapped_axes_are_recognised(project: Project) -> None:
    project.city["bounds"] = "[370000, 5707000, 381000, 5716000]"
    project.raster("terrain.tif", plane(), transform=Affine(1, 0, NORTH_M, 0, -1, WEST_M))
    assert "easting and northing are swapped" in refusal(project)


def test_terrain_without_a_known_cell(project: Project) -> None:
    project.raster("terrain.tif", np.full((4, 4), -9999.0, dtype=np.float32))
    assert "no known cell" in refusal(project)


def test_terrain_without_city_at_the_border_stays_outside(project: Project) -> None:
    values = plane()
    values[:3, :4] = -9999.0
    project.raster("terrain.tif", values)
    terrain = read(project)
    assert np.isnan(terrain.values_m[:3, :4]).all()
    assert np.count_nonzero(np.isnan(terrain.values_m)) == 12
    assert terrain.filled_cells == 0
    assert terrain.origin.notes == ()


def test_small_hole_is_filled_and_said(project: Project) -> None:
    values = plane(50, 50)
    values[20, 30] = -9999.0
    project.raster("terrain.tif", values)
    terrain = read(project)
    assert terrain.filled_cells == 1
    assert terrain.origin.notes == (notes.HOLES_FILLED,)
    neighbours = plane(50, 50)[19:22, 29:32]
    assert neighbours.min() < terrain.values_m[20, 30] < neighbours.max()
    terrain.values_m[20, 30] = plane(50, 50)[20, 30]
    np.testing.assert_array_equal(terrain.values_m, plane(50, 50))


def test_large_hole_stops_with_share_and_place(project: Project) -> None:
    values = plane(50, 50)
    values[20:25, 30] = -9999.0
    values[40, 40] = np.nan
    project.raster("terrain.tif", values)
    text = refusal(project)
    assert "number 2" in text
    assert "0.240 %" in text
    assert "x = 375030.5, y = 5710979.5" in text


def test_tolerated_share_can_be_raised(project: Project) -> None:
    values = plane(50, 50)
    values[20:25, 30:36] = -9999.0
    project.raster("terrain.tif", values)
    project.city["nodata_share_max"] = "0.02"
    assert read(project).filled_cells == 30


def test_coarser_resolution_takes_the_mean(project: Project) -> None:
    project.city["resolution_m"] = "2"
    terrain = read(project)
    assert terrain.grid == Grid("EPSG:25832", WEST_M, NORTH_M, 2.0, 4, 5)
    np.testing.assert_allclose(
        terrain.values_m, plane().reshape(4, 2, 5, 2).mean(axis=(1, 3)), atol=1e-3
    )
    assert terrain.origin.notes == (notes.AVERAGED,)


def test_last_cells_at_the_far_edges_count_where_half_of_them_is_terrain(project: Project) -> None:
    # Rows 6 and 7 are two thirds of the last row, column 9 is a third of the last column.
    project.city["resolution_m"] = "3"
    terrain = read(project)
    assert terrain.grid.shape == (3, 4)
    assert np.isfinite(terrain.values_m).tolist() == [[True, True, True, False]] * 3
    assert terrain.values_m[2, 0] == plane()[6:, :3].mean()
    assert terrain.origin.notes == (notes.AVERAGED, notes.HALF_KNOWN)


def test_coarser_resolution_does_not_enlarge_the_city(project: Project) -> None:
    values = plane(40, 40)
    known = np.add.outer(np.arange(40), np.arange(40)) < 37
    project.raster("terrain.tif", np.where(known, values, np.float32(NODATA)))
    project.city["resolution_m"] = "4"
    terrain = read(project)
    inside = np.isfinite(terrain.values_m)
    share = known.reshape(10, 4, 10, 4).mean(axis=(1, 3))
    np.testing.assert_array_equal(inside, share >= 0.5)
    assert ((share > 0) & ~inside).any()
    assert terrain.origin.notes == (notes.AVERAGED, notes.HALF_KNOWN)


def test_cell_known_by_half_belongs_to_the_city(project: Project) -> None:
    values = plane()
    values[:, 0] = NODATA
    project.raster("terrain.tif", values)
    project.city["resolution_m"] = "2"
    terrain = read(project)
    assert np.isfinite(terrain.values_m).all()
    assert terrain.values_m[0, 0] == values[:2, 1].mean()


@pytest.mark.parametrize("resolution", ["9", "1000"])
def test_resolution_coarser_than_the_terrain(project: Project, resolution: str) -> None:
    project.city["resolution_m"] = resolution
    text = refusal(project)
    assert f"resolution_m = {resolution} a cell is larger than the terrain (10 m by 8 m)" in text


def test_resolution_at_which_no_cell_is_known_by_half(project: Project) -> None:
    values = np.full((8, 10), NODATA, dtype=np.float32)
    values[0, 0] = 50.0
    project.raster("terrain.tif", values)
    project.city["resolution_m"] = "2"
    assert "no cell is known on half of its area" in refusal(project)


def test_finer_resolution_is_interpolated_and_doubted(project: Project) -> None:
    project.city["resolution_m"] = "0.5"
    terrain = read(project)
    assert terrain.grid == Grid("EPSG:25832", WEST_M, NORTH_M, 0.5, 16, 20)
    assert np.isfinite(terrain.values_m).all()
    assert terrain.origin.notes == (notes.INTERPOLATED, notes.FINER_THAN_DATA)
    (doubt,) = notes.doubts([terrain.origin])
    assert str(doubt).startswith(
        "terrain.tif: resolution_m is finer than its cells of 100 cm: the ground between them"
    )


def test_resolution_with_too_many_cells(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("herne_schwamm.inputs.terrain.CELLS_MAX", 319)
    project.city["resolution_m"] = "0.5"
    assert "resolution_m = 0.5 the city has 320 cells" in refusal(project)
