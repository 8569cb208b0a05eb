"""Run files computed one after another, and what is said of it at the end."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from herne_schwamm.batch.atomic import LATEST
from herne_schwamm.batch.threads import use_threads
from herne_schwamm.commands.voice import Voice
from herne_schwamm.problems import N_, Language, Problem

if TYPE_CHECKING:
    from herne_schwamm.batch.task import Task

FIRST_PICTURE = Path("maps", "water_depth_max_m.png")
"""What says most at a glance."""


def compute_and_tell(
    run_files: Sequence[Path],
    voice: Voice,
    *,
    threads: int | None,
    data_folder: Path | None,
    allow_outside: bool = False,
    task: Callable[[], Task] | None = None,
    storms: Collection[str] = (),
    first_visit: bool = False,
) -> None:
    """Compute run files and end the command with the right exit code.

    A problem with one of several run files is told and does not keep the others
    from being computed; a single one is raised as it is. The last line of a single
    one names its first report, on a first visit also the picture to open first.
    ``task`` makes the task once the number of threads is set; none: every storm as it stands.
    """
    use_threads(threads)
    voice.detail(N_("Loading the program parts"))
    from herne_schwamm.batch.run import SOME_FAILED, RunOutcome, run
    from herne_schwamm.batch.task import SCENARIOS

    chosen = SCENARIOS if task is None else task()
    outcomes: list[RunOutcome] = []
    problems: list[tuple[Path, Problem]] = []
    for path in run_files:
        try:
            outcome = run(
                path,
                data_folder=data_folder,
                allow_outside=allow_outside,
                task=chosen,
                storms=storms,
                listener=voice,
            )
        except Problem as problem:
            if len(run_files) == 1:
                raise
            voice.tell_problem(problem)
            problems.append((path, problem))
            continue
        outcomes.append(outcome)
        if len(run_files) > 1:
            voice.say(*_sentence(outcome.computed), name=outcome.name, folder=shown(outcome.folder))
    failed_files = [str(path) for path, _ in problems]
    if not outcomes:
        voice.give({"runs": [], "failed_run_files": failed_files})
        raise typer.Exit(problems[0][1].exit_code)

    result = [_as_dict(outcome, voice.language) for outcome in outcomes]
    failed = sum(len(outcome.failed) for outcome in outcomes)
    last = outcomes[-1]
    if problems or failed:
        voice.finish(
            {"runs": result, "failed_run_files": failed_files},
            N_(
                "Not everything was computed. Failed: run files {files}, scenarios {scenarios}. "
                "The others are complete, the last of them in {folder}"
            ),
            files=len(problems),
            scenarios=failed,
            folder=shown(last.folder),
        )
        raise typer.Exit(SOME_FAILED)
    if len(outcomes) == 1:
        sentence = _sentence(last.computed)
        pointed = _by_pointer(last.folder)
        reports = _reports(pointed, last.scenarios)
        report = reports[0] if reports else pointed / "report.html"
        picture = report.parent / FIRST_PICTURE
        if reports:
            for other in reports[1:]:
                _tell_report(voice, other)
            visited = first_visit and picture.is_file()
            sentence = (_inviting_sentence if visited else _leading_sentence)(last.computed)
        voice.finish(
            {"runs": result},
            *sentence,
            name=last.name,
            folder=shown(last.folder),
            report=shown(report),
            picture=shown(picture),
        )
    else:
        voice.finish(
            {"runs": result},
            N_("{count} run files are complete, the last of them in {folder}"),
            count=len(outcomes),
            folder=shown(last.folder),
        )


def _reports(folder: Path, scenarios: Sequence[str]) -> list[Path]:
    """The reports of a run: those of storms and heat waves, then that of the season."""
    from herne_schwamm.inputs.run_file import WATER_BALANCE

    there = (folder / name / "report.html" for name in (*scenarios, WATER_BALANCE))
    return [report for report in there if report.is_file()]


def _tell_report(voice: Voice, report: Path) -> None:
    from herne_schwamm.inputs.run_file import WATER_BALANCE

    name = report.parent.name
    if name == WATER_BALANCE:
        voice.say(N_("The report of the water balance is {report}"), report=shown(report))
    else:
        voice.say(N_("The report of {name} is {report}"), name=name, report=shown(report))


def shown(folder: Path) -> str:
    """A folder as a person would type it here."""
    here = Path.cwd()
    return str(folder.relative_to(here)) if folder.is_relative_to(here) else str(folder)


def _by_pointer(folder: Path) -> Path:
    """The same folder by its pointer ``latest``, whose path stays the same from run to run."""
    pointer = folder.parent / LATEST
    return pointer if pointer.is_dir() and pointer.samefile(folder) else folder


def _sentence(computed: bool) -> tuple[str]:
    if computed:
        return (N_("{name} is computed. The results are in {folder}"),)
    return (N_("{name} is unchanged, nothing had to be computed. The results are in {folder}"),)


def _leading_sentence(computed: bool) -> tuple[str]:
    if computed:
        return (N_("{name} is computed. The results are in {folder}, the report is {report}"),)
    return (
        N_(
            "{name} is unchanged, nothing had to be computed. The results are in {folder}, the "
            "report is {report}"
        ),
    )


def _inviting_sentence(computed: bool) -> tuple[str]:
    if computed:
        return (
            N_(
                "{name} is computed. The results are in {folder}; open the report {report} in a "
                "browser, or the first picture {picture}"
            ),
        )
    return (
        N_(
            "{name} is unchanged, nothing had to be computed. The results are in {folder}; open "
            "the report {report} in a browser, or the first picture {picture}"
        ),
    )


def _as_dict(outcome: Any, language: Language) -> dict[str, Any]:
    return {
        "name": outcome.name,
        "run_id": outcome.run_id,
        "folder": str(outcome.folder),
        "computed": outcome.computed,
        "scenarios": list(outcome.scenarios),
        "failed": dict(outcome.failed),
        "warned": list(outcome.warned),
        "warnings": [warning.told_in(language) for warning in outcome.warnings],
    }
