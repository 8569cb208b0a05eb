"""How kernels are compiled: the one place for numba's settings.

- ``contract`` is the only fast-math freedom: it fuses multiply and add. The
  others gain nothing here and break not-a-number and the order of sums.
- The numpy error model leaves out a branch at every division, so that loops
  become vector instructions.
- Inside a kernel ``float(x)`` of a float32 stays float32: where float64 is
  meant, ``np.float64(x)`` is written.
- Parallel kernels share out whole rows and write no shared sums: the bytes do
  not depend on the number of threads.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from typing import Any

import numba
from numba.core.codegen import get_host_cpu_features

# Kept on disk where there is a place for it; without one the kernels are
# compiled anew in every process, which is slow but right.
_CACHE = bool(os.environ.get("NUMBA_CACHE_DIR"))
if _CACHE:
    # A program that imports numba first has it look elsewhere, where kernels of older sources lie.
    numba.config.CACHE_DIR = os.environ["NUMBA_CACHE_DIR"]  # type: ignore[attr-defined]


def _use_whole_vectors() -> None:
    """Use all 512 bits of vectors on Intel's processors from Sapphire Rapids on.

    LLVM takes half of them, as their forerunners lowered their clock at long vectors. These
    hardly do: a storm takes a sixth less time. Others have no such choice, or keep LLVM's.
    """
    config = numba.config
    chosen_by_user = config.CPU_NAME or config.CPU_FEATURES is not None  # type: ignore[attr-defined]
    features = get_host_cpu_features()
    if "+avx512fp16" in features.split(",") and not chosen_by_user:
        config.CPU_FEATURES = f"{features},-prefer-256-bit"  # type: ignore[attr-defined]


_use_whole_vectors()

_OPTIONS: dict[str, Any] = {"cache": _CACHE, "error_model": "numpy", "fastmath": {"contract"}}

kernel: Callable[[Callable[..., Any]], Any] = numba.njit(**_OPTIONS)
"""Compile for one thread."""

strict_kernel: Callable[[Callable[..., Any]], Any] = numba.njit(**{**_OPTIONS, "fastmath": False})
"""Compile for one thread without fusing multiply and add. The compiler fuses the long body of a
row's loop and its rest in its own ways; where a cell must not know how its tile was cut, both
have to round alike."""

# Not in numba's manual: a test looks whether the code has no counting.
_LEAN: dict[str, Any] = {**_OPTIONS, "_nrt": False}

lean_kernel: Callable[[Callable[..., Any]], Any] = numba.njit(forceinline=False, **_LEAN)
"""Compile for one thread without counting who uses an array: for kernels that make none.

Numba counts up and down with every slice and every tuple of arrays that is passed on. On short
rows that takes as long as the work, and two threads that count for the same array wait for each
other. Not compiled into its callers, unless the compiler finds that worth it: left open, numba
would do as the kernel asks that happens to call it first."""

inlined_kernel: Callable[[Callable[..., Any]], Any] = numba.njit(forceinline=True, **_LEAN)
"""Compile into the kernels that call it, as lean as `lean_kernel`: for small steps on rows of
arrays and on tuples of many, whose passing costs as much as their work."""

parallel_kernel: Callable[[Callable[..., Any]], Any] = numba.njit(parallel=True, **_OPTIONS)
"""Compile with its ``prange`` loops shared out over the threads."""


lean_parallel_kernel: Callable[[Callable[..., Any]], Any] = numba.njit(parallel=True, **_LEAN)
"""As `parallel_kernel`, and as lean as `lean_kernel`."""


def most_threads() -> int:
    """How many threads there can be: thread numbers lie below it."""
    most: int = numba.config.NUMBA_NUM_THREADS  # type: ignore[attr-defined]
    return most


threads_in_use: Callable[[], int] = numba.get_num_threads
"""How many threads share loops out now. Called from Python: numba keeps no kernel on disk that
calls it."""

thread_number = numba.get_thread_id  # type: ignore[attr-defined]
"""Number of this thread inside a ``prange`` loop."""

CELLS_PER_THREAD = 20_000
"""A thread with less to do waits for the others longer than it works."""


HEAVY = 20
"""Light, comfort and the energy balance of one cell take more than so many times as long as the
flow over its faces."""


@contextlib.contextmanager
def threads_for(cells: int, times: int = 1) -> Iterator[int]:
    """Use as many threads as a raster of `cells` is worth, at most all there are.

    A cell takes so many ``times`` as long as one of a step of flow.

    The bytes do not depend on it; the time does: on a busy machine every
    parallel loop of a small raster waits for a thread that is not scheduled.
    """
    before = numba.get_num_threads()
    used = max(1, min(before, cells * times // CELLS_PER_THREAD))
    numba.set_num_threads(used)
    try:
        yield used
    finally:
        numba.set_num_threads(before)
