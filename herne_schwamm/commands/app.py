"""All commands under one name."""

from __future__ import annotations

from typing import Annotated

import typer

import herne_schwamm
from herne_schwamm.commands.check import check_command
from herne_schwamm.commands.demo import demo_command
from herne_schwamm.commands.doctor import doctor_command
from herne_schwamm.commands.init import init_command
from herne_schwamm.commands.run import run_command
from herne_schwamm.commands.schema import schema_command
from herne_schwamm.commands.uncertainty import uncertainty_command
from herne_schwamm.commands.validate import validate_command
from herne_schwamm.commands.verify import verify_command
from herne_schwamm.commands.warmup import warmup_command

app = typer.Typer(
    name="herne-schwamm",
    help="Starkregen, Wasserhaushalt und Hitze einer Stadt: Karten aus den Daten der Stadt.",
    epilog="Rückgabewerte: 0 fertig · 2 Aufruf oder Laufdatei · 3 einige Szenarien gescheitert · "
    "4 Wasserbilanz geht nicht auf · 65 Eingangsdaten · 70 Programmfehler · 73/74 Schreiben · "
    "75 gesperrt durch einen anderen Lauf · 130 abgebrochen · 143 von außen beendet. "
    "Befehle mit der Tabulatortaste ergänzen: einmal »herne-schwamm --install-completion«.",
    no_args_is_help=True,
    # Messages are plain text: they end up in mails and logs.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"herne-schwamm {herne_schwamm.__version__}")
        raise typer.Exit


@app.callback()
def _common(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Die Version zeigen."
        ),
    ] = False,
) -> None:
    """Options before the command."""


app.command("demo")(demo_command)
app.command("init")(init_command)
app.command("check")(check_command)
app.command("run")(run_command)
app.command("uncertainty")(uncertainty_command)
app.command("verify")(verify_command)
app.command("warmup")(warmup_command)
app.command("doctor")(doctor_command)
app.command("schema")(schema_command)
app.command("validate")(validate_command)
