"""Hazard classes of cells."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.risk import strips
from herne_schwamm.risk.hazard import hazard_class, hazard_rasters
from tests.risk.quarters import random_quarter, random_water, slow_hazard


@pytest.mark.parametrize(
    ("depth", "velocity", "intensity", "expected"),
    [
        (0.0, 0.0, 0.0, 0),
        (0.0499, 0.0, 0.0, 0),
        (0.05, 0.0, 0.0, 1),
        (0.1, 0.0, 0.0, 2),
        (0.3, 0.0, 0.0, 3),
        (0.5, 0.0, 0.0, 4),
        # a fast film on a road carries nobody away
        (0.02, 3.0, 0.06, 0),
        (0.05, 0.2, 0.01, 2),
        (0.05, 0.5, 0.025, 3),
        (0.05, 2.0, 0.1, 4),
        (0.2, 0.1, 0.3, 2),
        (0.2, 0.1, 0.6, 3),
        (0.2, 0.1, 1.0, 4),
        (np.nan, np.nan, np.nan, 0),
    ],
)
def test_the_highest_class_of_depth_velocity_and_their_product(
    depth, velocity, intensity, expected
):
    values = (np.array([one], np.float32) for one in (depth, velocity, intensity))
    assert hazard_class(*values).tolist() == [expected]


@pytest.mark.parametrize("cells_per_strip", [1, 100, 4_000_000])
def test_rasters_equal_the_rules_cell_by_cell(monkeypatch, cells_per_strip):
    monkeypatch.setattr(strips, "CELLS_PER_STRIP", cells_per_strip)
    random = np.random.default_rng(5)
    city = random_quarter(random)
    maps = random_water(random, city)
    rasters = hazard_rasters(maps)
    names = ("water_depth_max_m", "velocity_max_m_s", "hazard_intensity_max_m2_s")
    depth, velocity, intensity = (maps[name].values.astype(np.float64) for name in names)
    for place in np.ndindex(city.grid.shape):
        told = {name: int(raster[place]) for name, raster in rasters.items()}
        assert told == {
            "velocity_class": sum(velocity[place] >= b for b in (0.2, 0.5, 1.0, 2.0)),
            "hazard_intensity_class": sum(
                intensity[place] >= b for b in (0.05, 0.3, 0.6, 1.0, 4.0)
            ),
            "hazard_class": slow_hazard(depth[place], velocity[place], intensity[place]),
        }


def test_nothing_is_hazardous_on_buildings_and_outside():
    random = np.random.default_rng(6)
    city = random_quarter(random)
    for raster in hazard_rasters(random_water(random, city)).values():
        assert raster.dtype == np.uint8
        assert not raster[~city.open_ground].any()
        assert raster[city.open_ground].any()
