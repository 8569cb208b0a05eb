"""Files that come with the program beside its code."""

from __future__ import annotations

from pathlib import Path

import herne_schwamm
from herne_schwamm.problems import N_, InputProblem


def shipped(file: Path) -> Path:
    """Where a file such as ``configs/herne.toml`` lies.

    In a wheel it lies in the package, in a checkout beside it.

    Raises
    ------
    InputProblem
        The installation lacks it.
    """
    package = Path(herne_schwamm.__file__).parent
    found = next((p for p in (package / file, package.parent / file) if p.is_file()), None)
    if found is None:
        raise InputProblem(
            N_("This installation lacks the file {file}; install herne-schwamm again"), file=file
        )
    return found
