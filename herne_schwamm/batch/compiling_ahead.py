"""Kernels compiled by a second process, while this one compiles or computes others.

Compiling keeps one core busy for a minute or two on a first run. What the second process
compiles it keeps on the disk, where this one finds it. It is a help and no more: whatever stops
it, what is missing then is compiled here.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from multiprocessing.synchronize import Event

from herne_schwamm.batch.kernel_cache import cache_folder
from herne_schwamm.kernels.compiling import most_threads
from herne_schwamm.models.warmup import compile_heat, compile_season, compile_storm

Compile = Callable[[], None]

LOOKED_EVERY_S = 0.1
"""How often it is looked whether the process is still there. [s]"""


class CompilingAhead:
    """A process that compiles, in order.

    Parameters
    ----------
    kernels
        Functions of `models.warmup`. Nothing is started without any, where one thread is to be
        used, and where nothing can be kept.
    """

    def __init__(self, kernels: Sequence[Compile]) -> None:
        self._done: dict[Compile, Event] = {}
        if not kernels or most_threads() < 2 or cache_folder() is None:
            return
        # Not forked: threads of numba and of the progress would be left behind half.
        context = get_context("spawn")
        self._done = {one: context.Event() for one in kernels}
        self._process = context.Process(
            target=_compile, args=(tuple(self._done.items()),), daemon=True
        )
        self._process.start()

    def wait(self, kernels: Compile) -> None:
        """Wait until these are compiled, or nobody compiles them."""
        done = self._done.get(kernels)
        while done is not None and self._process.is_alive():
            if done.wait(LOOKED_EVERY_S):
                return


def compile_everything() -> None:
    """Compile all kernels, in two processes where there are as many cores."""
    ahead = CompilingAhead((compile_heat, compile_season))
    compile_storm()
    for kernels in (compile_heat, compile_season):
        ahead.wait(kernels)
        kernels()


def _compile(kernels: Sequence[tuple[Compile, Event]]) -> None:
    # Whoever interrupts the run ends this process with it, which need not say so.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for one, done in kernels:
        one()
        done.set()
