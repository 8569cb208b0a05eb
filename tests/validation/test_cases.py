"""Every case of docs/validation.md passes, and the page says when one does not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from herne_schwamm.inputs.city import read_city
from herne_schwamm.inputs.run_file import read_run_file
from herne_schwamm.problems import RunFileProblem
from herne_schwamm.tables.preview_errors import PREVIEW_SIZES
from herne_schwamm.validation import cases, validate
from herne_schwamm.validation.case import CaseResult, Check, Curves, Figure, nash_sutcliffe
from herne_schwamm.validation.heat_wave import goteborg_heat
from herne_schwamm.validation.page import draw, number, page_text
from herne_schwamm.validation.places import run_place
from herne_schwamm.validation.preview import preview_of_place
from herne_schwamm.validation.run import PLACES
from herne_schwamm.validation.time_steps import time_steps

NEED_NO_DATA = {
    "lake_at_rest",
    "plane_gentle",
    "plane_rough",
    "symmetry",
    "random_balances",
    "sun_position",
    "sky_view_streets",
    "wet_and_dry_lawn",
    "heat_quarter",
    "cold_air_slope",
    "cold_air_production",
    "cold_air_lake",
}
PLACES_FOLDER = Path(__file__).parents[1] / "places"


def test_time_step_and_tiles_hardly_move_the_maximum_depth(data_folder):
    result = time_steps(PLACES_FOLDER / "newcastle.toml", data_folder)
    assert [check for check in result.checks if not check.passes] == []
    told = {figure.what: figure.value for figure in result.figures}
    # A hundredth of the two centimetres asked for: what depends on the step shows here first.
    assert max(value for what, value in told.items() if "greatest" in what) < 0.01


def test_a_hot_day_in_gothenburg_closes_and_wet_soil_cools(data_folder):
    result = goteborg_heat(PLACES_FOLDER / "goteborg.toml", data_folder)
    assert [check for check in result.checks if not check.passes] == []
    told = {figure.what: figure.value for figure in result.figures}
    for what in ("PET at 15 h", "air temperature at 15 h", "surface temperature at 15 h"):
        assert told[f"{what}, mean, wet"] < told[f"{what}, mean, dry"]
    assert told["evaporated in the day, wet"] > told["evaporated in the day, dry"]


@pytest.mark.parametrize("name", list(cases(Path())))
def test_case_passes(name, request):
    folder = Path() if name in NEED_NO_DATA else request.getfixturevalue("data_folder")
    result = cases(folder)[name]()
    assert result.name == name
    failing = [check for check in result.checks if not check.passes]
    assert not failing
    assert result.checks


# Dorsten takes minutes: the validation page has it.
@pytest.mark.parametrize(
    ("run_file", "rain_mm"), [("newcastle.toml", 70.0), ("goteborg.toml", 45.0)]
)
def test_place_keeps_its_water(run_file, rain_mm, data_folder):
    run = run_place(PLACES_FOLDER / run_file, data_folder, PLACES[run_file])
    assert run.case.passes
    assert run.source.text != run.city.origins["terrain_m"].source
    assert run.storm.rain_depth_mm == pytest.approx(rain_mm)


@pytest.mark.parametrize("run_file", list(PLACES))
def test_places_are_read(run_file, data_folder):
    city = read_city(read_run_file(PLACES_FOLDER / run_file, data_folder=data_folder))
    assert city.known_share > 0.9


def a_case(value):
    x = np.linspace(0.0, 1.0, 5)
    return CaseResult(
        "some_case",
        "Some case",
        "A set-up.",
        "From a book.",
        (Check("error", value, "<=", 0.1, "m"),),
        figures=(Figure("peak", 3.25, "m"),),
        curves=Curves("x", "y", {"ours": (x, x), "theirs": (x, x**2)}, frozenset({"theirs"})),
        table=(("a", "b"), [("1", "2")]),
    )


def test_page_tells_passing_and_failing_cases_apart():
    good, bad = page_text([a_case(0.05)], {}), page_text([a_case(0.2)], {})
    assert "1 of 1 cases pass" in good
    assert "**no**" not in good
    assert "0 of 1 cases pass" in bad
    assert bad.count("**no**") == 2
    assert "| error | 0.2 m | ≤ 0.1 m | **no** |" in bad


def test_a_number_that_is_none_fails_every_check():
    for relation in ("<=", ">=", "=="):
        assert not Check("nan", float("nan"), relation, 0.0).passes
    with pytest.raises(ValueError, match="unknown relation"):
        _ = Check("typo", 1.0, "=<", 2.0).passes


def test_pictures_have_the_same_bytes_twice(tmp_path):
    for name in ("a.png", "b.png"):
        draw(tmp_path / name, a_case(0.05).curves)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_without_the_data_the_page_is_left_alone(tmp_path):
    page = tmp_path / "validation.md"
    page.write_text("before")
    with pytest.raises(RunFileProblem, match="left as it is"):
        validate(tmp_path, page, PLACES_FOLDER)
    assert page.read_text() == "before"
    assert list(tmp_path.iterdir()) == [page]


def test_numbers_are_short():
    assert [number(v) for v in (0.0, 3600.0, 18673.2, 0.00185, 2.3e-6, 12.3456)] == [
        "0",
        "3600",
        "18673",
        "0.00185",
        "2.3e-06",
        "12.35",
    ]


def test_efficiency_is_one_for_equal_and_zero_for_the_mean():
    reference = np.array([1.0, 2.0, 4.0])
    assert nash_sutcliffe(reference, reference) == 1.0
    assert nash_sutcliffe(np.full(3, reference.mean()), reference) == 0.0


def test_a_preview_of_newcastle_is_no_further_off_than_it_tells(data_folder, tmp_path):
    place = run_place(PLACES_FOLDER / "newcastle.toml", data_folder, "Newcastle")
    preview = preview_of_place(place)
    assert [check for check in preview.case.checks if not check.passes] == []
    assert len(preview.case.checks) == 4 * len(PREVIEW_SIZES)
    assert preview.write_picture(tmp_path).stat().st_size > 10_000
