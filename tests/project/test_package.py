"""The package as others get it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_command_the_catalogue_the_tables_and_the_demo(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        entry_points = archive.read(next(n for n in names if n.endswith("entry_points.txt")))
    assert b"herne-schwamm = herne_schwamm.commands:main" in entry_points
    assert "herne_schwamm/problems/locale/de/LC_MESSAGES/herne_schwamm.mo" in names
    assert "herne_schwamm/tables/soils.toml" in names
    assert "herne_schwamm/configs/demo.toml" in names
    assert "herne_schwamm/configs/herne.toml" in names
    assert "herne_schwamm/configs/herne_en.toml" in names
    assert "herne_schwamm/rasters/README.md" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_wheel_claims_one_name_only(wheel):
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"herne_schwamm"}


@pytest.fixture
def installed(wheel, tmp_path):
    """The wheel unpacked into a folder that nobody may write to."""
    folder = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    for path in [*folder.rglob("*"), folder]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield folder
    # pytest clears its folders away.
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir():
            path.chmod(0o755)


def test_the_package_works_from_a_read_only_wheel_in_an_empty_folder(installed, tmp_path):
    script = (
        "import herne_schwamm, pathlib, sys\n"
        f"assert pathlib.Path(herne_schwamm.__file__).is_relative_to({str(installed)!r})\n"
        "from herne_schwamm.commands import demo\n"
        "from herne_schwamm.problems import Language\n"
        "import herne_schwamm.kernels\n"
        "file = demo._run_file(pathlib.Path.cwd(), Language())\n"
        "print(file.is_file(), Language('de').text('Rain'))\n"
    )
    here = tmp_path / "here"
    here.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=here,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["True", "Regen"]


KERNELS_WITHOUT_A_PLACE = """
import importlib, os, pkgutil, tempfile
if os.environ.pop("NO_TEMPORARY_FOLDER"):
    tempfile.tempdir = os.devnull + "/none"
from herne_schwamm import kernels
for module in pkgutil.iter_modules(kernels.__path__):
    importlib.import_module(f"{kernels.__name__}.{module.name}")
import numpy as np
from herne_schwamm.kernels.maxima import rising_cells_of_rows
count = np.zeros(1, np.int64)
now, before = np.ones((1, 3), np.float32), np.zeros((1, 3), np.uint16)
rising_cells_of_rows(now, before, 8, count)
print(count[0], bool(os.environ.get("NUMBA_CACHE_DIR")))
"""


@pytest.mark.parametrize("place", ["named", "temporary", "none"])
def test_kernels_import_and_run_on_a_read_only_installation(installed, tmp_path, place):
    kept = tmp_path / "kept"
    kept.mkdir()
    before = sorted(installed.rglob("*"))
    # Below a file nobody makes a folder, not even root, whom no permission stops.
    nowhere = os.devnull + "/home"
    names = ("HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "TMPDIR", "TEMP", "TMP")
    env = {**os.environ, **dict.fromkeys(names, nowhere)}
    env.pop("NUMBA_CACHE_DIR", None)
    env |= {"PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"}
    env["NO_TEMPORARY_FOLDER"] = "" if place == "temporary" else "yes"
    if place == "named":
        env["NUMBA_CACHE_DIR"] = str(kept)
    elif place == "temporary":
        env |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(kept))
    done = subprocess.run(
        [sys.executable, "-c", KERNELS_WITHOUT_A_PLACE],
        cwd=installed,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["3", str(place != "none")]
    assert sorted(installed.rglob("*")) == before
    assert any(kept.rglob("*.nbi")) == (place != "none")


def tracked_texts() -> dict[str, str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("no git checkout")
    texts = {}
    for name in listed.stdout.splitlines():
        content = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b""
        if b"\0" not in content:
            texts[name] = content.decode("utf-8")
    return texts


def test_no_file_names_a_folder_of_one_machine():
    machine = re.compile(r"(?<![\w.])/(?:home|root|Users|work|tmp|opt)/\w|[A-Z]:\\\\?Users")
    own = Path(__file__).relative_to(ROOT).as_posix()
    found = [n for n, text in tracked_texts().items() if n != own and machine.search(text)]
    assert found == []


def test_the_lock_names_versions_and_no_places():
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert len(pins) > 30
    assert [pin for pin in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", pin)] == []


def test_the_citation_names_the_version_of_the_package():
    import herne_schwamm

    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"version: {herne_schwamm.__version__}\n" in text


def test_pictures_say_nothing_where_matplotlib_cannot_keep_its_fonts(tmp_path):
    # Below a file nobody makes a folder, not even root, whom no permission stops.
    names = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA")
    env = {**os.environ, **dict.fromkeys(names, os.devnull + "/home")}
    env |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(tmp_path))
    env.pop("MPLCONFIGDIR", None)
    done = subprocess.run(
        [sys.executable, "-c", "import herne_schwamm.products.pictures"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert any((tmp_path / "matplotlib").iterdir())
