"""What all parts of a run file share: strict models, names, coordinates, limits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, Strict

from herne_schwamm.inputs.run_file_values import refuse
from herne_schwamm.problems import N_, RunFileProblem

RAIN_LIMIT_MM_H = 500.0
"""Intensity above which a mistaken unit is more likely than rain. [mm/h]"""

DAYS_MAX = 30
"""How long rain, inflows and what follows may last, each. [d]"""
MINUTES_MAX = DAYS_MAX * 24 * 60.0
SECONDS_MAX = MINUTES_MAX * 60.0

COORDINATE_MAX_M = 1e8
"""No projected system in metres reaches further from its origin."""

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=100)]
Column = Annotated[str, Field(min_length=1, max_length=100)]
# TOML knows lists only: the strict models would not take them for tuples.
Pair = Annotated[tuple[float, float], Strict(False)]
Coordinate = Annotated[float, Field(ge=-COORDINATE_MAX_M, le=COORDINATE_MAX_M)]
Box = Annotated[tuple[Coordinate, Coordinate, Coordinate, Coordinate], Strict(False)]


class Part(BaseModel):
    """A table of the run file: immutable, without unknown keys or silent conversions."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        validate_default=True,
        use_attribute_docstrings=True,
        serialize_by_alias=True,
    )


def refuse_twins(names: Iterable[str], of_what: RunFileProblem) -> None:
    """Stop the validation where two things have one name."""
    seen: dict[str, str] = {}
    for name in names:
        # Names become folders, and some systems do not tell A from a.
        other = seen.get(name.casefold())
        if other is None:
            seen[name.casefold()] = name
            continue
        if other == name:
            refuse(RunFileProblem(N_("two {what} are called {name}"), what=of_what, name=name))
        refuse(
            RunFileProblem(
                N_(
                    "two {what} are called {other} and {name}: they need names that differ in "
                    "more than capital letters"
                ),
                what=of_what,
                other=other,
                name=name,
            )
        )


def refuse_without(part: Part, key: str, needed: str) -> None:
    """Stop the validation where a key is given that means nothing without another."""
    if getattr(part, key) is not None and getattr(part, needed) is None:
        refuse(
            RunFileProblem(
                N_("the key {key} means nothing without the key {needed}"), key=key, needed=needed
            )
        )


def refuse_both(part: Part, first: str, second: str) -> None:
    """Stop the validation where two keys are given that say the same thing."""
    if getattr(part, first) is not None and getattr(part, second) is not None:
        refuse(
            RunFileProblem(
                N_("{first} and {second} exclude each other; give one of them"),
                first=first,
                second=second,
            )
        )
