"""Warnings of a run, kept in its manifest: who finds it unchanged is told them again.

They are kept as message ids with their facts, so that they can be told in
either language and hold no folder of this machine.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from numbers import Integral, Real
from typing import Any

from herne_schwamm.batch.listener import Listener
from herne_schwamm.problems import Labelled, Problem

NO_NUMBER = "no_number"
"""Key of a fact that is infinite or not a number."""

LABELLED = "labelled"
"""Key of a fact that has a label in each language."""


class KeepingListener:
    """Hands on all it is told, and keeps the warnings.

    Parameters
    ----------
    listener
        Who is told.
    """

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self.warnings: list[Problem] = []

    def say(self, sentence: str, /, **facts: object) -> None:
        """Hand it on."""
        self._listener.say(sentence, **facts)

    def warn(self, sentence: str, /, **facts: object) -> None:
        """Keep it and hand it on."""
        self.warnings.append(Problem(sentence, **facts))
        self._listener.warn(sentence, **facts)

    def progress(self, run_id: str, scenario: str, share: float) -> None:
        """Hand it on."""
        self._listener.progress(run_id, scenario, share)

    def waiting(self, sentence: str, seconds: float, /) -> AbstractContextManager[None]:
        """Hand it on."""
        return self._listener.waiting(sentence, seconds)


def as_records(warnings: Sequence[Problem]) -> list[dict[str, Any]]:
    """Warnings as JSON takes them."""
    return [
        {
            "sentence": warning.sentence,
            "facts": {name: _recorded(fact) for name, fact in warning.facts.items()},
        }
        for warning in warnings
    ]


def from_records(records: Sequence[Mapping[str, Any]]) -> list[Problem]:
    """Warnings from what `as_records` made of them."""
    return [
        Problem(
            record["sentence"],
            **{name: _restored(fact) for name, fact in record["facts"].items()},
        )
        for record in records
    ]


def _recorded(fact: object) -> Any:
    if isinstance(fact, Problem):
        return as_records([fact])[0]
    if isinstance(fact, Labelled):
        return {LABELLED: [fact.name, fact.de, fact.en]}
    if isinstance(fact, tuple):
        return [_recorded(one) for one in fact]
    if isinstance(fact, Integral):
        return int(fact)
    if isinstance(fact, Real):
        # JSON has no word for what is no number.
        return float(fact) if math.isfinite(fact) else {NO_NUMBER: str(float(fact))}
    return str(fact)


def _restored(fact: Any) -> object:
    if isinstance(fact, dict):
        if LABELLED in fact:
            return Labelled(*fact[LABELLED])
        return float(fact[NO_NUMBER]) if NO_NUMBER in fact else from_records([fact])[0]
    return tuple(map(_restored, fact)) if isinstance(fact, list) else fact
