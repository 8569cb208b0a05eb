"""Capacity of the sewer by district."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyogrio
import pytest
from shapely.geometry import box

from herne_schwamm.city.grid import Grid
from herne_schwamm.inputs.districts import read_district_capacity
from herne_schwamm.inputs.layers import Place
from herne_schwamm.inputs.run_file_city import SewerPart
from herne_schwamm.inputs.run_file_paths import PathRules
from herne_schwamm.problems import InputProblem, RunFileProblem

from .making import NORTH_M, WEST_M

GRID = Grid("EPSG:25832", WEST_M, NORTH_M, 1.0, 8, 10)
WEST_HALF = box(WEST_M, NORTH_M - 8, WEST_M + 5, NORTH_M)
MIDDLE = box(WEST_M + 3, NORTH_M - 8, WEST_M + 7, NORTH_M)


def capacity(
    folder: Path, values: list[Any], inside: np.ndarray | None = None, **more: Any
) -> tuple[np.ndarray, Any]:
    table = geopandas.GeoDataFrame(
        {"capacity_mm_h": values}, geometry=[WEST_HALF, MIDDLE], crs="EPSG:25832"
    )
    pyogrio.write_dataframe(table, folder / "d.gpkg")
    rules = PathRules(folder / "run.toml", folder)
    part = SewerPart.model_validate({"districts": "d.gpkg", **more}, context=rules)
    place = Place(GRID, np.ones(GRID.shape, dtype=bool) if inside is None else inside)
    return read_district_capacity(part, place)


def test_first_district_keeps_the_cell_and_no_district_is_unknown(tmp_path: Path) -> None:
    layer, origin = capacity(tmp_path, [20.0, 35])
    assert layer.dtype == np.float32
    assert np.all(layer[:, :5] == 20.0)
    assert np.all(layer[:, 5:7] == 35.0)
    assert np.isnan(layer[:, 7:]).all()
    assert origin.source == "d.gpkg"


def test_outside_the_city_is_unknown(tmp_path: Path) -> None:
    inside = np.ones(GRID.shape, dtype=bool)
    inside[0] = False
    layer, _ = capacity(tmp_path, [20.0, 35.0], inside)
    assert np.isnan(layer[0]).all()


def test_numbers_written_as_text_are_numbers(tmp_path: Path) -> None:
    layer, _ = capacity(tmp_path, ["20.5", "35"])
    assert layer[0, 0] == 20.5


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([20.0, -1.0], "capacity_mm_h is -1.0 in row 2"),
        ([501.0, 20.0], "capacity_mm_h is 501.0 in row 1"),
        ([20.0, None], "capacity_mm_h is – in row 2"),
        (["viel", "mehr"], "capacity_mm_h is viel in row 1"),
    ],
)
def test_what_is_no_capacity(tmp_path: Path, values: list[Any], said: str) -> None:
    with pytest.raises(InputProblem) as caught:
        capacity(tmp_path, values)
    assert said in str(caught.value)
    assert "from 0 to 500 mm/h" in str(caught.value)


def test_missing_column(tmp_path: Path) -> None:
    with pytest.raises(RunFileProblem, match="did you mean capacity_mm_h"):
        capacity(tmp_path, [1.0, 2.0], district_capacity="capacity_mmh")


def test_districts_elsewhere_are_refused(tmp_path: Path) -> None:
    far = Grid("EPSG:25832", WEST_M + 500, NORTH_M, 1.0, 8, 10)
    capacity(tmp_path, [1.0, 2.0])
    part = SewerPart.model_validate(
        {"districts": "d.gpkg"}, context=PathRules(tmp_path / "run.toml", tmp_path)
    )
    with pytest.raises(InputProblem, match="does not meet"):
        read_district_capacity(part, Place(far, np.ones(far.shape, dtype=bool)))
