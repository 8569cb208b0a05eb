"""Whether a published run is still what its manifest says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from herne_schwamm.batch.atomic import latest_run
from herne_schwamm.batch.manifest import (
    MANIFEST,
    differing_products,
    read_manifest,
    recorded_products,
)
from herne_schwamm.problems import N_, InputProblem

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Verified:
    """A run whose products were all hashed again and agree."""

    folder: Path
    run_id: str
    products: int


def verify(path: Path) -> Verified:
    """Hash every product of a run again.

    Parameters
    ----------
    path
        Folder of a run, its ``latest``, or the folder of all runs of one name
        (then the latest).

    Raises
    ------
    InputProblem
        It is no finished run, or a product is missing or differs.
    """
    folder = path
    if not (folder / MANIFEST).is_file():
        folder = latest_run(path) or path
    manifest = read_manifest(folder)
    differing = differing_products(folder, manifest)
    total = len(recorded_products(manifest))
    if differing:
        names = ", ".join(differing[:SHOWN]) + (", …" if len(differing) > SHOWN else "")
        raise InputProblem(
            N_(
                "{folder}: {count} of {total} products are missing or differ from the manifest "
                "({names}). Do not use them; compute the run again."
            ),
            folder=folder,
            count=len(differing),
            total=total,
            names=names,
        )
    return Verified(folder, str(manifest["run_id"]), total)
