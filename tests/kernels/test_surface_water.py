"""Sources and sinks of one cell: order, limits, and that no water is lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from herne_schwamm.kernels.surface_water import FINEST_STEP, dealt_step, exchange, exchange_cell

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
    } | changes
    return exchange_cell(rain, depth, film, infiltrated, sealing, *told.values())


depths = st.floats(0.0, 0.5)
STEP_M = FINEST_STEP  # films hold whole steps of this


@given(
    rain=st.floats(0.0, 0.001),
    depth=depths,
    film=st.floats(0.0, 0.005),
    infiltrated=depths,
    sealing=st.floats(0.0, 1.0),
    loss=st.floats(0.0, 1e-4),
)
def test_water_of_a_cell_adds_up_and_stays_positive(rain, depth, film, infiltrated, sealing, loss):
    pool, film_1, infiltrated_1, drained, _ = cell(
        rain, depth, film, infiltrated, sealing, loss=loss
    )
    assert min(pool, film_1, drained) >= 0.0
    assert infiltrated_1 >= infiltrated
    assert pool + film_1 + infiltrated_1 + drained == pytest.approx(
        rain + depth + film + infiltrated, rel=1e-14, abs=1e-15
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
    pool, film, infiltrated, *_ = cell(rain=1e-7, conductivity=1e-3)
    assert infiltrated == pytest.approx(1e-7)
    assert pool == film == 0.0


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


def test_constant_loss_and_sewer_share_what_they_take_by_their_rates():
    one = np.ones((1, 1), np.float32)
    rows = np.zeros((3, 1))
    exchange(
        one,
        *(np.zeros((1, 1), np.float32) for _ in range(3)),
        np.zeros((1, 1), np.float32),
        *rows,
        np.zeros((1, 1), bool),
        np.full((1, 1), 0.5, np.float32),
        np.zeros((1, 1), np.int32),
        *(np.array([v]) for v in (0.0, 0.0, 0.0, 0.1, 0.3, -1.0, 4e-6, 0.0)),
        1e-6,
        1.0,
        FINEST_STEP,
    )
    # The sewer's capacity holds for the sealed half.
    assert rows[:2].ravel() == pytest.approx([1e-6, 2e-6], abs=STEP_M)


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
    film, infiltrated, drained = (np.zeros(shape, np.float32) for _ in range(3))
    sealing = rng.choice([0.0, 0.5, 0.93, 1.0], shape).astype(np.float32)
    surcharge = np.zeros((1, 1), np.float32)
    drained_of_row, sewered_of_row, surcharge_of_row = np.zeros((3, shape[0]))

    def held():
        return sum(float(a.sum(dtype=np.float64)) for a in (depth, film, infiltrated))

    before, gone, rained = held(), 0.0, 0.0
    rain = round(2e-5 * 2.0**31) / 2.0**31
    for _ in range(600):
        exchange(
            depth,
            film,
            infiltrated,
            drained,
            surcharge,
            drained_of_row,
            sewered_of_row,
            surcharge_of_row,
            np.zeros(shape, bool),
            sealing,
            np.zeros(shape, np.int32),
            *(np.array([v]) for v in (film_m, film_m, *LOAM.values(), -1.0, 0.0, rain)),
            3e-6,
            1.0,
            FINEST_STEP,
        )
        rained += rain * depth.size
        gone += drained_of_row.sum()
    # A float32 sum would lose up to 1 % of the rain on the cells of 4.8 m.
    assert held() + gone - before == pytest.approx(rained, rel=1e-5)
    assert min(depth.min(), film.min()) >= 0.0
    assert film.max() <= film_m + 5e-7
