"""Files that hang or kill who opens them are refused; others are left to their reader."""

from __future__ import annotations

from pathlib import Path

import netCDF4
import pytest

from herne_schwamm.inputs import netcdf_probe
from herne_schwamm.problems import InputProblem


def test_a_whole_file_passes_and_one_that_is_none_is_refused_without_being_opened_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with netCDF4.Dataset(tmp_path / "a.nc", "w") as file:
        file.createDimension("x", 2)
        file.createVariable("x", "f8", ("x",))[:] = [1.0, 2.0]
    netcdf_probe.refuse_unopenable(tmp_path / "a.nc")
    (tmp_path / "b.nc").write_bytes(b"no NetCDF")
    monkeypatch.setattr(netCDF4, "Dataset", None)
    with pytest.raises(InputProblem, match=r"b\.nc: this cannot be read as a NetCDF file \("):
        netcdf_probe.refuse_unopenable(tmp_path / "b.nc")


@pytest.mark.parametrize(
    "script", ["while True: pass", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"]
)
def test_what_does_not_come_back_is_refused(tmp_path: Path, monkeypatch, script: str) -> None:
    monkeypatch.setattr(netcdf_probe, "_OPEN", script)
    monkeypatch.setattr(netcdf_probe, "OPENING_S", 1.0)
    with pytest.raises(InputProblem, match=r"a\.nc"):
        netcdf_probe.refuse_unopenable(tmp_path / "a.nc")
