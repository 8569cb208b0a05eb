"""Rasters that do not lie where they should (16-29 of the list of bad inputs)."""

from __future__ import annotations

import numpy as np
import pytest
from rasterio.crs import CRS
from rasterio.transform import Affine

from .projects import (
    NORTH_M,
    WEST_M,
    Project,
    accepted,
    answer,
    at,
    plane,
    refused,
    whole_city,
    write_run_file,
)
from .seeds import SEEDS

HERNE = "[370000, 5700000, 385000, 5720000]"


def moved(x_m: float = 0.0, y_m: float = 0.0, cell_size_m: float = 1.0) -> Affine:
    return Affine(cell_size_m, 0.0, WEST_M + x_m, 0.0, -cell_size_m, NORTH_M - y_m)


def test_16_tiff_without_its_world_file(project: Project) -> None:
    project.raster("terrain.tif", plane(), transform=Affine.identity(), crs=None)
    refused(project, "terrain.tif", "Lage")


def test_16_world_file_of_another_place(project: Project) -> None:
    world = "1\n0\n0\n-1\n375100.5\n5710999.5\n"
    (project.folder / "rasters" / "terrain.tfw").write_text(world, encoding="ascii")
    refused(project, "terrain.tif", "terrain.tfw", "x = 375000.0", "x = 375100.0")


def test_16_world_file_of_the_same_place_does_no_harm(project: Project) -> None:
    world = f"1\n0\n0\n-1\n{WEST_M + 0.5}\n{NORTH_M - 0.5}\n"
    (project.folder / "rasters" / "terrain.tfw").write_text(world, encoding="ascii")
    write_run_file(project)
    assert answer("check", project.file, "--quiet")[0] == 0


def test_16_two_reference_systems_that_disagree(project: Project) -> None:
    noted = f"<PAMDataset><SRS>{CRS.from_epsg(25833).to_wkt()}</SRS></PAMDataset>"
    (project.folder / "rasters" / "terrain.tif.aux.xml").write_text(noted, encoding="utf-8")
    refused(project, "terrain.tif", "EPSG:25832", "terrain.tif.aux.xml", "EPSG:25833")


def test_16_projection_file_of_a_text_grid_that_disagrees(project: Project) -> None:
    seed = next(seed for seed in SEEDS if seed.name == "asc")
    seed.make(project)
    beside = project.folder / "rasters" / "terrain.prj"
    beside.write_text(CRS.from_epsg(25832).to_wkt(version="WKT1_ESRI"), encoding="utf-8")
    write_run_file(project)
    assert answer("check", project.file, "--quiet")[0] == 0
    beside.write_text(CRS.from_epsg(31466).to_wkt(version="WKT1_ESRI"), encoding="utf-8")
    refused(project, "terrain.asc", "terrain.prj", "EPSG:25832")
    beside.write_text("no projection", encoding="utf-8")
    assert answer("check", project.file, "--quiet")[0] == 0


def test_17_no_reference_system(project: Project) -> None:
    project.raster("terrain.tif", plane(), crs=None)
    refused(project, "terrain.tif", "Bezugssystem", "EPSG:25832")


def test_18_degrees(project: Project) -> None:
    project.raster(
        "terrain.tif", plane(), crs="EPSG:4326", transform=Affine(1e-5, 0, 7.2, 0, -1e-5, 51.5)
    )
    refused(project, "terrain.tif", "EPSG:4326", "EPSG:25832")


def test_19_gauss_krueger_is_not_reprojected_in_silence(project: Project) -> None:
    project.raster("terrain.tif", plane(), crs="EPSG:31466")
    refused(project, "terrain.tif", "EPSG:31466", "EPSG:25832")


def test_19_another_layer_in_gauss_krueger_is_reprojected_and_told(project: Project) -> None:
    # The same place in DHDN / Gauss-Krueger zone 2, wide enough for every shift of datums.
    import pyproj

    there = pyproj.Transformer.from_crs(25832, 31466, always_xy=True).transform(WEST_M, NORTH_M)
    project.raster(
        "sealing.tif",
        np.full((60, 60), 0.5, dtype=np.float32),
        crs="EPSG:31466",
        transform=Affine(10, 0, there[0] - 300, 0, -10, there[1] + 300),
    )
    project.city["sealing"] = '"../rasters/sealing.tif"'
    accepted(project, "sealing.tif", "aus einem anderen Bezugssystem umgerechnet")


def test_20_compound_system_counts_by_its_horizontal_part(project: Project) -> None:
    project.raster("terrain.tif", plane(), crs="EPSG:5555")
    write_run_file(project)
    code, out, err = answer("check", project.file)
    assert (code, "EPSG:25832" in out) == (0, True), err
    accepted(project, "der Höhenteil seines Bezugssystems wurde weggelassen")


def test_21_swapped_axes(project: Project) -> None:
    project.raster("terrain.tif", plane(), transform=Affine(1, 0, NORTH_M, 0, -1, WEST_M))
    project.city["bounds"] = HERNE
    refused(project, "terrain.tif", "vertauscht")


