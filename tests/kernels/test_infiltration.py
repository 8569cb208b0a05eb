"""Green-Ampt in closed form against the root of its equation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from herne_schwamm.kernels.infiltration import green_ampt_capacity


def root_of_green_ampt(infiltrated, conductivity, potential, step):
    """Depth x with ``x - P ln(1 + x / (F + P)) = K dt``, by bisection."""
    low, high = 0.0, conductivity * step + 10.0 * (infiltrated + potential)
    for _ in range(200):
        x = 0.5 * (low + high)
        if x - potential * np.log1p(x / (infiltrated + potential)) < conductivity * step:
            low = x
        else:
            high = x
    return low


@given(
    infiltrated=st.floats(0.0, 0.3),
    conductivity_mm_h=st.floats(0.3, 120.0),
    potential=st.floats(0.005, 0.3),
    step=st.floats(0.25, 5.0),
)
def test_capacity_is_the_root_of_the_equation(infiltrated, conductivity_mm_h, potential, step):
    conductivity = conductivity_mm_h / 3.6e6
    exact = root_of_green_ampt(infiltrated, conductivity, potential, step)
    assert green_ampt_capacity(infiltrated, conductivity, potential, step) == pytest.approx(
        exact, rel=2e-3
    )


def test_saturated_soil_takes_its_conductivity():
    assert green_ampt_capacity(0.1, 2e-6, 0.0, 3.0) == pytest.approx(6e-6)


@pytest.mark.parametrize(("ponded_m", "exact_m"), [(0.4, 0.29729), (0.0, 0.22099)])
def test_silt_loam_for_a_day_in_steps_of_ten_seconds(ponded_m, exact_m):
    # Silt loam of Rawls et al. (1983), initial water content 0.3; exact depths by root finding.
    infiltrated = 0.0
    for _ in range(8640):
        infiltrated += green_ampt_capacity(
            infiltrated, 0.65 * 0.01 / 3600.0, (0.1668 + ponded_m) * 0.186, 10.0
        )
    assert infiltrated == pytest.approx(exact_m, rel=1e-3)
