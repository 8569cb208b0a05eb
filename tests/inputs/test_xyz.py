"""XYZ tiles: lattice, order, zone numbers, and what is refused in a sentence."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from herne_schwamm.inputs import xyz
from herne_schwamm.inputs.notes import SYSTEM_TAKEN, ZONE_STRIPPED
from herne_schwamm.inputs.rasters import Raster, read_raster
from herne_schwamm.problems import InputProblem

from .making import Project, plane

CRS = "EPSG:25832"
ROWS, COLUMNS = 4, 5
HEIGHTS = np.round(plane(ROWS, COLUMNS), 2)


def points(*, zone: int = 0, cell_size_m: float = 1.0) -> list[tuple[float, float, float]]:
    """South to north, as the state delivers them; the south-western corner is (360000, 5721000)."""
    return [
        (
            zone * 1e6 + 360_000 + (column + 0.5) * cell_size_m,
            5_721_000 + (ROWS - row - 0.5) * cell_size_m,
            float(HEIGHTS[row, column]),
        )
        for row in reversed(range(ROWS))
        for column in range(COLUMNS)
    ]


def lines(rows: list[tuple[float, float, float]], separator: str = " ") -> str:
    return "".join(f"{x:.2f}{separator}{y:.2f}{separator}{z:.2f}\n" for x, y, z in rows)


def read(tmp_path: Path, text: str, name: str = "dgm1.xyz", crs: str = CRS, **more) -> Raster:
    path = tmp_path / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return read_raster(path, crs, **more)


def refusal(tmp_path: Path, text: str, **more) -> str:
    with pytest.raises(InputProblem) as caught:
        read(tmp_path, text, **more)
    assert "dgm1" in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("separator", [" ", "   ", "\t", ",", ";"])
def test_rows_from_south_to_north_are_turned_north_up(tmp_path, separator):
    raster = read(tmp_path, lines(points(), separator))
    np.testing.assert_array_equal(raster.values, HEIGHTS.astype(np.float32))
    assert raster.grid.bounds == (360_000.0, 5_721_000.0, 360_005.0, 5_721_004.0)
    assert (raster.grid.crs, raster.grid.cell_size_m) == (CRS, 1.0)
    assert raster.notes == (SYSTEM_TAKEN,)


@pytest.mark.parametrize("name", ["dgm1.XYZ", "dgm1.xyz.gz"])
def test_order_of_lines_packing_and_capitals_do_not_matter(tmp_path, name):
    rows = points()
    rows = [rows[number] for number in np.random.default_rng(1).permutation(len(rows))]
    raster = read(tmp_path, lines(rows), name)
    np.testing.assert_array_equal(raster.values, HEIGHTS.astype(np.float32))


def test_cells_without_a_point_and_nodata_are_missing(tmp_path):
    rows = points()
    del rows[7]
    rows[0] = (*rows[0][:2], -9999.0)
    text = lines(rows).replace(f"{rows[3][2]:.2f}", "nan", 1)
    values = read(tmp_path, text).values
    assert np.isnan(values).sum() == 3
    assert np.isnan(values[[3, 2, 3], [0, 2, 3]]).all()


def test_a_line_with_names_before_the_numbers_is_passed_over(tmp_path):
    assert read(tmp_path, "x y z\n" + lines(points())).grid.shape == (ROWS, COLUMNS)


def test_a_first_value_that_is_missing_is_no_heading(tmp_path):
    text = lines(points())
    first = text.splitlines()[0]
    assert read(tmp_path, text.replace(first, first[:-5] + "nan", 1)).grid.shape == (ROWS, COLUMNS)


@pytest.mark.parametrize("size", [0.5, 2.0, 10.0])
def test_the_size_of_the_cells_is_found(tmp_path, size):
    raster = read(tmp_path, lines(points(cell_size_m=size)))
    assert raster.grid.cell_size_m == pytest.approx(size, abs=1e-9)
    assert raster.grid.bounds[:2] == (360_000.0, 5_721_000.0)


def test_thirds_of_a_metre_rounded_to_centimetres_are_one_lattice(tmp_path):
    rows = [(360_000 + i / 3, 5_721_000 + j / 3, 50.0) for j in range(300) for i in range(300)]
    text = "".join(f"{x:.3f} {y:.3f} {z:.2f}\n" for x, y, z in rows)
    raster = read(tmp_path, text)
    assert raster.grid.shape == (300, 300)
    assert raster.grid.cell_size_m == pytest.approx(1 / 3, abs=1e-5)


def test_a_zone_number_before_the_easting_is_taken_off_and_told(tmp_path):
    raster = read(tmp_path, lines(points(zone=32)))
    assert raster.grid.bounds[0] == 360_000.0
    assert ZONE_STRIPPED in raster.notes


def test_the_zone_number_of_another_zone_is_refused(tmp_path):
    assert "zone 33" in refusal(tmp_path, lines(points(zone=33)))


def test_a_system_with_zone_numbers_keeps_them(tmp_path):
    raster = read(tmp_path, lines(points(zone=32)), crs="EPSG:4647")
    assert raster.grid.bounds[0] == 32_360_000.0
    assert raster.notes == (SYSTEM_TAKEN,)


@pytest.mark.parametrize(
    ("bad", "wanted"),
    [
        ("360002,50 5721000,50 43,10", "line 3: 360002,50 5721000,50 43,10 is not an easting"),
        ("360002.50 5721000.50", "line 3: 360002.50 5721000.50 is not an easting"),
        ("360002.50 5721000.50 43.1 7", "line 3: 360002.50 5721000.50 43.1 7 is not an easting"),
        ("360002.50 nan 43.1", "line 3: 360002.50 nan 43.1 is not an easting"),
        ("360002.50 1e300 43.1", "line 3: 360002.50 1e300 43.1 is not an easting"),
        ("360002.50 5721000.50 hoch", "line 3: 360002.50 5721000.50 hoch is not an easting"),
    ],
)
def test_a_line_that_is_not_three_numbers_is_named(tmp_path, bad, wanted):
    text = lines(points()).splitlines()
    text[2] = bad
    assert wanted in refusal(tmp_path, "\n".join(text))


@pytest.mark.parametrize("text", ["1 2\n3 4\n", "1 2 3 4\n", "Höhe\n", "x y z\n", "\n\n"])
def test_a_file_of_something_else_is_refused(tmp_path, text):
    assert refusal(tmp_path, text)


def test_points_off_the_lattice_are_refused_with_the_first(tmp_path):
    rows = points(cell_size_m=2.0)
    rows[6] = (rows[6][0], rows[6][1] + 0.7, rows[6][2])
    assert "360003.0" in refusal(tmp_path, lines(rows))


def test_cells_that_are_not_square_are_refused(tmp_path):
    rows = [(x, 5_721_000 + 2 * (y - 5_721_000), z) for x, y, z in points()]
    assert "1 by 2" in refusal(tmp_path, lines(rows))


def test_two_values_for_one_cell_are_refused_equal_ones_are_not(tmp_path):
    rows = points()
    assert read(tmp_path, lines([*rows, rows[4]])).grid.shape == (ROWS, COLUMNS)
    x, y, z = rows[4]
    assert f"x = {x:.1f}, y = {y:.1f}" in refusal(tmp_path, lines([*rows, (x, y, z + 1)]))


def test_a_point_far_off_is_refused_before_memory_is_taken(tmp_path):
    rows = [*points(), (900_000.5, 9_000_000.5, 1.0)]
    assert "900000.5" in refusal(tmp_path, lines(rows))


def test_one_point_is_refused(tmp_path):
    assert "one point" in refusal(tmp_path, lines(points()[:1]))


def test_one_row_takes_its_cell_size_from_its_columns(tmp_path):
    assert read(tmp_path, lines(points()[:COLUMNS])).grid.shape == (1, COLUMNS)


def test_too_many_points_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(xyz, "POINTS_MAX", 19)
    assert "more than 19 points" in refusal(tmp_path, lines(points()))


@pytest.mark.parametrize("kept", [5, 20, -9])
def test_a_truncated_archive_is_refused(tmp_path, kept):
    path = tmp_path / "dgm1.xyz.gz"
    path.write_bytes(gzip.compress(lines(points()).encode())[:kept])
    with pytest.raises(InputProblem, match="dgm1"):
        read_raster(path, CRS)


def test_text_that_calls_itself_packed_is_refused(tmp_path):
    path = tmp_path / "dgm1.xyz.gz"
    path.write_text(lines(points()), encoding="ascii")
    with pytest.raises(InputProblem, match="plain text of an XYZ file"):
        read_raster(path, CRS)


@settings(max_examples=300)
@given(data=st.data())
def test_whatever_was_changed_in_a_file_it_is_read_or_refused_in_a_sentence(tmp_path_factory, data):
    content = bytearray(lines(points()).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content) - 1))
        stop = start + data.draw(st.integers(0, 30))
        words = [b"nan", b"inf", b"1e300", b"\0", b"\xff", b",", b";", b'"', b"\n", b" ", b"-9999"]
        content[start:stop] = data.draw(st.sampled_from(words) | st.binary(max_size=3))
    path = tmp_path_factory.getbasetemp() / "mutated.xyz"
    path.write_bytes(content)
    try:
        raster = read_raster(path, CRS)
    except InputProblem as problem:
        assert "mutated.xyz" in str(problem)
    else:
        assert raster.values.shape == raster.grid.shape
        assert not np.isinf(raster.values).any()


def test_the_terrain_of_a_city_may_be_an_xyz_tile(project: Project):
    (project.folder / "rasters" / "dgm1.xyz").write_text(lines(points()), encoding="ascii")
    project.city["terrain"] = '"../rasters/dgm1.xyz"'
    city = project.read_city()
    assert city.grid.shape == (ROWS, COLUMNS)
    np.testing.assert_allclose(city.layer("terrain_m"), HEIGHTS, atol=1e-3)


def test_the_tile_of_dorsten_is_its_tif(shared_data: Path):
    folder = shared_data / "dorsten_als_360_5721"
    tif = read_raster(folder / "dgm1_32_360_5721_1_nw_lidar.tif", CRS)
    raster = read_raster(folder / "dgm1_32_360_5721_1_nw.xyz.gz", CRS)
    assert raster.grid == tif.grid
    np.testing.assert_allclose(raster.values, tif.values, rtol=0, atol=1e-4)


@pytest.mark.parametrize("separator", [",", ";", " "])
def test_a_separator_behind_the_last_number_and_a_byte_order_mark_do_not_matter(
    tmp_path, separator
):
    text = "\ufeff" + lines(points(), separator).replace("\n", f"{separator}\n")
    raster = read(tmp_path, text)
    np.testing.assert_array_equal(raster.values, HEIGHTS.astype(np.float32))


def test_a_fourth_number_is_no_separator_too_much(tmp_path):
    first, rest = lines(points(), ";").replace("\n", ";\n").split("\n", 1)
    second, rest = rest.split("\n", 1)
    told = refusal(tmp_path, f"{first}\n{second}7\n{rest}")
    assert f"line 2: {second}7 is not an easting" in told


@pytest.mark.parametrize(
    ("crs", "place"),
    [(CRS, (360_000.5, 5_721_000.5)), ("EPSG:31466", (2_570_000.5, 5_712_000.5))],
)
def test_swapped_columns_are_told_as_such_not_as_a_zone(tmp_path, crs, place):
    rows = [(place[1] + step, place[0] + step, 50.0) for step in range(3)]
    told = refusal(tmp_path, lines(rows), crs=crs)
    assert f"its columns are swapped: {place[1]:.1f} stands where an easting" in told


def test_degrees_are_told_as_such(tmp_path):
    text = "".join(f"{7.2 + step * 1e-5:.7f} {51.5:.7f} 50.0\n" for step in range(4))
    told = refusal(tmp_path, text)
    assert "coordinates in metres are expected (EPSG:25832), but 7.200000 and 51.500000" in told


def test_a_place_beside_the_usual_area_of_its_system_is_read(tmp_path):
    # Local metres, and easting 5 to 15 beyond the rim of zone 32.
    rows = [(float(x), float(y), 50.0) for x in range(5, 15) for y in range(45, 55)]
    assert read(tmp_path, lines(rows)).grid.shape == (10, 10)
