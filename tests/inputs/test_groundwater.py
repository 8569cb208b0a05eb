"""The water table below the units: a number, or the mean of a raster's cells."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.inputs import notes
from herne_schwamm.inputs.groundwater import read_groundwater
from herne_schwamm.problems import InputProblem

from .making import Project

SEASON = '[season]\nweather = "w.csv"\nyears = [2019, 2019]\n'


def depth(project: Project, value: str):
    """Groundwater below two units: asphalt in the west, lawn in the east."""
    cover = np.where(np.arange(10) < 5, 1, 6) * np.ones((8, 1))
    project.raster("cover.tif", cover.astype(np.uint8), nodata=0)
    project.city["land_cover"] = '"../rasters/cover.tif"'
    project.rest = SEASON + f"groundwater_depth_m = {value}\n"
    source = project.read().season.groundwater_depth_m
    return read_groundwater(source, project.read_city())


def test_a_number_is_the_same_everywhere(project: Project) -> None:
    found = depth(project, "1.5")
    assert found.depth_m.tolist() == [1.5, 1.5]
    assert found.origin.kind == "number"
    assert found.range_m == (1.5, 1.5)


def test_a_unit_has_the_mean_of_its_known_cells(project: Project) -> None:
    values = np.full((8, 10), 2.0, np.float32)
    values[:4, :5] = 1.0
    values[0, 0] = -0.5  # Above ground between two wells: none below it.
    values[:, 5:] = np.nan
    project.raster("gw.tif", values)
    found = depth(project, '"../rasters/gw.tif"')
    assert found.depth_m[0] == pytest.approx((19 * 1.0 + 0.0 + 20 * 2.0) / 40)
    assert np.isnan(found.depth_m[1])
    assert found.origin.notes == (notes.GROUNDWATER_ABOVE, notes.GROUNDWATER_UNKNOWN)
    assert found.origin.numbers == {"artesian_cells": 1, "dry_cells": 40}


def test_depths_that_cannot_be_are_refused(project: Project) -> None:
    project.raster("gw.tif", np.full((8, 10), -40.0, np.float32))
    with pytest.raises(InputProblem, match=r"gw\.tif: groundwater_depth_m is -40"):
        depth(project, '"../rasters/gw.tif"')
