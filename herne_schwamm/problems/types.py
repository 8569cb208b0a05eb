"""The kinds of problem a user can meet, each with its exit code.

A problem carries one sentence (an English message id with named places) and
the facts that fill it: which file, which cell or key, what was expected, what
to do. It is put into the user's language only where it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from herne_schwamm.problems.language import Language


class Problem(Exception):
    """Something a user can mend. Never shown as a traceback."""

    exit_code: ClassVar[int] = 70

    def __init__(self, sentence: str, /, **facts: object) -> None:
        """Keep the message id and its facts.

        Parameters
        ----------
        sentence
            Message id: an English sentence with ``{names}``, marked by ``N_``.
        facts
            Values for the names. A fact may itself be a `Problem`, or a tuple of
            them: a list.
        """
        self.sentence = sentence
        self.facts = facts
        super().__init__(_filled(sentence, facts, Language("en")))

    def told_in(self, language: Language) -> str:
        """The sentence in a language."""
        return _filled(self.sentence, self.facts, language)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A name to type into a file, with what it is called in each language."""

    name: str
    de: str
    en: str

    def told_in(self, language: Language) -> str:
        """The name, and behind it in brackets what it is called where that is another word."""
        label = language.label(de=self.de, en=self.en)
        same = label.casefold() == self.name.replace("_", " ").casefold()
        return self.name if same else f"{self.name} ({label})"


def _filled(sentence: str, facts: Mapping[str, object], language: Language) -> str:
    told = {name: _told(fact, language) for name, fact in facts.items()}
    return language.text(sentence, **told)


def _told(fact: object, language: Language) -> object:
    if isinstance(fact, Problem | Labelled):
        return fact.told_in(language)
    if isinstance(fact, tuple):
        return ", ".join(str(_told(one, language)) for one in fact)
    return fact


class RunFileProblem(Problem):
    """The command line or the run file cannot be followed."""

    exit_code = 2


class BalanceProblem(Problem):
    """A numerical gate failed: the water does not add up, nothing is published."""

    exit_code = 4


class InputProblem(Problem):
    """A raster, vector or series is not what it has to be."""

    exit_code = 65


class WriteProblem(Problem):
    """A result cannot be created or was not written whole."""

    exit_code = 74


class LockedProblem(Problem):
    """Another run works on the same reports."""

    exit_code = 75
