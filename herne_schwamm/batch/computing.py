"""The computing within a run: storms, season and heat waves, into a draft of its folder."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from herne_schwamm.batch.atomic import new_folder
from herne_schwamm.batch.compiling_ahead import CompilingAhead
from herne_schwamm.batch.heat import (
    compute_heat,
    differ_in_water,
    kept_of,
    start_of_heat,
    title_of,
    write_heat,
)
from herne_schwamm.batch.heat_risk import StormBeside
from herne_schwamm.batch.kept_season import KeptSeason
from herne_schwamm.batch.kept_warnings import KeepingListener
from herne_schwamm.batch.kernel_cache import (
    COMPILE_S,
    HEAT_COMPILE_S,
    SEASON_COMPILE_S,
    kernels_are_kept,
)
from herne_schwamm.batch.listener import Listener
from herne_schwamm.batch.manifest import MANIFEST, PART_ID, RUN_LOG, as_text, make_manifest
from herne_schwamm.batch.plan import Plan
from herne_schwamm.batch.run_inputs import RunInputs, read_run_inputs
from herne_schwamm.batch.run_log import RunLog
from herne_schwamm.batch.season import (
    RunSeason,
    compute_season,
    day_reached,
    start_of,
    with_groundwater,
    write_season,
)
from herne_schwamm.batch.speed import expected_heat, remember_speed
from herne_schwamm.batch.taking_over import Entries, take_over
from herne_schwamm.batch.task import Task
from herne_schwamm.city.city import City
from herne_schwamm.city.forcing import Storm
from herne_schwamm.city.water import WaterState
from herne_schwamm.inputs.run_file import WATER_BALANCE, RunFile
from herne_schwamm.inputs.run_file_heat import HeatPart
from herne_schwamm.models.heat import HeatPlace, heat_place
from herne_schwamm.models.warmup import compile_heat, compile_season, compile_storm
from herne_schwamm.problems import N_, BalanceProblem
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
    # Asked first: reading compiles some of them.
    compiled = kernels_are_kept()
    inputs = read_run_inputs(
        run_file, task, names, lambda doubt: listener.warn(doubt.sentence, **doubt.facts)
    )
    log.note(f"grid of {inputs.city.grid.rows} x {inputs.city.grid.columns} cells")
    # All is read: what is taken over or computed from here on belongs to the plan.
    plan.require_unchanged()
    with new_folder(plan.folder, whole_with=MANIFEST) as draft:
        taken = take_over(draft, plan, run_file, ids, log.note)
        run = _Computation(
            draft, plan, ids, run_file, task, inputs, listener, log, kept, taken, compiled=compiled
        )
        run.storms()
        run.water_balance()
        run.heat_waves()
        if run.failed and not (run.scenarios or run.heats or run.of_season):
            raise next(iter(run.failed.values()))
        plan.require_unchanged()
        manifest = make_manifest(
            plan,
            run.scenarios,
            {name: str(problem) for name, problem in run.failed.items()},
            listener.warnings,
            run.of_season,
            run.heats,
        )
        for warning in listener.warnings:
            log.note(f"warning: {warning}")
        (draft / RUN_LOG).write_text(log.text(), "utf-8", newline="\n")
        (draft / MANIFEST).write_text(as_text(manifest), "utf-8", newline="\n")
    return manifest


class _Computation:
    """A run while it is computed: ``scenarios``, ``of_season`` and ``heats`` are what there is.

    What fails the gate of its balance is told in ``failed``; the rest goes on.
    """

    def __init__(
        self,
        draft: Path,
        plan: Plan,
        ids: Mapping[str, str],
        run_file: RunFile,
        task: Task,
        inputs: RunInputs,
        listener: Listener,
        log: RunLog,
        kept: KeptSeason,
        taken: Entries,
        *,
        compiled: bool,
    ) -> None:
        self._draft, self._plan, self._ids = draft, plan, ids
        self._run_file, self._task, self._inputs = run_file, task, inputs
        self._listener, self._log, self._kept, self._taken = listener, log, kept, taken
        self._compiled = compiled
        self._season: RunSeason | None = None
        self._left_behind: dict[str, WaterState] = {}
        self.scenarios: Entries = {}
        self.of_season: dict[str, Any] | None = None
        self.heats: Entries = {}
        self.failed: dict[str, BalanceProblem] = {}
        for name in taken:
            listener.say(N_("{scenario} stands unchanged and is taken over"), scenario=name)
            self._progress(name, 1.0)
        later = []
        if inputs.season is not None and WATER_BALANCE not in taken:
            later.append(compile_season)
        if inputs.waves.keys() - taken.keys():
            later.append(compile_heat)
        self._ahead = CompilingAhead(() if self._compiled else later)

    def storms(self) -> None:
        """Every storm, as the run file has them."""
        if any(storm.name not in self._taken for storm in self._inputs.storms):
            if not self._compiled:
                self._listener.say(
                    N_("The kernels are being compiled, once on this computer (about {seconds} s)"),
                    seconds=COMPILE_S,
                )
            self._compile(compile_storm, COMPILE_S)
        for storm in self._inputs.storms:
            entry = self._taken.get(storm.name)
            if entry is None:
                try:
                    entry = self._computed_storm(storm)
                except BalanceProblem as problem:
                    self._fail(storm.name, problem)
                    continue
            self.scenarios[storm.name] = entry
            _warn_of(storm.name, entry, self._listener)

    def water_balance(self) -> None:
        """What the season leaves behind; after the storms, whose map is waited for most."""
        if not self._task.whole or self._inputs.season is None:
            return
        self.of_season = self._taken.get(WATER_BALANCE)
        if self.of_season is None:
            try:
                self.of_season = self._written_season()
            except BalanceProblem as problem:
                self._fail(WATER_BALANCE, problem)
                return
        self._progress(WATER_BALANCE, 1.0)

    def heat_waves(self) -> None:
        """Every heat wave; they are taken over all or none."""
        waves = self._inputs.waves
        self.heats = {name: self._taken[name] for name in waves if name in self._taken}
        if self.heats or not waves:
            return
        self._compile(compile_heat, HEAT_COMPILE_S)
        city = with_groundwater(self._inputs.heat_city, self._inputs.season)
        place = heat_place(city)
        done: dict[str, OtherWave] = {}
        for part in self._run_file.heats:
            if part.after_storm is not None and part.after_storm not in self._left_behind:
                # The storm failed or was not asked for: what it leaves behind is not known.
                self._listener.warn(
                    N_(
                        "{scenario} is left out: the storm {storm} it begins after was not computed"
                    ),
                    scenario=part.name,
                    storm=part.after_storm,
                )
                continue
            try:
                self.heats[part.name] = self._computed_heat(part, city, place, done)
            except BalanceProblem as problem:
                self._fail(part.name, problem)

    def _computed_storm(self, storm: Storm) -> dict[str, Any]:
        name, part_id = storm.name, self._ids[storm.name]
        storm, water = start_of(
            self._inputs.city, storm, None if storm.begins is None else self._followed_season()
        )
        self._begin(name)
        waited_for = {part.after_storm for part in self._run_file.heats}

        def keep(water: WaterState) -> None:
            if name in waited_for:
                self._left_behind[name] = water

        entry = self._task.compute(
            self._draft / name,
            self._run_file,
            self._inputs.city,
            storm,
            water=water,
            part_id=part_id,
            progress=lambda share: self._progress(name, min(share, COMPUTED_SHARE)),
            ended=keep,
        )
        self._end(name, entry["balance"]["relative_error"])
        return {**entry, PART_ID: part_id}

    def _compile(self, kernels: Callable[[], None], seconds: float) -> None:
        """Compile kernels on a first run, or wait until they are."""
        if self._compiled:
            return
        with self._listener.waiting(N_("Compiling"), seconds):
            self._ahead.wait(kernels)
            kernels()

    def _followed_season(self) -> RunSeason:
        """The season, followed when it is first asked for.

        Raises
        ------
        BalanceProblem
            Its water does not add up: every time it is asked for.
        """
        if WATER_BALANCE in self.failed:
            raise self.failed[WATER_BALANCE]
        if self._season is None:
            try:
                self._season = self._follow_season()
            except BalanceProblem as problem:
                self._fail(WATER_BALANCE, problem)
                raise
        return self._season

    def _follow_season(self) -> RunSeason:
        part, weather = self._run_file.season, self._inputs.season
        if part is None or weather is None:
            raise AssertionError("the run file was not checked: what begins with it has no season")
        first, last = part.years
        self._listener.say(
            N_("Following the water of the years {first} to {last}"),
            first=str(first),
            last=str(last),
        )
        self._compile(compile_season, SEASON_COMPILE_S)
        begun = self._kept.read()
        if begun is not None:
            day = day_reached(weather, begun)
            self._listener.say(
                N_("An earlier attempt ended early; the season goes on from {day}"), day=day
            )
            self._log.note(f"season goes on from {day}")
        self._log.note("start season")
        season = compute_season(
            self._run_file,
            self._inputs.city,
            weather,
            lambda share: self._progress(WATER_BALANCE, min(share, COMPUTED_SHARE)),
            on_year=self._kept.keep,
            resume=begun,
        )
        self._log.note(f"end season, relative error {season.result.balance.relative_error:.3e}")
        return season

    def _written_season(self) -> dict[str, Any]:
        part_id = self._ids[WATER_BALANCE]
        folder = self._draft / WATER_BALANCE
        season = self._followed_season()
        entry = write_season(folder, self._run_file, self._inputs.city, season, part_id)
        return {**entry, PART_ID: part_id}

    def _computed_heat(
        self, part: HeatPart, city: City, place: HeatPlace, done: dict[str, OtherWave]
    ) -> dict[str, Any]:
        """A heat wave, beside those that are ``done`` and differ in their water."""
        inputs, waves = self._inputs, self._inputs.waves
        own, people = waves[part.name], inputs.people
        if people is None:
            raise AssertionError("people are read where heat is computed")
        follows = part.after_storm is None and isinstance(part.antecedent, str)
        water = start_of_heat(
            part, city, self._followed_season() if follows else None, self._left_behind
        )
        self._begin(part.name)
        begun_s = time.monotonic()
        heat = compute_heat(
            part,
            city,
            own,
            water,
            place,
            lambda share: self._progress(part.name, min(share, COMPUTED_SHARE)),
        )
        beside = part.after_storm or next(iter(self.scenarios), None)
        labels = {storm.name: storm.label for storm in self._run_file.all_storms}
        later = self._run_file.heats[self._run_file.heats.index(part) + 1 :]
        entry = write_heat(
            self._draft / part.name,
            self._run_file,
            city,
            heat,
            {name: wave for name, wave in done.items() if differ_in_water(waves[name], own)},
            [title_of(other) for other in later if differ_in_water(waves[other.name], own)],
            people,
            None if beside is None else StormBeside(beside, labels[beside], self._draft / beside),
            self._ids[part.name],
        )
        done[part.name] = kept_of(heat)
        work = expected_heat(city, own.weather.hours)
        remember_speed("heat", work, time.monotonic() - begun_s)
        self._end(part.name, heat.result.balance.water_error)
        return {**entry, PART_ID: self._ids[part.name]}

    def _progress(self, scenario: str, share: float) -> None:
        self._listener.progress(self._plan.run_id, scenario, share)

    def _begin(self, scenario: str) -> None:
        self._listener.say(N_("Computing {scenario}"), scenario=scenario)
        self._log.note(f"start {scenario}")

    def _end(self, scenario: str, relative_error: float) -> None:
        self._progress(scenario, 1.0)
        self._log.note(f"end {scenario}, relative error {relative_error:.3e}")

    def _fail(self, scenario: str, problem: BalanceProblem) -> None:
        # A season is the beginning of several: it is told once.
        if problem not in self.failed.values():
            self._listener.warn(problem.sentence, **problem.facts)
        self.failed[scenario] = problem
        self._log.note(f"failed {scenario}: {problem}")


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
