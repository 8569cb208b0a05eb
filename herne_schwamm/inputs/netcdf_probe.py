"""Whether a NetCDF file can be opened at all, tried where it can do no harm.

The library below (HDF5) runs in circles, or takes the process down with it, on
some damaged files; after others that it cannot open its memory is damaged, and
the process dies later. A process of its own opens the file first: where that
one fails or does not come back, the file is refused and not opened here.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from herne_schwamm.problems import N_, InputProblem

OPENING_S = 20.0
"""Time within which a whole file is opened, on a slow disk too. [s]"""

NOT_OPENED = 3
"""Exit code of the process that tried where the library says that it cannot."""

_OPEN = f"""
import os, sys, netCDF4
try:
    with netCDF4.Dataset(sys.argv[1]) as file:
        for variable in file.variables.values():
            for name in variable.ncattrs():
                variable.getncattr(name)
            if variable.ndim < 2:
                variable[...]
except Exception as error:
    os.write(1, str(error).encode("utf-8", "replace"))
    os._exit({NOT_OPENED})
"""


def unreadable(file: str, reason: str) -> InputProblem:
    """That a file is no NetCDF file that can be read, and what the library says of it."""
    return InputProblem(
        N_("{file}: this cannot be read as a NetCDF file ({reason})"),
        file=file,
        reason=" ".join(reason.split()),
    )


def refuse_unopenable(path: Path) -> None:
    """Refuse a file that cannot be opened, or hangs or kills who opens it.

    What can be said of other faults is said by who reads the file.

    Raises
    ------
    InputProblem
        The file is damaged.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-c", _OPEN, str(path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=OPENING_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        died = True
    else:
        if done.returncode == NOT_OPENED:
            raise unreadable(path.name, done.stdout.decode("utf-8", "replace"))
        # A signal ended it; Windows tells that by codes far beyond those of Python.
        died = not 0 <= done.returncode < 256
    if died:
        raise InputProblem(
            N_("{file}: the file is truncated or damaged; copy it again"), file=path.name
        )
