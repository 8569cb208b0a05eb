"""What was probably meant: words in either language, names, files and run files."""

from __future__ import annotations

from pathlib import Path

import pytest

from herne_schwamm.inputs.guessing import (
    file_nearby,
    name_like,
    or_guess,
    run_file_nearby,
    words_for,
)
from herne_schwamm.inputs.preflight import preflight
from herne_schwamm.inputs.run_file import read_run_file
from herne_schwamm.problems import Labelled, Language, Problem, RunFileProblem

from .making import Project, plane

CLASSES = (
    Labelled("lawn", "Rasen, Wiese", "Lawn, meadow"),
    Labelled("field", "Acker", "Field"),
    Labelled("water", "Gewässer", "Water"),
)


@pytest.mark.parametrize(
    ("word", "meant"),
    [("Acker", "field"), ("wiese", "lawn"), ("meadow", "lawn"), ("feild", "field"), ("xyz", None)],
)
def test_a_class_is_guessed_by_its_words_in_both_languages(word: str, meant: str | None) -> None:
    told = str(or_guess(RunFileProblem("no"), word, words_for(CLASSES)))
    assert told == ("no" if meant is None else f"no; did you mean {meant}?")


def test_classes_are_listed_with_what_they_are_called_in_the_language() -> None:
    problem = Problem("{classes}", classes=CLASSES)
    assert problem.told_in(Language("de")) == (
        "lawn (Rasen, Wiese), field (Acker), water (Gewässer)"
    )
    assert problem.told_in(Language("en")) == "lawn (Lawn, meadow), field, water"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Größter Block 90 mm", "Groesster_Block_90_mm"),
        ("  T=100 a ", "T_100_a"),
        ("-x-", "x"),
        ("!!", ""),
    ],
)
def test_a_name_that_is_allowed_is_made_of_a_text(text: str, name: str) -> None:
    assert name_like(text) == name


def files(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")
    return folder


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        ("rasters/DGM1.tif", "rasters/dgm1_32_360_5721_1_nw.tif"),
        ("rasters/dgm1.xyz", "rasters/dgm1_32_360_5721_1_nw.tif"),
        ("rasters/gebäude.gpkg", "rasters/gebaeude.gpkg"),
        ("raster/gebaeude.gpkg", "rasters/gebaeude.gpkg"),
        ("rasters/soil.tif", None),
        ("elsewhere/soil.tif", None),
        ("rasters/dgm1_32_360_5721_1_nw.qml", "rasters/dgm1_32_360_5721_1_nw.tif"),
    ],
)
def test_a_file_that_is_not_there_is_guessed_from_those_that_are(
    tmp_path: Path, wanted: str, meant: str | None
) -> None:
    folder = files(
        tmp_path,
        "rasters/dgm1_32_360_5721_1_nw.tif",
        "rasters/dgm1_32_360_5721_1_nw.prj",
        "rasters/gebaeude.gpkg",
        "rasters/.hidden",
    )
    assert file_nearby(folder / wanted) == (None if meant is None else folder / meant)


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        ("stadt", "stadt/configs/stadt.toml"),
        ("configs/stadt.toml", "stadt/configs/stadt.toml"),
        ("stadt/configs/stadt", "stadt/configs/stadt.toml"),
        ("stadt/configs/stdat.toml", "stadt/configs/stadt.toml"),
        ("stadt/config/stadt.toml", "stadt/configs/stadt.toml"),
        ("rasters", None),
        ("other.toml", None),
    ],
)
def test_a_run_file_is_guessed_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: str, meant: str | None
) -> None:
    files(tmp_path, "stadt/configs/stadt.toml", "stadt/configs/schema.json", "rasters/a.tif")
    monkeypatch.chdir(tmp_path)
    assert run_file_nearby(Path(wanted)) == (None if meant is None else Path(meant))
    monkeypatch.chdir(tmp_path / "stadt" / "configs")
    assert run_file_nearby(Path("configs/stadt.toml")) == Path("stadt.toml")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("../rasters/terrain.tiff", "../rasters/terrain.tif"),
        ("rasters/terrain.tif", "../rasters/terrain.tif"),
        ("../raster/terrain.tif", "../rasters/terrain.tif"),
        ("../rasters/nothing.tif", None),
    ],
)
def test_check_asks_for_the_path_that_was_meant(
    tmp_path: Path, written: str, meant: str | None
) -> None:
    project = Project(tmp_path)
    project.raster("terrain.tif", plane())
    project.city["terrain"] = f'"{written}"'
    (problem,) = preflight(project.read()).problems
    told = str(problem)
    assert f"there is no {written}; put it there, or correct the path in try.toml" in told
    assert told.endswith(f"; did you mean {meant}?") == (meant is not None)
    assert "did you mean" in told or meant is None


def test_what_is_not_needed_may_be_left_out(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.raster("terrain.tif", plane())
    project.city["canopy"] = '"../rasters/trees.gpkg"'
    (problem,) = preflight(project.read()).problems
    assert "or put a # before the line" in str(problem)


def test_a_part_that_cannot_be_without_its_file_is_to_be_left_out_whole(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.raster("terrain.tif", plane())
    run_file = project.read().file
    text = run_file.read_text(encoding="utf-8")
    for part, key in (("[sites]", "file"), ("[population]", "file"), ("[[heat]]", "weather")):
        days = 'name = "hot"\ndays = ["2020-07-01", "2020-07-02"]\n' if key == "weather" else ""
        there = f'{part}\n{days}{key} = "../rasters/nothing.csv"\n'
        run_file.write_text(text + there, encoding="utf-8")
        (problem,) = preflight(read_run_file(run_file)).problems
        assert f"or put a # before all lines of the part {part}" in str(problem)
