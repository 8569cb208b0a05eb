"""ESRI ASCII grids: spellings that are read, and the line of each fault."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from herne_schwamm.city.grid import Grid
from herne_schwamm.inputs.notes import SYSTEM_TAKEN
from herne_schwamm.inputs.rasters import Raster, read_raster
from herne_schwamm.problems import InputProblem

CRS = "EPSG:25832"
HEADER = "ncols 3\nnrows 2\nxllcorner 375000\nyllcorner 5711000\ncellsize 2\nNODATA_value -9999\n"
BODY = "1 2 3\n4 5 6\n"
GRID = Grid(CRS, 375_000.0, 5_711_004.0, 2.0, 2, 3)


def read(folder: Path, text: str, **options: int) -> Raster:
    path = folder / "t.asc"
    path.write_bytes(text.encode("latin-1"))
    return read_raster(path, CRS, **options)


def refusal(folder: Path, text: str, **options: int) -> str:
    with pytest.raises(InputProblem) as caught:
        read(folder, text, **options)
    assert "t.asc" in str(caught.value)
    return str(caught.value)


def test_grid_lies_at_its_corner_and_takes_the_system_of_the_run_file(tmp_path: Path) -> None:
    raster = read(tmp_path, HEADER + BODY)
    assert raster.grid == GRID
    assert raster.notes == (SYSTEM_TAKEN,)
    np.testing.assert_array_equal(raster.values, [[1, 2, 3], [4, 5, 6]])


def test_centre_of_the_lowest_left_cell(tmp_path: Path) -> None:
    header = HEADER.replace("xllcorner 375000", "xllcenter 375001").replace(
        "yllcorner 5711000", "yllcenter 5711001"
    )
    assert read(tmp_path, header + BODY).grid == GRID


@pytest.mark.parametrize(
    "text",
    [
        HEADER.upper() + BODY,
        HEADER.replace(" ", "\t") + BODY.replace(" ", "\t"),
        (HEADER + BODY).replace("\n", "\r\n"),
        HEADER + "  1   2  3 \n 4 5 6\n\n",
        HEADER.replace("NODATA_value -9999\n", "") + BODY,
    ],
    ids=["capitals", "tabs", "windows", "blanks", "without nodata"],
)
def test_spellings(tmp_path: Path, text: str) -> None:
    raster = read(tmp_path, text)
    assert raster.grid == GRID
    np.testing.assert_array_equal(raster.values, [[1, 2, 3], [4, 5, 6]])


def test_nodata_and_nan_are_missing(tmp_path: Path) -> None:
    raster = read(tmp_path, HEADER + "1 -9999 3\n4 nan 6\n")
    assert np.argwhere(np.isnan(raster.values)).tolist() == [[0, 1], [1, 1]]


def test_infinity_is_refused(tmp_path: Path) -> None:
    text = refusal(tmp_path, HEADER + "1 2 3\n4 -inf 6\n")
    assert "1 cells hold infinity" in text


def test_numbers_beyond_float32_stay_numbers(tmp_path: Path) -> None:
    raster = read(tmp_path, HEADER + "1 -1e300 3\n4 5 6\n")
    assert raster.values[0, 1] == np.finfo(np.float32).min


def test_short_row_names_its_line(tmp_path: Path) -> None:
    assert "line 8: 2 numbers, but ncols says 3" in refusal(tmp_path, HEADER + "1 2 3\n4 5\n")


def test_long_row_names_its_line(tmp_path: Path) -> None:
    assert "line 7: 4 numbers" in refusal(tmp_path, HEADER + "1 2 3 9\n4 5 6\n")


@pytest.mark.parametrize(("body", "found"), [("1 2 3\n", 1), (BODY + "7 8 9\n", 3), ("", 0)])
def test_number_of_rows(tmp_path: Path, body: str, found: int) -> None:
    assert f"{found} rows of numbers" in refusal(tmp_path, HEADER + body)


def test_decimal_comma_names_line_and_word(tmp_path: Path) -> None:
    text = refusal(tmp_path, HEADER + "1 2 3\n4 5,5 6\n")
    assert "line 8: 5,5 is not a number" in text


@pytest.mark.parametrize("key", ["ncols", "nrows", "xllcorner", "yllcorner", "cellsize"])
def test_incomplete_header(tmp_path: Path, key: str) -> None:
    header = "".join(line for line in HEADER.splitlines(True) if not line.startswith(key))
    assert f"lacks {key}" in refusal(tmp_path, header + BODY)


def test_unknown_word_in_the_header(tmp_path: Path) -> None:
    assert "line 5: dx is not part" in refusal(
        tmp_path, HEADER.replace("cellsize 2", "dx 2\ndy 2") + BODY
    )


@pytest.mark.parametrize("change", [("ncols 3", "ncols 3.5"), ("cellsize 2", "cellsize -2")])
def test_header_values_that_cannot_be(tmp_path: Path, change: tuple[str, str]) -> None:
    assert "whole numbers above 0" in refusal(tmp_path, HEADER.replace(*change) + BODY)


def test_header_value_that_is_not_finite(tmp_path: Path) -> None:
    assert "t.asc" in refusal(tmp_path, HEADER.replace("ncols 3", "ncols inf") + BODY)
    assert "t.asc" in refusal(tmp_path, HEADER.replace("375000", "nan") + BODY)


def test_too_many_cells(tmp_path: Path) -> None:
    assert "6 cells are more than the 5" in refusal(tmp_path, HEADER + BODY, cells_max=5)


def test_binary_file(tmp_path: Path) -> None:
    assert "plain text" in refusal(tmp_path, "\xff\xfe\x00ncols")
