import subprocess
import sys
import textwrap
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import rasterio
import rasterio.shutil
from rasterio._err import CPLE_AppDefinedError
from rio_cogeo.cogeo import cog_validate

from herne_schwamm.city.grid import Grid
from herne_schwamm.problems import Language, WriteProblem
from herne_schwamm.products import geotiff, whole_files
from herne_schwamm.products.geotiff import write_geotiff
from herne_schwamm.products.overviews import pyramid
from herne_schwamm.tables.products import products

TAGS = {"software": "herne_schwamm 0.1.0"}
EN = Language("en")


def grid_of(shape, crs="EPSG:25832"):
    return Grid(crs, 374000.0, 5711000.0, 0.5, *shape)


def depths(shape, seed=1):
    random = np.random.default_rng(seed)
    values = random.gamma(0.5, 0.3, shape).astype(np.float32)
    values[random.random(shape) < 0.2] = np.nan
    return values


def write(path, values, name="water_depth_max_m", crs="EPSG:25832", language=EN):
    product = products()[name]
    write_geotiff(path, values, grid_of(values.shape, crs), product, language=language, tags=TAGS)
    return product


@pytest.mark.parametrize("shape", [(1, 1), (700, 333), (257, 1301), (2000, 3), (511, 513)])
@pytest.mark.parametrize("name", list(products()))
def test_every_product_is_a_valid_cog_with_its_own_overviews(tmp_path, shape, name):
    product = products()[name]
    values = depths(shape)
    if product.kind == "class":
        values = product.classes.classify(values)
    path = tmp_path / f"{name}.tif"
    write(path, values, name)

    valid, errors, warnings = cog_validate(path, strict=True)
    assert valid, (errors, warnings)
    levels = [values, *pyramid(values, product.overview)]
    for number, level in enumerate(levels):
        options = {"overview_level": number - 1} if number else {}
        with rasterio.open(path, driver="GTiff", **options) as dataset:
            found = dataset.read(1)
            if not number:
                assert len(dataset.overviews(1)) == len(levels) - 1
        expected = level if product.kind == "class" else np.nan_to_num(level, nan=-9999.0)
        np.testing.assert_array_equal(found, expected)


def test_depth_carries_place_unit_label_and_limits(tmp_path):
    path = tmp_path / "water_depth_max_m.tif"
    values = depths((40, 30))
    write(path, values, language=Language("de"))
    with rasterio.open(path, driver="GTiff") as dataset:
        assert dataset.crs.to_epsg() == 25832
        assert tuple(dataset.bounds) == (374000.0, 5710980.0, 374015.0, 5711000.0)
        assert dataset.nodata == -9999.0
        assert dataset.dtypes == ("float32",)
        assert dataset.units == ("m",)
        assert dataset.descriptions == ("Größte Wassertiefe",)
        assert (dataset.scales, dataset.offsets) == ((1.0,), (0.0,))
        assert dataset.profile["compress"] == "deflate"
        assert dataset.block_shapes == [(512, 512)]
        tags, statistics = dataset.tags(), dataset.tags(1)
        assert dataset.tags(ns="IMAGE_STRUCTURE")["PREDICTOR"] == "3"
    assert tags["class_table"] == "water_depth_lubw_4 1"
    assert "LUBW" in tags["class_source"]
    assert tags["software"] == "herne_schwamm 0.1.0"
    assert "kein Volumen" in tags["limits"]
    assert float(statistics["STATISTICS_MAXIMUM"]) == float(np.nanmax(values))
    assert float(statistics["STATISTICS_MINIMUM"]) == float(np.nanmin(values))


def test_class_raster_has_the_colours_of_the_table(tmp_path):
    path = tmp_path / "depth_class.tif"
    product = write(
        path, products()["depth_class"].classes.classify(depths((20, 20))), "depth_class"
    )
    with rasterio.open(path, driver="GTiff") as dataset:
        colours = dataset.colormap(1)
        assert dataset.nodata == 0
        assert dataset.dtypes == ("uint8",)
    for one in product.classes.classes:
        assert colours[one.code][:3] == one.rgb


def test_raster_without_any_value_is_written_without_statistics(tmp_path):
    path = tmp_path / "water_depth_max_m.tif"
    write(path, np.full((300, 20), np.nan, np.float32))
    with rasterio.open(path, driver="GTiff") as dataset:
        assert (dataset.read(1) == -9999.0).all()
        assert "STATISTICS_MEAN" not in dataset.tags(1)


@pytest.mark.parametrize("crs", ["", "EPSG:25832+7837"])
def test_laboratory_and_compound_reference_systems_are_kept(tmp_path, crs):
    path = tmp_path / "water_depth_max_m.tif"
    write(path, depths((12, 13)), crs=crs)
    with rasterio.open(path, driver="GTiff") as dataset:
        assert (dataset.crs is None) == (crs == "")
        assert dataset.transform.c == 374000.0


