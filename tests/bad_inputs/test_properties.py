"""Made-up bad inputs of each kind: whatever they are, a documented code and no traceback."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.transform import Affine
from shapely.geometry import Polygon

from .fuzzing import Answer, fault_of
from .projects import NORTH_M, WEST_M, Project, answer, plane, tiny_project, write_run_file
from .seeds import write_features

FEW = settings(max_examples=12, deadline=None)

NUMBERS = st.floats(width=32) | st.sampled_from([-9999.0, 3.4e38, 0.0, 1e6, -500.0, 9000.0])
CORNERS = st.sampled_from([WEST_M, NORTH_M, 0.0, -1.0, 32e6 + WEST_M, 1e12]) | st.floats(
    allow_nan=False, allow_infinity=False
)
SYSTEMS = st.sampled_from([None, "EPSG:25832", "EPSG:4326", "EPSG:31466", "EPSG:5555", "EPSG:3857"])
TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)
FIELDS = st.one_of(
    st.floats().map(str), st.integers().map(str), st.sampled_from(["", "nan", "1,5", "1e999", '"'])
)


def keeps_its_word(project: Project) -> None:
    write_run_file(project)
    fault = fault_of(Answer(*answer("check", project.file, "--json")))
    assert fault is None, fault
    assert not (project.folder / "reports").exists()


@FEW
@given(st.lists(st.tuples(st.integers(0, 79), NUMBERS), max_size=6), st.none() | NUMBERS)
def test_terrain_of_any_numbers(changes, nodata: float | None) -> None:
    values = plane()
    for place, number in changes:
        values.flat[place] = number
    with tempfile.TemporaryDirectory() as folder:
        project = tiny_project(Path(folder))
        project.raster("terrain.tif", values, nodata=nodata)
        keeps_its_word(project)


@FEW
@given(CORNERS, CORNERS, st.sampled_from([1.0, 0.5, -1.0, 1e-6, 1e6]), st.booleans(), SYSTEMS)
def test_layer_anywhere(x_m: float, y_m: float, size_m: float, south_up: bool, crs) -> None:
    transform = Affine(size_m, 0, x_m, 0, size_m if south_up else -size_m, y_m)
    with tempfile.TemporaryDirectory() as folder:
        project = tiny_project(Path(folder))
        values = np.full((8, 10), 0.5, dtype=np.float32)
        project.raster("sealing.tif", values, transform=transform, crs=crs)
        project.city["sealing"] = '"../rasters/sealing.tif"'
        keeps_its_word(project)
        project.city["terrain"] = project.city.pop("sealing")
        keeps_its_word(project)


@FEW
@given(st.lists(NUMBERS, min_size=1, max_size=5), st.sampled_from(["share", "percent", "byte"]))
def test_sealing_of_any_numbers(numbers: list[float], scale: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = tiny_project(Path(folder))
        values = np.resize(np.array(numbers, dtype=np.float32), (8, 10))
        project.raster("sealing.tif", values, nodata=None)
        project.city |= {"sealing": '"../rasters/sealing.tif"', "sealing_scale": f'"{scale}"'}
        keeps_its_word(project)


@FEW
@given(
    st.lists(
        st.lists(
            st.tuples(st.floats(-5, 15), st.floats(-5, 15)) | st.just((1e300, 1.0)),
            min_size=3,
            max_size=6,
        ),
        min_size=1,
        max_size=3,
    )
)
def test_buildings_of_any_corners(rings) -> None:
    shapes = [Polygon([(WEST_M + x, NORTH_M - y) for x, y in ring]) for ring in rings]
    with tempfile.TemporaryDirectory() as folder:
        project = tiny_project(Path(folder))
        write_features(project.folder / "rasters" / "h.gpkg", shapes)
        project.city["buildings"] = '"../rasters/h.gpkg"'
        keeps_its_word(project)


@FEW
@given(
    st.sampled_from(["time_min;rain_mm_h", "time_s,rain_mm", "time;rain_mm", "time_min"]),
    st.lists(st.lists(FIELDS, min_size=1, max_size=3), max_size=5),
    st.sampled_from([";", ","]),
)
def test_series_of_any_fields(heading: str, rows: list[list[str]], sign: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = tiny_project(Path(folder))
        lines = [heading, *(sign.join(row) for row in rows)]
        (project.folder / "rasters" / "r.csv").write_text("\n".join(lines), encoding="utf-8")
        project.storm = {"name": '"S1"', "source": '"series"', "rain": '"../rasters/r.csv"'}
        keeps_its_word(project)


@FEW
@given(
    st.sampled_from(["terrain", "land_cover", "soil", "crs", "resolution_m", "bounds", "as_of"]),
    st.one_of(
        TEXTS.map(lambda text: json.dumps(text, ensure_ascii=True)),
        st.floats().map(str),
        st.integers().map(str),
        st.lists(st.floats(), max_size=5).map(str),
        st.sampled_from(["true", "{}", "[[]]", "2024-01-01", "0x10"]),
    ),
)
def test_run_file_of_any_values(key: str, value: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = tiny_project(Path(folder))
        project.city[key] = value
        keeps_its_word(project)
