"""Everything that can go wrong for a user, and the languages it is told in."""

from herne_schwamm.problems.language import N_, Language, Typed
from herne_schwamm.problems.system_reason import system_reason
from herne_schwamm.problems.types import (
    BalanceProblem,
    InputProblem,
    Labelled,
    LockedProblem,
    Problem,
    RunFileProblem,
    WriteProblem,
)

__all__ = [
    "BalanceProblem",
    "InputProblem",
    "Labelled",
    "Language",
    "LockedProblem",
    "N_",
    "Problem",
    "RunFileProblem",
    "Typed",
    "WriteProblem",
    "system_reason",
]
