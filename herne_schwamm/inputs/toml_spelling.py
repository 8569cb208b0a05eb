"""What people write in a TOML file because it is usual elsewhere, and how it is written there."""

from __future__ import annotations

import re

from herne_schwamm.problems import N_, Problem

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_TEXTS = re.compile(r'"[^"]*"|\'[^\']*\'')
_TYPOGRAPHIC = "„“”‟«»‚‘’‹›"
_PLAIN = str.maketrans(_TYPOGRAPHIC, '"' * len(_TYPOGRAPHIC))
_NUMBER = re.compile(r"(?<![\w.:+-])([+-]?)(?:0+(\d+(?:\.\d+)?)|(\d+)\.|(\.\d+))(?![\w.:-])")
_TRUTH = re.compile(r"(?<![\w.])(?:True|TRUE|False|FALSE)(?![\w.])")
_UNPARTED = re.compile(r"\s*;\s*|(?<=[\d\"])\s+(?=[\d\".+-])")


def spelling_fault(said: str, line: str) -> Problem | None:
    """What is written differently in TOML than in this line; None where nothing of it is known.

    Parameters
    ----------
    said
        What the parser said of the line.
    line
        Where it gave up.
    """
    control = _CONTROL.search(line)
    if control:
        return Problem(
            N_("sign {column} of the line is a control character ({code}); delete it"),
            column=control.start() + 1,
            code=f"U+{ord(control[0]):04X}",
        )
    # What stands in quotation marks is right, and what follows a # does not matter.
    bare = _TEXTS.sub('""', line).partition("#")[0]
    key, sign, value = bare.partition("=")
    if any(mark in bare for mark in _TYPOGRAPHIC):
        return Problem(
            N_("texts stand in plain quotation marks: {line}"), line=line.strip().translate(_PLAIN)
        )
    if not key.isascii():
        return Problem(
            N_(
                "keys are written with the letters A-Z, digits, hyphens and underscores, without "
                "umlauts: {key}"
            ),
            key=key.strip(),
        )
    return _value_fault(said, line, value if sign else bare)


def _value_fault(said: str, line: str, value: str) -> Problem | None:
    number = _NUMBER.search(value)
    if number:
        return _instead(number[0].strip(), number[1] + _written_out(number))
    truth = _TRUTH.search(value)
    if truth:
        return _instead(truth[0], truth[0].lower())
    if said.startswith("Unclosed array") and _UNPARTED.search(value):
        return Problem(
            N_("the values of a list are parted by commas: {line}"),
            line=_UNPARTED.sub(", ", line.strip()),
        )
    return None


def _written_out(number: re.Match[str]) -> str:
    """The digits of a number with a leading zero too many, or none beside the point."""
    _, zeros, whole, decimals = number.groups()
    if zeros:
        return str(zeros)
    return f"{whole}.0" if whole else f"0{decimals}"


def _instead(found: str, right: str) -> Problem:
    return Problem(N_("write {right} instead of {found}"), right=right, found=found)
