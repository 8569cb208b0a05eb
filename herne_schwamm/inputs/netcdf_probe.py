"""Whether a NetCDF file can be opened at all, tried where it can do no harm.

The library below (HDF5) runs in circles, or takes the process down with it, on
some damaged files. A process of its own opens the file first: if that one does
not come back, the file is refused.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from herne_schwamm.problems import N_, InputProblem

OPENING_S = 20.0
"""Time within which a whole file is opened, on a slow disk too. [s]"""

_OPEN = """
import sys, netCDF4
with netCDF4.Dataset(sys.argv[1]) as file:
    for variable in file.variables.values():
        variable.ncattrs()
        if variable.ndim < 2:
            variable[...]
"""


def refuse_unopenable(path: Path) -> None:
    """Refuse a file that hangs or kills who opens it.

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
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=OPENING_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        died = True
    else:
        # A signal ended it; Windows tells that by codes far beyond those of Python.
        died = not 0 <= done.returncode < 256
    if died:
        raise InputProblem(
            N_("{file}: the file is truncated or damaged; copy it again"), file=path.name
        )