def test_21_swapped_axes_without_bounds_are_no_place_on_earth(project: Project) -> None:
    project.raster("terrain.tif", plane(), transform=Affine(1, 0, NORTH_M, 0, -1, WEST_M))
    refused(project, "terrain.tif", "EPSG:25832")


@pytest.mark.parametrize("bounds", [None, HERNE])
def test_22_zone_in_front_of_the_eastings(project: Project, bounds: str | None) -> None:
    project.raster("terrain.tif", plane(), transform=moved(32e6))
    if bounds is not None:
        project.city["bounds"] = bounds
    refused(project, "terrain.tif", "EPSG:25832" if bounds is None else "32375000.0")


def test_23_south_up_grid_is_turned_and_told(project: Project) -> None:
    transform = Affine(1, 0, WEST_M, 0, 1, NORTH_M - 8)
    project.raster("terrain.tif", plane()[::-1].copy(), transform=transform)
    accepted(project, "gedreht, die erste Zeile war die südliche")


@pytest.mark.parametrize(
    "transform",
    [
        Affine(0.8, 0.6, WEST_M, 0.6, -0.8, NORTH_M),
        Affine(1, 0.001, WEST_M, 0, -1, NORTH_M),
        Affine(-1, 0, WEST_M, 0, -1, NORTH_M),
        Affine(0, 1, WEST_M, 1, 0, NORTH_M),
    ],
    ids=["rotated", "sheared", "mirrored", "transposed"],
)
def test_24_rotated(project: Project, transform: Affine) -> None:
    project.raster("terrain.tif", plane(), transform=transform)
    refused(project, "terrain.tif", "gdalwarp")


@pytest.mark.parametrize("height", [2.0, 0.999])
def test_25_cells_that_are_not_square(project: Project, height: float) -> None:
    project.raster("terrain.tif", plane(), transform=Affine(1, 0, WEST_M, 0, -height, NORTH_M))
    refused(project, "terrain.tif", "quadratische")


def test_26_identity_transform(project: Project) -> None:
    project.raster("terrain.tif", plane(), transform=Affine.identity())
    refused(project, "terrain.tif", "Lage")


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 0.0, 1e300])
def test_26_size_of_cells_that_is_no_size(project: Project, number: float) -> None:
    project.raster("terrain.tif", plane(), transform=Affine(number, 0, WEST_M, 0, -number, NORTH_M))
    refused(project, "terrain.tif")


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 1e300])
def test_26_corner_that_is_nowhere(project: Project, number: float) -> None:
    project.raster("terrain.tif", plane(), transform=Affine(1, 0, number, 0, -1, NORTH_M))
    refused(project, "terrain.tif")


def test_27_half_a_cell_shifted_is_told(project: Project) -> None:
    values = np.full((12, 14), 0.5, dtype=np.float32)
    project.raster("sealing.tif", values, transform=moved(-1.5, -1.5))
    project.city["sealing"] = '"../rasters/sealing.tif"'
    accepted(project, "sealing.tif", "um einen Teil einer Zelle verschoben")


def test_28_grids_that_do_not_meet(project: Project) -> None:
    project.raster("sealing.tif", whole_city(0.5), transform=moved(5000.0))
    project.city["sealing"] = '"../rasters/sealing.tif"'
    refused(project, "sealing.tif", "380000.0", "375000.0")


def test_28_gap_at_the_edge_with_its_share(project: Project) -> None:
    project.raster("sealing.tif", whole_city(0.5), transform=moved(2.0))
    project.city["sealing"] = '"../rasters/sealing.tif"'
    refused(project, "sealing.tif", "20", "16 Zellen", *at(0, 0))


def test_29_finer_layer_is_averaged_and_told(project: Project) -> None:
    fine = np.full((16, 20), 0.5, dtype=np.float32)
    project.raster("sealing.tif", fine, transform=moved(cell_size_m=0.5))
    project.city["sealing"] = '"../rasters/sealing.tif"'
    accepted(project, "sealing.tif", "Mittel feinerer Zellen")


def test_29_tiles_of_two_resolutions(project: Project) -> None:
    project.raster("dgm/a.tif", plane())
    project.raster("dgm/b.tif", plane(), transform=moved(10.0, cell_size_m=0.5))
    project.city["terrain"] = '"../rasters/dgm"'
    refused(project, "b.tif", "a.tif", "0,5 m")


def test_29_two_vintages_of_a_tile(project: Project) -> None:
    project.raster("dgm/2015.tif", plane())
    project.raster("dgm/2020.tif", plane() + 1)
    project.city["terrain"] = '"../rasters/dgm"'
    refused(project, "2020.tif", "2015.tif", *at(0, 0))


def test_web_mercator(project: Project) -> None:
    project.raster("terrain.tif", plane(), crs="EPSG:3857")
    refused(project, "terrain.tif", "EPSG:3857", "EPSG:25832")


def test_feet(project: Project) -> None:
    project.raster("terrain.tif", plane(), crs="EPSG:2263")
    refused(project, "terrain.tif", "Metern")
