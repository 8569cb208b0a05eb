"""How the commands explain themselves, and complain, in the language that is asked for.

Help texts are sentences of the catalogue; typer shows them, here they are put
into the language before it does. What typer builds in English itself (the line
of usage, complaints about a call) is said here instead.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from herne_schwamm.commands.complaints import complaint_of
from herne_schwamm.commands.headings import use_for_headings, wanted_language
from herne_schwamm.problems import N_, Language, Problem

PROGRAM = "herne-schwamm"
CALLED_BY = "HERNE_SCHWAMM_CALL"
"""Environment variable in which `start.py` says how the program was called."""


def call() -> str:
    """How the program is called here."""
    return os.environ.get(CALLED_BY, PROGRAM)


class _Speaking:
    """What a command and all of them together have in common."""

    language = Language()

    def get_help_option(self, ctx: Any) -> TyperOption | None:
        """The option that shows the help, explained in the language."""
        option: TyperOption | None = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = self.language.text(N_("Show this help."))
        return option

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """The line that says how it is called."""
        pieces = " ".join(self.collect_usage_pieces(ctx))  # type: ignore[attr-defined]
        prefix = self.language.text(N_("Usage:"))
        formatter.write_usage(_path(ctx), pieces, prefix=f"{prefix} ")


class SpeakingCommand(_Speaking, TyperCommand):
    """A command that explains itself in the language."""


class SpeakingGroup(_Speaking, TyperGroup):
    """All commands, in the language that is asked for."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: ARG002 - it always ends the process
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> NoReturn:
        """Answer a command line, and end the process with its exit code."""
        words = sys.argv[1:] if args is None else list(args)
        language = Language(wanted_language(words))
        use_for_headings(language.code)
        for command in (self, *self.commands.values()):
            _put_into(command, language)
        try:
            code = super().main(args, prog_name, complete_var, False, windows_expand_args, **extra)
        except typer.TyperException as error:
            if words:
                _complain(error, language)
            else:
                # Called with nothing: the help says what there is.
                typer.echo(error.format_message(), err=True)
            sys.exit(error.exit_code)
        sys.exit(code if isinstance(code, int) else 0)


def _put_into(command: Any, language: Language) -> None:
    """Put the texts of a command and its parameters into a language."""
    command.language = language
    for one in (command, *command.params):
        for text in ("help", "short_help", "epilog", "metavar", "subcommand_metavar"):
            if sentence := getattr(one, text, None):
                setattr(one, text, language.text(sentence))
    command.options_metavar = language.text(N_("[OPTIONS]"))


def _path(ctx: Any) -> str:
    """Program and command as they are called here."""
    return str(ctx.command_path).replace(PROGRAM, call(), 1)


def _complain(error: typer.TyperException, language: Language) -> None:
    """The line of usage, and last what is wrong and where more is said."""
    ctx = getattr(error, "ctx", None)
    problem = complaint_of(error, before_command=ctx is not None and ctx.parent is None)
    if ctx is not None:
        typer.echo(ctx.get_usage(), err=True)
        problem = Problem(N_("{what} (help: {call} --help)"), what=problem, call=_path(ctx))
    told = problem.told_in(language)
    typer.echo(language.text(N_("Error: {what}"), what=told), err=True)
