"""Flow over walls against the weir it is."""

from __future__ import annotations

import math

import pytest

from herne_schwamm.kernels.walls import weir_flow


def test_a_free_weir_is_polenis_broad_crest():
    # q = 1.705 h^1.5: critical depth 2/3 h on the crest
    assert weir_flow(0.5, -1.0) == pytest.approx(1.7048 * 0.5**1.5, rel=1e-4)
    assert weir_flow(0.5, 0.0) == weir_flow(0.5, -1.0)


def test_water_behind_the_crest_lowers_it_after_villemonte():
    free = weir_flow(1.0, 0.0)
    assert weir_flow(1.0, 0.5) == pytest.approx(free * (1 - 0.5**1.5) ** 0.385)
    assert weir_flow(1.0, 0.999) < 0.1 * free
    assert weir_flow(1.0, 1.0) == 0.0


def test_the_crest_is_passed_at_critical_depth():
    h = 0.3
    critical = 2.0 / 3.0 * h
    assert weir_flow(h, 0.0) == pytest.approx(critical * math.sqrt(9.81 * critical), rel=1e-6)
