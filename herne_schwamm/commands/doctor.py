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


LABELS = {
    "platform": N_("System"),
    "reference_systems_work": N_("Reference systems work"),
    "cores": N_("Cores"),
    "threads": N_("Threads"),
    "threading_layer": N_("Threading layer"),
    "kernel_cache": N_("Compiled kernels are kept in"),
    "kernel_cache_writable": N_("That can be written to"),
    "kernels_compiled": N_("Kernels are compiled"),
    "reports": N_("Folder for the results"),
    "reports_writable": N_("That folder can be written to"),
    "disk_free_gb": N_("Free on the disk [GB]"),
    "memory_gb": N_("Memory [GB]"),
    "memory_free_gb": N_("Free memory [GB]"),
}
"""What was found, in words; libraries keep their names."""

WORDS = {True: N_("yes"), False: N_("no"), None: N_("none")}


def _table(facts: dict[str, Any], language: Language) -> tuple[list[str], list[list[str]]]:
    rows = [
        [language.text(LABELS[name]) if name in LABELS else name, _told(value, language)]
        for name, value in facts.items()
    ]
    return [language.text(N_("What")), language.text(N_("Found"))], rows


def _told(value: Any, language: Language) -> str:
    if value is None or isinstance(value, bool):
        return language.text(WORDS[value])
    return language.trimmed(value) if isinstance(value, float) else str(value)
