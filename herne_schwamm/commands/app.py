"""All commands under one name."""

from __future__ import annotations

from typing import Annotated

import typer

import herne_schwamm
from herne_schwamm.commands import (
    check,
    demo,
    doctor,
    init,
    run,
    schema,
    uncertainty,
    validate,
    verify,
    warmup,
)
from herne_schwamm.commands.usage import PROGRAM, SpeakingCommand, SpeakingGroup
from herne_schwamm.problems import N_

app = typer.Typer(
    name=PROGRAM,
    cls=SpeakingGroup,
    help=N_("Storms, water balance and heat of a city: maps from the city's own data."),
    epilog=N_(
        "Exit codes: 0 done · 2 call or run file · 3 some scenarios failed · 4 the water balance "
        "does not close · 65 input data · 70 fault of the program · 73/74 writing · 75 locked by "
        "another run · 130 interrupted · 143 ended from outside. Complete commands with the tab "
        "key: once herne-schwamm --install-completion."
    ),
    subcommand_metavar=N_("COMMAND …"),
    no_args_is_help=True,
    # Messages are plain text: they end up in mails and logs.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"{PROGRAM} {herne_schwamm.__version__}")
        raise typer.Exit


@app.callback()
def _common(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help=N_("Show the version.")
        ),
    ] = False,
) -> None:
    """Options before the command."""


app.command("demo", cls=SpeakingCommand, help=demo.HELP)(demo.demo_command)
app.command("init", cls=SpeakingCommand, help=init.HELP)(init.init_command)
app.command("check", cls=SpeakingCommand, help=check.HELP)(check.check_command)
app.command("run", cls=SpeakingCommand, help=run.HELP)(run.run_command)
app.command("uncertainty", cls=SpeakingCommand, help=uncertainty.HELP)(
    uncertainty.uncertainty_command
)
app.command("verify", cls=SpeakingCommand, help=verify.HELP)(verify.verify_command)
app.command("warmup", cls=SpeakingCommand, help=warmup.HELP)(warmup.warmup_command)
app.command("doctor", cls=SpeakingCommand, help=doctor.HELP)(doctor.doctor_command)
app.command("schema", cls=SpeakingCommand, help=schema.HELP)(schema.schema_command)
app.command("validate", cls=SpeakingCommand, help=validate.HELP)(validate.validate_command)
