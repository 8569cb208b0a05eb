"""Who is told how a run goes."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol


class Listener(Protocol):
    """Told what happens while a run is computed."""

    def say(self, sentence: str, /, **facts: object) -> None:
        """A message id with its facts: something worth knowing."""

    def warn(self, sentence: str, /, **facts: object) -> None:
        """A message id with its facts: something to look at."""

    def progress(self, run_id: str, scenario: str, share: float) -> None:
        """How much of a scenario of a run is done; 1 only once its products are there. [0–1]"""

    def waiting(self, sentence: str, seconds: float, /) -> AbstractContextManager[None]:
        """Within it something is done that cannot tell how far it is, but takes about so long."""


class Silence:
    """A listener that keeps everything to itself."""

    def say(self, sentence: str, /, **facts: object) -> None:
        """Say nothing."""

    def warn(self, sentence: str, /, **facts: object) -> None:
        """Say nothing."""

    def progress(self, run_id: str, scenario: str, share: float) -> None:
        """Say nothing."""

    def waiting(self, _sentence: str, _seconds: float, /) -> AbstractContextManager[None]:
        """Say nothing."""
        return nullcontext()
