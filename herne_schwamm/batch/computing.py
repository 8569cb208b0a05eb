"""The computing within a run: storms, season and heat waves, into a draft of its folder."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from herne_schwamm.batch.atomic import new_folder
from herne_schwamm.batch.heat import (
    compute_heat,
    kept_of,
    same_weather,
    start_of_heat,
    title_of,
    write_heat,
)
from herne_schwamm.batch.heat_risk import People, StormBeside, people_of_run
from herne_schwamm.batch.kept_season import KeptSeason
from herne_schwamm.batch.kept_warnings import KeepingListener
from herne_schwamm.batch.kernel_cache import (
    COMPILE_S,
    HEAT_COMPILE_S,
    SEASON_COMPILE_S,
    kernels_are_kept,
)
from herne_schwamm.batch.listener import Listener
from herne_schwamm.batch.manifest import (
    MANIFEST,
    PART_ID,
    RUN_LOG,
    as_text,
    make_manifest,
)
from herne_schwamm.batch.plan import Plan
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
from herne_schwamm.batch.task import Task
from herne_schwamm.city.city import City
from herne_schwamm.city.water import WaterState
from herne_schwamm.inputs.city import read_city
from herne_schwamm.inputs.heat import WaveWeather, read_heat_weather
from herne_schwamm.inputs.notes import doubts
from herne_schwamm.inputs.run_file import WATER_BALANCE, RunFile
from herne_schwamm.inputs.season import SeasonWeather, read_season_weather
from herne_schwamm.inputs.storms import check_points, read_storms, storm_doubts
from herne_schwamm.models.heat import heat_place
from herne_schwamm.models.warmup import compile_heat, compile_season, compile_storm
from herne_schwamm.problems import N_, BalanceProblem, Problem
from herne_schwamm.products.heat_facts import OtherWave

COMPUTED_SHARE = 0.99
"""Where progress stops until a scenario is done: its end may move while it is computed."""


def compute_run(
    plan: Plan,
    ids: Mapping[str, str],
    run_file: RunFile,
    task: Task,
    names: Collection[str],
    listener: Listener,
    log: RunLog,
    kept: KeptSeason,
) -> dict[str, Any]:
    """Compute what does not stand unchanged in an earlier run, and publish the run's folder.

    Parameters
    ----------
    plan, ids
        What the run and its parts depend on.
    run_file, task, names
        What is done with which storms.
    listener, log
        Told how it goes.
    kept
        The years of the season that an attempt which ended early left behind.

    Returns
    -------
    dict
        The manifest.

    Raises
    ------
    InputProblem
        An input cannot be read, or changed while the run was computed.
    BalanceProblem
        Nothing passed the gate of its balance.
    WriteProblem
        The disk refused.
    """
    listener = KeepingListener(listener)
    city = read_city(run_file)
    _tell(doubts(city.origins.values()), listener)
    storms = [storm for storm in read_storms(run_file, city) if storm.name in names]
    _tell(storm_doubts(run_file), listener)
    check_points(run_file, city)
    log.note(f"grid of {city.grid.rows} x {city.grid.columns} cells")
    compiled = kernels_are_kept()
    weather = None
    if run_file.season is not None and (task.whole or any(s.begins for s in storms)):
        # Read before anything is computed: what is wrong with it is told at once.
        weather = read_season_weather(run_file.season, city)
        _tell(weather.doubts, listener)
    heat_weather = {
        part.name: read_heat_weather(part, city) for part in (run_file.heats if task.whole else ())
    }
    for wave in heat_weather.values():
        _tell(wave.doubts, listener)
    heat_city, people = people_of_run(run_file, city) if heat_weather else (city, None)
    scenarios: dict[str, dict[str, Any]] = {}
    failed: dict[str, BalanceProblem] = {}
    left_behind: dict[str, WaterState] = {}
    waited_for = {part.after_storm for part in run_file.heats}
    of_season = None
    # All is read: what is taken over or computed from here on belongs to the plan.
    plan.require_unchanged()
    with new_folder(plan.folder, whole_with=MANIFEST) as draft:
        taken = take_over(draft, plan, run_file, ids, log.note)
        for name in taken:
            listener.say(N_("{scenario} stands unchanged and is taken over"), scenario=name)
            listener.progress(plan.run_id, name, 1.0)
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
                _tell([problem], listener)
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
            if of_season is None and season is not None:
                part_id = ids[WATER_BALANCE]
                of_season = {
                    **write_season(draft / WATER_BALANCE, run_file, city, season, part_id),
                    PART_ID: part_id,
                }
            listener.progress(plan.run_id, WATER_BALANCE, 1.0)
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


def _tell(problems: Iterable[Problem], listener: Listener) -> None:
    for problem in problems:
        listener.warn(problem.sentence, **problem.facts)


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

        water = start_of_heat(part, city, season, storms)
        try:
            heat = compute_heat(part, city, weather[part.name], water, place, progress)
        except BalanceProblem as problem:
            failed[part.name] = problem
            _tell([problem], listener)
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
