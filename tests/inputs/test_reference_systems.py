"""Which projected systems are true to scale where the city lies."""

from __future__ import annotations

import pytest
from rasterio.crs import CRS

from herne_schwamm.inputs.reference_systems import stretching_fault


@pytest.mark.parametrize(
    ("crs", "x_m", "y_m"),
    [
        ("EPSG:25832", 375_000, 5_711_000),
        ("EPSG:31466", 2_582_000, 5_710_000),
        ("EPSG:27700", 424_000, 565_000),
        ("EPSG:3006", 670_000, 6_580_000),
        ("EPSG:2100", 476_000, 4_205_000),
        ("EPSG:32634", 740_000, 4_205_000),
    ],
)
def test_systems_of_surveys_are_true_to_scale(crs: str, x_m: float, y_m: float) -> None:
    assert stretching_fault(CRS.from_string(crs), x_m, y_m) is None


@pytest.mark.parametrize(
    ("crs", "x_m", "y_m", "factor"),
    [
        ("EPSG:3395", 803_000, 6_700_000, "1.608"),
        ("EPSG:4087", 803_000, 5_700_000, "1.596"),
        # Easting and northing swapped: far from the zone of the system.
        ("EPSG:25832", 5_711_000, 375_000, "1.356"),
    ],
)
def test_systems_that_stretch_are_refused_with_the_factor(
    crs: str, x_m: float, y_m: float, factor: str
) -> None:
    text = str(stretching_fault(CRS.from_string(crs), x_m, y_m))
    assert text.startswith(crs)
    assert f"{factor} times as long" in text
    assert "such as EPSG:25832" in text


def test_place_that_does_not_exist_in_the_system() -> None:
    text = str(stretching_fault(CRS.from_epsg(25832), 1e300, 0.0))
    assert "x = 1e+300" in text
    assert "does not exist in EPSG:25832" in text
