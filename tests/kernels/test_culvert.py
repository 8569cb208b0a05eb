"""Discharge of culverts against published curves and the energy equation."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from herne_schwamm.kernels import culvert as c

FOOT_M = 0.3048
# HY-8, table 1, equation 9: circular, square edge with headwall (concrete); a fit of the FHWA
# (Calculator Design Series 3, 1980) to the same experiments, valid for HW/D of 0.5 to 3.
PIPE_POLYNOMIAL = (0.087483, 0.706578, -0.253295, 0.0667001, -0.00661651, 0.000250619)


@pytest.mark.parametrize("slope", [0.0, 0.02])
@pytest.mark.parametrize("diameter", [0.3, 1.2])
@pytest.mark.parametrize("intensity", [1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0])
def test_inlet_control_of_a_pipe_is_the_curve_of_hy_8(intensity, diameter, slope):
    # intensity is Q / D^2.5 in feet and seconds, as the polynomial takes it
    discharge = intensity * FOOT_M**3 * (diameter / FOOT_M) ** 2.5
    critical = c.critical_for(False, diameter, diameter, discharge)
    headwater = c.inlet_headwater(False, diameter, diameter, slope, critical) / diameter
    expected = sum(a * intensity**i for i, a in enumerate(PIPE_POLYNOMIAL)) - 0.5 * slope
    assert headwater == pytest.approx(expected, rel=0.02)


def test_inlet_control_of_a_box_is_the_equation_of_chart_10():
    # HDS-5, equations A.2 (form 2) and A.3 with the constants of chart 10, scale 1, by hand:
    # B = 2 m, D = 1.5 m; AD^0.5 = 3.6742
    for discharge, expected in ((4.0, 1.5 * 0.515 * 1.97161**0.667), (9.0, 1.5 * 1.527954)):
        critical = c.critical_for(True, 2.0, 1.5, discharge)
        assert c.critical_discharge(True, 2.0, 1.5, critical) == pytest.approx(discharge)
        headwater = c.inlet_headwater(True, 2.0, 1.5, 0.0, critical)
        assert headwater == pytest.approx(expected, rel=1e-3)


def test_full_flow_loses_entrance_friction_and_exit_as_the_energy_equation_says():
    # HDS-5, equation 3.6: H = (1 + Ke + 2 g n2 L / R^(4/3)) V2 / 2g from tailwater to headwater
    diameter, length, fall = 1.2, 50.0, 0.1
    for discharge in (1.0, 2.0, 3.0):
        velocity = discharge / (math.pi * diameter**2 / 4.0)
        losses = 1.5 + 2 * 9.81 * 0.013**2 * length / (diameter / 4.0) ** (4.0 / 3.0)
        expected = 1.5 + losses * velocity**2 / (2 * 9.81) - fall
        critical = c.critical_for(False, diameter, diameter, discharge)
        headwater = c.outlet_headwater(
            False, diameter, diameter, fall / length, length, 0.013, 0.5, critical, 1.5
        )
        assert headwater == pytest.approx(expected, rel=1e-6)


def test_low_tailwater_agrees_with_the_rule_of_hds_5():
    # HDS-5, section 3.3.5: (critical depth + D) / 2 in place of a lower tailwater
    diameter, length = 1.2, 50.0
    for discharge in (2.0, 3.0, 4.0):
        critical = c.critical_for(False, diameter, diameter, discharge)
        velocity = discharge / (math.pi * diameter**2 / 4.0)
        losses = 1.5 + 2 * 9.81 * 0.013**2 * length / (diameter / 4.0) ** (4.0 / 3.0)
        rule = (critical + diameter) / 2 + losses * velocity**2 / (2 * 9.81) - 0.1
        headwater = c.outlet_headwater(
            False, diameter, diameter, 0.1 / length, length, 0.013, 0.5, critical, 0.3
        )
        assert headwater == pytest.approx(rule, rel=0.04)


@pytest.mark.parametrize("is_box", [False, True])
@pytest.mark.parametrize("tailwater", [0.0, 0.6, 1.4])
@pytest.mark.parametrize("slope", [-0.01, 0.0, 0.002, 0.1])
def test_discharge_rises_with_the_headwater_without_jumps(is_box, tailwater, slope):
    levels = np.linspace(0.0, 4.0, 401)
    flow = np.array(
        [
            c.culvert_discharge(is_box, 1.0, 1.0, slope, 20.0, 0.013, 0.5, h, tailwater)
            for h in levels
        ]
    )
    assert (flow >= 0.0).all()
    assert (np.diff(flow) >= -1e-3).all()
    # As the root of the difference of the levels at first, then slowly.
    assert np.diff(flow[levels + slope * 20.0 > tailwater + 0.03]).max() < 0.1
    assert (flow[levels + slope * 20.0 <= tailwater] == 0.0).all()


def test_the_smaller_of_both_controls_holds():
    short = c.culvert_discharge(False, 1.0, 1.0, 0.02, 5.0, 0.013, 0.5, 1.5, 0.0)
    long = c.culvert_discharge(False, 1.0, 1.0, 0.0, 200.0, 0.013, 0.5, 1.5, 0.0)
    drowned = c.culvert_discharge(False, 1.0, 1.0, 0.02, 5.0, 0.013, 0.5, 1.5, 1.5)
    critical = c.critical_for(False, 1.0, 1.0, short)
    assert c.inlet_headwater(False, 1.0, 1.0, 0.02, critical) == pytest.approx(1.5, rel=1e-6)
    assert long < 0.8 * short
    assert drowned < short


def test_no_water_and_equal_levels_make_no_flow():
    assert c.culvert_discharge(False, 1.0, 1.0, 0.01, 10.0, 0.013, 0.5, 0.0, 0.0) == 0.0
    assert c.culvert_discharge(False, 1.0, 1.0, 0.01, 10.0, 0.013, 0.5, -1.0, -2.0) == 0.0
    assert c.culvert_discharge(True, 1.0, 1.0, 0.0, 10.0, 0.013, 0.5, 0.7, 0.7) == 0.0


def test_critical_flow_of_a_half_full_pipe_is_the_textbook_one():
    # A = pi D2 / 8 and T = D at half depth: Q = A sqrt(g A / T)
    area = math.pi / 8.0
    assert c.critical_discharge(False, 1.0, 1.0, 0.5) == pytest.approx(
        area * math.sqrt(9.81 * area)
    )
    assert c.critical_for(False, 1.0, 1.0, area * math.sqrt(9.81 * area)) == pytest.approx(0.5)


@pytest.mark.parametrize("length", [200.0, 500.0, 1000.0])
@pytest.mark.parametrize(("manning_n", "depth"), [(0.013, 0.5), (0.013, 0.6), (0.024, 0.45)])
def test_a_long_pipe_runs_at_mannings_normal_depth(length, manning_n, depth):
    # D = 1 m: A and P of the depth by hand, headwater = depth + (1 + Ke) V2 / 2g
    angle = 2.0 * math.acos(1.0 - 2.0 * depth)
    area, perimeter = (angle - math.sin(angle)) / 8.0, angle / 2.0
    velocity = (area / perimeter) ** (2.0 / 3.0) * math.sqrt(0.002) / manning_n
    headwater = depth + 1.5 * velocity**2 / (2.0 * 9.81)
    flow = c.culvert_discharge(
        False, 1.0, 1.0, 0.002, length, manning_n, 0.5, headwater, 0.8 * depth
    )
    assert flow == pytest.approx(velocity * area, rel=0.02)


SHAPES = list(itertools.product([False, True], [0.3, 1.0], [20.0, 100.0, 1000.0]))


@pytest.mark.parametrize(("is_box", "size", "length"), SHAPES)
def test_a_few_pieces_of_the_barrel_are_as_good_as_many(is_box, size, length):
    for slope, manning_n, tailwater, headwater in itertools.product(
        [0.0, 0.002, 0.02], [0.013, 0.024], [0.0, 0.6], [0.4, 0.9, 2.0]
    ):
        given = (is_box, size, size, slope, length, manning_n, 0.5, headwater * size)
        few = c.culvert_discharge(*given, tailwater * size)
        many = c.culvert_discharge(*given, tailwater * size, 3000)
        assert few == pytest.approx(many, rel=0.05)


@pytest.mark.parametrize(("is_box", "size", "length"), SHAPES)
def test_more_headwater_never_means_less_flow(is_box, size, length):
    levels = np.linspace(0.0, 4.0, 121) * size
    for slope, manning_n, tailwater in itertools.product(
        [-0.001, 0.0, 0.002, 0.05, 0.5, 1.0], [0.013, 0.024], [0.0, 0.5]
    ):
        flow = np.array(
            [
                c.culvert_discharge(
                    is_box, size, size, slope, length, manning_n, 0.5, h, tailwater * size
                )
                for h in levels
            ]
        )
        assert np.diff(flow).min() >= -1e-7 * flow.max()
        assert flow[-1] > 0.0


@pytest.mark.parametrize("is_box", [False, True])
@pytest.mark.parametrize("slope", [0.2, 0.5, 1.0])
def test_the_headwater_of_a_steep_inlet_rises_with_the_discharge(is_box, slope):
    discharges = np.linspace(0.05, 6.0, 300)
    headwater = np.array(
        [
            c.inlet_headwater(is_box, 1.0, 1.0, slope, c.critical_for(is_box, 1.0, 1.0, discharge))
            for discharge in discharges
        ]
    )
    assert np.diff(headwater[discharges < 4.0]).min() > 0.0
    assert np.diff(headwater).min() > -1e-9
