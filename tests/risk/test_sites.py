"""Sites: which water counts for a school, an underpass, a hospital's grounds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from shapely.geometry import Point, Polygon

from herne_schwamm.risk.assessment import assess_storm
from herne_schwamm.risk.storm_risk import EXPOSURE_COLUMNS
from herne_schwamm.tables.risk_matrix import risk_matrix
from herne_schwamm.tables.site_kinds import site_kinds
from tests.risk.quarters import (
    quarter,
    random_quarter,
    random_water,
    slow_block,
    slow_ring,
    slow_walls,
    water,
    with_sites,
)
from tests.risk.test_assessment import same, slow_exposure


def slow_site(city, geometry, ring_m, radius_m):
    """(cells, buildings) of a site, by asking every cell."""
    building = city.layer("building")
    centres = {place: Point(city.grid.centre_of(*place)) for place in np.ndindex(building.shape)}
    held = [place for place, centre in centres.items() if geometry.contains(centre)]
    near = []
    least = 0.5
    if not held:
        least = 0.0
        spot = geometry.representative_point()
        own = city.grid.cell_at(spot.x, spot.y)
        held = [] if own is None else [own]
        if own is None or building[own] < 0:
            near = [place for place, at in centres.items() if at.distance(spot) <= radius_m]
    inside = [
        number
        for number in sorted({int(building[place]) for place in held} - {-1})
        if sum(building[place] == number for place in held) >= least * (building == number).sum()
    ]
    cells = {place for place in held + near if city.open_ground[place]}
    for number in inside:
        ring = slow_ring(city, [number], ring_m)
        cells |= ring or slow_ring(city, slow_block(city, number), ring_m)
    return cells, inside


def random_sites(random, city, count=8):
    """Points anywhere, polygons of any size."""
    west, south, east, north = city.grid.bounds
    sites = []
    for number in range(count):
        x, y = random.uniform(west, east), random.uniform(south, north)
        geometry = Point(x, y)
        if number % 2:
            size = random.choice([0.3, 3.0, 9.0]) * city.grid.cell_size_m
            turns = np.sort(random.uniform(0.0, 2 * np.pi, 6))
            geometry = Polygon([(x + size * np.cos(a), y + size * np.sin(a)) for a in turns])
        sites.append((f"site {number}", random.choice(list(site_kinds())), geometry))
    return sites


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(
    ("cell_size_m", "ring_m", "radius_m"), [(1.0, 2.0, 5.0), (2.0, 1.0, 0.7), (0.5, 1.2, 3.1)]
)
def test_sites_equal_the_slow_count(seed, cell_size_m, ring_m, radius_m):
    random = np.random.default_rng(200 + seed)
    plain = random_quarter(random, shape=(20, 24), cell_size_m=cell_size_m)
    city = with_sites(plain, random_sites(random, plain))
    maps = random_water(random, city)
    without = assess_storm(plain, maps, ring_m=ring_m, site_radius_m=radius_m)
    risk = assess_storm(city, maps, ring_m=ring_m, site_radius_m=radius_m)
    raised = without.rasters["vulnerability_class"].values.copy()
    hazard = risk.rasters["hazard_class"].values
    assert list(risk.sites) == list(EXPOSURE_COLUMNS)
    for number, (_, kind, geometry) in city.sites.iterrows():
        told = risk.sites.loc[number]
        cells, inside = slow_site(city, geometry, ring_m, radius_m)
        same(told, slow_exposure(maps, hazard, cells))
        walls = np.array([slow_walls(city, maps, one) for one in inside]).reshape(-1, 2).sum(0)
        share = walls[0] / walls[1] if walls[1] else math.nan
        own = site_kinds()[kind].vulnerability
        matrix = risk_matrix()[int(told["hazard_class"]), own]
        same(
            told,
            {"wetted_facade_share": share, "vulnerability_class": own, "risk_class": matrix},
        )
        for cell in cells:
            raised[cell] = max(raised[cell], own)
    np.testing.assert_array_equal(risk.rasters["vulnerability_class"].values, raised)


def test_a_point_in_a_building_has_its_exposure_and_raises_its_vulnerability():
    building = np.full((12, 12), -1)
    building[3:7, 3:8] = 0
    city = with_sites(
        quarter(building, uses=["garage"]), [("Kita Süd", "kindergarten", Point(5.2, 7.4))]
    )
    random = np.random.default_rng(4)
    maps = random_water(random, city)
    risk = assess_storm(city, maps, ring_m=2.0, site_radius_m=5.0)
    house, site = risk.buildings.loc[0], risk.sites.loc[0]
    water_columns = [c for c in EXPOSURE_COLUMNS if c not in ("vulnerability_class", "risk_class")]
    same(site, house[water_columns].to_dict())
    assert (house["vulnerability_class"], site["vulnerability_class"]) == (4, 4)


def test_grounds_that_touch_a_long_building_do_not_take_its_whole_ring():
    building = np.full((9, 40), -1)
    building[3:6, 2:38] = 0
    yard = Polygon([(34.0, 0.0), (40.0, 0.0), (40.0, 9.0), (34.0, 9.0)])
    city = with_sites(quarter(building, uses=["residential"]), [("Schulhof", "school", yard)])
    depth = np.zeros(building.shape)
    depth[2, 3] = 1.2
    risk = assess_storm(city, water(city, water_depth_max_m=depth), ring_m=2.0, site_radius_m=5.0)
    assert risk.buildings.loc[0, "depth_max_m"] == pytest.approx(1.2)
    assert risk.sites.loc[0, "depth_max_m"] == 0.0
    assert risk.buildings.loc[0, "vulnerability_class"] < 4


def test_a_point_in_an_enclosed_building_has_the_ring_of_the_block():
    building = np.full((11, 11), -1)
    building[2:9, 2:9] = 0
    building[4:7, 4:7] = 1
    city = with_sites(
        quarter(building, uses=["garage", ""]), [("Archiv", "archive", Point(5.5, 5.5))]
    )
    depth = np.zeros(building.shape)
    depth[1, 5] = 0.4
    risk = assess_storm(city, water(city, water_depth_max_m=depth), ring_m=1.0, site_radius_m=5.0)
    assert risk.sites.loc[0, "depth_max_m"] == pytest.approx(0.4)
    assert math.isnan(risk.sites.loc[0, "wetted_facade_share"])


def test_a_site_in_the_open_is_no_building():
    city = with_sites(
        quarter(np.full((9, 9), -1)), [("Unterführung", "underpass", Point(4.5, 4.5))]
    )
    depth = np.zeros((9, 9))
    depth[4, 7], depth[4, 8] = 0.6, 3.0
    risk = assess_storm(city, water(city, water_depth_max_m=depth), ring_m=1.0, site_radius_m=3.0)
    site = risk.sites.loc[0]
    # on the circle counts, beyond it does not
    assert site["depth_max_m"] == pytest.approx(0.6)
    assert math.isnan(site["wetted_facade_share"])
    row = risk.ranking.loc[1]
    assert (row["what"], row["id"], row["kind"]) == ("site", "Unterführung", "underpass")
    assert (row["x_m"], row["y_m"], row["risk_class"]) == (4.5, 4.5, 4)


def test_grounds_outside_the_city_have_no_water():
    city = with_sites(
        quarter(np.full((6, 6), -1)),
        [
            ("far", "school", Polygon([(90, 90), (95, 90), (95, 95)])),
            ("near", "school", Point(-50.0, 3.0)),
        ],
    )
    risk = assess_storm(city, water(city, water_depth_max_m=0.7), ring_m=1.0, site_radius_m=3.0)
    assert risk.sites["depth_max_m"].isna().all()
    assert risk.ranking.empty


def test_buildings_and_sites_of_equal_rank_follow_their_ids():
    building = np.full((30, 30), -1)
    for number in range(3):
        building[5:9, 3 + 9 * number : 7 + 9 * number] = number
    city = quarter(building, uses=["school"] * 3)
    city.buildings["id"] = ["m", "z", "b"]
    city = with_sites(city, [("c", "school", Point(15, 5)), ("a", "school", Point(20, 5))])
    risk = assess_storm(city, water(city, water_depth_max_m=0.7), ring_m=2.0, site_radius_m=3.0)
    assert risk.ranking["id"].tolist() == ["a", "b", "c", "m", "z"]
    assert risk.ranking["what"].tolist() == ["site", "building", "site", "building", "building"]
