"""`uncertainty`: how far the depth depends on rain and roughness."""

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
    "Show where the class of depth depends on rain and roughness.\n\n"
    "Every storm is computed five times: as given, with less and more rain, on smoother and "
    "rougher ground (roughness ± 20 %). The results are in reports/<name>_uncertainty."
)


def uncertainty_command(
    run_file: Annotated[Path, typer.Argument(metavar=N_("RUN_FILE"), help=N_("A run file."))],
    storms: Annotated[
        list[str] | None,
        typer.Option(
            "--storm", metavar="NAME", help=N_("Only this storm; may be given several times.")
        ),
    ] = None,
    rain_percent: Annotated[
        float | None,
        typer.Option(
            min=0.1,
            max=90.0,
            metavar=N_("NUMBER"),
            help=N_(
                "Less and more rain by this per cent; the band of tolerance of KOSTRA where it "
                "is not given."
            ),
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

        def variants_of_storms() -> Task:
            from herne_schwamm.batch.uncertainty import uncertainty_task

            return uncertainty_task(None if rain_percent is None else rain_percent / 100.0)

        compute_and_tell(
            [run_file],
            voice,
            threads=threads,
            data_folder=data,
            allow_outside=allow_outside,
            task=variants_of_storms,
            storms=storms or (),
        )
