"""A run: planned, computed once, published whole, recorded."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from herne_schwamm.batch.atomic import latest_run, new_folder, point_latest, sweep
from herne_schwamm.batch.heat import (
    compute_heat,
    kept_of,
    same_weather,
    start_of_heat,
    title_of,
    write_heat,
)
from herne_schwamm.batch.heat_risk import People, StormBeside, people_of_run
from herne_schwamm.batch.kept_season import KeptSeason, sweep_kept
from herne_schwamm.batch.kept_warnings import KeepingListener
from herne_schwamm.batch.kernel_cache import (
    COMPILE_S,
    HEAT_COMPILE_S,
    SEASON_COMPILE_S,
    kernels_are_kept,
)
from herne_schwamm.batch.listener import Listener, Silence
from herne_schwamm.batch.lock import locked
from herne_schwamm.batch.manifest import (
    MANIFEST,
    PART_ID,
    RUN_LOG,
    as_text,
    differing_products,
    make_manifest,
    read_manifest,
    warnings_of,
)
from herne_schwamm.batch.part_ids import part_ids
from herne_schwamm.batch.plan import Plan, make_plan
from herne_schwamm.batch.run_log import RunLog
from herne_schwamm.batch.season import (
    RunSeason,
    compute_season,
    day_reached,
    start_of,
    with_groundwater,
    write_season,
)
from herne_schwamm.batch.taking_over import take_over
from herne_schwamm.batch.task import SCENARIOS, Task
from herne_schwamm.city.city import City
from herne_schwamm.city.water import WaterState
from herne_schwamm.inputs.city import read_city
from herne_schwamm.inputs.heat import WaveWeather, read_heat_weather
from herne_schwamm.inputs.notes import doubts
from herne_schwamm.inputs.preflight import require_inputs
from herne_schwamm.inputs.run_file import WATER_BALANCE, RunFile, read_run_file
from herne_schwamm.inputs.season import SeasonWeather, read_season_weather
from herne_schwamm.inputs.storms import check_points, read_storms
from herne_schwamm.models.heat import heat_place
from herne_schwamm.models.warmup import compile_heat, compile_season, compile_storm
from herne_schwamm.problems import (
    N_,
    BalanceProblem,
    InputProblem,
    Problem,
    WriteProblem,
    system_reason,
)
from herne_schwamm.products.heat_facts import OtherWave

HISTORY = "history.log"
SOME_FAILED = 3
"""Exit code of a run of which some scenarios failed, the others being complete."""
COMPUTED_SHARE = 0.99
"""Where progress stops until a scenario is done: its end may move while it is computed."""


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
        Names of the published scenarios.
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
        for name in sweep(reports):
            log.note(f"removed {name}, left by an attempt that ended early")
        plan = make_plan(run_file, task.suffix, settings)
        for name in sweep_kept(reports, plan.run_id):
            log.note(f"removed {name}, kept of another run")
        kept = KeptSeason(reports, plan.run_id, log.note)
        log.note(f"run {plan.run_id} of {plan.name}")
        manifest = _standing(plan, listener)
        computed = manifest is None
        if manifest is None:
            ids = part_ids(run_file, plan, task, chosen.names)
            manifest = _compute(plan, ids, run_file, task, chosen.names, listener, log, kept)
        else:
            for warning in warnings_of(manifest):
                listener.warn(warning.sentence, **warning.facts)
        kept.drop()
        if latest_run(reports) != plan.folder.resolve():
            point_latest(reports, plan.run_id)
        outcome = _outcome(plan, manifest, computed)
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


def _compute(
    plan: Plan,
    ids: Mapping[str, str],
    run_file: RunFile,
    task: Task,
    names: Collection[str],
    listener: Listener,
    log: RunLog,
    kept: KeptSeason,
) -> dict[str, Any]:
    listener = KeepingListener(listener)
    city = read_city(run_file)
    for doubt in doubts(city.origins.values()):
        listener.warn(doubt.sentence, **doubt.facts)
    storms = [storm for storm in read_storms(run_file, city) if storm.name in names]
    check_points(run_file, city)
    log.note(f"grid of {city.grid.rows} x {city.grid.columns} cells")
    compiled = kernels_are_kept()
    weather = None
    if run_file.season is not None and (task.whole or any(s.begins for s in storms)):
        # Read before anything is computed: what is wrong with it is told at once.
        weather = read_season_weather(run_file.season, city)
    heat_weather = {
        part.name: read_heat_weather(part, city) for part in (run_file.heats if task.whole else ())
    }
    heat_city, people = people_of_run(run_file, city) if heat_weather else (city, None)
    scenarios: dict[str, dict[str, Any]] = {}
    failed: dict[str, BalanceProblem] = {}
    left_behind: dict[str, WaterState] = {}
    waited_for = {part.after_storm for part in run_file.heats}
    of_season = None
    with new_folder(plan.folder) as draft:
        taken = take_over(draft, plan, run_file, ids, log.note)
        for name in taken:
            listener.say(N_("{scenario} stands unchanged and is taken over"), scenario=name)
        if not compiled and any(storm.name not in taken for storm in storms):
            listener.say(
                N_("The kernels are being compiled, once on this computer (about {seconds} s)"),
                seconds=COMPILE_S,
            )
            with listener.waiting(N_("Compiling"), COMPILE_S):
                compile_storm()
        season = None
        for storm in storms:
            if storm.name in taken:
                scenarios[storm.name] = taken[storm.name]
                _warn_of(storm.name, taken[storm.name], listener)
                continue
            if storm.begins is not None and season is None:
                season = _season(
                    plan, run_file, city, weather, listener, log, kept, compiled=compiled
                )
            listener.say(N_("Computing {scenario}"), scenario=storm.name)
            log.note(f"start {storm.name}")

            def progress(share: float, scenario: str = storm.name) -> None:
                listener.progress(plan.run_id, scenario, min(share, COMPUTED_SHARE))

            def keep(water: WaterState, scenario: str = storm.name) -> None:
                if scenario in waited_for:
                    left_behind[scenario] = water

            storm, water = start_of(city, storm, season)
            try:
                entry = task.compute(
                    draft / storm.name,
                    run_file,
                    city,
                    storm,
                    water=water,
                    part_id=ids[storm.name],
                    progress=progress,
                    ended=keep,
                )
            except BalanceProblem as problem:
                failed[storm.name] = problem
                listener.warn(problem.sentence, **problem.facts)
                log.note(f"failed {storm.name}: {problem}")
                continue
            listener.progress(plan.run_id, storm.name, 1.0)
            scenarios[storm.name] = {**entry, PART_ID: ids[storm.name]}
            log.note(f"end {storm.name}, relative error {entry['balance']['relative_error']:.3e}")
            _warn_of(storm.name, entry, listener)
        if failed and not scenarios and not heat_weather:
            raise next(iter(failed.values()))
        waves = {name: taken[name] for name in heat_weather if name in taken}
        if task.whole and weather is not None:
            # Behind the storms: the map that is waited for most comes first.
            of_season = taken.get(WATER_BALANCE)
            if season is None and (of_season is None or len(waves) < len(heat_weather)):
                season = _season(
                    plan, run_file, city, weather, listener, log, kept, compiled=compiled
                )
            elif season is None:
                for doubt in weather.doubts:
                    listener.warn(doubt.sentence, **doubt.facts)
            if of_season is None and season is not None:
                part_id = ids[WATER_BALANCE]
                of_season = {
                    **write_season(draft / WATER_BALANCE, run_file, city, season, part_id),
                    PART_ID: part_id,
                }
            listener.progress(plan.run_id, WATER_BALANCE, 1.0)
        for name in waves:
            for doubt in heat_weather[name].doubts:
                listener.warn(doubt.sentence, **doubt.facts)
        heats = waves or _heats(
            draft,
            plan,
            ids,
            run_file,
            heat_city,
            heat_weather,
            people,
            season,
            left_behind,
            scenarios,
            failed,
            listener,
            log,
            compiled=compiled,
        )
        if failed and not scenarios and not heats and of_season is None:
            raise next(iter(failed.values()))
        plan.require_unchanged()
        manifest = make_manifest(
            plan,
            scenarios,
            {name: str(problem) for name, problem in failed.items()},
            listener.warnings,
            of_season,
            heats,
        )
        for warning in listener.warnings:
            log.note(f"warning: {warning}")
        (draft / RUN_LOG).write_text(log.text(), "utf-8", newline="\n")
        (draft / MANIFEST).write_text(as_text(manifest), "utf-8", newline="\n")
    return manifest


def _warn_of(name: str, entry: Mapping[str, Any], listener: Listener) -> None:
    """What has to be looked at in the results of a storm."""
    if entry["verdict"] == "warning":
        listener.warn(
            N_(
                "The water balance of {scenario} is off by {share:.3g} %; the maps can be "
                "used, the report tells more."
            ),
            scenario=name,
            share=100.0 * entry["balance"]["relative_error"],
        )
    if entry["rising_cells"]:
        listener.warn(
            N_(
                "{scenario}: the peak had not passed everywhere, {cells} cells were still "
                "rising; give a longer after_rain_min, or none, and compute again."
            ),
            scenario=name,
            cells=entry["rising_cells"],
        )


def _season(
    plan: Plan,
    run_file: RunFile,
    city: City,
    weather: SeasonWeather | None,
    listener: Listener,
    log: RunLog,
    kept: KeptSeason,
    *,
    compiled: bool,
) -> RunSeason:
    if run_file.season is None or weather is None:
        raise AssertionError("the run file was not checked: a storm without its season")
    first, last = run_file.season.years
    listener.say(
        N_("Following the water of the years {first} to {last}"), first=str(first), last=str(last)
    )
    for doubt in weather.doubts:
        listener.warn(doubt.sentence, **doubt.facts)
    if not compiled:
        with listener.waiting(N_("Compiling"), SEASON_COMPILE_S):
            compile_season()
    begun = kept.read()
    if begun is not None:
        day = day_reached(weather, begun)
        listener.say(N_("An earlier attempt ended early; the season goes on from {day}"), day=day)
        log.note(f"season goes on from {day}")
    log.note("start season")
    season = compute_season(
        run_file,
        city,
        weather,
        lambda share: listener.progress(plan.run_id, WATER_BALANCE, min(share, COMPUTED_SHARE)),
        on_year=kept.keep,
        resume=begun,
    )
    log.note(f"end season, relative error {season.result.balance.relative_error:.3e}")
    return season


def _heats(
    draft: Path,
    plan: Plan,
    ids: Mapping[str, str],
    run_file: RunFile,
    city: City,
    weather: Mapping[str, WaveWeather],
    people: People | None,
    season: RunSeason | None,
    storms: Mapping[str, WaterState],
    scenarios: Collection[str],
    failed: dict[str, BalanceProblem],
    listener: Listener,
    log: RunLog,
    *,
    compiled: bool,
) -> dict[str, dict[str, Any]]:
    """Every heat wave; those whose balances fail are told in ``failed``."""
    entries: dict[str, dict[str, Any]] = {}
    if people is None:
        return entries
    if not compiled:
        with listener.waiting(N_("Compiling"), HEAT_COMPILE_S):
            compile_heat()
    city = with_groundwater(city, season)
    place = heat_place(city)
    labels = {storm.name: storm.label for storm in run_file.all_storms}
    done: dict[str, OtherWave] = {}
    for number, part in enumerate(run_file.heats):
        if part.after_storm is not None and part.after_storm not in storms:
            # The storm failed or was not asked for: what it leaves behind is not known.
            listener.warn(
                N_("{scenario} is left out: the storm {storm} it begins after was not computed"),
                scenario=part.name,
                storm=part.after_storm,
            )
            continue
        listener.say(N_("Computing {scenario}"), scenario=part.name)
        log.note(f"start {part.name}")

        def progress(share: float, scenario: str = part.name) -> None:
            listener.progress(plan.run_id, scenario, min(share, COMPUTED_SHARE))

        for doubt in weather[part.name].doubts:
            listener.warn(doubt.sentence, **doubt.facts)
        water = start_of_heat(part, city, season, storms)
        try:
            heat = compute_heat(part, city, weather[part.name], water, place, progress)
        except BalanceProblem as problem:
            failed[part.name] = problem
            listener.warn(problem.sentence, **problem.facts)
            log.note(f"failed {part.name}: {problem}")
            continue
        own = weather[part.name].weather
        others = {
            name: other for name, other in done.items() if same_weather(weather[name].weather, own)
        }
        later = [
            title_of(other)
            for other in run_file.heats[number + 1 :]
            if same_weather(weather[other.name].weather, own)
        ]
        beside = part.after_storm or next(iter(scenarios), None)
        entry = write_heat(
            draft / part.name,
            run_file,
            city,
            heat,
            others,
            later,
            people,
            None if beside is None else StormBeside(beside, labels[beside], draft / beside),
            ids[part.name],
        )
        entries[part.name] = {**entry, PART_ID: ids[part.name]}
        done[part.name] = kept_of(heat)
        listener.progress(plan.run_id, part.name, 1.0)
        log.note(f"end {part.name}, relative error {heat.result.balance.water_error:.3e}")
    return entries


def _outcome(plan: Plan, manifest: Mapping[str, Any], computed: bool) -> RunOutcome:
    scenarios = manifest["scenarios"]
    return RunOutcome(
        name=plan.name,
        run_id=plan.run_id,
        folder=plan.folder,
        computed=computed,
        scenarios=(*scenarios, *manifest.get("heat", {})),
        failed=manifest["failed"],
        warned=tuple(name for name, entry in scenarios.items() if entry["verdict"] == "warning"),
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
