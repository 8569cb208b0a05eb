"""Where objects are said to be: in themselves, and in the area where they reach into it."""

import numpy as np
import pytest
from shapely import MultiPolygon, Point, box

from herne_schwamm.risk.assessment import assess_storm
from herne_schwamm.risk.spots import spots_of
from tests.risk.quarters import quarter, water, with_sites

SHAPE = (20, 30)


@pytest.fixture
def city():
    """One building in the south-east; the northern eight rows lie outside."""
    building = np.full(SHAPE, -1)
    building[15:18, 27:30] = 0
    return quarter(building, outside=(slice(0, 8),))


def test_what_lies_inside_keeps_its_own_point(city):
    west, south, _, _ = city.grid.bounds
    bent = box(west + 2, south + 1, west + 20, south + 9) - box(
        west + 4, south + 3, west + 20, south + 9
    )
    point = Point(west + 3.3, south + 4.4)
    assert spots_of([bent, point], city) == [bent.representative_point(), point]


def test_what_reaches_over_the_border_has_its_point_in_the_area(city):
    west, south, east, north = city.grid.bounds
    over_grid = box(east - 3.0, south + 2.0, east + 50.0, south + 5.0)
    over_area = box(west + 5.0, south + 8.0, west + 12.0, north)
    two = MultiPolygon(
        [box(west, north - 7, west + 20, north), box(west, south, west + 3, south + 3)]
    )
    for shape in (over_grid, over_area, two):
        own = city.grid.cell_at(shape.representative_point().x, shape.representative_point().y)
        assert own is None or not city.inside[own]
        (spot,) = spots_of([shape], city)
        assert city.inside[city.grid.cell_at(spot.x, spot.y)]
        assert shape.contains(spot)
    (spot,) = spots_of([over_grid], city)
    assert (spot.x, spot.y) == (east - 1.5, south + 3.5)


def test_what_lies_outside_stays_there(city):
    west, _, east, north = city.grid.bounds
    outside = [
        Point(east + 5.0, north),
        box(west + 2, north - 5, west + 4, north - 2),
        box(east + 5, north + 5, east + 9, north + 9),
    ]
    assert spots_of(outside, city) == [one.representative_point() for one in outside]


def test_the_ranking_leads_into_the_area(city):
    west, south, east, _ = city.grid.bounds
    wide = box(east - 3.0, south + 2.0, east + 50.0, south + 5.0)
    city.buildings.loc[0, "geometry"] = wide
    school = box(west - 60.0, south + 2.0, west + 4.0, south + 6.0)
    city = with_sites(city, [("Schule", "school", school)])
    depth = np.full(SHAPE, 0.6)
    risk = assess_storm(city, water(city, water_depth_max_m=depth), ring_m=2.0, site_radius_m=5.0)
    assert sorted(risk.ranking["what"]) == ["building", "site"]
    for row in risk.ranking.itertuples():
        assert city.inside[city.grid.cell_at(row.x_m, row.y_m)]
