"""Balances of blocks: against plain numpy, by hand, and what is said of bad tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from benchmarks.plain_bagrov_glugla import plain_balance
from herne_schwamm.kernels.bagrov import exact_ratio, published_ratio
from herne_schwamm.models.bagrov_glugla import block_balance
from herne_schwamm.models.split import BALANCE_COLUMNS
from herne_schwamm.problems import InputProblem, Language
from tests.models.blocks_by_chance import some_blocks

P, EP = 800.0, 640.0


def one_block(**columns):
    block = {
        "prec_yr": P,
        "prec_s": 400.0,
        "epot_yr": EP,
        "epot_s": 500.0,
        "roof": 0.0,
        "swg_roof": 0.0,
        "pvd": 0.0,
        "swg_pvd": 0.0,
        "gw_dist": 30.0,
        "ufc30": 18.0,
        "ufc150": 18.0,
        "land_type": "urban",
        "veg_class": 35.0,
        **columns,
    }
    return pd.DataFrame([block])


def balance_of(solver="exact", **columns):
    return block_balance(one_block(**columns), solver).balance.iloc[0]


def test_kernel_and_plain_numpy_agree_on_blocks_of_every_kind():
    blocks = some_blocks(3000)
    ours = block_balance(blocks, "published").balance.to_numpy()
    assert ours == pytest.approx(plain_balance(blocks), abs=1e-9)


@pytest.mark.parametrize("solver", ["exact", "published"])
def test_all_water_is_found_again(solver):
    blocks = some_blocks(2000, seed=11)
    balance = block_balance(blocks, solver).balance
    assert balance.sum(axis=1).to_numpy() == pytest.approx(blocks["prec_yr"].to_numpy(), rel=1e-12)
    assert (balance["runoff_mm_a"] >= 0.0).all()


def test_a_connected_roof_and_one_that_is_not():
    evaporated = exact_ratio(P / EP, 0.05) * EP
    assert balance_of(roof=1.0, swg_roof=1.0).tolist() == pytest.approx(
        [P - evaporated, 0.0, evaporated]
    )
    assert balance_of(roof=1.0).tolist() == pytest.approx([0.0, P - evaporated, evaporated])
    green = exact_ratio(P / EP, 0.65) * EP
    half = balance_of(roof=1.0, swg_roof=1.0, green_roof=0.5)
    assert half["evapotranspiration_mm_a"] == pytest.approx(0.5 * (evaporated + green))


def test_paving_keeps_back_what_its_class_lets_through():
    evaporated = published_ratio(P / EP, 0.11) * EP
    paved = balance_of("published", pvd=1.0, swg_pvd=1.0, srf2_pvd=1.0)
    assert paved.tolist() == pytest.approx(
        [0.7 * (P - evaporated), 0.3 * (P - evaporated), evaporated]
    )


def test_roads_are_paved_by_their_own_classes():
    asphalt = exact_ratio(P / EP, 0.11) * EP
    unknown = exact_ratio(P / EP, 0.25) * EP
    road = balance_of(
        main_frac=0.0, road_frac=1.0, pvd_r=0.75, swg_pvd_r=1.0, srf1_pvd_r=1.0, srf5_pvd=0.0
    )
    ran = 0.75 * 0.9 * (P - asphalt)
    assert road.tolist() == pytest.approx(
        [ran, 0.75 * 0.1 * (P - asphalt) + 0.25 * (P - unknown), 0.75 * asphalt + 0.25 * unknown]
    )


def test_beside_a_road_the_last_class_of_the_table_evaporates():
    grass = exact_ratio(P / EP, 0.4) * EP
    road = balance_of(main_frac=0.0, road_frac=1.0)
    assert road["evapotranspiration_mm_a"] == pytest.approx(grass)


def test_a_swale_turns_runoff_into_recharge_and_evaporates_a_tenth():
    without = balance_of(roof=1.0, swg_roof=1.0)
    swale = balance_of(roof=1.0, swg_roof=1.0, to_swale=0.4)
    moved = 0.4 * without["runoff_mm_a"]
    assert swale["runoff_mm_a"] == pytest.approx(0.6 * without["runoff_mm_a"])
    assert swale["recharge_mm_a"] == pytest.approx(0.9 * moved)
    assert swale["evapotranspiration_mm_a"] == pytest.approx(
        without["evapotranspiration_mm_a"] + 0.1 * moved
    )


def test_water_evaporates_at_the_potential_rate():
    water = balance_of(land_type="waterbody", epot_yr=820.0)
    assert water.tolist() == pytest.approx([0.0, P - 820.0, 820.0])


def test_negative_recharge_is_kept_and_told():
    result = block_balance(
        pd.concat([one_block(gw_dist=0.3, prec_yr=500.0, code="a"), one_block(code="b")])
    )
    recharge = result.balance["recharge_mm_a"]
    assert recharge.iloc[0] < -50.0 < recharge.iloc[1]
    (warning,) = result.warnings
    assert warning.facts["negative"] == 1
    assert warning.facts["areas"] == 2
    assert warning.facts["least"] == round(recharge.iloc[0], 1)
    assert not block_balance(one_block()).warnings


def test_ground_evaporates_more_where_roots_stand_in_groundwater():
    result = block_balance(one_block(gw_dist=0.3))
    known = result.unsealed.iloc[0]
    ratio = exact_ratio((P + known["capillary_rise_mm_a"]) / EP, known["effectivity"])
    dry = ratio * EP
    assert known["capillary_rise_mm_a"] == 420.0
    assert known["rise_height_m"] == pytest.approx(-0.3)
    assert known["evapotranspiration_mm_a"] == pytest.approx(dry + (EP - dry) * np.exp(0.3 / -0.3))


def test_irrigated_ground_without_a_known_summer_has_its_factor():
    plain = block_balance(one_block(prec_s=0.0, epot_s=0.0)).unsealed.iloc[0]
    irrigated = block_balance(one_block(prec_s=0.0, epot_s=0.0, irrigation=100.0)).unsealed.iloc[0]
    factor = 0.9985 + 0.284 - 0.0379762
    assert irrigated["effectivity"] == pytest.approx(plain["effectivity"] * factor)
    assert irrigated["wet_summer_factor"] == 1.0


def test_more_sealing_never_evaporates_more_nor_runs_off_less():
    shares = np.linspace(0.0, 1.0, 11)
    blocks = pd.concat(
        [one_block(pvd=share, swg_pvd=1.0, srf1_pvd=1.0) for share in shares], ignore_index=True
    )
    balance = block_balance(blocks).balance
    assert (np.diff(balance["runoff_mm_a"]) > 0.0).all()
    assert (np.diff(balance["evapotranspiration_mm_a"]) < 0.0).all()


def test_rounding_and_index_are_those_asked_for():
    blocks = some_blocks(20).set_index("code", drop=False)
    balance = block_balance(blocks, "published", decimals=3).balance
    assert balance.index.tolist() == blocks["code"].tolist()
    assert tuple(balance.columns) == BALANCE_COLUMNS
    assert balance.to_numpy() == pytest.approx(np.round(balance.to_numpy(), 3), abs=1e-12)


def test_an_empty_table_has_an_empty_balance():
    result = block_balance(some_blocks(0))
    assert result.balance.empty
    assert not result.warnings


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"roof": 1.2}, "roof is 1.2, expected: a share from 0 to 1"),
        ({"roof": 0.6, "pvd": 0.6, "srf1_pvd": 1.0}, "with roof together at most 1"),
        ({"pvd": 0.5, "srf1_pvd": 0.5}, "with the other classes of paving together 1"),
        ({"epot_yr": 0.0}, "epot_yr is 0.0, expected: more than 0"),
        ({"prec_yr": -1.0}, "prec_yr is -1.0, expected: 0 or more"),
        ({"prec_yr": float("nan")}, "prec_yr is nan, expected: a number"),
        ({"prec_yr": "viel"}, "prec_yr is viel, expected: a number"),
        ({"ufc30": 31.0}, "ufc30 is 31.0, expected: 0 to 30 per cent"),
        ({"land_type": "agricultural"}, "land_type is agricultural, expected: urban, "),
        ({"gw_dist": -0.1}, "gw_dist is -0.1"),
    ],
)
def test_bad_blocks_are_named(columns, says):
    blocks = pd.concat([one_block(code="a"), one_block(code="b", **columns)], ignore_index=True)
    blocks = blocks.fillna({name: 0.0 for name in blocks if name.startswith("srf")})
    with pytest.raises(InputProblem) as caught:
        block_balance(blocks)
    told = caught.value.told_in(Language("en"))
    assert told.startswith("block b: ")
    assert says in told
    assert told.endswith("so in 1 blocks")


def test_missing_columns_are_named():
    with pytest.raises(InputProblem, match=r"lacks these columns: epot_s, ufc150"):
        block_balance(one_block().drop(columns=["epot_s", "ufc150"]))
