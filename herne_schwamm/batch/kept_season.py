"""A season so far, kept on the disk: a run that was killed goes on from its last full year.

The file lies beside the runs, under a name that nobody looks for, and is gone once
the run is published. Its name holds the run id: other inputs, another run file or
other code never meet it.
"""

from __future__ import annotations

import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from herne_schwamm.batch.atomic import DRAFT_PREFIX
from herne_schwamm.models.season import SeasonSums

KEPT_PREFIX = ".kept-"
KEPT_SUFFIX = ".npz"

KEEP_EVERY_S = 10.0
"""Years that take less are not worth their bytes: they are computed again. [s]"""


class KeptSeason:
    """The file of a season that is being computed.

    Parameters
    ----------
    reports
        Folder of the runs of one name; the caller holds its lock.
    run_id
        Which run.
    note
        Told what goes wrong: a season is computed without being kept, too.
    """

    def __init__(self, reports: Path, run_id: str, note: Callable[[str], None]) -> None:
        self._file = reports / f"{KEPT_PREFIX}{run_id}{KEPT_SUFFIX}"
        self._note = note
        self._kept_s = time.monotonic()

    def read(self) -> SeasonSums | None:
        """What an earlier attempt left; None where it left nothing that can be read."""
        try:
            with self._file.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                return SeasonSums.of_arrays(arrays)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            self._note(f"the season kept by an earlier attempt cannot be read: {error}")
            return None

    def keep(self, sums: SeasonSums) -> None:
        """Keep the sums, if the last time is long enough ago; whole or not at all."""
        if time.monotonic() - self._kept_s < KEEP_EVERY_S:
            return
        named: dict[str, Any] = {**sums.as_arrays()}
        draft = self._file.with_name(f"{DRAFT_PREFIX}{self._file.name}-{os.getpid()}")
        try:
            with draft.open("wb") as file:
                np.savez(file, **named)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._file)
        except OSError as error:
            # What is published decides on the disk; this is only for the case of a sudden end.
            self._note(f"the season so far could not be kept: {error}")
            draft.unlink(missing_ok=True)
        self._kept_s = time.monotonic()

    def drop(self) -> None:
        """The run is published: nothing has to be kept any more."""
        self._file.unlink(missing_ok=True)


def sweep_kept(reports: Path, run_id: str) -> list[str]:
    """Remove what was kept of other runs than this one. The caller holds the lock.

    Returns
    -------
    list of str
        Names of the removed files.
    """
    own = f"{KEPT_PREFIX}{run_id}{KEPT_SUFFIX}"
    others = sorted(file for file in reports.glob(f"{KEPT_PREFIX}*") if file.name != own)
    for file in others:
        file.unlink(missing_ok=True)
    return [file.name for file in others]
