"""Three answers beside each other: means, shares and sums by district."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from herne_schwamm.city.plain import grid_for, plain_city
from herne_schwamm.city.unbuilt import no_connections, unbuilt_units
from herne_schwamm.models.hand_over import start_stores
from herne_schwamm.models.season import simulate_season
from herne_schwamm.models.season_forcing import SeasonForcing
from herne_schwamm.models.split import BALANCE_COLUMNS
from herne_schwamm.models.water_balance import (
    METHODS,
    SEASON,
    climate_of,
    indicator_table,
    water_balances,
)

from .seasons import weather

HOURS = 8766 * 2


@pytest.fixture(scope="module")
def found():
    terrain = np.add.outer(np.arange(6.0), np.arange(8.0))
    sealing = np.where(np.arange(8) < 4, 0.9, 0.1) * np.ones((6, 1))
    city = plain_city(
        terrain, grid_for(terrain, 2.0), surface_class="garden", soil="loam", sealing=sealing
    )
    forcing = weather(HOURS, seed=4)
    season = simulate_season(city.units, city.connections, forcing, start_stores(city))
    natural = dataclasses.replace(city, units=unbuilt_units(city.units))
    unbuilt = simulate_season(natural.units, no_connections(), forcing, start_stores(natural))
    return city, season, water_balances(city.units, city.connections, season, unbuilt)


def test_climate_is_the_mean_of_the_weather():
    start = np.datetime64("2001-01-01T00")
    hours = 365 * 24
    climate = climate_of(SeasonForcing(start, np.full(hours, 0.1), np.full(hours, 0.05)))
    assert climate.precipitation_mm_a == pytest.approx(0.1 * 365.2425 * 24)
    assert climate.potential_evapotranspiration_mm_a == pytest.approx(0.05 * 365.2425 * 24)
    # May to October have 184 days.
    assert climate.summer_precipitation_mm_a == pytest.approx(
        0.1 * 184 * 24 * 365.2425 / 365, rel=1e-9
    )


def test_every_method_gives_away_all_that_fell(found):
    city, season, balances = found
    rain = balances.climate.precipitation_mm_a
    for method in METHODS:
        total = balances.tables[method][list(BALANCE_COLUMNS)].sum(axis=1).to_numpy()
        stored = 0.0
        if method == SEASON:
            per_year = 8765.82 / HOURS
            stored = season.shares()["stored"].to_numpy() * season.total_mm()["rain_mm"] * per_year
        assert total + np.asarray(stored) == pytest.approx(np.full(len(city.units), rain), rel=1e-9)


def test_the_city_is_the_mean_of_its_units_by_area(found):
    city, _, balances = found
    area = city.units["area_m2"].to_numpy()
    whole = indicator_table(balances, area)
    assert list(whole["method"]) == list(METHODS)
    for _, row in whole.iterrows():
        table = balances.tables[row["method"]]
        for name in BALANCE_COLUMNS:
            mean = (table[name].to_numpy() * area).sum() / area.sum()
            assert row[name] == pytest.approx(mean, rel=1e-12)
    assert whole["runoff_share"].between(0.0, 1.0).all()


def test_districts_are_sums_of_the_parts_of_units_that_lie_in_them(found):
    city, _, balances = found
    units = len(city.units)
    assert units == 2 or units == 1
    unit = np.array([0, 0, units - 1])
    group = np.array([7, 3, 3])
    table = indicator_table(balances, np.array([10.0, 30.0, 10.0]), unit, group)
    assert list(table["group"]) == [3, 3, 3, 7, 7, 7]
    season = balances.tables[SEASON]["runoff_mm_a"].to_numpy()
    first = table[(table["group"] == 3) & (table["method"] == SEASON)].iloc[0]
    assert first["area_m2"] == 40.0
    assert first["runoff_mm_a"] == pytest.approx(0.75 * season[0] + 0.25 * season[units - 1])


def test_the_unbuilt_state_of_a_method_deviates_from_itself_by_nothing(found):
    city, _, balances = found
    unbuilt = dataclasses.replace(balances, tables=balances.natural)
    rows = indicator_table(unbuilt, city.units["area_m2"].to_numpy())
    for _, row in rows.iterrows():
        assert row["delta_w_percent"] == 0.0
        assert row["greatest_percentage_points"] == 0.0
    built = indicator_table(balances, city.units["area_m2"].to_numpy())
    assert (built["delta_w_percent"] > 5.0).all()


def test_heat_of_summer_evaporation_is_that_of_its_water(found):
    city, season, balances = found
    area = city.units["area_m2"].to_numpy()
    summer = sum(
        season.monthly_mm(month)[
            [
                "canopy_evaporation_mm",
                "film_evaporation_mm",
                "ponding_evaporation_mm",
                "soil_evapotranspiration_mm",
            ]
        ]
        .sum(axis=1)
        .to_numpy()
        for month in (6, 7, 8)
    )
    mean_mm = (summer * area).sum() / area.sum()
    hours = np.isin(season.forcing.times.month, (6, 7, 8)).sum()
    # FAO-56: 1 mm/d are 28.4 W/m2.
    assert balances.summer_evaporation_w_m2 == pytest.approx(
        mean_mm / (hours / 24) * 28.36, rel=1e-3
    )
