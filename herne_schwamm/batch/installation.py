"""What this computer offers, and what of it would break a run."""

from __future__ import annotations

import importlib
import importlib.metadata
import math
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import herne_schwamm
from herne_schwamm.batch.kernel_cache import cache_folder, kernels_are_kept
from herne_schwamm.batch.versions import LIBRARIES
from herne_schwamm.problems import N_, InputProblem, Problem, WriteProblem

FREE_DISK_MIN_GB, FREE_MEMORY_MIN_GB = 2.0, 2.0

HERNE_M = 375_000.0, 5_711_000.0
HERNE_DEGREES = 7.1977, 51.5362
"""The same place in EPSG:25832 and as longitude and latitude: PROJ has to know both."""

FOREIGN_LIBRARY = (
    "GDAL_DATA",
    "PROJ_LIB",
    "PROJ_DATA",
    "GDAL_DRIVER_PATH",
    "OGR_DRIVER_PATH",
    "PYTHONHOME",
)
"""Set by QGIS and OSGeo4W shells: they lead this program to the files of another version."""

DANGEROUS = {
    "GDAL_SKIP": N_("{name} takes file formats away from GDAL; remove it (unset {name})"),
    "GDAL_VRT_ENABLE_PYTHON": N_(
        "{name} lets raster files run programs of their own; remove it (unset {name})"
    ),
    "GDAL_DISABLE_READDIR_ON_OPEN": N_(
        "{name} keeps files beside a raster (.tfw, .aux.xml) from being found; remove it "
        "(unset {name})"
    ),
    "NUMBA_DISABLE_JIT": N_(
        "{name} keeps the kernels from being compiled, a run takes days; remove it (unset {name})"
    ),
}


@dataclass(slots=True)
class Examination:
    """What was found.

    ``facts`` are versions, places and amounts; ``warnings`` what to look at;
    ``faults`` what keeps every run from starting.
    """

    facts: dict[str, Any] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)


def examine(reports: Path, environment: Mapping[str, str] = os.environ) -> Examination:
    """Look at versions, environment, threads, cache, disk and memory.

    Parameters
    ----------
    reports
        Where reports would be written; need not be there yet.
    environment
        Variables of the environment.
    """
    found = Examination()
    _environment(found, environment)
    _libraries(found)
    _transformation(found)
    _threads(found)
    _cache(found)
    _disk(found, reports)
    _memory(found)
    return found


def _environment(found: Examination, environment: Mapping[str, str]) -> None:
    for name in FOREIGN_LIBRARY:
        if environment.get(name):
            found.warnings.append(
                InputProblem(
                    N_(
                        "{name} = {value} is set in the environment (QGIS and OSGeo4W do so): "
                        "reference systems and formats may come from another version; remove it "
                        "(unset {name})"
                    ),
                    name=name,
                    value=environment[name],
                )
            )
    for name, sentence in DANGEROUS.items():
        if environment.get(name) not in (None, "", "0", "NO", "FALSE"):
            found.warnings.append(InputProblem(sentence, name=name))


def _libraries(found: Examination) -> None:
    import pyogrio
    import pyproj
    import rasterio

    found.facts |= {
        "herne_schwamm": herne_schwamm.__version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        **{name: importlib.metadata.version(name) for name in LIBRARIES},
        "gdal_rasterio": rasterio.__gdal_version__,
        "gdal_pyogrio": ".".join(map(str, pyogrio.__gdal_version__)),
        "proj_rasterio": rasterio.__proj_version__,
        "proj_pyproj": pyproj.proj_version_str,
    }


def _transformation(found: Examination) -> None:
    """Reference systems come from files of PROJ that another program may hide."""
    import rasterio.warp
    from rasterio.errors import RasterioError

    try:
        (x,), (y,) = rasterio.warp.transform("EPSG:25832", "EPSG:4326", [HERNE_M[0]], [HERNE_M[1]])[
            :2
        ]
        works = math.dist((x, y), HERNE_DEGREES) < 0.01
    except (RasterioError, ValueError):
        works = False
    found.facts["reference_systems_work"] = works
    if not works:
        found.faults.append(
            InputProblem(
                N_(
                    "reference systems cannot be converted: the files of PROJ are missing or of "
                    "another version; remove PROJ_LIB and PROJ_DATA from the environment, or "
                    "install herne-schwamm again"
                )
            )
        )


