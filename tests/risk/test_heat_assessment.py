"""Heat risk of small cities, counted by hand and against slow sums."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point

from herne_schwamm.risk.heat_assessment import assess_heat
from herne_schwamm.risk.heat_people import (
    NO_DISTRICT,
    WHOLE_CITY,
    ages_of_cells,
    felt_by_cell,
    people_around,
)
from herne_schwamm.risk.windows import disk_sum, reach_in_cells

from .people import heat, people, slow_disk
from .quarters import quarter, random_quarter, with_sites

CELL_M = 10.0
SHAPE = (20, 30)
"""Two rows of three census cells of 100 m."""


def plain():
    return quarter(np.full(SHAPE, -1), cell_size_m=CELL_M)


def around_everywhere(city, population, ages, near_home_m):
    """What `people_around` tells of all strips."""
    strips = list(people_around(city, population, ages, near_home_m))
    shares = {group: np.concatenate([shares[group] for _, _, shares in strips]) for group in ages}
    return np.concatenate([density for _, density, _ in strips]), shares


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([1.0, 1.5, 2.0, 2.9, 5.0, 20.0]))
def test_sums_over_disks(seed, radius):
    random = np.random.default_rng(seed)
    values = random.integers(0, 9, (13, 7))
    found = disk_sum(values, reach_in_cells(radius * 3.0, 3.0))
    for row, column in np.ndindex(values.shape):
        assert found[row, column] == slow_disk(values, row, column, radius)


@pytest.mark.parametrize("cells", [1, 40, 100])
def test_strips_are_the_whole_bit_for_bit(monkeypatch, cells):
    random = np.random.default_rng(5)
    city = random_quarter(random, (16, 19), CELL_M)
    population = people(
        city, 5, random.integers(0, 200, 16), random.random((16, 19)) < 0.2,
        from_65=random.random(16),
    )  # fmt: skip
    maps = heat(city, random.uniform(20, 45, (16, 19)), random.uniform(15, 22, (16, 19)))
    whole = assess_heat(city, maps, population, near_home_m=30.0)
    monkeypatch.setattr("herne_schwamm.risk.strips.CELLS_PER_STRIP", cells)
    in_strips = assess_heat(city, maps, population, near_home_m=30.0)
    assert in_strips.rasters.identical(whole.rasters)
    assert in_strips.cells.equals(whole.cells)


def test_reach_is_at_least_a_cell():
    assert reach_in_cells(50.0, 2.0) == pytest.approx(25.0)
    assert reach_in_cells(3.0, 10.0) == pytest.approx(1.0)


def test_risk_of_census_cells_by_hand():
    city = plain()
    # 100 m x 100 m are a hectare: persons are persons per hectare.
    population = people(
        city, 10, [0.5, 2.0, 30.0, 60.0, 130.0, 130.0], from_65=[0.1, 0.1, 0.1, 0.3, 0.3, 0.5]
    )
    pet = np.full(SHAPE, 42.0)
    pet[:10] = 36.0
    risk = assess_heat(city, heat(city, pet, 17.5), population)
    table = risk.cells
    assert table["persons_per_ha"].tolist() == [0.5, 2.0, 30.0, 60.0, 130.0, 130.0]
    assert table["pet_day_c"].tolist() == [36.0] * 3 + [42.0] * 3
    assert table["heat_hazard_class"].tolist() == [2, 2, 2, 3, 3, 3]
    assert table["heat_exposure_class"].tolist() == [0, 1, 2, 3, 4, 4]
    assert table["heat_vulnerability_class"].tolist() == [1, 1, 1, 3, 3, 4]
    assert table["risk_product"].tolist() == [0, 2, 4, 27, 36, 48]
    assert table["heat_risk_class"].tolist() == [0, 1, 1, 3, 4, 4]
    # Of the first two too few people live there to be told of.
    assert risk.ranking["id"].tolist() == ["c5", "c4", "c3", "c2"]
    assert risk.ranking.index.tolist() == [1, 2, 3, 4]
    west, _, _, north = city.grid.bounds
    assert (risk.ranking.loc[1, "x_m"], risk.ranking.loc[1, "y_m"]) == (west + 250, north - 150)


def test_people_feel_the_open_ground_near_their_homes():
    building = np.full(SHAPE, -1)
    building[0:2, 0:2] = 0
    building[10:20, 0:10] = 1
    city = quarter(building, cell_size_m=CELL_M)
    homes = np.zeros(SHAPE, np.bool_)
    homes[0:2, 0:2] = True
    for row, column in ((5, 18), (5, 25), (16, 5), (16, 18), (16, 25)):
        homes[row, column] = True
    population = people(city, 10, 10.0, homes)
    pet = np.full(SHAPE, 30.0)
    pet[0:4, 0:4] = 44.0
    felt = felt_by_cell(heat(city, pet, 20.0)["pet_day_c"].values, city, population, 20.0)
    # Within two cells of the home all is at 44 °C.
    assert felt[0] == 44.0
    assert felt[1] == 30.0
    assert np.isnan(felt[3]), "a census cell without open ground"
    # Within three cells of it lie 12 cells at 44 °C and, beside them, 2 + 2 at 30 °C.
    wider = felt_by_cell(heat(city, pet, 20.0)["pet_day_c"].values, city, population, 30.0)
    assert wider[0] == pytest.approx((12 * 44.0 + 4 * 30.0) / 16)


def test_census_cell_without_ground_near_homes_takes_all_its_ground():
    building = np.full(SHAPE, -1)
    building[0:9, 0:10] = 0
    city = quarter(building, cell_size_m=CELL_M)
    homes = np.zeros(SHAPE, np.bool_)
    homes[0, 0] = True
    felt = felt_by_cell(
        heat(city, 33.0, 20.0)["pet_day_c"].values, city, people(city, 10, 10.0, homes), 20.0
    )
    assert felt[0] == 33.0


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_density_and_shares_are_those_of_the_disk(seed):
    random = np.random.default_rng(seed)
    city = random_quarter(random, (16, 19), CELL_M)
    population = people(
        city, 5, random.integers(0, 200, 16), random.random((16, 19)) < 0.2,
        from_65=random.random(16), under_6=random.random(16) / 4,
    )  # fmt: skip
    population.cells.loc[::4, "from_65"] = np.nan
    ages = ages_of_cells(population)
    density, shares = around_everywhere(city, population, ages, 30.0)
    persons = population.on_grid(population.cells["persons"].to_numpy())
    old = population.on_grid(ages["from_65"])
    for row, column in np.ndindex(city.grid.shape):
        around = slow_disk(persons, row, column, 3)
        hectares = slow_disk(city.inside, row, column, 3) * 0.01
        expected = around / hectares if city.inside[row, column] else 0.0
        assert density[row, column] == pytest.approx(expected, abs=1e-6)
        if around > 1e-3:
            share = slow_disk(old, row, column, 3) / around
            assert shares["from_65"][row, column] == pytest.approx(share, abs=1e-6)
    known = population.cells["from_65"].notna()
    mean = (
        population.cells.loc[known, "from_65"].sum() / population.cells.loc[known, "persons"].sum()
    )
    hidden = ages["from_65"][~known] / population.cells.loc[~known, "persons"]
    assert hidden.dropna().to_numpy() == pytest.approx(mean)


def test_sites_are_judged_by_their_kind_and_what_is_felt_around_them():
    city = plain()
    x, y = city.grid.centre_of(5, 5)
    far_x, far_y = city.grid.centre_of(15, 25)
    sites = [
        ("Klinik", "hospital", Point(x, y)),
        ("Schule", "school", Point(far_x, far_y)),
        ("Trafo", "transformer", Point(x, y)),
    ]
    pet = np.full(SHAPE, 30.0)
    pet[:10, :15] = 42.0
    risk = assess_heat(with_sites(city, sites), heat(city, pet, 19.0), near_home_m=20.0)
    assert risk.sites.index.tolist() == [0, 1], "heat does no harm to a transformer"
    assert risk.sites["pet_day_c"].tolist() == [42.0, 30.0]
    assert risk.sites["heat_hazard_class"].tolist() == [4, 2]
    assert risk.sites["risk_product"].tolist() == [4 * 4 * 4, 2 * 3 * 2]
    assert risk.sites["heat_risk_class"].tolist() == [4, 2]
    assert risk.ranking[["what", "id", "kind"]].to_numpy().tolist() == [
        ["site", "Klinik", "hospital"],
        ["site", "Schule", "school"],
    ]
    exposure = risk.rasters["heat_exposure_class"].values
    row, column = np.indices(SHAPE)
    near = (row - 5) ** 2 + (column - 5) ** 2 <= 4
    far = (row - 15) ** 2 + (column - 25) ** 2 <= 4
    assert np.array_equal(exposure == 4, near)
    assert np.array_equal(exposure == 3, far)
    assert np.array_equal(risk.rasters["heat_risk_class"].values > 0, near | far)
    assert "persons_per_ha" not in risk.rasters
    assert risk.persons.empty
    assert len(risk.cells) == 0


def test_people_by_class_and_district():
    city = plain()
    population = people(city, 10, [10, 20, 30, 40, 50, 60], from_65=[0.5] * 6)
    population.cells.loc[1, "from_65"] = np.nan
    pet = np.full(SHAPE, 42.0)
    pet[:10] = 36.0
    night = np.full(SHAPE, 19.0)
    night[:, 20:] = np.nan
    district = np.full(SHAPE, -1)
    district[:10] = 0
    district[10:, :15] = 1
    risk = assess_heat(city, heat(city, pet, night), population, districts=2, district=district)
    table = risk.persons.set_index(["district", "what", "class_code"])
    assert table.loc[(WHOLE_CITY, "day", 9), "persons"] == pytest.approx(150.0)
    assert table.loc[(0, "day", 8), "persons"] == pytest.approx(60.0)
    # Half of the fifth census cell is in the second district.
    assert table.loc[(1, "day", 9), "persons"] == pytest.approx(65.0)
    assert table.loc[(NO_DISTRICT, "day", 9), "persons"] == pytest.approx(85.0)
    assert table.loc[(WHOLE_CITY, "night", 3), "persons"] == pytest.approx(120.0)
    # Nobody knows the night of the eastern cells: class 0.
    assert table.loc[(WHOLE_CITY, "night", 0), "persons"] == pytest.approx(90.0)
    assert table.loc[(WHOLE_CITY, "hazard", 0), "persons"] == pytest.approx(90.0)
    sums = risk.persons.groupby(["what", "district"])["persons"].sum()
    for what in ("day", "night", "hazard", "risk"):
        assert sums[what][WHOLE_CITY] == pytest.approx(210.0)
        assert sums[what].drop(WHOLE_CITY).sum() == pytest.approx(210.0)
    assert risk.persons.loc[risk.persons["district"] == WHOLE_CITY, "from_65"].sum() == (
        pytest.approx(4 * 105.0)
    )


def test_without_districts_only_the_city_is_told_of():
    city = plain()
    risk = assess_heat(city, heat(city, 42.0, 19.0), people(city, 10, 10.0))
    assert set(risk.persons["district"]) == {WHOLE_CITY}


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(1.0, 5.0), st.floats(0.0, 8.0), st.floats(0.0, 8.0))
def test_more_people_and_more_heat_never_lower_the_risk(seed, times, warmer, warmer_night):
    random = np.random.default_rng(seed)
    city = random_quarter(random, (16, 19), CELL_M)
    persons, old = random.integers(0, 200, 16), random.random(16)
    homes = random.random((16, 19)) < 0.2
    pet, night = random.uniform(20, 45, (16, 19)), random.uniform(15, 22, (16, 19))

    def assessed(factor, pet, night):
        population = people(city, 5, persons * factor, homes, from_65=old)
        return assess_heat(city, heat(city, pet, night), population, near_home_m=30.0)

    before = assessed(1.0, pet, night)
    hotter = assessed(1.0, pet + warmer, night + warmer_night)
    fuller = assessed(times, pet, night)
    for after in (hotter, fuller):
        assert (after.cells["heat_risk_class"] >= before.cells["heat_risk_class"]).all()
        rasters = (one.rasters["heat_risk_class"].values for one in (after, before))
        assert np.greater_equal(*rasters).all()
    # More people in one census cell: that of no census cell falls.
    factor = np.ones(16)
    factor[int(random.integers(16))] = times
    one_fuller = assessed(factor, pet, night)
    assert (one_fuller.cells["heat_risk_class"] >= before.cells["heat_risk_class"]).all()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_rasters_hold_what_they_promise(seed):
    random = np.random.default_rng(seed)
    city = random_quarter(random, (16, 19), CELL_M)
    population = people(city, 5, random.integers(0, 200, 16), random.random((16, 19)) < 0.2)
    maps = heat(city, random.uniform(20, 45, (16, 19)), random.uniform(15, 22, (16, 19)))
    rasters = assess_heat(city, maps, population).rasters
    ground = city.open_ground
    for name in ("hazard", "exposure", "vulnerability", "risk"):
        values = rasters[f"heat_{name}_class"].values
        assert values.dtype == np.uint8
        assert values.max() <= 4
        assert not values[~ground].any()
    product = np.ones(ground.shape, int)
    for name in ("hazard", "exposure", "vulnerability"):
        product *= rasters[f"heat_{name}_class"].values
    assert np.array_equal(product > 0, rasters["heat_risk_class"].values > 0)
    assert np.array_equal(np.isnan(rasters["persons_per_ha"].values), ~city.inside)


def test_what_is_hidden_is_in_no_sum_and_no_raster():
    """Whether one or two live in a cell of which nothing is told changes nothing that is."""
    city = plain()
    pet = np.full(SHAPE, 42.0)
    told = [
        assess_heat(
            city,
            heat(city, pet, 17.5),
            people(city, 10, [few, 11.0, 40.0, 90.0, 30.0, 30.0], from_65=[0.1] * 6),
        )
        for few in (1.0, 2.0)
    ]
    pd.testing.assert_frame_equal(told[0].persons, told[1].persons)
    for name in told[0].rasters:
        np.testing.assert_array_equal(told[0].rasters[name], told[1].rasters[name])
    pd.testing.assert_frame_equal(told[0].ranking, told[1].ranking)
