"""The season against a plain one, its balances, and that a combination is computed once."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from herne_schwamm.city.connections import drainage_of
from herne_schwamm.city.facilities import (
    cistern,
    green_roof,
    ground,
    roof,
    swale,
    trench_columns,
    unit_table,
)
from herne_schwamm.city.season_columns import complete_units
from herne_schwamm.city.units import TO_SEWER, TO_STREET
from herne_schwamm.city.water import STORES
from herne_schwamm.city.weather import StationPlace, Weather
from herne_schwamm.kernels import season_layout as at
from herne_schwamm.kernels.season_block import advance_units, unit_step
from herne_schwamm.kernels.surface_cell import FINEST_STEP, exchange_cell
from herne_schwamm.models.season import (
    SeasonForcing,
    SeasonSettings,
    SeasonSums,
    simulate_season,
)
from herne_schwamm.models.season_balance import EVAPORATION, store_errors, unit_errors
from herne_schwamm.models.season_result import FLUXES
from herne_schwamm.models.season_units import season_capacities, season_parameters, season_units
from tests.models.reference_season import Unit
from tests.models.seasons import START, connections, dry, half_wet, weather, yard

YEAR = 8760


def plain_season(units, links, forcing, stores):
    """The same by `tests.models.reference_season`."""
    complete = complete_units(units)
    drainage = drainage_of(complete, links)
    parameters = season_parameters(complete, drainage)
    plain = [
        Unit(
            complete.loc[number],
            stores.loc[number],
            parameters[number, at.SEWER_SHARE],
            parameters[number, at.SEWER_RATE],
            drainage.to_units[number],
        )
        for number in range(len(units))
    ]
    order = np.argsort(drainage.level, kind="stable")
    links = [row for row in links.itertuples() if row.to_unit >= 0]
    flow = {"overflow": 0, "throttle": 1, "irrigation": 2}
    area = units["area_m2"].to_numpy()
    leaf = forcing.leaf()
    for hour in range(forcing.hours):
        out = {}
        for number in order:
            run_on = sum(
                row.share * area[row.from_unit] / area[number] * out[row.from_unit][flow[row.flow]]
                for row in links
                if row.to_unit == number
            )
            out[number] = plain[number].hour(
                forcing.rain_mm[hour], forcing.potential_mm[hour], leaf[hour], run_on
            )
    return plain


@pytest.mark.parametrize("start", ["2001-02-10T00", "2001-07-01T05"])
def test_every_kind_of_unit_agrees_with_the_plain_season(start):
    units, links = yard()
    stores = half_wet(units)
    forcing = weather(1200, seed=4, wet_share=0.03, mean_mm=5.0, start=np.datetime64(start))
    plain = plain_season(units, links, forcing, stores)
    result = simulate_season(units, links, forcing, stores)
    total = result.total_mm()
    evaporation = total[[name for name, place in FLUXES.items() if place in EVAPORATION]]
    sums = {
        "rain": total["rain_mm"],
        "evaporation": evaporation.sum(axis=1),
        "infiltration": total["infiltration_mm"],
        "recharge": total["recharge_mm"],
        "capillary": total["capillary_rise_mm"],
        "sewer": total["sewer_runoff_mm"],
        "surface": total["surface_runoff_mm"],
        "passed": total["passed_on_mm"],
        "use": total["cistern_use_mm"],
        "garden": total["garden_mm"],
        "irrigation": total["irrigation_mm"],
    }
    end = result.stores_at_end()
    for number, unit in enumerate(plain):
        for name, values in sums.items():
            # Ponded hours: exact to 3e-4 in the kernel, and to some 2e-3 in halves of a minute.
            assert values[number] == pytest.approx(unit.sum[name], rel=3e-3, abs=0.02), (
                number,
                name,
            )
        for name in STORES:
            assert end.loc[number, name] == pytest.approx(unit.store[name], rel=2e-3, abs=0.05)
    # In summer the yard moves water through every flux.
    assert (total.abs() > 0.0).any().all() == (start == "2001-07-01T05")


def test_thirty_years_balance_in_every_store_every_unit_and_the_city():
    units, links = yard()
    forcing = weather(30 * 8766, seed=1)
    result = simulate_season(units, links, forcing, half_wet(units))
    sums = result.sums
    total = sums.yearly.sum(axis=0)
    errors = store_errors(result.units.parameters, sums.begin, sums.state, total)
    assert errors.shape == (len(units),)
    # A tenth of the gate. A store that next to nothing moves through shows its roundings.
    assert errors.max() < 1e-10
    assert unit_errors(sums.begin, sums.state, total).max() < 1e-10
    balance = result.balance
    assert balance.rain_m3 == pytest.approx(
        forcing.rain_mm.sum() / 1000.0 * complete_units(units).eval("area_m2 * rain_share").sum(),
        rel=1e-12,
    )
    assert abs(balance.relative_error) < 1e-12
    assert balance.passed_m3 == pytest.approx(balance.received_m3, rel=1e-12)
    assert balance.passed_m3 > 0.0
    assert not balance.fails
    # And it can fail: a litre in a hundred thousand cubic metres is seen.
    worse = dataclasses.replace(balance, stored_m3=balance.stored_m3 + 1e-8 * balance.rain_m3)
    assert worse.fails
    assert dataclasses.replace(balance, store_error=float("nan")).fails
    total = total.copy()
    total[0, at.THROUGHFALL] += 1e-4
    assert store_errors(result.units.parameters, sums.begin, sums.state, total).max() > 1e-9
    # Months of all years and years of all months are the same water.
    assert sums.monthly.sum(axis=0) == pytest.approx(sums.yearly.sum(axis=0), rel=1e-12)


def many(units, links, copies):
    """A quarter many times over, units shuffled: the same combinations in another order."""
    count = len(units)
    order = np.random.default_rng(8).permutation(count * copies)
    place = np.empty_like(order)
    place[order] = np.arange(order.size)
    every = pd.concat([units] * copies, ignore_index=True).iloc[order].reset_index(drop=True)
    parts = []
    for copy in range(copies):
        part = links.copy()
        for column in ("from_unit", "to_unit"):
            ids = part[column].to_numpy()
            part[column] = np.where(ids >= 0, place[np.maximum(ids, 0) + copy * count], ids)
        parts.append(part)
    every.index.name = "unit_id"
    return every, pd.concat(parts, ignore_index=True), order % count


def test_a_combination_is_computed_once_and_mapped_back_exactly():
    units, links = yard()
    forcing = weather(YEAR, seed=2)
    once = simulate_season(units, links, forcing, half_wet(units))
    every, all_links, original = many(units, links, 7)
    result = simulate_season(every, all_links, forcing, half_wet(every))
    assert result.units.count == once.units.count == len(units)
    assert np.array_equal(result.total_mm().to_numpy(), once.total_mm().to_numpy()[original])
    assert result.balance.rain_m3 == pytest.approx(7 * once.balance.rain_m3, rel=1e-12)
    assert result.balance.error_m3 == pytest.approx(0.0, abs=1e-9 * result.balance.rain_m3)


def test_another_area_upstream_or_other_water_is_another_combination():
    units = unit_table([roof(100.0), roof(100.0), roof(50.0), *[swale(10.0)] * 3])
    links = connections((0, 3, 1.0), (1, 4, 1.0), (2, 5, 1.0))
    stores = dry(units)
    assert season_units(units, links, stores).count == 3  # One roof, two swales.
    stores.loc[1, "roof_mm"] = 0.1
    other = season_units(units, links, stores)
    assert other.count == 5
    assert len(set(other.combination)) == 5


def test_two_roofs_on_one_swale_are_one_roof_of_their_area():
    forcing = weather(YEAR, seed=5)

    def of_swale(*roofs):
        units = unit_table([*(roof(area) for area in roofs), swale(12.0)])
        links = connections(*((number, len(roofs), 1.0) for number in range(len(roofs))))
        return simulate_season(units, links, forcing, dry(units)).total_mm().iloc[-1]

    pd.testing.assert_series_equal(
        of_swale(60.0, 40.0), of_swale(100.0), rtol=1e-12, check_names=False
    )


def test_the_bytes_do_not_depend_on_where_the_season_is_cut():
    units, links = yard()
    forcing = weather(2 * YEAR, seed=3)
    whole = simulate_season(units, links, forcing, half_wet(units))
    dates = tuple(START + np.timedelta64(hours, "h") for hours in (0, 17, 5000, 5001, 2 * YEAR))
    cut = simulate_season(
        units,
        links,
        forcing,
        half_wet(units),
        settings=SeasonSettings(dates=dates, latent_heat=(dates[2], dates[2] + 50)),
    )
    for name in ("state", "yearly", "monthly", "stressed_days", "overflow_days", "filling"):
        assert np.array_equal(getattr(whole.sums, name), getattr(cut.sums, name)), name
    assert np.array_equal(cut.stores_at(dates[0]).to_numpy(), half_wet(units).to_numpy())
    assert np.array_equal(cut.stores_at(dates[-1]), cut.stores_at_end())


def test_a_season_goes_on_from_a_year_with_the_same_bytes():
    units, links = yard()
    forcing = weather(3 * YEAR, seed=6)
    window = (np.datetime64("2002-12-20T00"), np.datetime64("2003-01-10T00"))
    told = SeasonSettings(latent_heat=window, dates=(window[0],), spin_up_years=1)
    kept = []

    def keep(sums):
        kept.append({name: np.array(values) for name, values in sums.as_arrays().items()})

    done = []
    whole = simulate_season(
        units,
        links,
        forcing,
        half_wet(units),
        settings=told,
        on_year=keep,
        progress=lambda hours, expected: done.append((hours, expected)),
    )
    assert len(kept) == 3
    assert done[-1] == (3.0 * YEAR, 3.0 * YEAR)
    assert np.all(np.diff([hours for hours, _ in done]) > 0.0)
    for arrays in kept:
        again = simulate_season(
            units,
            links,
            forcing,
            half_wet(units),
            settings=told,
            resume=SeasonSums.of_arrays(arrays),
        )
        for name, values in whole.sums.as_arrays().items():
            assert np.array_equal(values, again.sums.as_arrays()[name]), name
    with pytest.raises(ValueError, match="other inputs"):
        simulate_season(
            units,
            links,
            weather(3 * YEAR, seed=7),
            half_wet(units),
            settings=told,
            resume=SeasonSums.of_arrays(kept[0]),
        )


def test_finer_steps_give_the_same_year():
    """Convergence: the step of an hour against twelve of five minutes of the same rain."""
    units, links = yard()
    forcing = weather(YEAR, seed=9)
    rows = season_units(units, links, half_wet(units))

    def year(parts):
        hours = forcing.hours * parts
        state, sums = rows.state.copy(), np.zeros((rows.count, at.FLUX_COUNT))
        buffer = np.zeros((rows.buffer_row.max() + 1, at.FLOW_COUNT, hours))
        begin = 0
        for end in rows.level_end:
            advance_units(
                begin,
                end,
                rows.parameters,
                state,
                sums,
                rows.capacity,
                rows.first_source,
                rows.source_row,
                rows.source_flow,
                rows.source_ratio,
                rows.buffer_row,
                buffer,
                np.repeat(forcing.rain_mm / parts, parts),
                np.repeat(forcing.potential_mm / parts, parts),
                np.repeat(forcing.leaf(), parts),
                np.zeros(hours, np.bool_),
                np.zeros(hours, np.bool_),
                np.zeros((rows.count, at.STORE_COUNT, 2), np.uint16),
                np.zeros(rows.count, np.int32),
                np.zeros(rows.count, np.int32),
                np.zeros((rows.count, 0)),
                1.0 / parts,
            )
            begin = end
        came = sums[:, (at.RAIN, at.RUN_ON, at.IRRIGATION)].sum(axis=1)
        evaporation = sums[:, list(EVAPORATION)].sum(axis=1)
        runoff = sums[:, (at.OVERFLOW, at.THROTTLE)].sum(axis=1)
        return np.stack([evaporation, runoff, sums[:, at.RECHARGE]], axis=1) / came[:, None]

    hourly, fine = year(1), year(12)
    # Shares of the water that came. What an hour cannot see is that a film evaporates and fills
    # again within it; the sun of this weather shines on while it rains.
    assert np.abs(hourly - fine).max() < 0.015
    assert np.abs(fine - year(4)).max() < 0.003


ANY_UNIT = st.one_of(
    st.builds(
        lambda surface, soil, sealed, k, water, canopy: ground(
            100.0,
            surface,
            soil,
            sealed,
            conductivity_mm_h=k,
            groundwater_depth_m=water,
            canopy_capacity_mm=canopy,
        ),
        st.sampled_from(["asphalt", "paving", "lawn", "forest", "settlement", "bare_soil"]),
        st.sampled_from(["sand", "loam", "silt_loam", "clay"]),
        st.floats(0.0, 1.0),
        st.floats(0.0, 200.0),
        st.sampled_from([float("nan"), 0.3, 0.7, 2.0]),
        st.floats(0.0, 5.0),
    ),
    st.builds(lambda c: roof(50.0, roof_capacity_mm=c), st.floats(0.0, 10.0)),
    st.builds(
        lambda depth, layer, rate: green_roof(
            50.0, depth, drain_layer_capacity_mm=layer, throttle_mm_h=rate, irrigation_mm_h=rate
        ),
        st.floats(1.0, 500.0),
        st.floats(0.0, 80.0),
        st.floats(0.0, 5.0),
    ),
    st.builds(
        lambda kf, depth, trench_mm, out: swale(
            10.0,
            kf,
            swale_capacity_mm=depth,
            trench_capacity_mm=trench_mm,
            trench_exfiltration_mm_h=out,
            throttle_mm_h=out,
        ),
        st.floats(0.1, 500.0),
        st.floats(0.0, 500.0),
        st.sampled_from([0.0, 50.0, 300.0]),
        st.floats(0.0, 5.0),
    ),
    st.builds(
        lambda use: cistern(
            2.0,
            100.0,
            garden_m2=50.0,
            garden_mm=40.0,
            irrigation_mm_h=1.0,
            cistern_use_mm_h=use,
        ),
        st.floats(0.0, 50.0),
    ),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=st.lists(ANY_UNIT, min_size=1, max_size=6),
    seed=st.integers(0, 1000),
    share=st.floats(0.0, 1.0),
    full=st.floats(0.0, 1.0),
)
def test_stores_stay_between_nothing_and_their_capacity(rows, seed, share, full):
    units = unit_table(rows)
    links = connections(*((n, n + 1, share) for n in range(len(rows) - 1)))
    capacity = season_capacities(complete_units(units))
    stores = pd.DataFrame(full * capacity, index=units.index, columns=list(STORES))
    start = np.datetime64("2001-04-20T00")
    forcing = weather(300, seed=seed, wet_share=0.3, mean_mm=8.0, start=start)
    dates = tuple(start + np.timedelta64(hour, "h") for hour in range(1, 300, 7))
    result = simulate_season(units, links, forcing, stores, settings=SeasonSettings(dates=dates))
    assert not result.balance.fails
    for held in (*(result.stores_at(date) for date in dates), result.stores_at_end()):
        assert held.to_numpy().min() >= 0.0
        assert (held.to_numpy() <= capacity + 1e-9 * (1.0 + capacity)).all()
    total = result.total_mm()
    assert total.drop(columns="surface_to_film_mm").to_numpy().min() >= -1e-9
    shares = result.shares()[total["rain_mm"] + total["run_on_mm"] > 1.0]
    assert shares.sum(axis=1).to_numpy() == pytest.approx(np.ones(len(shares)), rel=1e-9)


@settings(max_examples=20)
@given(row=ANY_UNIT, seed=st.integers(0, 100))
def test_no_runoff_without_water(row, seed):
    units = unit_table([row])
    forcing = weather(400, seed=seed)
    nothing = dataclasses.replace(forcing, rain_mm=np.zeros(forcing.hours))
    result = simulate_season(units, connections(), nothing, dry(units))
    total = result.total_mm()
    assert total[["sewer_runoff_mm", "surface_runoff_mm", "overflow_mm"]].to_numpy().max() == 0.0
    assert total["rain_mm"].max() == 0.0


@settings(max_examples=25)
@given(
    surface=st.sampled_from(["asphalt", "paving", "lawn", "settlement", "garden"]),
    soil=st.sampled_from(["sandy_loam", "loam", "silt_loam", "clay"]),
    seed=st.integers(0, 100),
)
def test_more_sealing_is_never_less_runoff(surface, soil, seed):
    units = unit_table(
        [ground(100.0, surface, soil, sealed) for sealed in (0.0, 0.2, 0.5, 0.8, 0.95, 1.0)]
    )
    forcing = weather(3000, seed=seed, start=np.datetime64("2001-03-01T00"))
    shares = simulate_season(units, connections(), forcing, half_wet(units)).shares()
    assert np.all(np.diff(shares["runoff"]) >= -1e-9)
    assert shares["runoff"].iloc[-1] > shares["runoff"].iloc[0]


def test_ground_follows_a_storm_as_the_storms_own_cell_does():
    """Without evaporation and with joints, a unit is a cell whose water flows off."""
    rng = np.random.default_rng(11)
    for sealed in (0.0, 0.4, 0.9):
        units = unit_table([ground(100.0, "paving", "loam", sealed)])
        stores = half_wet(units)
        rows = season_units(units, connections(), stores)
        row = units.iloc[0]
        p, s, f = rows.parameters[0], rows.state[0], np.zeros(at.FLUX_COUNT)
        p[at.SOIL_DRAINAGE] = p[at.LOWER_DRAINAGE] = 0.0
        film = infiltrated = runoff = 0.0
        deficit = row["effective_porosity"] * 0.5
        for _ in range(120):
            rain_mm = rng.exponential(0.6)
            for _ in range(60):
                depth, film, infiltrated, *_ = exchange_cell(
                    rain_mm / 60e3,
                    0.0,
                    film,
                    infiltrated,
                    sealed,
                    row["depression_sealed_mm"] / 1e3,
                    row["depression_pervious_mm"] / 1e3,
                    row["conductivity_mm_h"] / 3.6e6,
                    row["suction_mm"] / 1e3,
                    deficit,
                    -1.0,
                    0.0,
                    0.0,
                    1.0,
                    FINEST_STEP,
                    False,
                )
                runoff += depth
            unit_step(p, s, f, rain_mm, 0.0, 1.0, 0.0, 1.0 / 60.0)
        assert runoff > 0.01
        assert f[at.INFILTRATION] == pytest.approx(infiltrated * 1e3, rel=2e-3)
        assert f[at.OVERFLOW] == pytest.approx(runoff * 1e3, rel=5e-3)
        assert s[at.SURFACE_FILM] == pytest.approx(film * 1e3, abs=0.02)


def test_percentiles_days_and_latent_heat_are_those_of_the_hours():
    units = unit_table([ground(100.0, "lawn", "sandy_loam"), roof(50.0), green_roof(50.0)])
    forcing = weather(YEAR, seed=12, wet_share=0.03)
    days = tuple(START + np.timedelta64(24 * day, "h") for day in range(1, 365))
    window = (np.datetime64("2001-07-01T00"), np.datetime64("2001-07-08T00"))
    result = simulate_season(
        units,
        connections(),
        forcing,
        half_wet(units),
        settings=SeasonSettings(dates=days, latent_heat=window),
    )
    summer = [day for day in days if 5 <= pd.Timestamp(day - np.timedelta64(1, "h")).month <= 9]
    assert len(summer) == 153
    root = np.sort([result.stores_at(day).loc[0, "root_zone_mm"] for day in summer])
    capacity = units.loc[0, "root_zone_capacity_mm"]
    for share in (0.1, 0.5, 0.9):
        exact = root[int(np.ceil(share * root.size)) - 1]
        told = result.stores_at_percentile(share).loc[0, "root_zone_mm"]
        assert told == pytest.approx(exact, abs=0.51 / 200 * capacity)
    dry_mm, wet_mm = (result.stores_before(name)["root_zone_mm"][0] for name in ("dry", "wet"))
    assert 0.0 < dry_mm < wet_mm < capacity

    heat = result.latent_heat_w_m2()
    assert heat.shape == (168, 3)
    assert heat.index[0] == pd.Timestamp("2001-07-01")
    evaporation = heat.to_numpy().sum(axis=0) * 3600.0 / 2.45e6
    total = result.monthly_mm(7)
    names = [name for name, place in FLUXES.items() if place in EVAPORATION]
    assert 0.0 < evaporation[0] < total[names].sum(axis=1)[0]
    # One mm a day is 28.4 W/m2.
    assert evaporation.mean() / 7.0 * 28.36 == pytest.approx(heat.to_numpy().mean(), rel=1e-3)

    stressed = result.stressed_days()
    wilting, field = (
        complete_units(units)[f"{n}_share"][0] * capacity
        for n in ("wilting_point", "field_capacity")
    )
    limit = wilting + 0.5 * 0.6 * (field - wilting)
    low = sum(result.stores_at(day).loc[0, "root_zone_mm"] < limit for day in days)
    # The last day of the year ends with the season.
    assert abs(int(stressed.loc[0, 2001]) - low) <= 1
    assert low > 5
    assert stressed.loc[1, 2001] == 0
    wet_days = (forcing.rain_mm.reshape(-1, 24).sum(axis=1) > 0.35).sum()
    assert 0 < result.overflow_days().loc[1, 2001] <= wet_days + 20


def test_the_sewer_takes_its_capacity_and_the_rest_runs_over_the_surface():
    rain = np.zeros(48)
    rain[5] = 30.0
    forcing = dataclasses.replace(weather(48), rain_mm=rain)
    forcing = dataclasses.replace(forcing, reference_evapotranspiration_mm=np.zeros(48))
    known = unit_table(
        [
            ground(100.0, "asphalt", "loam", sewer_capacity_mm_h=20.0),
            roof(100.0, sewer_capacity_mm_h=20.0),
            roof(100.0, sewer_capacity_mm_h=20.0),
            ground(100.0, "settlement", "clay", 0.5, sewer_capacity_mm_h=20.0),
        ]
    )
    links = connections((1, TO_SEWER, 1.0), (2, TO_SEWER, 0.25), (2, TO_STREET, 0.75))
    total = simulate_season(known, links, forcing, dry(known)).total_mm()
    assert total["sewer_runoff_mm"][:3].tolist() == pytest.approx([20.0, 20.0, 5.0])
    assert total["surface_runoff_mm"][:3].tolist() == pytest.approx([8.0, 9.7, 24.7])
    assert total["sewer_runoff_mm"][3] == pytest.approx(10.0)
    unknown = known.assign(sewer_capacity_mm_h=0.0)
    total = simulate_season(unknown, links, forcing, dry(unknown)).total_mm()
    assert total["sewer_runoff_mm"][:3].tolist() == pytest.approx([28.0, 29.7, 0.25 * 29.7])
    assert total["surface_runoff_mm"][0] == 0.0


def test_a_cistern_yields_after_spillage():
    units = unit_table([roof(100.0, roof_capacity_mm=0.0), cistern(2.0, 100.0)])
    rain = np.zeros(72)
    rain[0] = 40.0
    calm = dataclasses.replace(weather(72), rain_mm=rain)
    result = simulate_season(units, connections((0, 1, 1.0)), calm, dry(units))
    total = result.total_mm().loc[1] * 2.0 / 100.0  # over the roof
    assert total["overflow_mm"] == pytest.approx(10.0)
    assert total["cistern_use_mm"] == pytest.approx(3.0)
    assert result.stores_at_end().loc[1, "cistern_mm"] * 0.02 == pytest.approx(27.0)


def test_groundwater_feeds_plants_and_net_recharge_can_be_negative():
    units = unit_table(
        [ground(100.0, "lawn", "silt_loam", groundwater_depth_m=d) for d in (0.9, 1.5, np.nan)]
    )
    forcing = weather(2 * YEAR, seed=13, wet_share=0.04)
    result = simulate_season(units, connections(), forcing, half_wet(units))
    rise = result.total_mm()["capillary_rise_mm"]
    assert rise[0] > rise[1] > rise[2] == 0.0
    shares = result.shares()
    assert shares["recharge"][0] < shares["recharge"][2]
    assert shares["evaporation"][0] > shares["evaporation"][2]
    assert shares["recharge"][0] < 0.0


THREADED = """
import hashlib
import numba
import numpy as np
from tests.models.seasons import half_wet, weather, yard
from herne_schwamm.models.season import simulate_season
units, links = yard()
units = units.assign(conductivity_mm_h=units["conductivity_mm_h"] * 1.1)
result = simulate_season(units, links, weather(9000, seed=1), half_wet(units))
whole = b"".join(np.ascontiguousarray(a).tobytes() for a in (result.sums.yearly, result.sums.state))
print(numba.config.NUMBA_NUM_THREADS, hashlib.sha256(whole).hexdigest())
"""


def test_the_bytes_do_not_depend_on_the_number_of_threads():
    told = [
        subprocess.run(
            [sys.executable, "-c", THREADED],
            env={**os.environ, "NUMBA_NUM_THREADS": threads},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        for threads in ("1", "2")
    ]
    assert [threads for threads, _ in told] == ["1", "2"]
    assert told[0][1] == told[1][1]


def test_weather_becomes_forcing_in_the_clock_of_its_days():
    rain = np.arange(48.0)
    given = Weather(
        StationPlace(51.5, 7.2, 60.0),
        np.datetime64("2019-06-30T23:00"),
        {"rain_mm": rain},
        utc_offset_h=1.0,
    )
    forcing = SeasonForcing.of_weather(given, np.linspace(-0.1, 0.4, 48))
    assert forcing.times[0] == pd.Timestamp("2019-07-01")
    assert forcing.potential_mm.min() == 0.0
    assert forcing.leaf().tolist() == [1.0] * 48
    with pytest.raises(ValueError, match="same number of hours"):
        SeasonForcing(START, rain, rain[:-1])
    with pytest.raises(ValueError, match="gaps"):
        SeasonForcing(START, np.full(48, np.nan), rain)
    winter = dataclasses.replace(forcing, start=np.datetime64("2019-01-10T00"))
    assert winter.leaf().max() == 0.0
    with pytest.raises(ValueError, match="outside the season"):
        units = unit_table([roof(1.0)])
        late = SeasonSettings(dates=(np.datetime64("2030-01-01T00"),))
        simulate_season(units, connections(), forcing, dry(units), settings=late)


def test_what_lies_below_a_throttle_seeps():
    """A trench filled once: the throttle takes what stands above it, the soil the rest."""
    columns = {"soil_conductivity_mm_h": 1.0, "throttle_mm_h": 20.0}
    units = unit_table(
        [
            swale(10.0, **trench_columns(**columns, throttle_height_mm=height), rain_share=0.0)
            for height in (0.0, 200.0, 450.0)
        ]
    )
    stores = dry(units)
    stores["trench_mm"] = units["trench_capacity_mm"]
    still = dataclasses.replace(
        weather(24 * 40),
        rain_mm=np.zeros(24 * 40),
        reference_evapotranspiration_mm=np.zeros(24 * 40),
    )
    result = simulate_season(units, connections(), still, stores)
    total, filled = result.total_mm(), units["trench_capacity_mm"][0]
    below = units["trench_below_throttle_mm"].to_numpy()
    assert below.tolist() == pytest.approx([0.0, 200.0 * 0.35, 450.0 * 0.35])
    # Above the throttle both take their rates' shares, 0.5 and 20 mm/h.
    throttled = (filled - below) * 20.0 / 20.5
    assert total["throttle_mm"].to_numpy() == pytest.approx(throttled, rel=1e-9)
    assert total["recharge_mm"].to_numpy() == pytest.approx(filled - throttled, rel=1e-9)
    assert total["sewer_runoff_mm"].to_numpy() == pytest.approx(throttled, rel=1e-9)
    assert not result.balance.fails


def test_heat_takes_soil_water_of_a_day_and_hourly_latent_heat_as_the_page_says():
    """docs/season_model.md, "For heat": both against seasons that end there."""
    units = unit_table(
        [ground(100.0, "lawn", "sandy_loam"), roof(50.0), ground(50.0, "water", "loam")]
    )
    first, last = np.datetime64("2001-07-03T00"), np.datetime64("2001-07-06T12")
    forcing = weather(24 * 210, seed=21, wet_share=0.05)
    settings = SeasonSettings(dates=(first,), latent_heat=(first, last))
    stores = half_wet(units).assign(swale_mm=[0.0, 0.0, 500.0])
    season = simulate_season(units, connections(), forcing, stores, settings=settings)

    def until(moment):
        """The same season, ended there."""
        hours = int((moment - START) / np.timedelta64(1, "h"))
        short = dataclasses.replace(
            forcing,
            rain_mm=forcing.rain_mm[:hours],
            reference_evapotranspiration_mm=forcing.reference_evapotranspiration_mm[:hours],
        )
        return simulate_season(units, connections(), short, stores)

    begun, ended = until(first), until(last)
    soil_mm = season.stores_at(first)["root_zone_mm"]
    assert soil_mm.tolist() == begun.stores_at_end()["root_zone_mm"].tolist()
    assert soil_mm[0] > 0.0
    heat = season.latent_heat_w_m2()
    assert heat.index[0] == pd.Timestamp(first)
    assert heat.shape == (84, 3)
    # Watts back to water with the latent heat of FAO-56, which a heat wave counts with, too.
    evaporated = (heat.to_numpy() * 3600.0 / 2.45e6).sum(axis=0)
    names = [name for name, place in FLUXES.items() if place in EVAPORATION]
    fluxes = [one.total_mm()[names].sum(axis=1).to_numpy() for one in (begun, ended)]
    assert evaporated == pytest.approx(fluxes[1] - fluxes[0], rel=1e-9, abs=1e-12)
    # Open water evaporates more than grass that lacks water, and a dry roof nothing.
    assert evaporated[2] > evaporated[0] > 0.0
