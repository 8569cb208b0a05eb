"""A folder of tiles: put together, or refused with the tile that does not fit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rasterio.transform import Affine

from herne_schwamm.inputs.notes import TILES_JOINED
from herne_schwamm.inputs.rasters import read_raster, read_raster_grid
from herne_schwamm.inputs.reading import watch_reading
from herne_schwamm.problems import InputProblem

from .making import NORTH_M, WEST_M, Project, plane, write_tif

CRS = "EPSG:25832"
WHOLE = plane(12, 20)


def tile(folder: Path, name: str, rows: slice, columns: slice, change=0.0, **more) -> Path:
    """A part of `WHOLE` at its place."""
    transform = Affine(1, 0, WEST_M + columns.start, 0, -1, NORTH_M - rows.start)
    return write_tif(
        folder / name,
        (WHOLE[rows, columns] + change).astype(np.float32),
        transform=more.pop("transform", transform),
        **more,
    )


def four(folder: Path) -> Path:
    for row in (0, 6):
        for column in (0, 10):
            name = f"dgm1_{column}_{row}.tif"
            tile(folder, name, slice(row, row + 6), slice(column, column + 10))
    return folder


def refusal(folder: Path, **more) -> str:
    with pytest.raises(InputProblem) as caught:
        read_raster(folder, CRS, **more)
    return str(caught.value)


def test_tiles_are_one_raster(tmp_path):
    raster = read_raster(four(tmp_path / "dgm1"), CRS)
    np.testing.assert_array_equal(raster.values, WHOLE)
    assert (raster.grid.west_m, raster.grid.north_m) == (WEST_M, NORTH_M)
    assert (raster.file, raster.notes) == ("dgm1", (TILES_JOINED,))


def test_a_gap_between_tiles_stays_unknown(tmp_path):
    folder = four(tmp_path / "dgm1")
    (folder / "dgm1_10_0.tif").unlink()
    values = read_raster(folder, CRS).values
    assert np.isnan(values[:6, 10:]).all()
    assert np.isfinite(values).sum() == 3 * 60


def test_tiles_in_folders_and_other_files_beside_them(tmp_path):
    folder = four(tmp_path / "dgm1")
    tile(folder / "more", "east.TIF", slice(0, 12), slice(15, 20))
    (folder / "meta.csv").write_text("Kachelname;Aktualitaet\n", encoding="utf-8")
    (folder / ".hidden.tif").write_text("no raster", encoding="utf-8")
    np.testing.assert_array_equal(read_raster(folder, CRS).values, WHOLE)


def test_a_tile_fills_the_holes_of_another_that_agrees(tmp_path):
    holed = WHOLE[:, :12].copy()
    holed[3, 11] = -9999.0
    write_tif(tmp_path / "t" / "a.tif", holed)
    tile(tmp_path / "t", "b.tif", slice(0, 12), slice(10, 20), change=0.005)
    values = read_raster(tmp_path / "t", CRS).values
    assert values[3, 11] == WHOLE[3, 11] + np.float32(0.005)
    assert values[4, 11] == WHOLE[4, 11]


def test_tiles_that_contradict_each_other_are_both_named(tmp_path):
    folder = four(tmp_path / "dgm1")
    tile(folder, "dgm1_2019.tif", slice(6, 12), slice(10, 20), change=0.02)
    told = refusal(folder)
    assert ("dgm1_2019.tif" in told, "dgm1_10_6.tif" in told, "60 cells" in told) == (True,) * 3
    assert f"x = {WEST_M + 10.5:.1f}, y = {NORTH_M - 6.5:.1f}" in told


def test_a_tile_of_another_cell_size_is_named(tmp_path):
    folder = four(tmp_path / "dgm1")
    write_tif(folder / "half.tif", plane(), cell_size_m=0.5)
    told = refusal(folder)
    assert ("half.tif" in told, "0.5 m" in told, "dgm1_0_0.tif" in told) == (True, True, True)


def test_a_tile_of_another_system_is_named(tmp_path):
    folder = four(tmp_path / "dgm1")
    write_tif(folder / "zone_33.tif", plane(), crs="EPSG:25833")
    told = refusal(folder)
    assert ("zone_33.tif" in told, "EPSG:25833" in told, "EPSG:25832" in told) == (True, True, True)


def test_a_tile_between_the_cells_of_the_others_is_named(tmp_path):
    folder = four(tmp_path / "dgm1")
    write_tif(folder / "off.tif", plane(), transform=Affine(1, 0, WEST_M + 20.5, 0, -1, NORTH_M))
    assert ("off.tif" in refusal(folder), "0.50 of a cell" in refusal(folder)) == (True, True)


def test_cells_of_all_tiles_together_count(tmp_path):
    folder = four(tmp_path / "dgm1")
    assert read_raster(folder, CRS, cells_max=240).grid.shape == (12, 20)
    assert "span 240 cells" in refusal(folder, cells_max=239)


def test_a_tile_far_off_is_refused_by_headers_alone(tmp_path):
    folder = four(tmp_path / "dgm1")
    write_tif(folder / "z.tif", plane(), transform=Affine(1, 0, 900_000, 0, -1, 100_000))
    seen: list[Path] = []
    with watch_reading(lambda path, grid: seen.append(path)):
        assert "5 tiles span" in refusal(folder)
    assert seen == []


def test_a_damaged_tile_is_named(tmp_path):
    folder = four(tmp_path / "dgm1")
    path = folder / "dgm1_10_6.tif"
    path.write_bytes(path.read_bytes()[:300])
    assert "dgm1_10_6.tif" in refusal(folder)


def test_a_raster_of_another_driver_among_the_tiles_is_refused(tmp_path):
    folder = four(tmp_path / "dgm1")
    (folder / "fake.tif").write_text("<VRTDataset rasterXSize='1' rasterYSize='1'/>", "utf-8")
    assert "fake.tif" in refusal(folder)


def test_an_archive_is_to_be_unpacked(tmp_path):
    (tmp_path / "dgm1.zip").write_bytes(b"PK\x03\x04")
    assert "unpack it" in refusal(tmp_path / "dgm1.zip")


def xyz_of(rows: slice, columns: slice) -> str:
    return "".join(
        f"{WEST_M + column + 0.5:.1f} {NORTH_M - row - 0.5:.1f} {WHOLE[row, column]:.3f}\n"
        for row in reversed(range(rows.start, rows.stop))
        for column in range(columns.start, columns.stop)
    )


def test_xyz_tiles_are_put_together_with_others(tmp_path):
    folder = four(tmp_path / "dgm1")
    (folder / "dgm1_10_0.tif").unlink()
    (folder / "dgm1_east.xyz").write_text(xyz_of(slice(0, 6), slice(10, 20)), encoding="ascii")
    np.testing.assert_allclose(read_raster(folder, CRS).values, WHOLE, atol=1e-3)


def test_xyz_tiles_that_are_too_many_are_refused_while_they_are_read(tmp_path):
    (tmp_path / "t").mkdir()
    for name in ("a", "b", "c"):
        (tmp_path / "t" / f"{name}.xyz").write_text(xyz_of(slice(0, 6), slice(0, 10)), "ascii")
    assert "2 tiles span 120 cells" in refusal(tmp_path / "t", cells_max=100)


def test_headers_tell_where_tiles_lie_unless_one_is_text(tmp_path):
    folder = four(tmp_path / "dgm1")
    grid = read_raster_grid(folder)
    assert grid == read_raster(folder, CRS).grid
    (folder / "east.xyz").write_text(xyz_of(slice(0, 6), slice(10, 20)), encoding="ascii")
    assert read_raster_grid(folder) is None


def test_who_watches_is_told_of_every_tile(tmp_path):
    seen: list[str] = []
    with watch_reading(lambda path, grid: seen.append(path.name)):
        read_raster(four(tmp_path / "dgm1"), CRS)
    read_raster(tmp_path / "dgm1", CRS)
    assert seen == ["dgm1_0_0.tif", "dgm1_0_6.tif", "dgm1_10_0.tif", "dgm1_10_6.tif"]


def test_every_layer_of_a_city_may_be_a_folder(project: Project):
    four(project.folder / "rasters" / "dgm1")
    sealing = project.folder / "rasters" / "sealing"
    for name, column in (("west", 0), ("east", 10)):
        write_tif(
            sealing / f"{name}.tif",
            np.full((12, 10), 0.25 + 0.05 * column, dtype=np.float32),
            transform=Affine(1, 0, WEST_M + column, 0, -1, NORTH_M),
        )
    project.city |= {"terrain": '"../rasters/dgm1"', "sealing": '"../rasters/sealing"'}
    city = project.read_city()
    assert city.grid.shape == (12, 20)
    np.testing.assert_array_equal(city.layer("sealing")[:, ::10], [[0.25, 0.75]] * 12)
    assert TILES_JOINED in city.origins["terrain_m"].notes


def test_heights_of_buildings_may_be_a_folder(project: Project):
    heights = np.zeros((8, 5), dtype=np.float32)
    heights[1:7] = 6.0
    for name, values, column in (("west", heights, 0), ("east", np.zeros_like(heights), 5)):
        project.raster(
            f"heights/{name}.tif",
            values,
            transform=Affine(1, 0, WEST_M + column, 0, -1, NORTH_M),
        )
    project.city["buildings"] = '"../rasters/heights"'
    city = project.read_city()
    assert city.buildings["height_m"].tolist() == [6.0]
    assert np.count_nonzero(city.layer("building") == 0) == 30


def test_a_folder_of_the_delivered_tile_in_both_forms_is_that_tile(shared_data, tmp_path):
    folder = shared_data / "dorsten_als_360_5721"
    for name in ("dgm1_32_360_5721_1_nw_lidar.tif", "dgm1_32_360_5721_1_nw.xyz.gz"):
        (tmp_path / name).symlink_to(folder / name)
    raster = read_raster(tmp_path, CRS)
    alone = read_raster(folder / "dgm1_32_360_5721_1_nw_lidar.tif", CRS)
    assert raster.grid == alone.grid
    np.testing.assert_allclose(raster.values, alone.values, rtol=0, atol=0.01)
