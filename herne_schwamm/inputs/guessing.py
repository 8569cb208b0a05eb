"""What a mistyped word was probably meant to be."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from herne_schwamm.problems import N_, RunFileProblem


def or_guess(problem: RunFileProblem, word: str, known: Iterable[str]) -> RunFileProblem:
    """The problem, with the nearest known word asked for where one is near."""
    guess = nearest(word, known)
    if guess is None:
        return problem
    return RunFileProblem(N_("{problem}; did you mean {guess}?"), problem=problem, guess=guess)


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """The known word that is most like a word; None where none is as like as wanted [0–1]."""
    by_small = {name.lower(): name for name in known}
    near = get_close_matches(word.lower(), list(by_small), n=1, cutoff=likeness)
    return by_small[near[0]] if near else None
