"""Numbers of the energy balance: every surface class has them, within bounds of nature."""

from __future__ import annotations

import math

from herne_schwamm.kernels.surface_energy import DEPLETION
from herne_schwamm.models.surface_numbers import surface_kinds, surface_numbers
from herne_schwamm.tables import surface_classes
from herne_schwamm.tables.ground import surface_seasons
from herne_schwamm.tables.surface_energy import surface_energy


def test_every_surface_class_has_its_row():
    assert set(surface_classes()) <= set(surface_energy())


def test_numbers_are_within_bounds():
    for row in surface_energy().values():
        assert 0.0 <= row.albedo <= 0.6
        assert 0.85 <= row.emissivity <= 1.0
        assert 5e5 < row.heat_capacity_dry_j_m3_k <= row.heat_capacity_wet_j_m3_k < 4.3e6
        assert 1e-8 < row.diffusivity_dry_m2_s <= row.diffusivity_wet_m2_s < 2e-6
        assert 0.0 < row.heat_roughness_m < row.roughness_m < 2.0
        assert row.film_mm >= 0.0
        assert (row.leaf_resistance_s_m > 0.0) == (row.half_light_w_m2 > 0.0)
        assert not (row.leaf_resistance_s_m > 0.0 and row.soil_evaporates)
        assert (row.leaf_area_index > 0.0) == (row.leaf_width_m > 0.0)
        # What is no ground stores in a layer of its own.
        assert (row.depth_m > 0.0) == (math.isinf(row.film_mm) or row.leaf_area_index > 0.0)


def test_numbers_stand_in_the_order_of_the_kinds():
    numbers, kinds = surface_numbers(), surface_kinds()
    assert numbers.shape[0] == len(kinds)
    assert numbers[kinds["asphalt"], 0] == surface_energy()["asphalt"].albedo


def test_plants_take_the_water_that_they_take_in_the_season():
    numbers, kinds = surface_numbers(), surface_kinds()
    seasons = surface_seasons()
    for name in ("lawn", "garden", "field", "shrub", "forest"):
        assert numbers[kinds[name], DEPLETION] == seasons[name].depletion_share
    assert numbers[kinds["tree"], DEPLETION] == seasons["forest"].depletion_share
    assert numbers[kinds["asphalt"], DEPLETION] == 0.0
