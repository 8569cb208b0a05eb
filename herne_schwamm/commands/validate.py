"""`validate`: compare with solutions and measurements others have published."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from herne_schwamm.batch.threads import use_threads
from herne_schwamm.commands import options
from herne_schwamm.commands.voice import speaking
from herne_schwamm.problems import N_, InputProblem, RunFileProblem

GATE_FAILED = 4
"""Exit code where a case lies outside its tolerance: the same gate as a balance."""


HELP = N_(
    "Test the model on published cases.\n\n"
    "Solutions, measurements and other programs; the result is the page docs/validation.md."
)


def validate_command(
    data: options.Data = None,
    page: Annotated[
        Path, typer.Option("--page", metavar=N_("FILE"), help=N_("The page that is written."))
    ] = Path("docs/validation.md"),
    places: Annotated[
        Path,
        typer.Option(
            "--places", metavar=N_("FOLDER"), help=N_("Folder of the run files of real places.")
        ),
    ] = Path("tests/places"),
    threads: options.Threads = None,
    verbose: options.Verbose = False,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
    lang: options.Language = options.Lang.de,
) -> None:
    with speaking(lang, verbose=verbose, quiet=quiet, as_json=as_json) as voice:
        if data is None:
            raise RunFileProblem(
                N_(
                    "{page} was left as it is: the comparison needs the data folder; name it with "
                    "--data or in the environment variable HERNE_SCHWAMM_DATA"
                ),
                page=page,
            )
        if not data.is_dir():
            raise InputProblem(
                N_("{page} was left as it is: there is no data folder {folder}; check --data"),
                page=page,
                folder=data,
            )
        use_threads(threads)
        from herne_schwamm.validation import validate

        results = validate(
            data, page, places, progress=lambda title: voice.say(N_("Case: {title}"), title=title)
        )
        failed = [result.name for result in results if not result.passes]
        told = {"page": str(page), "cases": len(results), "failed": failed}
        if failed:
            voice.finish(
                told,
                N_("{page} is written; {failed} of {total} cases do not pass: {names}"),
                page=page,
                failed=len(failed),
                total=len(results),
                names=", ".join(failed),
            )
            raise typer.Exit(GATE_FAILED)
        voice.finish(
            told,
            N_("{page} is written; all {total} cases pass"),
            page=page,
            total=len(results),
        )
