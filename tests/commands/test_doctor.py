"""`doctor`: what it finds, and what of it ends with 65."""

from __future__ import annotations

import json

import pytest
from numba.core.caching import _CacheLocator

from herne_schwamm.batch import installation
from herne_schwamm.batch.kernel_cache import cache_folder, kernels_are_kept
from herne_schwamm.kernels import compiling

from .test_commands import answer


@pytest.fixture(autouse=True)
def clean(monkeypatch):
    """The environment of whoever runs the tests does not matter."""
    for name in (*installation.FOREIGN_LIBRARY, *installation.DANGEROUS):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(installation, "FREE_DISK_MIN_GB", 0.0)
    monkeypatch.setattr(installation, "FREE_MEMORY_MIN_GB", 0.0)


def test_a_sound_computer_ends_with_0(tmp_path):
    code, out, err = answer("doctor", "--reports", tmp_path / "new" / "reports", lang="en")
    assert (code, err) == (0, "")
    for name in ("python", "numba", "gdal_rasterio", "proj_pyproj", "Threading layer"):
        assert any(line.startswith(f"{name} ") for line in out.splitlines())
    assert out.splitlines()[-1] == "This computer is ready; warnings: 0."
    assert list(tmp_path.iterdir()) == []


def test_the_same_as_json(tmp_path):
    code, out, _ = answer("doctor", "--json", "--reports", tmp_path)
    found = json.loads(out)
    assert (code, found["reference_systems_work"], found["warnings"]) == (0, True, [])
    assert found["kernel_cache"] == str(cache_folder())
    assert found["kernels_compiled"] == kernels_are_kept()


@pytest.mark.parametrize("name", [*installation.FOREIGN_LIBRARY, *installation.DANGEROUS])
def test_variables_that_would_break_a_run_are_named_with_what_to_do(name):
    found = installation.Examination()
    installation._environment(found, {name: "/usr/share/other"})
    (warning,) = found.warnings
    assert f"unset {name}" in str(warning)


def test_variables_that_are_off_are_no_warning():
    found = installation.Examination()
    installation._environment(found, {"NUMBA_DISABLE_JIT": "0", "GDAL_DATA": "", "HOME": "/x"})
    assert found.warnings == []


def test_reference_systems_that_do_not_work_end_with_65(tmp_path, monkeypatch):
    monkeypatch.setattr(installation, "HERNE_DEGREES", (0.0, 0.0))
    code, _, err = answer("doctor", "--reports", tmp_path, lang="en")
    assert (code, "files of PROJ" in err, "Traceback" in err) == (65, True, False)


def test_a_full_disk_and_little_memory_are_warnings(tmp_path, monkeypatch):
    monkeypatch.setattr(installation, "FREE_DISK_MIN_GB", 1e9)
    monkeypatch.setattr(installation, "FREE_MEMORY_MIN_GB", 1e9)
    code, out, err = answer("doctor", "--reports", tmp_path, lang="en")
    assert (code, "GB are free where reports are written" in err) == (0, True)
    assert "0 warnings" not in out


def test_reports_that_cannot_be_written_end_with_65(tmp_path, monkeypatch):
    monkeypatch.setattr(installation, "takes_files", lambda folder: folder != tmp_path)
    code, _, err = answer("doctor", "--reports", tmp_path, lang="en")
    assert (code, "reports cannot be written" in err) == (65, True)


def test_kernels_are_kept_once_numba_wrote_an_index(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    assert kernels_are_kept() is False
    elsewhere = tmp_path / "kernels_of_another_place"
    elsewhere.mkdir()
    (elsewhere / "runoff.nbi").write_bytes(b"")
    assert kernels_are_kept() is False
    # As numba names the folder of the kernels' files.
    own = _CacheLocator.get_suitable_cache_subpath(compiling.__file__)
    (tmp_path / own).mkdir()
    (tmp_path / own / "runoff.nbi").write_bytes(b"")
    assert kernels_are_kept() is True
