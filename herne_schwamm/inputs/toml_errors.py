"""What is wrong with a file that is no TOML, in words of its reader instead of the parser's."""

from __future__ import annotations

import re

from herne_schwamm.inputs.toml_spelling import spelling_fault
from herne_schwamm.problems import N_, Problem

_DECIMAL_COMMA = re.compile(r"\s*[A-Za-z0-9_]+\s*=\s*([+-]?\d+,\d+)\s*(?:#.*)?$")
_AT_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")
_KEY_AND_VALUE = re.compile(r"\s*([^=\s]+)\s*=\s*(.*?)\s*(?:#.*)?$")
_WITH_UNIT = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*(?:[a-zA-Zµ%°][\w%²³/]*)")
_BRACKETS = "[]{}"
_QUOTES = ('"', "'")


def toml_fault(text: str, error: Exception) -> tuple[int, Problem]:
    """Line of a fault, from 1, and what is wrong there.

    Parameters
    ----------
    text
        The file.
    error
        What the parser said.
    """
    # As the parser counts them: other signs that end a line are signs of a text to it.
    lines = re.split(r"\r?\n", re.sub(r"\r?\n$", "", text))
    for number, line in enumerate(lines, start=1):
        # The likeliest fault where numbers have decimal commas, wherever the parser gave up.
        comma = _DECIMAL_COMMA.match(line)
        if comma:
            return number, Problem(
                N_("numbers are written with a point, not a comma: {number}"),
                number=comma[1].replace(",", "."),
            )
    said = str(error)
    place = _AT_LINE.search(said)
    number = min(int(place[1]), len(lines)) if place else len(lines)
    line = lines[number - 1]
    return number, spelling_fault(said, line) or _what(said, line)


def _what(said: str, line: str) -> Problem:
    """The fault of a line, by the parser's words and what stands there."""
    pair = _KEY_AND_VALUE.match(line)
    key, value = (pair[1], pair[2]) if pair else ("", "")
    if "\\" in line and ("Unescaped" in said or "hex value" in said):
        return Problem(
            N_("a backslash has a meaning of its own in texts; write / between folders: {line}"),
            line=line.strip().replace("\\", "/"),
        )
    if said.startswith(("Cannot overwrite", "Cannot declare", "Cannot mutate", "Duplicate")):
        return _twice(key, line)
    if said.startswith("Invalid value") and not value:
        return Problem(N_("the key {key} has no value"), key=key or "–")
    if with_unit := _WITH_UNIT.fullmatch(value):
        return Problem(
            N_(
                "the unit stands in the name of the key, only the number behind it: {key} = {value}"
            ),
            key=key,
            value=with_unit[1],
        )
    if said.startswith(("Invalid value", "Expected newline")) and not value.startswith(
        (*_QUOTES, *_BRACKETS)
    ):
        return Problem(
            N_(
                "the value of {key} is neither a number nor true or false; texts, paths and dates "
                'stand in quotation marks: {key} = "{value}"'
            ),
            key=key,
            value=value,
        )
    if said.startswith(("Unterminated string", "Illegal character")):
        return Problem(N_("a quotation mark is missing at the end of a text: {line}"), line=line)
    if said.startswith("Expected '='"):
        return Problem(
            N_("a key, an equals sign and a value are expected: {line}"), line=line.strip()
        )
    if said.startswith(("Expected ']'", "Expected ']]'")):
        return Problem(N_("a bracket is missing at the end of a heading: {line}"), line=line)
    if place := _AT_LINE.search(said):
        return Problem(
            N_("from sign {column} of the line on this is not valid TOML: {line}"),
            column=int(place[2]),
            line=line,
        )
    return Problem(N_("this is not valid TOML: {line}"), line=line)


def _twice(key: str, line: str) -> Problem:
    if line.lstrip().startswith("["):
        return Problem(
            N_(
                "the heading {heading} stands there a second time, or as [one table] and as "
                "[[one of several]]; join what belongs together"
            ),
            heading=line.strip(),
        )
    return Problem(
        N_("the key {key} stands there a second time in its part; take one of them out"),
        key=key or line.strip(),
    )
