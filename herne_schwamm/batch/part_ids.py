"""What each part of a run depends on, as an id: storms, the season, the heat waves.

A part is reckoned as if it stood alone in the run file. The same id is the same
bytes, whatever other storms and waves the run file names beside it.
"""

from __future__ import annotations

from collections.abc import Collection

from herne_schwamm.batch.plan import Plan, part_of_plan
from herne_schwamm.batch.task import Task
from herne_schwamm.inputs.run_file import WATER_BALANCE, RunFile


def part_ids(
    run_file: RunFile,
    plan: Plan,
    task: Task,
    names: Collection[str],
) -> dict[str, str]:
    """Id of every storm, of the season and of every heat wave, by the name of its folder.

    Heat waves are compared with each other, and judged beside a storm: they share one id.

    Parameters
    ----------
    run_file
        What is to be computed.
    plan
        Of all of it: its files are not read again.
    task, names
        What is done with which storms.
    """

    def id_of(**parts: object) -> str:
        alone = run_file.model_copy(
            update={"storms": (), "storm_preset": None, "heats": (), "population": None, **parts}
        )
        # Where heat is computed, the city has layers for it, which every report tells of.
        beside = {**task.settings, "with_heat": bool(run_file.heats)}
        return part_of_plan(plan, alone, beside).run_id

    storms = {storm.name: storm for storm in run_file.all_storms if storm.name in names}
    ids = {
        name: id_of(
            storms=(storm,),
            season=run_file.season if isinstance(storm.antecedent, str) else None,
        )
        for name, storm in storms.items()
    }
    if not task.whole:
        return ids
    if run_file.season is not None:
        ids[WATER_BALANCE] = id_of()
    if run_file.heats:
        after = {heat.after_storm for heat in run_file.heats}
        beside = tuple(
            storm
            for number, (name, storm) in enumerate(storms.items())
            if number == 0 or name in after
        )
        of_heats = id_of(storms=beside, heats=run_file.heats, population=run_file.population)
        ids |= {heat.name: of_heats for heat in run_file.heats}
    return ids
