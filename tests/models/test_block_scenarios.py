"""Blocks unbuilt and with measures."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.models.bagrov_glugla import block_balance
from herne_schwamm.models.block_scenarios import blocks_with_measures, natural_blocks
from herne_schwamm.problems import InputProblem
from tests.models.blocks_by_chance import some_blocks


def test_unbuilt_blocks_have_no_runoff_and_keep_their_soil():
    blocks = some_blocks(100)
    before = blocks.copy()
    natural = natural_blocks(blocks)
    assert (block_balance(natural).balance["runoff_mm_a"] == 0.0).all()
    assert (natural["veg_class"] == 50).all()
    kept = ["prec_yr", "gw_dist", "ufc30", "land_type", "to_swale", "irrigation"]
    assert natural[kept].equals(blocks[kept])
    assert blocks.equals(before)


def shares_of_all(blocks):
    area = blocks["total_area"]
    sealed = blocks["roof"] + blocks["pvd"]
    return (
        (area * blocks["roof"] * blocks["green_roof"]).sum() / area.sum(),
        (area * (1.0 - sealed)).sum() / area.sum(),
        (area * sealed * blocks["to_swale"]).sum() / area.sum(),
    )


def test_measures_reach_their_aims():
    blocks = some_blocks(300)
    green, unpaved, _ = shares_of_all(blocks)
    changed = blocks_with_measures(blocks, green + 0.02, unpaved + 0.05, 0.0)
    now = shares_of_all(changed)
    # The change of an area is rounded to 0.01 m2, as the published model does.
    assert now[0] == pytest.approx(green + 0.02, abs=1e-6)
    assert now[1] == pytest.approx(unpaved + 0.05, abs=1e-6)
    assert now[2] == pytest.approx(0.0, abs=1e-12)
    for name in ("green_roof", "pvd", "to_swale"):
        assert changed[name].between(0.0, 1.0 + 1e-9).all()
    assert not np.allclose(changed["pvd"], blocks["pvd"])


def test_swales_are_a_share_of_what_was_sealed_before():
    # One block, half of it sealed, a quarter of the area shall drain to swales, a quarter unsealed.
    blocks = some_blocks(1).assign(
        total_area=1000.0, roof=0.2, green_roof=0.0, pvd=0.3, to_swale=0.0
    )
    changed = blocks_with_measures(blocks, 0.1, 0.75, 0.25).iloc[0]
    assert changed["green_roof"] == pytest.approx(0.5)
    assert changed["pvd"] == pytest.approx(0.05)
    # 250 of the 500 m2 sealed before: a share of 0.5, held by the 250 m2 that are left.
    assert changed["to_swale"] == pytest.approx(0.5)


def test_an_aim_beyond_all_roofs_is_refused():
    blocks = some_blocks(10).assign(roof=0.1, pvd=0.0)
    with pytest.raises(InputProblem, match="measure green_roof"):
        blocks_with_measures(blocks, 0.2, 0.9, 0.0)
