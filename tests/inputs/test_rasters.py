"""Rasters of a user: what is read, and one sentence for each fault."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

from herne_schwamm.city.grid import Grid
from herne_schwamm.inputs.notes import SOUTH_UP
from herne_schwamm.inputs.rasters import Raster, read_raster, read_raster_grid
from herne_schwamm.problems import InputProblem

from .making import NORTH_M, WEST_M, plane, write_tif

CRS = "EPSG:25832"


def refusal(path: Path, **options: int) -> str:
    with pytest.raises(InputProblem) as caught:
        read_raster(path, CRS, **options)
    assert caught.value.exit_code == 65
    text = str(caught.value)
    assert path.name in text
    assert "\n" not in text
    return text


def read(path: Path) -> Raster:
    return read_raster(path, CRS)


def test_geotiff_is_read_where_it_lies(tmp_path: Path) -> None:
    raster = read(write_tif(tmp_path / "t.tif", plane(), cell_size_m=2.0))
    assert raster.grid == Grid(CRS, WEST_M, NORTH_M, 2.0, 8, 10)
    assert raster.values.dtype == np.float32
    np.testing.assert_array_equal(raster.values, plane())
    assert raster.notes == ()


def test_missing_file(tmp_path: Path) -> None:
    assert "there is no such file" in refusal(tmp_path / "none.tif")


def test_folder_without_a_raster(tmp_path: Path) -> None:
    assert "this folder holds no raster" in refusal(tmp_path)


def test_empty_file(tmp_path: Path) -> None:
    (tmp_path / "t.tif").touch()
    assert "the file is empty" in refusal(tmp_path / "t.tif")


def test_text_that_calls_itself_tif(tmp_path: Path) -> None:
    (tmp_path / "t.tif").write_text("not a raster", encoding="utf-8")
    assert "cannot be opened as a raster" in refusal(tmp_path / "t.tif")


def test_vrt_that_calls_itself_tif(tmp_path: Path) -> None:
    write_tif(tmp_path / "real.tif", plane())
    (tmp_path / "t.tif").write_text(
        '<VRTDataset rasterXSize="10" rasterYSize="8"><VRTRasterBand dataType="Float32" band="1">'
        '<SimpleSource><SourceFilename relativeToVRT="1">real.tif</SourceFilename></SimpleSource>'
        "</VRTRasterBand></VRTDataset>",
        encoding="utf-8",
    )
    assert "cannot be opened as a raster" in refusal(tmp_path / "t.tif")


@pytest.mark.parametrize("share", [0.01, 0.5, 0.999])
def test_truncated_file_at_any_length(tmp_path: Path, share: float) -> None:
    noise = np.random.default_rng(1).random((256, 256), dtype=np.float32)
    path = write_tif(tmp_path / "t.tif", noise, compress="DEFLATE")
    os.truncate(path, int(path.stat().st_size * share))
    text = refusal(path)
    assert "truncated or damaged" in text or "cannot be opened" in text


@pytest.mark.parametrize("size", [300, 350, 500])
def test_a_file_cut_in_its_header_is_not_blamed_for_its_georeference(
    tmp_path: Path, size: int
) -> None:
    noise = np.random.default_rng(1).random((256, 256), dtype=np.float32)
    path = write_tif(tmp_path / "t.tif", noise)
    os.truncate(path, size)
    assert "truncated or damaged" in refusal(path)
    with pytest.raises(InputProblem, match="truncated or damaged"):
        read_raster_grid(path)


def test_no_reference_system(tmp_path: Path) -> None:
    assert "names no reference system" in refusal(write_tif(tmp_path / "t.tif", plane(), crs=None))


def test_degrees(tmp_path: Path) -> None:
    path = write_tif(
        tmp_path / "t.tif",
        plane(),
        crs="EPSG:4326",
        transform=Affine(1e-5, 0, 7.2, 0, -1e-5, 51.5),
    )
    assert "EPSG:4326 counts degrees" in refusal(path)


def test_web_mercator(tmp_path: Path) -> None:
    assert "web Mercator" in refusal(write_tif(tmp_path / "t.tif", plane(), crs="EPSG:3857"))


def test_feet(tmp_path: Path) -> None:
    path = write_tif(tmp_path / "t.tif", plane(), crs="EPSG:2263")
    assert "not a projected system in metres" in refusal(path)


def test_compound_system_is_taken_by_its_horizontal_part(tmp_path: Path) -> None:
    assert read(write_tif(tmp_path / "t.tif", plane(), crs="EPSG:5555")).grid.crs == CRS


def test_rotated(tmp_path: Path) -> None:
    transform = Affine(1.0, 0.1, WEST_M, 0.1, -1.0, NORTH_M)
    assert "rotated" in refusal(write_tif(tmp_path / "t.tif", plane(), transform=transform))


def test_mirrored(tmp_path: Path) -> None:
    transform = Affine(-1.0, 0.0, WEST_M, 0.0, -1.0, NORTH_M)
    assert "mirrored" in refusal(write_tif(tmp_path / "t.tif", plane(), transform=transform))


def test_cells_that_are_not_square(tmp_path: Path) -> None:
    transform = Affine(1.0, 0.0, WEST_M, 0.0, -2.0, NORTH_M)
    text = refusal(write_tif(tmp_path / "t.tif", plane(), transform=transform))
    assert "its cells are 1 by 2" in text


def test_raster_without_position(tmp_path: Path) -> None:
    path = write_tif(tmp_path / "t.tif", plane(), transform=Affine.identity())
    assert "does not say where it lies" in refusal(path)


def test_south_up_is_turned_and_said(tmp_path: Path) -> None:
    transform = Affine(1.0, 0.0, WEST_M, 0.0, 1.0, NORTH_M - 8)
    raster = read(write_tif(tmp_path / "t.tif", plane()[::-1], transform=transform))
    assert raster.grid == Grid(CRS, WEST_M, NORTH_M, 1.0, 8, 10)
    np.testing.assert_array_equal(raster.values, plane())
    assert raster.notes == (SOUTH_UP,)


def test_too_many_cells_are_refused_by_the_header(tmp_path: Path) -> None:
    path = tmp_path / "t.tif"
    # A sparse file of 29 KB that would be 40 GB when read.
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=200_000,
        height=200_000,
        count=1,
        dtype="uint8",
        crs=CRS,
        transform=Affine(1.0, 0.0, WEST_M, 0.0, -1.0, NORTH_M),
        tiled=True,
        blockxsize=4096,
        blockysize=4096,
        SPARSE_OK=True,
    ):
        pass
    assert path.stat().st_size < 100_000
    assert "40000000000 cells are more than the 400000000" in refusal(path)


def test_limit_of_cells_can_be_set(tmp_path: Path) -> None:
    path = write_tif(tmp_path / "t.tif", plane())
    assert "80 cells are more than the 79" in refusal(path, cells_max=79)
    assert read_raster(path, CRS, cells_max=80).grid.shape == (8, 10)


def test_more_than_one_band(tmp_path: Path) -> None:
    path = write_tif(tmp_path / "t.tif", np.stack([plane(), plane()]))
    assert "it has 2 bands" in refusal(path)


def test_complex_numbers(tmp_path: Path) -> None:
    path = write_tif(tmp_path / "t.tif", plane().astype(np.complex64), nodata=None)
    assert "complex64" in refusal(path)


def test_values_with_a_scale(tmp_path: Path) -> None:
    path = write_tif(tmp_path / "t.tif", plane().astype(np.int16))
    with rasterio.open(path, "r+") as file:
        file.scales = (0.01,)
    assert "scale or offset" in refusal(path)


def test_nodata_and_nan_are_both_missing(tmp_path: Path) -> None:
    values = plane()
    values[0, 0], values[2, 2] = np.nan, -9999.0
    raster = read(write_tif(tmp_path / "t.tif", values))
    missing = np.isnan(raster.values)
    assert np.argwhere(missing).tolist() == [[0, 0], [2, 2]]
    np.testing.assert_array_equal(raster.values[~missing], values[~missing])


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_infinity_is_refused_with_number_and_place(tmp_path: Path, kind: type[np.floating]) -> None:
    values = plane().astype(kind)
    values[3, 3], values[5, 5] = np.inf, -np.inf
    text = refusal(write_tif(tmp_path / "t.tif", values))
    assert "2 cells hold infinity" in text
    assert "x = 375003.5, y = 5710996.5" in text


def test_infinity_as_nodata_is_missing(tmp_path: Path) -> None:
    values = plane()
    values[3, 3] = -np.inf
    raster = read(write_tif(tmp_path / "t.tif", values, nodata=float("-inf")))
    assert np.argwhere(np.isnan(raster.values)).tolist() == [[3, 3]]


def test_largest_float_as_nodata_is_missing(tmp_path: Path) -> None:
    values = plane()
    lowest = float(np.finfo(np.float32).min)
    values[3, 3] = lowest
    raster = read(write_tif(tmp_path / "t.tif", values, nodata=lowest))
    assert np.argwhere(np.isnan(raster.values)).tolist() == [[3, 3]]


def test_doubles_beyond_float32_stay_numbers_that_limits_refuse(tmp_path: Path) -> None:
    values = plane().astype(np.float64)
    values[3, 3] = 1e300
    raster = read(write_tif(tmp_path / "t.tif", values))
    assert raster.values[3, 3] == np.finfo(np.float32).max
    assert not np.isnan(raster.values).any()


def test_integer_nodata_is_missing(tmp_path: Path) -> None:
    values = np.arange(80, dtype=np.uint8).reshape(8, 10)
    raster = read(write_tif(tmp_path / "t.tif", values, nodata=255))
    assert not np.isnan(raster.values).any()
    values[0, 0] = 255
    raster = read(write_tif(tmp_path / "t.tif", values, nodata=255))
    assert np.argwhere(np.isnan(raster.values)).tolist() == [[0, 0]]


def test_internal_mask_is_missing(tmp_path: Path) -> None:
    path = write_tif(tmp_path / "t.tif", plane(), nodata=None)
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "r+") as file:
        mask = np.full((8, 10), 255, dtype=np.uint8)
        mask[4, 5] = 0
        file.write_mask(mask)
    assert np.argwhere(np.isnan(read(path).values)).tolist() == [[4, 5]]


def test_umlaut_and_blank_in_a_file_name(tmp_path: Path) -> None:
    path = shutil.copy(write_tif(tmp_path / "t.tif", plane()), tmp_path / "Gelände Süd.tif")
    assert read(Path(path)).file == "Gelände Süd.tif"


def test_erdas_imagine_of_the_shared_case(shared_data: Path) -> None:
    raster = read_raster(
        shared_data / "newcastle_centre_2m" / "NewcastleCentreDEM_2m.img", "EPSG:27700"
    )
    assert raster.grid.crs == "EPSG:27700"
    assert raster.grid.shape == (195, 342)
    assert raster.grid.cell_size_m == 2.0
    assert raster.values.min() == np.float32(43.4375)
    assert raster.values.max() == np.float32(81.7375)
