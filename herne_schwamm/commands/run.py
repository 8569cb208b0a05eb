"""`run`: compute run files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from herne_schwamm.commands import options
from herne_schwamm.commands.voice import speaking
from herne_schwamm.problems import N_

if TYPE_CHECKING:
    from herne_schwamm.batch.task import Task

HELP = N_(
    "Compute runs; those that are complete stay.\n\n"
    "A run of the same run file and the same data stands there already and is not computed "
    "again.\n\n"
    "With --preview storms are computed on larger cells, several times as fast and less exactly. "
    "The results are in reports/<name>-preview."
)


def run_command(
    run_files: Annotated[
        list[Path], typer.Argument(metavar=N_("RUN_FILE"), help=N_("One run file or several."))
    ],
    preview: Annotated[
        bool,
        typer.Option(
            "--preview", help=N_("Only a preview of the storms: depths, on larger cells.")
        ),
    ] = False,
    preview_cells: Annotated[
        int | None,
        typer.Option(
            "--preview-cells",
            metavar=N_("NUMBER"),
            help=N_("Cells of the terrain along a cell of the preview: 4, or 2 to be more exact."),
            show_default=False,
        ),
    ] = None,
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

        def preview_of_storms() -> Task:
            from herne_schwamm.batch.preview import preview_task

            return preview_task(preview_cells)

        wanted = preview or preview_cells is not None
        compute_and_tell(
            run_files,
            voice,
            threads=threads,
            data_folder=data,
            allow_outside=allow_outside,
            task=preview_of_storms if wanted else None,
        )
