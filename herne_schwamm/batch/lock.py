"""One run at a time on the reports of one name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from herne_schwamm.batch.atomic import CreateProblem, make_folder
from herne_schwamm.problems import N_, LockedProblem, system_reason

LOCK_NAME = ".lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder of reports; the system frees it when the process dies.

    Raises
    ------
    LockedProblem
        Another run holds it. There is no waiting: who starts runs by a timer
        would pile them up.
    CreateProblem
        The folder may not be written to.
    """
    make_folder(folder)
    lock = filelock.FileLock(folder / LOCK_NAME, blocking=False)
    try:
        lock.acquire()
    except filelock.Timeout as error:
        raise LockedProblem(
            N_(
                "Another run is working on {folder}. Wait until it has ended, "
                "or give this run another name."
            ),
            folder=folder,
        ) from error
    except OSError as error:
        raise CreateProblem(
            N_(
                "The folder {folder} may not be written to ({reason}). Name another one under "
                "[output] folder in the run file, or let this one be written to."
            ),
            folder=folder,
            reason=system_reason(error),
        ) from error
    try:
        yield
    finally:
        lock.release()
