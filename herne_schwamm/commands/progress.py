"""Progress on stderr: a bar on a screen, a line for each tenth anywhere else."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from herne_schwamm.problems import N_, Language

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

TENTHS = 10

SHARE_BEFORE, SECONDS_BEFORE = 0.02, 2.0
"""Before this much is done an estimate would be a guess."""

SMOOTHED_OVER_S = 8.0
"""How fast a new estimate replaces the old one. [s]"""


class ProgressView(Protocol):
    """Shows how far scenarios are."""

    def show(self, run_id: str, scenario: str, share: float) -> None:
        """A scenario of a run is done to this share. [0–1]"""

    def close(self) -> None:
        """Nothing more comes."""


class LineProgress:
    """One line for every 10 % of a scenario: mails from a timer stay short."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._tenths: dict[tuple[str, str], int] = {}

    def show(self, run_id: str, scenario: str, share: float) -> None:
        """Write a line where another tenth is full."""
        tenth = min(int(share * TENTHS + 1e-9), TENTHS)
        # Several run files may have a scenario of one name.
        if tenth > self._tenths.get((run_id, scenario), 0):
            self._tenths[run_id, scenario] = tenth
            self._write(f"{scenario}: {tenth * 100 // TENTHS} %")

    def close(self) -> None:
        """Nothing is open."""


class TimeLeft:
    """How long a task still takes, without wild jumps.

    The estimate is that of the mean speed so far, smoothed over some seconds:
    a storm runs slower at its peak, and a computer may have other things to do.

    Parameters
    ----------
    clock
        Seconds that only rise.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._start: tuple[float, float] | None = None
        self._last_s = 0.0
        self._end_s: float | None = None

    def after(self, share: float) -> float | None:
        """Seconds left when this share is done [0–1]; None while it is too early to say."""
        now = self._clock()
        if self._start is None:
            # What came before the first step (compiling, reading) says nothing of the others.
            self._start = now, share
        began, first = self._start
        done, passed = share - first, now - began
        if done < SHARE_BEFORE or passed < SECONDS_BEFORE:
            return None
        estimate = now + passed * (1.0 - share) / done
        if self._end_s is None:
            self._end_s = estimate
        else:
            weight = 1.0 - math.exp(-(now - self._last_s) / SMOOTHED_OVER_S)
            self._end_s += weight * (estimate - self._end_s)
        self._last_s = now
        return max(self._end_s - now, 0.0) if share < 1.0 else 0.0


def time_left_text(seconds: float | None, language: Language) -> str:
    """Time left in words, no more exact than it is known; "" where it is not."""
    if seconds is None or seconds <= 0.0:
        return ""
    return language.text(N_("about {time} left"), time=rough_time(seconds, language))


def rough_time(seconds: float, language: Language) -> str:
    """A time in words, no more exact than an estimate can be ("40 s", "3 min", "1,5 h")."""
    if seconds < 55.0:
        return f"{max(5, 5 * round(seconds / 5.0))} s"
    minutes = max(1, round(seconds / 60.0))
    return f"{minutes} min" if minutes < 90 else f"{language.number(minutes / 60.0, 1)} h"


class ScreenProgress:
    """A bar per scenario with the time that is left (rich keeps to NO_COLOR)."""

    def __init__(self, language: Language) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

        self._language = language
        self._bars: Progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[left]}", markup=False),
            console=Console(stderr=True),
        )
        self._tasks: dict[tuple[str, str], tuple[TaskID, TimeLeft]] = {}
        self._bars.start()

    def show(self, run_id: str, scenario: str, share: float) -> None:
        """Move the scenario's bar."""
        key = run_id, scenario
        if key not in self._tasks:
            self._tasks[key] = self._bars.add_task(scenario, total=1.0, left=""), TimeLeft()
        task, left = self._tasks[key]
        told = time_left_text(left.after(share), self._language)
        self._bars.update(task, completed=share, left=told)

    def write(self, text: str) -> None:
        """A line above the bars."""
        self._bars.console.print(text, markup=False, highlight=False)

    def close(self) -> None:
        """Leave the bars as they are."""
        self._bars.stop()
