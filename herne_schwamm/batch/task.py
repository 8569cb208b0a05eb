"""What is done with each storm of a run file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from herne_schwamm.batch.scenario import compute_scenario
from herne_schwamm.city.city import City
from herne_schwamm.city.forcing import Storm
from herne_schwamm.city.water import WaterState
from herne_schwamm.inputs.run_file import RunFile
from herne_schwamm.problems import N_, RunFileProblem


class ComputeStorm(Protocol):
    """Computes one storm, writes its folder and returns its entry in the manifest."""

    def __call__(
        self,
        folder: Path,
        run_file: RunFile,
        city: City,
        storm: Storm,
        *,
        water: WaterState,
        part_id: str,
        progress: Callable[[float], None],
        ended: Callable[[WaterState], None],
    ) -> dict[str, Any]:
        """As `compute_scenario`."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The storms a task is done with, and why others are left out.

    ``left_out`` holds sentences of the catalogue with their facts.
    """

    names: tuple[str, ...]
    left_out: tuple[tuple[str, Mapping[str, object]], ...] = ()


def every_storm(run_file: RunFile, wanted: Collection[str]) -> Chosen:
    """The storms that are wanted; all where none is named.

    Raises
    ------
    RunFileProblem
        The run file has no storm of a name.
    """
    there = [storm.name for storm in run_file.all_storms]
    for name in wanted:
        if name not in there:
            raise RunFileProblem(
                N_("{file} has no storm {name}; it has {names}"),
                file=run_file.file,
                name=name,
                names=", ".join(there),
            )
    return Chosen(tuple(name for name in there if not wanted or name in wanted))


@dataclass(frozen=True, slots=True)
class Task:
    """A way to work through the storms of a run file.

    Parameters
    ----------
    suffix
        Added to the run's name: where its reports lie.
    settings
        What the results depend on besides the run file.
    compute
        What is done with each storm.
    choose
        Told the names that are wanted, says before anything is computed which
        storms it can do.
    whole
        Whether what season and heat waves leave behind is published, too.
    """

    suffix: str
    settings: Mapping[str, Any]
    compute: ComputeStorm
    choose: Callable[[RunFile, Collection[str]], Chosen] = every_storm
    whole: bool = False


SCENARIOS = Task("", {}, compute_scenario, whole=True)
"""Every storm as it stands in the run file."""