def test_two_writes_give_the_same_bytes_and_leave_nothing_else(tmp_path):
    for name in ("water_depth_max_m", "depth_class"):
        values = depths((700, 333))
        if name == "depth_class":
            values = products()[name].classes.classify(values)
        paths = [tmp_path / folder / f"{name}.tif" for folder in ("a", "b")]
        for path in paths:
            write(path, values, name)
        assert paths[0].read_bytes() == paths[1].read_bytes()
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == [
        "depth_class.tif",
        "water_depth_max_m.tif",
    ]


def test_existing_file_is_replaced(tmp_path):
    path = tmp_path / "water_depth_max_m.tif"
    path.write_bytes(b"old")
    write(path, depths((5, 5)))
    with rasterio.open(path, driver="GTiff") as dataset:
        assert dataset.shape == (5, 5)


def test_one_changed_cell_is_found_and_nothing_is_published(tmp_path, monkeypatch):
    real_copy = rasterio.shutil.copy

    def copy_with_a_fault(source, target, **options):
        with rasterio.open(source, "r+", driver="GTiff") as dataset:
            values = dataset.read(1)
            values[3, 2] += 0.001
            dataset.write(values, 1)
        real_copy(source, target, **options)

    monkeypatch.setattr(geotiff.rasterio.shutil, "copy", copy_with_a_fault)
    path = tmp_path / "water_depth_max_m.tif"
    with pytest.raises(WriteProblem) as caught:
        write(path, np.ones((8, 8), np.float32))
    assert caught.value.exit_code == 74
    assert "row 3, column 2" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_one_changed_overview_cell_is_found(tmp_path, monkeypatch):
    real_copy = rasterio.shutil.copy

    def copy_with_a_fault(source, target, **options):
        with rasterio.open(f"{source}.ovr", "r+", driver="GTiff") as dataset:
            dataset.write(np.zeros(dataset.shape, np.float32), 1)
        real_copy(source, target, **options)

    monkeypatch.setattr(geotiff.rasterio.shutil, "copy", copy_with_a_fault)
    with pytest.raises(WriteProblem, match="level 1, row 0, column 0"):
        write(tmp_path / "water_depth_max_m.tif", np.ones((300, 300), np.float32))


def test_folder_that_is_a_file_is_told(tmp_path):
    (tmp_path / "heavy_rain").write_text("not a folder")
    with pytest.raises(WriteProblem, match=r"water_depth_max_m\.tif"):
        write(tmp_path / "heavy_rain" / "water_depth_max_m.tif", depths((5, 5)))


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are a POSIX matter")
@pytest.mark.parametrize("limit", [1_000, 200_000, 1_500_000])
def test_disk_that_is_full_is_told_and_leaves_nothing(tmp_path, limit):
    script = textwrap.dedent("""
        import resource, sys
        from pathlib import Path
        import numpy as np
        from herne_schwamm.city.grid import Grid
        from herne_schwamm.problems import Language, WriteProblem
        from herne_schwamm.products.geotiff import write_geotiff
        from herne_schwamm.tables.products import products

        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
        values = np.random.default_rng(0).random((640, 640)).astype(np.float32)
        grid = Grid("EPSG:25832", 0.0, 0.0, 1.0, 640, 640)
        try:
            write_geotiff(
                Path(sys.argv[1]), values, grid, products()["water_depth_max_m"],
                language=Language("en"), tags={},
            )
        except WriteProblem as problem:
            print(problem)
            sys.exit(problem.exit_code)
    """)
    path = tmp_path / "water_depth_max_m.tif"
    done = subprocess.run(
        [sys.executable, "-c", script, str(path), str(limit)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert done.returncode == 74, done.stderr
    assert str(path) in done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("free_at_first", [0, 10**9])
def test_the_reason_of_gdal_is_asked_of_the_disk(tmp_path, monkeypatch, capfd, free_at_first):
    free = [free_at_first, 0]
    monkeypatch.setattr(
        whole_files.shutil, "disk_usage", lambda _: SimpleNamespace(total=10**9, free=free.pop(0))
    )

    def copy_that_fails(*_, **__):
        raise CPLE_AppDefinedError(3, 1, "TIFFAppendToStrip:Write error at scanline 0")

    monkeypatch.setattr(geotiff.rasterio.shutil, "copy", copy_that_fails)
    with pytest.raises(WriteProblem, match="no space is left on the disk"):
        write(tmp_path / "water_depth_max_m.tif", np.ones((8, 8), np.float32))
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")


def test_a_disk_that_does_not_tell_its_size_is_written_to(tmp_path, monkeypatch):
    nothing = SimpleNamespace(total=0, free=0)
    monkeypatch.setattr(whole_files.shutil, "disk_usage", lambda _: nothing)
    write(tmp_path / "water_depth_max_m.tif", np.ones((8, 8), np.float32))


def test_wrong_shape_is_a_mistake_of_the_program(tmp_path):
    with pytest.raises(ValueError, match="shape"):
        write_geotiff(
            tmp_path / "x.tif",
            np.zeros((2, 3), np.float32),
            grid_of((3, 2)),
            products()["water_depth_max_m"],
            language=EN,
            tags={},
        )
