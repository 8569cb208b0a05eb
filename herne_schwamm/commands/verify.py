"""`verify`: hash the products of a run again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from herne_schwamm.commands import options
from herne_schwamm.commands.voice import speaking
from herne_schwamm.problems import N_

HELP = N_(
    "Verify the results of a run.\n\n"
    "Every file is read and compared with its checksum in the manifest."
)


def verify_command(
    run_folder: Annotated[
        Path,
        typer.Argument(
            metavar=N_("RUN"), help=N_("Folder of a run, for example reports/demo/latest.")
        ),
    ],
    verbose: options.Verbose = False,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
    lang: options.Language = options.Lang.de,
) -> None:
    with speaking(lang, verbose=verbose, quiet=quiet, as_json=as_json) as voice:
        from herne_schwamm.batch.verify import verify

        verified = verify(run_folder)
        voice.finish(
            {
                "folder": str(verified.folder),
                "run_id": verified.run_id,
                "products": verified.products,
            },
            N_("All {count} products of run {run_id} in {folder} are as they were written."),
            count=verified.products,
            run_id=verified.run_id,
            folder=verified.folder,
        )
