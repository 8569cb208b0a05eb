"""Drainage units: shares are area means of cells."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.city.units import (
    OUTSIDE,
    TO_SEWER,
    UNIT_COLUMNS,
    UnitLayers,
    UnitStorage,
    drainage_units,
)


def test_one_unit_for_each_pair_of_class_and_soil():
    surface = np.array([[1, 1, 6], [1, 6, 6]], np.uint8)
    soil = np.array([[4, 4, 4], [1, 4, 1]], np.uint8)
    sealing = np.array([[1.0, 0.5, 0.2], [0.9, 0.0, 0.0]], np.float32)
    inside = np.ones((2, 3), bool)
    inside[1, 2] = False
    unit_id, units, _ = drainage_units(UnitLayers(surface, soil, sealing), inside, 4.0)
    assert tuple(units.columns) == UNIT_COLUMNS
    assert unit_id[1, 2] == OUTSIDE
    assert len(units) == 3
    asphalt_on_loam = units.loc[unit_id[0, 0]]
    assert unit_id[0, 0] == unit_id[0, 1]
    assert asphalt_on_loam["area_m2"] == 8.0
    assert asphalt_on_loam["sealed_share"] == pytest.approx(0.75)
    lawn = units.loc[unit_id[0, 2]]
    assert lawn["sealed_share"] == pytest.approx(0.1)
    # Loam: porosity 0.434, root zone 600 mm, under the pervious nine tenths only.
    assert lawn["root_zone_capacity_mm"] == pytest.approx(0.9 * 0.434 * 600.0)


def city_of_two_roofs(**layers):
    surface = np.array([[1, 1, 1], [1, 1, 6]], np.uint8)
    soil = np.full((2, 3), 4, np.uint8)
    sealing = np.where(surface == 1, 1.0, 0.0).astype(np.float32)
    building = np.array([[0, 1, 1], [-1, -1, -1]], np.int32)
    return UnitLayers(surface, soil, sealing, building=building, **layers)


def test_every_roof_is_a_unit_that_drains_to_the_sewer():
    sewer = np.full((2, 3), 30.0, np.float32)
    unit_id, units, connections = drainage_units(
        city_of_two_roofs(sewer_mm_h=sewer),
        np.ones((2, 3), bool),
        1.0,
        UnitStorage(roof_mm=0.5, roofs_to_sewer=0.8),
    )
    roofs = units[units["kind"] == "roof"]
    assert roofs["building"].tolist() == [0, 1]
    assert roofs["area_m2"].tolist() == [1.0, 2.0]
    assert roofs["roof_capacity_mm"].tolist() == [0.5, 0.5]
    assert roofs["sewer_capacity_mm_h"].tolist() == [30.0, 30.0]
    assert unit_id[0, 1] == unit_id[0, 2] == roofs.index[1]
    assert connections["from_unit"].tolist() == roofs.index.tolist()
    assert connections["to_unit"].tolist() == [TO_SEWER, TO_SEWER]
    assert connections["share"].tolist() == [0.8, 0.8]
    ground = units[units["kind"] == "ground"]
    # The sewer takes from asphalt, not from lawn.
    assert sorted(ground["sewer_capacity_mm_h"]) == [0.0, 30.0]


def test_canopy_districts_and_conductivity_cut_units():
    canopy = np.array([[0, 0, 0], [1, 0, 0]], bool)
    rate = np.array([[0, 0, 0], [12.34, 12.341, 7.0]], np.float32)
    _, units, _ = drainage_units(
        city_of_two_roofs(canopy=canopy, conductivity_mm_h=rate),
        np.ones((2, 3), bool),
        1.0,
        UnitStorage(canopy_mm=1.5),
    )
    ground = units[units["kind"] == "ground"]
    assert len(ground) == 3
    assert sorted(ground["canopy_capacity_mm"]) == [0.0, 0.0, 1.5]
    assert sorted(ground["conductivity_mm_h"]) == pytest.approx([7.0, 12.3, 12.3])


def test_numbers_are_cut_to_three_digits_and_units_follow_their_first_cell():
    rng = np.random.default_rng(3)
    shape = (40, 50)
    rate = (10.0 ** rng.uniform(-3.0, 3.0, shape)).astype(np.float32)
    surface = rng.integers(1, 13, shape).astype(np.uint8)
    soil = rng.integers(1, 12, shape).astype(np.uint8)
    sealing = np.zeros(shape, np.float32)
    unit_id, units, _ = drainage_units(
        UnitLayers(surface, soil, sealing, conductivity_mm_h=rate), np.ones(shape, bool), 1.0
    )
    of_cell = units.loc[unit_id.ravel()]
    assert of_cell["surface_class"].to_numpy() == pytest.approx(surface.ravel())
    assert of_cell["soil"].to_numpy() == pytest.approx(soil.ravel())
    assert of_cell["conductivity_mm_h"].to_numpy() == pytest.approx(rate.ravel(), rel=5.1e-3)
    slow = {
        (int(c), int(k), f"{r:.2e}")
        for c, k, r in zip(surface.ravel(), soil.ravel(), rate.ravel(), strict=True)
    }
    assert len(units) == pytest.approx(len(slow), abs=2)


def test_as_good_as_no_conductivity_is_none():
    rate = np.array([[0, 0, 0], [1e-9, 0.0, 7.0]], np.float32)
    _, units, _ = drainage_units(
        city_of_two_roofs(conductivity_mm_h=rate), np.ones((2, 3), bool), 1.0
    )
    ground = units[units["kind"] == "ground"]
    assert sorted(ground["conductivity_mm_h"]) == pytest.approx([0.0, 7.0])


def test_a_curve_number_replaces_hollows_and_crowns():
    number = np.full((2, 3), 80.0, np.float32)
    canopy = np.ones((2, 3), bool)
    _, units, _ = drainage_units(
        city_of_two_roofs(curve_number=number, canopy=canopy),
        np.ones((2, 3), bool),
        1.0,
        UnitStorage(canopy_mm=1.0),
    )
    ground = units[units["kind"] == "ground"]
    assert ground["curve_number"].tolist() == [80.0, 80.0]
    for column in ("depression_sealed_mm", "depression_pervious_mm", "canopy_capacity_mm"):
        assert (ground[column] == 0.0).all()
