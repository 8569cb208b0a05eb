"""What is done with each storm of a run file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from herne_schwamm.batch.scenario import compute_scenario
from herne_schwamm.city.city import City
from herne_schwamm.city.forcing import Storm
from herne_schwamm.inputs.run_file import RunFile


class ComputeStorm(Protocol):
    """Computes one storm, writes its folder and returns its entry in the manifest."""

    def __call__(
        self,
        folder: Path,
        run_file: RunFile,
        city: City,
        storm: Storm,
        *,
        run_id: str,
        progress: Callable[[float], None],
    ) -> dict[str, Any]:
        """As `compute_scenario`."""


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
    """

    suffix: str
    settings: Mapping[str, Any]
    compute: ComputeStorm = field(compare=False)


SCENARIOS = Task("", {}, compute_scenario)
"""Every storm as it stands in the run file."""
