"""Textures of KA5: complete, and on the soil that the USDA triangle gives for their middle."""

from __future__ import annotations

import math

import pytest
from shapely import union_all
from shapely.geometry import Polygon, box

from herne_schwamm.tables import soils
from herne_schwamm.tables.soil_textures import soil_textures_ka5

TRIANGLE = Polygon([(0, 0), (100, 0), (0, 100)])


def words(text: str) -> list[str]:
    return text.split()


KA5 = words(
    """
    Ss Sl2 Sl3 Sl4 Slu St2 St3 Su2 Su3 Su4 Ls2 Ls3 Ls4 Lt2 Lt3 Lts Lu Uu Uls Us Ut2 Ut3 Ut4 Tt
    Tl Tu2 Tu3 Tu4 Ts2 Ts3 Ts4
    """
)
PEAT = ["Hn", "Hh"]
BESIDE_THE_TRIANGLE = {
    # texture: (what the triangle says, what the table says and why stands in its source)
    "Sl2": ("sandy_loam", "loamy_sand"),
    "Lu": ("silt_loam", "loam"),
    "Tu2": ("clay", "silty_clay"),
    "Uu": ("silt", "silt_loam"),
}


def usda_class(clay: float, silt: float) -> str:
    """Texture of the USDA triangle (Soil Survey Manual 2017, chapter 3)."""
    sand = 100.0 - clay - silt
    tests = {
        "sand": silt + 1.5 * clay < 15,
        "loamy_sand": silt + 1.5 * clay >= 15 and silt + 2 * clay < 30,
        "sandy_loam": (7 <= clay < 20 and sand > 52 and silt + 2 * clay >= 30)
        or (clay < 7 and silt < 50 and silt + 2 * clay >= 30),
        "loam": 7 <= clay < 27 and 28 <= silt < 50 and sand <= 52,
        "silt_loam": silt >= 50 and (12 <= clay < 27 or (silt < 80 and clay < 12)),
        "silt": silt >= 80 and clay < 12,
        "sandy_clay_loam": 20 <= clay < 35 and silt < 28 and sand > 45,
        "clay_loam": 27 <= clay < 40 and 20 < sand <= 45,
        "silty_clay_loam": 27 <= clay < 40 and sand <= 20,
        "sandy_clay": clay >= 35 and sand > 45,
        "silty_clay": clay >= 40 and silt >= 40,
        "clay": clay >= 40 and sand <= 45 and silt < 40,
    }
    found = [name for name, holds in tests.items() if holds]
    assert len(found) == 1, (clay, silt, found)
    return found[0]


def middle(clay: tuple[float, float], silt: tuple[float, float]) -> tuple[float, float, float]:
    """Area of a texture in the triangle, and clay and silt of its middle."""
    part = box(clay[0], silt[0], clay[1], silt[1]).intersection(TRIANGLE)
    return part.area, part.centroid.x, part.centroid.y


def test_textures_are_those_of_ka5_and_peat() -> None:
    rows = soil_textures_ka5()
    assert list(rows) == [*KA5, *PEAT]
    assert [row.code for row in rows.values()] == list(range(1, 34))
    assert len({name.lower() for name in rows}) == 33
    assert all(rows[name].soil in soils() for name in KA5)


def test_loam_stands_in_for_peat() -> None:
    for name in PEAT:
        assert soil_textures_ka5()[name].soil == "loam"
        assert soil_textures_ka5()[name].clay_percent is None


def test_textures_fill_the_triangle_without_gap_or_overlap() -> None:
    rows = [soil_textures_ka5()[name] for name in KA5]
    area, boxes = 0.0, []
    for row in rows:
        assert row.clay_percent is not None and row.silt_percent is not None
        area += middle(row.clay_percent, row.silt_percent)[0]
        boxes.append(
            box(row.clay_percent[0], row.silt_percent[0], row.clay_percent[1], row.silt_percent[1])
        )
    assert math.isclose(area, 100.0 * 100.0 / 2.0)
    assert union_all(boxes).covers(TRIANGLE)


@pytest.mark.parametrize("name", KA5)
def test_soil_is_that_of_the_middle_in_the_usda_triangle(name: str) -> None:
    row = soil_textures_ka5()[name]
    assert row.clay_percent is not None and row.silt_percent is not None
    _, clay, silt = middle(row.clay_percent, row.silt_percent)
    expected = usda_class(clay, silt)
    assert (expected, row.soil) == BESIDE_THE_TRIANGLE.get(name, (expected, expected))