def _threads(found: Examination) -> None:
    import numpy as np

    # numba has no types.
    numba: Any = importlib.import_module("numba")
    cores = os.cpu_count() or 1
    found.facts |= {"cores": cores, "threads": numba.config.NUMBA_NUM_THREADS}

    doubled = numba.njit(lambda values: values * 2.0, parallel=True)
    try:
        works = bool((doubled(np.ones(1000)) == 2.0).all())
        found.facts["threading_layer"] = numba.threading_layer()
    except Exception as error:
        works, found.facts["threading_layer"] = False, f"{type(error).__name__}: {error}"
    if not works:
        found.faults.append(
            InputProblem(
                N_(
                    "the kernels cannot be compiled here ({reason}); remove NUMBA_… from the "
                    "environment, or install herne-schwamm again"
                ),
                reason=found.facts["threading_layer"],
            )
        )
    if found.facts["threads"] > cores:
        found.warnings.append(
            InputProblem(
                N_("{threads} threads on {cores} cores hinder each other; use --threads {cores}"),
                threads=found.facts["threads"],
                cores=cores,
            )
        )


def _cache(found: Examination) -> None:
    folder = cache_folder()
    writable = folder is not None and takes_files(folder)
    found.facts |= {
        "kernel_cache": None if folder is None else str(folder),
        "kernel_cache_writable": writable,
        "kernels_compiled": kernels_are_kept(),
    }
    if not writable:
        found.warnings.append(
            WriteProblem(
                N_(
                    "compiled kernels cannot be kept ({folder} may not be written to), so every "
                    "run compiles them again; name a folder in NUMBA_CACHE_DIR"
                ),
                folder=folder,
            )
        )


def _disk(found: Examination, reports: Path) -> None:
    there = nearest_there(reports)
    free_gb = shutil.disk_usage(there).free / 1e9
    found.facts |= {
        "reports": str(reports),
        "reports_writable": takes_files(there),
        "disk_free_gb": round(free_gb, 1),
    }
    if not found.facts["reports_writable"]:
        found.faults.append(
            WriteProblem(
                N_(
                    "reports cannot be written to {folder}; change to another folder, or name "
                    "one with --reports"
                ),
                folder=reports,
            )
        )
    if free_gb < FREE_DISK_MIN_GB:
        found.warnings.append(
            WriteProblem(
                N_("only {free:.1f} GB are free where reports are written ({folder}); make room"),
                free=free_gb,
                folder=reports,
            )
        )


def nearest_there(path: Path) -> Path:
    """The path, or the nearest above it that is there."""
    return next(one for one in (path, *path.absolute().parents) if one.exists())


def takes_files(folder: Path) -> bool:
    """Whether files can be written into what is there: a folder, and not read-only."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _memory(found: Examination) -> None:
    if sys.platform != "linux":
        return  # Elsewhere only a library of its own could tell.
    amounts = dict(
        line.split(":", 1) for line in Path("/proc/meminfo").read_text("ascii").splitlines()
    )
    total_gb, free_gb = (
        int(amounts[name].split()[0]) * 1024 / 1e9 for name in ("MemTotal", "MemAvailable")
    )
    found.facts |= {"memory_gb": round(total_gb, 1), "memory_free_gb": round(free_gb, 1)}
    if free_gb < FREE_MEMORY_MIN_GB:
        found.warnings.append(
            InputProblem(
                N_(
                    "only {free:.1f} GB of memory are free; a city of 50 million cells needs "
                    "about 8: close other programs, or choose a coarser resolution_m"
                ),
                free=free_gb,
            )
        )
