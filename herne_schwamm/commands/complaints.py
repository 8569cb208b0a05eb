"""What is wrong with a call: the complaints of typer as sentences of the catalogue.

Typer builds its complaints in English and in one piece. They are recognised by
their words; one that is not known is told as it is within a sentence of ours.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from herne_schwamm.problems import N_, Problem

if TYPE_CHECKING:
    from typer import TyperException

CALLS = {
    r"Missing (?:argument|option|parameter):? '?(?P<name>.+?)'?\.?": N_("{name} is missing"),
    "Missing command.": N_("a command is missing"),
    r"No such command '(?P<name>.+)'(?:\.|\. Did you mean (?P<near>.+)\?)": N_(
        "there is no command {name}"
    ),
    r"No such option: (?P<name>\S+)(?: \(Possible options: (?P<near>.+)\))?": N_(
        "there is no option {name}"
    ),
    r"Option '(?P<name>.+)' requires an argument\.": N_("{name} needs a value behind it"),
    r"Option '(?P<name>.+)' does not take a value\.": N_("{name} takes no value"),
    r"Got unexpected extra argument\(s\) \((?P<name>.*)\)": N_(
        "too much is given: {name} (a path with blanks stands in quotation marks)"
    ),
    r"Invalid value for '(?P<name>[^']+)'(?: \(env var: '(?P<variable>.+?)'\))?: (?P<what>.+)": N_(
        "{name}: {what}"
    ),
}
"""Complaints about a call, whole, and what is said instead."""

VALUES = {
    "Input should be a valid integer.*": N_("a whole number is expected"),
    "Input should be a valid number.*": N_(
        "a number is expected, with a decimal point and not a comma"
    ),
    "Input should be greater than or equal to (?P<limit>.+)": N_("at least {limit} is expected"),
    "Input should be less than or equal to (?P<limit>.+)": N_("at most {limit} is expected"),
    r"Value error, '(?P<value>.*)' is not one of (?P<known>.+)\.": N_(
        "{value} is not known; it is one of {known}"
    ),
}
"""Complaints about the value of an option."""

BEFORE_THE_COMMAND = N_("{what}, or it stands behind the command: check … {name}")


def complaint_of(error: TyperException, *, before_command: bool) -> Problem:
    """What a complaint of typer says, as a sentence of ours.

    Parameters
    ----------
    error
        The complaint.
    before_command
        Whether what it is about stands before the command.
    """
    message = error.format_message()
    found = _recognised(CALLS, message)
    if found is None:
        return Problem(N_("the call is not understood ({reason})"), reason=message)
    sentence, facts = found
    near, variable = facts.pop("near", None), facts.pop("variable", None)
    problem = Problem(sentence, **{**facts, **_value_told(facts)})
    if variable is not None:
        problem = Problem(
            N_("{what} (also the environment variable {variable})"), what=problem, variable=variable
        )
    if near is not None:
        return Problem(N_("{problem}; did you mean {guess}?"), problem=problem, guess=near)
    if before_command and facts.get("name", "").startswith("-"):
        return Problem(BEFORE_THE_COMMAND, what=problem, name=facts["name"])
    return problem


def _value_told(facts: dict[str, str]) -> dict[str, Problem]:
    """What is wrong with a value, where the complaint is about one."""
    if "what" not in facts:
        return {}
    known = _recognised(VALUES, facts["what"])
    if known is None:
        return {"what": Problem(N_("not understood ({reason})"), reason=facts["what"])}
    return {"what": Problem(known[0], **known[1])}


def _recognised(sentences: dict[str, str], message: str) -> tuple[str, dict[str, str]] | None:
    """The sentence for a message and its facts; None where it is not known."""
    for pattern, sentence in sentences.items():
        if match := re.fullmatch(pattern, message, re.DOTALL):
            facts = {key: value for key, value in match.groupdict().items() if value is not None}
            # Quotation marks are for signs that our sentences set apart without them.
            return sentence, {
                key: value if key == "what" else value.replace("'", "")
                for key, value in facts.items()
            }
    return None
