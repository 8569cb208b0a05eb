"""`schema`: the JSON schema of the run file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from herne_schwamm.commands import options
from herne_schwamm.commands.voice import speaking
from herne_schwamm.problems import N_, WriteProblem, system_reason

HELP = N_("Print the JSON schema of the run file.\n\nEditors complete and check its keys with it.")


def schema_command(
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar=N_("FILE"),
            help=N_("Write to this file (in a project: configs/schema.json)."),
            show_default=False,
        ),
    ] = None,
    verbose: options.Verbose = False,
    quiet: options.Quiet = False,
    lang: options.Language = options.Lang.de,
) -> None:
    with speaking(lang, verbose=verbose, quiet=quiet, as_json=False) as voice:
        import json

        from herne_schwamm.inputs.run_file import run_file_schema

        text = json.dumps(run_file_schema(), indent=2, ensure_ascii=False)
        if out is None:
            typer.echo(text)
            return
        try:
            out.write_text(text + "\n", encoding="utf-8", newline="\n")
        except OSError as error:
            raise WriteProblem(
                N_("{file} could not be written ({reason}); check folder and disk"),
                file=out,
                reason=system_reason(error),
            ) from error
        voice.finish({}, N_("The schema of the run file is in {file}"), file=out)
