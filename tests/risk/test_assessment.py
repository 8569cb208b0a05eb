"""Exposure, vulnerability and risk against counts made the slow way."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from herne_schwamm.risk import rings
from herne_schwamm.risk.assessment import assess_storm
from herne_schwamm.risk.storm_risk import EXPOSURE_COLUMNS
from herne_schwamm.tables import class_table
from herne_schwamm.tables.risk_matrix import risk_matrix
from herne_schwamm.tables.vulnerabilities import building_use, ground_vulnerability
from tests.risk.quarters import (
    quarter,
    random_quarter,
    random_water,
    slow_block,
    slow_ring,
    slow_walls,
    water,
)

FIGURES = [
    "depth_max_m",
    "depth_mean_m",
    "depth_p90_m",
    "velocity_max_m_s",
    "hazard_intensity_max_m2_s",
]


def slow_exposure(maps, hazard, cells):
    """Figures of an object from a set of cells."""
    if not cells:
        return {**dict.fromkeys(FIGURES, math.nan), "depth_class": 0, "hazard_class": 0}
    values = {
        name: np.array([float(maps[name].values[cell]) for cell in sorted(cells)])
        for name in ("water_depth_max_m", "velocity_max_m_s", "hazard_intensity_max_m2_s")
    }
    depth = values["water_depth_max_m"]
    return {
        "depth_max_m": depth.max(),
        "depth_mean_m": depth.mean(),
        "depth_p90_m": np.percentile(depth, 90),
        "velocity_max_m_s": values["velocity_max_m_s"].max(),
        "hazard_intensity_max_m2_s": values["hazard_intensity_max_m2_s"].max(),
        "depth_class": int(class_table("water_depth_lubw_4").classify(depth.max()[None])[0]),
        "hazard_class": max(int(hazard[cell]) for cell in cells),
    }


def same(told, expected):
    for name, value in expected.items():
        assert told[name] == pytest.approx(value, rel=1e-12, abs=1e-15, nan_ok=True), name


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    ("ring_m", "cell_size_m"), [(2.0, 1.0), (0.5, 1.0), (0.3, 0.1), (7.5, 2.0), (40.0, 1.0)]
)
def test_buildings_equal_the_slow_count(monkeypatch, seed, ring_m, cell_size_m):
    random = np.random.default_rng(seed)
    # many small batches, and all at once
    monkeypatch.setattr(rings, "CELLS_PER_BATCH", [60, 400, 4_000_000][seed % 3])
    city = random_quarter(random, cell_size_m=cell_size_m)
    maps = random_water(random, city)
    risk = assess_storm(city, maps, ring_m=ring_m, site_radius_m=5.0)
    hazard = risk.rasters["hazard_class"].values
    vulnerability = np.where(
        city.open_ground, ground_vulnerability()[city.layer("surface_class")], 0
    )
    assert list(risk.buildings) == list(EXPOSURE_COLUMNS)
    assert risk.buildings.index.equals(city.buildings.index)
    for number, use in city.buildings["use"].items():
        told = risk.buildings.loc[number]
        cells = slow_ring(city, [number], ring_m)
        if not cells:
            cells = slow_ring(city, slow_block(city, number), ring_m)
        same(told, slow_exposure(maps, hazard, cells))
        wet, faces = slow_walls(city, maps, number)
        same(told, {"wetted_facade_share": wet / faces if faces else math.nan})
        own = building_use(use).vulnerability
        same(
            told,
            {
                "vulnerability_class": own,
                "risk_class": risk_matrix()[int(told["hazard_class"]), own],
            },
        )
        for cell in cells:
            vulnerability[cell] = max(vulnerability[cell], own)
    np.testing.assert_array_equal(risk.rasters["vulnerability_class"].values, vulnerability)


@pytest.mark.parametrize("seed", range(4))
def test_risk_is_the_matrix_cell_by_cell(seed):
    random = np.random.default_rng(100 + seed)
    city = random_quarter(random)
    rasters = assess_storm(city, random_water(random, city), ring_m=2.0, site_radius_m=5.0).rasters
    for place in np.ndindex(city.grid.shape):
        hazard, vulnerability = (
            int(rasters[name].values[place]) for name in ("hazard_class", "vulnerability_class")
        )
        assert rasters["risk_class"].values[place] == risk_matrix()[hazard, vulnerability]
    assert rasters["risk_class"].values.any()


def test_rasters_are_those_of_the_contract_on_the_grid():
    random = np.random.default_rng(1)
    city = random_quarter(random)
    maps = random_water(random, city)
    rasters = assess_storm(city, maps, ring_m=2.0, site_radius_m=5.0).rasters
    assert set(rasters) == {
        "velocity_class",
        "hazard_intensity_class",
        "hazard_class",
        "vulnerability_class",
        "risk_class",
    }
    assert all(raster.dtype == np.uint8 for raster in rasters.values())
    for raster in rasters.values():
        assert raster.dims == maps["water_depth_max_m"].dims
        assert raster.indexes["y"].equals(maps.indexes["y"])
        assert raster.indexes["x"].equals(maps.indexes["x"])
        assert not raster.values[~city.open_ground].any()


def test_an_enclosed_building_takes_the_ring_of_its_block():
    building = np.full((11, 11), -1)
    building[2:9, 2:9] = 0
    building[4:7, 4:7] = 1
    city = quarter(building, uses=["garage", "hospital"])
    depth = np.zeros(building.shape)
    depth[1, 5] = 0.4
    risk = assess_storm(city, water(city, water_depth_max_m=depth), ring_m=1.0, site_radius_m=5.0)
    around, enclosed = risk.buildings.loc[0], risk.buildings.loc[1]
    same(enclosed, around[[*FIGURES, "depth_class", "hazard_class"]].to_dict())
    assert enclosed["depth_max_m"] == pytest.approx(0.4)
    assert math.isnan(enclosed["wetted_facade_share"])
    assert around["wetted_facade_share"] == pytest.approx(1 / 28)
    # the hospital in the middle makes the ground around the block matter
    assert risk.rasters["vulnerability_class"].values[1, 5] == 4
    assert (enclosed["risk_class"], around["risk_class"]) == (4, 2)


def test_a_block_of_three_deep_is_found_through_buildings_that_are_enclosed_too():
    building = np.full((13, 13), -1)
    for number, margin in enumerate((1, 3, 5)):
        building[margin : 13 - margin, margin : 13 - margin] = number
    city = quarter(building)
    risk = assess_storm(city, water(city, water_depth_max_m=0.2), ring_m=1.0, site_radius_m=5.0)
    np.testing.assert_allclose(risk.buildings["depth_mean_m"], np.float32(0.2))


def test_a_city_without_open_ground_has_no_water_around_its_buildings():
    building = np.zeros((4, 5), int)
    building[:, 3:] = 1
    city = quarter(building)
    risk = assess_storm(city, water(city), ring_m=2.0, site_radius_m=5.0)
    assert risk.buildings[[*FIGURES, "wetted_facade_share"]].isna().all(axis=None)
    assert not risk.buildings[["depth_class", "hazard_class", "risk_class"]].any(axis=None)
    assert risk.ranking.empty


def test_touching_buildings_share_the_cells_of_their_rings_but_not_the_wall_between_them():
    building = np.full((5, 8), -1)
    building[1:4, 1:4] = 0
    building[1:4, 4:7] = 1
    city = quarter(building)
    depth = np.zeros(building.shape)
    depth[0, 3] = 1.0
    risk = assess_storm(city, water(city, water_depth_max_m=depth), ring_m=1.0, site_radius_m=5.0)
    # the deep cell is before one and beside the other
    assert risk.buildings["depth_max_m"].tolist() == [1.0, 1.0]
    assert risk.buildings["wetted_facade_share"].tolist() == [pytest.approx(1 / 9), 0.0]


def test_a_building_that_owns_no_cell_has_no_water_around_it():
    building = np.full((6, 6), -1)
    building[2, 2], building[4, 4] = 0, 2
    city = quarter(building)
    risk = assess_storm(city, water(city, water_depth_max_m=0.2), ring_m=2.0, site_radius_m=5.0)
    assert risk.buildings["depth_max_m"].isna().tolist() == [False, True, False]
    assert risk.buildings["risk_class"].tolist()[1] == 0


def test_a_city_without_buildings_and_sites_still_has_its_rasters():
    city = quarter(np.full((6, 7), -1))
    risk = assess_storm(city, water(city, water_depth_max_m=0.6), ring_m=2.0, site_radius_m=5.0)
    assert (risk.rasters["risk_class"].values == risk_matrix()[4, 2]).all()
    for table in (risk.buildings, risk.sites, risk.ranking):
        assert len(table) == 0
        assert list(table)[-len(EXPOSURE_COLUMNS) :] == list(EXPOSURE_COLUMNS)


def test_ranking_has_everything_at_risk_the_worst_first():
    random = np.random.default_rng(3)
    city = random_quarter(random, shape=(60, 60))
    risk = assess_storm(city, random_water(random, city), ring_m=2.0, site_radius_m=5.0)
    ranking = risk.ranking
    assert list(ranking) == ["what", "id", "kind", "x_m", "y_m", *EXPOSURE_COLUMNS]
    assert ranking.index.tolist() == list(range(1, len(ranking) + 1))
    at_risk = risk.buildings[risk.buildings["risk_class"] >= 1]
    assert sorted(ranking["id"]) == sorted(city.buildings["id"][at_risk.index])
    order = [
        (-row.risk_class, -row.hazard_class, -row.vulnerability_class, -row.depth_max_m, row.id)
        for row in ranking.itertuples()
    ]
    assert order == sorted(order)
    by_id = city.buildings.set_index("id")
    for row in ranking.itertuples():
        spot = by_id.loc[row.id, "geometry"].representative_point()
        assert (row.x_m, row.y_m) == (round(spot.x, 1), round(spot.y, 1))
        assert row.kind == building_use(by_id.loc[row.id, "use"]).name


def test_the_same_city_gives_the_same_figures_whatever_the_batches(monkeypatch):
    random = np.random.default_rng(9)
    city = random_quarter(random, shape=(60, 60))
    maps = random_water(random, city)
    whole = assess_storm(city, maps, ring_m=3.0, site_radius_m=5.0)
    monkeypatch.setattr(rings, "CELLS_PER_BATCH", 1)
    single = assess_storm(city, maps, ring_m=3.0, site_radius_m=5.0)
    pd.testing.assert_frame_equal(whole.buildings, single.buildings, check_exact=True)
    pd.testing.assert_frame_equal(whole.ranking, single.ranking, check_exact=True)
    for name, raster in whole.rasters.items():
        np.testing.assert_array_equal(raster.values, single.rasters[name].values)
