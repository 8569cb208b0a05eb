"""Sun positions against the published example, and what is made of global light."""

from __future__ import annotations

import csv

import numpy as np
import pandas as pd
import pytest

from herne_schwamm.city.grid import Grid
from herne_schwamm.city.location import Location, location_of
from herne_schwamm.models.sun import (
    clear_global,
    interval_middles,
    split_global,
    sun_positions,
)


def test_the_published_example(data_folder):
    with (data_folder / "pvlib_refs" / "spa_reference.csv").open(newline="") as file:
        assert "194.340241" in {value for row in csv.reader(file) for value in row}
    moment = pd.DatetimeIndex(["2003-10-17 12:30:30"], tz="Etc/GMT+7")
    golden = Location(39.742476, -105.1786, 1830.14, convergence_deg=1.5)
    sun = sun_positions(moment, golden, pressure_hpa=820.0, air_temperature_c=11.0)
    assert 90.0 - sun.elevation_deg[0] == pytest.approx(50.11162, abs=1e-4)
    assert sun.azimuth_deg[0] == pytest.approx(194.340241, abs=1e-4)
    assert sun.grid_azimuth_deg[0] == pytest.approx(192.840241, abs=1e-4)


def test_moments_without_a_time_zone_are_refused():
    with pytest.raises(ValueError, match="time zone"):
        sun_positions(pd.DatetimeIndex(["2003-10-17 12:30:30"]), Location(51.5, 7.2))


def test_the_time_zone_is_a_name_for_the_same_moment():
    herne = Location(51.54, 7.22)
    utc = pd.DatetimeIndex(["2019-07-25 13:00"], tz="UTC")
    local = utc.tz_convert("Europe/Berlin")
    assert sun_positions(utc, herne).azimuth_deg == sun_positions(local, herne).azimuth_deg
    assert 195.0 < sun_positions(utc, herne).azimuth_deg[0] < 230.0


def test_a_forcing_begins_its_intervals():
    start = pd.date_range("2019-07-25", periods=3, freq="h", tz="Etc/GMT-1")
    assert list(interval_middles(start, 3600.0).minute) == [30, 30, 30]


def test_a_grid_knows_where_it_lies():
    west_of_its_meridian = location_of(Grid("EPSG:25832", 377_000.0, 5_712_000.0, 1.0, 100, 100))
    assert west_of_its_meridian.latitude_deg == pytest.approx(51.54, abs=0.01)
    assert west_of_its_meridian.longitude_deg == pytest.approx(7.23, abs=0.01)
    # Meridians lean together: sin(latitude) times the distance from the middle one, 9 degrees.
    expected = (west_of_its_meridian.longitude_deg - 9.0) * np.sin(np.radians(51.54))
    assert west_of_its_meridian.convergence_deg == pytest.approx(expected, abs=0.01)
    with pytest.raises(ValueError, match="reference system"):
        location_of(Grid("", 0.0, 0.0, 1.0, 2, 2))


def test_global_light_is_split_without_loss():
    start = pd.date_range("2019-07-25", periods=24, freq="h", tz="Etc/GMT-1")
    middles = interval_middles(start, 3600.0)
    sun = sun_positions(middles, Location(51.54, 7.22))
    sine = np.cos(np.radians(sun.zenith_deg))
    shares = np.where(sine > 0.0, np.linspace(0.1, 0.8, 24), 0.0)
    light = shares * 1360.0 * np.maximum(sine, 0.0)
    diffuse, direct = split_global(light, sun.zenith_deg, middles)
    assert (diffuse >= 0.0).all()
    assert (diffuse <= light).all()
    assert (direct >= 0.0).all()
    high = sine > np.sin(np.radians(5.0))
    # A dull sky sends no beam, a clear one little else.
    assert diffuse + direct * np.maximum(sine, 0.0) == pytest.approx(light, abs=1.0)
    share = (diffuse / np.where(light > 0.0, light, 1.0))[high]
    assert share[0] > 0.95
    assert share[-1] < 0.3


def test_a_clear_sky_is_as_bright_as_measured():
    # Gothenburg, 26 July 2006, 12:30 UTC+1: 766 W/m2 measured under a clear sky.
    told = clear_global(np.array([51.66, -3.0]), np.array([19.23, 12.0]), np.array([27.3, 15.0]))
    assert told[0] == pytest.approx(766.0, rel=0.05)
    assert told[1] == 0.0
