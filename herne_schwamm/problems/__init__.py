"""Everything that can go wrong for a user, and the languages it is told in."""

from herne_schwamm.problems.language import N_, Language, Typed
from herne_schwamm.problems.types import (
    BalanceProblem,
    InputProblem,
    LockedProblem,
    Problem,
    RunFileProblem,
    WriteProblem,
)

__all__ = [
    "BalanceProblem",
    "InputProblem",
    "Language",
    "LockedProblem",
    "N_",
    "Problem",
    "RunFileProblem",
    "Typed",
    "WriteProblem",
]
