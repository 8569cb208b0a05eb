"""Headings of the help, which typer takes from gettext."""

from __future__ import annotations

import gettext
import os
from collections.abc import Sequence

from herne_schwamm.problems import N_
from herne_schwamm.problems.language import DOMAIN, LANGUAGES, LOCALE_FOLDER

VARIABLE = "HERNE_SCHWAMM_LANG"

OF_TYPER = (
    N_("Arguments"),
    N_("Commands"),
    N_("Options"),
    N_("required"),
    N_("default: {default}"),
    N_("env var: {var}"),
    N_("Install completion for the current shell."),
    N_("Show completion for the current shell, to copy it or customize the installation."),
)
"""Sentences of typer: here so that the catalogue has them."""


def wanted_language(arguments: Sequence[str]) -> str:
    """The language asked for, before the command line is understood: German unless told otherwise.

    A wrong word is refused by the command itself.
    """
    wanted = os.environ.get(VARIABLE, "")
    for number, word in enumerate(arguments):
        if word == "--lang" and number + 1 < len(arguments):
            wanted = arguments[number + 1]
        elif word.startswith("--lang="):
            wanted = word.removeprefix("--lang=")
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


def use_for_headings(language: str) -> None:
    """Let gettext of this process speak a language from the catalogue of this program."""
    gettext.bindtextdomain(DOMAIN, str(LOCALE_FOLDER))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language
