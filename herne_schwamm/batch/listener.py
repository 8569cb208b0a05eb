"""Who is told how a run goes."""

from __future__ import annotations

from typing import Protocol


class Listener(Protocol):
    """Told what happens while a run is computed."""

    def say(self, sentence: str, /, **facts: object) -> None:
        """A message id with its facts: something worth knowing."""

    def warn(self, sentence: str, /, **facts: object) -> None:
        """A message id with its facts: something to look at."""

    def progress(self, run_id: str, scenario: str, share: float) -> None:
        """How much of a scenario of a run is done; 1 only once its products are there. [0–1]"""


class Silence:
    """A listener that keeps everything to itself."""

    def say(self, sentence: str, /, **facts: object) -> None:
        """Say nothing."""

    def warn(self, sentence: str, /, **facts: object) -> None:
        """Say nothing."""

    def progress(self, run_id: str, scenario: str, share: float) -> None:
        """Say nothing."""
