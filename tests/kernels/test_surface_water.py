"""Sources and sinks of one cell: order, limits, and that no water is lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from herne_schwamm.city.plain import grid_for, plain_city
from herne_schwamm.kernels.compiling import most_threads
from herne_schwamm.kernels.surface_cell import FINEST_STEP, dealt_step, exchange_cell
from herne_schwamm.kernels.surface_rows import UnitParameters, tell_new_units
from herne_schwamm.kernels.surface_water import SlowWater, exchange
from herne_schwamm.models.storm_tiles import Tiles, lattice_of

LOAM = {"conductivity": 3.4 / 3.6e6, "suction": 0.0889, "deficit": 0.3}


def cell(rain=0.0, depth=0.0, film=0.0, infiltrated=0.0, sealing=0.0, **changes):
    told = {
        "film_sealed": 0.002,
        "film_pervious": 0.005,
        **LOAM,
        "retention": -1.0,
        "loss": 0.0,
        "sewer": 0.0,
        "step": 1.0,
        "dealt": FINEST_STEP,
        "by_number": False,
    } | changes
    return exchange_cell(rain, depth, film, infiltrated, sealing, *told.values())


depths = st.floats(0.0, 0.5, width=32)
STEP_M = FINEST_STEP  # films hold whole steps of this


def whole_steps(greatest_m):
    return st.integers(0, int(greatest_m / STEP_M)).map(lambda steps: steps * STEP_M)


@given(
    rain=whole_steps(0.001),
    depth=depths,
    film=whole_steps(0.005),
    infiltrated=depths,
    sealing=st.floats(0.0, 1.0),
    loss=whole_steps(1e-4),
)
def test_water_of_a_cell_adds_up_and_stays_positive(rain, depth, film, infiltrated, sealing, loss):
    pool, film_1, infiltrated_1, drained, _ = cell(
        rain, depth, film, infiltrated, sealing, loss=loss
    )
    assert min(pool, film_1, drained) >= 0.0
    assert infiltrated_1 >= infiltrated
    # The last bit of the film: half a step where it is deepest, by the rests of three stores.
    assert pool + film_1 + infiltrated_1 + drained == pytest.approx(
        rain + depth + film + infiltrated, rel=0.0, abs=STEP_M
    )


def test_sealed_ground_takes_nothing_in():
    pool, film, infiltrated, *_ = cell(rain=0.001, depth=0.01, film=0.002, sealing=1.0)
    assert infiltrated == 0.0
    assert film == pytest.approx(0.002)
    assert pool == pytest.approx(0.011)


def test_hollows_fill_before_water_flows():
    pool, film, *_ = cell(rain=0.001, sealing=1.0)
    assert (pool, film) == (0.0, pytest.approx(0.001))
    pool, film, *_ = cell(rain=0.001, film=0.0015, sealing=1.0)
    assert pool == pytest.approx(0.0005)
    assert film == pytest.approx(0.002)


def test_infiltration_takes_no_more_than_is_there():
    rain = 215 * STEP_M
    pool, film, infiltrated, *_ = cell(rain=rain, conductivity=1e-3)
    assert infiltrated == rain
    assert pool == film == 0.0


def test_less_than_a_step_is_film():
    pool, film, infiltrated, *_ = cell(rain=0.4 * STEP_M, conductivity=1e-3)
    assert (pool, infiltrated) == (0.0, 0.0)
    assert film == pytest.approx(0.4 * STEP_M)


def test_film_on_the_sealed_share_does_not_infiltrate():
    _, film, *_ = cell(film=0.0015, sealing=0.5, conductivity=1e-2)
    assert film == pytest.approx(0.5 * 0.002)


def test_drainage_takes_what_is_left_last():
    pool, film, _, drained, _ = cell(depth=1e-6, film=0.002, sealing=1.0, loss=1.0)
    assert drained == pytest.approx(1e-6, abs=STEP_M)
    assert pool == 0.0
    assert film == pytest.approx(0.002)


def test_sewer_surcharge_is_rain_of_now_beyond_the_capacity():
    told = {"sealing": 1.0, "film": 0.002, "sewer": 3e-5}
    pool, _, _, drained, surcharge = cell(rain=5e-5, **told)
    assert (drained, surcharge) == (pytest.approx(3e-5), pytest.approx(2e-5, abs=STEP_M))
    assert pool == pytest.approx(2e-5, abs=STEP_M)
    # What stands there was counted when it fell.
    _, _, _, drained, surcharge = cell(rain=0.0, depth=0.1, **told)
    assert (drained, surcharge) == (pytest.approx(3e-5), 0.0)


def test_sewer_surcharge_counts_the_sealed_share_alone():
    _, _, _, _, surcharge = cell(
        rain=5e-5, film=0.0044, sealing=0.2, sewer=1e-6, conductivity=0.0, step=1.0
    )
    assert surcharge == pytest.approx(0.2 * 5e-5 - 1e-6, abs=STEP_M)


@pytest.mark.parametrize(
    ("film_m", "steps"), [(0.0, 1), (0.0078, 1), (0.0079, 2), (0.02, 4), (1.0, 256)]
)
def test_films_hold_whole_steps_exactly(film_m, steps):
    step = dealt_step(film_m)
    assert step == steps * FINEST_STEP
    held = np.floor(film_m / step) * step
    assert np.float64(np.float32(held)) == held


class Sweep:
    """A flat city in tiles for calls of `exchange`."""

    def __init__(self, depth, sealing, unit, *, tile=(32, 256)):
        shape = depth.shape
        flat = np.zeros(shape)
        self.tiles = Tiles(plain_city(flat, grid_for(flat, 1.0)), depth, lattice_of(*shape, *tile))
        film, infiltrated, drained = (np.zeros(shape, np.float32) for _ in range(3))
        surcharge = np.zeros((1, 1), np.float32)
        self.slow = SlowWater(film, infiltrated, drained, surcharge, sealing)
        self.units = UnitParameters(*(np.array([v], np.float32) for v in unit))
        self.patch_id = np.zeros(shape, np.int32)
        self.restless = np.ones(self.tiles.awake.size, np.bool_)
        self.changed = np.zeros_like(self.restless)
        self.sums = np.zeros((self.restless.size, 3))

    @property
    def depth(self):
        return self.tiles.raster(self.tiles.flow.depth)

    def exchange(self, rain=0.0, loss=0.0, sewer=0.0, *, by_number=False, soaks=True):
        exchange(
            self.tiles.flow,
            self.tiles.lattice,
            self.slow,
            self.patch_id,
            tell_new_units(self.patch_id, self.tiles.lattice),
            self.units,
            np.full(self.units.suction.size, sewer),
            np.broadcast_to(np.float64(rain), self.units.suction.shape).copy(),
            loss,
            1.0,
            FINEST_STEP,
            by_number,
            soaks,
            most_threads(),
            self.restless,
            self.changed,
            self.tiles.told.deepest,
            self.sums,
        )
        return self.sums.sum(axis=0)


def test_constant_loss_and_sewer_share_what_they_take_by_their_rates():
    one = np.ones((1, 1), np.float32)
    sweep = Sweep(one, 0.5 * one, (0.0, 0.0, 0.0, 0.1, 0.3, -1.0))
    drained, sewered, _ = sweep.exchange(loss=1e-6, sewer=4e-6)
    # The sewer's capacity holds for the sealed half.
    assert [drained, sewered] == pytest.approx([1e-6, 2e-6], abs=STEP_M)


def test_tiles_in_which_nothing_changes_may_rest():
    dry = np.zeros((2, 8), np.float32)
    sweep = Sweep(dry, dry + 1.0, (0.002, 0.0, 0.0, 0.1, 0.3, -1.0), tile=(3, 4))
    sweep.tiles.flow.depth[1, sweep.tiles.places(np.array([1, 5]))[0, 1]] = 0.01
    sweep.exchange()
    assert sweep.changed.tolist() == [False, True]
    assert sweep.restless.tolist() == [False, True]
    # The film is full now, and nothing drains what stands above it.
    sweep.exchange()
    assert sweep.changed.tolist() == [False, False]
    assert sweep.restless.tolist() == [False, False]


def test_where_no_ground_soaks_nothing_else_changes():
    rng = np.random.default_rng(5)
    depth = rng.choice([0.0, 1e-5, 0.02], (5, 50)).astype(np.float32)
    sealed = np.ones_like(depth)
    unit = (0.002, 0.005, *LOAM.values(), -1.0)
    rain = round(2e-4 * 2.0**31) / 2.0**31
    told = []
    for soaks in (True, False):
        sweep = Sweep(depth.copy(), sealed, unit)
        sums = sweep.exchange(rain, loss=1e-6, soaks=soaks)
        told.append((sweep.depth, sweep.slow.film, sweep.slow.infiltrated, sums))
    for with_soil, without in zip(*told, strict=True):
        np.testing.assert_array_equal(with_soil, without)
    assert told[0][1].max() > 0.0


@pytest.mark.parametrize("by_number", [False, True])
def test_a_row_in_vector_instructions_is_its_cells_one_by_one(by_number):
    rng = np.random.default_rng(4)
    depth = rng.choice([0.0, 1e-5, 0.02, 0.3], (3, 50)).astype(np.float32)
    sealing = rng.choice([0.0, 0.5, 0.93, 1.0], (3, 50)).astype(np.float32)
    unit = (0.002, 0.005, *LOAM.values(), 0.05 if by_number else -1.0)
    sweep = Sweep(depth, sealing, unit)
    rain = round(2e-4 * 2.0**31) / 2.0**31
    sweep.exchange(rain, by_number=by_number)
    for place in np.ndindex(depth.shape):
        pool, film, soaked, *_ = exchange_cell(
            rain,
            float(depth[place]),
            0.0,
            0.0,
            float(sealing[place]),
            *unit,
            0.0,
            0.0,
            1.0,
            FINEST_STEP,
            by_number,
        )
        assert sweep.slow.infiltrated[place] == pytest.approx(soaked, rel=2e-7)
        standing = float(sweep.depth[place]) + float(sweep.slow.film[place])
        assert standing == pytest.approx(pool + film, abs=1e-9)


@pytest.mark.parametrize("tile", [(3, 33), (12, 80), (1, 7)])
def test_every_cell_has_the_numbers_of_its_own_unit(tile):
    # Films of three units that never fill: each cell holds the rain of its own.
    rng = np.random.default_rng(6)
    shape = (12, 80)
    patches = rng.integers(-1, 3, (6, 8)).repeat(2, axis=0).repeat(10, axis=1).astype(np.int32)
    rain = np.array([1, 2, 3]) * round(1e-4 / STEP_M) * STEP_M
    sweep = Sweep(
        np.zeros(shape, "f4"), np.ones(shape, "f4"), (0.01, 0.0, 0.0, 0.1, 0.3, -1.0), tile=tile
    )
    sweep.patch_id = patches
    sweep.units = UnitParameters(*(np.repeat(column, 3) for column in sweep.units))
    sweep.tiles.flow.bed[:] = np.float32(0.0)
    sweep.exchange(rain)
    there = patches >= 0
    assert sweep.slow.film[there] == pytest.approx(rain[patches[there]], rel=1e-6)


def test_half_sealed_cells_infiltrate_half_of_what_bare_soil_takes_per_area():
    # The wetting front under the pervious half sinks as deep as under bare soil.
    whole = cell(rain=0.0, depth=0.2, infiltrated=0.04, sealing=0.0)[2] - 0.04
    half = cell(rain=0.0, depth=0.2, infiltrated=0.02, sealing=0.5)[2] - 0.02
    assert half == pytest.approx(0.5 * whole, rel=1e-9)


@pytest.mark.parametrize("film_m", [0.0, 0.002, 0.005])
def test_rasters_in_float32_lose_no_water(film_m):
    rng = np.random.default_rng(0)
    shape = (30, 41)
    depth = rng.choice([0.0, 1e-5, 0.3, 4.8], shape).astype(np.float32)
    sealing = rng.choice([0.0, 0.5, 0.93, 1.0], shape).astype(np.float32)
    sweep = Sweep(depth, sealing, (film_m, film_m, *LOAM.values(), -1.0), tile=(8, 16))

    def held():
        rasters = (sweep.depth, sweep.slow.film, sweep.slow.infiltrated)
        return sum(float(a.sum(dtype=np.float64)) for a in rasters)

    before, gone, rained = held(), 0.0, 0.0
    rain = round(2e-5 * 2.0**31) / 2.0**31
    for _ in range(600):
        sweep.restless[:] = True
        gone += sweep.exchange(rain, loss=3e-6)[0]
        rained += rain * depth.size
    # A float32 sum would lose up to 1 % of the rain on the cells of 4.8 m.
    assert held() + gone - before == pytest.approx(rained, rel=1e-5)
    assert min(sweep.depth.min(), sweep.slow.film.min()) >= 0.0
    assert sweep.slow.film.max() <= film_m + 5e-7
