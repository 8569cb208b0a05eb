"""The picture of a heat wave's course: source, clock, names that look like formulas."""

import io

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.heat_course import write_heat_course
from herne_schwamm.products.pictures import MapTexts

SOURCE = DataSource("Stadt Herne, dl-de/zero-2-0 {y} $2", "2026-03", weather="w $x$.csv")
TITLE = "Hitze $1 {x} $2: 24.07.2019 – 25.07.2019"
CLOCK = "Central European Time, without summer time"


@pytest.fixture
def hours():
    times = pd.date_range("2019-07-24", periods=48, freq="h", name="time")
    wave = np.sin(np.arange(48) / 24.0 * 2.0 * np.pi)
    return pd.DataFrame(
        {
            "country_air_c": 25.0 + 8.0 * wave,
            "air_c": 26.0 + 8.0 * wave,
            "pet_c": np.where(wave > 0.0, 27.0 + 14.0 * wave, np.nan),
            "latent_w_m2": 200.0 * wave,
        },
        index=times,
    )


def pixels_of(path, hours, language, *, title=TITLE, source=SOURCE, clock=CLOCK):
    write_heat_course(path, hours, MapTexts(title, source), clock, language)
    with Image.open(io.BytesIO(path.read_bytes())) as image:
        assert image.info["Title"] == title
        return np.array(image.convert("RGB"))


def changed_rows(one, other):
    return np.flatnonzero((one != other).any(axis=(1, 2)))


def test_source_stands_at_the_foot(tmp_path, hours, english):
    named = pixels_of(tmp_path / "a.png", hours, english)
    other = pixels_of(tmp_path / "b.png", hours, english, source=DataSource("dgm1.tif"))
    rows = changed_rows(named, other)
    assert rows.size
    assert rows.min() > len(named) - 50


def test_clock_stands_between_axis_and_foot(tmp_path, hours, english):
    central = pixels_of(tmp_path / "a.png", hours, english)
    universal = pixels_of(tmp_path / "b.png", hours, english, clock="UTC + 0 h")
    rows = changed_rows(central, universal)
    assert rows.size
    assert len(central) - 90 < rows.min()
    assert rows.max() < len(central) - 30


def test_the_longest_source_and_title_stay_on_the_page(tmp_path, hours, german):
    source = DataSource("Daten der Stadt, WWWW; " * 20 + "und Ende", "2026-03-01")
    title = "Stadt Mülheim an der Ruhr und ihre Nachbarn im Westen des Landes – " * 3
    pixels = pixels_of(tmp_path / "a.png", hours, german, source=source, title=title)
    for margin in (pixels[:5], pixels[-10:], pixels[:, :8], pixels[:, -10:]):
        assert (margin == 255).all()


def test_same_values_are_the_same_bytes(tmp_path, hours, german):
    for name in ("a.png", "b.png"):
        pixels_of(tmp_path / name, hours, german)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
