"""A run: planned, computed once, published whole, recorded."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from herne_schwamm.batch.atomic import latest_run, point_latest, sweep
from herne_schwamm.batch.computing import compute_run
from herne_schwamm.batch.kept_season import KeptSeason, sweep_kept
from herne_schwamm.batch.listener import Listener, Silence
from herne_schwamm.batch.lock import locked
from herne_schwamm.batch.manifest import differing_products, read_manifest, warnings_of
from herne_schwamm.batch.part_ids import part_ids
from herne_schwamm.batch.plan import Plan, make_plan
from herne_schwamm.batch.run_log import RunLog
from herne_schwamm.batch.task import SCENARIOS, Task
from herne_schwamm.inputs.preflight import require_inputs
from herne_schwamm.inputs.run_file import WATER_BALANCE, RunFile, read_run_file
from herne_schwamm.problems import N_, InputProblem, Problem, WriteProblem, system_reason

HISTORY = "history.log"
SOME_FAILED = 3
"""Exit code of a run of which some scenarios failed, the others being complete."""


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """How a run ended.

    Parameters
    ----------
    name, run_id, folder
        Which run, and where it is published.
    computed
        False where the run stood there already and was left alone.
    scenarios
        Names of the published scenarios, storms and then heat waves, as in the run file.
    failed
        Why a scenario was not published, by its name.
    warned
        Published scenarios whose balance has a small error.
    warnings
        All that was warned of while it was computed.
    """

    name: str
    run_id: str
    folder: Path
    computed: bool
    scenarios: tuple[str, ...]
    failed: Mapping[str, str] = field(default_factory=dict)
    warned: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()

    @property
    def exit_code(self) -> int:
        """0, or 3 where some scenarios failed."""
        return SOME_FAILED if self.failed else 0


def run(
    run_file_path: Path,
    *,
    data_folder: Path | None = None,
    allow_outside: bool = False,
    task: Task = SCENARIOS,
    storms: Collection[str] = (),
    listener: Listener | None = None,
) -> RunOutcome:
    """Compute what a run file asks for, unless it stands there already.

    Parameters
    ----------
    run_file_path
        The run file.
    data_folder
        What ``data:`` stands for in its paths.
    allow_outside
        Its paths may leave the project folder.
    task
        What is done with each storm.
    storms
        Names of the storms to compute; none: all.
    listener
        Told how it goes.

    Raises
    ------
    RunFileProblem, InputProblem
        The run cannot start, or an input changed while it was computed.
    BalanceProblem
        No scenario passed the gate of its balance: there is no run folder.
    LockedProblem
        Another run works on the same reports.
    WriteProblem
        The disk refused. Nothing half-written is left.
    """
    listener = listener or Silence()
    log = RunLog()
    run_file = read_run_file(run_file_path, data_folder=data_folder, allow_outside=allow_outside)
    require_inputs(run_file)
    chosen = task.choose(run_file, storms)
    for sentence, facts in chosen.left_out:
        listener.warn(sentence, **facts)
    settings = dict(task.settings)
    if len(chosen.names) < len(run_file.all_storms):
        settings["storms"] = list(chosen.names)
    reports = run_file.output.folder.path / (run_file.name + task.suffix)
    with locked(reports):
        plan = make_plan(run_file, task.suffix, settings)
        for name in sweep_kept(reports, plan.run_id):
            log.note(f"removed {name}, kept of another run")
        kept = KeptSeason(reports, plan.run_id, log.note)
        log.note(f"run {plan.run_id} of {plan.name}")
        manifest = _standing(plan, listener)
        computed = manifest is None
        if manifest is None:
            ids = part_ids(run_file, plan, task, chosen.names)
            manifest = compute_run(plan, ids, run_file, task, chosen.names, listener, log, kept)
            # Only now: what attempts that ended early had finished may have been taken over.
            sweep(reports)
        else:
            sweep(reports)
            for warning in warnings_of(manifest):
                listener.warn(warning.sentence, **warning.facts)
        kept.drop()
        if latest_run(reports) != plan.folder.resolve():
            point_latest(reports, plan.run_id)
        outcome = _outcome(plan, run_file, manifest, computed)
        _remember(reports, log.history_line(plan.run_id, _in_one_word(outcome)))
    return outcome


def _standing(plan: Plan, listener: Listener) -> dict[str, Any] | None:
    """The manifest of the run where it is there and whole."""
    if not plan.folder.exists():
        return None
    try:
        manifest = read_manifest(plan.folder)
        if not differing_products(plan.folder, manifest):
            return manifest
    except InputProblem:
        pass  # Without a readable manifest the folder is not whole either.
    listener.warn(
        N_("The results in {folder} are damaged or incomplete; they are computed again."),
        folder=plan.folder,
    )
    return None


def _outcome(
    plan: Plan, run_file: RunFile, manifest: Mapping[str, Any], computed: bool
) -> RunOutcome:
    scenarios, failed = manifest["scenarios"], manifest["failed"]
    published = {**scenarios, **manifest.get("heat", {})}
    # A manifest that was read back is sorted.
    order = [storm.name for storm in run_file.all_storms]
    order += [heat.name for heat in run_file.heats]
    return RunOutcome(
        name=plan.name,
        run_id=plan.run_id,
        folder=plan.folder,
        computed=computed,
        scenarios=tuple(name for name in order if name in published),
        failed={name: failed[name] for name in (*order, WATER_BALANCE) if name in failed},
        warned=tuple(
            name for name in order if name in scenarios and scenarios[name]["verdict"] == "warning"
        ),
        warnings=tuple(warnings_of(manifest)),
    )


def _in_one_word(outcome: RunOutcome) -> str:
    if not outcome.computed:
        return "unchanged"
    return f"{len(outcome.failed)} failed" if outcome.failed else "computed"


def _remember(reports: Path, line: str) -> None:
    try:
        with (reports / HISTORY).open("a", encoding="utf-8", newline="\n") as history:
            history.write(line)
    except OSError as error:
        raise WriteProblem(
            N_(
                "The run is complete, but {file} could not be written ({reason}). Check the disk "
                "and its free space."
            ),
            file=reports / HISTORY,
            reason=system_reason(error),
        ) from error
