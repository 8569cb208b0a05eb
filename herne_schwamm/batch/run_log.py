"""run.log: clock times, durations and the machine; all that may differ between equal runs."""

from __future__ import annotations

import datetime
import os
import platform
import time
from dataclasses import dataclass, field


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


@dataclass(slots=True)
class RunLog:
    """Lines with the moment they were said, kept until the run folder takes them.

    Durations come from the monotonic clock: a clock that is set during a run
    does not matter.
    """

    started: datetime.datetime = field(default_factory=_now)
    _start_s: float = field(default_factory=time.monotonic)
    _lines: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        """Keep a line."""
        self._lines.append(f"{_now().isoformat(timespec='seconds')} {text}")

    @property
    def duration_s(self) -> float:
        """Since the start. [s]"""
        return time.monotonic() - self._start_s

    def text(self) -> str:
        """The whole log."""
        head = [
            f"started {self.started.isoformat(timespec='seconds')}",
            f"machine {platform.platform()}, {platform.machine()}, {os.cpu_count()} processors, "
            f"NUMBA_NUM_THREADS={os.environ.get('NUMBA_NUM_THREADS', 'default')}",
        ]
        return "\n".join([*head, *self._lines, f"duration {self.duration_s:.1f} s"]) + "\n"

    def history_line(self, run_id: str, outcome: str) -> str:
        """One line for history.log: when, which run, how long, how it ended."""
        started = self.started.isoformat(timespec="seconds")
        return f"{started}\t{run_id}\t{self.duration_s:.1f} s\t{outcome}\n"
