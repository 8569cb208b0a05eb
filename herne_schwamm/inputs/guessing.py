"""What a mistyped word was probably meant to be."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from herne_schwamm.problems import N_, RunFileProblem


def or_guess(problem: RunFileProblem, word: str, known: Iterable[str]) -> RunFileProblem:
    """The problem, with the nearest known word asked for where one is near."""
    by_small = {name.lower(): name for name in known}
    near = get_close_matches(word.lower(), list(by_small), n=1)
    if not near:
        return problem
    return RunFileProblem(
        N_("{problem}; did you mean {guess}?"), problem=problem, guess=by_small[near[0]]
    )
