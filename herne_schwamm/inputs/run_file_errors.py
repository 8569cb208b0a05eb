"""What is wrong with a run file, as one sentence with file, line and key."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from herne_schwamm.inputs.guessing import name_like, nearest, or_guess
from herne_schwamm.inputs.run_file_city import CityPart, RainStatisticsPart, SewerPart, SitesPart
from herne_schwamm.inputs.run_file_heat import HeatPart
from herne_schwamm.inputs.run_file_output import OutputPart, PointPart, RiskPart
from herne_schwamm.inputs.run_file_population import PopulationPart
from herne_schwamm.inputs.run_file_season import SeasonPart
from herne_schwamm.inputs.run_file_storm import InflowPart, StormPart
from herne_schwamm.inputs.run_file_values import REFUSED
from herne_schwamm.problems import N_, RunFileProblem, Typed

Location = tuple[int | str, ...]

LATER_KEYS: Mapping[str, frozenset[str]] = {
    "": frozenset({"strategy"}),
}
"""Keys of later versions, by the table they stand in."""

TABLES: Mapping[str, type[BaseModel]] = {
    "city": CityPart,
    "sites": SitesPart,
    "sewer": SewerPart,
    "population": PopulationPart,
    "rain_statistics": RainStatisticsPart,
    "season": SeasonPart,
    "risk": RiskPart,
    "storm": StormPart,
    "heat": HeatPart,
    "storm.inflow": InflowPart,
    "output": OutputPart,
    "output.point": PointPart,
}
LISTED = ("storm", "storm.inflow", "heat", "output.point")
"""Tables of which there may be several."""

LIKENESS_ELSEWHERE = 0.8
"""How like a key of another table has to be to be meant."""

TOP_KEYS = (
    "schema_version",
    "name",
    "title",
    "language",
    "city",
    "sites",
    "sewer",
    "population",
    "rain_statistics",
    "season",
    "storm_preset",
    "storm",
    "heat",
    "risk",
    "output",
)

EXAMPLE_NAME = "T100_60min"

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"^\s*[\"']?([A-Za-z0-9_-]+)[\"']?\s*=")


def problem_of(
    error: ValidationError, file: Path, text: str, content: Mapping[str, Any]
) -> RunFileProblem:
    """The first thing wrong, told as one sentence.

    Unknown keys come first: a mistyped key is also a missing one, and the
    mistake is easier to see in what is there.
    """
    details = sorted(
        error.errors(include_url=False), key=lambda detail: detail["type"] != "extra_forbidden"
    )[0]
    location = _within_file(details["loc"])
    return RunFileProblem(
        N_("{place}: {what}"),
        place=_place(file, location, _lines_of(text)),
        what=_what(details, location, content),
    )


def _within_file(location: Location) -> Location:
    # Default values of the whole part [output] are validated too; what is wrong with
    # them has a location like any other.
    return tuple(step for step in location if step != "default")


def _lines_of(text: str) -> dict[Location, int]:
    """Line of every table and key that stands in the usual notation."""
    lines: dict[Location, int] = {}
    counts: Counter[Location] = Counter()
    table: Location = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = ()
            steps = [step.strip().strip("\"'") for step in header[2].split(".")]
            for depth, step in enumerate(steps, start=1):
                table += (step,)
                if header[1] == "[[" and depth == len(steps):
                    counts[table] += 1
                    lines.setdefault(table, number)
                if counts[table]:
                    table += (counts[table] - 1,)
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault((*table, key[1]), number)
    return lines


def _place(file: Path, location: Location, lines: Mapping[Location, int]) -> RunFileProblem | Path:
    for length in range(len(location), 0, -1):
        if (line := lines.get(location[:length])) is not None:
            return RunFileProblem(N_("{file}, line {line}"), file=file, line=line)
    return file


def _key_path(location: Location, content: Mapping[str, Any]) -> str:
    """The key as a person finds it: ``storm "T100".rain_depth_mm``."""
    text = ""
    here: Any = content
    for step in location:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            here = None
        if isinstance(step, int):
            name = here.get("name") if isinstance(here, dict) else None
            text += f' "{name}"' if isinstance(name, str) else f"[{step + 1}]"
        else:
            text += f".{step}" if text else step
    return text


def _table_name(location: Location) -> str:
    return ".".join(step for step in location if isinstance(step, str))


def _known_keys(table: str) -> Collection[str]:
    if table not in TABLES:
        return TOP_KEYS
    return [field.alias or name for name, field in TABLES[table].model_fields.items()]


def _unknown_key(location: Location, content: Mapping[str, Any]) -> RunFileProblem:
    table, key = _table_name(location[:-1]), str(location[-1])
    if key in LATER_KEYS.get(table, ()):
        return RunFileProblem(
            N_("this version does not have {key} yet; take it out of the run file"),
            key=_key_path(location, content),
        )
    known = _known_keys(table)
    problem = RunFileProblem(
        N_("the key {key} is unknown; known here are {known}"),
        key=_key_path(location, content),
        known=", ".join(known),
    )
    near = nearest(key, known, LIKENESS_ELSEWHERE)
    elsewhere = None if near else _key_elsewhere(key)
    if elsewhere is None:
        # A key of the same unit is meant before others.
        unit = key.rpartition("_")[2]
        alike = [name for name in known if name.rpartition("_")[2] == unit]
        return or_guess(problem, key, alike if nearest(key, alike) else known)
    guess, other = elsewhere
    return RunFileProblem(
        N_("{problem}; did you mean {guess} in {table}?"),
        problem=problem,
        guess=guess,
        table=f"[[{other}]]" if other in LISTED else f"[{other}]",
    )


def _key_elsewhere(key: str) -> tuple[str, str] | None:
    """The key of another table that was probably meant, and that table."""
    tables = {name: table for table in reversed(list(TABLES)) for name in _known_keys(table)}
    guess = nearest(key, tables, LIKENESS_ELSEWHERE)
    return None if guess is None else (guess, tables[guess])


def _what(details: ErrorDetails, location: Location, content: Mapping[str, Any]) -> RunFileProblem:
    key = _key_path(location, content)
    match details["type"]:
        case "extra_forbidden":
            return _unknown_key(location, content)
        case "missing":
            return RunFileProblem(N_("the key {key} is missing"), key=key)
        case kind if kind == REFUSED and not key:
            what: RunFileProblem = details["ctx"]["what"]
            return what
        case kind if kind == REFUSED:
            return RunFileProblem(N_("{key}: {what}"), key=key, what=details["ctx"]["what"])
    if details["type"] == "tuple_type" and isinstance(details["input"], dict):
        table = _table_name(location)
        return RunFileProblem(
            N_("there may be several of {table}: its heading is [[{table}]] and not [{table}]"),
            table=table,
        )
    found = json.dumps(details["input"], ensure_ascii=False, default=str)
    found = found if len(found) <= 60 else found[:57] + "..."
    if details["type"] == "string_pattern_mismatch" and location[-1] == "name":
        return RunFileProblem(
            N_(
                "{key} is {found}, but a name has letters (A-Z), digits, hyphens and underscores "
                "only, and begins with a letter or digit, for example {example}"
            ),
            key=key,
            found=found,
            example=json.dumps(name_like(str(details["input"])) or EXAMPLE_NAME),
        )
    return RunFileProblem(
        N_("{key} must be {expected}, not {found}"),
        key=key,
        expected=_expected(details),
        found=found,
    )


def _expected(details: ErrorDetails) -> RunFileProblem:
    """What a value should have been."""
    limits = details.get("ctx", {})
    match details["type"]:
        case "greater_than":
            return RunFileProblem(N_("a number above {limit:g}"), limit=Typed(limits["gt"]))
        case "greater_than_equal":
            return RunFileProblem(N_("a number of at least {limit:g}"), limit=Typed(limits["ge"]))
        case "less_than_equal":
            return RunFileProblem(N_("a number of at most {limit:g}"), limit=Typed(limits["le"]))
        case "float_type" | "finite_number" | "int_type":
            return RunFileProblem(N_("a number"))
        case "literal_error":
            return RunFileProblem(
                N_("one of {choices}"), choices=limits["expected"].replace(" or ", ", ")
            )
        case "string_pattern_mismatch":
            return RunFileProblem(N_("a text in one line"))
        case "string_too_long":
            return RunFileProblem(N_("a text of at most {limit} signs"), limit=limits["max_length"])
        case "string_type":
            return RunFileProblem(N_("a text in quotation marks"))
        case "too_short" | "too_long" | "tuple_type":
            return RunFileProblem(N_("a list of the right length"))
        case "model_type" | "model_attributes_type" | "dict_type":
            return RunFileProblem(N_("a table with keys"))
        case _:
            return RunFileProblem(N_("valid ({reason})"), reason=details["msg"])
