"""`run`: compute run files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from herne_schwamm.commands import options
from herne_schwamm.commands.voice import speaking
from herne_schwamm.problems import N_

HELP = N_(
    "Compute runs; those that are complete stay.\n\n"
    "A run of the same run file and the same data stands there already and is not computed "
    "again."
)


def run_command(
    run_files: Annotated[
        list[Path], typer.Argument(metavar=N_("RUN_FILE"), help=N_("One run file or several."))
    ],
    threads: options.Threads = None,
    data: options.Data = None,
    allow_outside: options.AllowOutside = False,
    verbose: options.Verbose = False,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
    lang: options.Language = options.Lang.de,
) -> None:
    with speaking(lang, verbose=verbose, quiet=quiet, as_json=as_json) as voice:
        from herne_schwamm.commands.running import compute_and_tell

        compute_and_tell(
            run_files, voice, threads=threads, data_folder=data, allow_outside=allow_outside
        )
