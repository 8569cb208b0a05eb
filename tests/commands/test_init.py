"""`init`: a project that can be checked at once, and nothing overwritten."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from herne_schwamm.commands.init import template_for
from herne_schwamm.inputs.run_file import read_run_file
from tests.inputs.making import plane, write_tif

from .test_commands import answer

UNWANTED = ("corrections", "building", "canopy", "storm_preset", "land_cover_", "sealing_", "soil_")


def test_the_project_has_all_that_a_run_needs_but_the_data(tmp_path):
    folder = tmp_path / "dorsten"
    code, out, err = answer("init", folder, lang="en")
    assert code == 0
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert files == {
        ".schwamm",
        "configs/dorsten.toml",
        "configs/schema.json",
        "rasters/README.md",
        "reports/README.md",
    }
    run_file = read_run_file(folder / "configs" / "dorsten.toml")
    assert (run_file.name, run_file.root) == ("dorsten", folder.resolve())
    assert "herne" not in run_file.city.model_dump_json()
    assert "../rasters/dorsten/dgm1.tif  (city.terrain)" in err
    assert out.startswith("The project is in ")
    assert out.rstrip().endswith("dorsten.toml --lang en")


def test_check_then_names_every_file_that_is_missing(tmp_path):
    answer("init", tmp_path / "p", "--name", "stadt")
    code, _, err = answer("check", tmp_path / "p" / "configs" / "stadt.toml", lang="en")
    assert (code, err.count("there is no ../rasters/stadt/")) == (65, 9)


def test_the_template_with_a_terrain_and_classes_can_be_computed(tmp_path):
    answer("init", tmp_path / "p", "--name", "stadt")
    write_tif(tmp_path / "p" / "rasters" / "stadt" / "dgm1.tif", plane() + 400.0)
    run_file = tmp_path / "p" / "configs" / "stadt.toml"
    given = {"land_cover": '"lawn"', "soil": '"loam"', "sealing": "0.3"}
    wanted = []
    for line in run_file.read_text(encoding="utf-8").splitlines():
        key = line.split(" = ")[0]
        if key in given:
            line = f"{key} = {given[key]}"
        elif key.startswith(UNWANTED):
            line = f"# {line}"
        elif line == "[sites]":
            break
        wanted.append(line)
    wanted += ["[[storm]]", 'name = "S"', 'source = "block"', "rain_depth_mm = 50"]
    wanted += ["duration_min = 60"]
    run_file.write_text("\n".join(wanted), encoding="utf-8")
    code, _, err = answer("check", run_file, lang="en")
    assert code == 0, err


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path):
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    code, out, err = answer("init", tmp_path, "--name", "x", lang="en")
    assert (code, out, "notes.txt" in err) == (2, "", True)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    code, _, err = answer("init", tmp_path / "notes.txt", lang="en")
    assert (code, "is a file" in err) == (2, True)


def test_leftovers_of_file_managers_are_nothing(tmp_path):
    (tmp_path / ".DS_Store").write_bytes(b"")
    assert answer("init", tmp_path, "--name", "x")[0] == 0


def test_names_that_cannot_be_folders_are_refused_umlauts_are_spelt_out(tmp_path):
    assert answer("init", tmp_path / "a", "--name", "Neue Stadt!")[0] == 2
    assert not (tmp_path / "a").exists()
    assert answer("init", tmp_path / "Mülheim an der Ruhr")[0] == 0
    (run_file,) = (tmp_path / "Mülheim an der Ruhr" / "configs").glob("*.toml")
    assert run_file.name == "Muelheim_an_der_Ruhr.toml"


def test_a_folder_that_cannot_be_written_ends_with_74(tmp_path, monkeypatch):
    def refuse(*args: object, **how: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "write_text", refuse)
    code, _, err = answer("init", tmp_path / "p", lang="en")
    assert (code, "access is not allowed" in err) == (74, True)


def test_json_names_the_files_to_bring(tmp_path):
    code, out, _ = answer("init", tmp_path / "p", "--json")
    assert (code, json.loads(out)["files"]["city.terrain"]) == (0, "../rasters/p/dgm1.tif")


TEMPLATES = Path(__file__).parents[2] / "configs"


@pytest.mark.parametrize("template", ["herne.toml", "herne_en.toml"])
@pytest.mark.parametrize("name", ["herne", "stadt"])
def test_what_only_holds_for_herne_stays_with_herne(name, template):
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    made = template_for(name, text, "python3 ../start.py", f"{name}/configs/{name}.toml")
    only = ("\nas_of", "\nterrain_range_m", "Herne")
    assert [words in made for words in only] == [name == "herne"] * len(only)
    assert f"python3 ../start.py check {name}/configs/{name}.toml" in made
    assert f"python3 ../start.py run {name}/configs/{name}.toml" in made
    assert "configs/herne.toml" not in made or name == "herne"


def test_the_templates_in_both_languages_say_the_same():
    german, english = (
        tomllib.loads((TEMPLATES / name).read_text(encoding="utf-8"))
        for name in ("herne.toml", "herne_en.toml")
    )
    assert (german.pop("language"), english.pop("language")) == ("de", "en")
    # What the English one tells is a part of what the German one does.
    german["city"]["source"] = english["city"]["source"]
    for key, value in english.items():
        if isinstance(value, dict):
            assert value.items() <= german[key].items(), key
        else:
            assert value == german[key], key


def test_a_project_is_in_the_language_that_is_asked_for(tmp_path):
    for lang, told in (("de", "Gelände in m"), ("en", "Terrain in m")):
        answer("init", tmp_path / lang, "--name", "stadt", lang=lang)
        run_file = tmp_path / lang / "configs" / "stadt.toml"
        assert told in run_file.read_text(encoding="utf-8")
        assert read_run_file(run_file).language == lang
