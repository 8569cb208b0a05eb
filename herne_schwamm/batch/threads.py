"""How many threads the kernels use: to be said before numba is imported."""

from __future__ import annotations

import os

VARIABLE = "NUMBA_NUM_THREADS"


def use_threads(count: int | None) -> None:
    """Set the number of threads; None leaves what the environment or numba says.

    The results are the same bytes for every number. numba reads the variable
    once, at its first import.
    """
    if count is not None:
        os.environ[VARIABLE] = str(count)
