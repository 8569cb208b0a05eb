"""Progress on stderr: a bar on a screen, a line for each tenth anywhere else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

TENTHS = 10


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


class ScreenProgress:
    """A bar per scenario with the time that is left (rich keeps to NO_COLOR)."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
        from rich.progress import TimeRemainingColumn as TimeLeft

        self._bars: Progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TaskProgressColumn(),
            TimeLeft(),
            console=Console(stderr=True),
        )
        self._tasks: dict[tuple[str, str], TaskID] = {}
        self._bars.start()

    def show(self, run_id: str, scenario: str, share: float) -> None:
        """Move the scenario's bar."""
        key = run_id, scenario
        if key not in self._tasks:
            self._tasks[key] = self._bars.add_task(scenario, total=1.0)
        self._bars.update(self._tasks[key], completed=share)

    def write(self, text: str) -> None:
        """A line above the bars."""
        self._bars.console.print(text, markup=False, highlight=False)

    def close(self) -> None:
        """Leave the bars as they are."""
        self._bars.stop()
