"""The sky: sums, directions, and another model of the same authors."""

from __future__ import annotations

import numpy as np
import pytest
from pvlib.irradiance import perez

from herne_schwamm.kernels.horizon import LEVELS
from herne_schwamm.kernels.upper_light import HIDDEN, LONG, SHORT
from herne_schwamm.kernels.view_shares import SIDES, view_above
from herne_schwamm.models.sky import (
    band_elevations,
    even_sky,
    low_warm_sky,
    perez_sky,
    sky_light,
)
from herne_schwamm.models.sky_long_wave import (
    clear_emissivity,
    cloud_share,
    cloudy_emissivity,
    vapour_pressure_hpa,
)
from herne_schwamm.tables.perez_sky import perez_classes

ABOVE = view_above(32)


def open_sums(light, first):
    """Light of the whole open sky on the five sides."""
    return light[:, 0, first : first + SIDES].sum(axis=0)


def test_an_even_sky_gives_a_wall_half():
    light = sky_light(ABOVE, even_sky(32), 200.0, even_sky(32), 380.0)
    assert open_sums(light, SHORT) == pytest.approx([200.0] + [100.0] * 4, rel=1e-5)
    assert open_sums(light, LONG) == pytest.approx([380.0] + [190.0] * 4, rel=1e-5)


def test_levels_share_out_the_view():
    light = sky_light(ABOVE, even_sky(32), 1.0, even_sky(32), 1.0).astype("f8")
    above = light[:, :, SHORT : SHORT + SIDES] + light[:, :, HIDDEN : HIDDEN + SIDES]
    assert above == pytest.approx(np.broadcast_to(above[:, :1], above.shape), abs=1e-7)


@pytest.mark.parametrize(
    ("diffuse", "direct", "zenith"),
    [(110.0, 800.0, 40.0), (80.0, 700.0, 65.0), (200.0, 350.0, 50.0), (250.0, 0.0, 55.0)],
)
def test_perez_on_walls_is_near_the_tilted_planes_of_the_same_authors(diffuse, direct, zenith):
    sky = perez_sky(32, 180.0, zenith, diffuse, direct)
    sums = open_sums(sky_light(ABOVE, sky, diffuse, even_sky(32), 1.0), SHORT)
    assert sums[0] == pytest.approx(diffuse, rel=1e-5)
    air_mass = 1.0 / np.cos(np.radians(zenith))
    for side, normal in enumerate((0.0, 90.0, 180.0, 270.0), start=1):
        tilted = perez(90.0, normal, diffuse, direct, 1367.0, zenith, 180.0, air_mass)
        # Two fits to measured skies: they differ by up to 15 % of the diffuse light.
        assert sums[side] == pytest.approx(float(tilted), abs=0.15 * diffuse)
    assert sums[2] == pytest.approx(sums[4], rel=1e-4)


def test_perez_is_bright_around_the_sun_and_even_in_no_light():
    sky = perez_sky(32, 90.0, 45.0, 100.0, 800.0)
    row, band = np.unravel_index(sky.argmax(), sky.shape)
    assert row == 8
    assert np.degrees(band_elevations()[band]) == pytest.approx(45.0, abs=3.0)
    assert np.array_equal(perez_sky(32, 90.0, 95.0, 0.0, 0.0), even_sky(32))
    assert np.isfinite(perez_sky(32, 90.0, 95.0, 3.0, 0.0)).all()


@pytest.mark.parametrize("zenith", [5.0, 40.0, 75.0, 89.0])
def test_every_class_of_the_sky_is_finite_and_not_negative(zenith):
    for row in perez_classes():
        clearness = min(row.clearness_below - 0.01, 8.0)
        power = 1.041 * np.radians(zenith) ** 3
        for diffuse in (10.0, 100.0, 400.0):
            direct = diffuse * ((clearness * (1.0 + power)) - power - 1.0)
            sky = perez_sky(32, 10.0, zenith, diffuse, max(direct, 0.0))
            assert np.isfinite(sky).all()
            assert (sky >= 0.0).all()
            assert sky.max() > 0.0


def test_a_low_warm_sky_keeps_its_sum():
    sky = low_warm_sky(32, 0.8, 0.09)
    assert sky[0, 0] > sky[0, 100] > sky[0, -1]
    light = sky_light(ABOVE, even_sky(32), 1.0, sky, 300.0)
    sums = open_sums(light, LONG)
    assert sums[0] == pytest.approx(300.0, rel=1e-5)
    # A wall looks at the warm rim of the sky.
    assert (sums[1:] > 155.0).all()
    # The mean of ln(1 / sin h) over a plate's view is 1/2, but for what is cut at 1.
    view = np.cos(np.arange(LEVELS + 1) * np.pi / 2 / LEVELS) ** 2
    assert (sky[0] * -np.diff(view)).sum() == pytest.approx(0.8, abs=2e-3)
    assert np.array_equal(low_warm_sky(32, 1.0, 0.0), even_sky(32))


def test_emissivities():
    # Prata (1996) by hand: w = 46.5 * 10 / 288.15 = 1.6137.
    water = 46.5 * 10.0 / 288.15
    by_hand = 1.0 - (1.0 + water) * np.exp(-np.sqrt(1.2 + 3.0 * water))
    told = clear_emissivity(np.array([15.0]), np.array([10.0]))
    assert told[0] == pytest.approx(by_hand, rel=1e-12)
    assert by_hand == pytest.approx(0.7762, abs=1e-4)
    assert cloudy_emissivity(told, np.array([1.0]))[0] == pytest.approx(0.84 + 0.16 * by_hand)
    assert cloudy_emissivity(told, np.array([0.0]))[0] == told[0]
    # FAO-56, example 3: saturation at 24.5 °C is 3.075 kPa.
    assert vapour_pressure_hpa(np.array([24.5]), np.array([1.0]))[0] == pytest.approx(
        30.75, abs=0.01
    )


def test_clouds_hold_through_the_night():
    clear = np.array([0.0, 0.0, 100.0, 500.0, 600.0, 100.0, 0.0])
    told = np.array([0.0, 0.0, 10.0, 250.0, 600.0, 5.0, 0.0])
    elevation = np.array([-20.0, -5.0, 8.0, 30.0, 40.0, 9.0, -10.0])
    share = cloud_share(told, clear, elevation)
    assert share.tolist() == [0.5, 0.5, 0.5, 0.5, 0.0, 0.0, 0.0]
    assert cloud_share(told, clear, np.full(7, -5.0)).tolist() == [0.0] * 7
