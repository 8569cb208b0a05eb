"""`doctor`: whether this computer can run it, and what would break a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from herne_schwamm.commands import options
from herne_schwamm.commands.table import screen_width, text_table
from herne_schwamm.commands.voice import speaking
from herne_schwamm.problems import N_, InputProblem, Language

HELP = N_(
    "Examine computer and installation.\n\n"
    "Versions, threads, environment, compiled kernels, disk and memory."
)


def doctor_command(
    reports: Annotated[
        Path, typer.Option("--reports", help=N_("Folder for the results."), metavar=N_("FOLDER"))
    ] = Path("reports"),
    threads: options.Threads = None,
    verbose: options.Verbose = False,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
    lang: options.Language = options.Lang.de,
) -> None:
    with speaking(lang, verbose=verbose, quiet=quiet, as_json=as_json) as voice:
        from herne_schwamm.batch.threads import use_threads

        use_threads(threads)
        from herne_schwamm.batch.installation import examine

        found = examine(reports)
        voice.show_result(text_table(*_table(found.facts, voice.language), screen_width()))
        for problem in (*found.warnings, *found.faults[:-1]):
            voice.warn(problem.sentence, **problem.facts)
        if found.faults:
            raise InputProblem(
                N_("Nothing can be computed here: {fault}"), fault=found.faults[-1]
            ) from found.faults[-1]
        voice.finish(
            {
                **found.facts,
                "warnings": [problem.told_in(voice.language) for problem in found.warnings],
            },
            N_("This computer is ready; warnings: {count}."),
            count=len(found.warnings),
        )


def _table(facts: dict[str, Any], language: Language) -> tuple[list[str], list[list[str]]]:
    words = {True: N_("yes"), False: N_("no"), None: N_("none")}
    rows = [
        [
            name,
            language.text(words[value]) if value is None or isinstance(value, bool) else str(value),
        ]
        for name, value in facts.items()
    ]
    return [language.text(N_("What")), language.text(N_("Found"))], rows
