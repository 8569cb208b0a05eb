"""Bad raster files and values (1-6, 15, 30-38 of the list of bad inputs).

Not here, as no part of the package reads them yet: archives of tiles (7), XML of CityGML
(10-12), weather (40), measures (42 in part, 43).
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

from herne_schwamm.city.city import OPEN
from herne_schwamm.inputs.city import read_city
from herne_schwamm.inputs.run_file import read_run_file
from tests.inputs.making import NODATA

from .projects import (
    NORTH_M,
    WEST_M,
    Project,
    accepted,
    answer,
    at,
    bent,
    plane,
    refused,
    whole_city,
    write_run_file,
    write_tif,
    written_results,
)

SHARES = (0.0001, 0.01, 0.1, 0.25, 0.4, 0.5, 0.75, 0.9, 0.99, 0.999)


def terrain(project: Project) -> Path:
    return project.folder / "rasters" / "terrain.tif"


def test_01_empty_file(project: Project) -> None:
    terrain(project).write_bytes(b"")
    refused(project, "terrain.tif", "leer", "kopieren")


@pytest.mark.parametrize("share", SHARES)
def test_02_truncated_tiff(project: Project, share: float) -> None:
    project.raster("terrain.tif", np.tile(plane(), (16, 12)), compress="deflate")
    content = terrain(project).read_bytes()
    terrain(project).write_bytes(content[: max(1, int(len(content) * share))])
    refused(project, "terrain.tif")


def test_02_truncated_tiff_that_opens_is_called_damaged(project: Project) -> None:
    project.raster("terrain.tif", np.tile(plane(), (16, 12)), compress="deflate")
    content = terrain(project).read_bytes()
    terrain(project).write_bytes(content[:-20])
    with rasterio.open(terrain(project)) as opened:
        assert opened.count == 1
    refused(project, "terrain.tif", "abgeschnitten oder beschädigt", "kopieren Sie sie")


@pytest.mark.parametrize("algorithm", ["sha256", "md5"])
def test_03_flipped_bit_is_found_by_the_checksum(project: Project, algorithm: str) -> None:
    path = project.folder / "rasters" / "terrain.tif"
    digest = hashlib.new(algorithm, path.read_bytes()).hexdigest()
    beside = path.with_name(f"terrain.tif.{algorithm}")
    beside.write_text(f"{digest.upper()} *terrain.tif\r\n", encoding="ascii")
    report = accepted(project, "Inhalt stimmt mit der Prüfsumme überein")
    assert "Keine der Dateien kam mit einer Prüfsumme" not in report
    content = bytearray(path.read_bytes())
    content[-3] ^= 1
    path.write_bytes(content)
    refused(project, "terrain.tif", beside.name)
    beside.write_text("", encoding="ascii")
    refused(project, beside.name, algorithm)


def test_03_without_a_checksum_the_report_says_that_a_flipped_bit_goes_unnoticed(
    project: Project,
) -> None:
    accepted(project, "Keine der Dateien kam mit einer Prüfsumme")


def test_03_tiles_are_checked_where_all_of_them_have_a_checksum(project: Project) -> None:
    for number, name in enumerate(("a", "b")):
        moved = Affine(1.0, 0.0, WEST_M + 10.0 * number, 0.0, -1.0, NORTH_M)
        project.raster(f"dgm/{name}.tif", plane(), transform=moved)
    project.city["terrain"] = '"../rasters/dgm"'
    folder = project.folder / "rasters" / "dgm"
    told = "Inhalt stimmt mit der Prüfsumme überein"
    for name, expected in (("a", False), ("b", True)):
        digest = hashlib.sha256((folder / f"{name}.tif").read_bytes()).hexdigest()
        (folder / f"{name}.tif.sha256").write_text(digest, encoding="ascii")
        write_run_file(project)
        code, out, err = answer("check", project.file)
        assert (code, told in out) == (0, expected), err


def test_04_vrt_disguised_as_tif(project: Project) -> None:
    hidden = project.raster("hidden.tif", plane())
    terrain(project).write_text(
        '<VRTDataset rasterXSize="10" rasterYSize="8"><SRS>EPSG:25832</SRS>'
        f"<GeoTransform>{WEST_M}, 1, 0, {NORTH_M}, 0, -1</GeoTransform>"
        '<VRTRasterBand dataType="Float32" band="1"><SimpleSource>'
        f"<SourceFilename>{hidden}</SourceFilename><SourceBand>1</SourceBand>"
        "</SimpleSource></VRTRasterBand></VRTDataset>",
        encoding="utf-8",
    )
    refused(project, "terrain.tif", "GeoTIFF")


@pytest.mark.parametrize("driver", ["PNG", "ENVI", "AAIGrid"])
def test_04_another_driver_disguised_as_tif(project: Project, driver: str) -> None:
    made = project.folder / "made.bin"
    kind = np.uint8 if driver == "PNG" else np.float32
    with rasterio.MemoryFile() as memory:
        with memory.open(
            driver="GTiff",
            width=10,
            height=8,
            count=1,
            dtype=kind,
            crs="EPSG:25832",
            transform=Affine(1, 0, WEST_M, 0, -1, NORTH_M),
        ) as file:
            file.write(plane().astype(kind), 1)
        with memory.open() as source:
            rasterio.shutil.copy(source, made, driver=driver)
    shutil.copy(made, terrain(project))
    refused(project, "terrain.tif", "GeoTIFF")


def test_05_header_that_claims_149_gib(project: Project) -> None:
    with rasterio.open(
        terrain(project),
        "w",
        driver="GTiff",
        width=200_000,
        height=200_000,
        count=1,
        dtype="float32",
        crs="EPSG:25832",
        transform=Affine(1, 0, WEST_M, 0, -1, NORTH_M),
        sparse_ok=True,
        tiled=True,
        blockxsize=4096,
        blockysize=4096,
        compress="deflate",
    ):
        pass
    assert terrain(project).stat().st_size < 100_000
    for command in ("check", "run"):
        refused(project, "terrain.tif", "40000000000", command=command)


def test_06_directory_of_a_tiff_that_points_at_itself(project: Project) -> None:
    content = bytearray(terrain(project).read_bytes())
    start = int.from_bytes(content[4:8], "little")
    after = start + 2 + 12 * int.from_bytes(content[start : start + 2], "little")
    content[after : after + 4] = content[4:8]
    terrain(project).write_bytes(content)
    write_run_file(project)
    # One image after the other is the same one: the first is read, nothing hangs.
    assert answer("check", project.file, "--quiet")[0] == 0


def test_15_file_changed_during_the_run(project: Project) -> None:
    from tests.batch.quarter import stand_in

    write_run_file(project)
    with pytest.MonkeyPatch.context() as patch:
        double = stand_in(patch)
        double.while_computing = lambda: write_tif(terrain(project), plane() + 1) and None
        code, out, err = answer("run", project.file, "--quiet")
    assert (code, out, len(err.splitlines())) == (65, "", 1)
    assert "terrain.tif" in err
    assert "Traceback" not in err
    # The storm that was finished waits for the next attempt, under a name nobody looks for.
    assert all(".new-" in str(path) for path in written_results(project.folder))
    refused_then = answer("check", project.file, "--quiet")
    assert refused_then[0] == 0


def test_31_nan_without_nodata_tag_is_a_hole_and_told(project: Project) -> None:
    values = np.tile(plane(50, 1) * 0 + 50, (1, 60)).astype(np.float32)
    values[20, 30] = np.nan
    project.raster("terrain.tif", values, nodata=None)
    project.city["nodata_share_max"] = "0.01"
    accepted(project, "kleine Löcher")


def test_31_too_many_holes_are_refused_with_their_share(project: Project) -> None:
    def holes(values):
        values[3:5, 3:6] = np.nan

    project.raster("terrain.tif", bent(holes), nodata=None)
    refused(project, "terrain.tif", "nodata_share_max", *at(3, 3))


@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_31_infinity(project: Project, value: float) -> None:
    def one(values):
        values[2, 4] = value

    project.raster("terrain.tif", bent(one), nodata=None)
    refused(project, "terrain.tif", *at(2, 4))


def test_32_nan_and_nodata_mixed(project: Project) -> None:
    def holes(values):
        values[0, :5], values[0, 5:] = np.nan, -9999.0

    project.raster("terrain.tif", bent(holes))
    write_run_file(project)
    code, out, err = answer("check", project.file)
    assert (code, "70" in out) == (0, True), err


def test_33_minus_9999_without_tag_is_told(project: Project) -> None:
    def edge(values):
        values[:, 9] = -9999.0

    project.raster("terrain.tif", bent(edge), nodata=None)
    accepted(project, "Zellen unter -1000 m als fehlend genommen (NoData ohne Kennzeichnung): 8")


def test_33_zero_pit_below_the_sea_is_refused(project: Project) -> None:
    def pit(values):
        values[1, 1] = -999.0

    project.raster("terrain.tif", bent(pit), nodata=None)
    refused(project, "terrain.tif", "-999", *at(1, 1))


@pytest.mark.parametrize("value", [3.4e38, -3.4e38, 9999.0])
def test_34_largest_float_as_value(project: Project, value: float) -> None:
    def one(values):
        values[5, 7] = value

    project.raster("terrain.tif", bent(one), nodata=None)
    if value < 0:
        refused(project, "terrain.tif", "nodata_share_max", *at(5, 7))
    else:
        refused(project, "terrain.tif", *at(5, 7))


def test_34_64_bit_value_beyond_single_precision(project: Project) -> None:
    values = plane().astype(np.float64)
    values[5, 7] = 1e300
    project.raster("terrain.tif", values, nodata=None)
    refused(project, "terrain.tif", *at(5, 7))


def test_35_nodata_beyond_the_numbers_of_the_file(project: Project) -> None:
    cover = project.raster("cover.tif", whole_city(6, "uint8"), nodata=None)
    with rasterio.open(cover) as file:
        assert file.dtypes == ("uint8",)
    content = cover.read_bytes()
    # The tag of GDAL is a text; the library that writes refuses this one, a user's tool may not.
    with rasterio.open(cover, "r+") as file:
        file.nodata = 255
    content = cover.read_bytes().replace(b"255\x00", b"-99\x00")
    cover.write_bytes(content)
    project.city["land_cover"] = '"../rasters/cover.tif"'
    write_run_file(project)
    code, _, err = answer("check", project.file, "--quiet")
    assert code == 0, err


def test_36_wide_gap_is_outside_the_city_and_told(project: Project) -> None:
    def half(values):
        values[:, 5:] = -9999.0

    project.raster("terrain.tif", bent(half))
    write_run_file(project)
    code, out, err = answer("check", project.file)
    assert (code, "40 von 80 Zellen" in err + out) == (0, True), err


def test_37_missing_cells_at_the_edge_of_the_city_are_an_open_edge_and_no_wall(
    project: Project,
) -> None:
    values = plane()
    values[:, 7:] = NODATA
    project.raster("terrain.tif", values)
    project.city["edges"] = '"open"'
    write_run_file(project)
    city = read_city(read_run_file(project.file))
    edge = city.layer("edge")
    assert (edge[:, 6] == OPEN).all()
    assert not city.inside[:, 7:].any()
    ground = city.layer("terrain_m")
    assert np.isnan(ground[:, 7:]).all()
    accepted(project, "offen, Wasser fließt ab")


def test_30_heights_in_centimetres(project: Project) -> None:
    project.raster("terrain.tif", plane() * 100)
    project.city["terrain_range_m"] = "[20, 150]"
    refused(project, "terrain.tif", "5000", "20", "150", "Einheit", *at(0, 0))


def test_30_heights_in_feet_pass_where_no_range_is_stated(project: Project) -> None:
    # Gothenburg is no Herne: plausibility is what the run file says, nothing more.
    project.raster("terrain.tif", plane() * 3.28)
    write_run_file(project)
    assert answer("check", project.file, "--quiet")[0] == 0


@pytest.mark.parametrize(
    ("largest", "kind", "scale"),
    [(80.0, "float32", "percent"), (100, "uint8", "percent"), (240, "uint8", "byte")],
)
def test_38_sealing_of_another_scale(project, largest: float, kind: str, scale: str) -> None:
    values = whole_city(0, kind)
    values[3, 2] = largest
    project.raster("sealing.tif", values, nodata=None)
    project.city["sealing"] = '"../rasters/sealing.tif"'
    refused(project, "sealing.tif", f'sealing_scale = "{scale}"')


@pytest.mark.parametrize("value", [-0.25, -1.0, 1.5, 300.0])
def test_38_sealing_beyond_any_scale(project: Project, value: float) -> None:
    values = whole_city(0.5)
    values[4, 4] = value
    project.raster("sealing.tif", values, nodata=None)
    project.city["sealing"] = '"../rasters/sealing.tif"'
    refused(project, "sealing.tif", f"{value:g}".replace(".", ","), *at(4, 4))


def test_38_byte_given_as_percent(project: Project) -> None:
    values = whole_city(50, "uint8")
    values[4, 4] = 200
    project.raster("sealing.tif", values, nodata=None)
    project.city |= {"sealing": '"../rasters/sealing.tif"', "sealing_scale": '"percent"'}
    refused(project, "sealing.tif", "200", *at(4, 4))


def test_code_of_no_class(project: Project) -> None:
    values = whole_city(6, "uint8")
    values[6, 1] = 77
    project.raster("cover.tif", values, nodata=None)
    project.city["land_cover"] = '"../rasters/cover.tif"'
    refused(project, "cover.tif", "77")


def test_bands_of_an_image(project: Project) -> None:
    project.raster("terrain.tif", np.stack([plane(), plane(), plane()]))
    refused(project, "terrain.tif", "3")


def test_complex_cells(project: Project) -> None:
    project.raster("terrain.tif", plane().astype(np.complex64), nodata=None)
    refused(project, "terrain.tif", "complex64")


def test_nothing_known_at_all(project: Project) -> None:
    project.raster("terrain.tif", whole_city(-9999.0))
    refused(project, "terrain.tif")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every file"
)
def test_file_that_may_not_be_read(project: Project) -> None:
    terrain(project).chmod(0)
    refused(project, "terrain.tif")


def test_folder_without_rasters(project: Project) -> None:
    (project.folder / "rasters" / "leer").mkdir()
    project.city["terrain"] = '"../rasters/leer"'
    refused(project, "leer")


def test_missing_file(project: Project) -> None:
    project.city["terrain"] = '"../rasters/fehlt.tif"'
    refused(project, "fehlt.tif")


def test_umlauts_and_blanks_in_names_work(project: Project) -> None:
    project.raster("Gelände Höhe 1m ß.tif", plane())
    project.city["terrain"] = '"../rasters/Gelände Höhe 1m ß.tif"'
    accepted(project, "Gelände Höhe 1m ß.tif")


CORNER = f"xllcorner {WEST_M}\nyllcorner {NORTH_M}\ncellsize 1\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ncols 10\nnrows 8\n", ("Kopf",)),
        ("ncols ten\nnrows 8\n", ("Zeile 1", "ten")),
        (f"ncols 2\nnrows 2\n{CORNER}1 2\n3\n", ("Zeile 7",)),
        (f"ncols 2\nnrows 2\n{CORNER}1 2\n3 4,5\n", ("Zeile 7", "4,5")),
        (f"ncols 1e9\nnrows 1e9\n{CORNER}1\n", ("1000000000000000000",)),
        ("\x00\x01\x02", ()),
    ],
)
def test_text_grids(project: Project, text: str, told: tuple[str, ...]) -> None:
    (project.folder / "rasters" / "terrain.asc").write_text(text, encoding="utf-8")
    project.city["terrain"] = '"../rasters/terrain.asc"'
    refused(project, "terrain.asc", *told)
