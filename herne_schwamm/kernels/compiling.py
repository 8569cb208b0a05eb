"""How kernels are compiled: the one place for numba's settings.

- ``contract`` is the only fast-math freedom: it fuses multiply and add. The
  others gain nothing here and break not-a-number and the order of sums.
- The numpy error model leaves out a branch at every division, so that loops
  become vector instructions.
- Parallel kernels share out whole rows and write no shared sums: the bytes do
  not depend on the number of threads.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numba

# Kept on disk where there is a place for it; without one the kernels are
# compiled anew in every process, which is slow but right.
_CACHE = bool(os.environ.get("NUMBA_CACHE_DIR"))
_OPTIONS = {"cache": _CACHE, "error_model": "numpy", "fastmath": {"contract"}}

kernel: Callable[[Callable[..., Any]], Any] = numba.njit(**_OPTIONS)
"""Compile for one thread."""

parallel_kernel: Callable[[Callable[..., Any]], Any] = numba.njit(parallel=True, **_OPTIONS)
"""Compile with its ``prange`` loops shared out over the threads."""
